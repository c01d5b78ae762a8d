/// First coarsening: 2x2x2 cells of the packed blocks become the nodes of a graph, one for each connected
/// part.
#pragma once

#include <cstdint>
#include <vector>

#include "solvers/graph_level.h"
#include "solvers/packed_blocks.h"

namespace sprue {

/// Which node each cell belongs to.
struct Aggregation {
  std::vector<std::int32_t> node;  ///< per packed slot; -1 where there is no unknown
  std::vector<std::int32_t>
      octant;  ///< per packed block and octant (64, x fastest): its node, -1 none; valid in whole blocks
  std::vector<char> whole;  ///< per packed block: no octant holds parts of two nodes
};

/// Cells of one octant are one aggregate where faces connect them inside the octant; the cells of twin blocks
/// join where their link is strong against the weaker side's faces.
Graph coarsen_blocks(const LinearSystem& system, const PackedBlocks& blocks, Aggregation& aggregation);

}  // namespace sprue
