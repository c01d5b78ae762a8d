#include "solvers/linear_system.h"

#include <array>

#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "solvers/block_stencil.h"

namespace sprue {

namespace {

constexpr std::array<int, 6> axis_of_side{0, 0, 1, 1, 2, 2};

}  // namespace

BlockTopology flow_topology(const BlockGrid& grid) {
  BlockTopology t;
  const auto flow = static_cast<std::int32_t>(grid.flow_blocks);
  t.coordinates.assign(grid.blocks.begin(), grid.blocks.begin() + flow);
  t.layer.assign(grid.flow_blocks, 0);
  t.twin.assign(grid.flow_blocks, -1);
  t.neighbour.resize(grid.flow_blocks);
  for (std::size_t b = 0; b < grid.flow_blocks; ++b)
    for (std::size_t side = 0; side < 6; ++side) {
      const std::int32_t n = grid.face_neighbour(b, axis_of_side[side], static_cast<int>(side % 2));
      t.neighbour[b][side] = n < flow ? n : -1;
    }
  return t;
}

BlockTopology two_layer_topology(const BlockGrid& grid) {
  BlockTopology t = flow_topology(grid);
  const auto flow = static_cast<std::int32_t>(grid.flow_blocks);
  t.coordinates.insert(t.coordinates.end(), grid.blocks.begin(), grid.blocks.end());
  t.layer.insert(t.layer.end(), grid.block_count(), 1);
  for (std::size_t b = 0; b < grid.block_count(); ++b) {
    std::array<std::int32_t, 6> sides{};
    for (std::size_t side = 0; side < 6; ++side) {
      const std::int32_t n = grid.face_neighbour(b, axis_of_side[side], static_cast<int>(side % 2));
      sides[side] = n < 0 ? -1 : flow + n;
    }
    t.neighbour.push_back(sides);
    const bool has_metal = b < grid.flow_blocks;
    t.twin.push_back(has_metal ? static_cast<std::int32_t>(b) : -1);
    if (has_metal) t.twin[b] = flow + static_cast<std::int32_t>(b);
  }
  return t;
}

LinearSystem::LinearSystem(const BlockTopology& t)
    : topology(&t),
      face{std::vector<double>(t.slots(), 0.0), std::vector<double>(t.slots(), 0.0),
           std::vector<double>(t.slots(), 0.0)},
      diagonal(t.slots(), 0.0),
      rhs(t.slots(), 0.0) {}

void apply(const LinearSystem& system, std::span<const double> x, std::span<double> y) {
  const BlockTopology& t = *system.topology;
  SPRUE_ASSERT(x.size() == t.slots() && y.size() == t.slots());
  parallel_for(t.coordinates.size(), [&](std::size_t b) {
    const BlockStencil stencil = coefficients_of(system, b);
    NeighbourValues<double> near;
    for (std::size_t side = 0; side < 6; ++side)
      if (t.neighbour[b][side] >= 0)
        near.side[side] = x.data() + static_cast<std::size_t>(t.neighbour[b][side]) * block_cells;
    if (stencil.link != nullptr) near.twin = x.data() + static_cast<std::size_t>(t.twin[b]) * block_cells;
    apply_block(stencil, near, x.data() + b * block_cells, y.data() + b * block_cells);
  });
  for (const LowRankTerm& term : system.low_rank) {
    double product = 0;
    for (std::size_t n = 0; n < term.slots.size(); ++n) product += term.weights[n] * x[term.slots[n]];
    for (std::size_t n = 0; n < term.slots.size(); ++n)
      y[term.slots[n]] += term.beta * term.weights[n] * product;
  }
}

}  // namespace sprue
