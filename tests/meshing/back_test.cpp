// The back of a part: posts where pin makers put them, volumes of cylinders and stamps, solids that stay closed.
#include "meshing/back.h"

#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "meshing/drafted_walls.h"
#include "meshing/solid.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3, pi = std::numbers::pi;

LayeredMap block(double half_x, double half_y, double turn = 0) {
  return turned(MapMaker{}.face({rectangle(-half_x, -half_y, half_x, half_y)}, filled(0, 1.5 * mm)).result, turn);
}

std::vector<std::string> kinds(const LayeredMap& part, const std::vector<Post>& posts, const std::vector<PlanarShape>& stamp = {}, const BackOptions& o = {}) {
  std::vector<Finding> findings;
  check_back(part, posts, stamp, o, findings);
  std::vector<std::string> out;
  for (const Finding& f : findings) out.push_back(f.kind);
  return out;
}

// Two posts 15 mm apart about the middle of a plate of 30 x 20 mm; in 16 x 12 mm there is room for one (12 + 2 * 3.1 > 16); in 5 x 5 mm for none.
TEST(Back, PostsByRule) {
  const auto two = place_posts(block(15 * mm, 10 * mm), BackOptions::by_rule, {}, {});
  ASSERT_EQ(two.size(), 2u);
  EXPECT_NEAR(two[1].where.x - two[0].where.x, 15 * mm, 1e-9);
  EXPECT_NEAR(norm(0.5 * (two[0].where + two[1].where)), 0, 0.25 * mm);   // step of the raster
  EXPECT_TRUE(kinds(block(15 * mm, 10 * mm), two).empty());
  EXPECT_EQ(place_posts(block(8 * mm, 6 * mm), BackOptions::by_rule, {}, {}).size(), 1u);
  EXPECT_TRUE(place_posts(block(2.5 * mm, 2.5 * mm), BackOptions::by_rule, {}, {}).empty());
}

// A hole and a stamp are kept clear of, 2.5 and 0.5 mm from the post's surface; the raster may cost a quarter of a millimetre, never give one.
TEST(Back, PostsKeepClear) {
  const Loop hole = circle({-7.5 * mm, 0}, 1 * mm, 40), plate = rectangle(-15 * mm, -10 * mm, 15 * mm, 10 * mm), mark = rectangle(-4 * mm, -2 * mm, 9 * mm, 2 * mm);
  const LayeredMap part = MapMaker{}.face({plate, reversed(hole)}, filled(0, 1.5 * mm)).result;
  const auto posts = place_posts(part, 2, {}, {{{mark}, FillRule::nonzero}});
  ASSERT_EQ(posts.size(), 2u);
  for (const Post& p : posts) {
    EXPECT_GT(norm(p.where - Vec2{-7.5 * mm, 0}) - 1 * mm - 0.6 * mm, 2.5 * mm);
    const Vec2 off{std::max({-4 * mm - p.where.x, p.where.x - 9 * mm, 0.0}), std::max({-2 * mm - p.where.y, p.where.y - 2 * mm, 0.0})};
    EXPECT_GT(norm(off) - 0.6 * mm, 0.5 * mm);
  }
  EXPECT_TRUE(kinds(part, posts, {{{mark}, FillRule::nonzero}}).empty());
}

// Each rule: a post or stamp that breaks it, and the twin just inside; also turned by 17 degrees.
TEST(Back, RulesHaveTwins) {
  using Kinds = std::vector<std::string>;
  for (const double turn : {0.0, 17 * pi / 180}) {
    const LayeredMap wide = block(15.1 * mm, 10 * mm, turn), narrow = block(13 * mm, 6 * mm, turn);
    const auto at = [&](double x, double y) { return Post{{std::cos(turn) * x - std::sin(turn) * y, std::sin(turn) * x + std::cos(turn) * y}, ""}; };
    EXPECT_EQ(kinds(wide, {at(0, 0)}), Kinds{"single-post"});
    EXPECT_EQ(kinds(narrow, {at(0, 0)}), Kinds{});
    EXPECT_EQ(kinds(wide, {at(-5.9 * mm, 0), at(5.9 * mm, 0)}), Kinds{"post-spacing"});
    EXPECT_EQ(kinds(wide, {at(-6.1 * mm, 0), at(6.1 * mm, 0)}), Kinds{});
    EXPECT_EQ(kinds(wide, {at(-9.1 * mm, 0), at(9.1 * mm, 0)}), Kinds{"post-spacing"});
    EXPECT_EQ(kinds(narrow, {at(0, 3.0 * mm)}), Kinds{"post-edge"});    // 6 - 3 - 0.6 = 2.4
    EXPECT_EQ(kinds(narrow, {at(0, 2.8 * mm)}), Kinds{});
    LayeredMap thin = narrow;
    thin.layers[0].high = 0.99 * mm;
    EXPECT_EQ(kinds(thin, {at(0, 0)}), Kinds{"post-floor"});
    thin.layers[0].high = 1.0 * mm;
    EXPECT_EQ(kinds(thin, {at(0, 0)}), Kinds{});
    const std::vector<PlanarShape> stamp{{{rectangle(-2 * mm, -mm, 2 * mm, mm)}, FillRule::nonzero}};
    const auto deep = [](double depth) { BackOptions o; o.stamp_depth = depth; return o; };
    for (const double depth : {0.14 * mm, -0.14 * mm, 0.31 * mm}) EXPECT_EQ(kinds(narrow, {}, stamp, deep(depth)), Kinds{"backstamp-depth"});
    for (const double depth : {0.16 * mm, -0.16 * mm, 0.29 * mm}) EXPECT_EQ(kinds(narrow, {}, stamp, deep(depth)), Kinds{});
  }
  const Loop plate = rectangle(-14 * mm, -6 * mm, 14 * mm, 6 * mm), recess = rectangle(3 * mm, -2 * mm, 8 * mm, 2 * mm);
  const LayeredMap pin = MapMaker{}.face({plate, reversed(recess)}, filled(0, 1.5 * mm)).face({recess}, filled(0, 1.0 * mm)).result;
  const auto stamp_to = [&](double x) { return std::vector<PlanarShape>{{{rectangle(-2 * mm, -mm, x, mm)}, FillRule::nonzero}}; };
  EXPECT_EQ(kinds(pin, {}, stamp_to(3.1 * mm)), std::vector<std::string>{"backstamp-opposite"});
  EXPECT_TRUE(kinds(pin, {}, stamp_to(2.9 * mm)).empty());
}

// Plate less the stamp, or with it raised, and two polygons of 48 sides as posts, drafted from their tips: frusta. Closed solids.
TEST(Back, VolumesOfStampAndPosts) {
  const std::vector<Post> posts{{{-7 * mm, 0}, ""}, {{7 * mm, 1 * mm}, ""}};
  const std::vector<PlanarShape> stamp{{{rectangle(-2 * mm, -mm, 2 * mm, mm)}, FillRule::nonzero}};
  const double r = 0.6 * mm, area = 24 * r * r * std::sin(2 * pi / 48), edge = 96 * r * std::sin(pi / 48), square = 48 * std::tan(pi / 48);
  const auto down = [](double a, double p, double q, double h, double draft) { const double w = h * std::tan(draft); return h * (a + p * w / 2 + q * w * w / 3); };
  for (const double depth : {0.2 * mm, -0.2 * mm})
    for (const double draft : {0.0, 3 * pi / 180}) {
      BackOptions o;
      o.stamp_depth = depth;
      const LayeredMap whole = with_drafted_bottoms(with_back(block(14 * mm, 6 * mm), posts, stamp, o), {draft, 0, 0});
      const double sense = depth > 0 ? -1 : 1;
      const double by_hand = 28 * mm * 12 * mm * 1.5 * mm + 2 * down(area, edge, square, 8 * mm, draft) + sense * down(8 * mm * mm, sense * 12 * mm, 4, 0.2 * mm, draft);
      EXPECT_NEAR(volume(whole) / by_hand, 1, 1e-9) << depth << " " << draft;
      const TriangleMesh mesh = extrude(whole);
      EXPECT_TRUE(watertight(mesh));
      EXPECT_NEAR(volume(mesh) / by_hand, 1, 1e-6);
    }
}

TEST(Back, AStampThroughThePartIsRefused) {
  BackOptions o;
  o.stamp_depth = 1.5 * mm;
  const std::vector<PlanarShape> stamp{{{rectangle(-2 * mm, -mm, 2 * mm, mm)}, FillRule::nonzero}};
  EXPECT_THROW(with_back(block(14 * mm, 6 * mm), {}, stamp, o), InputError);
}

}  // namespace
}  // namespace sprue
