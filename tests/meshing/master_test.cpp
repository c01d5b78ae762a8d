// Masters: the casting made larger by what mould and metal shrink, also by different amounts along different directions.
#include <gtest/gtest.h>

#include "meshing/part.h"
#include "meshing/solid.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

constexpr double mm = 1e-3, pi = std::numbers::pi;

// A master scaled by directions of its cavity, in which the part lies turned by 90 degrees: what is wide in the part grows by the factor of the cavity's y. The volume
// grows by the product, also where walls lean, and the mesh stays closed. 30 degrees: a square's corner against the matrix R' S R written out.
TEST(MakeMaster, GrowsByTheDirectionsOfItsCavity) {
  const LayeredMap bar = test::MapMaker{}.face({test::rectangle(-10 * mm, -2 * mm, 10 * mm, 2 * mm)}, test::filled(0, 1.5 * mm)).result;
  const Vec3 scale{1.01, 1.03, 1.02};
  const LayeredMap drafted = with_drafted_tops(bar, {5 * pi / 180, 0.2 * mm, 0});
  for (const double turn : {0.0, pi / 2, 0.4}) {
    for (const LayeredMap* part : {&bar, &drafted}) {
      const LayeredMap master = make_master(*part, scale, turn);
      EXPECT_NEAR(volume(master) / volume(*part), scale.x * scale.y * scale.z, 1e-12);
      EXPECT_TRUE(watertight(extrude(master)));
      EXPECT_NEAR(volume(extrude(master)) / volume(master), 1, 1e-9);
    }
  }
  const auto width = [&](double turn) {
    double x = 0;
    for (const Vec2 v : make_master(bar, scale, turn).map.vertices) x = std::max(x, v.x);
    return x;
  };
  EXPECT_NEAR(width(0), 10 * mm * 1.01, 1e-15);
  EXPECT_NEAR(width(pi / 2), 10 * mm * 1.03, 1e-15);
  const double c = std::cos(pi / 6), s = std::sin(pi / 6), xx = c * c * 1.01 + s * s * 1.03, xy = s * c * (1.03 - 1.01);
  EXPECT_NEAR(width(pi / 6), 10 * mm * xx + 2 * mm * xy, 1e-15);
}

}  // namespace
}  // namespace sprue
