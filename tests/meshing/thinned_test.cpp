// Maps with fewer vertices: solids stay closed, borders move by no more than was allowed.
#include "meshing/thinned.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "meshing/solid.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3, within = 5e-6;

double distance(Vec2 p, Vec2 a, Vec2 b) {
  const Vec2 ab = b - a;
  const double t = std::clamp(dot(p - a, ab) / dot(ab, ab), 0.0, 1.0);
  return norm(p - (a + t * ab));
}

Loop joined(Loop a, const Loop& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::size_t corners(const LayeredMap& solid) {
  std::size_t n = 0;
  for (const PlanarFace& f : solid.map.faces)
    for (const auto& loop : f.loops) n += loop.size();
  return n;
}

// A disc of 4 mm in 3000 chords (0.01 um of sagitta) with a ring round it: 5 um allow chords of 2 sqrt(2 r s), so about pi r / sqrt(2 r s) = 63 of them.
TEST(Thinned, CirclesKeepAsFewChordsAsTheirSagittaAllows) {
  const Loop inner = circle({}, 4 * mm, 3000), outer = circle({}, 6 * mm, 3000);
  const LayeredMap two = MapMaker{}.face({inner}, filled(0, 1 * mm)).face({outer, reversed(inner)}, filled(0, 2 * mm)).result;
  const LayeredMap thin = thinned(two, within);
  EXPECT_LT(corners(thin), 600u);
  EXPECT_GT(corners(thin), 3 * 60u);
  EXPECT_TRUE(watertight(extrude(thin)));
  EXPECT_NEAR(volume(thin), volume(two), 2 * std::numbers::pi * (4 * mm + 6 * mm) * within * 2 * mm);
  for (std::size_t f = 0; f < two.map.faces.size(); ++f)
    for (std::size_t l = 0; l < two.map.faces[f].loops.size(); ++l)
      for (std::size_t n = 0; n < two.map.faces[f].loops[l].size(); n += 17) {
        const Vec2 p = two.map.vertices[two.map.faces[f].loops[l][n]];
        double nearest = HUGE_VAL;
        const auto& loop = thin.map.faces[f].loops[l];
        for (std::size_t m = 0; m < loop.size(); ++m) nearest = std::min(nearest, distance(p, thin.map.vertices[loop[m]], thin.map.vertices[loop[(m + 1) % loop.size()]]));
        ASSERT_LE(nearest, within * (1 + 1e-9));
      }
}

// Corners where borders meet stay; two borders 4 um apart, nearer than they may move, do not come to cross.
TEST(Thinned, NearBordersDoNotCross) {
  Loop low, high;
  for (int n = 0; n <= 400; ++n) {
    const double x = n * 0.02 * mm, y = 1 * mm + 30e-6 * std::sin(x / mm);
    low.push_back({x, y}), high.push_back({x, y + 4e-6});
  }
  const Loop below = joined(Loop{{0, 0}, {8 * mm, 0}}, reversed(low)), between = joined(low, reversed(high)), above = joined(high, Loop{{8 * mm, 2 * mm}, {0, 2 * mm}});
  const LayeredMap three = MapMaker{}.face({below}, filled(0, 1 * mm)).face({between}, filled(0, 2 * mm)).face({above}, filled(0, 1.5 * mm)).result;
  const LayeredMap thin = thinned(three, within);
  EXPECT_LT(corners(thin), corners(three) / 4);
  EXPECT_TRUE(watertight(extrude(thin)));
  for (const PlanarFace& face : thin.map.faces) EXPECT_GT(area(thin.map, face), 0);
  EXPECT_NEAR(volume(thin), volume(three), 3 * 8 * mm * within * 2 * mm);
}

// A ring smaller than what borders may move stays as it is.
TEST(Thinned, RingsSmallerThanTheToleranceStay) {
  const Loop dot = circle({}, 2e-6, 12), plate = rectangle(-1 * mm, -1 * mm, 1 * mm, 1 * mm);
  const LayeredMap both = MapMaker{}.face({plate, reversed(dot)}, filled(0, 1 * mm)).face({dot}, filled(0, 2 * mm)).result;
  const LayeredMap thin = thinned(both, within);
  EXPECT_TRUE(watertight(extrude(thin)));
  EXPECT_GE(thin.map.faces[1].loops[0].size(), 3u);
}

}  // namespace
}  // namespace sprue
