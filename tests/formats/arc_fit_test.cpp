// Circles and arcs are found again in their polygons; what is straight or cornered stays so.
#include "meshing/arc_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

constexpr double mm = 1e-3, pi = std::numbers::pi;

std::vector<CurveRun> ring_runs(const std::vector<Vec2>& ring) { return curve_runs(opened_ring(ring)); }

// Vertices lie on the circle to round-off, so centre and radius come back to it.
TEST(ArcFit, APolygonThatStandsForACircleIsTwoHalves) {
  const auto runs = ring_runs(test::circle({3 * mm, -1 * mm}, 2 * mm, 72));
  ASSERT_EQ(runs.size(), 2u);
  for (const CurveRun& run : runs) {
    EXPECT_TRUE(run.arc);
    EXPECT_NEAR(run.radius, 2 * mm, 1e-12);
    EXPECT_NEAR(norm(run.centre - Vec2{3 * mm, -1 * mm}), 0, 1e-12);
    EXPECT_NEAR(run.sweep, pi, 1e-6);
  }
}

// The same polygon 10 times larger has chords 27 um off the circle: a polygon that was meant.
TEST(ArcFit, ACoarsePolygonStaysOne) {
  const auto runs = ring_runs(test::circle({0, 0}, 20 * mm, 60));
  EXPECT_EQ(runs.size(), 60u);
  for (const CurveRun& run : runs) EXPECT_FALSE(run.arc);
}

// Rounded square: four straight sides (split by vertices in line) and four quarter circles, clockwise.
TEST(ArcFit, ARoundedSquareIsFourSidesAndFourArcs) {
  std::vector<Vec2> ring;
  const double a = 4 * mm, r = 1 * mm;
  for (int corner = 0; corner < 4; ++corner) {
    const double turn = -pi / 2 * corner;
    const auto put = [&](Vec2 v) { ring.push_back({std::cos(turn) * v.x - std::sin(turn) * v.y, std::sin(turn) * v.x + std::cos(turn) * v.y}); };
    put({-a + r, a}), put({0, a});
    for (int n = 0; n <= 30; ++n) put({a - r + r * std::sin(pi / 2 * n / 30), a - r + r * std::cos(pi / 2 * n / 30)});
  }
  ring.erase(std::unique(ring.begin(), ring.end(), [](Vec2 p, Vec2 q) { return norm(p - q) < 1e-9; }), ring.end());
  const auto runs = ring_runs(ring);
  int arcs = 0, lines = 0;
  for (const CurveRun& run : runs) {
    ++(run.arc ? arcs : lines);
    if (!run.arc) continue;
    EXPECT_NEAR(run.radius, r, 1e-9);
    EXPECT_LT(run.sweep, 0);
  }
  // the start may lie within an arc (all turns are alike) or a side
  EXPECT_GE(arcs, 4);
  EXPECT_LE(arcs, 5);
  EXPECT_GE(lines, 4);
  EXPECT_LE(lines, 5);
}

// A smooth curve that is no circle: every vertex stays within the stated distance of its run, far fewer runs than chords.
TEST(ArcFit, AnEllipseIsFollowedWithinTheTolerance) {
  const ArcTolerance tolerance;
  std::vector<Vec2> ring;
  for (int n = 0; n < 1000; ++n) ring.push_back({9 * mm * std::cos(2 * pi * n / 1000), 5 * mm * std::sin(2 * pi * n / 1000)});
  const auto points = opened_ring(ring);
  const auto runs = curve_runs(points, tolerance);
  EXPECT_LT(runs.size(), 80u);
  std::size_t next = 0;
  for (const CurveRun& run : runs) {
    EXPECT_EQ(run.first, next);
    next += run.edges;
    if (!run.arc) continue;
    for (std::size_t n = run.first; n <= next; ++n) EXPECT_LE(std::abs(norm(points[n] - run.centre) - run.radius), tolerance.off_circle);
  }
  EXPECT_EQ(next + 1, points.size());
}

}  // namespace
}  // namespace sprue
