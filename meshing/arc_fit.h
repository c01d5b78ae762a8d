/// Arcs found again in flattened curves: a polyline cut into straight runs and circular arcs through its own vertices.
///
/// Runs are taken greedily, the longest first from the start on. An arc's circle goes through the first, a middle
/// and the last vertex of its run; every vertex of the run lies within `off_circle` of it, every chord within
/// `sagitta`, all turn in one sense, by half a turn at most. So ends of runs are vertices of the polyline, and the
/// run leaves the polyline by no more than sagitta + off_circle. A straight run's vertices lie within `off_line`.
#pragma once

#include <vector>

#include "engine/core/vec.h"

namespace sprue {

struct ArcTolerance {
  double off_circle = 2.5e-6;  ///< m: curves are flattened to 2 um, circles drawn as cubic splines are off by 3.4 um at 12.5 mm
  double sagitta = 6e-6;       ///< m: of a chord; the coarsest circle of a tool (sprue of 12 mm, 72 sides) has 5.7 um
  double off_line = 1e-9;      ///< m
  int least_edges = 3;         ///< of an arc
};

struct CurveRun {
  std::size_t first = 0, edges = 1;  ///< vertices first .. first + edges
  bool arc = false;
  Vec2 centre;
  double radius = 0;                 ///< m
  double sweep = 0;                  ///< rad, counter-clockwise positive; 0 for a straight run
};

/// Points from end to end, at least two. A ring is given with its first point again at the end. Edges marked in `straight` (empty: none) are in no arc.
std::vector<CurveRun> curve_runs(const std::vector<Vec2>& points, const ArcTolerance& tolerance = {}, const std::vector<char>& straight = {});

/// Arcs that cross another run elsewhere than in a common end, though the polylines do not: where borders run nearer to each other than arcs may leave
/// their chords. `from`, `to`: ends of each run, equal points exactly equal. Returns their numbers, ascending.
std::vector<std::size_t> crossing_arcs(const std::vector<CurveRun>& runs, const std::vector<Vec2>& from, const std::vector<Vec2>& to);

/// The ring turned so that it starts at its sharpest corner, with the first point again at the end: what curve_runs should be given.
std::vector<Vec2> opened_ring(const std::vector<Vec2>& ring);

}  // namespace sprue
