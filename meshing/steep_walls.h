/// Walls of reliefs and solids that are given as they are: do they lean enough to leave a rigid mould? Drawn parts are drafted (drafted_walls.h), these are not.
#pragma once

#include "engine/core/finding.h"
#include "meshing/planar_map.h"

namespace sprue {

/// steep-wall (warn): walls that lean less than three quarters of `draft` (rad from upright), at the one of the largest area; steps under 20 um do not count.
void check_steep_walls(const LayeredMap& part, double draft, std::vector<Finding>& findings);

}  // namespace sprue
