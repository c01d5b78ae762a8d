// Keys hold the halves to each other in one way only: they lie in free mould, fit with their clearance, and no turn of a half maps them on themselves.
#include "meshing/tool_keys.h"

#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "meshing/block_mould.h"
#include "meshing/solid.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3;

std::vector<Tooling> tools(int count) {
  std::vector<Tooling> all;
  for (const int cavities : {1, 6}) {
    SpinOptions o;
    o.cavities = cavities;
    o.keys.count = count;
    all.push_back(make_spin_disc(small_pin(), 1, o));
  }
  for (const auto kind : {BlockOptions::Kind::gravity, BlockOptions::Kind::pressure, BlockOptions::Kind::rtv}) {
    BlockOptions o;
    o.kind = kind;
    o.cavities = 3;
    o.fill_time = 0.05, o.gate_speed = 45, o.head = 30 * mm;
    o.keys.count = count;
    all.push_back(make_block_mould(small_pin(), 1, o));
  }
  return all;
}

/// Height of a half's face under p, of the solid's top or bottom; NaN outside.
double face_at(const LayeredMap& solid, Vec2 p, bool top) {
  for (std::size_t f = 0; f < solid.layers.size(); ++f) {
    bool inside = false;
    for (const auto& loop : solid.map.faces[f].loops)
      for (std::size_t n = 0; n < loop.size(); ++n) {
        const Vec2 a = solid.map.vertices[loop[n]], b = solid.map.vertices[loop[(n + 1) % loop.size()]];
        if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)) inside = !inside;
      }
    if (inside && solid.layers[f].filled) return (top ? solid.layers[f].high : solid.layers[f].low)(p);
  }
  return NAN;
}

// Volumes by the prismoidal formula of a frustum with 24 flat flanks, h / 3 (A + sqrt(A B) + B), against what the halves lost and gained; 1e-9: the map moves
// vertices by 20 nm at most.
TEST(ToolKeys, ConesAndHollowsHaveTheirFrustumsVolumes) {
  SpinOptions with, without;
  without.keys.count = 0;
  with.keys.clearance = without.keys.clearance = 0.2 * mm;
  const Tooling keyed = make_spin_disc(small_pin(), 1, with), plain = make_spin_disc(small_pin(), 1, without);
  double cones = 0, hollows = 0;
  for (const LocatingKey& k : keyed.keys) cones += key_volume(k, false), hollows += key_volume(k, true);
  EXPECT_NEAR(volume(keyed.lower) - volume(plain.lower), cones, 1e-5 * cones);
  EXPECT_NEAR(volume(plain.upper) - volume(keyed.upper), hollows, 1e-5 * hollows);
  EXPECT_NEAR(volume(keyed.cavity) / volume(plain.cavity), 1, 1e-9);
  EXPECT_TRUE(watertight(extrude(keyed.upper)) && watertight(extrude(keyed.lower)));
}

// Cone and hollow have parallel faces `clearance` apart: the gap along z over a flank that leans by atan(1/sqrt 3) is clearance / sin 30 deg, over the top clearance.
TEST(ToolKeys, HollowsLeaveTheirClearanceOnEveryFace) {
  SpinOptions o;
  o.keys.clearance = 0.2 * mm;
  const Tooling t = make_spin_disc(small_pin(), 1, o);
  ASSERT_EQ(t.keys.size(), 4u);
  const LocatingKey& k = t.keys[1];
  const double flank = 0.25 * (k.diameter + cone_top(k));
  for (int n = 0; n < 24; ++n) {
    const double a = 2 * std::numbers::pi * (n + 0.5) / 24 + std::numbers::pi / 24;   // middles of flats
    const Vec2 p = k.place + flank * Vec2{std::cos(a), std::sin(a)};
    EXPECT_NEAR(face_at(t.upper, p, false) - face_at(t.lower, p, true), 0.2 * mm / 0.5, 1e-7) << n;
  }
  EXPECT_NEAR(face_at(t.upper, k.place, false) - face_at(t.lower, k.place, true), 0.2 * mm, 1e-12);
  EXPECT_NEAR(face_at(t.lower, k.place, true), k.height, 1e-12);
}

// Between a key and metal, grooves and the edge there are 2.5 mm of mould.
TEST(ToolKeys, LieInFreeMould) {
  for (const Tooling& t : tools(-1)) {
    ASSERT_FALSE(t.keys.empty());
    for (const LocatingKey& k : t.keys) {
      double nearest = HUGE_VAL;
      for (const Vec2 v : t.cavity.map.vertices) nearest = std::min(nearest, norm(v - k.place));
      for (const PlacedVent& v : t.vents)
        if (!v.drilled) nearest = std::min(nearest, std::abs(cross(v.direction, k.place - v.mouth)) + (dot(v.direction, k.place - v.mouth) < 0 ? 1.0 : 0.0) - 0.5 * v.width);
      EXPECT_GE(nearest, 0.5 * k.diameter + 2.4 * mm);
      const double edge = t.disc_diameter > 0 ? 0.5 * t.disc_diameter - norm(k.place)
                                              : std::min(std::min(k.place.x - t.low.x, t.high.x - k.place.x), std::min(k.place.y - t.low.y, t.high.y - k.place.y));
      EXPECT_GE(edge, 0.5 * k.diameter + 2.4 * mm);
    }
  }
}

// Turned about the middle of the mould, the keys of one half meet all those of the other at no angle but 0 (to half a millimetre; a block by half a turn only).
TEST(ToolKeys, CloseInOneWayOnly) {
  for (const int count : {2, 4})
    for (const Tooling& t : tools(count)) {
      ASSERT_EQ(t.keys.size(), static_cast<std::size_t>(count));
      const Vec2 middle = 0.5 * (t.low + t.high);
      const int steps = t.disc_diameter > 0 ? 3600 : 2;
      for (int n = 1; n < steps; ++n) {
        const double a = 2 * std::numbers::pi * n / steps, c = std::cos(a), s = std::sin(a);
        double worst = 0;
        for (const LocatingKey& k : t.keys) {
          const Vec2 p = k.place - middle, q = middle + Vec2{c * p.x - s * p.y, s * p.x + c * p.y};
          double nearest = HUGE_VAL;
          for (const LocatingKey& other : t.keys) nearest = std::min(nearest, norm(other.place - q));
          worst = std::max(worst, nearest);
        }
        if (a < 0.01 || a > 2 * std::numbers::pi - 0.01) continue;
        EXPECT_GT(worst, 0.5 * mm) << count << " keys, turned by " << a;
      }
    }
}

TEST(ToolKeys, RefusesKeysHigherThanTheHalves) {
  SpinOptions o;
  o.keys.height = 30 * mm;
  EXPECT_THROW(make_spin_disc(small_pin(), 1, o), InputError);
  o.keys.height = -1 * mm;
  EXPECT_THROW(make_spin_disc(small_pin(), 1, o), InputError);
}

}  // namespace
}  // namespace sprue
