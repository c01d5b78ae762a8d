/// What a vertical plane meets of a solid of prisms: rectangles along the line of the cut.
#pragma once

#include "meshing/planar_map.h"

namespace sprue {

struct CutStrip {
  double from = 0, to = 0;   ///< m along the line
  double low = 0, high = 0;  ///< m
  int cavity = 0;
};

/// Strips along origin + s * direction (a unit vector), by `from`; neighbours of equal heights and cavity are one.
std::vector<CutStrip> section_cut(const LayeredMap& solid, Vec2 origin, Vec2 direction);

}  // namespace sprue
