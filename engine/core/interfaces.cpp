#include "engine/core/interfaces.h"

#include <cmath>
#include <numbers>

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

}  // namespace

InterfaceProperties load_interface(const Material& alloy, const Material& mould) {
  const std::string file = material_file("interfaces").string();
  if (file.empty()) throw InputError("interfaces.toml is not found", "materials", "", "set SPRUE_MATERIALS to the folder that holds it");
  const toml::table document = parse_toml(file);
  const toml::array* pairs = document["interface"].as_array();
  for (std::size_t i = 0; pairs && i < pairs->size(); ++i) {
    const toml::table* pair = (*pairs)[i].as_table();
    if (!pair || (*pair)["alloy"].value_or(std::string()) != alloy.family || (*pair)["mould"].value_or(std::string()) != mould.family) continue;
    return {read(*pair, "contact_angle", Dimension::angle, file),
            read(*pair, "heat_transfer_coefficient", Dimension::heat_transfer_coefficient, file),
            read_if_given(*pair, "receding_angle", Dimension::angle, file), read_if_given(*pair, "advancing_angle", Dimension::angle, file)};
  }
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
