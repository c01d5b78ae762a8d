/// What a spin disc chooses where the scene leaves it open; each choice is noted with its reason.
#pragma once

#include "engine/app/scene_materials.h"
#include "meshing/tooling.h"

namespace sprue {

/// Usual speeds of a disc, rad/s (process data C1, handbook values, low confidence): 9 inch: tin 300 to 450 rpm, zinc 450 to 700; 12 inch: 250 to 400, 400 to 550;
/// 18 inch: 200 to 300, 250 to 400. Straight between these discs, as the nearest beyond them.
struct SpeedWindow {
  double low = 0, high = 0;
};
/// Of the alloys' families "tin" and "zinc"; nothing of others.
std::optional<SpeedWindow> usual_speeds(const std::string& family, double disc_diameter);

/// Sizes of disc, bore and vents, the pour, and process.speed: with mould.radius the speed that presses the metal with process.spin_pressure there, else the middle
/// of the window, or, where the pressure needs more even as far out as the disc allows, that; all within the window, which is said where it holds the speed. Families without a window: the speed that
/// presses half-way out.
void fill_disc(Scene& scene, const SceneMaterials& materials, std::vector<std::string>& notes);

SpinOptions spin_options(const Scene& resolved_scene, const SceneMaterials& materials);

/// Fittings that all moulds have, as options.
KeyOptions key_options(const Scene& scene);

}  // namespace sprue
