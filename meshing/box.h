/// The upright rectangle around points.
#pragma once

#include <algorithm>
#include <cmath>

#include "meshing/polygon.h"

namespace sprue {

struct Box {
  Vec2 low{INFINITY, INFINITY}, high{-INFINITY, -INFINITY};
  void add(Vec2 p) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  void add(const Rings& rings) {
    for (const auto& ring : rings) {
      for (const Vec2 p : ring) add(p);
    }
  }
  double width() const { return high.x - low.x; }
  double height() const { return high.y - low.y; }
};

}  // namespace sprue
