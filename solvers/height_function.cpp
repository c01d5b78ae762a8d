#include "solvers/height_function.h"

#include <cmath>
#include <utility>

namespace sprue {
namespace {

constexpr int reach = 7;               // cells up and down: a surface facing (1, 1, 1), asked for in a cell it only touches, takes six
constexpr double whole = 1e-3;         // metal (gas) below which a cell ends a column: what it holds is counted, dust beyond it is not
constexpr double clearly = 1.05;       // more of the normal, for a later axis to come first
constexpr double facing = 0.5;         // share of the largest component of the normal from which a second axis is tried

using Pair = std::array<double, 2>;

/// Third and fourth derivatives of the surface of constant curvatures with these first and second ones.
class ParallelSurface {
 public:
  ParallelSurface(const Pair& slope, const std::array<Pair, 2>& bend) : first_(slope), second_(bend) {
    by_w2_ = 1 / (1 + slope[0] * slope[0] + slope[1] * slope[1]);
    for (std::size_t i = 0; i < 2; ++i) s_[i] = slope[0] * bend[0][i] + slope[1] * bend[1][i];
  }
  double third(std::size_t i, std::size_t j, std::size_t k) const {
    return by_w2_ * (s_[i] * second_[j][k] + s_[j] * second_[i][k] + s_[k] * second_[i][j]);
  }
  double fourth(std::size_t i, std::size_t j, std::size_t k, std::size_t m) const {
    const auto term = [&](std::size_t a, std::size_t b, std::size_t c) { return ds(a, m) * second_[b][c] + s_[a] * third(b, c, m); };
    return by_w2_ * (term(i, j, k) + term(j, i, k) + term(k, i, j) - 2 * s_[m] * third(i, j, k));
  }

 private:
  double ds(std::size_t i, std::size_t m) const {
    double sum = 0;
    for (std::size_t l = 0; l < 2; ++l) sum += second_[l][m] * second_[l][i] + first_[l] * third(l, i, m);
    return sum;
  }
  Pair first_, s_;
  std::array<Pair, 2> second_;
  double by_w2_;
};

}  // namespace

double height_curvature(const std::array<double, 9>& h) {
  const Pair slope{(h[5] - h[3]) / 2, (h[7] - h[1]) / 2};
  const double xx = h[5] - 2 * h[4] + h[3], yy = h[7] - 2 * h[4] + h[1], xy = (h[8] - h[6] - h[2] + h[0]) / 4;
  Pair p = slope;
  double pxx = xx, pyy = yy, pxy = xy;
  constexpr int passes = 1;   // a second one overshoots: at 12.8 cells of radius 1.2 % at worst against 0.5 % (3.5 % without)
  for (int pass = 0; pass < passes; ++pass) {
    const ParallelSurface g(p, {{{pxx, pxy}, {pxy, pyy}}});
    const double third_x = g.third(0, 0, 0), third_y = g.third(1, 1, 1);
    const double fourth_xy = g.fourth(0, 0, 1, 1), fourth_x = g.fourth(0, 0, 0, 0), fourth_y = g.fourth(1, 1, 1, 1);
    p = {slope[0] - (third_x + g.third(0, 1, 1)) / 24 - third_x / 6, slope[1] - (third_y + g.third(0, 0, 1)) / 24 - third_y / 6};
    pxx = xx - (fourth_x + fourth_xy) / 24 - fourth_x / 12;
    pyy = yy - (fourth_y + fourth_xy) / 24 - fourth_y / 12;
    pxy = xy - (g.fourth(0, 0, 0, 1) + g.fourth(0, 1, 1, 1)) * (1.0 / 24 + 1.0 / 6);
  }
  const double w2 = 1 + p[0] * p[0] + p[1] * p[1];
  return -((1 + p[1] * p[1]) * pxx - 2 * p[0] * p[1] * pxy + (1 + p[0] * p[0]) * pyy) / (w2 * std::sqrt(w2));
}

struct HeightFunctions::Start {
  std::size_t block;
  Index3 cell;   // in the block
  int axis, up;
};

/// Height of the surface above the level of the start cell's centre.
std::optional<double> HeightFunctions::column(const Start& start, const Index3& offset) const {
  Index3 c{start.cell.i + offset.i, start.cell.j + offset.j, start.cell.k + offset.k};
  const auto& open = domain_.aperture[start.axis];
  const Slot first = domain_.grid.at(start.block, c.i, c.j, c.k);
  if (first >= metal_.size() || !rooms_.cube(first)) return {};
  double height = metal_[first] - 0.5;
  const int level = c[start.axis];
  // outwards to an empty cell, then inwards to a full one
  for (const int way : {1, -1}) {
    const int step = way * start.up;
    double share = way > 0 ? metal_[first] : 1 - metal_[first];   // what has to vanish on this way
    Slot at = first;
    for (int n = 1; share > whole; ++n) {
      if (n > reach) return {};
      c[start.axis] = level + n * step;
      const Slot next = domain_.grid.at(start.block, c.i, c.j, c.k);
      if (next >= metal_.size() || !rooms_.cube(next) || !(open[step > 0 ? next : at] >= 1)) return {};
      const double ahead = way > 0 ? metal_[next] : 1 - metal_[next];
      if (ahead > share + whole) return {};
      height += way * ahead;
      share = ahead;
      at = next;
    }
  }
  return height;
}

/// Offsets of the columns at -1, 0 and 1 along an axis: 0 for the mirror image in a plane of symmetry. False at walls.
bool HeightFunctions::lateral(Slot s, int axis, std::array<int, 3>& offset) const {
  offset = {-1, 0, 1};
  const Slot below = domain_.grid.below(axis, s), above = domain_.grid.above(axis, s);
  const auto reached = [&](Slot beyond, Slot face, int& o) {
    if (face >= metal_.size()) return false;
    if (domain_.aperture[axis][face] >= 1) return beyond < metal_.size();
    o = 0;
    return frictionless(domain_.kind[axis][face]);
  };
  return reached(below, s, offset[0]) && reached(above, above, offset[2]);
}

std::optional<double> HeightFunctions::along(Slot s, int axis, int up) const {
  const int l = static_cast<int>(s % block_cells), e1 = (axis + 1) % 3, e2 = (axis + 2) % 3;
  const Start start{s / block_cells, {l & 7, (l >> 3) & 7, l >> 6}, axis, up};
  std::array<int, 3> first, second;
  if (!lateral(s, e1, first) || !lateral(s, e2, second)) return {};
  std::array<double, 9> height;
  for (std::size_t j = 0; j < 3; ++j)
    for (std::size_t i = 0; i < 3; ++i) {
      if (i == 2 && first[2] == first[1]) height[3 * j + i] = height[3 * j + 1];   // mirrored
      else if (j == 2 && second[2] == second[1]) height[3 * j + i] = height[3 + i];
      else {
        Index3 offset;
        offset[e1] = first[i];
        offset[e2] = second[j];
        const std::optional<double> h = column(start, offset);
        if (!h) return {};
        height[3 * j + i] = *h;
      }
    }
  return height_curvature(height);
}

std::optional<double> HeightFunctions::curvature(Slot s, const Vec3& normal) const {
  if (!rooms_.cube(s)) return {};
  // The axis it faces most; of two as good as equal the lower one, so that a cell on a diagonal does not go to and fro with the round-off of its normal.
  std::array<int, 3> axis{0, 1, 2};
  const auto put = [&](std::size_t a, std::size_t b) {
    if (std::abs(normal[axis[b]]) > clearly * std::abs(normal[axis[a]])) std::swap(axis[a], axis[b]);
  };
  put(0, 1), put(1, 2), put(0, 1);
  for (int n = 0; n < 2; ++n) {
    const double facing_it = normal[axis[static_cast<std::size_t>(n)]];
    if (std::abs(facing_it) < facing * std::abs(normal[axis[0]]) || facing_it == 0) break;
    if (const auto k = along(s, axis[static_cast<std::size_t>(n)], facing_it > 0 ? 1 : -1)) return k;
  }
  return {};
}

}  // namespace sprue
