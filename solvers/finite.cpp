#include "solvers/finite.h"

#include <cmath>
#include <limits>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

/// First of a block's slots; no_slot - that, or 0 where all are finite.
std::uint32_t first_in_block(const Field<double>& values, std::size_t block) {
  constexpr double largest = std::numeric_limits<double>::max();
  const double* v = values.data() + block * block_cells;
  bool sound = true;
  for (int i = 0; i < block_cells; ++i) sound &= std::abs(v[i]) <= largest;   // false for what is not a number; a vector loop
  if (sound) return 0;
  Slot s = static_cast<Slot>(block * block_cells);
  while (std::isfinite(values[s])) ++s;
  return no_slot - s;
}

}  // namespace

Slot first_not_finite(std::span<const std::size_t> blocks, const Field<double>& values) {
  return no_slot - parallel_max<std::uint32_t>(blocks.size(), 0u, [&](std::size_t i) { return first_in_block(values, blocks[i]); });
}

Slot first_not_finite(const Field<double>& values) {
  return no_slot - parallel_max<std::uint32_t>(values.size() / block_cells, 0u, [&](std::size_t b) { return first_in_block(values, b); });
}

}  // namespace sprue
