/// Velocities beyond the pressure cells, where the surface still carries metal.
///
/// Band:      cells without a pressure that hold metal (or are about to, behind an inlet), two rings of empty cells around them (small cut cells
///            are passed through within a step), and their faces. Empty cells are solved for only where more than half their room would
///            come. Faces of pressure cells and inlets are known.
/// Scheme:    a face takes the mean of the known faces of its axis beside it, layer by layer (16); metal out of reach flies freely. Then
///            u - grad psi with div A (u - grad psi) = 0 in the cells of the band, psi = 0 in the gas around it, known faces unchanged
///            (compact_system.h). Net inflow up to half the cell's gas is left alone: the metal has room there, and
///            driving all of it out through the faces that are left would make jets. What else a cell gets too much or too little is
///            driven out by |psi| of at most the speed of its fastest face where a pressure cell feeds it: a cell with one small free face
///            keeps a divergence rather than a jet, is listed by find_overfilled(), and the projection is repeated with a pressure in it.
/// Elsewhere in the gas the velocity is 0.
#pragma once

#include <utility>
#include <vector>

#include "solvers/compact_system.h"
#include "solvers/flow_context.h"
#include "solvers/volume_of_fluid.h"

namespace sprue {

class Extension {
 public:
  explicit Extension(const FlowContext& context)
      : c_(context), band_(context.slots, 0), level_(make_face_field<std::uint8_t>(context.slots)), number_(context.slots, -1) {}

  SolveReport advance(CastingState& state, double dt, const BodyForce& force, const VolumeOfFluid& surface,
                      const Field<double>& drag);
  /// Cells of the band that the velocity feeds beyond their room, ascending: they should have been closed for the projection. After advance().
  const std::vector<Slot>& find_overfilled(const CastingState& state, double dt);

  void clear(Slot s);   ///< forgets what a cell held that is no longer visited

 private:
  void mark_band(const CastingState& state, const Field<std::uint8_t>& pressure);
  bool receives(const Field<std::uint8_t>& pressure, Slot s) const;
  bool metal_near(const CastingState& state, Slot s, double amount) const;
  void mark_faces(CastingState& state, const Field<std::uint8_t>& pressure, const Field<double>& drag);
  double mean_beside(const CastingState& state, int d, Slot s) const;
  void extrapolate(CastingState& state, double dt, const BodyForce& force);
  double inflow(const CastingState& state, Slot s) const;
  void number_cells(const CastingState& state, double dt);
  void assemble(const CastingState& state, double dt);
  void assemble_row(const CastingState& state, double dt, std::size_t n);
  void correct(CastingState& state) const;
  double psi(Slot s) const { return s == no_slot || number_[s] < 0 ? 0 : system_.x[static_cast<std::size_t>(number_[s])]; }

  const FlowContext& c_;
  Field<std::uint8_t> band_;        // 1 solved, 2 dust, 3 empty beside metal
  FaceField<std::uint8_t> level_;   // 0 outside, 1 known, 2 wanted, 3 + layer once extrapolated
  std::vector<std::pair<int, Slot>> wanted_;
  std::vector<Slot> banded_;        // the cells of the band
  std::vector<Slot> solved_;        // those that are solved: unknowns of system_
  std::vector<Slot> overfilled_;
  Field<std::int32_t> number_;      // of a solved cell; -1 elsewhere
  CompactSystem system_;
};

}  // namespace sprue
