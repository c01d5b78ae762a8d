/// First coarsening: 2x2x2 cells of the packed blocks become the nodes of a graph, one for each connected
/// part.
#pragma once

#include "solvers/graph_level.h"
#include "solvers/packed_blocks.h"

namespace sprue {

/// Cells of one octant are one aggregate where faces connect them inside the octant; the cells of twin blocks
/// join where their link is strong against the weaker side's faces. aggregate: node of each packed slot, -1
/// where there is no unknown.
Graph coarsen_blocks(const LinearSystem& system, const PackedBlocks& blocks,
                     std::vector<std::int32_t>& aggregate);

}  // namespace sprue
