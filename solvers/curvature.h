/// Curvature of the metal surface from a surface fitted to PLIC facets, contact angle as slope rows at the contact line.
#pragma once

#include <vector>

#include "solvers/volume_of_fluid.h"

namespace sprue {

/// Sum of principal curvatures, 1/m, positive for a drop of metal, per mixed cell; 0 elsewhere. Size flow_slots().
/// contact_angle (rad, in the metal) by mould index. tau: interface predicted by tau * u_n near walls (s).
void surface_curvature(const Domain& domain, const CastingState& state, const VolumeOfFluid& surface,
                       const std::vector<double>& contact_angle, double tau, Field<double>& curvature);

}  // namespace sprue
