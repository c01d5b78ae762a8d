/// Momentum and projection of the metal on staggered faces in cut cells.
///
/// Equations:  rho (du/dt + u.grad u) = -grad p + div(mu grad u) + rho g_eff - rho drag u,   div(A u) = 0 in pressure cells
/// Unknowns:   u on faces, p at centres of pressure cells; gas momentum is not solved.
/// Scheme:     momentum carried by the VOF fluxes (mean of the two cells' fluxes, limited velocity): a face's mass changes exactly by what is
///             carried; implicit viscosity with wall friction in cut cells; implicit Darcy drag in the mush folded into the
///             face weights; ghost-fluid Dirichlet at the PLIC plane: gas pressure + sigma kappa; linear pump curve at inlets.
///             Velocities beyond the pressure cells are extended and made divergence-free in the mixed band.
/// Parts:      momentum.h, viscosity.h, projection.h, extension.h (each states its scheme); flow_context.h what they share.
/// Order:      first in time, second in space away from the surface.
#pragma once

#include <memory>

#include "engine/core/conditions.h"
#include "engine/core/materials.h"
#include "engine/core/stopwatch.h"
#include "solvers/gas.h"
#include "solvers/linear_system.h"
#include "solvers/volume_of_fluid.h"

namespace sprue {

struct FlowReport {
  SolveReport pressure, extension, viscosity;
  double max_speed = 0;          ///< m/s over faces of pressure cells, metal or none
  double metal_speed = 0;        ///< of the metal (metal_speed.h)
  double divergence = 0;         ///< largest |sum A u| dt / h in pressure cells
  double inflow = 0;             ///< m3/s
  int left_overfilled = 0;       ///< cells fed beyond their room after the last repeat of the projection: the fallback moves what does not fit
  int speeds_cut = 0;            ///< faces on which the speed limit acted (speed_limit.h)
  const char* failed_operator = nullptr;  ///< which one met a value that is not finite: the step ends there, the state is lost
  Slot failed_cell = no_slot;
};

class Flow {
 public:
  Flow(const Domain& domain, const CastingConditions& conditions, const Numerics& numerics, const AlloyCurve& alloy);
  ~Flow();

  /// Largest stable dt (s) of this operator: Courant, capillary, gas; and who asked.
  double stable_dt(const CastingState& state, const VolumeOfFluid& surface, const char** who) const;

  /// Velocity carried by the metal fluxes of a step (before the new surface is known to the projection).
  void carry_momentum(CastingState& state, const Field<double>& metal_before, const MetalFluxes& fluxes);

  /// Forces, viscosity, drag, projection, extension; state.velocity and state.pressure at the new time.
  /// drag: 1/s per slot (Darcy, mush); infinity = frozen.
  FlowReport advance(CastingState& state, double dt, VolumeOfFluid& surface, const Field<double>& curvature,
                     const GasPockets& gas, const Field<double>& drag);

  /// Wall seconds spent in the parts of advance(), by name.
  const Stopwatch& clock() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sprue
