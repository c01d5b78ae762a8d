// Ejectors push where the casting can bear it: on its flat back inside its outline, spread so that it rises level, and on runner and overflow.
#include "meshing/ejectors.h"

#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "meshing/block_mould.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3;

BlockOptions die(int cavities) {
  BlockOptions o;
  o.kind = BlockOptions::Kind::pressure;
  o.cavities = cavities;
  o.fill_time = 0.02, o.gate_speed = 45;
  return o;
}

/// 30 x 20 mm with a post of 2 mm radius on its back.
LayeredMap plate_with_post() {
  const Loop outer = rectangle(-15 * mm, -10 * mm, 15 * mm, 10 * mm), post = circle({5 * mm, 0}, 2 * mm, 24);
  return MapMaker{}.face({outer, reversed(post)}, filled(0, 1.5 * mm)).face({post}, filled(-8 * mm, 1.5 * mm)).result;
}

std::vector<Ejector> of_cavity(const Tooling& t, int cavity) {
  std::vector<Ejector> pins;
  for (const Ejector& e : t.ejectors)
    if (e.cavity == cavity) pins.push_back(e);
  return pins;
}

// 600 mm2 of back less the post: four pins, each 0.4 mm and its radius within the outline and off the post, none nearer to another than a third of the plate's width.
TEST(Ejectors, LieOnTheBackOffPosts) {
  const Tooling t = make_block_mould(plate_with_post(), 1, die(2));
  for (const int cavity : {1, 2}) {
    const auto pins = of_cavity(t, cavity);
    ASSERT_EQ(pins.size(), 4u);
    const auto& m = t.placements[static_cast<std::size_t>(cavity - 1)].transform;
    for (const Ejector& e : pins) {
      const Vec2 d = e.place - Vec2{m[3], m[7]}, p{m[0] * d.x + m[4] * d.y, m[1] * d.x + m[5] * d.y};   // a turn: its inverse is its transpose
      const double within = std::min(15 * mm - std::abs(p.x), 10 * mm - std::abs(p.y));
      EXPECT_GE(within, 0.5 * e.diameter + 0.3 * mm);
      EXPECT_GE(norm(p - Vec2{5 * mm, 0}), 2 * mm + 0.5 * e.diameter + 0.2 * mm);
      for (const Ejector& other : pins)
        if (&other != &e) {
          EXPECT_GT(norm(other.place - e.place), 10 * mm);
        }
    }
    // the push's middle is that of the part, within a quarter of its size: it rises level
    Vec2 middle{};
    for (const Ejector& e : pins) middle = middle + 0.25 * e.place;
    EXPECT_LT(norm(middle - Vec2{m[3], m[7]}), 7.5 * mm);
  }
  EXPECT_FALSE(of_cavity(t, 0).empty()) << "none under runner or overflow";
}

// Each is a bore through the lower half alone: its volume is that half's, less the polygons of 36 sides.
TEST(Ejectors, AreBoresThroughTheLowerHalf) {
  BlockOptions without = die(1);
  without.ejectors.count = 0;
  const Tooling a = make_block_mould(plate_with_post(), 1, die(1)), b = make_block_mould(plate_with_post(), 1, without);
  EXPECT_TRUE(b.ejectors.empty());
  double bores = 0;
  for (const Ejector& e : a.ejectors) bores += 18 * std::sin(std::numbers::pi / 18) * 0.25 * e.diameter * e.diameter * a.disc_thickness;
  EXPECT_NEAR((volume(b.lower) - volume(a.lower)) / bores, 1, 1e-5);
  EXPECT_NEAR(volume(a.upper) / volume(b.upper), 1, 1e-9);
}

// Places asked for in the part's frame are kept, also of a turned part; off the back they are refused.
TEST(Ejectors, StandWhereTheyAreAsked) {
  BlockOptions o = die(1);
  o.turn = std::numbers::pi / 2;
  o.ejectors.places = {{-10 * mm, 5 * mm}, {10 * mm, -5 * mm}};
  const Tooling t = make_block_mould(plate_with_post(), 1.01, o);
  const auto pins = of_cavity(t, 1);
  ASSERT_EQ(pins.size(), 2u);
  const auto& m = t.placements[0].transform;
  for (std::size_t n = 0; n < 2; ++n) {
    const Vec2 p = o.ejectors.places[n], there{m[0] * p.x + m[1] * p.y + m[3], m[4] * p.x + m[5] * p.y + m[7]};
    EXPECT_LT(norm(pins[n].place - there), 1e-9);
  }
  o.ejectors.places = {{5 * mm, 0}};
  EXPECT_THROW(make_block_mould(plate_with_post(), 1, o), InputError);
  o.ejectors.places = {{40 * mm, 0}};
  EXPECT_THROW(make_block_mould(plate_with_post(), 1, o), InputError);
}

}  // namespace
}  // namespace sprue
