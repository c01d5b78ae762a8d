// sprue materials: what is known of alloys and moulds, and from where.
#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "engine/app/commands.h"
#include "engine/app/material_curves.h"
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/interfaces.h"
#include "engine/core/material_schema.h"
#include "engine/core/materials.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

using Json = nlohmann::ordered_json;

const char* const schema = "sprue.materials/1";

Json to_json(const Property& p) {
  Json one = {{"name", p.name}, {"value", p.value}, {"low", p.low}, {"high", p.high}, {"unit", p.unit}, {"source", p.source}, {"confidence", p.confidence}};
  if (!p.note.empty()) one["note"] = p.note;
  if (!p.table.empty()) one["table"] = p.table;
  if (p.range_high > 0) one["range_K"] = {p.range_low, p.range_high};
  return one;
}

/// The wall contact of this material with each of the other kind; the pairs no data is given of are left out.
std::vector<std::pair<std::string, InterfaceProperties>> contacts_of(const Material& m) {
  std::vector<std::pair<std::string, InterfaceProperties>> contacts;
  for (const std::string& name : material_names()) {
    const Material other = load_material(name);
    if (other.kind == m.kind) continue;
    const Material &alloy = m.kind == "alloy" ? m : other, &mould = m.kind == "alloy" ? other : m;
    if (has_interface(alloy, mould)) contacts.emplace_back(name, load_interface(alloy, mould));
  }
  return contacts;
}

Json to_json(const Material& m) {
  Json properties = Json::array(), curves = Json::array(), contacts = Json::array();
  for (const Property& p : m.properties) properties.push_back(to_json(p));
  for (const MaterialCurve& c : material_curves(m)) curves.push_back({{"name", c.name}, {"unit", c.unit}, {"source", c.source}, {"degC", c.rows}});
  for (const auto& [name, pair] : contacts_of(m))
    contacts.push_back({{"with", name}, {"contact_angle", to_json(pair.contact_angle)}, {"heat_transfer_coefficient", to_json(pair.heat_transfer_coefficient)}});
  Json one = {{"name", m.name}, {"title", m.title}, {"kind", m.kind}, {"family", m.family}, {"file", m.file}};
  if (!m.composition.empty()) one["composition"] = m.composition;
  if (!m.binary.empty()) one["binary"] = m.binary, one["freezing"] = freezing_note(m);
  one["properties"] = properties;
  one["curves"] = curves;
  one["contacts"] = contacts;
  return one;
}

std::string short_number(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.5g", v);
  return text;
}

/// Value, interval and limits of use in the unit of the file.
std::string value_text(const Property& p, Dimension dimension) {
  const double zero = to_si(0, p.unit_as_written, dimension, p.name), one = to_si(1, p.unit_as_written, dimension, p.name) - zero;
  const auto shown = [&](double si) { return short_number((si - zero) / one); };
  std::string text = shown(p.value) + (p.unit_as_written.empty() ? "" : " " + p.unit_as_written);
  if (p.low != p.high) text += "  (" + shown(p.low) + " to " + shown(p.high) + ")";
  if (p.range_high > 0) text += "  for " + short_number(p.range_low - 273.15) + " to " + short_number(p.range_high - 273.15) + " degC";
  return text;
}

void print(const Property& p, Dimension dimension) {
  std::printf("  %-28s %s  [%s] %s\n", p.name.c_str(), value_text(p, dimension).c_str(), p.confidence.c_str(), p.source.c_str());
  if (!p.note.empty()) std::printf("      %s\n", p.note.c_str());
}

void print(const MaterialCurve& c) {
  std::printf("\n  %s%s  %s%s\n", c.name.c_str(), c.unit.empty() ? "" : (", " + c.unit).c_str(), c.confidence.empty() ? "" : ("[" + c.confidence + "] ").c_str(), c.source.c_str());
  for (const auto& [celsius, value] : c.rows) std::printf("    %9.3f degC  %s\n", celsius, short_number(value).c_str());
}

void print(const Material& m) {
  std::printf("%s: %s (%s, %s)%s\n", m.name.c_str(), m.title.c_str(), m.kind.c_str(), m.family.c_str(), m.composition.empty() ? "" : ("\n" + m.composition).c_str());
  if (!m.binary.empty()) std::printf("%s\n", freezing_note(m).c_str());
  if (!m.note.empty()) std::printf("%s\n", m.note.c_str());
  std::printf("\nProperties: value (interval) [confidence] source\n");
  for (const Property& p : m.properties) print(p, property_dimension(m.kind, p.name));
  const std::vector<MaterialCurve> curves = material_curves(m);
  if (!curves.empty()) std::printf("\nCurves\n");
  for (const MaterialCurve& c : curves) print(c);
  std::printf("\nAgainst the wall: heat transfer coefficient in contact, contact angle\n");
  for (const auto& [name, pair] : contacts_of(m)) {
    const Property& h = pair.heat_transfer_coefficient;
    std::printf("  %-18s %s%s; %s  [%s] %s\n", name.c_str(), value_text(h, Dimension::heat_transfer_coefficient).c_str(), pair.coating.empty() ? "" : (" with " + pair.coating).c_str(),
                value_text(pair.contact_angle, Dimension::angle).c_str(), h.confidence.c_str(), h.source.c_str());
  }
}

int list(bool json) {
  Json all = Json::array();
  for (const std::string& name : material_names()) {
    const Material m = load_material(name);
    Json one = {{"name", m.name}, {"title", m.title}, {"kind", m.kind}, {"family", m.family}};
    std::string range;
    if (m.kind == "alloy") {
      const double solidus = m.require("solidus").value - 273.15, liquidus = m.require("liquidus").value - 273.15;
      one["solidus_degC"] = solidus, one["liquidus_degC"] = liquidus;
      range = short_number(solidus) + " to " + short_number(liquidus) + " degC";
    } else {
      const double limit = m.require("metal_contact_limit").value - 273.15;
      one["metal_contact_limit_degC"] = limit;
      range = "metal up to " + short_number(limit) + " degC";
    }
    all.push_back(one);
    if (!json) std::printf("%-17s %-6s %-10s %-22s %s\n", m.name.c_str(), m.kind.c_str(), m.family.c_str(), range.c_str(), m.title.c_str());
  }
  if (json) std::printf("%s\n", Json{{"schema", schema}, {"materials", all}}.dump(1).c_str());
  return exit_code::done;
}

int check(const std::string& file, bool json) {
  const Material m = parse_material(file);
  const std::vector<InputError> faults = material_faults(m);
  if (json) {
    Json all = Json::array();
    for (const InputError& f : faults) all.push_back({{"message", f.what()}, {"where", f.where}, {"value", f.value}, {"remedy", f.remedy}});
    std::printf("%s\n", Json{{"schema", schema}, {"file", m.file}, {"name", m.name}, {"kind", m.kind}, {"properties", m.properties.size()}, {"faults", all}}.dump(1).c_str());
  } else if (faults.empty()) {
    std::printf("%s: %s with %zu properties, all in order\n", m.file.c_str(), m.kind.c_str(), m.properties.size());
  }
  for (const InputError& f : faults) std::fprintf(stderr, "sprue: %s\n", f.what());
  return faults.empty() ? exit_code::done : exit_code::bad_input;
}

}  // namespace

int materials_command(const std::string& action, const std::string& name, const std::string& plot, const RunOptions& options) {
  if (!plot.empty() && action != "show") throw InputError("nothing to plot", "--plot", plot, "`sprue materials show NAME --plot FILE.svg`");
  if (action == "list") return list(options.json);
  if (name.empty()) throw InputError("no material named", "materials " + action, "", "`sprue materials list` shows the names");
  if (action == "check") return check(name, options.json);
  if (action == "freeze") {
    const std::string tables = freezing_tables(name);
    std::printf("%s\n", options.json ? Json{{"schema", schema}, {"toml", tables}}.dump(1).c_str() : tables.c_str());
    return exit_code::done;
  }
  const Material m = load_material(name);
  if (!plot.empty()) write_text_file(plot, material_sheet(m));
  if (options.json) std::printf("%s\n", Json{{"schema", schema}, {"materials", {to_json(m)}}}.dump(1).c_str());
  else print(m);
  return exit_code::done;
}

}  // namespace sprue
