// Drafted walls: frusta with the volumes of geometry books, flanks that meet, solids that stay closed.
#include "meshing/drafted_walls.h"

#include <gtest/gtest.h>

#include "meshing/domain_builder.h"
#include "meshing/solid.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3, degree = std::numbers::pi / 180;

/// Integral of a quadratic (area against the distance from the upper edge) down a wall of height h and draft angle.
double down_a_wall(double area, double perimeter, double square, double h, double draft) {
  const double w = h * std::tan(draft);
  return h * (area + perimeter * w / 2 + square * w * w / 3);
}

// Upright prisms: a rectangle becomes the frustum of a pyramid, (a + 2 d)(b + 2 d) at distance d. Bar 1e-9 of the volume: the map moves vertices by up to
// 20 nm only where they nearly coincide, and none do here.
TEST(DraftedWalls, RectangleIsAFrustum) {
  for (double degrees : {0.0, 17.0, 90.0})
    for (double draft : {0.5 * degree, 3 * degree, 20 * degree}) {
      const LayeredMap block = turned(MapMaker{}.face({rectangle(-5 * mm, -3 * mm, 5 * mm, 3 * mm)}, filled(0, 1.5 * mm)).result, degrees * degree);
      const LayeredMap part = with_drafted_tops(block, {draft, 0, 0});
      EXPECT_NEAR(volume(part) / down_a_wall(60 * mm * mm, 32 * mm, 4, 1.5 * mm, draft), 1, 1e-9) << degrees << " " << draft;
      EXPECT_TRUE(watertight(extrude(part)));
    }
}

// A regular polygon of n sides around a circle grows by P d + n tan(pi / n) d^2; within 2e-4 of the cone's volume for 96 sides (area of the polygon 7e-4 less).
TEST(DraftedWalls, CircleIsACone) {
  const int n = 96;
  const double r = 5 * mm, draft = 5 * degree, h = 2 * mm, w = h * std::tan(draft);
  const LayeredMap part = with_drafted_tops(MapMaker{}.face({circle({1 * mm, 2 * mm}, r, n, 0.1)}, filled(0, h)).result, {draft, 0, 0});
  const double side = 2 * r * std::sin(std::numbers::pi / n), area = n * side * side / (4 * std::tan(std::numbers::pi / n));
  EXPECT_NEAR(volume(part) / down_a_wall(area, n * side, n * std::tan(std::numbers::pi / n), h, draft), 1, 1e-9);
  EXPECT_NEAR(volume(part) / (std::numbers::pi * h / 3 * (r * r + r * (r + w) + (r + w) * (r + w))), 1, 1e-3);
}

// A recess narrows towards its floor; one narrower than both flanks ends in a valley above it: hip roofs upside down.
TEST(DraftedWalls, RecessesNarrowAndNarrowOnesEndInAValley) {
  const double draft = 7 * degree, depth = 0.5 * mm, w = depth * std::tan(draft);
  for (double width : {1.0 * mm, 2.5 * w, 2 * w, 1.3 * w, 0.3 * w}) {
    const Loop plate = rectangle(-5 * mm, -3 * mm, 5 * mm, 3 * mm), slot = rectangle(-2 * mm, -width / 2, 2 * mm, width / 2);
    const LayeredMap block = MapMaker{}.face({plate, reversed(slot)}, filled(0, 1.5 * mm)).face({slot}, filled(0, 1.0 * mm)).result;
    for (double degrees : {0.0, 17.0}) {
      const LayeredMap part = with_drafted_tops(turned(block, degrees * degree), {draft, 0, 0});
      const double reach = std::min(w, width / 2), fall = reach / std::tan(draft);
      const double removed = down_a_wall(4 * mm * width, -2 * (4 * mm + width), 4, fall, draft) + (depth - fall) * (4 * mm - 2 * reach) * (width - 2 * reach);
      EXPECT_NEAR((volume(with_drafted_tops(turned(MapMaker{}.face({plate}, filled(0, 1.5 * mm)).result, degrees * degree), {draft, 0, 0})) - volume(part)) / removed, 1, 1e-6)
          << width << " " << degrees;
      EXPECT_TRUE(watertight(extrude(part))) << width << " " << degrees;
    }
  }
}

// Two squares that touch at one corner, tips of 20 degrees, a star: closed solids whose volume in the domain is that of the map.
TEST(DraftedWalls, CornersThatTouchAndSharpTipsStayClosed) {
  const MapMaker squares = MapMaker{}.face({rectangle(0, 0, 3 * mm, 3 * mm)}, filled(0, 1.5 * mm)).face({rectangle(3 * mm, 3 * mm, 5 * mm, 6 * mm)}, filled(0, 1.5 * mm));
  Loop star;
  for (int n = 0; n < 14; ++n) {
    const double r = (n % 2 ? 1.2 : 6) * mm, a = std::numbers::pi * n / 7;
    star.push_back({r * std::cos(a), r * std::sin(a)});
  }
  for (const LayeredMap& flat : {squares.result, MapMaker{}.face({star}, filled(0, 1.5 * mm)).result, small_pin()})
    for (double degrees : {0.0, 17.0, 45.0})
      for (double fillet : {0.0, 0.15 * mm}) {
        const LayeredMap part = with_drafted_tops(turned(flat, degrees * degree), {3 * degree, fillet, 0});
        const TriangleMesh mesh = extrude(part);
        EXPECT_TRUE(watertight(mesh)) << degrees << " " << fillet;
        EXPECT_NEAR(volume(mesh) / volume(part), 1, 1e-6) << degrees << " " << fillet;
        DomainOptions o;
        o.cell = 0.25 * mm, o.mould = "silicone-htv";
        EXPECT_NEAR(cavity_volume(build_domain(part, o)) / volume(part), 1, 1e-9) << degrees << " " << fillet;
      }
}

// A fillet of radius r between floor and a wall that leans by the draft fills r^2 (tan(a / 2) - a / 2) a metre, a = pi/2 - draft (tangent length times radius less
// the sector); three tangents keep within 9 % of it. Along straight edges far from corners: the difference of two lengths.
TEST(DraftedWalls, FilletFillsTheFootOfWalls) {
  const double draft = 3 * degree, r = 0.2 * mm, a = std::numbers::pi / 2 - draft;
  const auto foot = [&](double length, double fillet) {
    const Loop plate = rectangle(-length, -3 * mm, length, 3 * mm), slot = rectangle(-length + mm, -mm, length - mm, mm);
    return volume(with_drafted_tops(MapMaker{}.face({plate, reversed(slot)}, filled(0, 1.5 * mm)).face({slot}, filled(0, 0.9 * mm)).result, {draft, fillet, 0}));
  };
  const double filled = (foot(20 * mm, r) - foot(20 * mm, 0) - foot(10 * mm, r) + foot(10 * mm, 0)) / (2 * 20 * mm);
  EXPECT_NEAR(filled / (r * r * (std::tan(a / 2) - a / 2)), 1, 0.09);
}

// What is grown by d is the drawing with every upper edge moved out by d: (a + 2 d)(b + 2 d) under the walls of the draft, recesses narrower by 2 d, and one
// of less than 2 d gone. Without draft too, also turned.
TEST(DraftedWalls, GrownFacesAreTheDrawingMovedOut) {
  const double h = 1.5 * mm, d = 0.1 * mm;
  for (const double draft : {0.0, 3 * degree})
    for (const double degrees : {0.0, 17.0})
      for (const double width : {1.0 * mm, 0.15 * mm}) {
        const Loop plate = rectangle(-5 * mm, -3 * mm, 5 * mm, 3 * mm), slot = rectangle(-2 * mm, -width / 2, 2 * mm, width / 2);
        const LayeredMap pin = MapMaker{}.face({plate, reversed(slot)}, filled(0, h)).face({slot}, filled(0, 1 * mm)).result;
        const LayeredMap grown = with_drafted_tops(turned(pin, degrees * degree), {draft, 0, d});
        const double a = 10 * mm + 2 * d, b = 6 * mm + 2 * d, u = 4 * mm - 2 * d, v = width - 2 * d;
        const double fall = draft > 0 ? std::min(0.5 * mm, v / 2 / std::tan(draft)) : 0.5 * mm;
        const double removed = v > 0 ? down_a_wall(u * v, -2 * (u + v), 4, fall, draft) : 0;
        EXPECT_NEAR(volume(grown) / (down_a_wall(a * b, 2 * (a + b), 4, h, draft) - removed), 1, 1e-7) << draft << " " << degrees << " " << width;
        EXPECT_TRUE(watertight(extrude(grown)));
      }
}

// Upright walls may have a fillet too: r^2 (1 - pi / 4) a metre; three tangents keep within 9 % of it.
TEST(DraftedWalls, UprightWallsHaveFillets) {
  const double r = 0.2 * mm;
  const auto foot = [&](double length, double fillet) {
    const Loop plate = rectangle(-length, -3 * mm, length, 3 * mm), slot = rectangle(-length + mm, -mm, length - mm, mm);
    return volume(with_drafted_tops(MapMaker{}.face({plate, reversed(slot)}, filled(0, 1.5 * mm)).face({slot}, filled(0, 0.9 * mm)).result, {0, fillet, 0}));
  };
  const double filled = (foot(20 * mm, r) - foot(20 * mm, 0) - foot(10 * mm, r) + foot(10 * mm, 0)) / (2 * 20 * mm);
  EXPECT_NEAR(filled / (r * r * (1 - std::numbers::pi / 4)), 1, 0.09);
}

// Posts below the back and a mark in it: cones and a frustum seen from below.
TEST(DraftedWalls, BottomsLeanToo) {
  const double draft = 5 * degree;
  const Loop plate = rectangle(-5 * mm, -3 * mm, 5 * mm, 3 * mm), post = rectangle(-3 * mm, -mm, -2 * mm, mm), mark = rectangle(1 * mm, -mm, 3 * mm, mm);
  const LayeredMap block = MapMaker{}.face({plate, reversed(post), reversed(mark)}, filled(0, 1.5 * mm)).face({post}, filled(-4 * mm, 1.5 * mm)).face({mark}, filled(0.2 * mm, 1.5 * mm)).result;
  const LayeredMap part = with_drafted_bottoms(block, {draft, 0, 0});
  const double by_hand = 60 * mm * mm * 1.5 * mm + down_a_wall(2 * mm * mm, 6 * mm, 4, 4 * mm, draft) - down_a_wall(4 * mm * mm, -8 * mm, 4, 0.2 * mm, draft);
  EXPECT_NEAR(volume(part) / by_hand, 1, 1e-9);
  EXPECT_TRUE(watertight(extrude(part)));
  const LayeredMap both = with_drafted_bottoms(with_drafted_tops(block, {draft, 0, 0}), {draft, 0, 0});
  EXPECT_TRUE(watertight(extrude(both)));
  EXPECT_NEAR((volume(both) - volume(part)) / (down_a_wall(60 * mm * mm, 32 * mm, 4, 1.5 * mm, draft) - 90 * mm * mm * mm), 1, 1e-9);
}

}  // namespace
}  // namespace sprue
