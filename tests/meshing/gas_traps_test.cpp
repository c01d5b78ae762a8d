#include "meshing/gas_traps.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3;

LayeredMap plate_of(Loop outline) {
  return MapMaker{}.face({outline}, filled(0, 1.5 * mm)).result;
}

// A disc beside the axis has one innermost place: its point towards the axis, as far inside as the clearance asks.
TEST(GasTraps, DiscHasItsInnermostPlaceAlone) {
  const double clearance = 0.6 * mm;
  const auto traps = gas_traps(plate_of(circle({0, 40 * mm}, 10 * mm, 180)), clearance);
  ASSERT_EQ(traps.size(), 1u);
  EXPECT_NEAR(traps[0].inside.x, 0, 0.5 * clearance);
  EXPECT_NEAR(traps[0].inside.y, 30 * mm + clearance, 0.5 * clearance);
  EXPECT_NEAR(traps[0].area, 3.14159 * 100 * mm * mm, 2 * mm * mm);
}

// A U open towards the axis: gas stays in the ends of both legs; the longer leg's is the piece's own, the shorter one's a trap as large as the
// leg (4 mm wide, 12 mm long) up to the bend.
TEST(GasTraps, EachLegOfAUHoldsGas) {
  const Loop u = {{-8 * mm, 28 * mm}, {-4 * mm, 28 * mm}, {-4 * mm, 42 * mm}, {4 * mm, 42 * mm}, {4 * mm, 30 * mm}, {8 * mm, 30 * mm}, {8 * mm, 46 * mm}, {-8 * mm, 46 * mm}};
  const auto traps = gas_traps(plate_of(u), 0.6 * mm);
  ASSERT_EQ(traps.size(), 2u);
  EXPECT_LT(traps[0].inside.x, -4 * mm);
  EXPECT_LT(traps[0].inside.y, 30 * mm);
  EXPECT_GT(traps[1].inside.x, 4 * mm);
  EXPECT_LT(traps[1].inside.y, 32 * mm);
  EXPECT_NEAR(traps[1].area, 4 * 12 * mm * mm, 6 * mm * mm);
}

// A tooth no deeper than the clearance, and an arm no wider than it, are none.
TEST(GasTraps, SmallOnesAreLeftOut) {
  const Loop teeth = {{-10 * mm, 30 * mm}, {2 * mm, 30 * mm}, {2 * mm, 30.3 * mm}, {4 * mm, 30.3 * mm}, {4 * mm, 30 * mm}, {6 * mm, 30 * mm},
                      {6 * mm, 35 * mm},   {7 * mm, 35 * mm}, {7 * mm, 33 * mm},   {7.5 * mm, 33 * mm}, {7.5 * mm, 40 * mm}, {-10 * mm, 40 * mm}};
  const auto traps = gas_traps(plate_of(teeth), 0.6 * mm);
  EXPECT_EQ(traps.size(), 1u);
}

}  // namespace
}  // namespace sprue
