/// One implicit enthalpy solve over metal, interface and mould.
///
/// Equations:  dH/dt = div(k grad T) in metal (H by the alloy's table) and mould (rho c T); across walls q = h (T_metal - T_mould)
/// Unknowns:   metal temperature where there is metal, mould temperature where there is mould: a cut cell has both (two layers, twins
///             linked by the interface). An aligned wall is a massless mould slot in the metal cell it bounds.
/// Scheme:     backward Euler; Newton on H(T) with exact recovery; enthalpies updated from the fluxes, so that energy is conserved to
///             round-off whatever the tolerance; front position within freezing cells enters the conductance (no staircase).
#pragma once

#include "engine/core/conditions.h"
#include "engine/core/materials.h"
#include "engine/core/record.h"
#include "solvers/linear_system.h"
#include "solvers/volume_of_fluid.h"

namespace sprue {

struct HeatReport {
  SolveReport solve;
  int newton_iterations = 0;
  double energy_error = 0;        ///< |change - fluxes| / total heat exchanged so far
  double largest_change = 0;      ///< K in metal
};

class Heat {
 public:
  Heat(const Domain& domain, const CastingConditions& conditions, const Numerics& numerics, const AlloyCurve& alloy,
       std::vector<MouldProperties> moulds);
  ~Heat();
  /// Enthalpy carried by the metal fluxes (upwind by donor cell; inlets at inlet temperature).
  void carry_enthalpy(CastingState& state, const Field<double>& metal_before, const MetalFluxes& fluxes);
  /// dt that keeps the largest temperature change near Numerics::heat_temperature_step, from the last step's report.
  double stable_dt(const CastingState& state) const;
  HeatReport advance(CastingState& state, double dt, Record& record);
  /// K; of empty slots the mould's or gas temperature is not defined: 0.
  double metal_temperature(const CastingState& state, Slot s) const;
  double solid_fraction(const CastingState& state, Slot s) const;
  /// Darcy drag 1/s per slot: mu / (rho K), K = lambda^2 (1-fs)^3 / (180 fs^2); infinity at fs = 1.
  void drag(const CastingState& state, Field<double>& drag) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sprue
