#include "engine/app/spherical_cavity.h"

#include <gtest/gtest.h>

#include <numbers>

#include "engine/app/simulation.h"

namespace sprue {
namespace {

// A disc cut by rectangles: quarters of it, a segment by its formula, all of it, none of it. Closed form: round-off.
TEST(SphericalCavity, DiscInRectangleIsExact) {
  const double pi = std::numbers::pi;
  EXPECT_NEAR(disc_in_rectangle(2, 0, 5, 0, 5), pi, 1e-14);
  EXPECT_NEAR(disc_in_rectangle(2, -5, 5, -5, 5), 4 * pi, 1e-13);
  EXPECT_NEAR(disc_in_rectangle(2, 1, 5, -5, 5), 4 * std::acos(0.5) - std::sqrt(3.0), 1e-13);
  EXPECT_NEAR(disc_in_rectangle(2, -5, 5, 1, 5), 4 * std::acos(0.5) - std::sqrt(3.0), 1e-13);
  EXPECT_NEAR(disc_in_rectangle(2, -0.5, 0.5, -0.5, 0.5), 1, 1e-14);
  EXPECT_EQ(disc_in_rectangle(2, 1.9, 3, 1.9, 3), 0);
}

// The carved ball holds 4/3 pi R^3 and has a wall of 4 pi R^2, wherever it lies against the grid: fractions by quadrature over exact sections 1e-4;
// walls are the planes of their cells, h^2 / (8 R^2) flatter and less at h = R / 8: 0.5 %.
TEST(SphericalCavity, VolumeAndWallAreThoseOfTheBall) {
  const auto made = simulation_of(parse_scene(R"(
[[shape]]
kind = "sphere"
centre = ["0.3 mm", "-0.2 mm", "0.1 mm"]
radius = "8 mm"
low = "-8 mm"
high = "8 mm"
[resolution]
cell = "1 mm"
[alloy]
name = "zamak3"
[mould]
material = "htv-silicone"
[run]
flow = false
)", "ball.toml"));
  const double r = 8e-3;
  EXPECT_NEAR(cavity_volume(made->domain) / (4.0 / 3 * std::numbers::pi * r * r * r), 1, 1e-4);
  double wall = 0;
  for (const float a : made->domain.wall_area) wall += a * 1e-6;
  EXPECT_NEAR(wall / (4 * std::numbers::pi * r * r), 1, 5e-3);
}

// An octant between mirror planes through the centre is an eighth of it: the planes are no wall.
TEST(SphericalCavity, AnOctantIsAnEighth) {
  const auto made = simulation_of(parse_scene(R"(
[[shape]]
kind = "sphere"
radius = "8 mm"
high = "8 mm"
bottom = "symmetry"
[domain]
sides = ["symmetry", "wall", "symmetry", "wall"]
[resolution]
cell = "1 mm"
[alloy]
name = "zamak3"
[mould]
material = "htv-silicone"
[run]
flow = false
)", "octant.toml"));
  const double r = 8e-3;
  EXPECT_NEAR(cavity_volume(made->domain) / (std::numbers::pi * r * r * r / 6), 1, 1e-4);
  double wall = 0;
  for (const float a : made->domain.wall_area) wall += a * 1e-6;
  EXPECT_NEAR(wall / (0.5 * std::numbers::pi * r * r), 1, 5e-3);
  for (Slot s = 0; s < made->domain.grid.slots(); ++s) {
    const Vec3 x = made->domain.grid.centre(s);
    if (made->domain.mould_index[s] == no_mould) continue;
    EXPECT_GT(std::min({x.x, x.y, x.z}), 0);
  }
}

}  // namespace
}  // namespace sprue
