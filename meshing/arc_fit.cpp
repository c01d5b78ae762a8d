#include "meshing/arc_fit.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double largest_radius = 1.0;  // m: flatter runs are kept as chords
constexpr double half_turn = std::numbers::pi * (1 + 1e-9);


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

constexpr double common_end = 1e-8;  // m: an intersection so near to a common end is that end

/// A run with its ends and the box around it.
struct Placed {
  const CurveRun* run;
  Vec2 from, to, low, high;
};

Placed placed(const CurveRun& run, Vec2 from, Vec2 to) {
  const double bulge = run.arc ? run.radius * (1 - std::cos(0.5 * run.sweep)) : 0;
  return {&run, from, to, {std::min(from.x, to.x) - bulge, std::min(from.y, to.y) - bulge}, {std::max(from.x, to.x) + bulge, std::max(from.y, to.y) + bulge}};
}

/// Whether a point of the run's circle or line lies on the run.
bool on_run(const Placed& p, Vec2 at) {
  if (!p.run->arc) return dot(at - p.from, p.to - p.from) >= 0 && dot(at - p.to, p.from - p.to) >= 0;
  const Vec2 start = p.from - p.run->centre, there = at - p.run->centre;
  const double sense = p.run->sweep > 0 ? 1 : -1;
  double angle = sense * std::atan2(cross(start, there), dot(start, there));
  if (angle < -1e-9) angle += 2 * std::numbers::pi;
  return angle <= std::abs(p.run->sweep) + 1e-9;
}

/// Where the circle of an arc meets the circle or line of another run: none or two points (equal where they touch).
std::vector<Vec2> meetings(const Placed& arc, const Placed& other) {
  const Vec2 c = arc.run->centre;
  const double r = arc.run->radius;
  Vec2 foot, along;   // chord's middle, its direction
  if (other.run->arc) {
    const Vec2 d = other.run->centre - c;
    const double distance = norm(d);
    if (distance < 1e-12) return {};
    foot = c + ((distance * distance + r * r - other.run->radius * other.run->radius) / (2 * distance * distance)) * d;
    along = (1 / distance) * Vec2{-d.y, d.x};
  } else {
    const Vec2 d = other.to - other.from;
    along = (1 / norm(d)) * d;
    foot = other.from + dot(c - other.from, along) * along;
  }
  const double left = r * r - dot(foot - c, foot - c);
  if (left < 0) return {};
  return {foot + std::sqrt(left) * along, foot - std::sqrt(left) * along};
}

bool cross_elsewhere(const Placed& arc, const Placed& other) {
  if (arc.low.x > other.high.x || other.low.x > arc.high.x || arc.low.y > other.high.y || other.low.y > arc.high.y) return false;
  for (const Vec2 at : meetings(arc, other)) {
    bool end = false;
    for (const Vec2 e : {arc.from, arc.to})
      if (e == other.from || e == other.to) end = end || norm(at - e) < common_end;
    if (!end && on_run(arc, at) && on_run(other, at)) return true;
  }
  return false;
}

}  // namespace

std::vector<std::size_t> crossing_arcs(const std::vector<CurveRun>& runs, const std::vector<Vec2>& from, const std::vector<Vec2>& to) {
  std::vector<Placed> all;
  for (std::size_t n = 0; n < runs.size(); ++n) all.push_back(placed(runs[n], from[n], to[n]));
  std::vector<std::size_t> order(all.size()), crossing;
  for (std::size_t n = 0; n < order.size(); ++n) order[n] = n;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return all[a].low.x != all[b].low.x ? all[a].low.x < all[b].low.x : a < b; });
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = i + 1; j < order.size() && all[order[j]].low.x <= all[order[i]].high.x; ++j) {
      const Placed &a = all[order[i]], &b = all[order[j]];
      if (!(a.run->arc ? cross_elsewhere(a, b) : b.run->arc && cross_elsewhere(b, a))) continue;
      for (const std::size_t n : {order[i], order[j]})
        if (runs[n].arc) crossing.push_back(n);
    }
  std::sort(crossing.begin(), crossing.end());
  crossing.erase(std::unique(crossing.begin(), crossing.end()), crossing.end());
  return crossing;
}

std::vector<CurveRun> curve_runs(const std::vector<Vec2>& points, const ArcTolerance& tolerance, const std::vector<char>& straight) {
  SPRUE_ASSERT(points.size() >= 2 && tolerance.least_edges >= 2);
  std::vector<CurveRun> runs;
  for (std::size_t i = 0; i + 1 < points.size();) {
    auto run = longest(points, i, 1, [&](std::size_t a, std::size_t b) { return line_over(points, a, b, tolerance); });
    if (!run) run = CurveRun{i, 1, false, {}, 0, 0};   // two equal points: kept as they are
    const auto arc = longest(points, i, static_cast<std::size_t>(tolerance.least_edges), [&](std::size_t a, std::size_t b) { return arc_over(points, a, b, tolerance, straight); });
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
