// The planar map: what covers what, exact areas, planarity. Lengths in metres at the size of a pin.
#include "meshing/planar_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>
#include <random>

namespace sprue {
namespace {

using Ring = std::vector<Vec2>;
constexpr double mm = 1e-3, mm2 = 1e-6;

Ring rectangle(double x0, double y0, double x1, double y1) {
  return {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
}

Ring reversed(Ring ring) { return {ring.rbegin(), ring.rend()}; }

Ring turned(const Ring& ring, double angle) {
  Ring out;
  for (const Vec2 p : ring) {
    out.push_back(
        {std::cos(angle) * p.x - std::sin(angle) * p.y, std::sin(angle) * p.x + std::cos(angle) * p.y});
  }
  return out;
}

PlanarShape shape(std::vector<Ring> rings, FillRule rule = FillRule::nonzero) {
  return {std::move(rings), rule};
}

/// Area covered by exactly this set of shapes.
double covered_area(const PlanarMap& map, const std::vector<int>& cover) {
  double sum = 0;
  for (const auto& face : map.faces) {
    if (face.covered_by == cover) sum += area(map, face);
  }
  return sum;
}

/// In a planar map each side of an edge belongs to one face.
int sides_used_twice(const PlanarMap& map) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> used;
  int bad = 0;
  for (const auto& face : map.faces) {
    for (const auto& loop : face.loops) {
      for (std::size_t i = 0; i < loop.size(); ++i) bad += used[{loop[i], loop[(i + 1) % loop.size()]}]++ > 0;
    }
  }
  return bad;
}

TEST(Overlay, BowTieHasTwoTrianglesOfBothSenses) {
  // The crossing of the diagonals of a 10 mm x 10 mm square: two triangles of 25 mm2, wound +1 and -1.
  const PlanarMap map = overlay({shape({{{0, 0}, {10 * mm, 10 * mm}, {10 * mm, 0}, {0, 10 * mm}}})});
  ASSERT_EQ(map.faces.size(), 2u);
  EXPECT_EQ(map.vertices.size(), 5u);
  for (const auto& face : map.faces) {
    EXPECT_EQ(face.covered_by, std::vector<int>{0});
    EXPECT_NEAR(area(map, face), 25 * mm2, 1e-12 * mm2);
  }
}

TEST(Overlay, HoleIsAFaceThatNothingCovers) {
  const auto outer = rectangle(0, 0, 10 * mm, 10 * mm), inner = rectangle(2 * mm, 3 * mm, 5 * mm, 7 * mm);
  for (const auto& rings : {std::vector<Ring>{outer, reversed(inner)}, std::vector<Ring>{outer, inner}}) {
    const PlanarMap map = overlay({shape(rings, FillRule::evenodd)});
    ASSERT_EQ(map.faces.size(), 2u);
    EXPECT_NEAR(covered_area(map, {0}), 88 * mm2, 1e-12 * mm2);
    EXPECT_NEAR(covered_area(map, {}), 12 * mm2, 1e-12 * mm2);
  }
}

TEST(Overlay, FillRulesDifferWhereAShapeWindsTwice) {
  const auto outer = rectangle(0, 0, 10 * mm, 10 * mm), inner = rectangle(2 * mm, 3 * mm, 5 * mm, 7 * mm);
  // The same sense twice: nonzero fills the inside (its outline means nothing and goes), evenodd empties it.
  const PlanarMap nonzero = overlay({shape({outer, inner}, FillRule::nonzero)});
  ASSERT_EQ(nonzero.faces.size(), 1u);
  EXPECT_NEAR(covered_area(nonzero, {0}), 100 * mm2, 1e-12 * mm2);
  const PlanarMap hole = overlay({shape({outer, reversed(inner)}, FillRule::nonzero)});
  EXPECT_NEAR(covered_area(hole, {0}), 88 * mm2, 1e-12 * mm2);
}

TEST(Overlay, OverlapIsItsOwnFaceAndAreasAddUp) {
  const auto a = rectangle(0, 0, 6 * mm, 6 * mm), b = rectangle(4 * mm, 1 * mm, 9 * mm, 5 * mm);
  const PlanarMap map = overlay({shape({a}), shape({b})});
  EXPECT_NEAR(covered_area(map, {0, 1}), 8 * mm2, 1e-12 * mm2);
  EXPECT_NEAR(covered_area(map, {0}), 28 * mm2, 1e-12 * mm2);
  EXPECT_NEAR(covered_area(map, {1}), 12 * mm2, 1e-12 * mm2);
}

TEST(Overlay, SharedEdgesAreOneEdgeWhereverTheyAreSplit) {
  // A wide brick on three narrow ones: the T junctions appear in the wide one's loop.
  std::vector<PlanarShape> bricks = {shape({rectangle(0, 2 * mm, 9 * mm, 4 * mm)})};
  for (int i = 0; i < 3; ++i) bricks.push_back(shape({rectangle(3 * i * mm, 0, 3 * (i + 1) * mm, 2 * mm)}));
  const PlanarMap map = overlay(bricks);
  ASSERT_EQ(map.faces.size(), 4u);
  EXPECT_EQ(map.vertices.size(), 10u);
  EXPECT_EQ(sides_used_twice(map), 0);
  double sum = 0;
  for (const auto& face : map.faces) sum += area(map, face);
  EXPECT_NEAR(sum, 36 * mm2, 1e-12 * mm2);
}

TEST(Overlay, DiagonalTouchKeepsTwoFacesAndOneVertex) {
  const PlanarMap map = overlay({shape({rectangle(0, 0, mm, mm), rectangle(mm, mm, 2 * mm, 2 * mm)})});
  EXPECT_EQ(map.faces.size(), 2u);
  EXPECT_EQ(map.vertices.size(), 7u);
  EXPECT_NEAR(covered_area(map, {0}), 2 * mm2, 1e-12 * mm2);
}

TEST(Overlay, TurningKeepsAreas) {
  // Rounding to doubles moves a vertex by 2e-18 m, so an area of 1e-5 m2 by less than 1e-19 m2; 1e-12 is
  // generous.
  const double angle = 17 * std::numbers::pi / 180;
  const auto a = rectangle(0, 0, 6 * mm, 6 * mm), b = rectangle(4 * mm, 1 * mm, 9 * mm, 5 * mm);
  const auto c = rectangle(6 * mm, -2 * mm, 8 * mm, 1 * mm);
  const PlanarMap map =
      overlay({shape({turned(a, angle)}), shape({turned(b, angle)}), shape({turned(c, angle)})});
  EXPECT_EQ(map.faces.size(), 4u);
  EXPECT_NEAR(covered_area(map, {0}), 28 * mm2, 1e-12 * 28 * mm2);
  EXPECT_NEAR(covered_area(map, {1}), 12 * mm2, 1e-12 * 12 * mm2);
  EXPECT_NEAR(covered_area(map, {0, 1}), 8 * mm2, 1e-12 * 8 * mm2);
  EXPECT_NEAR(covered_area(map, {2}), 6 * mm2, 1e-12 * 6 * mm2);
}

TEST(Overlay, NearlySharedEdgesLeaveNoSliver) {
  // Two bricks turned; the second has its edge 4 nm off and one more vertex on it. Without welding: slivers.
  const double angle = 0.3;
  const Ring left = turned({{0, 0}, {3 * mm, 0}, {3 * mm, 7 * mm}, {0, 7 * mm}}, angle);
  const Ring right = turned(
      {{3 * mm + 4e-9, 0}, {5 * mm, 0}, {5 * mm, 7 * mm}, {3 * mm, 7 * mm}, {3 * mm + 5e-9, 7 * mm / 3}},
      angle);
  const PlanarMap map = overlay({shape({left}), shape({right})});
  EXPECT_EQ(map.faces.size(), 2u);
  EXPECT_NEAR(covered_area(map, {0}), 21 * mm2, 5e-9 * 7 * mm);
  EXPECT_EQ(covered_area(map, {0, 1}), 0);
}

TEST(Overlay, ManyCrossingTrianglesStayPlanarAndCoverWhatTheyCovered) {
  // 1,700 triangles at random, 5,100 vertices. The area of triangle k must be the sum of the faces that list
  // k.
  std::mt19937 random(7);
  const auto unit = [&] { return static_cast<double>(random()) / 4294967296.0; };
  std::vector<PlanarShape> shapes;
  std::vector<double> expected;
  for (int k = 0; k < 1700; ++k) {
    const Vec2 c{25 * mm * unit(), 25 * mm * unit()};
    Ring ring;
    for (int i = 0; i < 3; ++i) ring.push_back({c.x + mm * (unit() - 0.5), c.y + mm * (unit() - 0.5)});
    expected.push_back(std::abs(cross(ring[1] - ring[0], ring[2] - ring[0])) / 2);
    shapes.push_back(shape({ring}));
  }
  const PlanarMap map = overlay(shapes);
  EXPECT_EQ(sides_used_twice(map), 0);
  std::vector<double> found(shapes.size(), 0);
  for (const auto& face : map.faces) {
    EXPECT_GT(area(map, face), 0);
    for (const int k : face.covered_by) found[static_cast<std::size_t>(k)] += area(map, face);
  }
  // Welding may move an outline of at most 3 mm by the map's resolution where another vertex comes that near.
  for (std::size_t k = 0; k < found.size(); ++k)
    EXPECT_NEAR(found[k], expected[k], map_resolution * 3 * mm) << k;
}

// Forty needles, 60 nm wide, cross within 200 nm: bending one around the vertices of others makes ever new crossings. On the grid it ends, with vertices a
// resolution apart and no edge nearer to a vertex than half the grid, which single precision still tells apart 100 mm from the origin.
TEST(Overlay, CrowdedNeedlesEndOnTheGrid) {
  std::mt19937 random(3);
  const auto unit = [&] { return static_cast<double>(random()) / 4294967296.0; };
  std::vector<PlanarShape> shapes;
  for (int k = 0; k < 40; ++k) {
    const double angle = 3 * unit();
    const Vec2 along{std::cos(angle), std::sin(angle)}, across{-along.y, along.x}, middle{40 * mm + 200e-9 * unit(), 200e-9 * unit()};
    shapes.push_back(shape({{middle - mm * along, middle + mm * along - 30e-9 * across, middle + mm * along + 30e-9 * across}}));
  }
  const PlanarMap map = overlay(shapes);
  EXPECT_EQ(sides_used_twice(map), 0);
  double nearest = 1;
  for (const auto& face : map.faces)
    for (const auto& loop : face.loops)
      for (std::size_t n = 0; n < loop.size(); ++n) {
        const Vec2 a = map.vertices[loop[n]], b = map.vertices[loop[(n + 1) % loop.size()]], d = b - a;
        for (const Vec2 p : map.vertices) {
          const double t = std::clamp(dot(p - a, d) / dot(d, d), 0.0, 1.0), gap = norm(p - a - t * d);
          if (!(p == a) && !(p == b)) nearest = std::min(nearest, gap);
        }
      }
  EXPECT_GE(nearest, 0.498 * map_grid);
}

TEST(Overlay, NothingGivesAnEmptyMap) {
  EXPECT_TRUE(overlay({}).faces.empty());
  EXPECT_TRUE(overlay({shape({{{0, 0}, {mm, mm}}})}).faces.empty());  // there and back: no area
}

TEST(Volume, IsAreaTimesHeight) {
  LayeredMap solid;
  solid.map = overlay(
      {shape({rectangle(0, 0, 10 * mm, 10 * mm)}), shape({rectangle(2 * mm, 2 * mm, 4 * mm, 4 * mm)})});
  solid.layers.resize(solid.map.faces.size());
  for (std::size_t f = 0; f < solid.layers.size(); ++f) {
    const bool recess = solid.map.faces[f].covered_by.size() == 2;
    solid.layers[f].filled = true;
    solid.layers[f].high = recess ? 1 * mm : 1.5 * mm;
  }
  EXPECT_NEAR(volume(solid), (100 * 1.5 - 4 * 0.5) * 1e-9, 1e-21);
}

}  // namespace
}  // namespace sprue
