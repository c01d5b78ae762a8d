#include "solvers/finite.h"

#include <cmath>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr std::size_t part = 4096;

/// slot(i), i in [0, count), is the slot looked at.
template <class SlotAt>
Slot first_of(std::size_t count, const Field<double>& values, SlotAt&& slot) {
  const auto farthest = parallel_max<std::uint32_t>((count + part - 1) / part, 0u, [&](std::size_t p) -> std::uint32_t {
    for (std::size_t i = p * part; i < std::min(count, (p + 1) * part); ++i)
      if (!std::isfinite(values[slot(i)])) return no_slot - slot(i);
    return 0;
  });
  return no_slot - farthest;
}

}  // namespace

Slot first_not_finite(const CavityCells& cells, const Field<double>& values) {
  const auto slots = cells.all();
  return first_of(slots.size(), values, [&](std::size_t i) { return slots[i]; });
}

Slot first_not_finite(const Field<double>& values) {
  return first_of(values.size(), values, [](std::size_t i) { return static_cast<Slot>(i); });
}

}  // namespace sprue
