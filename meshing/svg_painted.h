/// A page as cairo's SVG surface writes it (plain paths with style, clip groups, group masks) back to painted
/// shapes.
#pragma once

#include "meshing/painted.h"
#include "meshing/svg_document.h"

namespace sprue {

/// What cairo wrote, and how it stands on the page.
struct SvgRendering {
  std::string text;
  double magnify = 1;  ///< page units per unit of the text
};

/// Markers by number (see svg_document.h); curves flattened to `tolerance` page units, strokes widened,
/// clips applied. Areas are cut off two pages beyond the page; throws InputError (naming `file` and element)
/// where a pen goes farther than that.
std::vector<PaintedShape> painted_shapes(const SvgRendering& rendering, const std::vector<SvgMarker>& markers,
                                         double tolerance, const std::filesystem::path& file, DrawingNotes& notes);

}  // namespace sprue
