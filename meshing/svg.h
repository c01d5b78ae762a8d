/// SVG to painted shapes: what a standard renderer would paint, in painter's order, with the element each
/// came from.
///
/// The file is checked (no entities, no outside references, bounded size and expansion), every drawable
/// element gets a marker, librsvg renders it to a cairo SVG surface in memory (4096 units on the longer side;
/// CSS, use, symbol, transforms, text and clips are resolved there), and the surface's plain paths are read
/// back. Gradients become their first stop; masks made of plain shapes become clips; filters, pictures and
/// patterns are left out and reported.
#pragma once

#include <string>

#include "meshing/painted.h"
#include "meshing/svg_document.h"

namespace sprue {

class SvgPage : public DrawnPage {
 public:
  /// Throws InputError: file missing, too large, not SVG, entities, nesting or `use` beyond the limits.
  explicit SvgPage(const std::filesystem::path& file);

  std::vector<PaintedShape> shapes(double tolerance, DrawingNotes& notes) const override;

 private:
  std::filesystem::path file_;
  std::string page_;  ///< as cairo wrote it
  std::vector<SvgMarker> markers_;
  DrawingNotes notes_;
};

}  // namespace sprue
