/// Connected regions of flow slots through open faces, numbered from 1 in the order of their lowest slot.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/domain.h"

namespace sprue {

/// Labels every flow slot for which `belongs(slot)` holds; two are connected when the face between them is open.
/// label: size flow_slots(), 0 = not in a region. Returns the number of regions. Deterministic.
template <class Belongs>
int label_regions(const Domain& domain, const Belongs& belongs, std::vector<std::int32_t>& label) {
  const std::size_t n = domain.grid.flow_slots();
  label.assign(n, 0);
  std::vector<Slot> stack;
  int regions = 0;
  for (Slot seed = 0; seed < n; ++seed) {
    if (label[seed] != 0 || domain.cavity_fraction[seed] <= 0 || !belongs(seed)) continue;
    label[seed] = ++regions;
    stack.assign(1, seed);
    while (!stack.empty()) {
      const Slot s = stack.back();
      stack.pop_back();
      for (int d = 0; d < 3; ++d)
        for (int side = -1; side <= 1; side += 2) {
          const Slot next = domain.grid.neighbour(s, side * (d == 0), side * (d == 1), side * (d == 2));
          if (next == no_slot || next >= n || label[next] != 0) continue;
          if (domain.aperture[d][side < 0 ? s : next] <= 0 || domain.cavity_fraction[next] <= 0) continue;
          if (!belongs(next)) continue;
          label[next] = regions;
          stack.push_back(next);
        }
    }
  }
  return regions;
}

}  // namespace sprue
