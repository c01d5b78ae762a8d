/// The cells near those where something moves: what the operators of a fill step visit.
///
/// Marked are cells with metal, a velocity, a pressure or an inlet. Near are the cells of the cavity (and slots whose low face is open) within
/// `near_rings` cells of a marked one, diagonally too. The marks are 512 bits a block and are spread by shifts, so that the cost is that of
/// looking for what is not 0. In thin castings the near cells are a third of those of the blocks around the metal.
///
/// Rings: velocities reach the faces of two empty cells beside metal (extension.h), three cells; one more for what is closed there.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/core/cavity_cells.h"
#include "engine/core/field.h"

namespace sprue {

constexpr int near_rings = 4;   ///< cells; at most 7

class NearCells {
 public:
  /// All cells of the cavity are near at first.
  explicit NearCells(const Domain& domain);

  /// Flow blocks with a near cell, ascending.
  const std::vector<std::size_t>& blocks() const { return blocks_; }
  /// Of one flow block, ascending.
  std::span<const Slot> of(std::size_t block) const { return {slots_.data() + first_[block], slots_.data() + first_[block + 1]}; }
  std::span<const Slot> all() const { return slots_; }

  void begin();                                                              ///< forgets the marks but those at inlets
  void mark(const Field<double>& values, std::span<const std::size_t> blocks);  ///< cells of these blocks whose value is not 0
  void mark(Slot s);
  void spread();                                                             ///< the list from the marks
  /// Cells of the list before the last spread() that are not in it any more, ascending.
  const std::vector<Slot>& dropped() const { return dropped_; }
  bool near(Slot s) const { return (near_[s / block_cells][(s >> 6) & 7] >> (s & 63)) & 1; }

 private:
  using Bits = std::array<std::uint64_t, block_side>;   // one a layer (z), bit j * 8 + i

  void find_blocks();
  void spread_axis(int axis, const std::vector<Bits>& from, std::vector<Bits>& to) const;

  const Domain& domain_;
  std::vector<Bits> cavity_, inlet_;       // by flow block
  std::vector<Bits> marked_, near_;
  std::vector<Bits> along_x_, along_y_;    // marks spread along x, and y
  std::vector<std::size_t> first_, blocks_;
  std::vector<Slot> slots_, dropped_;
};

}  // namespace sprue
