// Faces of segments that meet at their ends only, against nested squares whose parents are known from how they were drawn; crossings rounded to doubles.
#include "meshing/subdivision.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <random>
#include <tuple>

#include "meshing/segment_crossings.h"

namespace sprue {
namespace {

/// Squares in squares, every one with a free edge hanging into it from a corner, turned by `angle`.
class NestedSquares {
 public:
  explicit NestedSquares(double angle) : angle_(angle) { add({0, 0}, 1, -1, 4); }

  struct Square {
    std::vector<std::uint32_t> ring;   // counter-clockwise
    int parent;
  };
  std::vector<Square> squares;
  std::vector<Vec2> points;
  std::vector<PlanarEdge> edges;

  /// Points and edges in the order that is asked for.
  void sort() {
    std::vector<std::uint32_t> order(points.size()), number(points.size());
    for (std::uint32_t v = 0; v < order.size(); ++v) order[v] = v;
    std::sort(order.begin(), order.end(), [&](auto l, auto r) { return std::tie(points[l].x, points[l].y) < std::tie(points[r].x, points[r].y); });
    std::vector<Vec2> sorted;
    for (const std::uint32_t v : order) number[v] = static_cast<std::uint32_t>(sorted.size()), sorted.push_back(points[v]);
    points = sorted;
    for (PlanarEdge& e : edges) e = {std::min(number[e.a], number[e.b]), std::max(number[e.a], number[e.b])};
    std::sort(edges.begin(), edges.end(), [](PlanarEdge l, PlanarEdge r) { return std::tie(l.a, l.b) < std::tie(r.a, r.b); });
    for (Square& s : squares)
      for (std::uint32_t& v : s.ring) v = number[v];
  }

 private:
  std::uint32_t point(Vec2 p) {
    points.push_back({std::cos(angle_) * p.x - std::sin(angle_) * p.y, std::sin(angle_) * p.x + std::cos(angle_) * p.y});
    return static_cast<std::uint32_t>(points.size() - 1);
  }
  void add(Vec2 low, double size, int parent, int depth) {
    Square s{{point(low), point(low + Vec2{size, 0}), point(low + Vec2{size, size}), point(low + Vec2{0, size})}, parent};
    for (std::size_t n = 0; n < 4; ++n) edges.push_back({s.ring[n], s.ring[(n + 1) % 4]});
    edges.push_back({s.ring[2], point(low + Vec2{0.97 * size, 0.98 * size})});
    squares.push_back(s);
    const int own = static_cast<int>(squares.size()) - 1;
    for (int n = 0; depth > 0 && n < 9; ++n)   // in some of nine places
      if (random_() % 3 > 0) add(low + size * Vec2{0.05 + 0.3 * (n % 3), 0.05 + 0.3 * (n / 3)}, 0.2 * size, own, depth - 1);
  }

  const double angle_;
  std::mt19937 random_{5};
};

class NestedAt : public testing::TestWithParam<double> {};

// Each square's outside is its parent's inside; V - E + F = 1 + C (Euler, of C connected pieces). Upright, edges stand over one another at equal x.
TEST_P(NestedAt, EachSquareLiesInTheOneItWasDrawnIn) {
  NestedSquares drawn(GetParam());
  drawn.sort();
  const Subdivision faces = subdivide(drawn.points, drawn.edges);
  ASSERT_GT(drawn.squares.size(), 500u);
  EXPECT_EQ(drawn.points.size() + faces.rings.size(), drawn.edges.size() + 1 + drawn.squares.size());
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> left;
  for (std::uint32_t e = 0; e < drawn.edges.size(); ++e) {
    left[{drawn.edges[e].a, drawn.edges[e].b}] = faces.face[2 * e];
    left[{drawn.edges[e].b, drawn.edges[e].a}] = faces.face[2 * e + 1];
  }
  for (const auto& s : drawn.squares) {
    const std::uint32_t around = s.parent < 0 ? 0 : left[{drawn.squares[static_cast<std::size_t>(s.parent)].ring[0], drawn.squares[static_cast<std::size_t>(s.parent)].ring[1]}];
    for (std::size_t n = 0; n < 4; ++n) {
      EXPECT_EQ((left[{s.ring[n], s.ring[(n + 1) % 4]}]), (left[{s.ring[0], s.ring[1]}]));
      EXPECT_EQ((left[{s.ring[(n + 1) % 4], s.ring[n]}]), around);
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Angles, NestedAt, testing::Values(0.0, 17 * std::numbers::pi / 180, 0.5 * std::numbers::pi));

__extension__ using Quad = __float128;   // 113 binary digits

// Segments that cross within 1e-6 of each other's direction: solved in doubles the crossing is off by 1e-10, here each coordinate is the nearest double (checked in
// 113 digits, of which the angle takes 20; ties within 1e-3 of a last digit may go either way).
TEST(SegmentCrossings, AreTheNearestDoubles) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> number(-1, 1);
  for (int n = 0; n < 200; ++n) {
    const Vec2 a{-1 - number(random) / 2, number(random)}, b{2 + number(random), number(random)}, c = a + Vec2{0, 1e-6}, d = b - Vec2{0, 1e-6};
    Segments segments{{a, b, c, d}, {{0, 1, 0, 1}, {2, 3, 1, 1}}};
    ASSERT_TRUE(split_at_crossings(segments));
    ASSERT_EQ(segments.points.size(), 5u);
    const Quad ux = Quad(b.x) - a.x, uy = Quad(b.y) - a.y, vx = Quad(d.x) - c.x, vy = Quad(d.y) - c.y;
    const Quad t = ((Quad(c.x) - a.x) * vy - (Quad(c.y) - a.y) * vx) / (ux * vy - uy * vx);
    const auto digits_off = [](double got, Quad exact) { return std::abs(static_cast<double>((got - exact) / Quad(std::nextafter(std::abs(got), 9.0) - std::abs(got)))); };
    EXPECT_LE(digits_off(segments.points[4].x, a.x + t * ux), 0.501);
    EXPECT_LE(digits_off(segments.points[4].y, a.y + t * uy), 0.501);
  }
}

// Over each other lie segments whose ends are 1e-9 of their length apart: only exact orientations tell whether they cross.
TEST(SegmentCrossings, AreFoundBetweenNearlyParallelSegments) {
  for (const double apart : {1e-9, 1e-14}) {
    Segments crossing{{{0, 0}, {0, apart}, {1, 0}, {1, apart}}, {{0, 3, 0, 1}, {1, 2, 1, 1}}};
    EXPECT_TRUE(split_at_crossings(crossing));
    EXPECT_NEAR(crossing.points.back().x, 0.5, 1e-15);
    Segments beside{{{0, 0}, {0, apart}, {1, 0}, {1, apart}}, {{0, 2, 0, 1}, {1, 3, 1, 1}}};
    EXPECT_FALSE(split_at_crossings(beside));
  }
}

// A point on another segment, a common stretch, and ends that meet, each in line: only what lies within a segment splits it.
TEST(SegmentCrossings, TouchingAndOverlappingSegmentsAreSplitAtPoints) {
  Segments tee{{{0, 0}, {1, 0}, {1, 1}, {2, 0}}, {{0, 3, 0, 1}, {1, 2, 1, 1}}};
  ASSERT_TRUE(split_at_crossings(tee));
  EXPECT_EQ(tee.points.size(), 4u);
  EXPECT_EQ(tee.strands.size(), 3u);
  Segments overlap{{{0, 0}, {1, 0}, {2, 0}, {3, 0}}, {{0, 2, 0, 1}, {1, 3, 1, 1}}};
  ASSERT_TRUE(split_at_crossings(overlap));
  EXPECT_EQ(overlap.strands.size(), 4u);   // the common stretch is of both shapes
  Segments nested{{{0, 0}, {1, 0}, {3, 0}}, {{0, 1, 0, 1}, {0, 2, 1, 1}}};   // from one point
  ASSERT_TRUE(split_at_crossings(nested));
  EXPECT_EQ(nested.strands.size(), 3u);
  Segments row{{{0, 0}, {1, 0}, {2, 0}}, {{0, 1, 0, 1}, {1, 2, 1, 1}}};
  EXPECT_FALSE(split_at_crossings(row));
}

}  // namespace
}  // namespace sprue
