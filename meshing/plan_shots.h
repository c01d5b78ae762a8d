/// Straight lines shot up across the plan of a part: where they meet metal first and last, and where a gate or a vent meets it well.
#pragma once

#include <cmath>
#include <vector>

#include "meshing/planar_map.h"

namespace sprue {

struct PlanExtent {
  double low_x = HUGE_VAL, high_x = -HUGE_VAL, low_y = HUGE_VAL, high_y = -HUGE_VAL;   ///< m, of what is filled
  double width() const { return high_x - low_x; }
  double height() const { return high_y - low_y; }
};
PlanExtent plan_extent(const LayeredMap& solid);

/// Turned about the origin, rad.
LayeredMap turned(const LayeredMap& solid, double angle);
/// m above z = 0, greatest; 0 where nothing is filled.
double greatest_height(const LayeredMap& solid);

/// m, y of the first and of the last metal on a line x = const.
struct PlanHit {
  double lowest = 0, highest = 0;
};
constexpr int plan_rays = 41;   ///< a shot across
/// Of plan_rays lines over `width` about x those that meet metal.
std::vector<PlanHit> shoot_across(const LayeredMap& solid, double x, double width);

constexpr double gate_bite = 0.3e-3;    ///< m that a gate reaches into the part: half of a usual outline
constexpr double slant_limit = 1e-3;    ///< m; a gate's or vent's end follows a slanted outline no further

struct GatePlace {
  double x = 0;             ///< m, its middle
  double start = 0, end = 0;   ///< m, y: where it meets the outline, and where it ends inside
};
/// Where the outline reaches lowest over the gate's width (m), rather in the middle than aside. Throws InputError where metal meets less than half of it.
GatePlace place_gate(const LayeredMap& solid, double width);

/// m, the greatest top that a gate of `width` (m) at x meets a bite inside the lower border; 0 where it meets none. Domes and reliefs are thinner there than in the middle.
double height_at_gate(const LayeredMap& solid, double x, double width);

struct VentPlace {
  double x = 0, y = 0;   ///< m, on the outline at its upper side
  double start = 0;      ///< m, y where the groove begins, inside the metal
};
/// Up to `count` grooves of `width` (m) spread over the upper side.
std::vector<VentPlace> place_vents_above(const LayeredMap& solid, int count, double width);

}  // namespace sprue
