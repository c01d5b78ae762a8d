// Spider, pairs and ring feed every cavity over ways of equal length, through sections that add up, and touch no part but at its gate.
#include "meshing/spin_runners.h"

#include <gtest/gtest.h>

#include <set>

#include "meshing/solid.h"
#include "meshing/tool_moments.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3;
using Runners = SpinOptions::Runners;

const Runners kinds[] = {Runners::spider, Runners::pairs, Runners::ring};

SpinOptions options(Runners runners, int cavities) {
  SpinOptions o;
  o.runners = runners;
  o.cavities = cavities;
  return o;
}

// Fed, watertight, one gate a cavity, ways equal to the last digits (an odd last cavity of pairs has a runner of its own).
TEST(SpinRunners, FeedEveryCavityOverEqualWays) {
  for (const Runners kind : kinds)
    for (const int cavities : {1, 3, 4}) {
      const Tooling t = make_spin_disc(small_pin(), 1, options(kind, cavities));
      EXPECT_TRUE(t.unfed.empty());
      EXPECT_TRUE(watertight(extrude(t.upper)) && watertight(extrude(t.cavity)));
      std::vector<double> ways;
      std::set<int> fed;
      for (const FeedPiece& f : t.feed)
        if (f.kind == FeedPiece::gate) ways.push_back(f.way), fed.insert(f.cavity);
      EXPECT_EQ(fed.size(), static_cast<std::size_t>(cavities));
      ASSERT_EQ(ways.size(), static_cast<std::size_t>(cavities));
      if (kind == Runners::pairs && cavities % 2 == 1) ways.pop_back();
      for (const double way : ways) EXPECT_NEAR(way, ways.front(), 1e-9) << cavities;
    }
}

// Continuity: a trunk's section is the sum of its two branches', all spokes' together that of a runner for each cavity.
TEST(SpinRunners, SectionsAddUp) {
  for (const Runners kind : {Runners::pairs, Runners::ring}) {
    const Tooling t = make_spin_disc(small_pin(), 1, options(kind, 6));
    double shared = 0;
    for (const FeedPiece& f : t.feed)
      if (f.kind == FeedPiece::runner && f.cavity == 0 && f.radius == 0) shared += f.width * f.depth;
    EXPECT_NEAR(shared, 6 * t.gate_width * 3 * t.gate_depth, 1e-15);   // a runner is as wide as its gate, three times as deep
  }
}

// Rings, trunks and branches run past parts: they stay a gate's length (2 mm; parts are polygons) nearer to the axis than any of them.
TEST(SpinRunners, TouchNoPartButAtItsGate) {
  for (const Runners kind : {Runners::pairs, Runners::ring})
    for (const int cavities : {2, 5}) {
      const Tooling t = make_spin_disc(small_pin(), 1, options(kind, cavities));
      const double nearest = norm(Vec2{t.placements[0].transform[3], t.placements[0].transform[7]}) - 6 * mm;   // the pin's radius
      for (const FeedPiece& f : t.feed) {
        if (f.kind != FeedPiece::runner || (kind == Runners::pairs && cavities % 2 == 1 && f.cavity == cavities)) continue;
        for (const auto& ring : f.rings())
          for (const Vec2 v : ring) EXPECT_LE(norm(v), nearest - 1.9 * mm) << cavities;
      }
    }
}

// A ring of width b round radius R has the area 2 pi R b; of 180 sides sin(2 pi / 180) / (2 pi / 180) of it.
TEST(SpinRunners, TheRingHasItsAnnulussVolume) {
  const Tooling t = make_spin_disc(small_pin(), 1, options(Runners::ring, 6));
  for (const FeedPiece& f : t.feed)
    if (f.radius > 0) {
      LayeredMap ring;
      ring.map = overlay({{f.rings(), FillRule::evenodd}});
      for (const PlanarFace& face : ring.map.faces) ring.layers.push_back(face.covered_by.empty() ? Layer{} : filled(0, f.depth));
      const double polygon = std::sin(std::numbers::pi / 90) / (std::numbers::pi / 90);
      EXPECT_NEAR(volume(ring) / (2 * std::numbers::pi * f.radius * f.width * f.depth), polygon, 1e-6);
    }
}

// Alike cavities and channels at equal angles are in balance, to what the map's vertices may move (20 nm of 30 mm); one alone has its mass times its radius.
TEST(SpinRunners, SymmetricDiscsAreInBalance) {
  for (const Runners kind : kinds)
    for (const int cavities : {2, 3, 4}) {
      if (kind == Runners::pairs && cavities < 4) continue;   // one trunk, or one and a runner
      const Tooling t = make_spin_disc(small_pin(), 1, options(kind, cavities));
      EXPECT_LT(norm(first_moment(t.cavity)), 1e-6 * volume(t.cavity) * t.radius) << cavities;
    }
  const Tooling one = make_spin_disc(small_pin(), 1, options(Runners::spider, 1));
  EXPECT_GT(norm(first_moment(one.cavity)), volume(small_pin()) * 0.9 * one.radius);
}

// A block of 2 x 3 x 4 mm with its near corner at (1, 2): volume times centroid; polar moment of its plan by the parallel axes, a b (a^2 + b^2) / 12 + a b d^2.
TEST(ToolMoments, AreThoseOfABlock) {
  const LayeredMap block = MapMaker{}.face({rectangle(1, 2, 3, 5)}, filled(0, 4)).result;
  EXPECT_NEAR(first_moment(block).x, 24 * 2, 1e-12);
  EXPECT_NEAR(first_moment(block).y, 24 * 3.5, 1e-12);
  const PlanMoments m = plan_moments(block);
  EXPECT_NEAR(m.area, 6, 1e-13);
  EXPECT_NEAR(m.first.y, 21, 1e-12);
  EXPECT_NEAR(m.polar, 6 * (4 + 9) / 12.0 + 6 * (4 + 12.25), 1e-11);
  LayeredMap wedge = block;   // height 2 x: integral of 2 x^2 over x from 1 to 3, times 3
  wedge.layers[0].high = Height(0, {2, 0});
  EXPECT_NEAR(first_moment(wedge).x, 3 * 2 * 26 / 3.0, 1e-12);
}

}  // namespace
}  // namespace sprue
