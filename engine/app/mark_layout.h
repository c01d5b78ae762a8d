/// Where numbers stand on a drawing: beside the places they mark, none over another or over another's place.
#pragma once

#include <vector>

#include "engine/core/vec.h"

namespace sprue {

/// Centres of discs of `radius`, one for each place, in their order: the first free spot on rings around the place, the side away from `middle` first. Any two
/// discs lie at least 2.2 radii apart, and none covers a place.
std::vector<Vec2> number_places(const std::vector<Vec2>& places, Vec2 middle, double radius);

}  // namespace sprue
