#include "solvers/wall_gaps.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "solvers/heat.h"
#include "tests/solvers/slab_domain.h"

namespace sprue {
namespace {

/// Freezes at 600 K; its length contracts by 1 % per 100 K below.
AlloyCurve shrinking_metal() {
  AlloyProperties a;
  a.liquidus = a.solidus = 600;
  a.latent_heat = 1e5;
  a.specific_heat_solid = a.specific_heat_liquid = {{300, 400}};
  a.thermal_conductivity_solid = a.thermal_conductivity_liquid = {{300, 50}};
  a.density_solid = {{298.15, 7200}, {600, 6600}};
  a.density_liquid = {{600, 6500}};
  a.viscosity_liquid = {{300, 1.3e-3}};
  return AlloyCurve(a);
}

/// Metal of 6 mm poured at 620 K on steel at 400 K, mirror plane behind it.
struct Slab {
  explicit Slab(double expansion = 0, double cell = 0.5e-3) : domain(test::slab_domain({80, static_cast<int>(std::lround(6e-3 / cell)), cell, 0})), alloy(shrinking_metal()),
      mould{35, 7800, 600, 0, expansion}, state(make_casting_state(domain, 400)), record(make_record(domain)) {
    const WallContact layers{10e-6, 0.2, 0.05 * (1 / 5000.0 - 10e-6 / 0.2), 0.05, 0.5};   // closed: 5000 W/m2/K
    conditions.gravity = {};
    conditions.mould_temperature = 400;
    conditions.interfaces = {{2.44, 5000, {}, {}, layers, 10e6}};
    state.phase = Phase::freezing;
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
      state.metal[s] = domain.cavity_fraction[s];
      state.enthalpy[s] = state.metal[s] * mass() * alloy.enthalpy(620);
    }
  }
  double mass() const { return alloy.reference_density() * domain.cell_volume(); }
  Slot cell(int i) const { return domain.grid.find({i, 0, 0}); }
  double enthalpy(int i) const { return state.enthalpy[cell(i)] / mass(); }
  bool solid(int i) const { return enthalpy(i) <= alloy.solidus_enthalpy(); }
  /// By (1), from the wall to the first cell that is not solid.
  double shrunk() const {
    double sum = 0;
    for (int i = 0; i < 12 && solid(i); ++i) sum += domain.grid.cell * (1 - std::cbrt(6600 / alloy.density(enthalpy(i))));
    return sum;
  }
  double energy() const {
    double sum = std::accumulate(state.enthalpy.begin(), state.enthalpy.end(), 0.0);
    for (int i = -80; i < 0; ++i) sum += domain.cell_volume() * mould.density * mould.specific_heat * state.mould_temperature[cell(i)];
    return sum;
  }
  /// each(report, what (1) gave before the step) after each step until `end` (s).
  template <class Each>
  void run(double end, Each each) {
    Heat heat(domain, conditions, Numerics{}, alloy, {mould});
    while (state.time < end) {
      const double dt = std::min({heat.stable_dt(state), state.last_dt > 0 ? 1.25 * state.last_dt : 1.0, end - state.time}), before = shrunk();
      const HeatReport report = heat.advance(state, dt, record);
      each(report, before, dt, heat);
      state.time += dt;
      state.last_dt = dt;
    }
  }
  Domain domain;
  AlloyCurve alloy;
  MouldProperties mould;
  CastingState state;
  Record record;
  CastingConditions conditions;
};

// Without pressure the gap is what the skin has shrunk by since it froze (1), from the step after the wall's cell froze through, and 0 before. Heat is
// kept to round-off while it opens.
TEST(WallGaps, OpensOnceTheWallsMetalIsSolid) {
  Slab slab;
  const double before = slab.energy();
  bool solid = false, seen_closed = false, seen_open = false;
  slab.run(20, [&](const HeatReport& report, double shrunk, double, const Heat&) {
    if (report.parts > 1) return;
    EXPECT_NEAR(report.widest_gap, solid ? shrunk : 0.0, 1e-12) << slab.state.time;
    (report.widest_gap > 1e-6 ? seen_open : seen_closed) = true;
    solid = slab.solid(0);
    EXPECT_LE(report.energy_error, 1e-12);
  });
  EXPECT_TRUE(seen_closed && seen_open);
  EXPECT_NEAR(slab.energy() / before, 1, 1e-13);
}

// Series law in the solver: once all is solid, q = (T_metal - T_wall) / (h/2k + coating + gas (film + gap) beside radiation), of the temperatures the step
// ends with (backward Euler) and the gap it began with. Tolerance: what Newton leaves, 2 mK of 10 K across the gap.
TEST(WallGaps, HeatThroughTheGapFollowsTheSeriesLaw) {
  Slab slab;
  double ratio = 0, gap = 0;
  slab.run(30, [&](const HeatReport& report, double shrunk, double dt, const Heat& heat) {
    if (!slab.solid(11)) return;
    const double metal = heat.metal_temperature(slab.state, slab.cell(0)), wall = slab.state.mould_temperature[slab.cell(0)];
    gap = shrunk;
    const double h = slab.domain.grid.cell, gas = 0.05 / (0.05 * (1 / 5000.0 - 5e-5) + gap) + 2 * 5.670374419e-8 * std::pow(0.5 * (metal + wall), 3);
    const double exact = (metal - wall) / (0.5 * h / 50 + 5e-5 + 1 / gas);
    ratio = report.to_mould / (dt * h * h) / exact;
    EXPECT_NEAR(ratio, 1, 1e-3) << slab.state.time;
  });
  EXPECT_GT(gap, 20e-6);   // of which the closed contact's 7.5 um of gas are little
}

// Liquid under the pressure of rotation bends the skin back (between mirror planes it spans any length) until none is left; then the gap opens. Meanwhile the
// slab has frozen sooner than the one without pressure.
TEST(WallGaps, PressureOfRotationKeepsItShutWhileThereIsLiquid) {
  Slab free, pressed;
  pressed.conditions.rotation.point = {0.1, 0, 0};   // the wall is the far side: 14 kPa
  pressed.conditions.rotation.speed = 60;
  const auto frozen_at = [](Slab& slab, bool shut) {
    double at = 0;
    slab.run(20, [&](const HeatReport& report, double, double, const Heat&) {
      if (at == 0 && shut) {
        EXPECT_EQ(report.widest_gap, 0) << slab.state.time;
      } else if (at > 0 && slab.state.time > 2 * at) {
        EXPECT_GT(report.widest_gap, 1e-6);
      }
      if (at == 0 && slab.solid(11)) at = slab.state.time;
    });
    return at;
  };
  const double open = frozen_at(free, false), shut = frozen_at(pressed, true);
  EXPECT_GT(shut, 0);
  EXPECT_LT(shut, 0.9 * open);
}

// Mould that grows by 250e-6 / K, as rubber, follows the metal: alpha times the heat it took is 250e-6 / 4.68e6 * 6 mm * 6500 kg/m3 * 108 kJ/kg = 225 um,
// more than the 6 mm can shrink by on the way to 400 K: 1.9 %, 117 um.
TEST(WallGaps, MouldThatSwellsStaysInTouch) {
  Slab slab(250e-6);
  slab.run(20, [&](const HeatReport& report, double, double, const Heat&) { EXPECT_EQ(report.widest_gap, 0) << slab.state.time; });
}

}  // namespace
}  // namespace sprue
