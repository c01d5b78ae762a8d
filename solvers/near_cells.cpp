#include "solvers/near_cells.h"

#include <algorithm>
#include <bit>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr std::uint64_t every_row = 0x0101010101010101u;   // times a row's eight bits

/// Bit i set where value i of 64 is not 0.
std::uint64_t not_zero(const double* values) {
  std::uint8_t flag[64];
  for (int i = 0; i < 64; ++i) flag[i] = values[i] != 0;
  std::uint64_t bits = 0;
  for (int row = 0; row < 8; ++row) {
    std::uint64_t eight = 0;
    for (int i = 0; i < 8; ++i) eight |= static_cast<std::uint64_t>(flag[row * 8 + i]) << i;
    bits |= eight << (8 * row);
  }
  return bits;
}

/// Calls f(slot) for the bits of a block, ascending.
template <class Bits, class F>
void each(const Bits& bits, std::size_t block, F&& f) {
  for (std::size_t layer = 0; layer < block_side; ++layer)
    for (std::uint64_t left = bits[layer]; left != 0; left &= left - 1)
      f(static_cast<Slot>(block * block_cells + layer * 64 + static_cast<std::size_t>(std::countr_zero(left))));
}

}  // namespace

NearCells::NearCells(const Domain& domain)
    : domain_(domain), cavity_(domain.grid.flow_blocks), inlet_(domain.grid.flow_blocks), marked_(domain.grid.flow_blocks), near_(domain.grid.flow_blocks),
      along_x_(domain.grid.flow_blocks), along_y_(domain.grid.flow_blocks), first_(domain.grid.flow_blocks + 1, 0) {
  const CavityCells cells(domain);
  for (const Slot s : cells.all()) cavity_[s / block_cells][(s >> 6) & 7] |= std::uint64_t{1} << (s & 63);
  for (int d = 0; d < 3; ++d)
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
      if (domain.kind[d][s] != FaceKind::inlet) continue;
      mark(s);
      mark(domain.grid.below(d, s));
    }
  inlet_ = marked_;
  near_ = cavity_;
  slots_.assign(cells.all().begin(), cells.all().end());
  for (std::size_t b = 0; b < domain.grid.flow_blocks; ++b) first_[b + 1] = first_[b] + cells.of(b).size();
  find_blocks();
}

void NearCells::begin() { marked_ = inlet_; }

void NearCells::mark(Slot s) {
  if (s < domain_.grid.flow_slots()) marked_[s / block_cells][(s >> 6) & 7] |= std::uint64_t{1} << (s & 63);
}

void NearCells::mark(const Field<double>& values, std::span<const std::size_t> blocks) {
  parallel_for(blocks.size(), [&](std::size_t i) {
    const std::size_t b = blocks[i];
    if (zero_in_block(values, b)) return;
    for (std::size_t layer = 0; layer < block_side; ++layer) marked_[b][layer] |= not_zero(values.data() + b * block_cells + layer * 64);
  });
}

void NearCells::find_blocks() {
  blocks_.clear();
  for (std::size_t b = 0; b + 1 < first_.size(); ++b)
    if (first_[b + 1] > first_[b]) blocks_.push_back(b);
}

/// Each block from itself and the two beside it along the axis.
void NearCells::spread_axis(int axis, const std::vector<Bits>& from, std::vector<Bits>& to) const {
  const Bits none{};
  const auto beside = [&](std::size_t b, int side) -> const Bits& {
    const std::int32_t n = domain_.grid.face_neighbour(b, axis, side);
    return n < 0 || static_cast<std::size_t>(n) >= from.size() ? none : from[static_cast<std::size_t>(n)];
  };
  parallel_for(from.size(), [&](std::size_t b) {
    const Bits &own = from[b], &low = beside(b, 0), &high = beside(b, 1);
    Bits all = own;
    if (own == none && low == none && high == none) {
      to[b] = none;
      return;
    }
    for (int r = 1; r <= near_rings; ++r)
      for (int layer = 0; layer < block_side; ++layer) {
        const auto at = [&](const Bits& bits, int k) { return bits[static_cast<std::size_t>(k)]; };
        std::uint64_t& sum = all[static_cast<std::size_t>(layer)];
        if (axis == 2) {
          sum |= layer >= r ? at(own, layer - r) : at(low, layer - r + block_side);
          sum |= layer + r < block_side ? at(own, layer + r) : at(high, layer + r - block_side);
          continue;
        }
        const int step = axis == 0 ? r : 8 * r;
        const std::uint64_t stays = axis == 0 ? every_row * ((0xffu << r) & 0xffu) : ~std::uint64_t{0} << step;   // what was shifted up within the block
        sum |= ((at(own, layer) << step) & stays) | ((at(low, layer) >> (axis == 0 ? 8 - step : 64 - step)) & ~stays);
        const std::uint64_t left = axis == 0 ? every_row * (0xffu >> r) : ~std::uint64_t{0} >> step;              // and down
        sum |= ((at(own, layer) >> step) & left) | ((at(high, layer) << (axis == 0 ? 8 - step : 64 - step)) & ~left);
      }
    to[b] = all;
  });
}

void NearCells::spread() {
  std::vector<Bits> before = near_;
  spread_axis(0, marked_, along_x_);
  spread_axis(1, along_x_, along_y_);
  spread_axis(2, along_y_, near_);
  const std::size_t blocks = near_.size();
  parallel_for(blocks, [&](std::size_t b) {
    std::size_t count = 0;
    for (std::size_t layer = 0; layer < block_side; ++layer) {
      near_[b][layer] &= cavity_[b][layer];
      before[b][layer] &= ~near_[b][layer];
      count += static_cast<std::size_t>(std::popcount(near_[b][layer]));
    }
    first_[b + 1] = count;
  });
  for (std::size_t b = 0; b < blocks; ++b) first_[b + 1] += first_[b];
  find_blocks();
  slots_.resize(first_.back());
  parallel_for(blocks_.size(), [&](std::size_t i) {
    const std::size_t b = blocks_[i];
    std::size_t at = first_[b];
    each(near_[b], b, [&](Slot s) { slots_[at++] = s; });
  });
  dropped_.clear();
  for (std::size_t b = 0; b < blocks; ++b) each(before[b], b, [&](Slot s) { dropped_.push_back(s); });
}

}  // namespace sprue
