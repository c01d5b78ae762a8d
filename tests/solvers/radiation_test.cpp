#include "solvers/radiation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "solvers/heat.h"
#include "tests/solvers/plain_alloy.h"
#include "tests/solvers/slab_domain.h"

namespace sprue {
namespace {

constexpr double sigma = 5.670374419e-8;

// What reaches the surface from within leaves it by convection and radiation: the balance of the answer itself, to round-off of the settled
// change (1e-9 K times the coefficients).
TEST(Radiation, TheSurfaceIsInBalance) {
  for (const double node : {300.0, 700.0, 1500.0})
    for (const double inner : {1.0, 100.0, 1e5}) {
      const double t = radiating_surface(node, inner, 12, 0.8, 293);
      const double in = inner * (node - t), out = 12 * (t - 293) + 0.8 * sigma * (std::pow(t, 4) - std::pow(293, 4));
      EXPECT_NEAR(in, out, 1e-6 * std::max(1.0, out)) << node << ' ' << inner;
    }
}

/// One cell of metal that cools through its -x side alone; temperature after `time`, K, in `steps` steps.
double cooled(double coefficient, double emissivity, double time, int steps) {
  Domain domain = test::slab_domain({0, 1, 1e-3, 0});
  domain.thermal_boundaries = {{.kind = ThermalKind::convective, .temperature = 300, .heat_transfer_coefficient = coefficient, .emissivity = emissivity}};
  domain.thermal_boundary[0][domain.grid.find({0, 0, 0})] = 1;
  const AlloyCurve alloy = test::plain_alloy({100, 1e5, 2000, 500, 500, 1e5, 1e5});   // liquid throughout, no resistance within
  CastingState state = make_casting_state(domain, 300);
  const Slot s = domain.grid.find({0, 0, 0});
  state.metal[s] = 1;
  state.enthalpy[s] = 2000 * 1e-9 * alloy.enthalpy(900);
  CastingConditions conditions;
  conditions.interfaces = {{2.44, 1000}};
  Record record = make_record(domain);
  Heat heat(domain, conditions, Numerics{}, alloy, {{1, 1, 1, 0}});
  for (int i = 0; i < steps; ++i) heat.advance(state, time / steps, record);
  return heat.metal_temperature(state, s);
}

/// The same by the equation of the lump: rho c V dT/dt = -A (h (T - 300) + emissivity sigma (T^4 - 300^4)), Runge-Kutta in 10,000 steps.
double lump(double coefficient, double emissivity, double time) {
  const auto rate = [&](double t) { return -(coefficient * (t - 300) + emissivity * sigma * (std::pow(t, 4) - std::pow(300, 4))) / (2000 * 500 * 1e-3); };
  double t = 900;
  const double dt = time / 10000;
  for (int i = 0; i < 10000; ++i) {
    const double a = rate(t), b = rate(t + 0.5 * dt * a), c = rate(t + 0.5 * dt * b), d = rate(t + dt * c);
    t += dt / 6 * (a + 2 * b + 2 * c + d);
  }
  return t;
}

// A lump cools by convection as exp(-h t / (rho c d)), by radiation and by both as its ordinary differential equation says. Implicit Euler in n
// steps is first order: its error halves from 200 to 400 steps and is within 0.5 K of 600 at 400.
TEST(Radiation, ALumpCoolsAsItsEquationSays) {
  struct Case {
    double coefficient, emissivity;
  };
  for (const Case c : {Case{20, 0}, Case{0, 0.9}, Case{10, 0.5}}) {
    const double time = 40, exact = lump(c.coefficient, c.emissivity, time);
    if (c.emissivity == 0) {
      EXPECT_NEAR(exact, 300 + 600 * std::exp(-20 * time / 1000), 1e-6);
    }
    const double coarse = cooled(c.coefficient, c.emissivity, time, 200) - exact, fine = cooled(c.coefficient, c.emissivity, time, 400) - exact;
    EXPECT_NEAR(fine, 0, 0.5) << c.coefficient << ' ' << c.emissivity;
    EXPECT_NEAR(coarse / fine, 2, 0.1) << c.coefficient << ' ' << c.emissivity;
  }
  // twice the emissivity is seen: 60 K and more
  EXPECT_LT(cooled(0, 0.9, 40, 400), cooled(0, 0.45, 40, 400) - 60);
}

/// K of a mould of four cells with a bare wall at x = 0 (on a face, or cutting a cell) after `time`.
double bare_mould(double cut, const BareWalls& outside, double time, int steps) {
  const Domain domain = test::slab_domain({4, 1, 1e-3, cut});
  const AlloyCurve alloy = test::plain_alloy({});
  CastingState state = make_casting_state(domain, 900);
  CastingConditions conditions;
  conditions.interfaces = {{2.44, 1000}};
  conditions.bare_walls = outside;
  Record record = make_record(domain);
  Heat heat(domain, conditions, Numerics{}, alloy, {{1e5, 2000, 500, 0}});
  for (int i = 0; i < steps; ++i) heat.advance(state, time / steps, record);
  return state.mould_temperature[domain.grid.find({-2, 0, 0})];
}

// A mould without metal is a lump that cools through its bare wall: four (and a half) times the thickness of the lump above, so as that in a quarter of
// the time. Covered by metal, or without the condition, it keeps its temperature.
TEST(Radiation, BareWallsCoolAMould) {
  for (const double cut : {0.0, 0.5}) {
    const double fine = bare_mould(cut, {10, 0.5, 300}, 40 * (4 + cut), 400), coarse = bare_mould(cut, {10, 0.5, 300}, 40 * (4 + cut), 200), exact = lump(10, 0.5, 40);
    EXPECT_NEAR(fine, exact, 0.5) << cut;
    EXPECT_NEAR((coarse - exact) / (fine - exact), 2, 0.1) << cut;
  }
  EXPECT_EQ(bare_mould(0, {0, 0, 300}, 40, 4), 900);
}

}  // namespace
}  // namespace sprue
