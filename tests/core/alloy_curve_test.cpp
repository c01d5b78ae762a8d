#include <gtest/gtest.h>

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

// 70.9 % of Zamak 3 freezes at one temperature (Scheil, an Mey 1993): the jump is that share of the latent heat exactly.
TEST(AlloyCurve, EutecticIsAJumpAtOneTemperature) {
  const AlloyCurve zamak(load_material("zamak3"));
  const AlloyCurve::Plateau& p = zamak.plateau();
  ASSERT_TRUE(p.exists);
  EXPECT_NEAR(p.temperature, 381 + 273.15, 1e-9);
  EXPECT_NEAR((p.enthalpy_liquid - p.enthalpy_solid) / zamak.latent_heat(), 0.709, 1e-9);
  const double middle = 0.5 * (p.enthalpy_solid + p.enthalpy_liquid);
  EXPECT_EQ(zamak.temperature(middle), p.temperature);
  EXPECT_TRUE(std::isinf(zamak.heat_capacity(middle)));
  EXPECT_NEAR(zamak.solid_fraction(middle), 0.5 * (1 + 0.291), 1e-9);
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
