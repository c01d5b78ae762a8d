#include "engine/app/field_map.h"

#include <algorithm>
#include <limits>

namespace sprue {

namespace {
constexpr float nothing = std::numeric_limits<float>::quiet_NaN();
}

bool FieldMap::empty() const {
  return std::none_of(value.begin(), value.end(), [](float v) { return std::isfinite(v); });
}

float FieldMap::low() const {
  float low = std::numeric_limits<float>::infinity();
  for (float v : value)
    if (std::isfinite(v)) low = std::min(low, v);
  return low;
}

float FieldMap::high() const {
  float high = -std::numeric_limits<float>::infinity();
  for (float v : value)
    if (std::isfinite(v)) high = std::max(high, v);
  return high;
}

PlanGrid plan_grid(const Domain& domain) {
  constexpr int far = std::numeric_limits<int>::max();
  Index3 low{far, far, far}, high{-far, -far, -far};
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    if (domain.cavity_fraction[s] <= 0) continue;
    const Index3 c = domain.grid.cell_of(s);
    for (int d = 0; d < 3; ++d) {
      low[d] = std::min(low[d], c[d]);
      high[d] = std::max(high[d], c[d]);
    }
  }
  PlanGrid g;
  if (low.i == far) return g;
  g.cell = domain.grid.cell;
  g.low = {low.i - 1, low.j - 1, low.k};
  g.nx = high.i - low.i + 3;
  g.ny = high.j - low.j + 3;
  g.nz = high.k - low.k + 1;
  g.origin = {domain.grid.origin.x + g.low.i * g.cell, domain.grid.origin.y + g.low.j * g.cell};
  return g;
}

FieldMap plan_map(const Domain& domain, const PlanGrid& g, Across across,
                  const std::function<double(Slot)>& value) {
  FieldMap map{g.nx, g.ny, g.origin.x, g.origin.y, g.cell, std::vector<float>(g.size(), nothing)};
  std::vector<double> sum(g.size(), 0.0), weight(g.size(), 0.0);
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    const double v = domain.cavity_fraction[s] > 0 ? value(s) : nothing;
    if (!std::isfinite(v)) continue;
    const std::size_t c = g.column(domain.grid.cell_of(s));
    if (across == Across::largest)
      map.value[c] =
          std::isfinite(map.value[c]) ? std::max(map.value[c], static_cast<float>(v)) : static_cast<float>(v);
    sum[c] += v * domain.cavity_fraction[s];
    weight[c] += domain.cavity_fraction[s];
  }
  if (across == Across::mean)
    for (std::size_t c = 0; c < g.size(); ++c)
      if (weight[c] > 0) map.value[c] = static_cast<float>(sum[c] / weight[c]);
  return map;
}

FieldMap section_map(const Domain& domain, const PlanGrid& g, double y, int rim,
                     const std::function<double(Slot)>& value) {
  const BlockGrid& grid = domain.grid;
  FieldMap map{g.nx + 2 * rim,
               g.nz + 2 * rim,
               grid.origin.x + (g.low.i - rim) * g.cell,
               grid.origin.z + (g.low.k - rim) * g.cell,
               g.cell,
               {}};
  map.value.assign(static_cast<std::size_t>(map.nx) * static_cast<std::size_t>(map.ny), nothing);
  const int j = static_cast<int>(std::floor((y - grid.origin.y) / grid.cell));
  std::size_t at = 0;
  for (int k = 0; k < map.ny; ++k)
    for (int i = 0; i < map.nx; ++i, ++at) {
      const Slot s = grid.find({g.low.i - rim + i, j, g.low.k - rim + k});
      if (s != no_slot) map.value[at] = static_cast<float>(value(s));
    }
  return map;
}

}  // namespace sprue
