/// Counts where metal is hotter or colder than the data of its alloy were stated for, and keeps the worst place of each property.
///
/// The solvers go on with the end value of the curve there; this says so instead of doing it silently. Cost: one division and two
/// comparisons for each cell with metal, as long as none leaves a range.
#pragma once

#include <string>
#include <vector>

#include "engine/core/casting_state.h"
#include "engine/core/cavity_cells.h"
#include "engine/core/materials.h"

namespace sprue {

/// One property beyond its range.
struct RangeExcess {
  std::string property;
  double low = 0, high = 0;     ///< K, stated
  double temperature = 0;       ///< K, the one furthest outside
  Vec3 where;                   ///< m, centre of that cell, tool frame
  int cavity = 0;
  double time = 0;              ///< s
  std::int64_t steps = 0;       ///< looked at, in which some metal was outside
  std::int64_t last_step = 0;   ///< the last of them
};

class RangeGuard {
 public:
  RangeGuard(const Domain& domain, const AlloyCurve& alloy);
  /// Counts the properties left in this state. Cells with under a thousandth of metal are not heard.
  void watch(const CastingState& state);
  const std::vector<RangeExcess>& excesses() const { return excesses_; }  ///< in the order they were left

 private:
  void note(const CastingState& state, Slot s);
  const Domain& domain_;
  const AlloyCurve& alloy_;
  CavityCells cells_;
  std::vector<RangeExcess> excesses_;
  std::int64_t watched_ = 0;
};

}  // namespace sprue
