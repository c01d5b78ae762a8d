#include "solvers/solved_rows.h"

#include <algorithm>
#include <bit>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr SolvedRows::Mask first = 0x0101010101010101;   // of each eight bits: of a block's rows those with j = 0, of a plane's cells those with i = 0
constexpr int last = 7, last_eight = 56;                 // shifts from the first to the last of each eight, from the first eight to the last

/// body(row, bit) for the rows of mould of a block.
template <class Body>
void each_row(const HeatMesh& mesh, std::size_t block, Body body) {
  const HeatMesh::Range range = mesh.mould_in(static_cast<std::int32_t>(block));
  for (Unknown row = range.begin / HeatMesh::row_length; row < range.end / HeatMesh::row_length; ++row)
    body(row, SolvedRows::Mask{1} << (mesh.rows()[row].slot / HeatMesh::row_length % 64));
}

/// The rows of a mask as runs of rows that follow each other.
void add_runs(const HeatMesh& mesh, std::size_t block, SolvedRows::Mask mask, SolvedRows::Mask present, std::vector<HeatMesh::Range>& runs) {
  if (mask == 0) return;
  if (mask == present) return runs.push_back(mesh.mould_in(static_cast<std::int32_t>(block)));
  bool open = false;
  each_row(mesh, block, [&](Unknown row, SolvedRows::Mask bit) {
    const bool in = (mask & bit) != 0;
    if (in && !open) runs.push_back({row * HeatMesh::row_length, 0});
    if (in) runs.back().end = (row + 1) * HeatMesh::row_length;
    open = in;
  });
}

}  // namespace

SolvedRows::SolvedRows(const HeatMesh& mesh) : mesh_(mesh), present_(mesh.block_count(), 0), always_(present_), solved_(present_), touched_(present_), seeds_(present_.size()), cells_(present_.size()), next_(present_.size()) {
  for (std::size_t b = 0; b < present_.size(); ++b) each_row(mesh, b, [&](Unknown, Mask bit) { present_[b] |= bit; });
}

/// Rows of a block that are solved or beside solved ones.
SolvedRows::Mask SolvedRows::spread(std::size_t b) const {
  const Mask own = solved_[b];
  Mask all = own | (own << 8) | (own >> 8) | ((own << 1) & ~first) | ((own >> 1) & ~(first << last));
  const auto beside = [&](int axis, int side) {
    const std::int32_t n = mesh_.grid().face_neighbour(b, axis, side);
    return n >= 0 ? solved_[static_cast<std::size_t>(n)] : Mask{0};
  };
  all |= ((beside(1, 0) >> last) & first) | ((beside(1, 1) & first) << last);
  all |= (beside(2, 0) >> last_eight) | (beside(2, 1) << last_eight);
  all |= beside(0, 0) | beside(0, 1);
  return all & present_[b];
}

void SolvedRows::choose_all() {
  solved_.assign(present_.size(), 0);
  for (const std::int32_t b : mesh_.mould_blocks()) solved_[static_cast<std::size_t>(b)] = present_[static_cast<std::size_t>(b)];
  list_rows();
}

/// Cells of a block that are reached or beside one that is.
SolvedRows::Cells SolvedRows::spread_cells(std::size_t b) const {
  const Cells& own = cells_[b];
  static constexpr Cells none{};
  const auto beside = [&](int axis, int side) -> const Cells& {
    const std::int32_t n = mesh_.grid().face_neighbour(b, axis, side);
    return n >= 0 ? cells_[static_cast<std::size_t>(n)] : none;
  };
  const Cells &west = beside(0, 0), &east = beside(0, 1), &south = beside(1, 0), &north = beside(1, 1), &below = beside(2, 0), &above = beside(2, 1);
  Cells all;
  for (std::size_t k = 0; k < 8; ++k) {
    const std::uint64_t c = own[k];
    all[k] = c | (k > 0 ? own[k - 1] : below[7]) | (k < 7 ? own[k + 1] : above[0]);
    all[k] |= ((c << 1) & ~first) | ((c >> 1) & ~(first << last)) | ((west[k] >> last) & first) | ((east[k] & first) << last);
    all[k] |= (c << 8) | (c >> 8) | (south[k] >> last_eight) | (north[k] << last_eight);
  }
  return all;
}

void SolvedRows::clear_seeds() { std::fill(seeds_.begin(), seeds_.end(), std::array<Cells, levels>{}); }

void SolvedRows::seed_metal() {
  for (const std::int32_t block : mesh_.metal_blocks()) {
    const HeatMesh::Range metal = mesh_.metal_in(block);
    for (Unknown row = metal.begin / HeatMesh::row_length; row < metal.end / HeatMesh::row_length; ++row)
      seed(row * HeatMesh::row_length, levels, mesh_.rows()[row].held);
  }
}

void SolvedRows::choose(int reach) {
  const std::vector<std::int32_t>& blocks = mesh_.mould_blocks();
  seed_metal();
  std::fill(cells_.begin(), cells_.end(), Cells{});
  const auto each = [&](auto body) {
    parallel_for(blocks.size(), [&](std::size_t i) { body(static_cast<std::size_t>(blocks[i])); });
  };
  int level = levels;
  for (int left = reach; left >= 0; --left) {   // cells still to go for what reaches farthest
    for (; level >= 1 && left <= (level * reach + levels - 1) / levels; --level)
      each([&](std::size_t b) {
        for (std::size_t k = 0; k < 8; ++k) cells_[b][k] |= seeds_[b][static_cast<std::size_t>(level - 1)][k];
      });
    if (left == 0) break;
    each([&](std::size_t b) { next_[b] = spread_cells(b); });
    each([&](std::size_t b) { cells_[b] = next_[b]; });
  }
  solved_.assign(present_.size(), 0);
  each([&](std::size_t b) {
    for (unsigned row = 0; row < 64; ++row)
      if (cells_[b][row / 8] >> (8 * (row % 8)) & 0xff) solved_[b] |= Mask{1} << row;
    solved_[b] = (solved_[b] | always_[b]) & present_[b];
  });
  list_rows();
}

void SolvedRows::list_rows() {
  solved_runs_.clear();
  touched_runs_.clear();
  outside_rows_.clear();
  parallel_for(present_.size(), [&](std::size_t b) { touched_[b] = spread(b); });
  for (std::size_t b = 0; b < present_.size(); ++b) {
    const Mask outside = touched_[b] & ~solved_[b];
    add_runs(mesh_, b, solved_[b], present_[b], solved_runs_);
    if (mesh_.active_block(b)) add_runs(mesh_, b, touched_[b], present_[b], touched_runs_);
    if (outside != 0)
      each_row(mesh_, b, [&](Unknown row, Mask bit) {
        if (outside & bit) outside_rows_.push_back(row);
      });
  }
}

std::size_t SolvedRows::count_solved() const {
  std::size_t sum = 0;
  for (const HeatMesh::Range run : solved_runs_)
    for (Unknown row = run.begin / HeatMesh::row_length; row < run.end / HeatMesh::row_length; ++row)
      sum += static_cast<std::size_t>(std::popcount(mesh_.rows()[row].held));
  return sum;
}

}  // namespace sprue
