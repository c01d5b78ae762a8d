// The keys of [mould] but for materials: scene_schema.h.
#include "engine/app/scene_schema.h"

namespace sprue {

using D = Dimension;

namespace {

constexpr double tiny = 1e-12;

std::vector<SceneKey> channel_sizes(Scene::Mould& m) {
  return {
      {"mould.sprue_diameter", D::length, &m.sprue_diameter, "of the bore of a spin disc, default 12 mm; width at the foot of other sprues, default by the choke, of a die by its runner, of a tree by its modulus", "", 1e-4, 0.2},
      {"mould.sprue_top_width", D::length, &m.sprue_top_width, "of a poured sprue at its mouth; default as wide as the falling stream there", "", 1e-4, 0.2},
      {"mould.sprue_height", D::length, &m.sprue_height, "metal height of a disc's bore that is simulated above the parting plane; default 6 mm", "", 1e-4, 0.2},
      {"mould.sprue_length", D::length, &m.sprue_length, "of a block mould, to its upper edge: from the highest metal (gravity, rtv: default 10 mm), from the runner (pressure: 15 mm), from the highest part (investment: 20 mm)", "", 1e-3, 0.5},
      {"mould.runners", D::none, &m.runners, "spin: spider = a radial runner to each cavity, pairs = one to two neighbours, ring = spokes to a ring with the gates on it", "spider|pairs|ring"},
      {"mould.runner_width", D::length, &m.runner_width, "default that of the gate (spin), else by area", "", 1e-4, 0.1},
      {"mould.runner_depth", D::length, &m.runner_depth, "default three times that of the gate (spin), else its width", "", 1e-4, 0.1},
      {"mould.runner_length", D::length, &m.runner_length, "spin: wall of the sprue to the gate; default 8 mm", "", 1e-3, 0.5},
      {"mould.gate_width", D::length, &m.gate_width, "default from the part", "", 1e-5, 0.1},
      {"mould.gate_depth", D::length, &m.gate_depth, "default from the part", "", 1e-5, 0.1},
      {"mould.gate_length", D::length, &m.gate_length, "visible between runner and part; default 2 mm, room for the cutters", "", 1e-4, 0.1},
      {"mould.cavity_wall", D::length, &m.cavity_wall, "of mould between cavities; default 4 mm of a disc, 5 mm of rtv, else 8 mm", "", 1e-4, 0.2},
      {"mould.rim_wall", D::length, &m.rim_wall, "of mould around everything; default 8 mm of a disc, else 10 mm", "", 1e-4, 0.2},
      {"mould.riser_width", D::length, &m.riser_width, "and depth, of gravity; default 1.2 times the plate's modulus", "", 1e-4, 0.1},
      {"mould.riser_height", D::length, &m.riser_height, "default 1.5 times its width", "", 1e-4, 0.2},
      {"mould.overflow_share", D::none, &m.overflow_share, "of a cavity's volume, in the overflow of a die; 0 = none; default 0.15", "", 0, 2},
      {"mould.vent_width", D::length, &m.vent_width, "default 1 mm, of pressure by the gate", "", 1e-6, 0.05},
      {"mould.vent_depth", D::length, &m.vent_depth, "default 0.3 mm, of pressure 0.1 mm", "", 1e-6, 0.01},
      {"mould.parting_gap", D::length, &m.parting_gap, "gravity, rtv: between the halves along the outline of everything cast, for gas alone (metal enters 0.1 mm from some 10 kPa), unless [[vent]] says where gas leaves; default 0.02 mm (shop default, low confidence), 0 = tight", "", 0, 0.1e-3},
      {"mould.vents_per_cavity", D::none, &m.vents_per_cavity, "grooves in the parting plane from the rim side of the part outwards; default 3, of investment none", "", 0, 100},
      {"mould.drilled_vents", D::none, &m.drilled_vents, "spin: at most, per cavity, through the lower half: beside the gate and in every arm that ends towards the axis, where the spin gathers gas; default 8. Posts have one each at their tips (spin, gravity, rtv), unless this is 0", "", 0, 100},
      {"mould.drilled_vent_diameter", D::length, &m.drilled_vent_diameter, "default 0.8 mm; at the tip of a post at most 0.6 of its diameter", "", 1e-5, 0.01},
  };
}

std::vector<SceneKey> fittings(Scene::Mould& m) {
  return {
      {"mould.keys", D::none, &m.keys, "that hold the halves to each other: cones raised in the lower half (spin 4, rtv 4), holes for dowel pins (gravity, pressure 2); 0 = none", "", 0, 24},
      {"mould.key_diameter", D::length, &m.key_diameter, "of a cone at the parting plane, default 8 mm (spin), 5 mm (rtv); of a dowel pin, default 4 mm", "", 5e-4, 0.05},
      {"mould.key_height", D::length, &m.key_height, "of a cone, default half its diameter; depth of a dowel's hole in each half, default 1.5 times its diameter", "", 2e-4, 0.05},
      {"mould.key_clearance", D::length, &m.key_clearance, "between a cone and its hollow; default 0.1 mm. Bores for dowels are to be reamed", "", 0, 2e-3},
      {"mould.ejectors", D::none, &m.ejectors, "pins against the back of each part of a die; default one for each 150 mm2 of it, at least 3; 0 = none", "", 0, 100},
      {"mould.ejector_diameter", D::length, &m.ejector_diameter, "default 2 mm, 3 mm where the part is over 30 mm wide", "", 5e-4, 0.02},
      {"mould.ejector_places", D::length, &m.ejector_places, "part frame; default spread over the back, rather at its border and under raised metal", ""},
  };
}

}  // namespace

std::vector<SceneKey> mould_keys(Scene::Mould& m) {
  std::vector<SceneKey> all = {
      {"mould.cavities", D::none, &m.cavities, "pins in one mould", "", 1, 200},
      {"mould.sector", D::none, &m.sector, "spin: cast one sector of a disc of alike cavities (a quarter where their number divides by four, half where it is even): the sprue is cut by mirror planes between cavities and takes its share of the pour; exact as long as the metal does not swirl across them", ""},
      {"mould.disc_diameter", D::length, &m.disc_diameter, "of the rubber disc: \"9 inch\", \"12 inch\", \"18 inch\" or any other; default 9 inch", "", 0.02, 2},
      {"mould.disc_thickness", D::length, &m.disc_thickness, "of each half; default 25 mm", "", 1e-3, 0.2},
      {"mould.radius", D::length, &m.radius, "axis to the centre of each cavity; default where the spin presses the metal with process.spin_pressure, if sprue, walls and disc allow", "", tiny, 1},
      {"mould.turn", D::angle, &m.turn, "of the part in its cavity", ""},
  };
  for (auto part : {channel_sizes(m), fittings(m)}) all.insert(all.end(), part.begin(), part.end());
  const std::vector<SceneKey> rest = {
      {"mould.casting_shrink", D::none, &m.casting_shrink, "linear, cavity to cold casting; default the alloy's linear_contraction", "", -0.1, 0.2},
      {"mould.mould_shrink", D::none, &m.mould_shrink, "linear, master to cavity at the pour; default cure shrinkage less thermal expansion", "", -0.1, 0.2},
      {"mould.mould_shrink_tangential", D::none, &m.mould_shrink_tangential, "the same along the circle round the axis (in blocks: across, x), if it was measured; default mould_shrink", "", -0.1, 0.2},
      {"mould.mould_shrink_radial", D::none, &m.mould_shrink_radial, "along the radius (in blocks: upwards, y); tangential and radial shrink of discs differ (process data C1), so measure a first casting both ways; default mould_shrink", "", -0.1, 0.2},
      {"mould.mould_shrink_thickness", D::none, &m.mould_shrink_thickness, "across the parting plane; default mould_shrink", "", -0.1, 0.2},
      {"mould.finishing_allowance", D::length, &m.finishing_allowance, "added to raised faces of the master for polishing, beside what [[finish]] takes", "", 0, 2e-3},
      {"mould.band", D::length, &m.band, "of mould solved for heat around the cavity", "", 0, 0.2},
  };
  all.insert(all.end(), rest.begin(), rest.end());
  return all;
}

}  // namespace sprue
