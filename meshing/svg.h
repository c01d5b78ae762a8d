/// SVG to painted shapes: what a standard renderer would paint, in painter's order, with the element each
/// came from.
///
/// The file is checked (no entities, no outside references, bounded size and expansion), every drawable
/// element gets a marker, librsvg renders it to a cairo SVG surface in memory (4096 units on the longer side;
/// CSS, use, symbol, transforms, text and clips are resolved there), and the surface's plain paths are read
/// back. Gradients become their first stop; masks made of plain shapes become clips; filters, pictures and
/// patterns are left out and reported.
#pragma once

#include <filesystem>
#include <string>

#include "meshing/design.h"

namespace sprue {

/// One painted fill or stroke, in page units (x right, y down).
struct PaintedShape {
  std::string element;  ///< the file's own id, else tag plus running number in document order: "path12"
  std::string colour;   ///< "#rrggbb"
  bool stroke = false;
  PlanarShape shape;
};

struct SvgNotes {
  std::vector<DroppedElement> dropped;
  std::vector<std::string> guesses;
};

class SvgPage {
 public:
  /// Throws InputError: file missing, too large, not SVG, entities, nesting or `use` beyond the limits.
  explicit SvgPage(const std::filesystem::path& file);

  double unit = 0;  ///< m per page unit by the file's own size (96 px to the inch where it gives none)
  bool has_physical_size = false;  ///< the file states its size in mm, cm, in, pt or pc

  /// Curves flattened to `tolerance` page units, strokes widened. Throws InputError beyond the limit of
  /// vertices.
  std::vector<PaintedShape> shapes(double tolerance, SvgNotes& notes) const;

 private:
  std::filesystem::path file_;
  std::string page_;              ///< as cairo wrote it
  std::vector<std::string> ids_;  ///< by marker number
  SvgNotes notes_;
};

}  // namespace sprue
