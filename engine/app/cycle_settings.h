/// What [cycle] leaves open, from the materials.
#pragma once

#include "engine/app/scene_materials.h"

namespace sprue {

/// Ejection, closing, good and soldering temperatures, ageing; for many shots of a drawing without [[thermal]] its platens. `notes` receives a sentence on
/// each. Throws InputError where a good shot could not be, or many shots run without heat.
void fill_cycle(Scene& scene, const SceneMaterials& materials, std::vector<std::string>& notes);

}  // namespace sprue
