/// The plate under a drawing: one piece of metal below everything drawn, with its outline rim.
#pragma once

#include <string>

#include "meshing/polygon.h"

namespace sprue {

struct Plate {
  Rings inside;       ///< where the drawing lies; holes filled
  Rings outside;      ///< with the rim around it; the part's outline
  std::string guess;  ///< a sentence on how it was made
};

/// A drawing that is one solid piece of metal by itself: no rim, the plate is its filled outline.
/// True if the silhouette is one piece, fills at least half of its outline, and hardly anything of it is
/// thinner than `web`.
bool is_solid_piece(const Rings& silhouette, double web, double tolerance);

Plate plate_as_drawn(const Rings& silhouette);

/// Detached parts are joined by the smallest closing that does it (else by the convex hull), then `gap` and
/// `rim` are added around. Gap and rim end in no spikes: notches narrower than a line of metal should be are filled, their inside corners rounded by half of that.
Plate plate_around(const Rings& silhouette, double gap, double rim, double tolerance);

}  // namespace sprue
