/// Connected regions of flow slots through open faces, numbered from 1 in the order of their lowest slot.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/core/cavity_cells.h"
#include "engine/core/error.h"

namespace sprue {

/// Labels every flow slot for which `belongs(slot)` holds; two are connected when the face between them is open.
/// cells: all slots with a cavity (CavityCells::all), ascending. label: size flow_slots(), 0 = not in a region. Returns the number of
/// regions. Union-find in slot order, the lowest slot of a tree its root: a block below another comes first in Morton order.
/// cleared: the labels of all other slots are 0 already.
template <class Belongs>
int label_regions(const Domain& domain, std::span<const Slot> cells, const Belongs& belongs, std::vector<std::int32_t>& label, bool cleared = false) {
  if (!cleared || label.size() != domain.grid.flow_slots()) label.assign(domain.grid.flow_slots(), 0);   // at first: slot of the parent + 1
  else for (const Slot s : cells) label[s] = 0;
  const auto root = [&](Slot s) {
    while (label[s] != static_cast<std::int32_t>(s + 1)) {
      const auto parent = static_cast<Slot>(label[s] - 1);
      label[s] = label[parent];
      s = static_cast<Slot>(label[s] - 1);
    }
    return s;
  };
  for (const Slot s : cells) {
    if (domain.cavity_fraction[s] <= 0 || !belongs(s)) continue;
    label[s] = static_cast<std::int32_t>(s + 1);
    for (int d = 0; d < 3; ++d) {
      if (domain.aperture[d][s] <= 0) continue;
      const Slot low = domain.grid.below(d, s);
      if (low >= label.size() || label[low] == 0) continue;
      SPRUE_ASSERT(low < s);
      const Slot a = root(low), b = root(s);
      label[std::max(a, b)] = static_cast<std::int32_t>(std::min(a, b) + 1);
    }
  }
  int regions = 0;
  for (const Slot s : cells) {                 // parents come before their children: they have their number already
    if (label[s] == 0) continue;
    const auto parent = static_cast<Slot>(label[s] - 1);
    label[s] = parent == s ? -++regions : label[parent];
  }
  for (const Slot s : cells) label[s] = -label[s];
  return regions;
}

}  // namespace sprue
