/// Lines of a drawing joined end to end to closed contours.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/core/vec.h"

namespace sprue {

struct Chain {
  std::vector<Vec2> points;          ///< closed: the last one is not repeated
  std::vector<std::size_t> sources;  ///< numbers of the lines it is made of, in order
  bool closed = false;
  double gap = 0;                    ///< open: distance of its ends
};

struct Contours {
  std::vector<Chain> chains;  ///< in the order of their first lines
  std::size_t doubled = 0;    ///< lines left out as they lie on others
};

/// Ends within `tolerance` of each other are joined, nearest first; a line is closed before it is continued. Lines that lie
/// on others (ends and middle within the tolerance) count once. Each line has at least two points. n log n in the lines.
Contours join_ends(const std::vector<std::vector<Vec2>>& lines, double tolerance);

/// For each contour the number of the largest one around it (its own where none is): with even-odd these make one shape.
std::vector<std::size_t> outermost(const std::vector<std::vector<Vec2>>& contours);

}  // namespace sprue
