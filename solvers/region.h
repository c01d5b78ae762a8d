/// Connected regions of cells as bodies: how big, where, in which cavity, under which drawn element.
#pragma once

#include <functional>
#include <vector>

#include "engine/core/domain.h"

namespace sprue {

struct Region {
  std::vector<Slot> cells;            ///< ascending
  double volume = 0;                  ///< m3, of the weight
  double extent = 0;                  ///< m, longest side of the bounding box
  Slot middle = no_slot;              ///< the cell nearest to the centroid
  int cavity = 0;                     ///< of `middle`
  std::int32_t element = no_element;  ///< the commonest of its cells
};

/// Regions of the slots that belong, connected through open faces, in the order of their lowest slot. weight:
/// share of a cell (0..1) that counts as volume.
std::vector<Region> find_regions(const Domain& domain, const std::function<bool(Slot)>& belongs,
                                 const std::function<double(Slot)>& weight);

/// Volume, extent, middle, cavity and element of a region whose cells are set.
void measure(const Domain& domain, const std::function<double(Slot)>& weight, Region& region);

}  // namespace sprue
