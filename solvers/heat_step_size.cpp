#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/heat_system.h"

namespace sprue {

namespace {

constexpr double largest_enthalpy_step = 0.06; // of the latent heat

}  // namespace

/// What a slot allows by itself. On the plateau: a share of the latent heat. Off it a slot settles with its neighbours and then
/// changes with them: only a distance to that balance beyond the target counts, approached as 1 - exp(-dt / tau).
double Heat::Impl::slot_dt(Slot s, double change) const {
  const double mass = conduction.metal_mass(s);
  const double capacity = front_temperature(alloy, conduction.fronts()[s], start[s] / mass).capacity;
  if (std::isinf(capacity)) return change / std::abs(net[s]);
  double conductance = system.link[s];
  for (int d = 0; d < 3; ++d) {
    conductance += system.face[static_cast<std::size_t>(d)][s];
    const Slot high = conduction.across(s, d, 1);
    if (high != no_slot) conductance += system.face[static_cast<std::size_t>(d)][high];
  }
  const double x = change / (mass * capacity) * conductance / std::abs(net[s]);
  if (conductance == 0) return change / std::abs(net[s]);
  return x < 1 ? -mass * capacity / conductance * std::log1p(-x) : longest_step;
}

/// The least of the slots of a block, and what the block allows as a whole.
double Heat::Impl::block_dt(std::size_t block) const {
  const double enthalpy_step = largest_enthalpy_step * alloy.latent_heat();
  double least = longest_step, sum = 0, allowed = 0;
  for (Slot s = static_cast<Slot>(block * block_cells); s < (block + 1) * block_cells; ++s) {
    const double mass = is_metal(s) ? conduction.metal_mass(s) : 0.0;
    if (mass < counted_metal * cell_mass) continue;
    const double capacity = front_temperature(alloy, conduction.fronts()[s], start[s] / mass).capacity;
    const double change = mass * std::min(numerics.heat_temperature_step * capacity, enthalpy_step);
    sum += net[s];
    allowed += change;
    if (net[s] != 0) least = std::min(least, slot_dt(s, change));
  }
  return sum != 0 ? std::min(least, allowed / std::abs(sum)) : least;
}

/// Inverse of the dt (1/s) at which the changes of a step of dt would have been as large as wished. A change is that of the slots in the
/// mean, each weighted by what it gave: a plane front counts in full, a few fast slots in a large casting do not rule the step of all.
double Heat::Impl::haste(double dt) const {
  struct Change {
    double heat = 0, heat_square = 0, warmth = 0, warmth_square = 0;
    Change& operator+=(const Change& o) {
      heat += o.heat, heat_square += o.heat_square, warmth += o.warmth, warmth_square += o.warmth_square;
      return *this;
    }
  };
  const Change sum = parallel_sum<Change>(flow / block_cells, [&](std::size_t b) {
    Change c;
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      if (!is_metal(s)) continue;
      const double mass = conduction.metal_mass(s), from = start[s] / mass, to = next[s] / mass;
      const double heat = std::abs(to - from), warmth = std::abs(alloy.temperature(to) - alloy.temperature(from));
      c += {mass * heat, mass * heat * heat, mass * warmth, mass * warmth * warmth};
    }
    return c;
  });
  const double enthalpy_step = largest_enthalpy_step * alloy.latent_heat();
  const double by_heat = sum.heat > 0 ? sum.heat_square / sum.heat / enthalpy_step : 0;
  const double by_warmth = sum.warmth > 0 ? sum.warmth_square / sum.warmth / numerics.heat_temperature_step : 0;
  return std::max(by_heat, by_warmth) / dt;
}

double Heat::Impl::stable_dt(const CastingState& state) {
  if (state.heat_step > 0) return state.heat_step;
  gather(state);
  conduction.metal(state, temperature, 0, thick_layer, system);
  to_curve();
  conduction.flow(system, temperature, 0, flow / block_cells, net);
  return -parallel_max(flow / block_cells, -longest_step, [&](std::size_t b) { return -block_dt(b); });
}

}  // namespace sprue
