#include "solvers/heat.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "engine/core/parallel.h"
#include "tests/solvers/plain_alloy.h"
#include "tests/solvers/slab_domain.h"

namespace sprue {
namespace {

/// A row of mould and metal with its heat solver.
struct Row {
  Row(const test::SlabOptions& options, const AlloyCurve& a, double metal_temperature, double mould_temperature, double coefficient,
      MouldProperties m)
      : domain(test::slab_domain(options)), alloy(a), mould(m), state(make_casting_state(domain, mould_temperature)),
        record(make_record(domain)) {
    conditions.interfaces = {{2.44, coefficient}};
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s) pour(s, domain.cavity_fraction[s], metal_temperature);
  }
  void pour(Slot s, double metal, double temperature) {
    state.metal[s] = metal;
    state.enthalpy[s] = metal * alloy.reference_density() * domain.cell_volume() * alloy.enthalpy(temperature);
  }
  Heat solver() { return Heat(domain, conditions, Numerics{}, alloy, {mould}); }
  /// Energy by the fields alone, J.
  double energy() const {
    double sum = std::accumulate(state.enthalpy.begin(), state.enthalpy.end(), 0.0);
    for (Slot s = 0; s < domain.grid.slots(); ++s) {
      if (domain.mould_index[s] == no_mould) continue;
      const double closed = s < domain.grid.flow_slots() ? 1 - domain.cavity_fraction[s] : 1.0;
      sum += closed * domain.cell_volume() * mould.density * mould.specific_heat * state.mould_temperature[s];
    }
    return sum;
  }
  Domain domain;
  AlloyCurve alloy;
  MouldProperties mould;
  CastingState state;
  Record record;
  CastingConditions conditions;
};

const test::PlainAlloy never_freezes{300, 1e5, 2400, 1000, 1000, 150, 150};
const MouldProperties steel{35, 7800, 600, 0};

// Two half-spaces, 600 and 200 degC, h = 2000: q = h dT exp(g^2) erfc(g), g = h sqrt(t) (1/b1 + 1/b2). Bar F3: 1 %.
void contact(double cut) {
  Row row({60, 170, 0.5e-3, cut}, test::plain_alloy(never_freezes), 873.15, 473.15, 2000, steel);
  Heat heat = row.solver();
  const double b1 = std::sqrt(150 * 2400 * 1000.0), b2 = std::sqrt(35 * 7800 * 600.0), before = row.energy();
  double last_dt = 0;
  for (double until : {0.1, 1.0, 10.0}) {
    HeatReport report;
    double dt = 0;
    while (row.state.time < until) {
      dt = heat.stable_dt(row.state);
      if (last_dt > 0) dt = std::min(dt, 1.25 * last_dt);
      last_dt = dt;
      dt = std::min(dt, until - row.state.time);
      report = heat.advance(row.state, dt, row.record);
      row.state.time += dt;
    }
    const double g = 2000 * std::sqrt(until) * (1 / b1 + 1 / b2), exact = 2000 * 400 * std::exp(g * g) * std::erfc(g);
    EXPECT_NEAR(report.to_mould / dt / (0.25e-6) / exact, 1, 0.01) << until << " s, cut " << cut;
    EXPECT_LE(report.energy_error, 1e-10);
  }
  EXPECT_NEAR(row.energy() / before, 1, 1e-12);
}
TEST(Heat, ContactResistanceAlignedWall) { contact(0); }
TEST(Heat, ContactResistanceWallWithinACell) { contact(0.3); }
TEST(Heat, ContactResistanceThinSliverOfMould) { contact(0.001); }

// However long the step: energy stays, latent heat is not jumped over, no temperature leaves the range it started with.
// 40 cells of Zamak and 40 of rubber in balance: the latent heat must be in the final temperature.
TEST(Heat, ALongStepKeepsLatentHeatAndBounds) {
  const AlloyCurve zamak(load_material("zamak3"));
  for (double dt : {1e-6, 1e-2, 1.0, 30.0, 1e3, 1e6}) {
    Row row({40, 40, 0.2e-3, 0.4}, zamak, 693, 333, 1500, {0.3, 1250, 1300, 0});
    Heat heat = row.solver();
    const double before = row.energy();
    const HeatReport report = heat.advance(row.state, dt, row.record);
    EXPECT_NEAR(row.energy() / before, 1, 1e-12) << dt;
    EXPECT_LE(report.mismatch, 2e-3) << dt;
    double low = 1e9, high = 0;
    for (Slot s = 0; s < row.domain.grid.flow_slots(); ++s) {
      if (row.state.metal[s] == 0) continue;
      low = std::min(low, heat.metal_temperature(row.state, s));
      high = std::max(high, heat.metal_temperature(row.state, s));
    }
    for (Slot s = 0; s < row.domain.grid.slots(); ++s) {
      if (row.domain.mould_index[s] == no_mould) continue;
      low = std::min(low, row.state.mould_temperature[s]);
      high = std::max(high, row.state.mould_temperature[s]);
    }
    EXPECT_GE(low, 333 - 1e-6) << dt;
    EXPECT_LE(high, 693 + 1e-6) << dt;
    if (dt < 1e6) continue;
    const double metal = 39.6 * 6170, rubber = 40.4 * 1250 * 1300;  // per cell volume
    double a = 333, b = 693;
    for (int i = 0; i < 100; ++i) {
      const double t = 0.5 * (a + b);
      (metal * (zamak.enthalpy(t) - zamak.enthalpy(693)) + rubber * (t - 333) > 0 ? b : a) = t;
    }
    // One implicit step leaves the far rubber L^2 / (2 alpha dt) = 1.7e-4 of its 321 K behind: 0.06 K.
    EXPECT_NEAR(low, a, 0.1);
    EXPECT_NEAR(high, a, 1e-3);
  }
}

// Traces of metal (down to 1e-12 of a cell) beside a wall and beside full cells stay between their neighbours' temperatures.
TEST(Heat, TracesOfMetalTakeTheTemperatureOfTheirSurroundings) {
  const AlloyCurve zamak(load_material("zamak3"));
  Row row({10, 12, 0.2e-3, 0.4}, zamak, 690, 333, 1500, {0.3, 1250, 1300, 0});
  const auto at = [&](int i) { return row.domain.grid.find({i, 0, 0}); };
  row.pour(at(0), 1e-12, 690);
  row.pour(at(1), 3e-7, 690);
  row.pour(at(2), 1e-10, 690);
  row.pour(at(5), 1e-12, 690);
  row.pour(at(6), 0, 690);
  Heat heat = row.solver();
  const double before = row.energy();
  for (int step = 0; step < 60; ++step) {
    heat.advance(row.state, step < 30 ? 1e-4 : 0.2, row.record);
    for (int i : {0, 1, 2, 3, 5, 7}) {
      const double t = heat.metal_temperature(row.state, at(i));
      EXPECT_GE(t, 333 - 1e-3) << step << " cell " << i;
      EXPECT_LE(t, 690 + 1e-3) << step << " cell " << i;
    }
  }
  EXPECT_EQ(row.state.enthalpy[at(6)], 0);
  EXPECT_NEAR(row.energy() / before, 1, 1e-12);
}

// Schwarz: Zn at its melting point against silicone (validation F2): S = 1.16432 mm at 10 s, interface at 418.976 degC. With
// perfect contact. Bars: S 1 % once it passed five cells, interface 0.5 % of Tm - T0.
TEST(Heat, SchwarzZincInSilicone) {
  const AlloyCurve zinc = test::plain_alloy({692.65, 112e3, 6900, 430, 480, 100, 55});
  Row row({60, 24, 0.1e-3, 0}, zinc, 692.65, 323.15, 1e9, {0.3, 1200, 1300, 0});
  Heat heat = row.solver();
  while (row.state.time < 10) {
    const double dt = std::min({heat.stable_dt(row.state), 10 - row.state.time, 0.1 * row.state.time + 1e-4});
    heat.advance(row.state, dt, row.record);
    row.state.time += dt;
  }
  double front = 0;
  for (int i = 0; i < 24; ++i) front += 0.1 * heat.solid_fraction(row.state, row.domain.grid.find({i, 0, 0}));
  EXPECT_NEAR(front / 1.16432, 1, 0.01);
  EXPECT_NEAR(row.state.mould_temperature[row.domain.grid.find({0, 0, 0})], 418.976 + 273.15, 0.005 * 369.5);
}

// Darcy drag: mu/(rho K) with validation G1: u = 1e-4 m/s, lambda 50 um, mu 1.3e-3: 2.456, 18.72, 169.9, 7582 Pa/mm.
TEST(Heat, DragFollowsCarmanKozeny) {
  const AlloyCurve alloy = test::plain_alloy({600, 1e5, 7000, 400, 400, 50, 50});
  Row row({8, 8, 1e-3, 0}, alloy, 650, 400, 1000, steel);
  Heat heat = row.solver();
  const double fractions[] = {0.3, 0.5, 0.7, 0.9}, pascals_per_mm[] = {2.456, 18.72, 169.9, 7582};
  Field<double> drag;
  for (int i = 0; i < 4; ++i) {
    const Slot s = row.domain.grid.find({i, 0, 0});
    row.state.enthalpy[s] = 7000e-9 * (alloy.liquidus_enthalpy() - fractions[i] * 1e5);
    heat.drag(row.state, drag);
    EXPECT_NEAR(drag[s] * 7000 * 1e-4 * 1e-3 / pascals_per_mm[i], 1, 0.005);
  }
  row.state.enthalpy[row.domain.grid.find({0, 0, 0})] = 0;
  heat.drag(row.state, drag);
  EXPECT_TRUE(std::isinf(drag[row.domain.grid.find({0, 0, 0})]));
}

// A wisp that froze in a corner of an empty cell does not bar the metal that comes after it; a cell with frozen metal in it does. Cut cell of 0.4.
TEST(Heat, AFrozenWispLeavesItsCellOpen) {
  const AlloyCurve alloy = test::plain_alloy({600, 1e5, 7000, 400, 400, 50, 50});
  Row row({8, 8, 1e-3, 0.6}, alloy, 650, 400, 1000, steel);
  Heat heat = row.solver();
  const Slot s = row.domain.grid.find({0, 0, 0});
  Field<double> drag;
  for (const double share : {0.009, 0.011}) {
    row.pour(s, share * row.domain.cavity_fraction[s], 500);
    heat.drag(row.state, drag);
    if (share < 0.01) EXPECT_EQ(drag[s], 0);
    else EXPECT_TRUE(std::isinf(drag[s]));
  }
}

// Rubber a diffusion length sqrt(alpha t) of many cells away has not felt anything: it takes no part in the solve and keeps its temperature to the
// last bit; the energy of all is kept as if it did. At alpha 1.85e-7 m2/s 50 ms reach 0.1 mm, half a cell; the 150 cells are 30 mm.
TEST(Heat, MouldThatHasNotWarmedUpTakesNoPart) {
  Row row({150, 16, 0.2e-3, 0.4}, AlloyCurve(load_material("zamak3")), 693, 333, 1500, {0.3, 1250, 1300, 0});
  Heat heat = row.solver();
  const double before = row.energy();
  for (int step = 0; step < 10; ++step) {
    const HeatReport report = heat.advance(row.state, 5e-3, row.record);
    EXPECT_LE(report.mould_cells, 40u);
    EXPECT_LE(report.energy_error, 1e-10);
  }
  EXPECT_GT(row.state.mould_temperature[row.domain.grid.find({-1, 0, 0})], 340);
  for (int i = -150; i < -40; ++i) EXPECT_EQ(row.state.mould_temperature[row.domain.grid.find({i, 0, 0})], 333) << i;
  EXPECT_NEAR(row.energy() / before, 1, 1e-12);
}

// Same bits for one and two threads, and when a run is taken up again from its state.
TEST(Heat, DeterministicAndWithoutMemory) {
  const auto run = [&](int threads, bool take_up) {
    const ThreadLimit limit(threads);
    Row row({40, 300, 0.2e-3, 0.4}, AlloyCurve(load_material("zamak3")), 693, 333, 1500, {0.3, 1250, 1300, 0});
    auto heat = std::make_unique<Heat>(row.domain, row.conditions, Numerics{}, row.alloy, std::vector{row.mould});
    for (int i = 0; i < 12; ++i) {
      const double dt = 20 * heat->stable_dt(row.state);
      heat->advance(row.state, dt, row.record);
      row.state.time += dt;
      if (take_up && i == 5) heat = std::make_unique<Heat>(row.domain, row.conditions, Numerics{}, row.alloy, std::vector{row.mould});
    }
    return state_hash(row.state);
  };
  const std::string one = run(1, false);
  EXPECT_EQ(one, run(2, false));
  EXPECT_EQ(one, run(1, true));
}

}  // namespace
}  // namespace sprue
