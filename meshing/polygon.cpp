#include "meshing/polygon.h"

#include <algorithm>
#include <cmath>
#include <polyclipping/clipper.hpp>

#include "engine/core/error.h"

namespace sprue {

namespace {

using ClipperLib::Path;
using ClipperLib::Paths;

Path to_lattice(const std::vector<Vec2>& ring, double lattice) {
  Path path;
  path.reserve(ring.size());
  for (const Vec2 p : ring) {
    const double x = std::round(p.x / lattice), y = std::round(p.y / lattice);
    if (!(std::abs(x) < 1e9 && std::abs(y) < 1e9))
      throw InputError("a shape reaches too far beyond the drawing", "drawing", std::to_string(p.x) + ", " + std::to_string(p.y),
                       "keep shapes within a few widths of the drawing, and transforms away from zero");
    path.emplace_back(static_cast<ClipperLib::cInt>(x), static_cast<ClipperLib::cInt>(y));
  }
  return path;
}

Paths to_lattice(const Rings& rings, double lattice) {
  Paths paths;
  paths.reserve(rings.size());
  for (const auto& ring : rings) paths.push_back(to_lattice(ring, lattice));
  return paths;
}

/// One division per number, so that 12500000 steps of a nanometre are the double next to 0.0125.
Rings from_lattice(const Paths& paths, double lattice) {
  const double per_unit = std::round(1 / lattice);
  const bool decimal = std::abs(per_unit * lattice - 1) < 1e-12;
  Rings rings;
  for (const Path& path : paths) {
    if (path.size() < 3) continue;
    auto& ring = rings.emplace_back();
    for (const auto& p : path) {
      const auto x = static_cast<double>(p.X), y = static_cast<double>(p.Y);
      ring.push_back(decimal ? Vec2{x / per_unit, y / per_unit} : Vec2{x * lattice, y * lattice});
    }
  }
  return rings;
}

Rings clip(const Rings& a, const Rings& b, ClipperLib::ClipType type, ClipperLib::PolyFillType rule,
           double lattice) {
  ClipperLib::Clipper clipper;
  clipper.StrictlySimple(true);
  clipper.AddPaths(to_lattice(a, lattice), ClipperLib::ptSubject, true);
  clipper.AddPaths(to_lattice(b, lattice), ClipperLib::ptClip, true);
  Paths result;
  clipper.Execute(type, result, rule, ClipperLib::pftNonZero);
  return from_lattice(result, lattice);
}

/// The pieces of a line that lie under the dashes.
std::vector<Polyline> dash(const Polyline& line, const Pen& pen) {
  double period = 0;
  for (const double d : pen.dashes) period += d;
  if (pen.dashes.empty() || !(period > 0)) return {line};
  auto points = line.points;
  if (line.closed) points.push_back(points[0]);
  const std::size_t count = pen.dashes.size();
  double left = std::fmod(pen.dash_offset, 2 * period);
  if (left < 0) left += 2 * period;
  std::size_t k = 0;
  while (left >= pen.dashes[k % count]) left -= pen.dashes[k++ % count];
  left = pen.dashes[k % count] - left;
  std::vector<Polyline> out;
  if (k % 2 == 0) out.push_back({{points[0]}, false});
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const double length = norm(points[i + 1] - points[i]);
    double at = 0;
    while (length - at > left) {
      at += left;
      const Vec2 p = points[i] + (at / length) * (points[i + 1] - points[i]);
      if (k % 2 == 0) out.back().points.push_back(p);
      ++k;
      if (k % 2 == 0) out.push_back({{p}, false});
      left = pen.dashes[k % count];
    }
    left -= length - at;
    if (k % 2 == 0) out.back().points.push_back(points[i + 1]);
  }
  return out;
}

}  // namespace

Rings unite(const Rings& rings, FillRule rule, double lattice) {
  return clip(rings, {}, ClipperLib::ctUnion,
              rule == FillRule::nonzero ? ClipperLib::pftNonZero : ClipperLib::pftEvenOdd, lattice);
}

Rings unite(const Rings& a, const Rings& b, double lattice) {
  return clip(a, b, ClipperLib::ctUnion, ClipperLib::pftNonZero, lattice);
}

Rings subtract(const Rings& a, const Rings& b, double lattice) {
  return clip(a, b, ClipperLib::ctDifference, ClipperLib::pftNonZero, lattice);
}

Rings intersect(const Rings& a, const Rings& b, double lattice) {
  return clip(a, b, ClipperLib::ctIntersection, ClipperLib::pftNonZero, lattice);
}

Rings grow(const Rings& rings, double distance, double tolerance, double lattice) {
  ClipperLib::ClipperOffset offset(2, tolerance / lattice);
  offset.AddPaths(to_lattice(unite(rings, FillRule::nonzero, lattice), lattice), ClipperLib::jtRound,
                  ClipperLib::etClosedPolygon);
  Paths result;
  offset.Execute(result, distance / lattice);
  return from_lattice(result, lattice);
}

Rings close_gaps(const Rings& rings, double radius, double tolerance) {
  return grow(grow(rings, radius, tolerance), -radius, tolerance);
}

Rings without_holes(const Rings& rings) {
  Rings outer;
  for (const auto& ring : rings) {
    if (signed_area(ring) > 0) outer.push_back(ring);
  }
  return unite(outer);
}

Rings widen(const std::vector<Polyline>& lines, const Pen& pen, double tolerance, double lattice) {
  SPRUE_ASSERT(pen.width > 0);
  const auto join = pen.join == Join::miter   ? ClipperLib::jtMiter
                    : pen.join == Join::round ? ClipperLib::jtRound
                                              : ClipperLib::jtSquare;
  const auto end = pen.cap == Cap::butt    ? ClipperLib::etOpenButt
                   : pen.cap == Cap::round ? ClipperLib::etOpenRound
                                           : ClipperLib::etOpenSquare;
  ClipperLib::ClipperOffset offset(std::max(1.0, pen.miter_limit), tolerance / lattice);
  for (const Polyline& line : lines) {
    if (line.points.empty()) continue;
    for (const Polyline& piece : dash(line, pen)) {
      const Path path = to_lattice(piece.points, lattice);
      const bool dot = std::all_of(path.begin(), path.end(), [&](const auto& p) { return p == path[0]; });
      if (dot && pen.cap == Cap::butt) continue;
      const auto dot_join = pen.cap == Cap::round ? ClipperLib::jtRound : ClipperLib::jtSquare;
      offset.AddPath(path, dot ? dot_join : join, piece.closed && !dot ? ClipperLib::etClosedLine : end);
    }
  }
  Paths result;
  offset.Execute(result, pen.width / 2 / lattice);
  return from_lattice(result, lattice);
}

double signed_area(const std::vector<Vec2>& ring) {
  double twice = 0;
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) twice += cross(ring[i] - ring[0], ring[i + 1] - ring[0]);
  return twice / 2;
}

double area(const Rings& rings) {
  double sum = 0;
  for (const auto& ring : rings) sum += signed_area(ring);
  return sum;
}

int outer_count(const Rings& rings) {
  return static_cast<int>(
      std::count_if(rings.begin(), rings.end(), [](const auto& ring) { return signed_area(ring) > 0; }));
}

std::vector<Vec2> convex_hull(const Rings& rings) {
  std::vector<Vec2> points;
  for (const auto& ring : rings) points.insert(points.end(), ring.begin(), ring.end());
  std::sort(points.begin(), points.end(),
            [](Vec2 a, Vec2 b) { return a.x < b.x || (a.x == b.x && a.y < b.y); });
  points.erase(std::unique(points.begin(), points.end()), points.end());
  if (points.size() < 3) return points;
  std::vector<Vec2> hull;
  for (int half = 0; half < 2; ++half) {
    const std::size_t base = hull.size();
    for (const Vec2 p : points) {
      while (hull.size() >= base + 2 && cross(hull.back() - hull[hull.size() - 2], p - hull.back()) <= 0)
        hull.pop_back();
      hull.push_back(p);
    }
    hull.pop_back();
    std::reverse(points.begin(), points.end());
  }
  return hull;
}

}  // namespace sprue
