/// Momentum carried by the metal, and the forces without a potential.
///
/// Equation:  d(m u)/dt + div(F u) = 0 on the volume between the centres of a face's two cells; m is the metal in it
/// Scheme:    flux through a side of that volume: mean of the two cells' fluxes there (own direction: mean of the two faces of the cell
///            between). Velocity of the donor face (first order). m changes exactly by what is carried, so a uniform velocity stays
///            uniform to round-off and momentum is conserved. Where more leaves than was there (passing through), the leaving velocity
///            is that of the mixture of old and entering metal: bounded at any step.
/// Coriolis:  exact turn of the velocity interpolated to the face. Euler force at the face centre.
#pragma once

#include "solvers/flow_context.h"
#include "solvers/volume_of_fluid.h"

namespace sprue {

/// Metal in the volume of the low face of s along d, units of a cell. The half beyond the rim counts nothing.
double face_mass(const FlowContext& context, const Field<double>& metal, int d, Slot s);

/// state.velocity carried over one step; `scratch` (flow slots, 3 axes) is overwritten.
void carry_face_momentum(const FlowContext& context, CastingState& state, const Field<double>& metal_before,
                         const MetalFluxes& fluxes, FaceField<double>& scratch);

/// Coriolis and Euler force over dt on state.velocity.
void apply_rotation(const FlowContext& context, const BodyForce& force, CastingState& state, double dt,
                    FaceField<double>& scratch);

}  // namespace sprue
