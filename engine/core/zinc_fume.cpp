#include "engine/core/zinc_fume.h"

#include <cmath>

#include "engine/core/units.h"

namespace sprue {

namespace {

constexpr double fuming = 0.3e5, too_much = 0.6e5;  // Pa

double pressure_at(const Property& p, double t) {
  if (p.table.empty()) return p.value;
  for (std::size_t i = 1; i < p.table.size(); ++i) {
    const auto& [t0, p0] = p.table[i - 1];
    const auto& [t1, p1] = p.table[i];
    if (t > t1 && i + 1 < p.table.size()) continue;
    // Between and beyond the rows ln p is linear in 1 / T (Clausius-Clapeyron).
    const double x = (1 / t - 1 / t0) / (1 / t1 - 1 / t0);
    return p0 * std::pow(p1 / p0, x);
  }
  return p.table.front().second;
}

std::string bar(double pascal) { return to_text(std::round(pascal / 1e3) / 100) + " bar"; }

}  // namespace

std::optional<Finding> zinc_fume(const Material& alloy, double pour_temperature, double surroundings) {
  const Property* vapour = alloy.find("zinc_vapour_pressure");
  if (!vapour) return std::nullopt;
  const double pressure = pressure_at(*vapour, pour_temperature);
  const bool boils = pressure > surroundings;
  if (pressure <= fuming && !boils) return std::nullopt;
  Finding f;
  f.kind = "zinc-fume";
  f.severity = boils || pressure > too_much ? Severity::reject : Severity::warn;
  f.value = pressure / 1e3;
  f.limit = (boils ? surroundings : pressure > too_much ? too_much : fuming) / 1e3;
  f.unit = "kPa";
  f.evidence = "Zinc over " + alloy.name + " at " + to_text(std::round(pour_temperature - 273.15)) + " degC has a pressure of " + bar(pressure) +
               (boils ? ", more than the " + bar(surroundings) + " of the gas around it: the melt boils" : "") + " (" + vapour->source + ").";
  f.cause = "Zinc leaves the melt as fume: the brass loses it, oxide films form, and whoever pours breathes it.";
  f.advice = boils ? "Less vacuum, or a cooler pour." : "Pour cooler, under a hood, or take a brass with less zinc or with silicon.";
  f.confidence = vapour->confidence + ": the thresholds are handbook values";
  return f;
}

}  // namespace sprue
