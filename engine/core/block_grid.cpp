#include "engine/core/block_grid.h"

#include <algorithm>
#include <unordered_map>

#include "engine/core/error.h"

namespace sprue {

namespace {

std::uint64_t spread(std::uint64_t v) {  // puts two zero bits after each of the low 21 bits
  v &= 0x1fffff;
  v = (v | v << 32) & 0x1f00000000ffffull;
  v = (v | v << 16) & 0x1f0000ff0000ffull;
  v = (v | v << 8) & 0x100f00f00f00f00full;
  v = (v | v << 4) & 0x10c30c30c30c30c3ull;
  return (v | v << 2) & 0x1249249249249249ull;
}

std::uint64_t morton(const Index3& b) {
  constexpr int shift = 1 << 20;
  return spread(static_cast<std::uint64_t>(b.i + shift)) | spread(static_cast<std::uint64_t>(b.j + shift)) << 1 |
         spread(static_cast<std::uint64_t>(b.k + shift)) << 2;
}

void sort_unique(std::vector<Index3>& blocks) {
  std::sort(blocks.begin(), blocks.end(),
            [](const Index3& a, const Index3& b) { return morton(a) < morton(b); });
  blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
}

}  // namespace

BlockGrid make_block_grid(double cell, Vec3 origin, std::vector<Index3> flow, std::vector<Index3> mould) {
  SPRUE_ASSERT(cell > 0);
  BlockGrid grid;
  grid.cell = cell;
  grid.origin = origin;
  sort_unique(flow);
  sort_unique(mould);
  grid.flow_blocks = flow.size();
  std::unordered_map<std::uint64_t, std::int32_t> number;
  for (const auto* list : {&flow, &mould})
    for (const Index3& b : *list)
      if (number.emplace(morton(b), static_cast<std::int32_t>(grid.blocks.size())).second)
        grid.blocks.push_back(b);
  grid.around.resize(grid.blocks.size());
  for (std::size_t n = 0; n < grid.blocks.size(); ++n)
    for (int m = 0; m < 27; ++m) {
      const Index3& b = grid.blocks[n];
      const auto it = number.find(morton({b.i + m % 3 - 1, b.j + m / 3 % 3 - 1, b.k + m / 9 - 1}));
      grid.around[n][static_cast<std::size_t>(m)] = it == number.end() ? -1 : it->second;
    }
  return grid;
}

Slot BlockGrid::find(Index3 c) const {
  const Index3 b{c.i >> 3, c.j >> 3, c.k >> 3};
  const auto less = [](const Index3& a, const Index3& q) { return morton(a) < morton(q); };
  const auto flow_end = blocks.begin() + static_cast<std::ptrdiff_t>(flow_blocks);
  auto it = std::lower_bound(blocks.begin(), flow_end, b, less);
  if (it == flow_end || !(*it == b)) {
    it = std::lower_bound(flow_end, blocks.end(), b, less);
    if (it == blocks.end() || !(*it == b)) return no_slot;
  }
  return static_cast<Slot>(it - blocks.begin()) * block_cells +
         static_cast<Slot>(((c.k & 7) * 8 + (c.j & 7)) * 8 + (c.i & 7));
}

}  // namespace sprue
