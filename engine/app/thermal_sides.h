/// Heat through the sides of the grid, from a scene's [[thermal]] tables.
#pragma once

#include "engine/app/scene.h"
#include "engine/core/domain.h"

namespace sprue {

/// Faces at the rim of what conducts heat get the scene's [[thermal]] conditions. Throws InputError on an unknown side.
void set_thermal_boundaries(const Scene& scene, Domain& domain);

}  // namespace sprue
