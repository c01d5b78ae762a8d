#include "engine/core/cavity_cells.h"

namespace sprue {

CavityCells::CavityCells(const Domain& domain) : first_(domain.grid.flow_blocks + 1, 0) {
  for (std::size_t b = 0; b < domain.grid.flow_blocks; ++b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s)
      if (domain.cavity_fraction[s] > 0 || domain.aperture[0][s] > 0 || domain.aperture[1][s] > 0 || domain.aperture[2][s] > 0)
        slots_.push_back(s);
    first_[b + 1] = slots_.size();
  }
}

}  // namespace sprue
