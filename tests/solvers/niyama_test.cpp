// Porosity from the dimensionless Niyama number, against closed forms.
#include "solvers/niyama.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sprue {
namespace {

constexpr double solid_density = 6600, liquid_density = 6000;

AlloyProperties freezing_over_100_K() {
  AlloyProperties a;
  a.solidus = 600;
  a.liquidus = 700;
  a.latent_heat = 1e5;
  a.specific_heat_solid = a.specific_heat_liquid = {{300, 450}};
  a.thermal_conductivity_solid = a.thermal_conductivity_liquid = {{300, 50}};
  a.density_solid = {{300, solid_density}};
  a.density_liquid = {{300, liquid_density}};
  a.viscosity_liquid = {{300, 4e-3}};
  a.dendrite_arm_spacing = 50e-6;
  return a;
}

// Fraction -> number -> fraction is the identity, and the pores are what freezes behind: beta / (1 + beta) of it. Bisection to 1e-12.
TEST(Niyama, FractionAndNumberAreInverse) {
  const AlloyCurve alloy(freezing_over_100_K());
  for (const double g : {0.1, 0.5, 0.9, 0.99}) {
    const double number = niyama_number_at(alloy, g);
    EXPECT_NEAR(critical_fraction(alloy, number), g, 1e-10);
    EXPECT_NEAR(niyama_porosity(alloy, number), (1 - liquid_density / solid_density) * (1 - g), 1e-10);
  }
}

// G lambda2 sqrt(dP) / sqrt(mu beta dT T') with round numbers: 1e4 * 5e-5 * sqrt(1e5 / (4e-3 * 0.1 * 100 * 1)) = 790.57.
TEST(Niyama, NumberOfAGradientAndARate) {
  EXPECT_NEAR(niyama_number(AlloyCurve(freezing_over_100_K()), 1e4, 1, 1e5), 790.569415, 1e-5);
}

// A eutectic that freezes at one temperature has no length in a gradient: numbers beyond that of its beginning mean sound metal. Down to it
// half of the freezing range carries half of the fraction: the integral is that of the straight table over (0, 0.5), with twice the slope.
TEST(Niyama, EutecticIsFedWhereTheMushBeforeItIs) {
  AlloyProperties a = freezing_over_100_K();
  a.solid_fraction = {{600, 1}, {600, 0.5}, {700, 0}};
  const AlloyCurve alloy(a);
  const double at_eutectic = niyama_number_at(alloy, 0.5);
  EXPECT_NEAR(at_eutectic * at_eutectic, 2 * 180 * (0.5 + 2 * std::log(0.5) + 2 - 1), 1e-9);
  EXPECT_EQ(niyama_porosity(alloy, 1.001 * at_eutectic), 0);
  EXPECT_GT(niyama_porosity(alloy, 0.999 * at_eutectic), 0.5 * (1 - liquid_density / solid_density));
}

// A pure metal has no mush.
TEST(Niyama, PureMetalHasNone) {
  AlloyProperties a = freezing_over_100_K();
  a.solidus = a.liquidus;
  const AlloyCurve alloy(a);
  EXPECT_EQ(niyama_porosity(alloy, niyama_number(alloy, 100, 1, 1e5)), 0);
}

// Cell by cell the same; nothing where gradient or rate are not known; where no drop is borne nothing is fed; a pure metal has no number and no pores.
TEST(Niyama, FieldsAreTheNumbersCellByCell) {
  const AlloyCurve alloy(freezing_over_100_K());
  const Field<float> gradient{1e3f, 20, -1, 50}, rate{1, 4, 1, -1};
  const NiyamaFields fields = niyama_fields(alloy, gradient, rate, 1e5);
  for (std::size_t s : {0u, 1u}) {
    const double number = niyama_number(alloy, gradient[s], rate[s], 1e5);
    EXPECT_NEAR(fields.number[s], number, 1e-6 * number);
    EXPECT_NEAR(fields.porosity[s], niyama_porosity(alloy, number), 1e-8);
  }
  for (std::size_t s : {2u, 3u}) EXPECT_EQ(fields.porosity[s], -1);
  EXPECT_NEAR(niyama_fields(alloy, gradient, rate, 0).porosity[0], 1 - liquid_density / solid_density, 1e-8);
  AlloyProperties pure = freezing_over_100_K();
  pure.liquidus = pure.solidus;
  const NiyamaFields none = niyama_fields(AlloyCurve(pure), gradient, rate, 1e5);
  EXPECT_EQ(none.number[0], -1);
  EXPECT_EQ(none.porosity[0], 0);
}

}  // namespace
}  // namespace sprue
