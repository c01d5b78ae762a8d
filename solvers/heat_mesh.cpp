#include "solvers/heat_mesh.h"

#include <algorithm>
#include <bit>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr std::size_t block_rows = block_cells / HeatMesh::row_length;

}  // namespace

HeatMesh::HeatMesh(const Domain& domain, const Field<std::uint8_t>& has_mould) : grid_(domain.grid), rows_(1) {
  mould_blocks_ = add_rows(grid_.block_count(), mould_row_, mould_first_, [&](Slot s) { return has_mould[s] != 0; });
  metal_begin_ = end();
  std::size_t metal_rows = 0;
  for (std::size_t row = 0; row < grid_.flow_slots() / 8; ++row)
    metal_rows += std::any_of(&domain.cavity_fraction[8 * row], &domain.cavity_fraction[8 * row] + 8, [](double v) { return v > 0; });
  rows_.reserve(rows_.size() + metal_rows);
  most_ = metal_begin_ + static_cast<Unknown>(metal_rows) * row_length;
  metal_first_.assign(grid_.flow_blocks + 1, metal_begin_);
  active_.assign(block_count(), 1);
}

/// Adds the rows of the first `blocks` blocks that hold something; returns the blocks that have any.
template <class Holds>
std::vector<std::int32_t> HeatMesh::add_rows(std::size_t blocks, std::vector<std::int32_t>& row_of, std::vector<Unknown>& first, Holds holds) {
  row_of.assign(blocks * block_rows, 0);
  std::vector<std::uint8_t> held(row_of.size(), 0);
  parallel_for(blocks, [&](std::size_t b) {
    for (std::size_t row = b * block_rows; row < (b + 1) * block_rows; ++row)
      for (unsigned i = 0; i < 8; ++i) held[row] = static_cast<std::uint8_t>(held[row] | (holds(static_cast<Slot>(8 * row + i)) ? 1u << i : 0u));
  });
  first.assign(blocks + 1, end());
  std::vector<std::int32_t> used;
  const std::size_t start = rows_.size();
  for (std::size_t b = 0; b < blocks; ++b) {
    for (std::size_t row = b * block_rows; row < (b + 1) * block_rows; ++row) {
      if (held[row] == 0) continue;
      row_of[row] = static_cast<std::int32_t>(rows_.size());
      rows_.push_back({static_cast<Slot>(8 * row), {}, held[row]});
    }
    first[b + 1] = end();
    if (first[b + 1] > first[b]) used.push_back(static_cast<std::int32_t>(b));
  }
  parallel_chunks(rows_.size() - start, 512, [&](std::size_t begin, std::size_t stop) {
    for (std::size_t n = start + begin; n < start + stop; ++n)
      for (int f = 0; f < 6; ++f) {
        const Slot end_of_row = rows_[n].slot + (f == 1 ? 7u : 0u);
        const Slot s = f % 2 ? grid_.above(f / 2, end_of_row) : grid_.below(f / 2, end_of_row);
        rows_[n].near[at(f)] = s / 8 < row_of.size() ? row_of[s / 8] : 0;
      }
  });
  return used;
}

void HeatMesh::number_metal(const Field<double>& metal, double least) {
  rows_.resize(at(metal_begin_ / row_length));
  metal_blocks_ = add_rows(grid_.flow_blocks, metal_row_, metal_first_, [&](Slot s) { return metal[s] > least; });
}

void HeatMesh::choose_all() {
  mould_blocks_.clear();
  active_.assign(block_count(), 1);
  for (std::size_t b = 0; b < block_count(); ++b)
    if (mould_first_[b + 1] > mould_first_[b]) mould_blocks_.push_back(static_cast<std::int32_t>(b));
  border_.clear();
}

void HeatMesh::choose_active(std::span<const Extremes> temperature, double quiet, std::span<const Slot> driven, int rings) {
  const std::size_t blocks = block_count();
  std::vector<char> next(blocks, 0);
  parallel_for(blocks, [&](std::size_t b) {
    const Extremes& own = temperature[b];
    bool lively = (b < grid_.flow_blocks && metal_first_[b + 1] > metal_first_[b]) || own.most - own.least > quiet;
    for (int f = 0; f < 6; ++f)
      if (const std::int32_t n = grid_.face_neighbour(b, f / 2, f % 2); n >= 0 && own.least <= own.most) {
        const Extremes& beside = temperature[at(n)];
        lively = lively || (beside.least <= beside.most && std::max(own.most, beside.most) - std::min(own.least, beside.least) > quiet);
      }
    next[b] = lively;
  });
  for (const Slot s : driven) next[s / block_cells] = 1;
  for (int ring = 0; ring <= rings; ++ring) {
    active_ = next;
    if (ring == rings) break;
    parallel_for(blocks, [&](std::size_t b) {
      for (const std::int32_t n : grid_.around[b])
        if (n >= 0 && active_[at(n)]) next[b] = 1;
    });
  }
  mould_blocks_.clear();
  for (std::size_t b = 0; b < blocks; ++b)
    if (active_[b] && mould_first_[b + 1] > mould_first_[b]) mould_blocks_.push_back(static_cast<std::int32_t>(b));
  find_border();
}

void HeatMesh::find_border() {
  border_.clear();
  const auto add = [&](int axis, Unknown low_one, Unknown high_one, Unknown inside) {
    if (low_one > 0 && high_one > 0 && !active(inside == low_one ? high_one : low_one)) border_.push_back({axis, high_one, low_one, inside});
  };
  for (const std::int32_t b : mould_blocks_) {
    bool inner = true;
    for (int f = 0; f < 6; ++f)
      if (const std::int32_t n = grid_.face_neighbour(at(b), f / 2, f % 2); n >= 0 && mould_first_[at(n) + 1] > mould_first_[at(n)]) inner = inner && active_[at(n)];
    if (inner) continue;
    for (Unknown u = mould_first_[at(b)]; u < mould_first_[at(b) + 1]; ++u)
      for (int d = 0; d < 3 && held(u); ++d) {
        add(d, low(d, u), u, u);
        add(d, u, high(d, u), u);
      }
  }
}

std::size_t HeatMesh::count(Range range) const {
  std::size_t sum = 0;
  for (Unknown row = range.begin / row_length; row < range.end / row_length; ++row) sum += static_cast<std::size_t>(std::popcount(rows_[at(row)].held));
  return sum;
}

std::size_t HeatMesh::count_metal() const { return count({metal_begin_, end()}); }

std::size_t HeatMesh::count_mould() const {
  std::size_t sum = 0;
  for (const std::int32_t b : mould_blocks_) sum += count(mould_in(b));
  return sum;
}

}  // namespace sprue
