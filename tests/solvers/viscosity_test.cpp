#include "solvers/viscosity.h"

#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "tests/solvers/coupled_step.h"

namespace sprue {
namespace {

using test::box_domain;
using test::liquid;
using test::Tank;

constexpr FaceKind wall = FaceKind::wall, mirror = FaceKind::symmetry;

// A long closed slot of 8 cells whose top slides along it: far from the ends no metal passes, u = U (3 y^2 / w^2 - 2 y / w) and the pressure
// rises by 6 mu U / w^2 towards the end the wall slides to. Second order in 1/8: 2 % of it.
TEST(Viscosity, SlidingWallDrivesAReturnFlow) {
  const double h = 1e-3, mu = 0.1, speed = 1e-3;
  const int w = 8, length = 48;
  CastingConditions c;
  c.gravity = {0, 0, 0};
  c.sliding_walls = {{2, true, {speed, 0, 0}}};
  Tank tank(box_domain(length, 1, w, h, {{wall, wall, mirror, mirror, wall, wall}, 0}), liquid(1000, mu), c);
  tank.fill([](Slot) { return 1.0; });
  tank.start();
  for (int n = 0; n < 300; ++n) tank.step(5e-3);
  const auto p = [&](int i) { return tank.state.pressure[tank.domain.grid.find({i, 0, w / 2})]; };
  EXPECT_NEAR((p(32) - p(16)) / (16 * h) / (6 * mu * speed / (w * h * w * h)), 1, 0.02);
  for (int k = 0; k < w; ++k) {
    const double y = (k + 0.5) / w, u = tank.state.velocity[0][tank.domain.grid.find({24, 0, k})];
    EXPECT_NEAR(u / speed, 3 * y * y - 2 * y, 0.01) << k;
  }
}

TEST(Viscosity, SlidingWallMustLieOnTheLattice) {
  const Domain domain = box_domain(4, 4, 4, 1e-3, {{wall, wall, wall, wall, wall, mirror}, 0});
  CastingConditions c;
  c.sliding_walls = {{2, true, {1, 0, 0}}};  // that side is a mirror: nothing there can slide
  const AlloyCurve curve = liquid(1000, 1e-3);
  const FlowContext context(domain, c, {}, curve);
  EXPECT_THROW(Viscosity{context}, InputError);
}

}  // namespace
}  // namespace sprue
