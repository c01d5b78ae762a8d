/// A straight channel turned about z: two parallel walls cut the cells exactly; symmetry above and below, closed ends.
#pragma once

#include "tests/solvers/box_domain.h"

namespace sprue::test {

struct Channel {
  double angle = 0;       ///< rad, of the axis against x
  double width = 4;       ///< cells
  double length = 40;     ///< cells, of the box that is covered in x
  int depth = 1;          ///< cells in z
  double offset = 0.137;  ///< cells, of the axis from the lattice
  Vec3 axis() const { return {std::cos(angle), std::sin(angle), 0}; }
  Vec3 across() const { return {-std::sin(angle), std::cos(angle), 0}; }
  /// Distance from the channel's axis, and along it, of a point in units of a cell.
  double off_axis(Vec3 x) const { return dot(x - start(), across()); }
  double along(Vec3 x) const { return dot(x - start(), axis()); }
  Vec3 start() const { return {4, 4 + 0.5 * width / std::cos(angle) + offset, 0}; }
};

using Polygon = std::vector<Vec2>;

/// The part of a convex polygon where dot(n, x) <= d.
inline Polygon clip(const Polygon& p, Vec2 n, double d) {
  Polygon out;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const Vec2 a = p[i], b = p[(i + 1) % p.size()];
    const double sa = dot(n, a) - d, sb = dot(n, b) - d;
    if (sa <= 0) out.push_back(a);
    if ((sa <= 0) != (sb <= 0)) out.push_back(a + (sa / (sa - sb)) * (b - a));
  }
  return out;
}

inline double area(const Polygon& p) {
  double twice = 0;
  for (std::size_t i = 2; i < p.size(); ++i) twice += cross(p[i - 1] - p[0], p[i] - p[0]);
  return 0.5 * twice;
}

/// Open length of the segment a..b between the walls.
inline double open_length(const Channel& c, Vec3 a, Vec3 b) {
  double low = 0, high = 1;
  const double sa = c.off_axis(a), sb = c.off_axis(b), half = 0.5 * c.width;
  for (const double sign : {-1.0, 1.0}) {
    const double da = sign * sa - half, db = sign * sb - half;
    if (da > 0 && db > 0) return 0;
    if (da > 0) low = std::max(low, da / (da - db));
    if (db > 0) high = std::min(high, da / (da - db));
  }
  return std::max(0.0, high - low) * norm(b - a);
}

/// Room of a cell (low corner x, y in cells), cut further by dot(n, x) <= d when n != 0: exact area in [0, 1].
inline double channel_area(const Channel& c, double x, double y, Vec2 n = {}, double d = 0) {
  const Vec2 w{c.across().x, c.across().y};
  const double middle = dot(w, Vec2{c.start().x, c.start().y}), half = 0.5 * c.width;
  Polygon p{{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}};
  p = clip(clip(p, w, middle + half), Vec2{-w.x, -w.y}, half - middle);
  if (n.x != 0 || n.y != 0) p = clip(p, n, d);
  return area(p);
}

inline Domain channel_domain(const Channel& c, double cell) {
  const int nx = static_cast<int>(c.length) + 8;
  const int ny = static_cast<int>(std::ceil(c.length * std::tan(c.angle) + c.width / std::cos(c.angle))) + 9;
  BoxOptions options;
  options.sides[4] = options.sides[5] = FaceKind::symmetry;
  Domain d = box_domain(nx, ny, c.depth, cell, options);
  for (Slot s = 0; s < d.grid.flow_slots(); ++s) {
    if (d.cavity_fraction[s] == 0) continue;
    const Index3 k = d.grid.cell_of(s);
    const double x = k.i, y = k.j;
    const double v = channel_area(c, x, y);
    d.cavity_fraction[s] = v < 1e-13 ? 0 : v > 1 - 1e-13 ? 1 : v;
    if (d.aperture[0][s] > 0) d.aperture[0][s] = open_length(c, {x, y, 0}, {x, y + 1, 0});
    if (d.aperture[1][s] > 0) d.aperture[1][s] = open_length(c, {x, y, 0}, {x + 1, y, 0});
    if (d.aperture[2][s] > 0) d.aperture[2][s] = d.cavity_fraction[s];
  }
  return d;
}

}  // namespace sprue::test
