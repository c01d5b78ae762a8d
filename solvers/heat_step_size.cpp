#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/heat_system.h"

namespace sprue {

namespace {

constexpr double largest_enthalpy_step = 0.06; // of the latent heat

std::size_t at(Unknown u) { return static_cast<std::size_t>(u); }

}  // namespace

/// What an unknown allows by itself. On the plateau: a share of the latent heat. Off it it settles with its neighbours and then
/// changes with them: only a distance to that balance beyond the target counts, approached as 1 - exp(-dt / tau).
double Heat::Impl::unknown_dt(Unknown u, double change) const {
  const double net = std::abs(next[at(u)]), capacity = conduction.metal_mass(u) * curve(u, start[mesh.metal_index(u)]).capacity;
  if (std::isinf(capacity)) return change / net;
  const HeatMatrix& matrix = conduction.matrix();
  double conductance = static_cast<double>(matrix.link[mesh.metal_index(u)]);
  for (int d = 0; d < 3; ++d) conductance += static_cast<double>(matrix.face[d][at(u)]) + static_cast<double>(matrix.face[d][at(mesh.high(d, u))]);
  const double x = change / capacity * conductance / net;
  if (conductance == 0) return change / net;
  return x < 1 ? -capacity / conductance * std::log1p(-x) : longest_step;
}

/// The least of the unknowns of a range, and what the range allows as a whole.
double Heat::Impl::range_dt(HeatMesh::Range range) const {
  const double enthalpy_step = largest_enthalpy_step * alloy.latent_heat();
  double least = longest_step, sum = 0, allowed = 0;
  for (Unknown u = range.begin; u < range.end; ++u) {
    if (!mesh.held(u)) continue;
    const double mass = conduction.metal_mass(u);
    if (mass < counted_metal * cell_mass) continue;
    const double change = mass * std::min(numerics.heat_temperature_step * curve(u, start[mesh.metal_index(u)]).capacity, enthalpy_step);
    sum += next[at(u)];
    allowed += change;
    if (next[at(u)] != 0) least = std::min(least, unknown_dt(u, change));
  }
  return sum != 0 ? std::min(least, allowed / std::abs(sum)) : least;
}

/// Inverse of the dt (1/s) at which the changes of a step of dt would have been as large as wished. A change is that of the cells in the
/// mean, each weighted by what it gave: a plane front counts in full, a few fast cells in a large casting do not rule the step of all.
double Heat::Impl::haste(double dt) const {
  struct Change {
    double heat = 0, heat_square = 0, warmth = 0, warmth_square = 0;
    Change& operator+=(const Change& o) {
      heat += o.heat, heat_square += o.heat_square, warmth += o.warmth, warmth_square += o.warmth_square;
      return *this;
    }
  };
  const Change sum = parallel_sum<Change>(mesh.metal_blocks().size(), [&](std::size_t i) {
    Change c;
    const HeatMesh::Range range = mesh.metal_in(mesh.metal_blocks()[i]);
    for (Unknown u = range.begin; u < range.end; ++u) {
      if (!mesh.held(u)) continue;
      const std::size_t m = mesh.metal_index(u);
      const double mass = conduction.metal_mass(u), heat = std::abs(next[at(u)] - start[m]) / mass, warmth = std::abs(after[m] - before[m]);
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
  conduction.choose_all();
  conduction.metal(state, temperatures(), 0, thick_layer);
  to_fronts();
  conduction.flow(temperatures(), {next.get(), at(mesh.end())});
  return -parallel_max(mesh.metal_blocks().size(), -longest_step, [&](std::size_t i) { return -range_dt(mesh.metal_in(mesh.metal_blocks()[i])); });
}

}  // namespace sprue
