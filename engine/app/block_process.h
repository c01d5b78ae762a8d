/// What processes with a mould in two blocks (gravity, pressure, investment, rtv) choose where the scene leaves it open; each choice is noted with its reason.
#pragma once

#include "engine/app/scene_materials.h"
#include "meshing/block_mould.h"

namespace sprue {

/// A drawn scene whose mould stands upright, in two blocks.
bool in_blocks(const Scene& scene);

/// Gravity down the mould, the inlet on its upper edge, fill_time and gate_speed:
///   pressure     fill_time = K T (Ti - Tf + S Z) / (Tf - Td), K 0.0346 s/mm, Z 2.5 K/%, S 10 %, T the plate, Tf the liquidus (NADCA; process data C2);
///                gate_speed by the thinnest wall, 50 m/s at 0.76 mm to 41 at 2.6 mm (process data C2)
///   the others   the way through the part over the front's quiet speed 2 (sigma g / rho)^(1/4) (process data E4), at most 0.3 of the plate's freezing time
///                B M^2 + rho (L + c dT) M / (h (T - T0)) (process data E19)
/// Call after the temperatures are filled.
void fill_block_process(Scene& scene, const SceneMaterials& materials, std::vector<std::string>& notes);

BlockOptions block_options(const Scene& resolved_scene);

/// What pours: the rate that keeps the sprue full, or the plunger that drives the gates at gate_speed.
void fill_pour(Scene& scene, const Tooling& tooling, std::vector<std::string>& notes);

}  // namespace sprue
