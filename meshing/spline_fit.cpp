#include "meshing/spline_fit.h"

#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double drawn_sweep = 4.0 / 9 * std::numbers::pi, off_drawn = 3.5e-4, off_moved = 1e-6;   // of a circle drawn with cubics: 80 degrees, of the radius, m
constexpr std::size_t exact_edges = 4;   // of an arc told by its vertices alone
constexpr std::size_t least_chords = 2;  // of a span
constexpr std::size_t least_tried = 4;   // runs: of an S two may have too few chords, of a bow that ends in it four do not

/// Values of the four cubics that are not zero on knots[at] <= t <= knots[at + 1] (de Boor).
std::array<double, 4> basis(const std::vector<double>& knots, std::size_t at, double t) {
  std::array<double, 4> value{1, 0, 0, 0};
  for (std::size_t degree = 1; degree <= 3; ++degree) {
    double carried = 0;
    for (std::size_t n = 0; n < degree; ++n) {
      const double right = knots[at + 1 + n], left = knots[at + 1 + n - degree];
      const double share = value[n] / (right - left);
      value[n] = carried + (right - t) * share;
      carried = (t - left) * share;
    }
    value[degree] = carried;
  }
  return value;
}

/// 1/m, by the turn at b over half of both chords; to the left positive.
double curvature(Vec2 a, Vec2 b, Vec2 c) {
  const Vec2 in = b - a, out = c - b;
  return 2 * std::atan2(cross(in, out), dot(in, out)) / (norm(in) + norm(out));
}

/// Least squares over a growing set of knots, which are parameters of vertices.
class Fit {
 public:
  Fit(const Vec2* points, std::size_t chords, const SplineTolerance& tolerance) : points_(points), chords_(chords), tolerance_(tolerance), at_(chords + 1, 0.0), ends_{0, chords} {
    for (std::size_t n = 0; n < chords; ++n) at_[n + 1] = at_[n] + norm(points[n + 1] - points[n]);
    bend_.assign(chords + 1, 0.0);
    for (std::size_t n = 1; n < chords; ++n) bend_[n] = curvature(points[n - 1], points[n], points[n + 1]);
    bend_[0] = bend_[1], bend_[chords] = bend_[chords - 1];
  }

  std::optional<BSpline> found() {
    for (;;) {
      if (!solve()) return std::nullopt;
      std::vector<std::size_t> ends{0};
      bool kept = true;
      for (std::size_t s = 0; s + 1 < ends_.size(); ++s) {
        const std::size_t chords = ends_[s + 1] - ends_[s];
        const bool keeps = span_keeps(s);
        kept = kept && keeps;
        if (!keeps && chords >= 2 * least_chords) ends.push_back(ends_[s] + chords / 2);
        ends.push_back(ends_[s + 1]);
      }
      if (kept) return spline_;
      if (ends.size() == ends_.size()) return std::nullopt;
      ends_ = std::move(ends);
      if (ends_.size() > tolerance_.most_spans + 1) return std::nullopt;
    }
  }

 private:
  bool solve() {
    spline_ = {3, {}, {}, {}};
    spline_.knots.assign(3, 0.0);
    for (const std::size_t end : ends_) spline_.knots.push_back(at_[end]);
    spline_.knots.insert(spline_.knots.end(), 3, at_[chords_]);
    const std::size_t poles = ends_.size() + 2;
    spline_.weights.assign(poles, 1.0), spline_.points.assign(poles, Vec2{});
    spline_.points.front() = points_[0], spline_.points.back() = points_[chords_];
    const auto inner = static_cast<Eigen::Index>(poles - 2);
    std::vector<Eigen::Triplet<double>> entries;
    Eigen::MatrixX2d right = Eigen::MatrixX2d::Zero(inner, 2);
    for (std::size_t s = 0; s + 1 < ends_.size(); ++s)
      for (std::size_t n = std::max<std::size_t>(ends_[s], 1); n < ends_[s + 1]; ++n) {
        const auto value = basis(spline_.knots, s + 3, at_[n]);
        Vec2 rest = points_[n];
        for (std::size_t j = 0; j < 4; ++j)
          if (s + j == 0 || s + j == poles - 1) rest = rest - value[j] * spline_.points[s + j];
        for (std::size_t j = 0; j < 4; ++j) {
          if (s + j == 0 || s + j == poles - 1) continue;
          const auto row = static_cast<Eigen::Index>(s + j - 1);
          right(row, 0) += value[j] * rest.x, right(row, 1) += value[j] * rest.y;
          for (std::size_t k = 0; k < 4; ++k)
            if (s + k > 0 && s + k < poles - 1) entries.emplace_back(row, static_cast<Eigen::Index>(s + k - 1), value[j] * value[k]);
        }
      }
    Eigen::SparseMatrix<double> normal(inner, inner);
    normal.setFromTriplets(entries.begin(), entries.end());
    const Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>, Eigen::Lower, Eigen::NaturalOrdering<int>> factor(normal);
    if (factor.info() != Eigen::Success) return false;
    const Eigen::MatrixX2d found = factor.solve(right);
    for (std::size_t n = 1; n + 1 < poles; ++n) spline_.points[n] = {found(static_cast<Eigen::Index>(n - 1), 0), found(static_cast<Eigen::Index>(n - 1), 1)};
    return found.allFinite();
  }

  Vec2 value(std::size_t span, double t) const {
    const auto share = basis(spline_.knots, span + 3, t);
    Vec2 p;
    for (std::size_t j = 0; j < 4; ++j) p = p + share[j] * spline_.points[span + j];
    return p;
  }

  /// Whether the span goes by its vertices and along its chords as it should: seen at eighths of each chord.
  bool span_keeps(std::size_t span) const {
    for (std::size_t n = ends_[span]; n < ends_[span + 1]; ++n) {
      const Vec2 a = points_[n], chord = points_[n + 1] - a;
      const double length = norm(chord), bend = 0.5 * (bend_[n] + bend_[n + 1]);
      Vec2 before = value(span, at_[n]);
      if (!vertex_keeps(n, before) || !vertex_keeps(n + 1, value(span, at_[n + 1]))) return false;
      for (int part = 1; part <= 8; ++part) {
        const Vec2 p = value(span, at_[n] + (at_[n + 1] - at_[n]) * part / 8);
        const double along = dot(p - a, chord) / length, bow = -0.5 * bend * along * (length - along);
        if (std::abs(cross(chord, p - a) / length - bow) > tolerance_.off_curve || dot(p - before, chord) <= 0) return false;
        before = p;
      }
    }
    return true;
  }

  /// Across the mean direction of the chords there.
  bool vertex_keeps(std::size_t n, Vec2 p) const {
    const auto direction = [&](std::size_t chord) { const Vec2 d = points_[chord + 1] - points_[chord]; return (1 / norm(d)) * d; };
    const Vec2 along = direction(n == 0 ? 0 : n - 1) + direction(n == chords_ ? n - 1 : n);
    return std::abs(cross(along, p - points_[n])) <= tolerance_.off_curve * norm(along);
  }

  const Vec2* points_;
  std::size_t chords_;
  SplineTolerance tolerance_;
  std::vector<double> at_, bend_;      // m, parameter of each vertex; 1/m, curvature there
  std::vector<std::size_t> ends_;      // of the spans, numbers of vertices
  BSpline spline_;
};

/// Runs of one polyline.
class Runs {
 public:
  Runs(const std::vector<Vec2>& points, const CurveTolerance& tolerance, const EdgeCurves& allowed) : points_(points), tolerance_(tolerance), runs_(curve_runs(points, tolerance.arcs, allowed.straight)) {
    for (const CurveRun& run : runs_) {
      const std::vector<char> barred = part(allowed.no_spline, run.first, run.first + run.edges);
      fixed_.push_back(drawn_arc(run) || std::any_of(barred.begin(), barred.end(), [](char c) { return c != 0; }));
    }
    join_all();
  }
  std::vector<CurveRun> result;

 private:
  static std::ptrdiff_t index(std::size_t n) { return static_cast<std::ptrdiff_t>(n); }
  template <class T>
  static std::vector<T> part(const std::vector<T>& all, std::size_t first, std::size_t end) { return all.empty() ? all : std::vector<T>(all.begin() + index(first), all.begin() + index(end)); }

  void join_all() {
    for (std::size_t first = 0; first < runs_.size();) {
      std::size_t last = first + 1;
      if (!fixed_[first])
        while (last < runs_.size() && !fixed_[last] && !corner(runs_[last].first)) ++last;
      const std::size_t middle = (first + last) / 2;
      if (last - first > 1 && points_.front() == points_.back() && last - first == runs_.size()) join(first, middle), join(middle, last);
      else join(first, last);
      first = last;
    }
  }
  bool drawn_arc(const CurveRun& run) const {
    if (!run.arc) return false;
    double off = 0;
    for (std::size_t n = run.first; n <= run.first + run.edges; ++n) off = std::max(off, std::abs(norm(points_[n] - run.centre) - run.radius));
    return (run.edges >= exact_edges && off <= tolerance_.arcs.exact) || (std::abs(run.sweep) >= drawn_sweep && off <= off_drawn * run.radius + off_moved);
  }
  /// A chord c on a circle has the sagitta c^2 / 8 of the curvature.
  bool corner(std::size_t n) const {
    const double before = norm(points_[n] - points_[n - 1]), after = norm(points_[n + 1] - points_[n]), longer = std::max(before, after);
    return !(before > 0) || !(after > 0) || std::abs(curvature(points_[n - 1], points_[n], points_[n + 1])) * longer * longer / 8 > tolerance_.splines.sagitta;
  }
  /// Runs first .. last - 1, the longest spline first from the start on.
  void join(std::size_t first, std::size_t last) {
    while (first < last) {
      std::optional<BSpline> spline;
      std::size_t end = first + 1;
      for (std::size_t runs = 2; runs <= least_tried && first + runs <= last && !spline; ++runs)
        if ((spline = over(first, first + runs))) end = first + runs;
      for (std::size_t step = 2; spline && end < last;) {   // doubled while it holds, then halved
        const std::size_t next = std::min(end + step, last);
        if (auto longer = over(first, next)) spline = std::move(longer), end = next, step *= 2;
        else if (step == 1) break;
        else step /= 2;
      }
      if (spline) result.push_back({runs_[first].first, edges(first, end), false, {}, 0, 0, std::move(spline)});
      else result.push_back(runs_[first]);
      first = end;
    }
  }
  std::size_t edges(std::size_t first, std::size_t end) const { return runs_[end - 1].first + runs_[end - 1].edges - runs_[first].first; }
  std::optional<BSpline> over(std::size_t first, std::size_t end) const {
    return edges(first, end) < 3 ? std::nullopt : spline_over(points_, runs_[first].first, edges(first, end), tolerance_.splines);
  }

  const std::vector<Vec2>& points_;
  const CurveTolerance& tolerance_;
  const std::vector<CurveRun> runs_;   // before they are joined
  std::vector<char> fixed_;            // stays as it is
};

}  // namespace

std::vector<CubicPiece> cubic_pieces(const BSpline& spline) {
  SPRUE_ASSERT(spline.degree == 3);
  const std::vector<double>& u = spline.knots;
  std::vector<CubicPiece> pieces;
  for (std::size_t s = 3; s < spline.points.size(); ++s) {
    const auto blossom = [&](std::array<double, 3> t) {   // control points are its values at the span's ends
      std::array<Vec2, 4> d{spline.points[s - 3], spline.points[s - 2], spline.points[s - 1], spline.points[s]};
      for (std::size_t r = 1; r <= 3; ++r)
        for (std::size_t j = 3; j >= r; --j) {
          const double low = u[s - 3 + j], share = (t[r - 1] - low) / (u[s + 1 + j - r] - low);
          d[j] = (1 - share) * d[j - 1] + share * d[j];
        }
      return d[3];
    };
    const double a = u[s], b = u[s + 1];
    pieces.push_back({blossom({a, a, a}), blossom({a, a, b}), blossom({a, b, b}), blossom({b, b, b})});
  }
  pieces.front().front() = spline.points.front(), pieces.back().back() = spline.points.back();
  for (std::size_t n = 1; n < pieces.size(); ++n) pieces[n][0] = pieces[n - 1][3];
  return pieces;
}

std::optional<BSpline> spline_over(const std::vector<Vec2>& points, std::size_t first, std::size_t edges, const SplineTolerance& tolerance) {
  SPRUE_ASSERT(edges >= 3 && first + edges < points.size());
  return Fit(points.data() + first, edges, tolerance).found();
}

std::vector<CurveRun> smooth_runs(const std::vector<Vec2>& points, const CurveTolerance& tolerance, const EdgeCurves& allowed) { return Runs(points, tolerance, allowed).result; }

}  // namespace sprue
