#include "engine/core/range_guard.h"

#include <gtest/gtest.h>

#include "tests/core/small_casting.h"

namespace sprue {
namespace {

// Everything at 430 degC, inside all of Zamak 3's ranges; then one cell at 500 degC for two steps, where the viscosity is stated up to 480: counted
// twice, with its place, property and temperature (to rounding); a wisp as hot elsewhere is not heard.
TEST(RangeGuard, CountsStepsAndKeepsTheWorstPlace) {
  const Domain domain = test::small_domain();
  const AlloyCurve zamak(load_material("zamak3"));
  CastingState state = test::small_state(domain);
  const double mass = zamak.reference_density() * domain.cell_volume();
  const auto heat = [&](Slot s, double celsius) { state.enthalpy[s] = mass * state.metal[s] * zamak.enthalpy(celsius + 273.15); };
  for (Slot s = 0; s < state.metal.size(); ++s) heat(s, 430);
  RangeGuard guard(domain, zamak);
  guard.watch(state);
  EXPECT_TRUE(guard.excesses().empty());

  state.metal[5] = 1e-4;
  heat(5, 700);
  heat(77, 490);
  heat(300, 500);
  state.time = 0.25;
  guard.watch(state);
  state.time = 0.5;
  guard.watch(state);
  const RangeExcess* viscosity = nullptr;
  for (const RangeExcess& e : guard.excesses())
    if (e.property == "viscosity_liquid") viscosity = &e;
  ASSERT_NE(viscosity, nullptr);
  EXPECT_EQ(viscosity->steps, 2);
  EXPECT_NEAR(viscosity->temperature, 500 + 273.15, 1e-6);
  EXPECT_NEAR(viscosity->high, 480 + 273.15, 1e-9);
  EXPECT_EQ(viscosity->time, 0.25);
  EXPECT_EQ(viscosity->cavity, 1);
  EXPECT_LT(norm(viscosity->where - domain.grid.centre(300)), 1e-15);
}

}  // namespace
}  // namespace sprue
