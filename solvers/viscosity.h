/// Implicit viscosity with wall friction in cut cells.
///
/// Equation:  m du/dt = div(A nu grad u) - sum over walls of area * nu u / d,    per component, m the metal of the face's volume
/// Scheme:    backward Euler, (m + dt nu L) u = m u*; shared areas are means of apertures times the lesser share of metal, distances those
///            between the middles of the faces' open parts. The transpose of the gradient, which matters at a free surface alone, is added
///            before (surface_stress.h).
/// Walls:     d = e (1 - k e 4/3) in a cut cell, e the mean distance of the open part of the face from the cell's wall plane; d = h (1/2 - k h/3)
///            along an aligned wall: where the mean of a parabola meets the wall's gradient. k = 1/w in a slot of width w (slots of any
///            number of cells then carry the exact flow where aligned), that of the middle of the wall in a rectangular channel; w is
///            measured across the cavity. A closed face of the same axis is a wall at the edge of the open part, unless the cell's
///            wall lies across the axis: its whole wall then counts at the open face. Symmetry sides: none.
///            Walls that slide (SlidingWall) pull with their velocity.
/// The pressure force of the last step is added before and taken away after, so that a steady balance of both does not depend on dt.
/// Order:     1 in time, 2 in space away from cut walls. A slot turned by 26.57 degrees carries its flow within 6, 2 and 1 % at 4, 8 and 16
///            cells across, wherever it lies on the lattice.
#pragma once

#include "solvers/compact_system.h"
#include "solvers/eddy_viscosity.h"
#include "solvers/flow_context.h"
#include "solvers/surface_stress.h"

namespace sprue {

class Viscosity {
 public:
  explicit Viscosity(const FlowContext& context);

  /// state.velocity after dt of viscous stress.
  SolveReport advance(CastingState& state, double dt, const BodyForce& force, const Field<double>& drag);

  void clear(Slot s);   ///< forgets what a cell held that is no longer visited

 private:
  void kinematic_viscosity(const CastingState& state);
  void add_sliding_wall(const SlidingWall& wall);
  void find_unknowns(const CastingState& state, const Field<double>& drag, int d);
  void accelerations(const CastingState& state, const BodyForce& force, int d);
  double steady_pressure(const CastingState& state, Slot s) const;
  double pull_beside(Slot s, std::uint8_t layer) const;
  void assemble(const CastingState& state, double dt, int d);
  void assemble_row(const CastingState& state, double dt, int d, std::size_t n);
  const FlowContext& c_;
  EddyViscosity eddies_;
  SurfaceStress surface_stress_;
  FaceField<float> friction_;   // of the walls about a face: area over distance, units of a cell
  FaceField<float> pulling_;    // the same times the velocity of walls that slide; empty without such
  Field<double> nu_;            // m2/s where there is metal
  Field<double> mass_;          // of the faces of the present axis; 0 where no unknown
  Field<double> pull_;          // acceleration of the last step at those faces, m/s2
  Field<std::uint8_t> pulled_;  // 0 unknown, 1 from the pressure, 2 and 3 from beside
  Field<std::int32_t> number_;  // of the unknown on a face; -1 = none
  std::vector<Slot> slot_;      // of the unknowns of system_
  CompactSystem system_;
};

}  // namespace sprue
