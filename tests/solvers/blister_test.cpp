// The example of the process data (E15): a pore of 0.5 mm radius under 0.2 mm, 10 MPa of gas when cold, baked at 170 degC.
#include "solvers/blister.h"

#include <gtest/gtest.h>

namespace sprue {
namespace {

// 0.75 (10 MPa 443 / 293.15 - 0.1 MPa) (0.5 / 0.2)^2 = 70.4 MPa.
TEST(Blister, SkinOverAPoreOfDieCastingIsStrainedToItsYield) {
  const double radius = 0.5e-3, volume = 4.0 / 3 * 3.14159265358979 * radius * radius * radius;
  EXPECT_NEAR(blister_stress({10e6, 293.15, volume, 0.2e-3}, 443.15, 101325), 0.75 * (10e6 * 443.15 / 293.15 - 101325) * 6.25, 1);
  EXPECT_NEAR(blister_stress({10e6, 293.15, volume, 0.2e-3}, 443.15, 101325), 70.4e6, 0.1e6);
}

// Gas of the atmosphere shut in when zinc froze is below it again in any bake of zinc: no blister, however thin the skin.
TEST(Blister, GasOfTheAtmosphereDoesNotLiftASkin) {
  EXPECT_EQ(blister_stress({101325, 654, 1e-10, 1e-6}, 503, 101325), 0);
}

}  // namespace
}  // namespace sprue
