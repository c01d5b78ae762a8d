/// The outline of what stands on a planar map: the border between its filled faces and the rest.
#pragma once

#include "meshing/planar_map.h"

namespace sprue {

/// Closed rings (the last point is not repeated), filled faces on the left: outer ones counter-clockwise, holes clockwise. At a
/// corner where pieces only touch, each keeps a ring of its own. Rings in the order of their lowest vertex number.
std::vector<std::vector<Vec2>> outline(const LayeredMap& solid);

}  // namespace sprue
