/// The momentum balance of one block (see momentum.h): values with a rim of neighbours, and the limited velocity of a flux.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "engine/core/block_grid.h"
#include "engine/core/field.h"

namespace sprue {

constexpr double tiny_face_mass = 1e-12;   ///< units of a cell: below it a face keeps the extended velocity

/// What a flux of the donor adds to the donor's velocity: half of a limited difference towards the receiver. `upstream` and
/// `downstream` are differences of velocity in the flux's direction, `room` the donor's bound of upstream differences (momentum.h).
/// Koren's third-order limiter: 0 where the differences disagree.
inline double limited_rise(double upstream, double downstream, double room) {
  const double sign = downstream < 0 ? -1.0 : 1.0, up = sign * upstream, down = sign * downstream;
  return 0.5 * sign * std::max(0.0, std::min(std::min(room * up, (up + 2 * down) / 3), 2 * down));
}

/// Room of what is no cavity: beyond it lies a wall.
constexpr float wall_room = -1;

/// The same of a donor with its bound, those upstream and downstream of it, and their velocities. Upstream of the donor may be a wall:
/// its velocity stands half a cell away beside the donor (`beside`), a whole one before it.
inline double rise_of_flux(double upstream, double donor, double downstream, float upstream_room, float room, float downstream_room, bool beside) {
  const double steeper = upstream_room < 0 && beside ? 2.0 : 1.0;
  const double bound = upstream_room != 0 && downstream_room > 0 ? std::max(room, 0.0f) : 0.0f;
  return limited_rise(steeper * (donor - upstream), downstream - donor, bound);
}

/// Values of one block and `rim` layers of cells around it, x fastest.
template <int rim, class T>
struct Halo {
  static constexpr int side = block_side + 2 * rim;
  std::array<T, static_cast<std::size_t>(side * side * side)> values;
  static constexpr int at(int i, int j, int k) { return ((k + rim) * side + j + rim) * side + i + rim; }
  T operator[](int n) const { return values[static_cast<std::size_t>(n)]; }

  /// Layers (z) of the block from `low_layer` to `high_layer` and the rim below and above them; 0 where there is no flow block.
  void load(const BlockGrid& grid, const Field<T>& field, std::size_t block, int low_layer, int high_layer) {
    std::array<const T*, 27> begin;   // of the blocks around
    for (std::size_t n = 0; n < 27; ++n) {
      const std::int32_t beside = grid.around[block][n];
      begin[n] = beside < 0 || static_cast<std::size_t>(beside) >= grid.flow_blocks ? nullptr : field.data() + static_cast<std::size_t>(beside) * block_cells;
    }
    T* out = values.data() + low_layer * side * side;
    for (int k = low_layer - rim; k <= high_layer + rim; ++k)
      for (int j = -rim; j < block_side + rim; ++j, out += side) {
        const T* const* row = &begin[static_cast<std::size_t>(((k >> 3) + 1) * 9 + ((j >> 3) + 1) * 3)];
        const int at = ((k & 7) * 8 + (j & 7)) * 8;
        copy_or_clear<rim>(row[0], at + block_side - rim, out);
        copy_or_clear<block_side>(row[1], at, out + rim);
        copy_or_clear<rim>(row[2], at, out + rim + block_side);
      }
  }
  template <int count>
  static void copy_or_clear(const T* block, int at, T* to) {
    if (block != nullptr) std::copy_n(block + at, count, to);
    else std::fill_n(to, count, T{});
  }
  /// Nothing but 0 in a layer of the block or its rim.
  bool none(int layer) const {
    const T* v = values.data() + (layer + rim) * side * side;
    bool found = false;
    for (int n = 0; n < side * side; ++n) found |= v[n] != 0;
    return !found;
  }
  bool any_positive(int low_layer, int high_layer) const {
    const auto begin = values.begin() + low_layer * side * side, end = values.begin() + (high_layer + 1 + 2 * rim) * side * side;
    return std::any_of(begin, end, [](T v) { return v > 0; });
  }
};

/// What the balance of a block's faces reads. `room` is that of cells (0 = first order there, negative = no cavity).
struct BlockFlows {
  Halo<1, double> metal;                 // before the step, units of a cell
  std::array<Halo<1, double>, 3> flux;   // units of a cell
  Halo<3, float> room;                   // one more than velocities: a face's is the lesser of two cells'
  bool second_order = false;             // any room at all
  int low = 0, high = block_side - 1;    // layers (z) of the block with open faces
};

/// Next velocity of all faces of a block's layers along axis d, were they interior ones; `over` is 1 where more leaves than was there.
void carry_block(const BlockFlows& flows, const Halo<2, double>& u, int d, double* next, std::uint8_t* over);

}  // namespace sprue
