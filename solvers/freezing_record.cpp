#include "solvers/freezing_record.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

struct Freezing {
  const Domain& domain;
  const AlloyCurve& alloy;
  double cell_mass;
  const Field<double>& metal;
  std::span<const double> before, after;
  double dt, end;

  double temperature(Slot s) const { return alloy.temperature(after[s] / (cell_mass * metal[s])); }

  double gradient(Slot s) const {
    double sum = 0;
    const double own = temperature(s);
    for (int d = 0; d < 3; ++d) {
      const Slot high = domain.grid.neighbour(s, d == 0, d == 1, d == 2), low = domain.grid.neighbour(s, -(d == 0), -(d == 1), -(d == 2));
      const bool up = high != no_slot && high < metal.size() && metal[high] > 0 && domain.aperture[static_cast<std::size_t>(d)][high] > 0;
      const bool down = low != no_slot && low < metal.size() && metal[low] > 0 && domain.aperture[static_cast<std::size_t>(d)][s] > 0;
      if (!up && !down) continue;
      const double slope = ((up ? temperature(high) : own) - (down ? temperature(low) : own)) / (up + down);
      sum += slope * slope;
    }
    return std::sqrt(sum) / domain.grid.cell;
  }

  void keep(Slot s, Record& record) const {
    const double mass = cell_mass * metal[s], solid = alloy.solidus_enthalpy();
    const double e0 = before[s] / mass, e1 = after[s] / mass;
    if (e1 > solid) {
      record.solidification[s] = never;
      return;
    }
    if (record.solidification[s] >= 0) return;
    const double share = e0 > solid ? (e0 - solid) / (e0 - e1) : 0.0;
    record.solidification[s] = static_cast<float>(end - dt * (1 - share));
    record.gradient[s] = static_cast<float>(gradient(s));
    record.cooling_rate[s] = static_cast<float>((e0 - e1) / dt / alloy.solid_capacity());
  }
};

}  // namespace

double record_freezing(const Domain& domain, const AlloyCurve& alloy, double cell_mass, const Field<double>& metal,
                       std::span<const double> before, std::span<const double> after, double dt, double end, double counted,
                       Record& record) {
  const Freezing freezing{domain, alloy, cell_mass, metal, before, after, dt, end};
  return parallel_max(domain.grid.flow_blocks, 0.0, [&](std::size_t b) {
    double largest = 0;
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      if (metal[s] <= 0) continue;
      freezing.keep(s, record);
      if (metal[s] < counted) continue;
      const double was = alloy.temperature(before[s] / (cell_mass * metal[s]));
      largest = std::max(largest, std::abs(freezing.temperature(s) - was));
    }
    return largest;
  });
}

}  // namespace sprue
