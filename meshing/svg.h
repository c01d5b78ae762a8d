/// SVG to painted shapes: what a standard renderer would paint, in painter's order, with the element each
/// came from.
///
/// The file is checked (no entities, no outside references, bounded size and expansion), every drawable
/// element gets a marker, librsvg renders it to a cairo SVG surface in memory (4096 units on the longer side;
/// CSS, use, symbol, transforms, text and clips are resolved there), and the surface's plain paths are read
/// back. Gradients become their first stop; masks made of plain shapes become clips; filters, pictures and
/// patterns are left out and reported. Where text fails at that scale, the page is rendered smaller and
/// magnified; what the renderer logs is told with the rest, never printed.
#pragma once

#include <string>

#include "meshing/painted.h"
#include "meshing/svg_document.h"
#include "meshing/svg_painted.h"

namespace sprue {

class SvgPage : public DrawnPage {
 public:
  /// Throws InputError: file missing, too large, not SVG, entities, nesting or `use` beyond the limits.
  explicit SvgPage(const std::filesystem::path& file);

  std::vector<PaintedShape> shapes(double tolerance, DrawingNotes& notes) const override;

 private:
  std::filesystem::path file_;
  SvgRendering page_;
  std::vector<SvgMarker> markers_;
  DrawingNotes notes_;
};

}  // namespace sprue
