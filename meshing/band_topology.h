/// Which blocks of 8^3 cells exist: the cavity with a rim of one cell, and a band of mould around it.
#pragma once

#include <bitset>
#include <vector>

#include "engine/core/block_grid.h"

namespace sprue {

/// Cells (i, j, low..high) of one lattice column, both ends included.
struct CellRun {
  int i = 0, j = 0, low = 0, high = 0;
};

struct CellBox {
  Index3 low, high;  ///< both included
};

struct BandBlock {
  Index3 block;
  std::bitset<block_cells> cells;  ///< in slot order (x fastest): cells of the band in this block
};

struct BandTopology {
  std::vector<Index3> flow_blocks;  ///< touched by the cavity cells or any of their 26 neighbours
  std::vector<BandBlock>
      band;  ///< cells within `band` cells of the cavity in every direction (box distance), and inside `clip`
};

/// `band` >= 0 in cells; 0 leaves the cavity cells themselves in the band.
BandTopology band_topology(const std::vector<CellRun>& cavity, int band, const CellBox& clip);

}  // namespace sprue
