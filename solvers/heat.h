/// One implicit enthalpy solve over metal, interface and mould.
///
/// Equations:  dH/dt = div(k grad T) in metal (H by the alloy's table) and mould (rho c T); across walls q = h (T_metal - T_mould)
/// Unknowns:   metal temperature where there is metal, mould temperature where there is mould: a cut cell has both (two layers, twins
///             linked by the interface). An aligned wall is a massless mould slot in the metal cell it bounds (conduction.h).
/// Scheme:     backward Euler; Newton on H(T), each correction by the linear solver; contents updated from the fluxes of the solved
///             temperatures, so that energy is conserved to round-off whatever the tolerance; what the linear solver leaves in a slot of
///             little capacity goes to its heaviest neighbour. Mould that hardly changes in the step is not solved for (solved_rows.h). The front's position within freezing cells enters conductance and curve
///             (freezing_front.h): no staircase.
/// Order:      first in time, second in space. No limit of stability: steps may be as long as wished; stable_dt is about accuracy.
/// Coupling:   enthalpy travels with the metal in every flow step (carry_enthalpy); conduction may be advanced less often, with the
///             time accumulated since, as long as that stays below stable_dt(state): the splitting error is then that of the step.
/// Citation:   Swaminathan & Voller, Int. J. Numer. Meth. Heat Fluid Flow 3 (1993) 233.
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
  std::size_t metal_cells = 0, mould_cells = 0;   ///< whose temperatures the last part of the step solved for
  std::size_t solved_mould_cells = 0;   ///< of the mould_cells, those a linear system was solved for; the others hardly changed (solved_rows.h)
  int parts = 0;                  ///< the step was split where Newton did not settle over the whole of it (steps far above stable_dt)
  double energy_error = 0;        ///< |change of content - heat through the rim| / heat taken up by metal and mould since the start
  double largest_change = 0;      ///< K in metal
  bool failed = false;            ///< met a value that is not finite: the state is as before, or lost
  double mismatch = 0;            ///< K, largest difference of solved temperature and curve left by Newton, in metal
  double widest_gap = 0;          ///< m, between metal and wall
  double to_mould = 0;            ///< J that left the metal through its walls in this step
};

class Heat {
 public:
  Heat(const Domain& domain, const CastingConditions& conditions, const Numerics& numerics, const AlloyCurve& alloy,
       std::vector<MouldProperties> moulds);
  ~Heat();
  /// Enthalpy carried by the metal fluxes; call when state.metal is new (enthalpy_transport.h).
  void carry_enthalpy(CastingState& state, const Field<double>& metal_before, const MetalFluxes& fluxes);
  /// dt (s) that keeps the largest change of metal temperature near Numerics::heat_temperature_step and of enthalpy near 6 % of
  /// the latent heat. Judged by what the last step changed (state.heat_step); before the first by the fluxes of this state, which
  /// overstate it where neighbours settle within the step. At most 1e6 s.
  double stable_dt(const CastingState& state) const;
  /// Conduction over dt (s, > 0) that ends at end_time (s; by default state.time + dt), which dates the record's solidification.
  HeatReport advance(CastingState& state, double dt, Record& record, double end_time = -1);
  /// K; of empty slots not defined: 0.
  double metal_temperature(const CastingState& state, Slot s) const;
  double solid_fraction(const CastingState& state, Slot s) const;
  /// K at the centres of the metal's cells (0 where there is none): as metal_temperature, but where the front is inside a cell on the
  /// profile beside it. What a thermocouple there would read.
  void centre_temperature(const CastingState& state, Field<double>& temperature) const;
  /// Darcy drag 1/s per slot: mu / (rho K), K = lambda^2 (1-fs)^3 / (180 fs^2); infinity at fs = 1. None below the coherency fraction,
  /// where grains float with the metal, and none of films under 1 % of a cell's room, past which the rest of the cell can fill.
  void drag(const CastingState& state, Field<double>& drag) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sprue
