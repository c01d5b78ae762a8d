/// Walls with draft over arcs, found again: flanks side by side that are tangent planes of one cone.
///
/// A flank is a face of four corners whose top (or bottom) falls from one level to another. Neighbours over a common mitre with the same levels and the same
/// fall form a chain; runs of its upper corners on a circle (arc_fit.h), with the lower ones on a circle about the same axis, are a cone.
#pragma once

#include "meshing/arc_fit.h"
#include "meshing/planar_map.h"

namespace sprue {

struct ConeFlank {
  bool top = true;                        ///< it is the tops that slope, else the bottoms
  Vec2 axis;                              ///< m
  double upper = 0, lower = 0;            ///< m, levels
  double upper_radius = 0, lower_radius = 0;
  std::vector<std::int32_t> faces;        ///< at least arc_fit's least number of edges

  /// m, of the cone over a place.
  double height(Vec2 p) const { return upper + (norm(p - axis) - upper_radius) * (lower - upper) / (lower_radius - upper_radius); }
};

std::vector<ConeFlank> cone_flanks(const LayeredMap& solid, const ArcTolerance& tolerance = {});

}  // namespace sprue
