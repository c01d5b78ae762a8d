// A thick boss fed from afar and from beside it: where the void is, whichever way the scene is seen.
#include <gtest/gtest.h>

#include <numbers>

#include "engine/app/scene_files.h"
#include "engine/app/simulation.h"
#include "solvers/field_findings.h"
#include "tests/app/scene_view.h"

namespace sprue {
namespace {

const test::View views[] = {{"as drawn", false, 0}, {"mirrored", true, 0}, {"turned 17 degrees", false, 17 * std::numbers::pi / 180}, {"1.2 times larger", false, 0, 1.2}};

struct Frozen {
  double boss = 0, plate = 0;   // share of their volume left empty
  Vec3 where;                   // m, middle of the part's voids in the scene as drawn
  double error = 0;             // all voids against the contraction, relative
  std::vector<Finding> voids;
};

Frozen frozen(const char* name, const test::View& view) {
  const auto simulation = simulation_of(test::seen(load_scene(shipped_scenes() / "pairs" / (std::string(name) + ".toml")), view));
  const auto casting = simulation->start();
  const Domain& d = simulation->domain;
  const AlloyCurve& alloy = simulation->alloy;
  const double mass = d.cell_volume() * alloy.reference_density();
  const auto volume = [&] {   // of all metal, units of a cell; solid does not shrink further
    const CastingState& state = casting->state();
    double sum = 0;
    for (Slot s = 0; s < d.grid.flow_slots(); ++s)
      if (state.metal[s] > 0)
        sum += state.metal[s] * alloy.reference_density() / alloy.density(std::max(state.enthalpy[s] / (state.metal[s] * mass), alloy.solidus_enthalpy()));
    return sum;
  };
  const double start = volume();
  while (!casting->finished() && casting->frozen_fraction() < 1) casting->step();
  Frozen result;
  double room[2] = {}, empty[2] = {}, all = 0, cavity = 0;
  for (Slot s = 0; s < d.grid.flow_slots(); ++s) {
    all += casting->state().shrinkage[s];
    cavity += d.cavity_fraction[s];
    if (d.cavity[s] != 1 || d.cavity_fraction[s] <= 0) continue;
    const Vec3 x = test::back(d.grid.centre(s), view);
    const int boss = x.x > 4e-3;
    result.where = result.where + casting->state().shrinkage[s] * x;
    room[boss] += d.cavity_fraction[s];
    empty[boss] += casting->state().shrinkage[s];
  }
  result.where = (1 / (empty[0] + empty[1])) * result.where;
  result.plate = empty[0] / room[0];
  result.boss = empty[1] / room[1];
  result.error = all / (cavity * (1 - volume() / start)) - 1;
  std::vector<Finding> findings;
  field_findings(d, casting->state(), casting->record(), simulation->conditions, alloy, {}, {}, findings);
  std::copy_if(findings.begin(), findings.end(), std::back_inserter(result.voids), [](const Finding& f) { return f.kind == "shrinkage-void"; });
  return result;
}

// The plate is 2 mm thick, the boss 6 mm: with the feeder beyond the plate the boss is cut off with most of it liquid, and of the 4 % by which zamak
// shrinks in freezing at least a quarter stays in it as a void: where the boss freezes last (its middle is at x = 7 mm), in its upper half, for liquid
// sinks. With the feeder beside it nothing to speak of does. Void or sound differ by ten times; one finding says so, at that place, or none does. All
// voids together are what the metal has shrunk by, to round-off (bar 0.1 %).
TEST(PairedScenes, ABossFarFromItsFeedPipes) {
  for (const test::View& view : views) {
    const Frozen far = frozen("boss-far", view), near = frozen("boss-near", view);
    EXPECT_GT(far.boss, 0.01) << view.name;
    EXPECT_LT(near.boss, 0.1 * far.boss) << view.name;
    EXPECT_LT(far.plate, 0.002) << view.name;
    EXPECT_NEAR(far.where.x, 7e-3, 1e-3) << view.name;
    EXPECT_NEAR(far.where.z, 4.5e-3, 1.5e-3) << view.name;
    EXPECT_EQ(near.voids.size(), 0u) << view.name;
    ASSERT_EQ(far.voids.size(), 1u) << view.name;
    EXPECT_LT(norm(test::back(far.voids[0].where, view) - far.where), 1.5e-3) << view.name;
    EXPECT_LT(std::abs(far.error), 1e-9) << view.name;
    EXPECT_LT(std::abs(near.error), 1e-9) << view.name;
  }
}

}  // namespace
}  // namespace sprue
