#include "solvers/metal_speed.h"

#include <gtest/gtest.h>

#include "tests/solvers/coupled_step.h"

namespace sprue {
namespace {

using test::box_domain;
using test::liquid;

// A face counts by what the cell upstream of it holds: metal leaving a full cell and coming in at an inlet does, an empty cell that is closed for
// the projection and a wisp under 1 % of a cell do not. By hand, exact.
TEST(MetalSpeed, CountsFacesThatMetalComesThrough) {
  const FaceKind wall = FaceKind::wall;
  const Domain domain = box_domain(4, 1, 1, 1e-3, {{FaceKind::inlet, wall, wall, wall, wall, wall}, 0});
  const AlloyCurve alloy = liquid(7000, 1e-3);
  const CastingConditions conditions;
  FlowContext context(domain, conditions, Numerics(), alloy);
  CastingState state = make_casting_state(domain, 300);
  const auto cell = [&](int i) { return domain.grid.find({i, 0, 0}); };
  Field<std::uint8_t> pressure(domain.grid.flow_slots(), 0);
  state.metal[cell(0)] = 1;
  pressure[cell(0)] = pressure[cell(2)] = 1;   // the second one empty: closed
  context.activate(state);
  auto& u = state.velocity[0];
  u[cell(1)] = 2;
  EXPECT_EQ(metal_speed(context, state, pressure), 2);
  u[cell(2)] = 7, u[cell(3)] = -9;
  EXPECT_EQ(metal_speed(context, state, pressure), 2) << "nothing comes from the empty cells 1 and 3";
  u[cell(1)] = -5;
  state.metal[cell(1)] = 0.009;
  EXPECT_EQ(metal_speed(context, state, pressure), 0) << "a wisp";
  state.metal[cell(1)] = 0.011;
  EXPECT_EQ(metal_speed(context, state, pressure), 7) << "into the closed cell";
  u[cell(2)] = 0;
  EXPECT_EQ(metal_speed(context, state, pressure), 5);
  u[cell(0)] = 11;
  EXPECT_EQ(metal_speed(context, state, pressure), 11) << "poured in";
}

}  // namespace
}  // namespace sprue
