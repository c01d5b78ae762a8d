#include "engine/core/material_schema.h"

namespace sprue {

namespace {

using D = Dimension;

const std::vector<PropertyRule> alloy_rules = {
    {"liquidus", D::temperature, "freezing starts", 200, 4000},
    {"solidus", D::temperature, "freezing ends", 200, 4000},
    {"latent_heat", D::specific_energy, "of fusion, without the sensible heat between liquidus and solidus", 1e3, 1e7},
    {"density_liquid", D::density, "at the liquidus", 100, 30000},
    {"density_solid", D::density, "at 20 degC", 100, 30000},
    {"density_solid_at_solidus", D::density, "solid at the solidus", 100, 30000},
    {"specific_heat_solid", D::specific_heat, "", 10, 10000},
    {"specific_heat_liquid", D::specific_heat, "", 10, 10000},
    {"thermal_conductivity_solid", D::thermal_conductivity, "", 0.01, 1000},
    {"thermal_conductivity_liquid", D::thermal_conductivity, "", 0.01, 1000},
    {"viscosity_liquid", D::dynamic_viscosity, "", 0, 1000},
    {"surface_tension", D::surface_tension, "against gas", 0, 10},
    {"coherency_fraction", D::none, "solid fraction above which the metal no longer flows freely", 0, 1},
    {"feeding_limit_fraction", D::none, "solid fraction above which mass feeding stops", 0, 1},
    {"dendrite_arm_spacing", D::length, "secondary arms, for the drag of the mush", 1e-7, 1e-2},
    {"arm_spacing_at_one_second", D::length, "secondary arms after a local freezing time of 1 s; not stated: no arms are told", 1e-7, 1e-2},
    {"arm_spacing_exponent", D::none, "of the local freezing time", 0.1, 1},
    {"yield_strength", D::pressure, "0.2 % proof stress; a table when blisters are to be judged hot", 1e5, 5e9},
    {"solid_fraction", D::none, "mass fraction solid against temperature, frozen without diffusion in the solid", 0, 1},
    {"solid_fraction_lever", D::none, "the other bound: frozen with complete diffusion in the solid", 0, 1},
    {"latent_heat_share", D::none, "share of the latent heat released down to each row of solid_fraction", 0, 1},
    {"zinc_vapour_pressure", D::pressure, "of zinc over the liquid: fume, and boiling under vacuum", 0, 1e7},
    {"expansion_liquid", D::expansion, "volumetric, of the liquid, where density_liquid is one number", 0, 1},
    {"cte_linear", D::expansion, "", 0, 1e-3},
    {"linear_contraction", D::none, "from the solidus to room temperature, as moulders allow for it", 0, 0.1},
    {"pour_temperature", D::temperature, "usual; the interval is the window", 200, 4000},
    {"youngs_modulus", D::pressure, "at 20 degC", 1e6, 1e12},
};

const std::vector<PropertyRule> mould_rules = {
    {"thermal_conductivity", D::thermal_conductivity, "", 0.001, 2000},
    {"density", D::density, "", 10, 30000},
    {"specific_heat", D::specific_heat, "", 10, 10000},
    {"metal_contact_limit", D::temperature, "hottest metal it stands for one shot", 200, 4000},
    {"service_temperature", D::temperature, "hottest it stands for long", 200, 4000},
    {"mould_temperature", D::temperature, "usual at the pour; the interval is the window", 200, 4000},
    {"cte_linear", D::expansion, "", 0, 1e-3},
    {"cure_shrinkage_linear", D::none, "of the mould against its master", -0.01, 0.1},
    {"offgas_rate", D::mass_flux, "gas given off by the wall that metal heats; 0 if not stated", 0, 10},
    {"detail_width", D::length, "narrowest standing rib that survives", 0, 0.1},
    {"gas_permeability", D::area, "of a porous mould (Darcy); 0 if not stated", 0, 1e-6},
};

}  // namespace

const std::vector<PropertyRule>& property_rules(const std::string& kind) {
  return kind == "mould" ? mould_rules : alloy_rules;
}

Dimension property_dimension(const std::string& kind, const std::string& property) {
  for (const PropertyRule& r : property_rules(kind))
    if (property == r.name) return r.dimension;
  return Dimension::none;
}

const std::vector<std::string>& required_properties(const std::string& kind) {
  static const std::vector<std::string> alloy = {
      "liquidus", "solidus", "latent_heat", "density_liquid", "density_solid", "specific_heat_solid", "specific_heat_liquid",
      "thermal_conductivity_solid", "thermal_conductivity_liquid", "viscosity_liquid", "surface_tension", "coherency_fraction",
      "feeding_limit_fraction", "dendrite_arm_spacing"};
  static const std::vector<std::string> mould = {"thermal_conductivity", "density", "specific_heat", "metal_contact_limit"};
  return kind == "mould" ? mould : alloy;
}

}  // namespace sprue
