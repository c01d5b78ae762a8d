/// What can be said of a tool before it is cast.
#pragma once

#include <vector>

#include "engine/app/scene.h"
#include "engine/core/finding.h"
#include "meshing/tooling.h"

namespace sprue {

/// Appends what is doubtful: a gate under a cell, no vent at all, a pour faster than spin casting knows, one sector for the disc. Throws
/// InputError where the pour is faster than any process.
void check_tooling(const Scene& resolved_scene, const Tooling& tooling, std::vector<Finding>& findings);

}  // namespace sprue
