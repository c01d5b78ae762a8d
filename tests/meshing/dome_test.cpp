// Domes: the volume of the cap of geometry books, floors that follow, walls that lean, solids that stay closed.
#include "meshing/dome.h"

#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "meshing/domain_builder.h"
#include "meshing/drafted_walls.h"
#include "meshing/solid.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3, um = 1e-6, degree = std::numbers::pi / 180;

double cap_volume(double a, double rise) { return std::numbers::pi * rise * (3 * a * a + rise * rise) / 6; }

LayeredMap domed(const LayeredMap& flat, double rise, double tolerance, double draft = 0, double plate = 1.5 * mm) {
  const ReliefSurface surface = dome(circumscribed_circle(flat), rise, tolerance, (plate + rise) * std::tan(draft));
  return with_surfaces(with_drafted_tops(flat, {draft, 0, 0, rise}), {surface});
}

double domain_share(const LayeredMap& part, double cell) {
  DomainOptions o;
  o.cell = cell, o.mould = "silicone-htv";
  return cavity_volume(build_domain(part, o)) / volume(extrude(part));
}

// Facets lie under the sphere by no more than what is said: so the cap is short by less than that error times the area, and by more than nothing. A polygon of 720
// sides has 1.3e-5 less area than its circle.
TEST(Dome, VolumeIsThatOfTheCapWithinTheFacetsError) {
  const double a = 12.5 * mm, disc = std::numbers::pi * a * a;
  for (const double rise : {0.3 * mm, 0.8 * mm, 4 * mm})
    for (const double tolerance : {30 * um, 10 * um}) {
      const ReliefSurface surface = dome({{}, a}, rise, tolerance, 0);
      EXPECT_LE(surface.error, tolerance * (1 + 1e-12));
      EXPECT_GT(surface.error, 0.5 * tolerance);
      const LayeredMap part = domed(MapMaker{}.face({circle({0, 0}, a, 720)}, filled(0, 1.5 * mm)).result, rise, tolerance);
      const double lacking = disc * 1.5 * mm + cap_volume(a, rise) - volume(part), polygon = 1.3e-5 * disc * (1.5 * mm + rise);
      EXPECT_GT(lacking, 0) << rise << " " << tolerance;
      EXPECT_LT(lacking, surface.error * disc + polygon) << rise << " " << tolerance;
      EXPECT_TRUE(watertight(extrude(part)));
    }
}

// Second order: the error falls with the square of the facets' size, so the lacking volume with the tolerance: a ratio of 9 in tolerance gives 9 within 10 %. Against the
// integral over the square by 400 x 400 midpoints (error of the order of (8 mm / 400)^2 / (24 R), 0.5 nm).
TEST(Dome, LackingVolumeFallsWithTheTolerance) {
  const auto lacking = [](double tolerance) {
    const Loop square = rectangle(-4 * mm, -4 * mm, 4 * mm, 4 * mm);
    const LayeredMap flat = MapMaker{}.face({square}, filled(0, 1 * mm)).result;
    const double a = std::sqrt(32.0) * mm, R = (a * a + mm * mm) / (2 * mm);
    double exact = 64 * mm * mm * mm;
    for (int i = 0; i < 400; ++i)
      for (int j = 0; j < 400; ++j) {
        const double x = (i - 199.5) * 0.02 * mm, y = (j - 199.5) * 0.02 * mm;
        exact += (1 * mm - R + std::sqrt(R * R - x * x - y * y)) * 4e-4 * mm * mm;
      }
    return exact - volume(domed(flat, 1 * mm, tolerance));
  };
  EXPECT_NEAR(lacking(27 * um) / lacking(3 * um), 9, 0.9);
}

// Recess, hole, a mark in the back: what is lifted keeps its distance; walls of 3 degrees come down to the back. The volume over that of the flat part is that of the
// surface over the plan, up to what the lifted foot of the wall adds: plate and dome lean out by at most (rise) tan(3 deg) more, all round.
TEST(Dome, FloorsFollowAndWallsComeDownToTheBack) {
  const LayeredMap flat = small_pin();
  const double rise = 0.6 * mm, error = 20 * um, border = 2 * std::numbers::pi * (6 + 1.1) * mm + 9.4 * mm;
  for (const double draft : {0.0, 3 * degree})
    for (const double turn : {17 * degree}) {
      const LayeredMap part = domed(turned(flat, turn), rise, error, draft), plain = with_drafted_tops(turned(flat, turn), {draft, 0, 0});
      const TriangleMesh mesh = extrude(part);
      EXPECT_TRUE(watertight(mesh)) << draft << " " << turn;
      EXPECT_NEAR(volume(mesh) / volume(part), 1, 1e-6);
      EXPECT_NEAR(domain_share(part, 0.25 * mm), 1, 1e-6) << draft << " " << turn;
      double lowest = 1, highest = 0, lift = 0;
      for (const Vec3& v : mesh.vertices) lowest = std::min(lowest, v.z), highest = std::max(highest, v.z);
      EXPECT_NEAR(lowest, 0, 1 * um);
      EXPECT_NEAR(highest, 1.5 * mm + rise, 0.4 * mm);   // the middle is recess, and beside it a hole
      const LayeredMap upright = domed(turned(flat, turn), rise, error);
      lift = volume(upright) - volume(turned(flat, turn));
      const double feet = border * std::tan(draft) * rise * (1.5 * mm + rise);
      EXPECT_NEAR(volume(part) - volume(plain), lift, feet + 1e-15) << draft << " " << turn;
    }
}

// An L: its outline is inside the circle, so its border stands higher than the plate where the circle is far: the height at a corner that lies on the circle is the
// plate's, at the inner corner that of the sphere. 10 um of facets.
TEST(Dome, TheCircleAroundTheOutlineStandsAtThePlate) {
  const LayeredMap flat = MapMaker{}.face({{{0, 0}, {10 * mm, 0}, {10 * mm, 3 * mm}, {3 * mm, 3 * mm}, {3 * mm, 10 * mm}, {0, 10 * mm}}}, filled(0, 1 * mm)).result;
  const Circle around = circumscribed_circle(flat);
  EXPECT_NEAR(around.radius, std::sqrt(50.0) * mm, 1e-12);   // over the legs' ends
  const double R = (around.radius * around.radius + mm * mm) / (2 * mm);
  const TriangleMesh mesh = extrude(domed(flat, 1 * mm, 10 * um));
  const auto top_at = [&](Vec2 p) {
    double z = 0;
    for (const Vec3& v : mesh.vertices)
      if (norm(Vec2{v.x, v.y} - p) < 1e-7) z = std::max(z, v.z);
    return z;
  };
  EXPECT_NEAR(top_at({10 * mm, 0}), 1 * mm, 10 * um);
  const double off = norm(Vec2{3 * mm, 3 * mm} - around.centre);
  EXPECT_NEAR(top_at({3 * mm, 3 * mm}), 2 * mm - (R - std::sqrt(R * R - off * off)), 10 * um);
}

TEST(Dome, HighOnesAndEndlessFacetsAreRefused) {
  EXPECT_THROW(dome({{}, 5 * mm}, 2.6 * mm, 10 * um, 0), InputError);
  EXPECT_THROW(dome({{}, 50 * mm}, 5 * mm, 0.1 * um, 0), InputError);
}

}  // namespace
}  // namespace sprue
