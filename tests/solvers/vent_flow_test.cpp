// Gas through vents against textbook numbers.
#include "solvers/vent_flow.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sprue {
namespace {

constexpr double air = 287.05;

// Choked: m' / A = 0.0404 p / sqrt(T) in SI for air (Shapiro, table B.2 gives 0.6847 p / sqrt(R T)); then independent of what lies behind.
TEST(VentFlow, ChokesAtTheCriticalRatio) {
  EXPECT_NEAR(orifice_flow(1, 3e5, 1e5, 300, air) / (0.684731 * 3e5 / std::sqrt(air * 300)), 1, 1e-6);
  EXPECT_EQ(orifice_flow(1, 3e5, 1e5, 300, air), orifice_flow(1, 3e5, 1.4e5, 300, air));
  EXPECT_EQ(orifice_flow(1, 1e5, 1e5, 300, air), 0);
}

// A small difference of pressure: Bernoulli, m' = A sqrt(2 rho dp); compressibility takes 3/4 dp / (k p) = 0.05 %.
TEST(VentFlow, SlowFlowIsBernoulli) {
  const double rho = 1e5 / (air * 300);
  EXPECT_NEAR(orifice_flow(1, 1e5 + 100, 1e5, 300, air) / std::sqrt(2 * rho * 100), 1, 1e-3);
}

// Friction at a small difference of pressure is Hagen-Poiseuille with the density of the gas; air at 27 degC: 1.846e-5 Pa s (White, table A.4).
TEST(VentFlow, FrictionIsPoiseuille) {
  EXPECT_NEAR(air_viscosity(300) / 1.846e-5, 1, 5e-3);
  const double rho = 1e5 / (air * 300);
  EXPECT_NEAR(friction_flow(1e-15, 1e5 + 10, 1e5, 300, air) / (rho * 1e-15 * 10 / air_viscosity(300)), 1, 1e-4);
}

// A wide short way is limited by its mouth, a long narrow one by friction.
TEST(VentFlow, TheSmallerRules) {
  const double area = 1e-7;
  EXPECT_EQ(outlet_flow({area, 1}, 2e5, 1e5, 300, air), orifice_flow(area, 2e5, 1e5, 300, air));
  EXPECT_EQ(outlet_flow({area, 1e-17}, 2e5, 1e5, 300, air), friction_flow(1e-17, 2e5, 1e5, 300, air));
  EXPECT_EQ(outlet_flow({area, 0}, 2e5, 1e5, 300, air), orifice_flow(area, 2e5, 1e5, 300, air));
}

}  // namespace
}  // namespace sprue
