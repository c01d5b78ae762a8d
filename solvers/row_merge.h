/// Rows of a coarse graph from edges in any order: parallel edges are joined; chunks are put behind each
/// other in order.
#pragma once

#include <cstdint>
#include <vector>

#include "solvers/graph_level.h"

namespace sprue {

struct CoarseEdge {
  std::int32_t row = 0, column = 0;  ///< coarse nodes, row != column
  float weight = 0;
};

/// Rows of consecutive coarse nodes, made by one chunk of work.
struct RowChunk {
  std::vector<std::int32_t> count;
  std::vector<std::int32_t> column;
  std::vector<float> weight;
  /// Appends the rows [first, first + rows); the order of `edges` decides the order of entries and of sums.
  void append(std::vector<CoarseEdge>& edges, std::int32_t first, std::int32_t rows);
};

/// Fills row_start, column and weight of the graph.
void join_rows(const std::vector<RowChunk>& chunks, Graph& graph);

}  // namespace sprue
