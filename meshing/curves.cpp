#include "meshing/curves.h"

#include <algorithm>
#include <cmath>

namespace sprue {

namespace {

constexpr int max_chords = 20000;  // of one arc
constexpr int max_halvings = 10;   // of one span of a spline
constexpr int max_degree = 25;

void append(Vec2 p, std::vector<Vec2>& out) {
  if (out.empty() || !(out.back() == p)) out.push_back(p);
}

/// Larger half axis of the ellipse with conjugate radii u and v: the larger singular value of (u v).
double half_axis(Vec2 u, Vec2 v) {
  const double sum = dot(u, u) + dot(v, v), cross = u.x * v.y - u.y * v.x;
  return std::sqrt(0.5 * (sum + std::sqrt(std::max(0.0, sum * sum - 4 * cross * cross))));
}

/// The image of a circle's chord is no further from its arc than the circle of the larger half axis would be.
void flatten_arc(const ConicArc& arc, double tolerance, std::vector<Vec2>& out) {
  const double radius = half_axis(arc.u, arc.v), angle = std::abs(arc.to - arc.from);
  const double step = 2 * std::acos(std::clamp(1 - tolerance / std::max(radius, 1e-300), 0.0, 1.0));  // at most a half turn
  const double wish = std::ceil(angle / std::max(std::min(step, 0.8), 1e-9));
  const int n = static_cast<int>(std::clamp(wish, 1.0, double(max_chords)));
  for (int i = 0; i <= n; ++i) {
    const double t = arc.from + (arc.to - arc.from) * i / n;
    append(arc.centre + std::cos(t) * arc.u + std::sin(t) * arc.v, out);
  }
}

struct Homogeneous {
  double x = 0, y = 0, w = 0;
};

/// Point at t within the span knots[span] <= t <= knots[span + 1], by de Boor's recursion on homogeneous points.
Vec2 point_at(const BSpline& s, std::size_t span, double t) {
  const auto p = static_cast<std::size_t>(s.degree);
  Homogeneous d[max_degree + 1];
  for (std::size_t j = 0; j <= p; ++j) {
    const std::size_t i = span - p + j;
    d[j] = {s.weights[i] * s.points[i].x, s.weights[i] * s.points[i].y, s.weights[i]};
  }
  for (std::size_t r = 1; r <= p; ++r) {
    for (std::size_t j = p; j >= r; --j) {
      const std::size_t i = span - p + j;
      const double width = s.knots[i + p - r + 1] - s.knots[i];
      const double a = width > 0 ? (t - s.knots[i]) / width : 0, b = 1 - a;
      d[j] = {b * d[j - 1].x + a * d[j].x, b * d[j - 1].y + a * d[j].y, b * d[j - 1].w + a * d[j].w};
    }
  }
  return {d[p].x / d[p].w, d[p].y / d[p].w};
}

double distance_to_chord(Vec2 p, Vec2 a, Vec2 b) {
  const Vec2 along = b - a;
  const double length = dot(along, along);
  const double t = length > 0 ? std::clamp(dot(p - a, along) / length, 0.0, 1.0) : 0;
  return norm(p - a - t * along);
}

struct SpanPart {
  double t0, t1;
  Vec2 p0, p1;
  int halvings;
};

void flatten_span(const BSpline& s, std::size_t span, double tolerance, std::vector<Vec2>& out) {
  const double begin = s.knots[span], end = s.knots[span + 1];
  std::vector<SpanPart> open = {{begin, end, point_at(s, span, begin), point_at(s, span, end), 0}};
  append(open[0].p0, out);
  while (!open.empty()) {
    const SpanPart part = open.back();
    open.pop_back();
    double off = 0;
    for (const double share : {0.25, 0.5, 0.75})
      off = std::max(off, distance_to_chord(point_at(s, span, part.t0 + share * (part.t1 - part.t0)), part.p0, part.p1));
    const bool look_closer = s.degree > 1 && part.halvings < 1;  // an S may cross its chord at all three points
    if (part.halvings >= max_halvings || !(off > tolerance || look_closer)) {
      append(part.p1, out);
      continue;
    }
    const double middle = 0.5 * (part.t0 + part.t1);
    const Vec2 p = point_at(s, span, middle);
    open.push_back({middle, part.t1, p, part.p1, part.halvings + 1});
    open.push_back({part.t0, middle, part.p0, p, part.halvings + 1});
  }
}

struct Flatten {
  double tolerance;
  std::size_t most;
  std::vector<Vec2>& out;
  void operator()(const Segments& points) const {
    for (const Vec2 p : points) append(p, out);
  }
  void operator()(const ConicArc& arc) const { flatten_arc(arc, tolerance, out); }
  void operator()(const BSpline& s) const {
    for (auto span = static_cast<std::size_t>(s.degree); span < s.points.size() && out.size() <= most; ++span) {
      if (s.knots[span + 1] > s.knots[span]) flatten_span(s, span, tolerance, out);
    }
  }
};

struct Map {
  const Affine& by;
  CurvePiece operator()(Segments points) const {
    for (Vec2& p : points) p = by(p);
    return points;
  }
  CurvePiece operator()(const ConicArc& arc) const {
    return ConicArc{by(arc.centre), by.direction(arc.u), by.direction(arc.v), arc.from, arc.to};
  }
  CurvePiece operator()(BSpline s) const {
    for (Vec2& p : s.points) p = by(p);
    return s;
  }
};

}  // namespace

Affine Affine::operator*(const Affine& m) const {
  return {a * m.a + c * m.b, b * m.a + d * m.b,     a * m.c + c * m.d,
          b * m.c + d * m.d, a * m.e + c * m.f + e, b * m.e + d * m.f + f};
}

Affine Affine::turned(double angle) {
  const double s = std::sin(angle), c = std::cos(angle);
  return {c, s, -s, c, 0, 0};
}

ConicArc bulge_arc(Vec2 a, Vec2 b, double bulge) {
  const Vec2 chord = b - a, left = {-chord.y, chord.x};
  const Vec2 centre = 0.5 * (a + b) + ((1 - bulge * bulge) / (4 * bulge)) * left;
  const Vec2 radius = a - centre;
  return {centre, radius, {-radius.y, radius.x}, 0, 4 * std::atan(bulge)};
}

const char* fault_of(const BSpline& s) {
  if (s.degree < 1 || s.degree > max_degree) return "its degree is not from 1 to 25";
  const auto p = static_cast<std::size_t>(s.degree);
  if (s.points.size() < p + 1) return "it has fewer control points than its degree needs";
  if (s.knots.size() != s.points.size() + p + 1) return "its knots do not fit its control points";
  if (!std::is_sorted(s.knots.begin(), s.knots.end())) return "its knots do not ascend";
  if (!(s.knots[s.points.size()] > s.knots[p])) return "its knots span nothing";
  if (s.weights.size() != s.points.size()) return "its weights do not fit its control points";
  if (std::any_of(s.weights.begin(), s.weights.end(), [](double w) { return !(w > 0); })) return "a weight is not positive";
  return "";
}

CurvePiece mapped(const CurvePiece& piece, const Affine& by) { return std::visit(Map{by}, piece); }

void flatten(const CurvePiece& piece, double tolerance, std::size_t most, std::vector<Vec2>& out) {
  std::visit(Flatten{tolerance, most, out}, piece);
}

void flatten_cubic(Vec2 p0, Vec2 p1, Vec2 p2, Vec2 p3, double tolerance, std::vector<Vec2>& out) {
  // A cubic in n equal steps of t stays within 3/4 * bend / n2 of its chords, bend the larger second
  // difference.
  const double bend = std::max(norm(p0 - 2 * p1 + p2), norm(p1 - 2 * p2 + p3));
  const int n = static_cast<int>(std::clamp(std::ceil(std::sqrt(0.75 * bend / tolerance)), 1.0, 500.0));
  for (int i = 1; i <= n; ++i) {
    const double t = double(i) / n, s = 1 - t;
    out.push_back(i == n ? p3
                         : (s * s * s) * p0 + (3 * s * s * t) * p1 + (3 * s * t * t) * p2 + (t * t * t) * p3);
  }
}

}  // namespace sprue
