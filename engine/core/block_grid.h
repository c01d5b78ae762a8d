/// The block grid: uniform cubic cells in blocks of 8^3, stored only where something happens.
///
/// Slots. A block owns 512 consecutive slots; slot = block * 512 + (k * 8 + j) * 8 + i, x fastest. Blocks lie in
/// Morton order of their coordinates inside two groups: first the `flow_blocks` blocks that can hold metal (and a
/// rim of empty slots around them), then blocks of mould only. A field of the metal has flow_blocks * 512 entries,
/// a field of the mould block_count() * 512; both use the same slot numbers.
///
/// Guarantee of the builders: each of the 26 neighbours of a cell with a cavity has a slot in a flow block.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/core/vec.h"

namespace sprue {

constexpr int block_side = 8;
constexpr int block_cells = block_side * block_side * block_side;

using Slot = std::uint32_t;
constexpr Slot no_slot = 0xffffffffu;

struct BlockGrid {
  double cell = 0;  ///< edge of a cell, m
  Vec3 origin;      ///< low corner of cell (0, 0, 0), m, tool frame
  std::size_t flow_blocks = 0;
  std::vector<Index3> blocks;                        ///< block coordinates (cell coordinate / 8)
  std::vector<std::array<std::int32_t, 27>> around;  ///< block numbers at offset (di,dj,dk) in {-1,0,1}^3 at
                                                     ///< index (dk+1)*9+(dj+1)*3+(di+1); -1 where none

  std::size_t block_count() const { return blocks.size(); }
  std::size_t flow_slots() const { return flow_blocks * block_cells; }
  std::size_t slots() const { return blocks.size() * block_cells; }

  /// Neighbour block across the low (side 0) or high (side 1) face of axis d; -1 where none.
  std::int32_t face_neighbour(std::size_t block, int d, int side) const {
    static constexpr int stride[3] = {1, 3, 9};
    return around[block][static_cast<std::size_t>(13 + (side ? stride[d] : -stride[d]))];
  }

  Index3 cell_of(Slot s) const {
    const Index3& b = blocks[s / block_cells];
    const int l = static_cast<int>(s % block_cells);
    return {b.i * 8 + (l & 7), b.j * 8 + ((l >> 3) & 7), b.k * 8 + (l >> 6)};
  }
  Vec3 centre(Slot s) const {
    const Index3 c = cell_of(s);
    return {origin.x + (c.i + 0.5) * cell, origin.y + (c.j + 0.5) * cell, origin.z + (c.k + 0.5) * cell};
  }
  /// Slot at local coordinates (i,j,k) relative to `block`, each in -8..15; no_slot where there is no block.
  Slot at(std::size_t block, int i, int j, int k) const {
    const int n = ((k >> 3) + 1) * 9 + ((j >> 3) + 1) * 3 + ((i >> 3) + 1);
    const std::int32_t b = around[block][static_cast<std::size_t>(n)];
    if (b < 0) return no_slot;
    return static_cast<Slot>(b) * block_cells + static_cast<Slot>((((k & 7) * 8) + (j & 7)) * 8 + (i & 7));
  }
  /// Slot of the neighbour of s at offset (di,dj,dk), each in -8..8.
  Slot neighbour(Slot s, int di, int dj, int dk) const {
    const int l = static_cast<int>(s % block_cells);
    return at(s / block_cells, (l & 7) + di, ((l >> 3) & 7) + dj, (l >> 6) + dk);
  }
  /// Neighbours of s along axis d; no_slot where there is no block. Cheap: for inner loops.
  Slot below(int d, Slot s) const { return (s >> (3 * d)) & 7 ? s - (1u << (3 * d)) : across(s, d, 0); }
  Slot above(int d, Slot s) const { return (~s >> (3 * d)) & 7 ? s + (1u << (3 * d)) : across(s, d, 1); }
  /// Slot of a cell by its lattice coordinates; no_slot where there is none. A search: not for inner loops.
  Slot find(Index3 cell_index) const;

 private:
  Slot across(Slot s, int d, int side) const {
    const std::int32_t b = face_neighbour(s / block_cells, d, side);
    return b < 0 ? no_slot : static_cast<Slot>(b) * block_cells + ((s % block_cells) ^ (7u << (3 * d)));
  }
};

/// Builds the tables from the coordinates of blocks (any order, duplicates allowed; a block in both lists is a
/// flow block). `cell` > 0.
BlockGrid make_block_grid(double cell, Vec3 origin, std::vector<Index3> flow_blocks,
                          std::vector<Index3> mould_blocks);

}  // namespace sprue
