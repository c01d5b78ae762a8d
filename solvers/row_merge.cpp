#include "solvers/row_merge.h"

#include <algorithm>

#include "engine/core/parallel.h"

namespace sprue {

void RowChunk::append(std::vector<CoarseEdge>& edges, std::int32_t first, std::int32_t rows) {
  static thread_local std::vector<std::int32_t> start;
  static thread_local std::vector<CoarseEdge> sorted;
  start.assign(static_cast<std::size_t>(rows) + 1, 0);
  for (const CoarseEdge& e : edges) ++start[static_cast<std::size_t>(e.row - first) + 1];
  for (std::size_t r = 1; r < start.size(); ++r) start[r] += start[r - 1];
  sorted.resize(edges.size());
  for (const CoarseEdge& e : edges)
    sorted[static_cast<std::size_t>(start[static_cast<std::size_t>(e.row - first)]++)] = e;
  std::size_t next = 0;
  for (std::int32_t r = first; r < first + rows; ++r) {
    const std::size_t begin = column.size();
    for (; next < sorted.size() && sorted[next].row == r; ++next) {
      const auto old =
          std::find(column.begin() + static_cast<std::ptrdiff_t>(begin), column.end(), sorted[next].column);
      if (old == column.end()) {
        column.push_back(sorted[next].column);
        weight.push_back(sorted[next].weight);
      } else {
        weight[static_cast<std::size_t>(old - column.begin())] += sorted[next].weight;
      }
    }
    count.push_back(static_cast<std::int32_t>(column.size() - begin));
  }
}

void join_rows(const std::vector<RowChunk>& chunks, Graph& graph) {
  std::vector<std::size_t> row_offset(chunks.size() + 1, 0), entry_offset(chunks.size() + 1, 0);
  for (std::size_t c = 0; c < chunks.size(); ++c) {
    row_offset[c + 1] = row_offset[c] + chunks[c].count.size();
    entry_offset[c + 1] = entry_offset[c] + chunks[c].column.size();
  }
  graph.row_start.assign(row_offset.back() + 1, 0);
  graph.column.resize(entry_offset.back());
  graph.weight.resize(entry_offset.back());
  parallel_chunks(chunks.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      auto running = static_cast<std::int32_t>(entry_offset[c]);
      for (std::size_t r = 0; r < chunks[c].count.size(); ++r)
        graph.row_start[row_offset[c] + r + 1] = running += chunks[c].count[r];
      const auto to = static_cast<std::ptrdiff_t>(entry_offset[c]);
      std::copy(chunks[c].column.begin(), chunks[c].column.end(), graph.column.begin() + to);
      std::copy(chunks[c].weight.begin(), chunks[c].weight.end(), graph.weight.begin() + to);
    }
  });
}

}  // namespace sprue
