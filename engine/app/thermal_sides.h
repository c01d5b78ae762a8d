/// Heat through the sides of the grid and into channels, from a scene's [[thermal]] and [[channel]] tables.
#pragma once

#include "engine/app/scene.h"
#include "engine/core/domain.h"

namespace sprue {

/// Faces at the rim of what conducts heat get the scene's [[thermal]] conditions, those around the cells of a [[channel]] its water; these cells
/// are mould no more. Throws InputError on an unknown side, and on a channel outside the mould's band or into the cavity.
void set_thermal_boundaries(const Scene& scene, Domain& domain);

}  // namespace sprue
