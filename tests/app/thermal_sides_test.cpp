#include "engine/app/thermal_sides.h"

#include <gtest/gtest.h>

#include "engine/app/simulation.h"

namespace sprue {
namespace {

// A column of 2 x 2 mm of rubber, 4 mm of it, under 1 mm of metal, between mirror planes; all of it at 60 degC.
std::unique_ptr<Simulation> column_with(const std::string& side) {
  return simulation_of(parse_scene(R"(
[[shape]]
centre = ["1 mm", "1 mm", "0 mm"]
size = ["2 mm", "2 mm", "0 mm"]
high = "1 mm"
top = "symmetry"
[domain]
sides = ["symmetry", "symmetry", "symmetry", "symmetry"]
[resolution]
cell = "1 mm"
[mould]
material = "htv-silicone"
temperature = "60 degC"
band = "4 mm"
[alloy]
name = "zamak3"
[[initial]]
kind = "half-space"
point = ["0 mm", "0 mm", "1 m"]
normal = [0, 0, 1]
temperature = "60 degC"
[run]
flow = false
feeding = false
end_time = "1 ms"
[[thermal]]
side = "-z"
temperature = "20 degC"
)" + side, "column.toml"));
}

/// W through the side while the rubber is still warm: 1 ms changes nothing beside it.
double heat_flow(const std::string& side) {
  const auto made = column_with(side);
  const auto casting = made->start();
  while (!casting->finished()) casting->step();
  return casting->state().heat_out / casting->state().time;
}

// Half a cell of rubber, what is said to lie behind it, and the surface's own coefficient in series; 1e-3 for what 1 ms cools.
TEST(ThermalSides, ResistancesInSeries) {
  const double k = 0.24, area = 4e-6, rise = 40;   // of htv-silicone
  const auto through = [&](double coefficient, double thickness) { return area * rise / ((0.5e-3 + thickness) / k + 1 / coefficient); };
  EXPECT_NEAR(heat_flow("kind = \"convective\"\nheat_transfer_coefficient = \"50 W/m2/K\"\n") / through(50, 0), 1, 1e-3);
  EXPECT_NEAR(heat_flow("kind = \"platen\"\n") / through(1000, 0), 1, 1e-3);
  EXPECT_NEAR(heat_flow("kind = \"platen\"\nthickness = \"10 mm\"\n") / through(1000, 10e-3), 1, 1e-3);
  EXPECT_NEAR(heat_flow("kind = \"air\"\nemissivity = 0\n") / through(5, 0), 1, 1e-3);
  EXPECT_EQ(heat_flow("kind = \"adiabatic\"\n"), 0);
}

// Radiation of a grey surface between 20 and 60 degC by its coefficient, as if it were as warm as the rubber's node: 6.1 W/m2/K at emissivity 0.9; the surface
// itself is 2 % of the 40 K colder.
TEST(ThermalSides, AirAlsoRadiates) {
  const double k = 0.24, area = 4e-6, node = 333.15, around = 293.15;
  const double radiation = 0.9 * 5.670374419e-8 * (node * node + around * around) * (node + around);
  const double both = area * 40 / (0.5e-3 / k + 1 / (5 + radiation));
  EXPECT_NEAR(heat_flow("kind = \"air\"\n") / both, 1, 0.01);
  EXPECT_GT(heat_flow("kind = \"air\"\n"), 1.5 * heat_flow("kind = \"air\"\nemissivity = 0\n"));
}

}  // namespace
}  // namespace sprue
