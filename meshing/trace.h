/// Outlines of a bitmap by potrace (Selinger, "Potrace: a polygon-based tracing algorithm", 2003).
#pragma once

#include <vector>

#include "engine/core/vec.h"

namespace sprue {

/// A step along a closed outline, to `to`: a cubic with the two control points, or straight.
struct TracedStep {
  Vec2 first, second, to;
  bool straight = false;
};

/// Of one connected area of pixels: its outer border, then its holes. Pixels, x right, y up from the lower edge.
using TracedArea = std::vector<std::vector<TracedStep>>;

/// Areas of the set pixels (rows from the top), specks of up to two pixels left out.
std::vector<TracedArea> trace(const std::vector<char>& set, int width, int height);

}  // namespace sprue
