/// A plane in the unit cube: volume below it, area and centroid of the section, and the inverse.
///
/// The cube is centred at the origin; the plane is dot(n, x) <= d with any n != 0. Closed forms per region of the sorted normal
/// components (Scardovelli & Zaleski, J. Comput. Phys. 164 (2000) 228), written so that no region loses digits when components
/// vanish. The section follows from the gradient of the volume: dV/dd = area / |n|, dV/dn = -area * centroid / |n|.
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/vec.h"

namespace sprue {

/// What a plane with unit normal cuts from a body: volume on its metal side, area and centroid of the cut.
struct Section {
  double volume = 0, area = 0;
  Vec3 centroid;
};

namespace cube_detail {

inline void sort(double& a, double& b, double& c) {
  if (a > b) std::swap(a, b);
  if (b > c) std::swap(b, c);
  if (a > b) std::swap(a, b);
}

/// Volume of the corner 0 <= x_i <= 1, sum m_i x_i <= alpha, for 0 <= m1 <= m2 <= m3, 0 < alpha <= sum / 2.
inline double corner_volume(double m1, double m2, double m3, double alpha) {
  if (alpha < m1) return alpha * alpha * alpha / (6 * m1 * m2 * m3);
  if (alpha >= m1 + m2) return (2 * alpha - m1 - m2) / (2 * m3);
  double v = (3 * alpha * (alpha - m1) + m1 * m1) / (6 * m2 * m3);
  const double t2 = alpha - m2, t3 = alpha - m3;
  if (t2 > 0) v -= (t2 * t2 * t2 + (t3 > 0 ? t3 * t3 * t3 : 0.0)) / (6 * m1 * m2 * m3);
  return v;
}

struct CornerGradient {
  double volume, alpha, m1, m2, m3;  // volume and its partial derivatives
};

inline CornerGradient corner_gradient(double m1, double m2, double m3, double alpha) {
  if (alpha < m1) {
    const double v = alpha * alpha * alpha / (6 * m1 * m2 * m3);
    return {v, 3 * v / alpha, -v / m1, -v / m2, -v / m3};
  }
  if (alpha >= m1 + m2) {
    const double v = (2 * alpha - m1 - m2) / (2 * m3);
    return {v, 1 / m3, -0.5 / m3, -0.5 / m3, -v / m3};
  }
  const double p = (3 * alpha * (alpha - m1) + m1 * m1) / (6 * m2 * m3);
  CornerGradient g{p, (2 * alpha - m1) / (2 * m2 * m3), (2 * m1 - 3 * alpha) / (6 * m2 * m3), -p / m2, -p / m3};
  const double t2 = alpha - m2;
  if (t2 <= 0) return g;
  const double t3 = std::max(alpha - m3, 0.0), k = 1 / (6 * m1 * m2 * m3);
  const double t = (t2 * t2 * t2 + t3 * t3 * t3) * k;
  g.volume -= t;
  g.alpha -= 3 * (t2 * t2 + t3 * t3) * k;
  g.m1 += t / m1;
  g.m2 += t / m2 + 3 * t2 * t2 * k;
  g.m3 += t / m3 + 3 * t3 * t3 * k;
  return g;
}

/// alpha of a corner volume v in (0, 1/2]; exact to round-off.
inline double corner_constant(double m1, double m2, double m3, double v) {
  const double m12 = m1 + m2;
  if (v >= m12 / (2 * m3) && m12 <= m3) return v * m3 + 0.5 * m12;
  const double product = 6 * m1 * m2 * m3;
  if (v * product < m1 * m1 * m1) return std::cbrt(product * v);
  double alpha = 0.5 * (m1 + std::sqrt(std::max(0.0, 8 * m2 * m3 * v - m1 * m1 / 3)));
  if (alpha <= m2) return alpha;
  double low = m2, high = std::min(m12, 0.5 * (m12 + m3));
  alpha = std::min(alpha, high);
  for (int i = 0; i < 60; ++i) {
    const CornerGradient g = corner_gradient(m1, m2, m3, alpha);
    const double miss = g.volume - v;
    (miss > 0 ? high : low) = alpha;
    double next = g.alpha > 0 ? alpha - miss / g.alpha : 0.5 * (low + high);
    if (!(next >= low && next <= high)) next = 0.5 * (low + high);
    const double change = std::fabs(next - alpha);
    alpha = next;
    if (change <= 4e-16 * alpha) break;
  }
  return alpha;
}

}  // namespace cube_detail

/// Volume of the unit cube below dot(n, x) = d.
inline double cube_volume(Vec3 n, double d) {
  double a = std::fabs(n.x), b = std::fabs(n.y), c = std::fabs(n.z);
  const double alpha = 0.5 * (a + b + c) - std::fabs(d);
  double v = 0;
  if (alpha > 0) {
    cube_detail::sort(a, b, c);
    v = cube_detail::corner_volume(a, b, c, alpha);
  }
  return d > 0 ? 1 - v : v;
}

/// Volume, and area and centroid of the section; n must be a unit vector.
inline Section cube_section(Vec3 n, double d) {
  const double m[3] = {std::fabs(n.x), std::fabs(n.y), std::fabs(n.z)};
  const double alpha = 0.5 * (m[0] + m[1] + m[2]) - std::fabs(d);
  if (alpha <= 0) return {d > 0 ? 1.0 : 0.0, 0, {}};
  int order[3] = {0, 1, 2};
  if (m[order[0]] > m[order[1]]) std::swap(order[0], order[1]);
  if (m[order[1]] > m[order[2]]) std::swap(order[1], order[2]);
  if (m[order[0]] > m[order[1]]) std::swap(order[0], order[1]);
  const auto g = cube_detail::corner_gradient(m[order[0]], m[order[1]], m[order[2]], alpha);
  const double by_m[3] = {g.m1, g.m2, g.m3};
  Section s{d > 0 ? 1 - g.volume : g.volume, g.alpha, {}};
  const double side = d > 0 ? -1 : 1;
  for (int k = 0; k < 3; ++k) {
    const int axis = order[k];
    const double x = -(by_m[k] / g.alpha + 0.5);  // in the octant with all components positive and d <= 0
    s.centroid[axis] = side * (n[axis] < 0 ? -x : x);
  }
  return s;
}

/// d with cube_volume(n, d) = v for v in (0, 1).
inline double cube_constant(Vec3 n, double v) {
  double a = std::fabs(n.x), b = std::fabs(n.y), c = std::fabs(n.z);
  const double half = 0.5 * (a + b + c);
  cube_detail::sort(a, b, c);
  const bool flip = v > 0.5;
  const double alpha = cube_detail::corner_constant(a, b, c, flip ? 1 - v : v);
  return flip ? half - alpha : alpha - half;
}

/// Volume below the plane in the part of the cube with low <= x_axis <= high.
inline double slab_volume(Vec3 n, double d, int axis, double low, double high) {
  const double width = high - low;
  d -= n[axis] * 0.5 * (low + high);
  n[axis] *= width;
  return width * cube_volume(n, d);
}

}  // namespace sprue
