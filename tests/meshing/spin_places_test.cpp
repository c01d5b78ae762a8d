// Different designs on one disc: fed alike, with rubber between them.
#include "meshing/spin_places.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/core/error.h"
#include "meshing/outline.h"
#include "meshing/solid.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3;

LayeredMap round_pin(double radius) { return MapMaker{}.face({circle({}, radius, 96)}, filled(0, 1.5 * mm)).result; }
LayeredMap bar(double width, double height) { return MapMaker{}.face({rectangle(-0.5 * width, -0.5 * height, 0.5 * width, 0.5 * height)}, filled(0, 1.5 * mm)).result; }

/// Three designs: 3 coins of 16 mm, 2 bars of 30 x 8 mm turned by 0.4, a coin of 8 mm.
struct Disc {
  LayeredMap first = round_pin(8 * mm);
  SpinOptions options;
  std::vector<LayeredMap> parts;
  explicit Disc(SpinOptions::Runners runners = SpinOptions::Runners::spider) {
    options.cavities = 3, options.name = "coin", options.runners = runners;
    options.others = {{bar(30 * mm, 8 * mm), "bar", 2, 0.4, {}}, {round_pin(4 * mm), "bead", 1, 0, {}}};
    parts = {first, sprue::turned(options.others[0].master, 0.4), options.others[1].master};
  }
};

std::vector<std::vector<Vec2>> outline_there(const Disc& d, const DiscCavity& cavity, const SpinLayout& layout) {
  const double a = 2 * std::numbers::pi * cavity.turn;
  auto rings = outline(d.parts[cavity.pin]);
  for (auto& ring : rings)
    for (Vec2& v : ring) {
      const Vec2 p{v.x, v.y + layout.pins[cavity.pin].radius};
      v = {std::cos(a) * p.x - std::sin(a) * p.y, std::sin(a) * p.x + std::cos(a) * p.y};
    }
  return rings;
}

double distance(Vec2 p, Vec2 a, Vec2 b) {
  const Vec2 d = b - a;
  return norm(p - (a + std::clamp(dot(p - a, d) / dot(d, d), 0.0, 1.0) * d));
}

// Cavities stand cavity_wall apart and rim_wall within the rim, measured from outline to outline, also where they are crowded as near to the axis as goes.
TEST(DesignsOnADisc, KeepTheirWalls) {
  for (const double pressed : {0.0, 60 * mm}) {
    Disc d;
    d.options.pressed_radius = pressed;
    const SpinLayout layout = lay_out_spin_disc(d.first, d.options);
    ASSERT_EQ(layout.cavities.size(), 6u);
    double nearest = 1, reach = 0;
    for (std::size_t m = 0; m < 6; ++m)
      for (std::size_t n = 0; n < 6; ++n)
        for (const auto& a : outline_there(d, layout.cavities[m], layout))
          for (const auto& b : outline_there(d, layout.cavities[n], layout))
            for (const Vec2 p : a) {
              reach = std::max(reach, norm(p));
              for (std::size_t i = 0; m != n && i < b.size(); ++i) nearest = std::min(nearest, distance(p, b[i], b[(i + 1) % b.size()]));
            }
    EXPECT_GE(nearest, 4 * mm - 1e-9) << pressed;
    EXPECT_LE(reach, 0.5 * d.options.disc_diameter - 8 * mm + 1e-9) << pressed;
    for (const PinLayout& pin : layout.pins) EXPECT_GE(pin.radius, pressed - 1e-9);
  }
}

// The same design named twice is one design made so many times: places to 1e-12 m, volumes to 1e-12.
TEST(DesignsOnADisc, AlikeOnesAreOneDesign) {
  SpinOptions one, two;
  one.cavities = 4, two.cavities = 2;
  two.others = {{round_pin(8 * mm), "again", 2, 0, {}}};
  const Tooling a = make_spin_disc(round_pin(8 * mm), 1, one), b = make_spin_disc(round_pin(8 * mm), 1, two);
  ASSERT_EQ(a.placements.size(), b.placements.size());
  for (std::size_t n = 0; n < 4; ++n)
    for (std::size_t k = 0; k < 16; ++k) EXPECT_NEAR(a.placements[n].transform[k], b.placements[n].transform[k], 1e-12);
  EXPECT_NEAR(volume(a.cavity) / volume(b.cavity), 1, 1e-12);
  EXPECT_EQ(b.placements[1].pin, 1u);   // they alternate
}

// Every cavity is fed, from straight runners over equal ways, though the bar's gate stands far aside; and the halves close.
TEST(DesignsOnADisc, AreFedAlike) {
  for (const auto runners : {SpinOptions::Runners::spider, SpinOptions::Runners::pairs, SpinOptions::Runners::ring}) {
    const Disc d(runners);
    const Tooling t = make_spin_disc(d.first, 1, d.options);
    EXPECT_TRUE(t.unfed.empty());
    EXPECT_TRUE(watertight(extrude(t.upper)) && watertight(extrude(t.lower)) && watertight(extrude(t.cavity)));
    std::set<int> fed;
    double shortest = 1, longest = 0;
    for (const FeedPiece& f : t.feed)
      if (f.kind == FeedPiece::gate) fed.insert(f.cavity), shortest = std::min(shortest, f.way), longest = std::max(longest, f.way);
    EXPECT_EQ(fed.size(), 6u);
    if (runners == SpinOptions::Runners::spider) { EXPECT_NEAR(longest, shortest, 1e-9); }
  }
}

TEST(DesignsOnADisc, TooManyAreNamed) {
  Disc d;
  d.options.others[0].cavities = 40;
  try {
    make_spin_disc(d.first, 1, d.options);
    FAIL();
  } catch (const InputError& e) {
    const std::string message = e.what();
    for (const char* word : {"3 of 16.0 x 16.0 mm", "and 40 of", "pin.cavities", "mould.disc_diameter"}) EXPECT_NE(message.find(word), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace sprue
