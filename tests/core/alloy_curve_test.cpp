#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/materials.h"

namespace sprue {
namespace {

// T(H(T)) = T and H(T(H)) = H: both are the same piecewise linear curve, so only rounding (1e-15 of 1e5 J/kg) is left.
TEST(AlloyCurve, EnthalpyAndTemperatureInvertEachOther) {
  const AlloyCurve zamak(load_material("zamak3"));
  for (double t = 250; t < 900; t += 0.37) EXPECT_NEAR(zamak.temperature(zamak.enthalpy(t)), t, 1e-9) << t;
  double last = 0;
  for (double h = -2e4; h < 4e5; h += 611) {
    const double t = zamak.temperature(h);
    EXPECT_GE(t, last);
    last = t;
    if (std::isinf(zamak.heat_capacity(h))) continue;
    EXPECT_NEAR(zamak.enthalpy(t), h, 1e-6);
  }
  EXPECT_NEAR(zamak.enthalpy(298.15), 0, 1e-9);
}

// 70.94 % of Zamak 3 freezes at one temperature (Scheil, an Mey 1993) and gives off 72.97 % of the latent heat: the jump is that share exactly.
TEST(AlloyCurve, EutecticIsAJumpAtOneTemperature) {
  const AlloyCurve zamak(load_material("zamak3"));
  const AlloyCurve::Plateau& p = zamak.plateau();
  ASSERT_TRUE(p.exists);
  EXPECT_NEAR(p.temperature, 381 + 273.15, 1e-9);
  EXPECT_NEAR((p.enthalpy_liquid - p.enthalpy_solid) / zamak.latent_heat(), 0.7297, 1e-9);
  const double middle = 0.5 * (p.enthalpy_solid + p.enthalpy_liquid);
  EXPECT_EQ(zamak.temperature(middle), p.temperature);
  EXPECT_TRUE(std::isinf(zamak.heat_capacity(middle)));
  EXPECT_NEAR(zamak.solid_fraction(middle), 0.5 * (1 + 0.2906), 1e-9);
  EXPECT_EQ(zamak.solid_fraction(zamak.solidus_enthalpy()), 1);
  EXPECT_EQ(zamak.solid_fraction(zamak.liquidus_enthalpy()), 0);
  EXPECT_EQ(zamak.enthalpy(p.temperature), p.enthalpy_liquid);
}

// Contraction from liquidus to solidus by the two densities of the sheet: 1 - 6170/6410 = 3.74 %.
TEST(AlloyCurve, DensityContractsAsItFreezes) {
  const AlloyCurve zamak(load_material("zamak3"));
  EXPECT_NEAR(zamak.density(zamak.liquidus_enthalpy()), 6170, 1e-9);
  EXPECT_NEAR(zamak.density(zamak.solidus_enthalpy()), 6410, 1e-6);
  EXPECT_NEAR(zamak.density(zamak.enthalpy(298.15)), 6600, 1e-6);
  EXPECT_EQ(zamak.reference_density(), 6170);
}

// A pure metal: the latent heat sits at the melting point, c_s dT below it and c_l dT above it.
TEST(AlloyCurve, PureMetal) {
  AlloyProperties a;
  a.liquidus = a.solidus = 700;
  a.latent_heat = 1e5;
  a.specific_heat_solid = {{300, 400}};
  a.specific_heat_liquid = {{300, 500}};
  a.thermal_conductivity_solid = {{300, 100}};
  a.thermal_conductivity_liquid = {{300, 50}};
  a.density_solid = a.density_liquid = {{300, 7000}};
  a.viscosity_liquid = {{300, 1e-3}};
  const AlloyCurve metal(a);
  EXPECT_NEAR(metal.enthalpy(700), 400 * (700 - 298.15) + 1e5, 1e-6);
  EXPECT_NEAR(metal.enthalpy(710) - metal.enthalpy(690), 400 * 10 + 1e5 + 500 * 10, 1e-6);
  EXPECT_NEAR(metal.enthalpy(3000) - metal.enthalpy(2000), 500 * 1000, 1e-6);
  EXPECT_EQ(metal.conductivity(metal.enthalpy(690)), 100);
  EXPECT_EQ(metal.conductivity(metal.enthalpy(710)), 50);
}

// The look-up by buckets finds the same straight piece as going through all of them: on and beside every knot of every alloy.
TEST(AlloyCurve, LookUpHoldsTheEnthalpyItWasAsked) {
  for (const char* name : {"zamak3", "za12", "c85700", "zinc", "pewter"}) {
    const AlloyCurve curve(load_material(name));
    for (double h = -5e4; h < 9e5;) {
      const AlloyCurve::Point p = curve.at(h);
      EXPECT_LE(p.low, h) << name;
      EXPECT_LT(h, p.high) << name;
      if (std::isinf(p.high)) break;
      EXPECT_LT(curve.at(std::nextafter(p.high, h)).low, p.high) << name;
      EXPECT_EQ(curve.at(p.high).low, p.high) << name;
      h = h + 97 < p.high ? h + 97 : p.high;
    }
  }
}

// Zamak's viscosity is tabulated to 480 degC: 490 leaves it and says which; 430 leaves nothing, nor does any temperature between the two
// enthalpies that stand for "nothing is left".
TEST(AlloyCurve, RangesAreLeftWhereTheyEnd) {
  const AlloyCurve zamak(load_material("zamak3"));
  EXPECT_TRUE(zamak.left_ranges(430 + 273.15).empty());
  EXPECT_TRUE(zamak.left_ranges(384 + 273.15).empty());  // mush
  const auto left = zamak.left_ranges(490 + 273.15);
  ASSERT_FALSE(left.empty());
  EXPECT_NE(std::find_if(left.begin(), left.end(), [](const PropertyRange* r) { return r->property == "viscosity_liquid"; }), left.end());
  EXPECT_NEAR(zamak.temperature(zamak.ranged_high()), 480 + 273.15, 1e-6);
  EXPECT_NEAR(zamak.temperature(zamak.ranged_low()), 20 + 273.15, 1e-6);
}

// Zinc: 0.782 - 1.7e-4 (T - 692.7 K) N/m.
TEST(AlloyCurve, TensionFallsWithTemperature) {
  const AlloyCurve zinc(load_material("zinc"));
  EXPECT_NEAR(zinc.surface_tension(), 0.782, 1e-12);
  EXPECT_NEAR(zinc.surface_tension(500 + 273.15), 0.782 - 1.7e-4 * (773.15 - 692.68), 1e-4);  // the table's digits
}

TEST(AlloyCurve, MissingPropertyIsAnInputError) {
  Material m = load_material("zamak3");
  std::erase_if(m.properties, [](const Property& p) { return p.name == "latent_heat"; });
  EXPECT_THROW(AlloyCurve{m}, InputError);
}

TEST(AlloyCurve, EveryShippedMaterialServes) {
  for (const std::string& name : material_names()) {
    const Material m = load_material(name);
    if (m.kind == "alloy") {
      const AlloyCurve curve(m);
      EXPECT_GT(curve.liquidus_enthalpy(), curve.solidus_enthalpy()) << name;
    } else if (m.kind == "mould") {
      EXPECT_GT(mould_properties(m).conductivity, 0) << name;
    }
  }
}

}  // namespace
}  // namespace sprue
