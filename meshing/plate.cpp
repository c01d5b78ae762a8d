#include "meshing/plate.h"

#include <array>
#include <cstdio>

#include "meshing/rule_table.h"

namespace sprue {

namespace {

std::string millimetres(double metres) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2g mm", metres * 1e3);
  return text;
}

/// Grown by `distance`, without the spikes of metal that this leaves between bulges: notches too narrow for a line are filled, inside corners rounded, as rules ask of
/// drawings. Their arcs are finer than `tolerance`: coarse ones meet the bulges in kinks.
Rings grow_without_spikes(const Rings& rings, double distance, double tolerance) {
  constexpr double round = 0.5 * rule::thin_line.preferred * 1e-3;
  return without_holes(grow(grow(rings, distance + round, tolerance), -round, 0.25 * tolerance));
}

}  // namespace

bool is_solid_piece(const Rings& silhouette, double web, double tolerance) {
  const Rings filled = without_holes(silhouette);
  if (outer_count(filled) != 1 || area(silhouette) < 0.5 * area(filled)) return false;
  const Rings core = grow(grow(filled, -web / 2, tolerance), web / 2, tolerance);
  return outer_count(core) == 1 && area(core) > 0.97 * area(filled);
}

Plate plate_as_drawn(const Rings& silhouette) {
  Plate plate;
  plate.inside = plate.outside = without_holes(silhouette);
  plate.guess = "The drawing is one solid piece: its own outline is the edge of the pin, no rim was added.";
  return plate;
}

Plate plate_around(const Rings& silhouette, double gap, double rim, double tolerance) {
  // The smallest closing that does it keeps the outline of the drawing recognisable.
  constexpr std::array radii = {0.3e-3, 0.6e-3, 1e-3, 1.5e-3, 2.5e-3, 4e-3, 6e-3, 10e-3};
  Plate plate;
  Rings within;
  for (const double radius : radii) {
    within = unite(silhouette, close_gaps(silhouette, radius, tolerance));
    plate.inside = without_holes(gap > 0 ? grow(within, gap, tolerance) : within);
    if (outer_count(plate.inside) != 1) continue;
    if (outer_count(without_holes(silhouette)) > 1) {
      plate.guess = "Separate parts are joined by a plate that bridges gaps up to " +
                    millimetres(2 * radius + 2 * gap) + ".";
    }
    break;
  }
  if (outer_count(plate.inside) != 1) {
    within = {convex_hull(silhouette)};
    plate.inside = gap > 0 ? grow(within, gap, tolerance) : within;
    plate.guess = "Separate parts lie far from each other: the plate is the convex hull of the drawing.";
  }
  if (gap > 0) plate.inside = grow_without_spikes(within, gap, tolerance);
  plate.outside = rim > 0 ? grow_without_spikes(plate.inside, rim, tolerance) : plate.inside;
  if (rim > 0)
    plate.guess += (plate.guess.empty() ? "" : " ") +
                   ("A metal rim of " + millimetres(rim) + " runs around the drawing.");
  return plate;
}

}  // namespace sprue
