#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/app/maker_files.h"

namespace sprue {

namespace {

/// m3 that a solid through the parting plane z = 0 takes from the half above (or below); what is recessed in its back is filled from below.
double share(const LayeredMap& solid, bool above) {
  double sum = 0;
  for (std::size_t f = 0; f < solid.layers.size(); ++f) {
    const Layer& l = solid.layers[f];
    if (l.filled) sum += integral(solid.map, solid.map.faces[f], above ? l.high : -1.0 * l.low);
  }
  return sum;
}

}  // namespace

std::vector<RubberFill> rubber_fills(const Scene& scene, const Stages& stages, const SceneMaterials& materials) {
  if (scene.process.kind != "spin" && scene.process.kind != "rtv") return {};
  const Tooling& t = stages.tooling;
  const Vec2 extent = t.high - t.low;
  const double frame = (t.disc_diameter > 0 ? std::numbers::pi / 4 * t.disc_diameter * t.disc_diameter : extent.x * extent.y) * t.disc_thickness, density = materials.mould.require("density").value;
  std::vector<RubberFill> fills;
  for (const bool upper : {true, false}) {
    double fill = frame;
    for (const Pin& pin : stages.pins) fill -= pin.cavities * share(pin.master, upper);
    fills.push_back({upper ? "mould-upper" : "mould-lower", fill, fill * density});
  }
  return fills;
}

std::array<double, 2> shrink_interval(const Scene& scene, const SceneMaterials& materials) {
  const ShrinkChain chain = shrink_chain(scene);
  std::array<double, 2> interval{chain.master - 1, chain.master - 1};
  const Property *casting = materials.alloy.find("linear_contraction"), *cure = materials.mould.find("cure_shrinkage_linear");
  const double cast = *scene.mould.casting_shrink, mould = *scene.mould.mould_shrink;
  for (std::size_t end = 0; end < 2; ++end) {
    const auto bound = [&](const Property& p) { return end == 0 ? p.low : p.high; };
    const double c = casting && casting->value == cast ? bound(*casting) : cast;
    const bool own = cure && std::abs(cure->value - materials.mould.value_or("cte_linear", 0) * (*scene.mould.temperature - 293.15) - mould) < 1e-12;
    const double m = own ? mould + bound(*cure) - cure->value : mould;
    interval[end] = 1 / ((1 - c) * (1 - m)) - 1;
  }
  return interval;
}

}  // namespace sprue
