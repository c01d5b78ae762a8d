// Feeding: contraction of freezing metal is drawn from the top of its liquid region, or stays where no liquid reaches it.
#include "solvers/feeding.h"

#include <gtest/gtest.h>

#include "tests/solvers/box_domain.h"

namespace sprue {
namespace {

constexpr double solid_density = 1050, liquid_density = 1000;
constexpr double contraction = 1 - liquid_density / solid_density;  // share of the volume, liquid to solid

AlloyCurve contracting_alloy() {
  AlloyProperties a;
  a.liquidus = a.solidus = 600;
  a.latent_heat = 1e5;
  a.specific_heat_solid = a.specific_heat_liquid = {{300, 1000}};
  a.thermal_conductivity_solid = a.thermal_conductivity_liquid = {{300, 10}};
  a.density_solid = {{300, solid_density}};
  a.density_liquid = {{300, liquid_density}};
  a.viscosity_liquid = {{300, 1e-3}};
  return AlloyCurve(a);
}

/// A full column of 2 x 2 x 10 cells, gravity down, at the liquidus.
struct Column {
  Domain domain = test::box_domain(2, 2, 10, 1e-3);
  AlloyCurve alloy = contracting_alloy();
  CastingConditions conditions;
  CastingState state = make_casting_state(domain, 300);
  Record record = make_record(domain);
  double mass = domain.cell_volume() * alloy.reference_density();
  Feeding feeding{domain, conditions, alloy};

  Column() {
    for (Slot s = 0; s < state.metal.size(); ++s)
      if (domain.cavity_fraction[s] > 0) {
        state.metal[s] = 1;
        state.enthalpy[s] = mass * alloy.liquidus_enthalpy();
        domain.cavity[s] = 1;
      }
    feeding.begin(state);
  }
  int layer(Slot s) const { return domain.grid.cell_of(s).k; }
  void freeze(int low, int high) {
    for (Slot s = 0; s < state.metal.size(); ++s)
      if (state.metal[s] > 0 && layer(s) >= low && layer(s) <= high)
        state.enthalpy[s] = state.metal[s] * mass * alloy.solidus_enthalpy();
  }
  double sum(const Field<double>& field, int low, int high) const {
    double total = 0;
    for (Slot s = 0; s < field.size(); ++s)
      if (domain.cavity_fraction[s] > 0 && layer(s) >= low && layer(s) <= high) total += field[s];
    return total;
  }
};

// Frozen from the bottom up, the column is fed from its top: all 40 cells' contraction is found in the top layers, none below. The
// metal fed to a layer brings its own heat and is frozen again a few times; what is left of it falls as contraction^n.
TEST(Feeding, ColumnFrozenFromBelowPipesAtTheTop) {
  Column c;
  for (int k = 0; k < 10; ++k)
    for (int again = 0; again < 4; ++again) {
      c.freeze(0, k);
      c.feeding.advance(c.state, c.record, 1.0);
    }
  EXPECT_NEAR(c.sum(c.state.metal, 0, 9), 40, 1e-12);
  EXPECT_NEAR(c.sum(c.state.shrinkage, 0, 9), 40 * contraction, 1e-4);
  EXPECT_NEAR(c.sum(c.state.shrinkage, 0, 7), 0, 1e-4);
}

// Frozen from both ends, the liquid in the middle is cut off: its top empties, and it is marked as cut off from the feed.
TEST(Feeding, ColumnFrozenFromBothEndsPipesInside) {
  Column c;
  for (int k = 0; k < 5; ++k)
    for (int again = 0; again < 4; ++again) {
      c.freeze(0, k);
      c.freeze(9 - k, 9);
      c.feeding.advance(c.state, c.record, 1.0);
    }
  EXPECT_NEAR(c.sum(c.state.metal, 0, 9), 40, 1e-12);
  EXPECT_NEAR(c.sum(c.state.shrinkage, 0, 9), 40 * contraction, 1e-4);
  EXPECT_GT(c.sum(c.state.shrinkage, 4, 8), 0.99 * 40 * contraction);  // layers 4 and 5 freeze last, unfed
  EXPECT_GT(c.sum(c.state.shrinkage, 5, 8), 0.85 * 40 * contraction);
  for (Slot s = 0; s < c.state.metal.size(); ++s)
    if (c.domain.cavity_fraction[s] > 0 && c.layer(s) == 5) {
      EXPECT_NE(c.record.cut_off[s], never);
    }
}

// Feeding moves heat with the metal: total enthalpy is kept to round-off.
TEST(Feeding, KeepsEnthalpy) {
  Column c;
  c.freeze(0, 3);
  const double before = c.sum(c.state.enthalpy, 0, 9);
  c.feeding.advance(c.state, c.record, 1.0);
  EXPECT_NEAR(c.sum(c.state.enthalpy, 0, 9) / before, 1, 1e-13);
}

}  // namespace
}  // namespace sprue
