/// What a vertical plane meets of a solid of prisms: strips along the line of the cut, with straight tops and bottoms.
#pragma once

#include <algorithm>
#include <array>

#include "meshing/planar_map.h"

namespace sprue {

struct CutStrip {
  double from = 0, to = 0;   ///< m along the line
  std::array<double, 2> low{}, high{};  ///< m, at `from` and at `to`
  int cavity = 0;
  bool level() const { return low[0] == low[1] && high[0] == high[1]; }
  double lowest() const { return std::min(low[0], low[1]); }
  double highest() const { return std::max(high[0], high[1]); }
};

/// Strips along origin + s * direction (a unit vector), by `from`; neighbours of equal level heights and cavity are one.
std::vector<CutStrip> section_cut(const LayeredMap& solid, Vec2 origin, Vec2 direction);

}  // namespace sprue
