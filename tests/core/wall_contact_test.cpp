#include "engine/core/wall_contact.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/error.h"
#include "engine/core/interfaces.h"

namespace sprue {
namespace {

// An open gap of 50 um of air (0.045 W/m/K): 900 W/m2/K, and 4 eps sigma T^3 = 38.9 W/m2/K of radiation at 700 K, eps 0.5.
TEST(WallContact, OpenGapConductsAndRadiates) {
  const WallContact bare{0, 1, 0, 0.045, 0.5};
  EXPECT_NEAR(transfer_coefficient(bare, 50e-6, 700), 900 + 4 * 0.5 * 5.670374419e-8 * 700 * 700 * 700, 1e-9);
  EXPECT_TRUE(std::isinf(transfer_coefficient(bare, 0, 700)));
}

// Resistances add: 100 um of wash at 0.4 W/m/K and 9 um of air at 0.045 give 1 / (2.5e-4 + 2e-4) exactly; opening only lowers h.
TEST(WallContact, CoatingFilmAndGapAreInSeries) {
  const WallContact wall{100e-6, 0.4, 9e-6, 0.045, 0};
  EXPECT_NEAR(transfer_coefficient(wall, 0, 700), 1 / 4.5e-4, 1e-9);
  EXPECT_NEAR(transfer_coefficient(wall, 9e-6, 700), 1 / 6.5e-4, 1e-9);
  double last = transfer_coefficient(wall, 0, 700);
  for (double gap = 1e-6; gap < 1e-3; gap *= 2) {
    const double h = transfer_coefficient(wall, gap, 700);
    EXPECT_LT(h, last);
    last = h;
  }
}

// 0.75 p (a / t)^2 against the yield stress: 30 kPa over 5 mm bends 0.1 mm of shell (56 MPa) of 20 MPa, and not 0.5 mm (2.25 MPa).
TEST(WallContact, PressureKeepsTheGapOfAThinShellShut) {
  Shell shell{4e-6, 0.1e-3, 5e-3, 20e6, 30e3};
  EXPECT_EQ(open_gap(shell), 0);
  shell.thickness = 0.5e-3;
  EXPECT_EQ(open_gap(shell), 4e-6);
  shell.pressure = 1e6;
  EXPECT_EQ(open_gap(shell), 0);
  shell.pressure = 0;
  EXPECT_EQ(open_gap(shell), 4e-6);
  shell.thickness = 0;  // liquid to the wall
  EXPECT_EQ(open_gap(shell), 0);
}

// Of every shipped pair: closed contact gives its coefficient back (rounding only), the roughness film is not negative and thinner than a
// millimetre, and a gap of 100 um always takes heat away.
TEST(WallContact, EveryPairGivesItsCoefficientBack) {
  for (const std::string& a : material_names())
    for (const std::string& m : material_names()) {
      const Material alloy = load_material(a), mould = load_material(m);
      if (alloy.kind != "alloy" || mould.kind != "mould") continue;
      const InterfaceProperties pair = load_interface(alloy, mould);
      const WallContact contact = pair.contact();
      EXPECT_GE(contact.film_thickness, 0) << a << " " << m;
      EXPECT_LT(contact.film_thickness, 1e-3);
      EXPECT_NEAR(transfer_coefficient(contact, 0, 700) / pair.heat_transfer_coefficient.value, 1, 1e-12) << a << " " << m;
      EXPECT_LT(transfer_coefficient(contact, 100e-6, 700), pair.heat_transfer_coefficient.value);
    }
}

// Zinc on steel with a gravity wash instead of die lube: the data's 1 to 3 kW/m2/K, though neither number was made from the other.
TEST(WallContact, AWashOnSteelGivesWhatGravityDiesTake) {
  const InterfaceProperties washed = with_coating(load_interface(load_material("zamak3"), load_material("h13")), "ceramic wash");
  EXPECT_GT(washed.heat_transfer_coefficient.value, 1000);
  EXPECT_LT(washed.heat_transfer_coefficient.value, 3000);
  EXPECT_NEAR(transfer_coefficient(washed.contact(), 0, 700) / washed.heat_transfer_coefficient.value, 1, 1e-12);
  EXPECT_THROW(with_coating(washed, "gold leaf"), InputError);
}

TEST(WallContact, ACoatingThatResistsMoreThanTheWholeIsAnInputError) {
  InterfaceProperties pair = load_interface(load_material("zamak3"), load_material("h13"));
  pair.coating_thickness->value = 1e-3;
  EXPECT_THROW(pair.contact(), InputError);
}

}  // namespace
}  // namespace sprue
