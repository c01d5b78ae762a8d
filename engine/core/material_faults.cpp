#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/materials.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

using Table = std::vector<std::pair<double, double>>;

constexpr double cold = 323.15;   // K: castings cool to their mould's temperature or the room's; tables of the solid start below this
constexpr double slack = 0.5;     // K: published temperatures are rounded to whole degrees
constexpr double crossing = 0.01; // of two tabulated bounds, each within 0.004 of its path

std::string celsius(double kelvin) { return to_text(std::round((kelvin - 273.15) * 100) / 100) + " degC"; }

double at(const Table& table, double t) {
  if (t <= table.front().first) return table.front().second;
  for (std::size_t i = 1; i < table.size(); ++i)
    if (t <= table[i].first && table[i].first > table[i - 1].first)
      return table[i - 1].second + (table[i].second - table[i - 1].second) * (t - table[i - 1].first) / (table[i].first - table[i - 1].first);
  return table.back().second;
}

class AlloyFaults {
 public:
  explicit AlloyFaults(const Material& alloy)
      : alloy_(alloy), liquidus_(alloy.require("liquidus").value), solidus_(alloy.require("solidus").value) {}

  std::vector<InputError> find() {
    if (solidus_ > liquidus_) add("the solidus lies above the liquidus", "solidus", celsius(solidus_), "give at most " + celsius(liquidus_));
    else curves();
    if (faults_.empty()) as_the_solvers_read_it();
    limits();
    for (const char* name : {"specific_heat_solid", "thermal_conductivity_solid", "density_solid"}) cover(name, cold, solidus_);
    double hottest = liquidus_;
    if (const Property* pour = alloy_.find("pour_temperature")) {
      hottest = std::max(hottest, pour->high);
      if (pour->value < liquidus_) add("the metal is poured below its liquidus", "pour_temperature", celsius(pour->value), "give at least " + celsius(liquidus_));
    }
    for (const char* name : {"specific_heat_liquid", "thermal_conductivity_liquid", "density_liquid", "viscosity_liquid", "surface_tension"})
      cover(name, liquidus_, hottest);
    return std::move(faults_);
  }

 private:
  void add(const std::string& what, const std::string& property, const std::string& value, const std::string& remedy) {
    faults_.emplace_back(what, alloy_.file + ", property " + property, value, remedy);
  }

  void curves() {
    const Property* fraction = alloy_.find("solid_fraction");
    if ((!fraction || fraction->table.empty()) && solidus_ < liquidus_)
      return add("an alloy that freezes over a range needs its curve", "solid_fraction", "",
                 "give a table of [temperature, mass fraction solid] from the solidus to the liquidus; of a Zn-Al or Cu-Zn alloy `sprue materials freeze Zn-4.0Al` computes it");
    if (fraction && !fraction->table.empty()) curve(*fraction);
    const Property* lever = alloy_.find("solid_fraction_lever");
    if (!lever || lever->table.empty()) return;
    curve(*lever);
    if (!fraction || fraction->table.empty()) return;
    for (const auto& [t, solid] : fraction->table)
      if (t > lever->table.front().first && at(lever->table, t) < solid - crossing)
        return add("the two bounds of the solid fraction cross", "solid_fraction_lever", to_text(at(lever->table, t)) + " at " + celsius(t),
                   "with diffusion in the solid more has frozen at the same temperature: give at least " + to_text(solid));
  }

  void curve(const Property& p) {
    const auto highest_first = [](const auto& a, const auto& b) { return a.second < b.second; };
    if (const auto rise = std::adjacent_find(p.table.begin(), p.table.end(), highest_first); rise != p.table.end())
      return add("the solid fraction does not fall with temperature", p.name, to_text((rise + 1)->second) + " at " + celsius((rise + 1)->first),
                 "give at most " + to_text(rise->second));
    if (p.table.front().second != 1 || p.table.back().second != 0)
      return add("the solid fraction does not reach from 1 to 0", p.name, to_text(p.table.front().second) + " to " + to_text(p.table.back().second),
                 "begin with 1 at the end of freezing and end with 0 at the liquidus");
    if (std::fabs(p.table.back().first - liquidus_) > slack)
      add("the curve of solid fraction does not end at the liquidus", p.name, celsius(p.table.back().first), "end it at " + celsius(liquidus_));
    if (p.table.front().first > solidus_ + slack)
      add("the curve of solid fraction does not reach the solidus", p.name, celsius(p.table.front().first), "begin it at " + celsius(solidus_) + " or below");
  }

  void as_the_solvers_read_it() {
    try {
      alloy_properties(alloy_);
    } catch (const InputError& fault) {
      faults_.push_back(fault);
    }
  }

  void limits() {
    const Property &coherent = alloy_.require("coherency_fraction"), &fed = alloy_.require("feeding_limit_fraction");
    if (coherent.value > fed.value)
      add("mass feeding would stop before the metal is coherent", "feeding_limit_fraction", to_text(fed.value), "give at least " + to_text(coherent.value));
  }

  void cover(const char* name, double low, double high) {
    const Property& p = alloy_.require(name);
    if (p.table.size() < 2) return;
    if (p.table.front().first > low + slack)
      add("the table begins too late", name, celsius(p.table.front().first), "begin it at " + celsius(low) + " or below");
    if (p.table.back().first < high - slack)
      add("the table ends too early", name, celsius(p.table.back().first), "go on to " + celsius(high) + " at least");
  }

  const Material& alloy_;
  const double liquidus_, solidus_;
  std::vector<InputError> faults_;
};

}  // namespace

std::vector<InputError> material_faults(const Material& material) {
  if (material.kind == "alloy") return AlloyFaults(material).find();
  std::vector<InputError> faults;
  const Property &limit = material.require("metal_contact_limit"), *service = material.find("service_temperature");
  if (service && service->value > limit.value)
    faults.emplace_back("the mould would stand more for long than for one shot", material.file + ", property service_temperature", celsius(service->value),
                        "give at most " + celsius(limit.value));
  return faults;
}

void check_temperatures(const Material& alloy, double pour, double mould, const std::string& where) {
  if (mould >= pour)
    throw InputError("the mould is hotter than the metal", where + ", mould.temperature", celsius(mould), "give less than the metal's " + celsius(pour));
  for (const char* name : {"specific_heat_liquid", "thermal_conductivity_liquid", "density_liquid", "viscosity_liquid", "surface_tension"}) {
    const Property& p = alloy.require(name);
    if (p.table.size() > 1 && pour > p.table.back().first + slack)
      throw InputError("the table of " + p.name + " of " + alloy.name + " does not reach the pour", alloy.file + ", property " + p.name,
                       celsius(p.table.back().first), "pour at most that hot (alloy.pour_temperature is " + celsius(pour) + "), or go on with the table");
  }
}

}  // namespace sprue
