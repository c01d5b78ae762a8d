#include "solvers/wall_layer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "solvers/heat.h"
#include "tests/solvers/plain_alloy.h"
#include "tests/solvers/slab_domain.h"

namespace sprue {
namespace {

// A layer far wider than the cell conducts as two cells in series: the integral of erfc is then a parabola over the cell.
TEST(WallLayer, AWideLayerConductsAsCellsInSeries) {
  const LayerFactors f = wall_layer(1.99, 1e-3);
  EXPECT_NEAR(f.wall, 1, 2e-3);
  EXPECT_NEAR(f.deep, 1, 2e-3);
}

// Profiles that are not of the family (a wall that cools warm mould, a wall at the cell's temperature) are left alone.
TEST(WallLayer, OtherProfilesConductAsCellsInSeries) {
  for (const double ratio : {-0.5, 2.5, std::numeric_limits<double>::infinity(), std::nan("")}) {
    EXPECT_EQ(wall_layer(ratio, 0.1).wall, 1);
    EXPECT_EQ(wall_layer(ratio, 0.1).deep, 1);
  }
}

/// J/m2 that rubber in cells of `cell` takes in `time` from metal that stays at its melting point.
double heat_taken(double cell, double time, int steps, const MouldProperties& rubber) {
  const Domain domain = test::slab_domain({12, 4, cell, 0});
  const AlloyCurve alloy = test::plain_alloy({700, 1e9, 7000, 500, 500, 1e5, 1e5});  // gives its heat at one temperature
  CastingConditions conditions;
  conditions.interfaces = {{2.44, 1e9}};
  CastingState state = make_casting_state(domain, 300);
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    state.metal[s] = domain.cavity_fraction[s];
    state.enthalpy[s] = state.metal[s] * alloy.reference_density() * domain.cell_volume() * 0.5 * (alloy.solidus_enthalpy() + alloy.liquidus_enthalpy());
  }
  Record record = make_record(domain);
  Heat heat(domain, conditions, Numerics{}, alloy, {rubber});
  double taken = 0, begin = 0;
  for (int i = 1; i <= steps; ++i) {
    const double end = time * i * i / (steps * steps);   // a layer grows as sqrt(t)
    taken += heat.advance(state, end - begin, record).to_mould;
    begin = end;
  }
  return taken / (cell * cell);
}

// Rubber under a wall of constant temperature takes 2 b (Tw - T0) sqrt(t / pi), however much wider than the warm layer sqrt(alpha t) its
// cells are: 20, 4 and 1 times. In one step the profile is the family's own (1e-3: the metal's and the interface's resistance); in eight
// each start is found again from two cells' temperatures. A layer as wide as the cell reaches the third, to which cells in series conduct from
// the first moment: 2 % in one step.
TEST(WallLayer, RubberTakesItsHeatInCellsFarWiderThanTheLayer) {
  const MouldProperties rubber{0.3, 1200, 1300, 0};
  const double alpha = 0.3 / (1200 * 1300.0), b = std::sqrt(0.3 * 1200 * 1300), time = 2;
  const double exact = 2 * b * 400 * std::sqrt(time / std::numbers::pi);
  for (const double wide : {20.0, 4.0, 1.0}) {
    const double cell = wide * std::sqrt(alpha * time);
    EXPECT_NEAR(heat_taken(cell, time, 1, rubber) / exact, 1, wide > 1 ? 1e-3 : 2e-2) << wide;
    EXPECT_NEAR(heat_taken(cell, time, 8, rubber) / exact, 1, wide > 1 ? 1e-3 : 1e-2) << wide;
  }
  // twice the conductivity takes sqrt(2) times the heat: the test sees a coefficient
  EXPECT_GT(heat_taken(20 * std::sqrt(alpha * time), time, 8, {0.6, 1200, 1300, 0}), 1.4 * exact);
}

}  // namespace
}  // namespace sprue
