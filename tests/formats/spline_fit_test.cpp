// Splines are found again in flattened curves that are no arcs, end at corners, and leave what was drawn as arcs and lines alone; curves that cross are found.
#include "meshing/spline_fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "meshing/curve_crossings.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

constexpr double mm = 1e-3, pi = std::numbers::pi, flattened = 2e-6;

Vec2 at(const CubicPiece& c, double t) {
  const double s = 1 - t;
  return s * s * s * c[0] + 3 * s * s * t * c[1] + 3 * s * t * t * c[2] + t * t * t * c[3];
}

std::vector<Vec2> chords(const CubicPiece& c) {
  std::vector<Vec2> points{c[0]};
  flatten_cubic(c[0], c[1], c[2], c[3], flattened, points);
  return points;
}

void append(std::vector<Vec2>& points, const std::vector<Vec2>& more) { points.insert(points.end(), more.begin() + 1, more.end()); }

/// Largest distance of a spline's points from a curve of `piece(t)`, 0 <= t <= 1.
double off(const BSpline& spline, const CubicPiece& curve) {
  std::vector<Vec2> fine;
  for (int n = 0; n <= 4000; ++n) fine.push_back(at(curve, n / 4000.0));
  double most = 0;
  for (const CubicPiece& piece : cubic_pieces(spline))
    for (int n = 0; n <= 20; ++n) {
      double least = HUGE_VAL;
      for (const Vec2 p : fine) least = std::min(least, norm(p - at(piece, n / 20.0)));
      most = std::max(most, least);
    }
  return most;
}

// One side of a leaf, a cubic 20 mm long whose curvature falls from 1 / 1.7 to 1 / 32 mm: one spline from end to end. It stays within 2 um of the vertices, which
// lie on the cubic, and between them within 2 um of the bow that their turns give the chords; the turns know the curvature from chords alone, so twice that bounds it (3.6 um
// at the sharp end). The cubic's own pieces join with two continuous derivatives.
TEST(SplineFit, ABezierCurveIsOneSplineNearIt) {
  const CubicPiece leaf{Vec2{0, 0}, Vec2{0.5 * mm, 4 * mm}, Vec2{7 * mm, 8 * mm}, Vec2{18 * mm, 9 * mm}};
  const std::vector<Vec2> points = chords(leaf);
  const auto runs = smooth_runs(points);
  ASSERT_EQ(runs.size(), 1u);
  ASSERT_TRUE(runs[0].spline);
  EXPECT_GT(curve_runs(points).size(), 4u);   // as arcs
  EXPECT_EQ(runs[0].edges + 1, points.size());
  EXPECT_EQ(runs[0].spline->points.front(), points.front());
  EXPECT_EQ(runs[0].spline->points.back(), points.back());
  EXPECT_LT(off(*runs[0].spline, leaf), 2 * SplineTolerance{}.off_curve);
  const auto pieces = cubic_pieces(*runs[0].spline);
  const std::vector<double>& u = runs[0].spline->knots;
  for (std::size_t n = 0; n + 1 < pieces.size(); ++n) {
    const double before = u[n + 4] - u[n + 3], after = u[n + 5] - u[n + 4];
    const Vec2 in = (1 / before) * (pieces[n][3] - pieces[n][2]), out = (1 / after) * (pieces[n + 1][1] - pieces[n + 1][0]);
    EXPECT_LT(norm(out - in), 1e-9);
    const Vec2 bend_in = (1 / (before * before)) * (pieces[n][3] - 2 * pieces[n][2] + pieces[n][1]), bend_out = (1 / (after * after)) * (pieces[n + 1][2] - 2 * pieces[n + 1][1] + pieces[n + 1][0]);
    EXPECT_LT(norm(bend_out - bend_in), 1e-6 * (norm(bend_in) + 1));
  }
}

// Two such curves that meet at 25 degrees: each is a spline of its own, with the corner at its end.
TEST(SplineFit, ASplineEndsAtACorner) {
  const double turn = 25 * pi / 180;
  const CubicPiece first{Vec2{0, 0}, Vec2{0.5 * mm, 3 * mm}, Vec2{3 * mm, 6 * mm}, Vec2{9 * mm, 6 * mm}};
  const CubicPiece second{first[3], first[3] + 3 * mm * Vec2{std::cos(turn), std::sin(turn)}, Vec2{16 * mm, 9 * mm}, Vec2{17 * mm, 14 * mm}};
  std::vector<Vec2> points = chords(first);
  const std::size_t corner = points.size() - 1;
  append(points, chords(second));
  const auto runs = smooth_runs(points);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[1].first, corner);
  for (const CurveRun& run : runs) EXPECT_TRUE(run.spline);
}

// A circle, a circle drawn with four cubics (off by 2.7e-4 of the radius), a square with round corners and a coarse polygon that was meant: no splines.
TEST(SplineFit, ArcsAndLinesStay) {
  const auto circle = smooth_runs(opened_ring(test::circle({3 * mm, -1 * mm}, 2 * mm, 72)));
  EXPECT_EQ(circle.size(), 2u);
  std::vector<Vec2> cubics{{5 * mm, 0}}, square{{3 * mm, -4 * mm}};
  const double kappa = 0.5522847498;
  for (int quarter = 0; quarter < 4; ++quarter) {
    const double a = pi / 2 * quarter;
    const auto turned = [&](double x, double y) { return Vec2{std::cos(a) * x - std::sin(a) * y, std::sin(a) * x + std::cos(a) * y}; };
    append(cubics, chords({turned(5 * mm, 0), turned(5 * mm, 5 * kappa * mm), turned(5 * kappa * mm, 5 * mm), turned(0, 5 * mm)}));
    append(square, chords({turned(3 * mm, -4 * mm), turned((3 + kappa) * mm, -4 * mm), turned(4 * mm, (-4 + 1 - kappa) * mm), turned(4 * mm, -3 * mm)}));
    square.push_back(turned(4 * mm, 3 * mm));
  }
  cubics.pop_back(), square.pop_back();
  EXPECT_LE(smooth_runs(opened_ring(cubics)).size(), 3u);
  EXPECT_LE(smooth_runs(opened_ring(square)).size(), 9u);
  std::vector<CurveRun> all = circle;
  for (const auto& ring : {cubics, square, test::circle({0, 0}, 20 * mm, 60)})
    for (const CurveRun& run : smooth_runs(opened_ring(ring))) all.push_back(run);
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const CurveRun& run) { return run.arc && std::abs(run.sweep) > 1.4; }), 2 + 2 + 4);
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const CurveRun& run) { return run.spline.has_value(); }), 0);
}

// An ellipse has no corner: it is a ring of at least two splines, with far fewer runs than the arcs that follow it.
TEST(SplineFit, AnEllipseIsAFewSplines) {
  std::vector<Vec2> ring;
  flatten(ConicArc{{0, 0}, {9 * mm, 0}, {0, 5 * mm}, 0, 2 * pi}, flattened, 100000, ring);
  ring.pop_back();
  const auto points = opened_ring(ring);
  const auto runs = smooth_runs(points);
  EXPECT_GE(runs.size(), 2u);
  EXPECT_LE(runs.size(), 6u);
  EXPECT_GT(curve_runs(points).size(), 4 * runs.size());
  for (const CurveRun& run : runs) {
    if (!run.spline) {
      EXPECT_EQ(run.edges, 1u) << "a chord that was left over";
      continue;
    }
    for (const CubicPiece& piece : cubic_pieces(*run.spline))
      for (int n = 0; n <= 20; ++n) {
        const Vec2 p = at(piece, n / 20.0);   // first order: distance from the ellipse = (x2 / a2 + y2 / b2 - 1) / |gradient|
        const double x = p.x / (81 * mm * mm), y = p.y / (25 * mm * mm);
        EXPECT_LT(std::abs(p.x * x + p.y * y - 1) / (2 * std::hypot(x, y)), 2 * SplineTolerance{}.off_curve);
      }
  }
}

// An arc of 90 degrees over a chord of 2 mm rises 0.414 mm. A line at 0.4 mm above the chord cuts it twice, one at 0.42 mm passes; a line from
// the arc's end meets it there only, unless it leaves below the tangent (45 degrees).
TEST(CurveCrossings, ArcsThatCrossOtherRunsAreFound) {
  const double r = std::sqrt(2.0) * mm;
  const CurveRun arc{0, 20, true, {1 * mm, -1 * mm}, r, -pi / 2}, line{0, 1, false, {}, 0, 0};
  const Vec2 a{0, 0}, b{2 * mm, 0};
  const auto crossing = [&](Vec2 from, Vec2 to) { return crossing_curves({arc, line}, {a, from}, {b, to}).size(); };
  EXPECT_EQ(crossing({-1 * mm, 0.40 * mm}, {3 * mm, 0.40 * mm}), 1u);
  EXPECT_EQ(crossing({-1 * mm, 0.42 * mm}, {3 * mm, 0.42 * mm}), 0u);
  EXPECT_EQ(crossing({-1 * mm, 0.40 * mm}, {0.2 * mm, 0.40 * mm}), 0u);   // ends before it gets there
  EXPECT_EQ(crossing(a, {1 * mm, 1.1 * mm}), 0u);
  EXPECT_EQ(crossing(a, {1 * mm, 0.9 * mm}), 1u);
  EXPECT_EQ(crossing(b, a), 0u);
  const CurveRun flatter{0, 20, true, {1 * mm, -2 * mm}, std::sqrt(5.0) * mm, -2 * std::atan(0.5)};
  EXPECT_EQ(crossing_curves({arc, flatter}, {a, a}, {b, b}).size(), 0u);   // a lens: they meet in their ends
  const CurveRun higher{0, 20, true, {1 * mm, -1.9 * mm}, std::sqrt(5.0) * mm, -2 * std::atan(0.5)};
  EXPECT_EQ(crossing_curves({arc, higher}, {a, a + Vec2{0, 0.1 * mm}}, {b, b + Vec2{0, 0.1 * mm}}).size(), 2u);
}

BSpline cubic(const CubicPiece& c) { return {3, {c.begin(), c.end()}, {1, 1, 1, 1}, {0, 0, 0, 0, mm, mm, mm, mm}}; }

// A cubic of control points 0, 1, 1, 0 mm high over 2 mm rises 0.75 mm: lines as above, at 0.74 and at 0.76 mm, and one from its own end, above its
// tangent (45 degrees) and below it. Of a spline and an arc that cross the spline is given up. A cubic that loops crosses itself if it is cut into two.
TEST(CurveCrossings, SplinesThatCrossAreFound) {
  const CubicPiece c{Vec2{0, 0}, Vec2{1 * mm, 1 * mm}, Vec2{1 * mm, 1 * mm}, Vec2{2 * mm, 0}};
  const CurveRun spline{0, 20, false, {}, 0, 0, cubic(c)}, line{0, 1, false, {}, 0, 0, {}};
  const auto crossing = [&](Vec2 from, Vec2 to) { return crossing_curves({line, spline}, {from, c[0]}, {to, c[3]}); };
  EXPECT_EQ(crossing({-1 * mm, 0.74 * mm}, {3 * mm, 0.74 * mm}), std::vector<std::size_t>{1});
  EXPECT_TRUE(crossing({-1 * mm, 0.76 * mm}, {3 * mm, 0.76 * mm}).empty());
  EXPECT_TRUE(crossing({-1 * mm, 0.74 * mm}, {0.1 * mm, 0.74 * mm}).empty());
  EXPECT_TRUE(crossing(c[0], {1 * mm, 1.1 * mm}).empty());
  EXPECT_EQ(crossing(c[0], {1.8 * mm, 0.9 * mm}), std::vector<std::size_t>{1});
  EXPECT_TRUE(crossing(c[3], c[0]).empty());
  const CurveRun arc{0, 20, true, {1 * mm, -2 * mm}, std::sqrt(5.0) * mm, -2 * std::atan(0.5), {}};   // rises 0.236 mm
  EXPECT_TRUE(crossing_curves({arc, spline}, {c[0], c[0]}, {c[3], c[3]}).empty());
  const Vec2 up{0, 0.2 * mm};
  const CurveRun higher{0, 20, true, arc.centre + up, arc.radius, arc.sweep, {}};   // from above the spline's end to under its top
  EXPECT_EQ(crossing_curves({higher, spline}, {c[0] + up, c[0]}, {c[3] + up, c[3]}), std::vector<std::size_t>{1});
  BSpline loop{3, {{0, 0}, {3 * mm, 1 * mm}, {1 * mm, 3 * mm}, {0, 2 * mm}, {1.2 * mm, -1 * mm}}, {1, 1, 1, 1, 1}, {0, 0, 0, 0, mm, 2 * mm, 2 * mm, 2 * mm, 2 * mm}};
  EXPECT_EQ(crossing_curves({{0, 20, false, {}, 0, 0, loop}}, {loop.points.front()}, {loop.points.back()}).size(), 1u);
}

}  // namespace
}  // namespace sprue
