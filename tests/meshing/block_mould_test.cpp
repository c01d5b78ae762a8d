// Moulds in two blocks close around the part: halves, cavity and grooves make up the block; the feed reaches every part from the upper edge; sizes follow
// the formulas they quote.
#include "meshing/block_mould.h"

#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "meshing/domain_builder.h"
#include "meshing/solid.h"
#include "meshing/tool_keys.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
using Kind = BlockOptions::Kind;
constexpr double mm = 1e-3;

/// A shield of 20 by 24 mm with a recess, 1.5 mm thick: lowest in its middle, nowhere symmetrical up and down.
LayeredMap shield() {
  const Loop outer{{-10 * mm, 12 * mm}, {-10 * mm, -2 * mm}, {0, -12 * mm}, {10 * mm, -2 * mm}, {10 * mm, 12 * mm}}, square = rectangle(-4 * mm, -1 * mm, 4 * mm, 7 * mm);
  return MapMaker{}.face({outer, reversed(square)}, filled(0, 1.5 * mm)).face({square}, filled(0, 1.0 * mm)).result;
}

BlockOptions options(Kind kind, int cavities) {
  BlockOptions o;
  o.kind = kind;
  o.cavities = cavities;
  o.cell = 0.3 * mm;
  o.fill_time = kind == Kind::pressure ? 0.02 : 0.2;
  o.gate_speed = 45;
  o.head = 30 * mm;
  return o;
}

const Kind kinds[] = {Kind::gravity, Kind::pressure, Kind::investment, Kind::rtv};

double rectangle_area(const Tooling& t) { return (t.high.x - t.low.x) * (t.high.y - t.low.y); }

double channel_area(const FeedPiece& f) { return f.width * f.depth; }

const FeedPiece& first(const Tooling& t, FeedPiece::Kind kind) {
  return *std::find_if(t.feed.begin(), t.feed.end(), [&](const FeedPiece& f) { return f.kind == kind; });
}

// Block = upper + lower + cavity + grooves, to 1e-6 of the block (edges may move by 20 nm in the overlay); grooves may begin on slanted outlines, 0.5 mm at most.
TEST(BlockMould, HalvesCavityAndGroovesMakeUpTheBlock) {
  for (const Kind kind : kinds)
    for (const int cavities : {1, 2, 5}) {
      const Tooling t = make_block_mould(shield(), 1, options(kind, cavities));
      double bores = 0;   // of dowels and ejectors; play of cones
      for (const LocatingKey& k : t.keys) bores += k.dowel ? 2 * key_volume(k, false) : key_volume(k, true) - key_volume(k, false);
      for (const Ejector& e : t.ejectors) bores += 18 * std::sin(std::numbers::pi / 18) * 0.25 * e.diameter * e.diameter * t.disc_thickness;   // of 36 sides
      EXPECT_EQ(t.keys.size(), kind == Kind::investment ? 0u : kind == Kind::rtv ? 4u : 2u);
      EXPECT_EQ(t.ejectors.empty(), kind != Kind::pressure);
      const double block = rectangle_area(t) * 2 * t.disc_thickness, rest = block - volume(t.upper) - volume(t.lower) - volume(t.cavity) - bores;
      double grooves = 0, section = 0;
      for (const PlacedVent& v : t.vents) grooves += v.width * v.depth * v.length, section += v.width * v.depth;
      EXPECT_NEAR(rest, grooves, 0.5 * mm * section + 1e-6 * block);
      EXPECT_EQ(t.vents.empty(), kind == Kind::investment);
      EXPECT_TRUE(watertight(extrude(t.upper)) && watertight(extrude(t.lower)) && watertight(extrude(t.cavity)));
      EXPECT_TRUE(t.unfed.empty());
      EXPECT_EQ(t.placements.size(), static_cast<std::size_t>(cavities));
    }
}

// On the grid the cavity has its volume, metal enters over the sprue's whole mouth on the upper edge and nowhere else, and reaches all of it; grooves find cells.
TEST(BlockMould, TheGridIsFedFromTheUpperEdge) {
  for (const Kind kind : kinds) {
    const BlockOptions o = options(kind, 3);
    const Tooling t = make_block_mould(shield(), 1, o);
    DomainOptions d;
    d.cell = o.cell;
    d.sides[3] = FaceKind::inlet;
    Domain domain = build_domain(t.cavity, d);
    place_vents(t, domain);
    EXPECT_NEAR(cavity_volume(domain) / volume(t.cavity), 1, 1e-6);
    double mouth = 0;
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
      if (domain.kind[1][s] == FaceKind::inlet) mouth += domain.aperture[1][s] * o.cell * o.cell;
    EXPECT_NEAR(mouth / channel_area(t.feed.front()), 1, 1e-6);
    EXPECT_EQ(domain.vents.size(), t.vents.size());
    for (const Vent& vent : domain.vents) EXPECT_FALSE(vent.cells.empty()) << vent.name;
  }
}

// Bernoulli through a choke that loses a fifth: V = C A t sqrt(2 g H), H from the metal held above the inlet to the sprue's foot. The layout estimates its
// height before it has sizes: 15 % in H is 7 % in A. Runner and gates are twice and four times the choke where no bound of the gate holds.
TEST(BlockMould, TheChokeFillsTheMouldInTime) {
  BlockOptions o = options(Kind::rtv, 2);
  o.fill_time = 0.05;   // so that the choke is over its least width
  const Tooling t = make_block_mould(shield(), 1, o);
  const FeedPiece& sprue = t.feed.front();
  const double choke = sprue.width_to * sprue.depth, fall = sprue.from.y - sprue.to.y + o.head;
  EXPECT_NEAR(0.8 * choke * o.fill_time * std::sqrt(2 * 9.80665 * fall) / (2 * volume(shield())), 1, 0.08);
  EXPECT_NEAR(channel_area(first(t, FeedPiece::runner)) / choke, 2, 1e-9);
  EXPECT_GT(sprue.width, sprue.width_to);   // the falling stream is widest above
}

// A die's gates pass the shot in time at their speed: V (1 + overflow) = v t A, gates at most 0.4 mm thick.
TEST(BlockMould, DieGatesPassTheShotAtTheirSpeed) {
  BlockOptions o = options(Kind::pressure, 2);
  o.fill_time = 0.01;   // so that the gate is over its least width
  const Tooling t = make_block_mould(shield(), 1, o);
  EXPECT_NEAR(t.gate_width * t.gate_depth * o.gate_speed * o.fill_time / (volume(shield()) * 1.15), 1, 1e-9);
  EXPECT_LE(t.gate_depth, 0.4 * mm);
  EXPECT_NEAR(channel_area(first(t, FeedPiece::runner)) / (2 * t.gate_width * t.gate_depth), 1.4, 1e-9);
}

// Gravity: down is -y. Poured moulds fill from below (gates end under the middle of their part) and vent upwards; a die is shot from the edge, its vents at the far side.
TEST(BlockMould, GatesAndVentsLieOnOppositeSides) {
  for (const Kind kind : {Kind::gravity, Kind::rtv, Kind::pressure}) {
    const Tooling t = make_block_mould(shield(), 1, options(kind, 2));
    const double up = kind == Kind::pressure ? -1 : 1;
    for (const FeedPiece& f : t.feed) {
      if (f.kind != FeedPiece::gate) continue;
      const auto& part = t.placements[static_cast<std::size_t>(f.cavity - 1)].transform;
      EXPECT_LT(up * (f.to.y - part[7]), 0);
      EXPECT_LT(up * (f.from.y - f.to.y), 0);
    }
    for (const PlacedVent& v : t.vents) EXPECT_EQ(v.direction.y, up);
  }
}

// The stem feeds: its modulus a / 4 is 1.2 times that of the plate, and parts keep 8 mm of investment between them.
TEST(BlockMould, ATreeIsFedByItsStem) {
  const Tooling t = make_block_mould(shield(), 1, options(Kind::investment, 6));
  const FeedPiece& stem = t.feed.front();
  EXPECT_GE(stem.width / 4, 1.2 * 0.5 * 1.5 * mm);
  for (std::size_t a = 0; a < 6; ++a)
    for (std::size_t b = 0; b < a; ++b) {
      const auto &p = t.placements[a].transform, &q = t.placements[b].transform;
      EXPECT_GE(std::max(std::abs(p[3] - q[3]) - 24 * mm, std::abs(p[7] - q[7]) - 20 * mm), 8 * mm - 1e-9);   // boxes of 24 by 20 mm, lying
    }
}

// A single part of a die hangs straight below its sprue: gate and sprue in one line, no way sideways.
TEST(BlockMould, ADieOfOneCavityIsFedStraight) {
  const Tooling t = make_block_mould(shield(), 1, options(Kind::pressure, 1));
  const FeedPiece& gate = first(t, FeedPiece::gate);
  EXPECT_NEAR(gate.from.x, t.feed.front().from.x, 1e-12);
  EXPECT_NEAR(gate.way, norm(gate.from - t.feed.front().from) + 0.5 * first(t, FeedPiece::runner).width + 2 * mm, 1e-9);
  EXPECT_GE(norm(first(t, FeedPiece::runner).to - first(t, FeedPiece::runner).from), gate.width - 1e-12);   // the gate is fed over its whole width
}

// Where a bound holds the reason gives the formula's value and the bound: 700 mm3 in a second and 45 m/s need a gate of 0.05 mm.
TEST(BlockMould, ReasonsSayTheFormulaAndTheBoundThatHolds) {
  BlockOptions o = options(Kind::pressure, 1);
  o.fill_time = 1;
  for (const Choice& c : make_block_mould(shield(), 1, o).defaults)
    if (c.key == "mould.gate_width") {
      EXPECT_EQ(c.value, "2.00 mm");
      EXPECT_NE(c.reason.find("that is 0.0"), std::string::npos) << c.reason;
      EXPECT_NE(c.reason.find("at least 2.00 mm holds"), std::string::npos) << c.reason;
    }
}

TEST(BlockMould, RefusesWhatCannotBeMade) {
  BlockOptions o = options(Kind::gravity, 1);
  o.thickness = 1.2 * mm;
  EXPECT_THROW(make_block_mould(shield(), 1, o), InputError);
  o = options(Kind::gravity, 0);
  EXPECT_THROW(make_block_mould(shield(), 1, o), InputError);
  o = options(Kind::pressure, 1);
  o.gate_width = -1 * mm;
  EXPECT_THROW(make_block_mould(shield(), 1, o), InputError);
}

}  // namespace
}  // namespace sprue
