#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/heat_system.h"

namespace sprue {

namespace {

constexpr double largest_enthalpy_step = 0.1;  // of the latent heat
constexpr double longest_step = 1e6;           // s

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

double Heat::Impl::stable_dt(const CastingState& state) {
  gather(state);
  conduction.metal(state, temperature, 0, thick_layer, system);
  to_curve();
  conduction.flow(system, temperature, 0, flow / block_cells, net);
  return -parallel_max(flow / block_cells, -longest_step, [&](std::size_t b) { return -block_dt(b); });
}

}  // namespace sprue
