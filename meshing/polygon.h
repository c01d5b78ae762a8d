/// Rings of polygons: union, difference, growing and stroke widening on an integer lattice (polyclipping,
/// vatti's sweep).
///
/// Used where shapes are made (rims, dividers, strokes), never where regions are decided: that is overlay()'s
/// work. Rings are closed, any sense and crossing on input; results have outer rings counter-clockwise, holes
/// clockwise and no crossings. Coordinates are rounded to `lattice` (default 1 nm); they must stay below 1e9
/// lattice steps (InputError).
#pragma once

#include "meshing/planar_map.h"

namespace sprue {

using Rings = std::vector<std::vector<Vec2>>;

enum class Join { miter, round, bevel };
enum class Cap { butt, round, square };

struct Pen {
  double width = 0;  ///< same unit as the coordinates, > 0
  Join join = Join::miter;
  Cap cap = Cap::butt;
  double miter_limit = 4;      ///< miter length over width beyond which a miter is cut
  std::vector<double> dashes;  ///< on, off, on, ... lengths; empty = solid
  double dash_offset = 0;
};

struct Polyline {
  std::vector<Vec2> points;
  bool closed = false;
};

Rings unite(const Rings& rings, FillRule rule = FillRule::nonzero, double lattice = 1e-9);
Rings unite(const Rings& a, const Rings& b, double lattice = 1e-9);      ///< both nonzero
Rings subtract(const Rings& a, const Rings& b, double lattice = 1e-9);   ///< both nonzero
Rings intersect(const Rings& a, const Rings& b, double lattice = 1e-9);  ///< both nonzero

/// Every border moved outwards by `distance` (inwards if negative), round corners to `tolerance`.
Rings grow(const Rings& rings, double distance, double tolerance, double lattice = 1e-9);

/// Grown and shrunk again: joins what is less than 2 * radius apart, fills notches.
Rings close_gaps(const Rings& rings, double radius, double tolerance);

/// Outer rings only: holes filled.
Rings without_holes(const Rings& rings);

/// The area a pen covers along lines; arcs to `tolerance`.
Rings widen(const std::vector<Polyline>& lines, const Pen& pen, double tolerance, double lattice = 1e-9);

double signed_area(const std::vector<Vec2>& ring);
double area(const Rings& rings);      ///< sum of the signed areas
int outer_count(const Rings& rings);  ///< number of separate pieces of a result of this header

/// Smallest convex ring around all points.
std::vector<Vec2> convex_hull(const Rings& rings);

}  // namespace sprue
