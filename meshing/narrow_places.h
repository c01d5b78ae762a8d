/// Where a region of the plan is narrow: a raster of local widths finds the places, the exact inscribed circle there measures them.
///
/// A width is the diameter of the largest inscribed circle that covers a point (planar_map.h, local_width). Regions narrower than a limit that are shorter than
/// twice the limit are tips of corners, no lines, and are left out. Longer ones that run out to a point from one wide end are tips too: wedges (opening).
#pragma once

#include "meshing/border_index.h"

namespace sprue {

struct NarrowPlace {
  InscribedCircle circle;  ///< of the median width of the place: width() is exact to 1e-6
  double extent = 0;       ///< m, diagonal of the place's box
  bool counts = false;     ///< found by the largest limit: each place counts once
  double opening = 0;      ///< rad: of a tip, the angle under which its point sees the circle; straight sides enclose it. 0: no tip
  Vec2 tip;                ///< m, the point
  double width() const { return 2 * circle.radius; }
};

struct NarrowSearch {
  std::vector<double> limits;  ///< m, ascending: the narrowest stretch of a long place is found by its own limit
  double step = 0;             ///< m, of the raster
  bool whole_pieces = false;   ///< also what is too short for a line, if nothing wider belongs to it
};

/// Of the chosen faces taken together.
std::vector<NarrowPlace> narrow_places(const PlanarMap& map, const std::vector<char>& chosen, const NarrowSearch& search);

/// m, of a raster over a design so wide: 20 to 50 um.
double rule_step(double width);

}  // namespace sprue
