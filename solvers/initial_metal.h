/// Metal that stands in the domain at t = 0, from analytic bodies: box, sphere, half-space, paraboloid.
///
/// Volumes are exact for boxes and half-spaces in whole and cut cells (the cut cell is its wall plane); spheres and paraboloids are
/// summed over 8^3 sub-cells in which their surface is a plane (relative error of the volume about (h/16R)^2).
#pragma once

#include <vector>

#include "engine/core/casting_state.h"
#include "engine/core/materials.h"

namespace sprue {

struct MetalBody {
  enum class Kind { box, sphere, half_space, paraboloid } kind = Kind::box;
  Vec3 low, high;            ///< box, m, tool frame
  Vec3 centre;               ///< of the sphere; vertex of the paraboloid, m
  double radius = 0;         ///< of the sphere; of curvature at the vertex, m: metal below z = centre.z + r^2 / (2 radius)
  Vec3 point, normal;        ///< half-space: metal where (x - point) . normal <= 0; unit normal
  double temperature = 0;    ///< K
  Vec3 velocity;             ///< m/s
};

/// Adds the bodies to metal, enthalpy and velocity of `state` and counts them as brought in (metal_in, enthalpy_in).
/// Throws InputError where two bodies overlap.
void place_metal(const Domain& domain, const AlloyCurve& alloy, const std::vector<MetalBody>& bodies,
                 CastingState& state);

}  // namespace sprue
