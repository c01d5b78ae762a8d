/// Exact metal of a ball in the cells of a grid.
#pragma once

#include <cmath>
#include <numbers>

#include "solvers/cube_section.h"

namespace sprue::test {

/// Volume of a ball in a cube of edge h: halved cubes, at the smallest the plane of the sphere less its sagitta.
inline double ball_volume(Vec3 low, double h, Vec3 centre, double radius, int depth) {
  const Vec3 m = low + Vec3{0.5 * h, 0.5 * h, 0.5 * h};
  const double r = norm(m - centre), half = 0.5 * h * std::sqrt(3.0);
  if (r + half < radius) return h * h * h;
  if (r - half > radius) return 0;
  if (depth == 0) {
    const Vec3 n = (1 / r) * (m - centre);
    const Section s = cube_section(n, (radius - r) / h);
    return h * h * h * (s.volume - s.area * s.area * h / (4 * std::numbers::pi * radius));
  }
  double sum = 0;
  for (int c = 0; c < 8; ++c)
    sum += ball_volume(low + (0.5 * h) * Vec3{double(c & 1), double((c >> 1) & 1), double(c >> 2)}, 0.5 * h, centre, radius,
                       depth - 1);
  return sum;
}

}  // namespace sprue::test
