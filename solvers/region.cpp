#include "solvers/region.h"

#include <algorithm>
#include <limits>
#include <map>

#include "solvers/connected_regions.h"

namespace sprue {

void measure(const Domain& domain, const std::function<double(Slot)>& weight, Region& region) {
  const BlockGrid& grid = domain.grid;
  Vec3 sum, low, high;
  double total = 0;
  std::map<std::int32_t, std::size_t> elements;
  for (std::size_t n = 0; n < region.cells.size(); ++n) {
    const Slot s = region.cells[n];
    const Vec3 c = grid.centre(s);
    const double w = weight(s);
    sum += w * c;
    total += w;
    for (int d = 0; d < 3; ++d) {
      low[d] = n == 0 ? c[d] : std::min(low[d], c[d]);
      high[d] = n == 0 ? c[d] : std::max(high[d], c[d]);
    }
    ++elements[domain.element[s]];
  }
  region.volume = total * domain.cell_volume();
  for (int d = 0; d < 3; ++d) region.extent = std::max(region.extent, high[d] - low[d] + grid.cell);
  const Vec3 centroid = total > 0 ? (1 / total) * sum : 0.5 * (low + high);
  double nearest = std::numeric_limits<double>::infinity();
  for (Slot s : region.cells) {
    const double distance = norm(grid.centre(s) - centroid);
    if (distance < nearest) {
      nearest = distance;
      region.middle = s;
    }
  }
  if (region.middle == no_slot) return;
  region.cavity = domain.cavity[region.middle];
  std::size_t most = 0;
  for (const auto& [element, count] : elements)
    if (count > most) {
      most = count;
      region.element = element;
    }
}

std::vector<Region> find_regions(const Domain& domain, const std::function<bool(Slot)>& belongs,
                                 const std::function<double(Slot)>& weight) {
  std::vector<std::int32_t> label;
  std::vector<Region> regions(static_cast<std::size_t>(label_regions(domain, CavityCells(domain).all(), belongs, label)));
  for (Slot s = 0; s < label.size(); ++s)
    if (label[s] > 0) regions[static_cast<std::size_t>(label[s] - 1)].cells.push_back(s);
  for (Region& r : regions) measure(domain, weight, r);
  return regions;
}

}  // namespace sprue
