/// Curves of drawings in the plane, closed under affine maps, and their chords.
#pragma once

#include <variant>
#include <vector>

#include "engine/core/vec.h"

namespace sprue {

/// p -> (a x + c y + e, b x + d y + f).
struct Affine {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
  Vec2 operator()(Vec2 p) const { return {a * p.x + c * p.y + e, b * p.x + d * p.y + f}; }
  Vec2 direction(Vec2 v) const { return {a * v.x + c * v.y, b * v.x + d * v.y}; }
  Affine operator*(const Affine& inner) const;  ///< inner first
  static Affine moved(Vec2 by) { return {1, 0, 0, 1, by.x, by.y}; }
  static Affine turned(double angle);
  static Affine scaled(double x, double y) { return {x, 0, 0, y, 0, 0}; }
};

/// centre + cos(t) u + sin(t) v, t from `from` to `to`: an arc of a circle or an ellipse (u, v any pair of conjugate radii).
struct ConicArc {
  Vec2 centre, u, v;
  double from = 0, to = 0;  ///< rad; to < from runs backwards
};

/// Rational B-spline over [knots[degree], knots[points]] (Piegl & Tiller, The NURBS Book, 1997, section 4.2). Valid if
/// knots ascend, knots = points + degree + 1 > 2 * degree + 1, weights > 0 (as many as points).
struct BSpline {
  int degree = 3;
  std::vector<Vec2> points;
  std::vector<double> weights, knots;
};

using Segments = std::vector<Vec2>;  ///< straight from point to point
using CurvePiece = std::variant<Segments, ConicArc, BSpline>;

/// Arc from `a` to `b`, `bulge` = tan(a quarter of its angle), positive counter-clockwise; `bulge` not 0, a not b.
ConicArc bulge_arc(Vec2 a, Vec2 b, double bulge);

/// An empty text if the spline is valid, else what is wrong.
const char* fault_of(const BSpline& spline);

CurvePiece mapped(const CurvePiece& piece, const Affine& by);

/// Appends its points, the first one only if it differs from the last point there. Chords stay within `tolerance` of the
/// curve (arcs exactly; splines as seen at three points of each chord). Stops once there are more than `most` points.
void flatten(const CurvePiece& piece, double tolerance, std::size_t most, std::vector<Vec2>& out);

/// Appends points of the cubic with these control points, the first left out, the last exact; chords stay within `tolerance`
/// (at most 500 of them).
void flatten_cubic(Vec2 p0, Vec2 p1, Vec2 p2, Vec2 p3, double tolerance, std::vector<Vec2>& out);

}  // namespace sprue
