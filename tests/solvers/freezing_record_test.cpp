// Stages of freezing as the record keeps them, against cooling histories in closed form; and indices of hot tearing from them.
#include "solvers/freezing_record.h"

#include <gtest/gtest.h>

#include <cmath>

#include "solvers/heat.h"
#include "solvers/hot_tear.h"
#include "solvers/microstructure.h"
#include "tests/solvers/plain_alloy.h"
#include "tests/solvers/slab_domain.h"

namespace sprue {
namespace {

/// Liquidus 700 K, solidus 600 K, latent heat over the range as `table` says; capacities 500 J/kg/K throughout.
AlloyCurve alloy_with(AlloyProperties::Table table) {
  AlloyProperties a;
  a.liquidus = 700;
  a.solidus = 600;
  a.latent_heat = 1e5;
  a.specific_heat_solid = a.specific_heat_liquid = {{300, 500}};
  a.thermal_conductivity_solid = a.thermal_conductivity_liquid = {{300, 50}};
  a.density_solid = a.density_liquid = {{300, 7000}};
  a.viscosity_liquid = {{300, 3e-3}};
  a.solid_fraction = std::move(table);
  return AlloyCurve(a);
}
AlloyCurve straight() { return alloy_with({{600, 1}, {700, 0}}); }
AlloyCurve eutectic() { return alloy_with({{600, 1}, {600, 0.3}, {700, 0}}); }

/// A cell whose specific enthalpy follows `history`, in steps of dt, until `end`.
template <class History>
Record lump(const AlloyCurve& alloy, const Domain& domain, Slot s, const History& history, double dt, double end) {
  Record record = make_record(domain);
  const FreezingStages stages(alloy);
  for (int n = 0; n * dt < end; ++n) stages.pass(s, history(n * dt), history((n + 1) * dt), dt, (n + 1) * dt, record);
  record.arrival[s] = 0;
  return record;
}

struct Stages : ::testing::Test {
  Domain domain = test::slab_domain({0, 4, 1e-3, 0});
  Slot s = domain.grid.find({1, 0, 0});
};

// A constant loss q (W/kg) removes the same share of a eutectic's last liquid in equal times: t_V / t_R = 0.09 / 0.5 where both are on the
// plateau; the critical temperature, 610 K, is passed ahead of it, at q / (c + 0.3 L / 100 K). Exact whatever the step: the history is straight.
TEST_F(Stages, ConstantLossThroughAEutectic) {
  const AlloyCurve alloy = eutectic();
  const double start = alloy.enthalpy(720), q = 1e4;
  const Record r = lump(alloy, domain, s, [&](double t) { return start - q * t; }, 0.37, 40);
  const HotTear tear = hot_tear(r);
  EXPECT_NEAR(tear.clyne_davies[s], 0.09 / 0.5, 1e-6);
  EXPECT_NEAR(tear.bridging_rate[s], (std::sqrt(0.99) - std::sqrt(0.9)) * q / (0.09 * 1e5), 1e-6);
  EXPECT_NEAR(r.below_liquidus[s], 20 * 500 / q, 1e-6);
  EXPECT_NEAR(r.solidification[s], (start - alloy.solidus_enthalpy()) / q, 1e-5);
  EXPECT_NEAR(r.critical_time[s], (start - alloy.enthalpy(610)) / q, 1e-5);
  EXPECT_NEAR(r.cooling_rate[s], q / (500 + 0.3 * 1e5 / 100), 1e-4);
}

// A lump that loses h A (T - 300 K), with capacity 500 + 1e5 / 100 J/kg/K all through the mush: 400 K exp(-t / tau) above 300 K, tau = c m / (h A).
// T at solid fraction f is 700 - 100 f. Linear interpolation over steps of tau / 400 is good to 1e-6 of tau.
TEST_F(Stages, NewtonsCoolingOfAStraightTable) {
  const AlloyCurve alloy = straight();
  const double tau = 10, mushy = 1500;
  const auto time = [&](double temperature) { return tau * std::log(400 / (temperature - 300)); };
  const Record r = lump(alloy, domain, s, [&](double t) { return alloy.enthalpy(600) + mushy * (300 + 400 * std::exp(-t / tau) - 600); }, tau / 400, 8);
  EXPECT_NEAR(hot_tear(r).clyne_davies[s], (time(601) - time(610)) / (time(610) - time(660)), 1e-4);
  EXPECT_NEAR(r.solid_40[s], time(660), 1e-4);
  EXPECT_NEAR(r.critical_time[s], time(610), 1e-4);
  EXPECT_NEAR(r.cooling_rate[s], 310 / tau, 0.1);   // within the step: half a step of dt / tau
}

// Metal that melts again has not frozen: the last passing counts.
TEST_F(Stages, TheLastPassingCounts) {
  const AlloyCurve alloy = straight();
  Record r = make_record(domain);
  const FreezingStages stages(alloy);
  const double solid = alloy.enthalpy(590), mush = alloy.enthalpy(650), liquid = alloy.enthalpy(720);
  stages.pass(s, liquid, solid, 1, 1, r);
  EXPECT_GT(r.solidification[s], 0);
  stages.pass(s, solid, mush, 1, 2, r);
  EXPECT_EQ(r.solidification[s], never);
  EXPECT_EQ(r.critical_time[s], never);
  EXPECT_GT(r.solid_40[s], 0) << "still above it";
  stages.pass(s, mush, solid, 1, 3, r);
  EXPECT_GT(r.solidification[s], 2);
}

// K of a straight table is 2 sqrt(f) dT at f = 0.99; a eutectic's last liquid freezes at one temperature.
TEST(HotTear, KousIndexOfStraightAndEutecticTables) {
  EXPECT_NEAR(kou_index(straight()), 2 * std::sqrt(0.99) * 100, 1e-9);
  EXPECT_EQ(kou_index(eutectic()), 0);
  EXPECT_GT(kou_index(AlloyCurve(load_material("c85700"))), 10 * kou_index(AlloyCurve(load_material("zamak3")))) << "brass freezes over a range, zamak in its eutectic";
}

// A surface of one temperature that sweeps through at speed v, obliquely: grad t = n / v, G = T' / v; linear in space, so exact to the rounding of times.
TEST(Microstructure, SweepingIsothermGivesItsSpeedAndGradient) {
  Domain domain = test::slab_domain({0, 24, 1e-3, 0});
  Record r = make_record(domain);
  const double speed = 2e-3, rate = 5;
  for (int i = 0; i < 24; ++i) {
    const Slot s = domain.grid.find({i, 0, 0});
    r.critical_time[s] = static_cast<float>(domain.grid.centre(s).x / speed);
    r.cooling_rate[s] = static_cast<float>(rate);
    r.arrival[s] = 0;
    r.below_liquidus[s] = 1;
    r.solidification[s] = 9;
  }
  const Microstructure m = microstructure(domain, r, {10e-6, 8e-6, 12e-6, 1.0 / 3});
  for (int i = 0; i < 24; ++i) {
    const Slot s = domain.grid.find({i, 0, 0});
    EXPECT_NEAR(m.front_speed[s] / speed, 1, 1e-5) << i;
    EXPECT_NEAR(m.gradient[s] / (rate / speed), 1, 1e-5) << i;
    EXPECT_NEAR(m.arm_spacing[s], 20e-6, 1e-11) << "10 um s^(-1/3) (8 s)^(1/3)";
  }
}

// Mush that has one heat capacity, c + L / range, all through, its wall held just above the solidus: T = T0 + (T1 - T0) erf(x / (2 sqrt(alpha t))). The
// critical temperature is at x = 2 lambda sqrt(alpha t), so G = (T1 - T0) exp(-lambda^2) / sqrt(pi alpha t), v = lambda sqrt(alpha / t), T' = G v. The
// slab is three times as long as what has cooled. Steps of a tenth of the usual: backward Euler is behind by
// half a step, 4 % with the usual ones; from five cells off the wall on G and v are asked to 2 %.
TEST(Microstructure, GradientAndSpeedInMushOfOneCapacity) {
  const AlloyCurve alloy = straight();
  constexpr double wall = 600.5, pour = 699.9, cell = 1e-3;
  Domain domain = test::slab_domain({0, 400, cell, 0});
  domain.thermal_boundaries.push_back({ThermalKind::fixed_temperature, wall, 0});
  domain.thermal_boundary[0][domain.grid.find({0, 0, 0})] = 1;
  CastingState state = make_casting_state(domain, pour);
  Record record = make_record(domain);
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    state.metal[s] = domain.cavity_fraction[s];
    state.enthalpy[s] = state.metal[s] * alloy.reference_density() * domain.cell_volume() * alloy.enthalpy(pour);
  }
  const CastingConditions conditions;
  Heat heat(domain, conditions, Numerics{}, alloy, {});
  const double diffusivity = 50 / (7000 * (500 + 1e5 / 100)), target = (610 - wall) / (pour - wall);
  double lambda = 0.4;   // erf(lambda) = target, by Newton
  for (int i = 0; i < 20; ++i) lambda -= (std::erf(lambda) - target) / (2 / std::sqrt(M_PI) * std::exp(-lambda * lambda));
  const double end = std::pow(14 * cell / (2 * lambda), 2) / diffusivity;
  while (state.time < end) {
    const double dt = std::min(0.1 * heat.stable_dt(state), end - state.time);
    heat.advance(state, dt, record);
    state.time += dt;
  }
  const Microstructure m = microstructure(domain, record, {});
  for (int i = 5; i < 13; ++i) {
    const Slot s = domain.grid.find({i, 0, 0});
    const double x = domain.grid.centre(s).x, t = std::pow(x / (2 * lambda), 2) / diffusivity;
    const double gradient = (pour - wall) * std::exp(-lambda * lambda) / std::sqrt(M_PI * diffusivity * t), speed = lambda * std::sqrt(diffusivity / t);
    EXPECT_NEAR(m.front_speed[s] / speed, 1, 0.02) << i;
    EXPECT_NEAR(m.gradient[s] / gradient, 1, 0.02) << i;
    EXPECT_NEAR(record.cooling_rate[s] / (gradient * speed), 1, 0.03) << i;
  }
}

// The same from a front at one temperature (Neumann): gradient of the solid behind it, taken at 2 % of the latent heat below freezing. The isotherm of that
// temperature is at 2 lambda sqrt(alpha t), erf(lambda) = erf(front) (T - wall) / (melting - wall).
TEST(Microstructure, PureMetalHasTheGradientOfItsSolid) {
  constexpr double melting = 300, wall = 290, liquid = 302, cell = 0.0625, front = 0.3223906, diffusivity = 2 / 2.5e6;   // validation F1
  const AlloyCurve alloy = test::plain_alloy({melting, 1e5, 1000, 2500, 2500, 2, 2});
  const double critical = FreezingStages(alloy).critical_temperature();
  ASSERT_NEAR(critical, melting - 0.02 * 1e5 / 2500, 1e-9);
  Domain domain = test::slab_domain({0, 100, cell, 0});
  domain.thermal_boundaries.push_back({ThermalKind::fixed_temperature, wall, 0});
  domain.thermal_boundary[0][domain.grid.find({0, 0, 0})] = 1;
  CastingState state = make_casting_state(domain, melting);
  Record record = make_record(domain);
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    state.metal[s] = domain.cavity_fraction[s];
    state.enthalpy[s] = state.metal[s] * 1000 * domain.cell_volume() * alloy.enthalpy(liquid);
  }
  const CastingConditions conditions;
  Heat heat(domain, conditions, Numerics{}, alloy, {});
  double lambda = 0.3;
  const double target = std::erf(front) * (critical - wall) / (melting - wall);
  for (int i = 0; i < 20; ++i) lambda -= (std::erf(lambda) - target) / (2 / std::sqrt(M_PI) * std::exp(-lambda * lambda));
  const double end = std::pow(20 * cell / (2 * lambda), 2) / diffusivity;
  while (state.time < end) {
    const double dt = std::min(heat.stable_dt(state), end - state.time);
    heat.advance(state, dt, record);
    state.time += dt;
  }
  const Microstructure m = microstructure(domain, record, {});
  double mean_gradient = 0, mean_speed = 0;
  for (int i = 9; i < 18; ++i) {   // in the cells before, a step is a fair part of the time of a cell
    const Slot s = domain.grid.find({i, 0, 0});
    const double x = domain.grid.centre(s).x, t = std::pow(x / (2 * lambda), 2) / diffusivity;
    const double gradient = (melting - wall) / std::erf(front) * std::exp(-lambda * lambda) / std::sqrt(M_PI * diffusivity * t), speed = lambda * std::sqrt(diffusivity / t);
    EXPECT_NEAR(m.gradient[s] / gradient, 1, 0.12) << i << ": single cells show the front leaving the next";
    mean_gradient += m.gradient[s] / gradient / 9;
    mean_speed += m.front_speed[s] / speed / 9;
  }
  EXPECT_NEAR(mean_gradient, 1, 0.02);   // 12 % less where the mean rate of the interval stands for that of its beginning
  EXPECT_NEAR(mean_speed, 1, 0.02);
}

}  // namespace
}  // namespace sprue
