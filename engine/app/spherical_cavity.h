/// A ball-shaped cavity: the prism around it is carved to the ball's own fractions and apertures.
#pragma once

#include "engine/app/scene.h"
#include "engine/core/domain.h"

namespace sprue {

/// Area of the disc of radius r about the origin within [x0, x1] x [y0, y1]: closed form.
double disc_in_rectangle(double r, double x0, double x1, double y0, double y1);

/// Cuts the one [[shape]] of kind "sphere" (its cube in `domain` so far, less what lies beyond mirror planes through its centre) to the ball: apertures exact, fractions by Gauss quadrature over them, wall area
/// that of the plane whose vector the apertures give. Throws InputError where there are other shapes too.
void carve_sphere(const Scene& scene, Domain& domain);

}  // namespace sprue
