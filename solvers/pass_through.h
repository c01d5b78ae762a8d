/// Keeps 0 <= metal <= V after a step by adjusting what cells pass on, never what they hold.
///
/// A cell that would hold more than V raises the metal share of its outflow faces (never above the open flux Q), one that would hold
/// less than nothing lowers it; the difference goes to the cells downstream, which are then looked at in turn. Conservative by
/// construction; always feasible where sum Q = 0, since f + L_in - V <= Q_out and f + L_in >= 0.
#pragma once

#include "engine/core/casting_state.h"
#include "solvers/fluid_polyhedron.h"

namespace sprue {

/// Low faces through which metal can move: bit d of a slot's byte. Faces of slivers are closed (see flow_aperture).
Field<std::uint8_t> open_faces(const Domain& domain, const CellRooms& rooms);

/// Open volume that crosses a low face in a step, units of a cell: Q = A u dt / h.
class OpenFlux {
 public:
  OpenFlux(const Domain& domain, const Field<std::uint8_t>& open, const FaceField<double>& velocity, double dt)
      : grid_(domain.grid), aperture_(domain.aperture), open_(open), velocity_(velocity), scale_(dt / domain.grid.cell) {}
  double operator()(int d, Slot s) const { return is_open(d, s) ? aperture_[d][s] * (velocity_[d][s] * scale_) : 0.0; }
  bool is_open(int d, Slot s) const { return (open_[s] >> d) & 1; }
  double courant(int d, Slot s) const { return is_open(d, s) ? velocity_[d][s] * scale_ : 0.0; }
  /// Neighbours along an axis; no_slot where there is none.
  Slot below(int d, Slot s) const { return grid_.below(d, s); }
  Slot above(int d, Slot s) const { return grid_.above(d, s); }

 private:
  const BlockGrid& grid_;
  const FaceField<double>& aperture_;
  const Field<std::uint8_t>& open_;
  const FaceField<double>& velocity_;
  double scale_;
};

struct PassThroughReport {
  int corrected_cells = 0;
  double moved_by_fallback = 0;  ///< units of a cell
};

/// metal: the new values, fluxes: what crossed the faces; both are adjusted together. `violating`: slots outside [0, V], ascending.
/// What cannot be passed on is moved to cells nearby; amounts under residual_size in pressure cells are the solver's residual: they are
/// taken from `metal` and added to `residual` for the caller to place. visited: slots whose flux or metal was changed are added, in any order.
PassThroughReport pass_through(const Domain& domain, const CellRooms& rooms, const OpenFlux& flux,
                               const Field<std::uint8_t>& pressure_cell, std::vector<Slot> violating, Field<double>& metal,
                               FaceField<double>& fluxes, Field<double>& residual, std::vector<Slot>& visited);

constexpr double residual_size = 1e-8;  ///< units of a cell

/// How far a slot may miss its bounds before it is corrected, units of a cell.
constexpr double bound_tolerance = 2e-15;

}  // namespace sprue
