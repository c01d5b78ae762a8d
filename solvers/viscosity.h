/// Implicit viscosity with wall friction in cut cells.
///
/// Equation:  m du/dt = div(A nu grad u) - sum over walls of area * nu u_t / d,    per component, m the metal of the face's volume
/// Scheme:    backward Euler, (m + dt nu L) u = m u*; shared areas are means of apertures times the lesser share of metal (a free
///            surface carries no stress). Wall distance d = t (1/2 - t/(3 w)), t = V / wall area: where the mean over a wall cell of the parabola of a slot of
///            width w meets the wall's gradient (w/6 for a slot within one cell); w is measured across the cavity, so slots of any number of cells carry the exact
///            flow rate where walls are aligned. Symmetry sides: none.
/// The pressure force of the last step is added before and taken away after, so that a steady balance of both does not depend on dt.
/// Order:     1 in time, 2 in space away from cut walls.
#pragma once

#include "solvers/compact_system.h"
#include "solvers/flow_context.h"

namespace sprue {

class Viscosity {
 public:
  explicit Viscosity(const FlowContext& context);

  /// state.velocity after dt of viscous stress.
  SolveReport advance(CastingState& state, double dt, const BodyForce& force, const Field<double>& drag);

  void clear(std::size_t block);   ///< forgets what a block held that is no longer visited

 private:
  void kinematic_viscosity(const CastingState& state);
  void find_unknowns(const CastingState& state, const Field<double>& drag, int d);
  void accelerations(const CastingState& state, const BodyForce& force, int d);
  double steady_pressure(const CastingState& state, Slot s) const;
  double pull_beside(Slot s, std::uint8_t layer) const;
  void assemble(const CastingState& state, double dt, int d);
  void assemble_row(const CastingState& state, double dt, int d, std::size_t n);
  const FlowContext& c_;
  FaceField<float> friction_;   // per cell and axis: wall area * cell / d, tangential share
  Field<double> nu_;            // m2/s where there is metal
  Field<double> mass_;          // of the faces of the present axis; 0 where no unknown
  Field<double> share_;         // of the open volume there that is metal
  Field<double> pull_;          // acceleration of the last step at those faces, m/s2
  Field<std::uint8_t> pulled_;  // 0 unknown, 1 from the pressure, 2 and 3 from beside
  Field<std::int32_t> number_;  // of the unknown on a face; -1 = none
  std::vector<Slot> slot_;      // of the unknowns of system_
  CompactSystem system_;
};

}  // namespace sprue
