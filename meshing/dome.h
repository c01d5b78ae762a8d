/// A domed front: a spherical cap laid over the plate, as plane facets.
///
/// Geometry: the circle around the outline (the smallest that holds it, of radius a) stands at the plate's own height, its centre `rise` above it; between them a
///           sphere of radius R = (a^2 + rise^2) / (2 rise). An outline that is no circle keeps more than the plate at its border where that lies within the circle.
/// Facets:   triangles of a lattice with equal sides, corners on the sphere, so they lie under it. Largest distance in z: M r^2 / 2, r the circumscribed circle of
///           a triangle (linear interpolation; sharp for r in the triangle), M = R^2 / (R^2 - x^2)^(3/2) the sphere's largest second derivative at distance x.
/// Volume:   that of the cap, pi rise (3 a^2 + rise^2) / 6, less at most the error times the area.
#pragma once

#include "meshing/relief_surface.h"

namespace sprue {

struct Circle {
  Vec2 centre;
  double radius = 0;  ///< m
};

/// The smallest circle that holds the filled faces.
Circle circumscribed_circle(const LayeredMap& solid);

/// Over `circle` and `margin` (m) beyond it. `tolerance` > 0, m. Throws InputError: a rise over half the circle's radius, facets too many (100,000).
ReliefSurface dome(const Circle& circle, double rise, double tolerance, double margin);

}  // namespace sprue
