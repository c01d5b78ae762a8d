/// Arcs found again in flattened curves: a polyline cut into straight runs and circular arcs through its own vertices.
///
/// Runs are taken greedily, the longest first from the start on. An arc's circle goes through the first, a middle
/// and the last vertex of its run; every vertex of the run lies within `off_circle` of it, every chord within
/// `sagitta`, all turn in one sense, by half a turn at most. So ends of runs are vertices of the polyline, and the
/// run leaves the polyline by no more than sagitta + off_circle. Where an arc whose vertices lie within `exact` of it is at most two edges shorter, it is taken
/// for the longest: so an arc does not run on into what follows. A straight run's vertices lie within `off_line`.
#pragma once

#include <optional>
#include <vector>

#include "meshing/curves.h"

namespace sprue {

struct ArcTolerance {
  double off_circle = 2.5e-6;  ///< m: curves are flattened to 2 um, circles drawn as cubic splines are off by 3.4 um at 12.5 mm
  double sagitta = 6e-6;       ///< m: of a chord; the coarsest circle of a tool (sprue of 12 mm, 72 sides) has 5.7 um
  double exact = 20e-9;        ///< m, off the circle: what a map moves vertices by
  double off_line = 1e-9;      ///< m
  int least_edges = 3;         ///< of an arc
};

struct CurveRun {
  std::size_t first = 0, edges = 1;  ///< vertices first .. first + edges
  bool arc = false;
  Vec2 centre;
  double radius = 0;                 ///< m
  double sweep = 0;                  ///< rad, counter-clockwise positive; 0 for a straight run
  std::optional<BSpline> spline{};   ///< cubic, from smooth_runs (spline_fit.h) only: m along the chords
};

/// Points from end to end, at least two. A ring is given with its first point again at the end. Edges marked in `straight` (empty: none) are in no arc.
std::vector<CurveRun> curve_runs(const std::vector<Vec2>& points, const ArcTolerance& tolerance = {}, const std::vector<char>& straight = {});

/// The ring turned so that it starts at its sharpest corner, with the first point again at the end: what curve_runs should be given.
std::vector<Vec2> opened_ring(const std::vector<Vec2>& ring);

}  // namespace sprue
