/// Enthalpy carried by the metal fluxes of a step.
///
/// Scheme:   a face carries the specific enthalpy of the cell it leaves and half a limited difference towards the receiver (Koren's limiter and
///           Sweby's bound as in momentum.h; none where the donor, the receiver or the cell upstream holds no more than a film). A cell that gives more than it held (metal passing through in one
///           step) gives what it held first, then the mean of what comes in: no new extremum at any Courant number.
///           Inlet faces bring metal at the inlet temperature.
/// Balance:  what leaves one cell enters another, bit for bit up to the rounding of sums; a cell left with (nearly) no metal hands the
///           rounding error of its content to the neighbour it gave most to.
/// Order:    2 in space away from extrema and films, 1 in time.
#pragma once

#include "engine/core/materials.h"
#include "solvers/volume_of_fluid.h"

namespace sprue {

/// inlet_enthalpy: J/kg. Updates enthalpy, enthalpy_in and enthalpy_out of the state; state.metal is already that after the fluxes.
void carry_enthalpy(const Domain& domain, const CavityCells& cells, double reference_density, double inlet_enthalpy, const Field<double>& metal_before,
                    const MetalFluxes& fluxes, CastingState& state);

}  // namespace sprue
