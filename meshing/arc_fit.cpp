#include "meshing/arc_fit.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double largest_radius = 1.0;  // m: flatter runs are kept as chords
constexpr double half_turn = std::numbers::pi + 1e-3;  // with what rounding does to the ends of a half circle
constexpr std::size_t overrun = 2;      // edges

struct Circle {
  Vec2 centre;
  double radius = 0;
};

std::optional<Circle> circle_through(Vec2 a, Vec2 b, Vec2 c) {
  const Vec2 u = b - a, v = c - a;
  const double twice = 2 * cross(u, v), uu = dot(u, u), vv = dot(v, v);
  if (std::abs(twice) * largest_radius <= std::sqrt(uu * vv) * norm(v - u)) return std::nullopt;  // radius = |u||v||v-u| / twice
  const Vec2 d{(v.y * uu - u.y * vv) / twice, (u.x * vv - v.x * uu) / twice};
  return Circle{a + d, norm(d)};
}

/// The arc over vertices i .. j, if they lie on one.
std::optional<CurveRun> arc_over(const std::vector<Vec2>& p, std::size_t i, std::size_t j, const ArcTolerance& tolerance, const std::vector<char>& straight) {
  const auto circle = circle_through(p[i], p[(i + j) / 2], p[j]);
  if (!circle) return std::nullopt;
  CurveRun run{i, j - i, true, circle->centre, circle->radius, 0};
  for (std::size_t n = i; n < j; ++n) {
    if (!straight.empty() && straight[n]) return std::nullopt;
    const Vec2 from = p[n] - run.centre, to = p[n + 1] - run.centre;
    const double half_chord = 0.5 * norm(to - from);
    if (half_chord >= run.radius || run.radius - std::sqrt(run.radius * run.radius - half_chord * half_chord) > tolerance.sagitta) return std::nullopt;
    if (std::abs(norm(to) - run.radius) > tolerance.off_circle) return std::nullopt;
    const double turn = std::atan2(cross(from, to), dot(from, to));
    if (turn * run.sweep < 0 || turn == 0) return std::nullopt;
    run.sweep += turn;
  }
  if (std::abs(run.sweep) > half_turn) return std::nullopt;
  return run;
}

std::optional<CurveRun> line_over(const std::vector<Vec2>& p, std::size_t i, std::size_t j, const ArcTolerance& tolerance) {
  const Vec2 d = p[j] - p[i];
  const double length = norm(d);
  if (!(length > 0)) return std::nullopt;
  for (std::size_t n = i + 1; n < j; ++n)
    if (std::abs(cross(d, p[n] - p[i])) > tolerance.off_line * length || dot(p[n] - p[n - 1], d) <= 0) return std::nullopt;
  return CurveRun{i, j - i, false, {}, 0, 0};
}

/// The longest run from vertex i that `over` accepts, at least `least` edges: doubled while it holds, then halved in between.
template <class Over>
std::optional<CurveRun> longest(const std::vector<Vec2>& p, std::size_t i, std::size_t least, Over over) {
  const std::size_t end = p.size() - 1;
  if (i + least > end) return std::nullopt;
  auto best = over(i, i + least);
  if (!best) return std::nullopt;
  std::size_t step = least;
  while (i + best->edges < end) {
    const std::size_t edges = std::min(best->edges + step, end - i);
    if (const auto more = over(i, i + edges)) {
      best = more;
      step *= 2;
    } else if (step == 1) {
      break;
    } else {
      step = std::max<std::size_t>(1, step / 2);
    }
  }
  return best;
}

}  // namespace

std::vector<CurveRun> curve_runs(const std::vector<Vec2>& points, const ArcTolerance& tolerance, const std::vector<char>& straight) {
  SPRUE_ASSERT(points.size() >= 2 && tolerance.least_edges >= 2);
  ArcTolerance exact = tolerance;
  exact.off_circle = std::min(tolerance.exact, tolerance.off_circle);
  std::vector<CurveRun> runs;
  for (std::size_t i = 0; i + 1 < points.size();) {
    auto run = longest(points, i, 1, [&](std::size_t a, std::size_t b) { return line_over(points, a, b, tolerance); });
    if (!run) run = CurveRun{i, 1, false, {}, 0, 0};   // two equal points: kept as they are
    const auto arc_within = [&](const ArcTolerance& t) {
      return longest(points, i, static_cast<std::size_t>(t.least_edges), [&](std::size_t a, std::size_t b) { return arc_over(points, a, b, t, straight); });
    };
    auto arc = arc_within(tolerance);
    if (const auto better = arc ? arc_within(exact) : std::nullopt; better && better->edges + overrun >= arc->edges) arc = better;
    if (arc && arc->edges > run->edges) run = arc;
    runs.push_back(*run);
    i += run->edges;
  }
  return runs;
}

std::vector<Vec2> opened_ring(const std::vector<Vec2>& ring) {
  SPRUE_ASSERT(!ring.empty());
  std::size_t start = 0;
  double sharpest = 2;   // cosine of the turn
  for (std::size_t n = 0; n < ring.size(); ++n) {
    const Vec2 in = ring[n] - ring[(n + ring.size() - 1) % ring.size()], out = ring[(n + 1) % ring.size()] - ring[n];
    const double turn = dot(in, out) / std::max(norm(in) * norm(out), 1e-300);
    if (turn < sharpest - 1e-9) sharpest = turn, start = n;
  }
  std::vector<Vec2> points(ring.begin() + static_cast<std::ptrdiff_t>(start), ring.end());
  points.insert(points.end(), ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(start));
  points.push_back(points.front());
  return points;
}

}  // namespace sprue
