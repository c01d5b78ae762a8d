/// Metal that stands in the domain at t = 0, from analytic bodies: box, sphere, cylinder, half-space, paraboloid; boxes may be cut out.
///
/// Volumes are exact for boxes and half-spaces in whole and cut cells (the cut cell is its wall plane) and for cylinders in whole cells; curved surfaces are
/// summed over 8^3 sub-cells (of a cut cell's room, what lies in them) in which they are planes (relative error of the volume about (h/16R)^2).
#pragma once

#include <vector>

#include "engine/core/casting_state.h"
#include "engine/core/materials.h"

namespace sprue {

struct MetalBody {
  enum class Kind { box, sphere, cylinder, half_space, paraboloid } kind = Kind::box;
  Vec3 low, high;            ///< box, m, tool frame
  Vec3 centre;               ///< of the sphere; on the axis of the cylinder (along z, without ends); vertex of the paraboloid, m
  double radius = 0;         ///< of the sphere and cylinder; of curvature at the vertex, m: metal below z = centre.z + r^2 / (2 radius)
  Vec3 point, normal;        ///< half-space: metal where (x - point) . normal <= 0; unit normal
  double amplitude = 0;      ///< m: r = radius + amplitude cos(2 phi) of a cylinder, + amplitude P2(cos of the angle from z) of a sphere;
                             ///< of a half-space: the surface is raised by amplitude cos(2 pi x / wavelength), x from `point`
  double wavelength = 1;     ///< m
  double temperature = 0;    ///< K
  Vec3 velocity;             ///< m/s
  struct Notch {
    Vec3 low, high;          ///< box, m
  };
  std::vector<Notch> notches;  ///< without metal; must not overlap each other
};

/// Adds the bodies to metal, enthalpy and velocity of `state` and counts them as brought in (metal_in, enthalpy_in).
/// Throws InputError where two bodies overlap.
void place_metal(const Domain& domain, const AlloyCurve& alloy, const std::vector<MetalBody>& bodies,
                 CastingState& state);

}  // namespace sprue
