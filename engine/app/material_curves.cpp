#include "engine/app/material_curves.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/core/error.h"
#include "engine/core/material_schema.h"
#include "engine/core/solidification_path.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

constexpr double zero_celsius = 273.15;

/// Factor from SI to the unit of the file (no table is of temperatures, so units have no offset).
double in_unit(const Material& m, const Property& p) { return 1 / to_si(1, p.unit_as_written, property_dimension(m.kind, p.name), p.name); }

MaterialCurve solver_curve(const std::string& name, const std::string& unit, const std::string& source) { return {name, unit, source, "", {}, 1, 1}; }

void add_solver_curves(const Material& m, std::vector<MaterialCurve>& curves) {
  const AlloyCurve curve(m);
  const Property* pour = m.find("pour_temperature");
  const double hottest = std::max(pour ? pour->high : 0, curve.liquidus() + 30);
  MaterialCurve heat = solver_curve("enthalpy", "kJ/kg", "latent heat, heat capacities and solid fraction of this file, against the solid at 25 degC");
  MaterialCurve density = solver_curve("density", "kg/m3", "densities of this file, mixed by volume in the mush");
  const double cold = curve.enthalpy(293.15), hot = curve.enthalpy(hottest);
  const auto row = [&](double h) {
    const double celsius = curve.temperature(h) - zero_celsius;
    heat.rows.emplace_back(celsius, h / 1e3);
    density.rows.emplace_back(celsius, curve.density(h));
  };
  for (double h = cold; h < hot;) {   // the ends of straight pieces, and four points inside each
    const AlloyCurve::Point p = curve.at(h);
    const double end = std::min(p.high, hot);
    for (int i = 0; i < 4; ++i) row(h + 0.25 * i * (end - h));
    if (std::isinf(p.capacity) || end == hot) row(std::nextafter(end, cold));
    h = end;
  }
  curves.push_back(heat);
  curves.push_back(density);
}

std::string toml_table(const std::string& property, const std::vector<FreezingTableRow>& table, double FreezingTableRow::*value, const std::string& source,
                       const std::string& note) {
  std::string rows;
  for (const FreezingTableRow& r : table) {
    char row[64];
    std::snprintf(row, sizeof row, "%s[%.3f, %.4g]", rows.empty() ? "" : ", ", r.temperature - zero_celsius, r.*value);
    rows += row;
  }
  return "[properties." + property + "]\ntable = [" + rows + "]\ntemperature_unit = \"degC\"\nunit = \"\"\nsource = \"" + source +
         "\"\nconfidence = \"medium\"\nnote = \"" + note + "\"\n\n";
}

std::string celsius(double kelvin) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f degC", kelvin - zero_celsius);
  return text;
}

}  // namespace

std::vector<MaterialCurve> material_curves(const Material& m) {
  std::vector<MaterialCurve> curves;
  for (const Property& p : m.properties) {
    if (p.table.size() < 2) continue;
    MaterialCurve c{p.name, p.unit_as_written, p.source, p.confidence, {}, 1, 1};
    if (p.value > 0) c.low = p.low / p.value, c.high = p.high / p.value;
    const double factor = in_unit(m, p);
    for (const auto& [t, v] : p.table) c.rows.emplace_back(t - zero_celsius, v * factor);
    curves.push_back(c);
  }
  if (m.kind == "alloy") add_solver_curves(m, curves);
  return curves;
}

std::string freezing_note(const Material& m) {
  if (m.binary.empty()) return "";
  const BinaryAlloy binary = binary_alloy(m.binary, m.file);
  const FreezingPath path = freezing_path(binary, FreezingRule::lever);
  return "Solid fraction: Scheil path (and lever rule, the other bound) of the binary " + m.binary + ", " + binary.system->source + "; its temperature axis (" +
         celsius(path.rows.back().temperature) + " to " + celsius(path.rows.front().temperature) + ") is scaled to the published " +
         celsius(m.require("solidus").value) + " to " + celsius(m.require("liquidus").value) + ", because the other elements of " + m.composition + " are left out.";
}

std::string material_sheet(const Material& m) {
  std::vector<CurvePanel> panels;
  for (const MaterialCurve& c : material_curves(m)) {
    const std::string caption = c.source + (c.confidence.empty() ? "" : " [" + c.confidence + "]");
    if (c.name == "solid_fraction_lever" && !panels.empty() && panels.back().title == "solid_fraction") {
      panels.back().curves[0].name = "Scheil";
      panels.back().curves.push_back({"lever rule", c.rows, true});
      continue;
    }
    CurvePanel panel{c.name, "temperature, degC", c.unit.empty() ? (c.name == "latent_heat_share" ? "share" : "mass fraction") : c.unit, caption, {{"", c.rows, false}}};
    if (c.high > c.low) panel.band_low = c.low, panel.band_high = c.high;
    panels.push_back(panel);
  }
  if (panels.empty()) throw InputError("nothing to plot", m.file, m.name, "none of its properties is a table: `sprue materials show " + m.name + "` prints them");
  return curve_sheet(m.title, panels);
}

std::string freezing_tables(const std::string& name) {
  const bool shipped = name.ends_with(".toml") || [&] {
    const std::vector<std::string> names = material_names();
    return std::find(names.begin(), names.end(), name) != names.end();
  }();
  Material m;
  if (shipped) m = parse_material(name);
  if (shipped && m.binary.empty())
    throw InputError("no binary is stated", m.file, m.name, "add binary = \"Zn-4.0Al\" (or Cu-37Zn) at the top, or name the binary itself");
  const BinaryAlloy binary = binary_alloy(shipped ? m.binary : name, "materials freeze");
  std::string out;
  for (FreezingRule rule : {FreezingRule::scheil, FreezingRule::lever}) {
    FreezingPath path = freezing_path(binary, rule);
    std::string note = std::string(rule == FreezingRule::scheil ? "Scheil path of " : "the other bound, lever rule: ") + (shipped ? m.binary : name) + " (liquidus " +
                       celsius(path.rows.front().temperature) + ", end of freezing in equilibrium " + celsius(path.equilibrium_solidus) + ", latent heat " +
                       to_text(std::round(path.latent() / 100) / 10) + " kJ/kg)";
    if (shipped) {
      path = scaled(path, m.require("liquidus").value, m.require("solidus").value);
      note += "; temperature axis scaled to the published " + celsius(path.rows.front().temperature) + " and " + celsius(path.equilibrium_solidus) + ", the shape kept";
    }
    const std::vector<FreezingTableRow> table = freezing_table(path);
    const std::string source = "computed from " + binary.system->source + "; binary";
    const bool scheil = rule == FreezingRule::scheil;
    out += toml_table(scheil ? "solid_fraction" : "solid_fraction_lever", table, &FreezingTableRow::solid, source, note);
    if (scheil) out += toml_table("latent_heat_share", table, &FreezingTableRow::released, source, note);
  }
  return out;
}

}  // namespace sprue
