/// Buoyancy of liquid whose density is not that of the liquidus.
///
/// Equation:  du/dt = (rho(T) / rho_0 - 1) (g + centrifugal acceleration), rho_0 the reference density of flow and pressure (Boussinesq)
/// Scheme:    explicit, at the faces the mean of the two cells weighted by their metal; before viscosity and pressure.
/// Limits:    differences of density of a few per cent; mush counts as liquid at the liquidus (no solutal convection).
#pragma once

#include "solvers/flow_context.h"

namespace sprue {

class Buoyancy {
 public:
  explicit Buoyancy(const FlowContext& context);

  /// state.velocity after dt of buoyancy, by the densities of state.enthalpy.
  void advance(CastingState& state, double dt, const BodyForce& force);

 private:
  const FlowContext& c_;
  bool acts_;                // heat is solved and the liquid's density changes
  Field<double> lightness_;  // rho_0's share that is missing, 1 - rho / rho_0; empty where it does not act
};

}  // namespace sprue
