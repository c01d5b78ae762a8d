/// Morton (Z-order) key of lattice coordinates in [-2^20, 2^20): neighbours in space are near in the order.
#pragma once

#include <cstdint>

#include "engine/core/vec.h"

namespace sprue {

namespace detail {
/// Puts two zero bits after each of the low 21 bits.
constexpr std::uint64_t spread_bits(std::uint64_t v) {
  v &= 0x1fffff;
  v = (v | v << 32) & 0x1f00000000ffffull;
  v = (v | v << 16) & 0x1f0000ff0000ffull;
  v = (v | v << 8) & 0x100f00f00f00f00full;
  v = (v | v << 4) & 0x10c30c30c30c30c3ull;
  return (v | v << 2) & 0x1249249249249249ull;
}
}  // namespace detail

constexpr std::uint64_t morton(const Index3& c) {
  constexpr int shift = 1 << 20;
  return detail::spread_bits(static_cast<std::uint64_t>(c.i + shift)) |
         detail::spread_bits(static_cast<std::uint64_t>(c.j + shift)) << 1 |
         detail::spread_bits(static_cast<std::uint64_t>(c.k + shift)) << 2;
}

}  // namespace sprue
