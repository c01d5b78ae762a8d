#include "solvers/height_function.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "solvers/curvature.h"
#include "tests/solvers/ball.h"
#include "tests/solvers/coupled_step.h"

namespace sprue {
namespace {

using test::box_domain;
using test::BoxOptions;

using Surface = std::function<double(double, double)>;

// Means over the nine columns around (x, y) by the midpoint rule (error 1e-4 of the sagitta of a column).
double curvature_at(const Surface& z, double x, double y) {
  constexpr int m = 40;
  std::array<double, 9> mean{};
  for (int c = 0; c < 9; ++c)
    for (int a = 0; a < m * m; ++a)
      mean[static_cast<std::size_t>(c)] += z(x + c % 3 - 1.5 + (a % m + 0.5) / m, y + c / 3 - 1.5 + (a / m + 0.5) / m) / (m * m);
  return height_curvature(mean);
}

// A sphere has 2 / R, a cylinder lying at any angle 1 / R; fourth order: twice the radius, a sixteenth of the error (an eighth is asked for,
// the larger radius is not free of the error of the sums).
TEST(HeightCurvature, FourthOrderOnSpheresAndCylinders) {
  const auto sphere_error = [](double r) {
    const Surface z = [r](double x, double y) { return std::sqrt(r * r - x * x - y * y); };
    return std::fabs(curvature_at(z, 0.45 * r, 0.3 * r) * r / 2 - 1);
  };
  EXPECT_LT(sphere_error(12), 1e-3);
  EXPECT_LT(sphere_error(24), sphere_error(12) / 8);
  const auto cylinder_error = [](double r) {
    const double c = std::cos(0.5), s = std::sin(0.5);
    const Surface z = [=](double x, double y) { const double t = c * x + s * y; return std::sqrt(r * r - t * t); };
    return std::fabs(curvature_at(z, 0.5 * r, 0.3 * r) * r - 1);
  };
  EXPECT_LT(cylinder_error(12), 1e-3);
  EXPECT_LT(cylinder_error(24), cylinder_error(12) / 8);
}

// Second order on a surface that is neither: z = a cos(k x), curvature a k^2 on the crest.
TEST(HeightCurvature, SecondOrderOnAWave) {
  const auto error = [](double k) {
    const double a = 0.3 / k;
    return std::fabs(curvature_at([=](double x, double) { return a * std::cos(k * x); }, 0, 0) / (a * k * k) - 1);
  };
  EXPECT_LT(error(0.2), 0.01);
  EXPECT_NEAR(error(0.2) / error(0.1), 4, 0.4);
}

// Columns are read through whole cells only: the cell beside a wall has none, the mirrored one beside a plane of symmetry does, and its
// curvature is that of the whole cylinder.
TEST(HeightFunctions, MirroredAtSymmetryNoneAtWalls) {
  for (const FaceKind side : {FaceKind::symmetry, FaceKind::wall}) {
    BoxOptions options;
    options.sides = {side, FaceKind::wall, FaceKind::symmetry, FaceKind::wall, FaceKind::symmetry, FaceKind::symmetry};
    test::Tank tank(box_domain(20, 20, 1, 1.0, options), test::liquid(1000, 0.01, 1), {});
    tank.fill([&](Slot s) {
      const Vec3 x = tank.domain.grid.centre(s) - Vec3{0.5, 0.5, 0.5};
      return std::clamp(test::ball_volume({x.x, x.y, 0}, 1, {0, 0, 0}, 12.3, 4), 0.0, 1.0);
    });
    tank.start();
    const HeightFunctions heights(tank.domain, tank.surface.rooms(), tank.state.metal);
    int beside = 0;
    for (const Slot s : tank.surface.mixed_cells()) {
      if (tank.domain.grid.cell_of(s).i != 0) continue;
      ++beside;
      EXPECT_EQ(heights.curvature(s, tank.surface.plane()[s].normal()).has_value(), side == FaceKind::symmetry);
    }
    EXPECT_GT(beside, 0);
  }
}

// A quarter of a free cylinder (validation B1) comes to rest: a shape exists whose discrete curvature is the same everywhere. Large
// viscosity (Laplace number 12), so that it takes D^2 / nu = 3.5 capillary times; a fit to facets keeps currents.
TEST(HeightFunctions, DropComesToRest) {
  constexpr double h = 1e-3, radius = 6.4, rho = 6170, sigma = 0.78, diameter = 2 * radius * h;
  BoxOptions options;
  options.sides = {FaceKind::symmetry, FaceKind::open, FaceKind::symmetry, FaceKind::open, FaceKind::symmetry, FaceKind::symmetry};
  CastingConditions still;
  still.gravity = {0, 0, 0};
  const double viscosity = std::sqrt(sigma * rho * diameter / 12);
  test::Tank tank(box_domain(10, 10, 1, h, options), test::liquid(rho, viscosity, sigma), still);
  tank.fill([&](Slot s) {
    const Vec3 x = (1 / h) * tank.domain.grid.centre(s) - Vec3{0.5, 0.5, 0};
    double sum = 0;   // 32 strips of exact length
    for (int i = 0; i < 32; ++i) sum += std::clamp(std::sqrt(std::max(0.0, radius * radius - std::pow(x.x + (i + 0.5) / 32, 2))) - x.y, 0.0, 1.0) / 32;
    return sum;
  });
  tank.start();
  const double end = diameter * diameter * rho / viscosity, scale = std::sqrt(sigma / (rho * diameter));
  double first = 0;
  while (tank.state.time < 8 * end) {
    tank.step();
    first = std::max(first, tank.report.max_speed);
  }
  EXPECT_GT(first / scale, 1e-5);   // it started off its discrete balance
  EXPECT_LT(tank.report.max_speed / scale, 1e-9);
}

}  // namespace
}  // namespace sprue
