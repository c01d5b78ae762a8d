// Two-phase Neumann problem (Voller & Cross 1981): a half-space of liquid 2 K above freezing is brought to 10 K below it at x = 0.
// The front is at 2 lambda sqrt(alpha t), lambda = 0.3223906; erf profiles on both sides. Bars: validation F1.
#include <gtest/gtest.h>

#include <cmath>

#include "solvers/heat.h"
#include "tests/solvers/plain_alloy.h"
#include "tests/solvers/slab_domain.h"

namespace sprue {
namespace {

constexpr double melting = 300, wall = 290, liquid = 302, cell = 0.0625, lambda = 0.3223906, diffusivity = 2 / 2.5e6;

double exact_temperature(double x, double t) {
  const double at = x / (2 * std::sqrt(diffusivity * t));
  return at < lambda ? wall + (melting - wall) * std::erf(at) / std::erf(lambda)
                     : liquid + (melting - liquid) * std::erfc(at) / std::erfc(lambda);
}

struct Neumann {
  Neumann()
      : domain(test::slab_domain({0, 100, cell, 0})),
        alloy(test::plain_alloy({melting, 1e5, 1000, 2500, 2500, 2, 2})),
        state(make_casting_state(domain, melting)), record(make_record(domain)) {
    domain.thermal_boundaries.push_back({ThermalKind::fixed_temperature, wall, 0});
    domain.thermal_boundary[0][domain.grid.find({0, 0, 0})] = 1;
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
      state.metal[s] = domain.cavity_fraction[s];
      state.enthalpy[s] = state.metal[s] * 1000 * domain.cell_volume() * alloy.enthalpy(liquid);
    }
    before = total();
  }
  double total() const {
    double sum = 0;
    for (double e : state.enthalpy) sum += e;
    return sum;
  }
  Domain domain;
  AlloyCurve alloy;
  CastingState state;
  Record record;
  CastingConditions conditions;
  double before = 0;
};

TEST(VerifyNeumann, FrontHistoryAndEnergyMeetTheBars) {
  Neumann n;
  Heat heat(n.domain, n.conditions, Numerics{}, n.alloy, {});
  constexpr int probe = 4;
  const Slot probed = n.domain.grid.find({probe, 0, 0});
  const double end = std::pow(12 * cell / (2 * lambda), 2) / diffusivity;  // twelve cells travelled
  double worst_front = 0, worst_probe = 0, square = 0;
  int steps = 0;
  Field<double> centre;
  while (n.state.time < end) {
    const double dt = std::min(heat.stable_dt(n.state), end - n.state.time);
    heat.advance(n.state, dt, n.record);
    n.state.time += dt;
    ++steps;
    const double exact = 2 * lambda * std::sqrt(diffusivity * n.state.time);
    double front = 0;
    for (int i = 0; i < 100; ++i) front += cell * heat.solid_fraction(n.state, n.domain.grid.find({i, 0, 0}));
    heat.centre_temperature(n.state, centre);
    const double off = centre[probed] - exact_temperature((probe + 0.5) * cell, n.state.time);
    square += off * off * dt;
    if (exact < 10 * cell) continue;
    worst_front = std::max(worst_front, std::abs(front / exact - 1));
    worst_probe = std::max(worst_probe, std::abs(off));
  }
  EXPECT_LE(worst_front, 0.005);                                   // bar
  EXPECT_LE(std::sqrt(square / end) / (liquid - wall), 0.005);     // bar: history RMS of the temperature range
  EXPECT_LE(worst_probe / (liquid - wall), 0.01);                  // bar: no stair
  EXPECT_LE(std::abs(n.total() - n.before + n.state.heat_out) / n.state.heat_out, 1e-10);  // bar
  EXPECT_LT(steps, 400);
  const float solid = n.record.solidification[n.domain.grid.find({9, 0, 0})];
  const double passed = std::pow(10 * cell / (2 * lambda), 2) / diffusivity;  // the front leaves cell 9
  EXPECT_NEAR(solid / passed, 1, 0.03);
}

// The same problem with twice the conductivity must not fit: the front would be 41 % further (a check of the check).
TEST(VerifyNeumann, DoubledConductivityIsSeen) {
  Neumann n;
  n.alloy = test::plain_alloy({melting, 1e5, 1000, 2500, 2500, 4, 4});
  Heat heat(n.domain, n.conditions, Numerics{}, n.alloy, {});
  const double end = std::pow(4 * cell / (2 * lambda), 2) / diffusivity;
  while (n.state.time < end) {
    const double dt = std::min(heat.stable_dt(n.state), end - n.state.time);
    heat.advance(n.state, dt, n.record);
    n.state.time += dt;
  }
  double front = 0;
  for (int i = 0; i < 100; ++i) front += heat.solid_fraction(n.state, n.domain.grid.find({i, 0, 0}));
  EXPECT_GT(front / 4, 1.3);
}

}  // namespace
}  // namespace sprue
