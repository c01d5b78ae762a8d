#include "solvers/wall_layer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/error.h"
#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr double resolved = 30;   // cells: a layer this wide conducts as cells in series do, within 2e-4
constexpr std::size_t chunk = 512;  // columns

/// Integral of erfc(y / l) from x to infinity: what lies beyond x, in units of the wall's excess.
double beyond(double x, double l) {
  if (l <= 0) return 0;
  const double z = x / l;
  if (z == 0) return l / std::sqrt(std::numbers::pi);
  return l * (std::exp(-z * z) / std::sqrt(std::numbers::pi) - z * std::erfc(z));
}

double first_mean(double l) { return beyond(0, l) - beyond(1, l); }
double second_mean(double l) { return beyond(1, l) - beyond(2, l); }
double ratio_of(double l) { return l <= 0 ? 0 : (first_mean(l) - second_mean(l)) / (1 - first_mean(l)); }

/// l by its ratio, ascending. Denser where the layer is thin.
struct LayerTable {
  static constexpr int points = 1024;
  std::array<double, points> length{}, ratio{};
  LayerTable() {
    for (int i = 0; i < points; ++i) {
      const double u = static_cast<double>(i) / (points - 1);
      length[i] = resolved * u * u;
      ratio[i] = ratio_of(length[i]);
    }
  }
  double at(double r) const {
    const auto next = std::upper_bound(ratio.begin(), ratio.end(), r);
    if (next == ratio.end()) return resolved;
    const auto i = static_cast<std::size_t>(next - ratio.begin());
    return length[i - 1] + (length[i] - length[i - 1]) * (r - ratio[i - 1]) / (ratio[i] - ratio[i - 1]);
  }
};

}  // namespace

LayerFactors wall_layer(double ratio, double fourier) {
  static const LayerTable table;
  if (!(ratio >= 0)) return {};
  const double start = table.at(ratio);
  if (start >= resolved) return {};
  const double end = std::sqrt(start * start + 4 * fourier), past_first = beyond(1, end);
  const double mean = beyond(0, end) - past_first, second = past_first - beyond(2, end);
  const double through_wall = (end - start) / std::sqrt(std::numbers::pi), through_cell = past_first - beyond(1, start);
  return {through_wall / (2 * fourier * (1 - mean)), through_cell / (fourier * (mean - second))};
}

WallLayers::WallLayers(const Domain& domain, const std::vector<MouldProperties>& moulds, const HeatMesh& mesh) {
  const BlockGrid& grid = domain.grid;
  const std::size_t flow = grid.flow_slots();
  const double h = grid.cell;
  const auto full = [&](Slot s) { return s != no_slot && mesh.mould_of(s) > 0 && (s >= flow || domain.cavity_fraction[s] <= 0); };
  std::vector<std::uint8_t> is_first(grid.slots(), 0);
  for (Slot s = 0; s < flow; ++s) {
    if (mesh.mould_of(s) == 0 || 1 - domain.cavity_fraction[s] > massless_share) continue;
    for (int d = 0; d < 3; ++d)
      for (int side = 0; side < 2; ++side) {
        const Slot first = side ? grid.above(d, s) : grid.below(d, s);
        const Slot second = first == no_slot ? no_slot : side ? grid.above(d, first) : grid.below(d, first);
        if (!full(first) || !full(second) || domain.mould_index[first] != domain.mould_index[second]) continue;
        const Slot wall_face = side ? first : s, deep_face = side ? second : first;
        const bool carries = (wall_face >= flow || !frictionless(domain.kind[d][wall_face])) &&
                             domain.thermal_boundary[d][wall_face] == 0 && domain.thermal_boundary[d][deep_face] == 0;
        if (!carries) continue;
        const MouldProperties& mould = moulds[domain.mould_index[first]];
        is_first[first] = 1;
        columns_.push_back({mesh.mould_of(s), mesh.mould_of(first), mesh.mould_of(second), d, mesh.mould_of(wall_face), mesh.mould_of(deep_face), 2 * mould.conductivity * h,
                            mould.conductivity * h, mould.conductivity / (mould.density * mould.specific_heat * h * h)});
      }
  }
  // between two walls two cells apart neither cell is deep mould
  std::erase_if(columns_, [&](const Column& c) { return is_first[mesh.slot(c.second)]; });
}

void WallLayers::set_faces(std::span<const double> temperature, double dt, HeatMatrix& matrix) const {
  SPRUE_ASSERT(dt > 0);
  parallel_for((columns_.size() + chunk - 1) / chunk, [&](std::size_t i) {
    const auto at = [](Unknown u) { return static_cast<std::size_t>(u); };
    for (std::size_t n = i * chunk; n < std::min(columns_.size(), (i + 1) * chunk); ++n) {
      const Column& c = columns_[n];
      const double rise = temperature[at(c.wall)] - temperature[at(c.first)], left = temperature[at(c.first)] - temperature[at(c.second)];
      const LayerFactors factors = wall_layer(left == 0 ? 0.0 : left / rise, c.diffusivity * dt);
      matrix.face[c.axis][at(c.wall_face)] = static_cast<float>(factors.wall * c.wall_plain);
      matrix.face[c.axis][at(c.deep_face)] = static_cast<float>(factors.deep * c.deep_plain);
    }
  });
}

}  // namespace sprue
