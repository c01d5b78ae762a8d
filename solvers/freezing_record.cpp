#include "solvers/freezing_record.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

double gradient(const Domain& domain, const FrozenMetal& metal, Unknown u) {
  const auto temperature = [&](Unknown n) { return metal.temperature[metal.mesh.metal_index(n)]; };
  double sum = 0;
  for (std::size_t d = 0; d < 3; ++d) {
    const Unknown high = metal.mesh.high(static_cast<int>(d), u), low = metal.mesh.low(static_cast<int>(d), u);
    const bool up = high > 0 && domain.aperture[d][metal.mesh.slot(high)] > 0;
    const bool down = low > 0 && domain.aperture[d][metal.mesh.slot(u)] > 0;
    if (!up && !down) continue;
    const double slope = (temperature(up ? high : u) - temperature(down ? low : u)) / (up + down);
    sum += slope * slope;
  }
  return std::sqrt(sum) / domain.grid.cell;
}

}  // namespace

void record_freezing(const Domain& domain, const AlloyCurve& alloy, const FrozenMetal& metal, double dt, double end, Record& record) {
  const double solid = alloy.solidus_enthalpy();
  const HeatMesh& mesh = metal.mesh;
  parallel_for(mesh.metal_blocks().size(), [&](std::size_t i) {
    const HeatMesh::Range range = mesh.metal_in(mesh.metal_blocks()[i]);
    for (Unknown u = range.begin; u < range.end; ++u) {
      if (!mesh.held(u)) continue;
      const Slot s = mesh.slot(u);
      const std::size_t m = mesh.metal_index(u);
      const double e0 = metal.content_before[m] / metal.mass[m], e1 = metal.content_after[static_cast<std::size_t>(u)] / metal.mass[m];
      if (e1 > solid) record.solidification[s] = never;
      if (e1 > solid || record.solidification[s] >= 0) continue;
      const double share = e0 > solid ? (e0 - solid) / (e0 - e1) : 0.0;
      record.solidification[s] = static_cast<float>(end - dt * (1 - share));
      record.gradient[s] = static_cast<float>(gradient(domain, metal, u));
      record.cooling_rate[s] = static_cast<float>((e0 - e1) / dt / alloy.solid_capacity());
    }
  });
}

}  // namespace sprue
