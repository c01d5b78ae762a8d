#include "solvers/surface_fit.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <utility>
#include <vector>

namespace sprue {
namespace {

using Row = Eigen::Matrix<double, 6, 1>;
using Square = Eigen::Matrix<double, 6, 6>;

struct Frame {
  Vec3 origin, e1, e2, n;
  Vec3 local(const Vec3& x) const {
    const Vec3 r = x - origin;
    return {dot(r, e1), dot(r, e2), dot(r, n)};
  }
  Vec3 turned(const Vec3& v) const { return {dot(v, e1), dot(v, e2), dot(v, n)}; }
};

Frame make_frame(const Vec3& origin, const Vec3& n) {
  Vec3 a = std::fabs(n.x) < 0.6 ? Vec3{1, 0, 0} : Vec3{0, 1, 0};
  a = a - dot(a, n) * n;
  a = (1 / norm(a)) * a;
  return {origin, a, cross(n, a), n};
}

// What a round surface lies deeper than its parabola, and the gradient of that. Curvature matrix (xx, xy, yy).
struct Roundness {
  double xx = 0, xy = 0, yy = 0;
  double value(double x, double y) const {
    const double kx = xx * x + xy * y, ky = xy * x + yy * y;            // K r
    const double first = x * kx + y * ky;
    const double q = kx * kx + ky * ky;
    const double root = std::sqrt(1 - (steepest < q ? steepest : q));
    return first * (1 / (1 + root) - 0.5);
  }
  double value(double x, double y, double& slope_x, double& slope_y) const {
    const double kx = xx * x + xy * y, ky = xy * x + yy * y;
    const double first = x * kx + y * ky;
    const double q = kx * kx + ky * ky;
    const double root = std::sqrt(1 - std::min(q, steepest));
    const double depth = 1 / (1 + root) - 0.5;
    const double k2x = xx * kx + xy * ky, k2y = xy * kx + yy * ky;      // K^2 r
    const double by_q = q < steepest ? 1 / (2 * root * (1 + root) * (1 + root)) : 0.0;
    slope_x = 2 * kx * depth + 2 * k2x * first * by_q;
    slope_y = 2 * ky * depth + 2 * k2y * first * by_q;
    return first * depth;
  }
  static constexpr double steepest = 0.75;  // 60 degrees
};

/// Work space of a fit, kept by the thread: clearing it for each of them took as long as the fit.
template <class T>
std::vector<T>& work_space() {
  thread_local std::vector<T> space;
  space.clear();
  return space;
}

// The contact point moved along its wall onto the fitted surface (one Newton step).
SlopeRow slide(const Frame& frame, const Row& c, SlopeRow row) {
  constexpr double farthest = 0.3;
  const Vec3 x = frame.local(row.x), t = frame.turned(row.slide);
  const Roundness round{-2 * c[3], -c[4], -2 * c[5]};
  double rx = 0, ry = 0;
  const double depth = round.value(x.x, x.y, rx, ry);
  const double surface = c[0] + c[1] * x.x + c[2] * x.y + c[3] * x.x * x.x + c[4] * x.x * x.y + c[5] * x.y * x.y - depth;
  const double slope_x = c[1] + 2 * c[3] * x.x + c[4] * x.y - rx, slope_y = c[2] + c[4] * x.x + 2 * c[5] * x.y - ry;
  const double rise = t.z - slope_x * t.x - slope_y * t.y;  // along the wall, against the surface
  if (rise > 0.2) row.x += std::clamp((surface - x.z) / rise, -farthest, farthest) * row.slide;
  return row;
}

// Normal equations of the fit; the matrix is made of the moments sum w x^a y^b, a + b <= 4.
class QuadraticFit {
 public:
  /// flatness: sum of curvatures of the surface that the flat facets stand for; 0 takes them as they are.
  QuadraticFit(std::span<const SurfacePoint> points, std::span<const SlopeRow> slopes, const Frame& frame,
               double flatness) {
    Moments m;
    for (const SurfacePoint& p : points) {
      Vec3 x = frame.local(p.x);
      x.z += flatness * p.area / 24;
      points_.push_back({x.x, x.y, x.z, p.weight});
      m.add(x.x, x.y, p.weight);
    }
    Square a = m.matrix();
    const double size = a(0, 0);
    for (const SlopeRow& s : slopes) {
      const Slope e = slope(frame, s);
      if (e.weight <= 0) continue;
      a += e.weight * e.row * e.row.transpose();
      slopes_.push_back(e);
    }
    for (int i = 0; i < 6; ++i) a(i, i) += 1e-7 * size;  // directions without points stay flat
    factor_.compute(a);
    sound_ = factor_.info() == Eigen::Success && factor_.vectorD().minCoeff() > 1e-4 * size;
  }
  bool sound() const { return sound_; }

  Row solve(const Roundness& round) const {
    double b[6] = {};
    depth_.resize(points_.size());
    for (std::size_t n = 0; n < points_.size(); ++n) depth_[n] = round.value(points_[n].x, points_[n].y);   // by itself: a vector loop
    for (std::size_t n = 0; n < points_.size(); ++n) {
      const Point& p = points_[n];
      const double z = p.weight * (p.z + depth_[n]);
      b[0] += z, b[1] += z * p.x, b[2] += z * p.y;
      b[3] += z * p.x * p.x, b[4] += z * p.x * p.y, b[5] += z * p.y * p.y;
    }
    Row right(b);
    for (const Slope& e : slopes_) {
      double sx = 0, sy = 0;
      round.value(e.x.x, e.x.y, sx, sy);
      right += e.weight * (e.value + sx * e.px + sy * e.py) * e.row;
    }
    return factor_.solve(right);
  }

 private:
  struct Point {
    double x, y, z, weight;
  };
  struct Slope {
    Row row;
    Vec3 x;
    double px = 0, py = 0, value = 0, weight = 0;
  };
  struct Moments {
    double m[15] = {};
    void add(double x, double y, double w) {
      const double xx = x * x, xy = x * y, yy = y * y;
      const double by[15] = {1, x, y, xx, xy, yy, xx * x, xx * y, x * yy, y * yy, xx * xx, xx * xy, xx * yy, xy * yy, yy * yy};
      for (int i = 0; i < 15; ++i) m[i] += w * by[i];
    }
    Square matrix() const {
      static constexpr int at[6][6] = {{0, 1, 2, 3, 4, 5},  {1, 3, 4, 6, 7, 8},    {2, 4, 5, 7, 8, 9},
                                       {3, 6, 7, 10, 11, 12}, {4, 7, 8, 11, 12, 13}, {5, 8, 9, 12, 13, 14}};
      Square a;
      for (int i = 0; i < 6; ++i)
        for (int j = 0; j < 6; ++j) a(i, j) = m[at[i][j]];
      return a;
    }
  };

  // dz/dp along the wall normal's trace p in the tangent plane; rows of surfaces that stand steep in the frame fade out.
  static Slope slope(const Frame& frame, const SlopeRow& s) {
    Slope e;
    e.x = frame.local(s.x);
    const Vec3 n = frame.turned(s.normal), w = frame.turned(s.wall);
    const double length = std::hypot(w.x, w.y);
    if (n.z < 0.2 || length < 0.1) return e;
    e.px = w.x / length;
    e.py = w.y / length;
    e.row << 0, e.px, e.py, 2 * e.x.x * e.px, e.x.x * e.py + e.x.y * e.px, 2 * e.x.y * e.py;
    e.value = -(n.x * e.px + n.y * e.py) / n.z;
    e.weight = s.weight * n.z * n.z * length;
    return e;
  }

  std::vector<Point>& points_ = work_space<Point>();  // of one fit at a time
  std::vector<double>& depth_ = work_space<double>();
  std::vector<Slope>& slopes_ = work_space<Slope>();
  Eigen::LDLT<Square> factor_;
  bool sound_ = false;
};

}  // namespace

FittedCurvature fit_curvature(std::span<const SurfacePoint> points, std::span<const SlopeRow> slopes, Vec3 origin,
                              Vec3 normal) {
  constexpr int round_passes = 5;
  constexpr double level = 0.05;  // slope below which the frame is not turned
  constexpr double rough = 1e-3, settled = 1e-4;  // change of a curvature, 1/cell
  const auto solve = [](const QuadraticFit& fit, const Row& first, double enough) {
    Row c = first;
    for (int pass = 0; pass < round_passes; ++pass) {
      const Row before = c;
      c = fit.solve({-2 * c[3], -c[4], -2 * c[5]});
      if ((c - before).tail<3>().cwiseAbs().maxCoeff() < 0.5 * enough) break;
    }
    return c;
  };
  Frame frame = make_frame(origin, normal);
  Row c = solve(QuadraticFit(points, slopes, frame, 0), Row::Zero(), rough);
  std::vector<SlopeRow>& moved = work_space<SlopeRow>();
  for (const SlopeRow& row : slopes) moved.push_back(slide(frame, c, row));
  if (std::hypot(c[1], c[2]) > level) {
    const Vec3 n = frame.n - c[1] * frame.e1 - c[2] * frame.e2;
    frame = make_frame(origin, (1 / norm(n)) * n);
  }
  const QuadraticFit fit(points, moved, frame, -2 * (c[3] + c[5]));
  c = solve(fit, c, settled);
  const double g = 1 + c[1] * c[1] + c[2] * c[2];
  const double sum = (1 + c[2] * c[2]) * 2 * c[3] - 2 * c[1] * c[2] * c[4] + (1 + c[1] * c[1]) * 2 * c[5];
  return {-sum / (g * std::sqrt(g)), fit.sound()};
}

}  // namespace sprue
