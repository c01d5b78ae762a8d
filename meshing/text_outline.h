/// Outlines of a line of text, for stamps that no drawing holds.
#pragma once

#include <string>

#include "meshing/planar_map.h"

namespace sprue {

/// UTF-8 in DejaVu Sans Bold, capitals `height` (m) high, x along the line, its ink centred on the origin; curves flattened to `tolerance` (m). Throws InputError
/// (`where` names the key): nothing to see, a letter that the font lacks.
PlanarShape text_outline(const std::string& text, double height, double tolerance, const std::string& where);

}  // namespace sprue
