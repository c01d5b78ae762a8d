#include "solvers/freezing_record.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr double critical_share = 0.1;    // of the freezing range, above the solidus
constexpr double pure_share = 0.02;       // of the latent heat, below the solidus of a pure metal
constexpr double pure_interval = 0.02;    // of it, over which its cooling rate is the mean

/// Seconds the cell would have taken from `critical` to `rated` at the rate of its beginning. Behind a front into deep metal the temperature at a place is very
/// nearly linear in 1 / sqrt(t - start) (Neumann: erf(x / (2 sqrt(alpha t))) of an argument under 0.5), so the rate falls as (t - start)^-3/2.
double drop_time(double start, double critical, double rated) {
  const double before = critical - start, after = rated - start;
  return before > 0 && after > before ? 2 * before * (1 - std::sqrt(before / after)) : after - before;
}

}  // namespace

double enthalpy_at_solid(const AlloyCurve& alloy, double solid) {
  SPRUE_ASSERT(solid >= 0 && solid <= 1);
  double low = alloy.solidus_enthalpy(), high = alloy.liquidus_enthalpy();
  if (solid >= 1) return low;
  for (int i = 0; i < 200; ++i) {   // the fraction falls with the enthalpy
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) break;
    (alloy.solid_fraction(middle) > solid ? low : high) = middle;
  }
  return high;
}

FreezingStages::FreezingStages(const AlloyCurve& alloy) {
  const double range = alloy.liquidus() - alloy.solidus();
  if (range > 0) {
    critical_temperature_ = alloy.solidus() + critical_share * range;
    rated_enthalpy_ = critical_enthalpy_ = alloy.enthalpy(critical_temperature_);
  } else {
    critical_enthalpy_ = alloy.solidus_enthalpy() - pure_share * alloy.latent_heat();
    rated_enthalpy_ = critical_enthalpy_ - pure_interval * alloy.latent_heat();
    critical_temperature_ = alloy.temperature(critical_enthalpy_);
  }
  critical_capacity_ = alloy.heat_capacity(critical_enthalpy_);
  if (!std::isfinite(critical_capacity_)) critical_capacity_ = alloy.plateau().capacity_liquid;   // just above a reaction there
  stages_ = {{{alloy.liquidus_enthalpy(), &Record::below_liquidus},
              {enthalpy_at_solid(alloy, 0.4), &Record::solid_40},
              {enthalpy_at_solid(alloy, 0.9), &Record::solid_90},
              {enthalpy_at_solid(alloy, 0.99), &Record::solid_99},
              {alloy.solidus_enthalpy(), &Record::solidification},
              {critical_enthalpy_, &Record::critical_time}}};
  std::stable_sort(stages_.begin(), stages_.end(), [](const Stage& a, const Stage& b) { return a.enthalpy > b.enthalpy; });
}

void FreezingStages::pass(Slot s, double before, double after, double dt, double end, Record& record) const {
  const bool none_passed = (record.*stages_.front().time)[s] < 0, all_passed = (record.*stages_.back().time)[s] >= 0 && record.cooling_rate[s] >= 0;
  if ((none_passed && after > stages_.front().enthalpy) || (all_passed && after <= stages_.back().enthalpy)) return;
  for (const Stage& stage : stages_) {
    float& time = (record.*stage.time)[s];
    if (after > stage.enthalpy) {
      time = never;
      continue;
    }
    if (time >= 0) continue;
    const double share = before > stage.enthalpy ? (before - stage.enthalpy) / (before - after) : 0.0;
    time = static_cast<float>(end - dt * (1 - share));
  }
  rate(s, before, after, dt, end, record);
}

void FreezingStages::rate(Slot s, double before, double after, double dt, double end, Record& record) const {
  float& kept = record.cooling_rate[s];
  if (after > rated_enthalpy_) kept = never;
  if (after > rated_enthalpy_ || kept >= 0) return;
  const double lost = std::max(0.0, before - after);
  if (rated_enthalpy_ == critical_enthalpy_) {
    kept = static_cast<float>(lost / (dt * critical_capacity_));
    return;
  }
  const double share = before > rated_enthalpy_ ? (before - rated_enthalpy_) / lost : 0.0;
  const double since = drop_time(std::max(0.0f, record.arrival[s]), record.critical_time[s], end - dt * (1 - share));
  if (since > 0) kept = static_cast<float>((critical_enthalpy_ - rated_enthalpy_) / (since * critical_capacity_));
}

void record_freezing(const FreezingStages& stages, const FrozenMetal& metal, double dt, double end, Record& record) {
  const HeatMesh& mesh = metal.mesh;
  parallel_for(mesh.metal_blocks().size(), [&](std::size_t i) {
    const HeatMesh::Range range = mesh.metal_in(mesh.metal_blocks()[i]);
    for (Unknown u = range.begin; u < range.end; ++u) {
      if (!mesh.held(u)) continue;
      const std::size_t m = mesh.metal_index(u);
      stages.pass(mesh.slot(u), metal.content_before[m] / metal.mass[m], metal.content_after[static_cast<std::size_t>(u)] / metal.mass[m], dt, end, record);
    }
  });
}

}  // namespace sprue
