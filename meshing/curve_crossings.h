/// Arcs and splines that cross other runs, though the polylines they stand for do not: where borders run nearer to each other than curves may leave
/// their chords.
///
/// A curve is halved where its box meets another's: within `off` of the chord (an arc's sagitta; of a cubic 3/4 of its largest second difference), so that
/// the distance of two chords bounds that of the curves, and the bound falls to a quarter with each halving. Curves nearer than 1e-10 m, as CAD programs
/// count it, cross; nearer than 1e-8 m to a common end, they meet there. So curves that leave a common end in one
/// direction cross too.
#pragma once

#include "meshing/arc_fit.h"

namespace sprue {

/// `from`, `to`: ends of each run, equal points exactly equal. Returns the numbers of those to give up, ascending: of two that cross the splines,
/// where none is one the arcs. A spline that crosses itself is among them.
std::vector<std::size_t> crossing_curves(const std::vector<CurveRun>& runs, const std::vector<Vec2>& from, const std::vector<Vec2>& to);

}  // namespace sprue
