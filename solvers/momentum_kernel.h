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

/// Values of one block and `rim` layers of cells around it, x fastest.
template <int rim, class T>
struct Halo {
  static constexpr int side = block_side + 2 * rim;
  std::array<T, static_cast<std::size_t>(side * side * side)> values;
  static constexpr int at(int i, int j, int k) { return ((k + rim) * side + j + rim) * side + i + rim; }
  T operator[](int n) const { return values[static_cast<std::size_t>(n)]; }

  /// 0 where there is no flow block.
  void load(const BlockGrid& grid, const Field<T>& field, std::size_t block) {
    const auto& around = grid.around[block];
    const auto row = [&](int neighbour, int j, int k) -> const T* {
      const std::int32_t n = around[static_cast<std::size_t>(neighbour)];
      if (n < 0 || static_cast<std::size_t>(n) >= grid.flow_blocks) return nullptr;
      return field.data() + static_cast<std::size_t>(n) * block_cells + static_cast<std::size_t>(((k & 7) * 8 + (j & 7)) * 8);
    };
    T* out = values.data();
    for (int k = -rim; k < block_side + rim; ++k)
      for (int j = -rim; j < block_side + rim; ++j, out += side) {
        const int middle = ((k >> 3) + 1) * 9 + ((j >> 3) + 1) * 3 + 1;
        const T *low = row(middle - 1, j, k), *own = row(middle, j, k), *high = row(middle + 1, j, k);
        for (int i = 0; i < rim; ++i) out[i] = low ? low[block_side - rim + i] : T{};
        for (int i = 0; i < block_side; ++i) out[rim + i] = own ? own[i] : T{};
        for (int i = 0; i < rim; ++i) out[rim + block_side + i] = high ? high[i] : T{};
      }
  }
  bool none() const {
    return std::none_of(values.begin(), values.end(), [](T v) { return v != 0; });
  }
};

/// What the balance of a block's faces reads. `room` is that of cells (0 = first order there).
struct BlockFlows {
  Halo<1, double> metal;                 // before the step, units of a cell
  std::array<Halo<1, double>, 3> flux;   // units of a cell
  Halo<2, float> room;
  bool second_order = false;             // any room at all
};

/// Next velocity of all faces of a block along axis d, were they interior ones; `over` is 1 where more leaves than was there.
void carry_block(const BlockFlows& flows, const Halo<2, double>& u, int d, double* next, std::uint8_t* over);

}  // namespace sprue
