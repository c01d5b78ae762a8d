#include "engine/core/interfaces.h"

#include <cmath>
#include <numbers>
#include <vector>

#include <toml++/toml.h>

#include "engine/core/error.h"
#include "engine/core/material_files.h"
#include "engine/core/property_reader.h"

namespace sprue {

namespace {

Property read(const toml::table& pair, const char* name, Dimension dimension, const std::string& file) {
  const toml::table* table = pair[name].as_table();
  if (!table) throw InputError(std::string("'") + name + "' of a pair is missing", file, "", "add it with value, unit, source and confidence");
  return read_property(file, name, *table, dimension);
}

std::optional<Property> read_if_given(const toml::table& pair, const char* name, Dimension dimension, const std::string& file) {
  return pair.contains(name) ? std::optional(read(pair, name, dimension, file)) : std::nullopt;
}

std::string celsius(double kelvin) { return to_text(std::round(kelvin - 273.15)) + " degC"; }

Finding contact_finding(const Material& alloy, const Material& mould, const Property& limit, double pour_temperature) {
  Finding f;
  f.kind = "alloy-mould";
  f.value = pour_temperature - 273.15;
  f.limit = limit.value - 273.15;
  f.unit = "degC";
  f.evidence = alloy.name + " is poured at " + celsius(pour_temperature) + ", " + mould.name + " stands metal up to " + celsius(limit.value) +
               " (" + limit.source + ").";
  f.confidence = limit.confidence;
  return f;
}

std::string interfaces_file() {
  const std::string file = material_file("interfaces").string();
  if (file.empty()) throw InputError("interfaces.toml is not found", "materials", "", "set SPRUE_MATERIALS to the folder that holds it");
  return file;
}

void add_coating(InterfaceProperties& pair, const std::string& name, const toml::table& document, const std::string& file) {
  std::vector<std::string> known;
  const toml::array* coatings = document["coating"].as_array();
  for (std::size_t i = 0; coatings && i < coatings->size(); ++i) {
    const toml::table* coating = (*coatings)[i].as_table();
    if (!coating) continue;
    known.push_back((*coating)["name"].value_or(std::string()));
    if (known.back() != name) continue;
    pair.coating = name;
    pair.coating_thickness = read(*coating, "thickness", Dimension::length, file);
    pair.coating_conductivity = read(*coating, "thermal_conductivity", Dimension::thermal_conductivity, file);
    return;
  }
  std::string list;
  for (const std::string& k : known) list += (list.empty() ? "" : ", ") + k;
  throw InputError("no such coating", file, name, "known are " + list + "; or add a [[coating]]");
}

const toml::table* find_pair(const toml::table& document, const Material& alloy, const Material& mould) {
  const toml::array* pairs = document["interface"].as_array();
  for (std::size_t i = 0; pairs && i < pairs->size(); ++i) {
    const toml::table* pair = (*pairs)[i].as_table();
    if (pair && (*pair)["alloy"].value_or(std::string()) == alloy.family && (*pair)["mould"].value_or(std::string()) == mould.family) return pair;
  }
  return nullptr;
}

std::optional<Property> skin_of(const std::string& family, const toml::table& document, const std::string& file) {
  const toml::array* skins = document["skin"].as_array();
  for (std::size_t i = 0; skins && i < skins->size(); ++i)
    if (const toml::table* skin = (*skins)[i].as_table(); skin && (*skin)["alloy"].value_or(std::string()) == family)
      return read(*skin, "yield_stress", Dimension::pressure, file);
  return std::nullopt;
}

InterfaceProperties pair_of(const toml::table& pair, const toml::table& document, const std::string& file) {
  InterfaceProperties p;
  p.contact_angle = read(pair, "contact_angle", Dimension::angle, file);
  p.heat_transfer_coefficient = read(pair, "heat_transfer_coefficient", Dimension::heat_transfer_coefficient, file);
  p.receding_angle = read_if_given(pair, "receding_angle", Dimension::angle, file);
  p.advancing_angle = read_if_given(pair, "advancing_angle", Dimension::angle, file);
  if (const toml::table* gas = document["gas"].as_table()) {
    p.gas_conductivity = read_if_given(*gas, "thermal_conductivity", Dimension::thermal_conductivity, file);
    p.emissivity = read_if_given(*gas, "emissivity", Dimension::none, file);
  }
  p.yield_stress = skin_of(pair["alloy"].value_or(std::string()), document, file);
  if (const std::string coating = pair["coating"].value_or(std::string()); !coating.empty()) add_coating(p, coating, document, file);
  return p;
}

}  // namespace

WallContact InterfaceProperties::contact() const {
  WallContact c;
  if (coating_thickness && coating_conductivity) {
    c.coating_thickness = coating_thickness->value;
    c.coating_conductivity = coating_conductivity->value;
  }
  if (gas_conductivity) c.gas_conductivity = gas_conductivity->value;
  if (emissivity) c.emissivity = emissivity->value;
  const double rest = 1 / heat_transfer_coefficient.value - c.coating_resistance();
  if (rest < 0)
    throw InputError("the coating alone resists more than the whole contact", "coating_thickness of " + coating, to_text(c.coating_thickness * 1e6) + " um",
                     "give a thinner or better conducting coating, or a heat_transfer_coefficient of at most " + to_text(1 / c.coating_resistance()) + " W/m2/K");
  c.film_thickness = rest * c.gas_conductivity;
  return c;
}

InterfaceProperties with_coating(InterfaceProperties pair, const std::string& coating) {
  const std::string file = interfaces_file();
  InterfaceProperties coated;
  add_coating(coated, coating, parse_toml(file), file);
  return with_coating(std::move(pair), coating, *coated.coating_thickness, *coated.coating_conductivity);
}

InterfaceProperties with_coating(InterfaceProperties pair, const std::string& coating, const Property& thickness, const Property& conductivity) {
  const double film = pair.contact().film_thickness;
  pair.coating = coating;
  pair.coating_thickness = thickness;
  pair.coating_conductivity = conductivity;
  const double coat = pair.coating_thickness->value / pair.coating_conductivity->value;
  const double gas = film / (pair.gas_conductivity ? pair.gas_conductivity->value : WallContact().gas_conductivity);
  Property& h = pair.heat_transfer_coefficient;
  const double all = 1 / (coat + gas), ratio = all / h.value;
  h.value = all;
  h.low *= ratio;
  h.high *= ratio;
  h.source = "computed: " + coating + " and the gas in the roughness of the pair in series; " + h.source;
  return pair;
}

bool has_interface(const Material& alloy, const Material& mould) { return find_pair(parse_toml(interfaces_file()), alloy, mould) != nullptr; }

InterfaceProperties load_interface(const Material& alloy, const Material& mould) {
  const std::string file = interfaces_file();
  const toml::table document = parse_toml(file);
  if (const toml::table* pair = find_pair(document, alloy, mould)) return pair_of(*pair, document, file);
  throw InputError("no data on " + alloy.family + " against " + mould.family, file, alloy.name + " in " + mould.name,
                   "add an [[interface]] with alloy = \"" + alloy.family + "\" and mould = \"" + mould.family + "\", or choose another pair");
}

std::optional<Finding> incompatibility(const Material& alloy, const Material& mould, double pour_temperature) {
  const Property& limit = mould.require("metal_contact_limit");
  if (pour_temperature <= limit.value) return std::nullopt;
  Finding f = contact_finding(alloy, mould, limit, pour_temperature);
  f.severity = Severity::reject;
  f.cause = "The metal burns or melts the mould before it freezes.";
  f.advice = alloy.require("liquidus").value + 20 < limit.value
                 ? "Pour cooler."
                 : "Choose an alloy that melts below " + celsius(limit.value) + ", or another mould (metal die, investment).";
  return f;
}

std::optional<Finding> mould_wear(const Material& alloy, const Material& mould, double pour_temperature) {
  const Property& limit = mould.require("metal_contact_limit");
  if (pour_temperature > limit.value || pour_temperature < limit.value - 20) return std::nullopt;
  Finding f = contact_finding(alloy, mould, limit, pour_temperature);
  f.severity = Severity::warn;
  f.cause = "The metal is within 20 K of what the mould stands: its life will be short.";
  f.advice = "Pour cooler.";
  return f;
}

}  // namespace sprue
