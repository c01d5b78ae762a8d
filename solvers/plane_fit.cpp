#include "solvers/plane_fit.h"

#include <limits>

namespace sprue {
namespace {

constexpr std::size_t middle = 13;

Vec3 offset(std::size_t n) {
  const int i = static_cast<int>(n);
  return {i % 3 - 1.0, i / 3 % 3 - 1.0, i / 9 - 1.0};
}

double abs_sum(const Vec3& v) { return std::fabs(v.x) + std::fabs(v.y) + std::fabs(v.z); }

// Slope of the heights summed along `up`, seen as a plane: the component along `up` is the sign of the metal's side, the others
// half the difference of the two outer columns in the middle row.
Vec3 column_normal(const std::array<double, 27>& f, int up) {
  static constexpr int stride[3] = {1, 3, 9};
  Vec3 n;
  const int c = static_cast<int>(middle), su = stride[up];
  double below = 0, above = 0;
  for (int d = 0; d < 3; ++d) {
    if (d == up) continue;
    const int sd = stride[d], st = stride[3 - up - d];
    double low = 0, high = 0;
    for (int u = -1; u <= 1; ++u) {
      low += f[static_cast<std::size_t>(c + u * su - sd)];
      high += f[static_cast<std::size_t>(c + u * su + sd)];
    }
    n[d] = 0.5 * (low - high);
    for (int t = -1; t <= 1; ++t) {
      below += f[static_cast<std::size_t>(c - su + t * st)];
      above += f[static_cast<std::size_t>(c + su + t * st)];
    }
  }
  n[up] = below > above ? 1 : -1;
  return n;
}

Vec3 youngs_normal(const std::array<double, 27>& f) {
  Vec3 n;
  for (std::size_t m = 0; m < 27; ++m) {
    const Vec3 o = offset(m);
    const double weight = f[m] * (o.x == 0 ? 2 : 1) * (o.y == 0 ? 2 : 1) * (o.z == 0 ? 2 : 1);
    n.x -= o.x * weight / (o.x == 0 ? 2 : 1);
    n.y -= o.y * weight / (o.y == 0 ? 2 : 1);
    n.z -= o.z * weight / (o.z == 0 ? 2 : 1);
  }
  return n;
}

Vec3 mixed_normal(const std::array<double, 27>& f) {
  Vec3 columns[3];
  double lead[3];
  int best = 0;
  for (int d = 0; d < 3; ++d) {
    columns[d] = column_normal(f, d);
    columns[d] = (1 / abs_sum(columns[d])) * columns[d];
    lead[d] = std::fabs(columns[d][d]);
    if (lead[d] > lead[best]) best = d;
  }
  Vec3 youngs = youngs_normal(f);
  const double sum = abs_sum(youngs);
  if (sum < 1e-30) return columns[best];
  youngs = (1 / sum) * youngs;
  const double steepest = std::max({std::fabs(youngs.x), std::fabs(youngs.y), std::fabs(youngs.z)});
  return lead[best] > steepest ? youngs : columns[best];
}

// Solves the symmetric 3x3 system of the weighted differences; directions without neighbours get no component.
Vec3 least_squares_normal(const Neighbourhood& cells) {
  double a[3][3] = {};
  Vec3 b;
  const double own = cells.metal[middle] / cells.room[middle]->volume;
  for (std::size_t m = 0; m < 27; ++m) {
    if (m == middle || !cells.room[m]) continue;
    const Vec3 o = offset(m);
    const double weight = cells.room[m]->volume / dot(o, o);
    const double difference = cells.metal[m] / cells.room[m]->volume - own;
    for (int i = 0; i < 3; ++i) {
      b[i] -= weight * o[i] * difference;
      for (int j = 0; j < 3; ++j) a[i][j] += weight * o[i] * o[j];
    }
  }
  const double trace = a[0][0] + a[1][1] + a[2][2];
  for (int i = 0; i < 3; ++i) a[i][i] += 1e-9 * trace + 1e-30;
  const Vec3 r0{a[0][0], a[0][1], a[0][2]}, r1{a[1][0], a[1][1], a[1][2]}, r2{a[2][0], a[2][1], a[2][2]};
  const Vec3 c0 = cross(r1, r2), c1 = cross(r2, r0), c2 = cross(r0, r1);
  const double det = dot(r0, c0);
  return det > 0 ? (1 / det) * (b.x * c0 + b.y * c1 + b.z * c2) : b;
}

// Of what the plane misses in a neighbour across a face, an edge, a corner: distance^-4.
double miss_weight(const Vec3& offset) {
  static constexpr double by_distance_squared[] = {0, 1, 1.0 / 4, 1.0 / 9};
  return by_distance_squared[static_cast<std::size_t>(dot(offset, offset))];
}

struct Misfit {
  double value = 0;                      // sum of squares, weighted
  double g1 = 0, g2 = 0;                 // J^T r
  double h11 = 0, h12 = 0, h22 = 0;      // J^T J
};

Misfit misfit(const Neighbourhood& cells, Vec3 n, double d, Vec3 e1, Vec3 e2) {
  Misfit m;
  const Vec3 own = room_section(*cells.room[middle], n, d).centroid;
  const double reach = 0.5 * abs_sum(n);
  for (std::size_t i = 0; i < 27; ++i) {
    if (i == middle || !cells.room[i]) continue;
    const CellRoom& room = *cells.room[i];
    const Vec3 o = offset(i);
    const double di = d - dot(n, o), weight = miss_weight(o);
    if (std::fabs(di) >= reach) {
      const double miss = weight * ((di > 0 ? room.volume : 0.0) - cells.metal[i]);
      m.value += miss * miss;
      continue;
    }
    const Section cut = room_section(room, n, di);
    const double miss = weight * (cut.volume - cells.metal[i]);
    const Vec3 arm = own - o - cut.centroid;
    const double j1 = weight * cut.area * dot(arm, e1), j2 = weight * cut.area * dot(arm, e2);
    m.value += miss * miss;
    m.g1 += j1 * miss;
    m.g2 += j2 * miss;
    m.h11 += j1 * j1;
    m.h12 += j1 * j2;
    m.h22 += j2 * j2;
  }
  return m;
}

}  // namespace

Vec3 start_normal(const Neighbourhood& cells) {
  const Vec3 n = cells.whole ? mixed_normal(cells.metal) : least_squares_normal(cells);
  const double length = norm(n);
  return length > 1e-30 ? (1 / length) * n : Vec3{1, 0, 0};
}

Plane fit_plane(const Neighbourhood& cells, Vec3 n, int steps, double* missed) {
  constexpr int most_steps = 8;
  constexpr double far_off = 1e-3;  // of the misfit: a start so bad (in slivers up to 65 degrees) needs more steps to the plane
  constexpr double blind = 1e-6;  // ratio of the two curvatures of the misfit below which a turn is not seen
  const CellRoom& room = *cells.room[middle];
  double d = room_constant(room, n, cells.metal[middle]);
  if (steps == 0) return {n.x, n.y, n.z, d};
  Plane best;
  double least = std::numeric_limits<double>::infinity();
  for (int step = 0;; ++step) {
    const Vec3 e1 = [&] {
      Vec3 a = std::fabs(n.x) < 0.6 ? Vec3{1, 0, 0} : Vec3{0, 1, 0};
      a = a - dot(a, n) * n;
      return (1 / norm(a)) * a;
    }();
    const Vec3 e2 = cross(n, e1);
    const Misfit m = misfit(cells, n, d, e1, e2);
    if (!(m.value < least)) break;
    const bool converging = m.value < 0.3 * least || (!cells.whole && m.value > far_off && m.value < 0.9 * least);  // worth going on
    best = {n.x, n.y, n.z, d};
    least = m.value;
    if (step >= most_steps || (step >= steps && !converging) || m.value < 1e-30) break;
    const double trace = m.h11 + m.h22, det = m.h11 * m.h22 - m.h12 * m.h12;
    if (!(trace > 0)) break;
    double a = 0, b = 0;
    if (det > blind * trace * trace) {
      a = (m.h12 * m.g2 - m.h22 * m.g1) / det;
      b = (m.h12 * m.g1 - m.h11 * m.g2) / det;
    } else {  // the neighbours do not see one of the two turns: leave it alone
      const bool first = m.h11 >= m.h22;
      const double v1 = first ? m.h11 : m.h12, v2 = first ? m.h12 : m.h22;
      const double along = -(v1 * m.g1 + v2 * m.g2) / ((v1 * v1 + v2 * v2) * trace);
      a = along * v1;
      b = along * v2;
    }
    const double turn = std::hypot(a, b);
    if (turn < 1e-15) break;
    const double allowed = std::min(1.0, 0.5 / turn);
    n = n + allowed * (a * e1 + b * e2);
    n = (1 / norm(n)) * n;
    d = room_constant(room, n, cells.metal[middle]);
  }
  if (missed != nullptr) *missed = least;
  return best;
}

}  // namespace sprue
