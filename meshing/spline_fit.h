/// Cubic splines found again in flattened curves that are no arcs: outlines drawn with Bezier curves, leaves, letters.
///
/// Neighbouring runs (arc_fit.h) that stand for one smooth curve are joined to one spline: twice continuously differentiable, least squares
/// through the vertices over their chord lengths, both ends exact (Piegl & Tiller, The NURBS Book, 1997, section 9.4.1). A span between knots is halved
/// until each vertex of the run lies within `off_curve` of the spline, the spline along each chord within `off_curve` of the bow that the turns at its ends give
/// the chord, and the spline goes forward along it: so it is within twice `off_curve` of the curve that was flattened
/// (the turns know its curvature from chords alone; 3.6 um measured where it falls from 1 / 1.7 mm).
/// A smooth curve ends at corners: at a vertex whose turn would bow the longer chord beside it by more than `sagitta`. What was drawn as an arc stays one:
/// four edges or more on a circle within 20 nm, or 80 degrees on one within 1 um and what cubics for quarter circles leave it by (2.7e-4 of the radius).
#pragma once

#include <array>

#include "meshing/arc_fit.h"

namespace sprue {

struct SplineTolerance {
  double off_curve = 2e-6;  ///< m
  double sagitta = 6e-6;    ///< m, of a chord, up to which it stands for a curve: as arcs have it
  std::size_t most_spans = 8;  ///< longer curves are two: OpenCASCADE's plain volumes have one Gauss rule for all spans of a wall (brep_shapes.h)
};

using CubicPiece = std::array<Vec2, 4>;  ///< its control points

/// The pieces of a cubic spline between its knots.
std::vector<CubicPiece> cubic_pieces(const BSpline& spline);

/// The spline over vertices first .. first + edges (at least three edges), in m along the chords; none if spans of two chords do not keep the tolerance.
std::optional<BSpline> spline_over(const std::vector<Vec2>& points, std::size_t first, std::size_t edges, const SplineTolerance& tolerance = {});

struct CurveTolerance {
  ArcTolerance arcs;
  SplineTolerance splines;
};

/// Marks of edges, none if empty.
struct EdgeCurves {
  std::vector<char> straight;    ///< in no curve at all
  std::vector<char> no_spline;
};

/// A polyline, given as for curve_runs, cut into straight runs, arcs and splines; edges are those from each point to the next. A spline is no ring by itself:
/// a smooth ring is two.
std::vector<CurveRun> smooth_runs(const std::vector<Vec2>& points, const CurveTolerance& tolerance = {}, const EdgeCurves& allowed = {});

}  // namespace sprue
