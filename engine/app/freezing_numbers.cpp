#include "engine/app/freezing_numbers.h"

#include <algorithm>
#include <vector>

#include "solvers/field_findings.h"

namespace sprue {

namespace {

constexpr double counted_room = 0.5;   // of a cell, as in solvers/microstructure.cpp

struct Spread {
  double mean = 0, median = 0;
  Slot least = no_slot, most = no_slot;
};

/// Of the parts (of everything where there are none); at no cell: least is no_slot.
Spread spread(const Domain& domain, const Field<float>& values) {
  const bool has_parts = std::any_of(domain.cavity.begin(), domain.cavity.end(), [](auto cavity) { return cavity > 0; });
  Spread result;
  std::vector<float> all;
  double sum = 0, room = 0;
  for (Slot s = 0; s < values.size(); ++s) {
    if (values[s] < 0 || domain.cavity_fraction[s] < counted_room || (has_parts && domain.cavity[s] <= 0)) continue;
    sum += domain.cavity_fraction[s] * static_cast<double>(values[s]);
    room += domain.cavity_fraction[s];
    all.push_back(values[s]);
    if (result.least == no_slot || values[s] < values[result.least]) result.least = s;
    if (result.most == no_slot || values[s] > values[result.most]) result.most = s;
  }
  if (all.empty()) return result;
  result.mean = sum / room;
  std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2), all.end());
  result.median = static_cast<double>(all[all.size() / 2]);
  return result;
}

/// What is written of a field: mean, median and the two ends with their places.
struct Writer {
  const Domain& domain;
  const std::vector<CavityPlacement>& placements;
  Summary& summary;

  void place(const std::string& at, const Field<float>& values, double unit, Slot s) const {
    summary.set(at + "/value", values[s] / unit);
    summary.set_count(at + "/cavity", domain.cavity[s]);
    summary.set_where(at + "/where_mm", in_part(placements, domain.cavity[s], domain.grid.centre(s)));
  }
  void field(const std::string& at, const Field<float>& values, double unit = 1) const {
    const Spread s = spread(domain, values);
    if (s.least == no_slot) return;
    summary.set(at + "/mean", s.mean / unit);
    summary.set(at + "/median", s.median / unit);
    place(at + "/least", values, unit, s.least);
    place(at + "/most", values, unit, s.most);
  }
};

/// Pa from the outside to where pores open: gas of the pores less what surface tension bears. Heads and spin are left out: they would only
/// add. 0 where gas in the metal has as much as the outside: pores open at once.
double pressure_drop(const Simulation& simulation) {
  const CastingConditions& c = simulation.conditions;
  return std::max(0.0, c.gas.pressure - (c.pores.gas_pressure - 2 * simulation.alloy.surface_tension() / c.pores.radius));
}

}  // namespace

Vec3 in_part(const std::vector<CavityPlacement>& placements, int cavity, Vec3 tool) {
  for (const CavityPlacement& p : placements)
    if (p.cavity == cavity) return CavityFrame{p.cavity, p.transform}.to_part(tool);
  return tool;
}

FreezingResults freezing_results(const Simulation& simulation, const Record& record) {
  Microstructure grains = microstructure(simulation.domain, record, arm_spacing_law(simulation.alloy_material));
  NiyamaFields niyama = niyama_fields(simulation.alloy, grains.gradient, record.cooling_rate, pressure_drop(simulation));
  return {std::move(grains), hot_tear(record), std::move(niyama)};
}

std::vector<CellField> freezing_fields(const Record& record, const FreezingResults& results) {
  const auto shown = [](const char* name, const Field<float>& f, double unit = 1) {
    return CellField{name, 1, false, false, double{never}, [&f, unit](Slot s, int) { return f[s] < 0 ? double{never} : f[s] / unit; }};
  };
  return {shown("cooling_rate K/s", record.cooling_rate), shown("gradient K/m", results.grains.gradient), shown("front_speed m/s", results.grains.front_speed),
          shown("local_freezing_time s", results.grains.local_time), shown("arm_spacing um", results.grains.arm_spacing, 1e-6),
          shown("niyama", results.niyama.number), shown("niyama_porosity", results.niyama.porosity), shown("clyne_davies", results.tear.clyne_davies), shown("bridging_rate 1/s", results.tear.bridging_rate)};
}

void add_freezing(const Simulation& simulation, const Record& record, const std::vector<CavityPlacement>& placements, Summary& summary) {
  const FreezingResults results = freezing_results(simulation, record);
  const Writer write{simulation.domain, placements, summary};
  write.field("/solidification/gradient_K_m", results.grains.gradient);
  write.field("/solidification/cooling_rate_K_s", record.cooling_rate);
  write.field("/solidification/front_speed_m_s", results.grains.front_speed);
  write.field("/solidification/local_freezing_time_s", results.grains.local_time);
  write.field("/solidification/arm_spacing_um", results.grains.arm_spacing, 1e-6);
  if (const ArmSpacingLaw arms = arm_spacing_law(simulation.alloy_material); arms.stated()) {
    summary.set("/solidification/arm_spacing_um/low_share", arms.low / arms.at_one_second);   // interval of the coefficient, of every value
    summary.set("/solidification/arm_spacing_um/high_share", arms.high / arms.at_one_second);
  }
  write.field("/porosity/niyama/number", results.niyama.number);
  write.field("/porosity/niyama/share", results.niyama.porosity);
  summary.set("/porosity/niyama/pressure_drop_kPa", pressure_drop(simulation) / 1000);
  summary.set("/solidification/hot_tear/kou_K", kou_index(simulation.alloy));
  write.field("/solidification/hot_tear/clyne_davies", results.tear.clyne_davies);
  write.field("/solidification/hot_tear/bridging_rate_1_s", results.tear.bridging_rate);
}

}  // namespace sprue
