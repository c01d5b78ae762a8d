/// The unknowns of the heat solve: a temperature for every slot with mould and one for every slot with metal (a cut cell has both).
///
/// Rows:       slots of thin castings are half empty. What is kept is rows of eight along x (of a block) that hold an unknown; the others of a row are
///             holes, with coefficients and values 0. Row 0 is all holes and stands for every missing neighbour. Then the mould's rows, which stay as
///             they are, block by block; then those of the metal of the moment. Unknown = 8 row + place in it; 0 = none.
/// Active:     blocks whose mould takes part in a solve (see choose_active). Others keep their temperatures to the last bit, and exchange nothing.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/core/casting_state.h"

namespace sprue {

using Unknown = std::int32_t;

/// Rows of the unknowns of one kind and what they touch.
struct HeatRow {
  Slot slot = 0;                         ///< of its first place
  std::array<std::int32_t, 6> near{};    ///< rows beside: -x +x -y +y -z +z; 0 = none
  std::uint8_t held = 0;                 ///< bit i: place i is an unknown
};

class HeatMesh {
 public:
  static constexpr Unknown row_length = 8;
  struct Range {
    Unknown begin, end;   ///< whole rows
  };
  /// has_mould: one a slot.
  HeatMesh(const Domain& domain, const Field<std::uint8_t>& has_mould);

  /// Numbers the cells that hold more metal than `least` (units of a cell) anew.
  void number_metal(const Field<double>& metal, double least);
  /// Least and largest value of a block's mould; least > largest where there is none.
  struct Extremes {
    double least = 1e300, most = -1e300;
  };
  /// Chooses the blocks of mould that take part: those with metal, those whose temperatures (extremes by block) differ by more than `quiet` K within
  /// the block or from a block beside it, those of `driven`, and as many rings of blocks around them.
  void choose_active(std::span<const Extremes> temperature, double quiet, std::span<const Slot> driven, int rings);
  void choose_all();

  Unknown metal_begin() const { return metal_begin_; }
  Unknown end() const { return static_cast<Unknown>(rows_.size()) * row_length; }
  Unknown most() const { return most_; }               ///< end() at most
  std::size_t metal_size() const { return at(end() - metal_begin_); }   ///< places of the metal's rows
  bool is_metal(Unknown u) const { return u >= metal_begin_; }
  std::size_t metal_index(Unknown u) const { return at(u - metal_begin_); }
  bool held(Unknown u) const { return rows_[at(u >> 3)].held >> (u & 7) & 1; }   ///< not a hole
  const HeatRow* rows() const { return rows_.data(); }
  /// body(u) for what is held in a range.
  template <class Body>
  void each_held(Range range, Body body) const {
    for (Unknown row = range.begin / row_length; row < range.end / row_length; ++row) {
      const unsigned held = rows_[at(row)].held;
      for (Unknown place = 0; place < row_length; ++place)
        if (held >> place & 1u) body(row * row_length + place);
    }
  }

  Slot slot(Unknown u) const { return rows_[at(u >> 3)].slot + static_cast<Slot>(u & 7); }
  Index3 cell_of(Unknown u) const { return grid_.cell_of(slot(u)); }
  Unknown low(int d, Unknown u) const { return d == 0 && (u & 7) > 0 ? there(u - 1) : beside(2 * d, u, 7); }    ///< 0 = none
  Unknown high(int d, Unknown u) const { return d == 0 && (u & 7) < 7 ? there(u + 1) : beside(2 * d + 1, u, 0); }
  Unknown mould_of(Slot s) const { return numbered(mould_row_, s); }   ///< 0 = none
  Unknown metal_of(Slot s) const { return numbered(metal_row_, s); }   ///< of any slot; 0 = none

  const std::vector<std::int32_t>& mould_blocks() const { return mould_blocks_; }   ///< active, ascending
  const std::vector<std::int32_t>& metal_blocks() const { return metal_blocks_; }   ///< with metal, ascending
  Range mould_in(std::int32_t block) const { return {mould_first_[at(block)], mould_first_[at(block) + 1]}; }
  Range metal_in(std::int32_t block) const { return {metal_first_[at(block)], metal_first_[at(block) + 1]}; }
  std::size_t block_count() const { return mould_first_.size() - 1; }
  std::size_t metal_block_count() const { return grid_.flow_blocks; }   ///< only these may hold metal
  bool active_block(std::size_t block) const { return active_[block]; }
  const BlockGrid& grid() const { return grid_; }
  bool active(Unknown u) const { return is_metal(u) || active_[slot(u) / block_cells]; }
  std::size_t count_metal() const;                     ///< unknowns, without the holes
  std::size_t count_mould() const;                     ///< of the active blocks

  /// Faces between an active unknown and one that is not: axis, the unknowns above and below the face, the one of the two that is active.
  struct Border {
    int axis;
    Unknown high, low, inside;
  };
  const std::vector<Border>& border() const { return border_; }

 private:
  static std::size_t at(std::int32_t n) { return static_cast<std::size_t>(n); }
  Unknown there(Unknown u) const { return held(u) ? u : 0; }
  Unknown beside(int side, Unknown u, Unknown place_along_x) const {
    const std::int32_t row = rows_[at(u >> 3)].near[at(side)];
    return there(row * row_length + (side < 2 ? place_along_x : u & 7));
  }
  Unknown numbered(const std::vector<std::int32_t>& row_of, Slot s) const {
    return s / 8 < row_of.size() ? there(row_of[s / 8] * row_length + static_cast<Unknown>(s % 8)) : 0;
  }
  template <class Holds>
  std::vector<std::int32_t> add_rows(std::size_t blocks, std::vector<std::int32_t>& row_of, std::vector<Unknown>& first, Holds holds);
  std::size_t count(Range range) const;
  void find_border();

  const BlockGrid& grid_;
  Unknown metal_begin_ = row_length, most_ = row_length;
  std::vector<HeatRow> rows_;
  std::vector<std::int32_t> mould_row_, metal_row_;  // of each row of slots; of the flow blocks; 0 = none
  std::vector<Unknown> mould_first_, metal_first_;   // by block; by flow block
  std::vector<std::int32_t> mould_blocks_, metal_blocks_;
  std::vector<char> active_;                         // by block
  std::vector<Border> border_;
};

}  // namespace sprue
