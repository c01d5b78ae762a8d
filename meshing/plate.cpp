#include "meshing/plate.h"

#include <array>
#include <cstdio>

namespace sprue {

namespace {

std::string millimetres(double metres) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2g mm", metres * 1e3);
  return text;
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
  for (const double radius : radii) {
    const Rings joined = unite(silhouette, close_gaps(silhouette, radius, tolerance));
    plate.inside = without_holes(gap > 0 ? grow(joined, gap, tolerance) : joined);
    if (outer_count(plate.inside) != 1) continue;
    if (outer_count(without_holes(silhouette)) > 1) {
      plate.guess = "Separate parts are joined by a plate that bridges gaps up to " +
                    millimetres(2 * radius + 2 * gap) + ".";
    }
    break;
  }
  if (outer_count(plate.inside) != 1) {
    plate.inside = grow({convex_hull(silhouette)}, gap, tolerance);
    plate.guess = "Separate parts lie far from each other: the plate is the convex hull of the drawing.";
  }
  plate.outside = rim > 0 ? without_holes(grow(plate.inside, rim, tolerance)) : plate.inside;
  if (rim > 0)
    plate.guess += (plate.guess.empty() ? "" : " ") +
                   ("A metal rim of " + millimetres(rim) + " runs around the drawing.");
  return plate;
}

}  // namespace sprue
