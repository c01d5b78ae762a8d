/// The [[vent]] entries of a scene as Domain::vents.
#pragma once

#include "engine/app/scene.h"
#include "engine/core/domain.h"

namespace sprue {

/// Appends a vent per entry. Throws InputError when no cell of the cavity lies in its box or it has no area.
void place_vents(const Scene& scene, Domain& domain);

}  // namespace sprue
