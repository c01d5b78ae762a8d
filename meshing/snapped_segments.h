/// Segments that are made planar pass by pass: points brought together, segments pulled through the points near them.
///
/// Two ways. By distance: points nearer than a resolution become one, segments go through points nearer than it; quick and gentle, but where many
/// curves nearly coincide it need not end. By a grid: iterated snap rounding (Halperin, Packer 2002, Computational Geometry 23:209): points
/// go to the nearest grid point, segments through every grid point whose cell they meet; this ends, with points at least a grid width and segments at
/// least half of one from other points.
#pragma once

#include <cstdint>
#include <vector>

#include "meshing/planar_map.h"

namespace sprue {

/// How often a shape's ring runs from vertex a to vertex b (a < b; negative: from b to a).
struct Strand {
  std::uint32_t a, b;
  int shape, turns;
};

/// The drawing as segments between numbered points: the state that is improved pass by pass until it is
/// planar.
struct Segments {
  std::vector<Vec2> points;
  std::vector<Strand> strands;
};

/// Each shape's rings as strands of its number.
Segments segments_of(const std::vector<PlanarShape>& shapes);

/// Orients strands upwards in vertex number, joins equal ones, drops what cancels or has no length.
void normalise(std::vector<Strand>& strands);

/// Points nearer to each other than the resolution become one; points without a strand go. Leaves points sorted by x.
void weld_points(Segments& segments, double resolution);

/// Pulls each segment through the points that lie nearer to it than the resolution. Points must be sorted by x.
void split_at_near_points(Segments& segments, double resolution);

/// Points to the nearest multiples of `grid`, equal ones become one. Leaves them sorted by x.
void round_to_grid(Segments& segments, double grid);

/// Pulls each segment through the points whose grid cell it meets; whether there was one: the bent ones may meet others. Points must be on the grid and sorted
/// by x.
bool split_at_grid_points(Segments& segments, double grid);

}  // namespace sprue
