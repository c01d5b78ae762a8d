#include "solvers/height_function.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "solvers/contact_line.h"

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

/// Slope along a line of three heights at place n of them, less where one or both lie beyond a wall and are not known yet.
double slope_along(double low, double middle, double high, const std::array<HeightFunctions::Side, 2>& side, std::size_t n) {
  if (side[0].closed || side[1].closed) return side[0].closed && side[1].closed ? 0 : side[0].closed ? high - middle : middle - low;
  return 0.5 * (high - low) + (static_cast<double>(n) - 1) * (high - 2 * middle + low);
}

/// By what the mean height beyond a wall differs from that before it, for a surface of slope p at the wall (outwards) and `inner` between the
/// last two columns: p + h_xxx / 12, the third derivative that of the circle of both slopes.
double rise_beyond(double p, double inner) {
  const double w2 = 1 + p * p, sine = p / std::sqrt(w2);
  const double farthest = 0.5 * (1 - std::abs(sine));   // half of what makes the circle turn over within the ghost column
  const double bend = std::clamp(sine - inner / std::hypot(1.0, inner), -farthest, farthest);
  return p + 0.25 * p * bend * bend * w2 * w2;
}

/// Ghost columns beyond the sides of rows whose neighbouring heights lie `stride` apart; `across` and its sides: the other direction.
void continue_rows(std::array<double, 9>& height, const std::array<HeightFunctions::Side, 2>& side,
                   const std::array<HeightFunctions::Side, 2>& across_side, std::size_t stride, std::size_t across) {
  const bool single = side[0].closed && side[1].closed;
  for (std::size_t up = 0; up < 2; ++up)
    for (std::size_t n = 0; n < 3 && side[up].closed; ++n) {
      const double along = slope_along(height[4 - across], height[4], height[4 + across], across_side, n);
      const double p = std::sqrt(1 + along * along) / std::tan(side[up].angle.advancing);
      const std::size_t at = 4 - across + n * across, beyond = up ? at + stride : at - stride, inner = up ? at - stride : at + stride;
      height[beyond] = height[at] + (single ? p : rise_beyond(p, height[at] - height[inner]));
    }
}

}  // namespace

double height_curvature(const std::array<double, 9>& h) {
  const Pair slope{(h[5] - h[3]) / 2, (h[7] - h[1]) / 2};
  const double xx = h[5] - 2 * h[4] + h[3], yy = h[7] - 2 * h[4] + h[1], xy = (h[8] - h[6] - h[2] + h[0]) / 4;
  const ParallelSurface g(slope, {{{xx, xy}, {xy, yy}}});
  const double fourth_xy = g.fourth(0, 0, 1, 1), less_xy = (g.fourth(0, 0, 0, 1) + g.fourth(0, 1, 1, 1)) * (1.0 / 24 + 1.0 / 6);
  const double less_xx = (g.fourth(0, 0, 0, 0) + fourth_xy) / 24 + g.fourth(0, 0, 0, 0) / 12;
  const double less_yy = (g.fourth(1, 1, 1, 1) + fourth_xy) / 24 + g.fourth(1, 1, 1, 1) / 12;
  // Where the truncation t is no longer small, less of it is taken, x - t / (1 + (t / x)^2) >= x / 2: a sharp bend keeps its sign.
  const double bend = std::abs(xx) + std::abs(yy) + 2 * std::abs(xy), excess = std::abs(less_xx) + std::abs(less_yy) + 2 * std::abs(less_xy);
  const double share = bend > 0 ? bend * bend / (bend * bend + excess * excess) : 1;
  const double third_x = g.third(0, 0, 0), third_y = g.third(1, 1, 1);
  const Pair p{slope[0] - share * ((third_x + g.third(0, 1, 1)) / 24 + third_x / 6),
               slope[1] - share * ((third_y + g.third(0, 0, 1)) / 24 + third_y / 6)};
  const double pxx = xx - share * less_xx, pyy = yy - share * less_yy, pxy = xy - share * less_xy;
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

/// What lies beside a cell along an axis, for columns along another one whose metal ends `outward`. False where columns cannot be continued.
bool HeightFunctions::beside(Slot s, int axis, int column, int outward, std::array<Side, 2>& side) const {
  for (std::size_t up = 0; up < 2; ++up) {
    const Slot above = domain_.grid.above(axis, s), beyond = up ? above : domain_.grid.below(axis, s), face = up ? above : s;
    if (face >= metal_.size()) return false;
    side[up] = {};
    const double open = domain_.aperture[axis][face];
    const FaceKind kind = domain_.kind[axis][face];
    if (open >= 1) {
      if (beyond >= metal_.size()) return false;
    } else if (open > 0) {
      return false;
    } else if (frictionless(kind)) {
      side[up].closed = true;
    } else {
      const std::uint8_t mould = domain_.mould_index[s];
      if (kind == FaceKind::inlet || kind == FaceKind::open || mould >= angles_.size()) return false;
      Vec3 wall;
      wall[axis] = up ? 1 : -1;
      side[up] = {true, angles_at_edge(domain_, rooms_, angles_[mould], s, wall, column, outward)};
    }
  }
  return true;
}

std::optional<double> HeightFunctions::between(const Start& start, const std::array<Side, 2>& first, const std::array<Side, 2>& second) const {
  const int e1 = (start.axis + 1) % 3, e2 = (start.axis + 2) % 3;
  std::array<double, 9> height{};
  for (int j = second[0].closed ? 0 : -1; j <= (second[1].closed ? 0 : 1); ++j)
    for (int i = first[0].closed ? 0 : -1; i <= (first[1].closed ? 0 : 1); ++i) {
      Index3 offset;
      offset[e1] = i;
      offset[e2] = j;
      const std::optional<double> h = column(start, offset);
      if (!h) return {};
      height[static_cast<std::size_t>(3 * j + i + 4)] = *h;
    }
  continue_rows(height, first, second, 1, 3);
  continue_rows(height, second, {}, 3, 1);
  return height_curvature(height);
}

/// Beside one wall that holds its contact line: the curvature carried on from the two columns before, within those of the two angles.
std::optional<double> HeightFunctions::held(Slot s, const Start& start, std::array<std::array<Side, 2>, 2> side, std::size_t across, std::size_t up) const {
  const int e = (start.axis + 1 + static_cast<int>(across)) % 3, inwards = up ? -1 : 1;
  const auto inner = [&](int n) {
    const Slot t = domain_.grid.neighbour(s, e == 0 ? n * inwards : 0, e == 1 ? n * inwards : 0, e == 2 ? n * inwards : 0);
    return t < metal_.size() ? along(t, start.axis, start.up, false) : std::nullopt;
  };
  const std::optional<double> near = inner(1), far = inner(2);
  if (!near || !far) return {};
  const ContactAngles angles = side[across][up].angle;
  std::array<double, 2> bound;
  for (std::size_t n = 0; n < 2; ++n) {
    side[across][up].angle = ContactAngles(n ? angles.advancing : angles.receding);
    const std::optional<double> k = between(start, side[0], side[1]);
    if (!k) return {};
    bound[n] = *k;
  }
  return std::clamp(2 * *near - *far, std::min(bound[0], bound[1]), std::max(bound[0], bound[1]));
}

std::optional<double> HeightFunctions::along(Slot s, int axis, int up, bool holding) const {
  const int l = static_cast<int>(s % block_cells);
  const Start start{s / block_cells, {l & 7, (l >> 3) & 7, l >> 6}, axis, up};
  std::array<std::array<Side, 2>, 2> side;
  for (std::size_t across = 0; across < 2; ++across)
    if (!beside(s, (axis + 1 + static_cast<int>(across)) % 3, axis, up, side[across])) return {};
  std::size_t walls = 0, at = 0;
  for (std::size_t n = 0; n < 4; ++n)
    if (const Side& wall = side[n / 2][n % 2]; wall.closed && wall.angle.hold()) ++walls, at = n;
  if (walls == 0) return between(start, side[0], side[1]);
  return walls == 1 && holding ? held(s, start, side, at / 2, at % 2) : std::nullopt;
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
    if (const auto k = along(s, axis[static_cast<std::size_t>(n)], facing_it > 0 ? 1 : -1, true)) return k;
  }
  return {};
}

}  // namespace sprue
