/// Alloys of constant properties for analytic cases.
#pragma once

#include "engine/core/materials.h"

namespace sprue::test {

struct PlainAlloy {
  double melting = 300, latent_heat = 1e5, density = 1000, solid_capacity = 1000, liquid_capacity = 1000, solid_conductivity = 10,
         liquid_conductivity = 10;
};

inline AlloyCurve plain_alloy(const PlainAlloy& p) {
  AlloyProperties a;
  a.liquidus = a.solidus = p.melting;
  a.latent_heat = p.latent_heat;
  a.specific_heat_solid = {{300, p.solid_capacity}};
  a.specific_heat_liquid = {{300, p.liquid_capacity}};
  a.thermal_conductivity_solid = {{300, p.solid_conductivity}};
  a.thermal_conductivity_liquid = {{300, p.liquid_conductivity}};
  a.density_solid = a.density_liquid = {{300, p.density}};
  a.viscosity_liquid = {{300, 1.3e-3}};
  a.dendrite_arm_spacing = 50e-6;
  return AlloyCurve(a);
}

}  // namespace sprue::test
