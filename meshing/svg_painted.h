/// A page as cairo's SVG surface writes it (plain paths with style, clip groups, group masks) back to painted
/// shapes.
#pragma once

#include "meshing/svg.h"

namespace sprue {

/// Markers by number (see svg_document.h); curves flattened to `tolerance` page units, strokes widened,
/// clips applied.
std::vector<PaintedShape> painted_shapes(const std::string& page, const std::vector<SvgMarker>& markers,
                                         double tolerance, DrawingNotes& notes);

}  // namespace sprue
