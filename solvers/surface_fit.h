/// Curvature of a surface through scattered points: a quadratic in the local frame, corrected for the depth of a round surface.
///
/// z = c0 + c1 x + c2 y + c3 x^2 + c4 x y + c5 y^2 is fitted by weighted least squares over the tangent plane at the origin; the frame
/// is turned once to the fitted normal. A round surface with curvature matrix K lies deeper than its parabola by
/// (x.K x) (1 / (1 + sqrt(1 - |K x|^2)) - 1/2), exact for spheres and cylinders; that is added to the data and the fit repeated, which takes
/// the parabola's bias of order kappa^3 s^2 away. Flat facets stand off the round surface they replace by
/// kappa area / 24 in their middle, and their ends are not where it meets a wall: a second fit takes both out with the surface of the first.
#pragma once

#include <span>

#include "engine/core/vec.h"

namespace sprue {

struct SurfacePoint {
  Vec3 x;
  double weight = 0;
  double area = 0;  ///< of the flat facet whose centroid x is; 0 for a point of the surface itself
};

/// The surface has this normal's slope across a wall at x.
struct SlopeRow {
  Vec3 x;
  Vec3 normal;  ///< unit, the surface's own normal there
  Vec3 wall;    ///< unit; only the slope in this direction is asked for
  double weight = 0;
  Vec3 slide;       ///< unit, in the wall: x is moved this way onto the surface of the first fit
};

struct FittedCurvature {
  double value = 0;    ///< sum of principal curvatures at the origin, positive where the surface bends away from its normal
  bool sound = false;  ///< enough points to tell
};

/// `normal` (unit): first guess, on the outer side. Lengths in any unit, curvature in its inverse.
FittedCurvature fit_curvature(std::span<const SurfacePoint> points, std::span<const SlopeRow> slopes, Vec3 origin,
                              Vec3 normal);

}  // namespace sprue
