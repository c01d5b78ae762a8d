/// Conductances of metal and mould on the unknowns of the heat solve (heat_mesh.h), W/K.
///
/// Mould:    an unknown exists where mould_index names a mould and the slot has closed volume, or is full and has a wall (then it is massless
///           and lies on that wall). Metal: where there is more than 1e-9 of a cell.
/// Metal:    open face area * wetted share of the drier cell * conductivities of two half cells in series.
/// Faces:    of mould: closed face area * the way of heat between their nodes (mould_nodes.h). The two faces nearest an aligned wall follow the layer that has warmed up (wall_layer.h).
/// Wall:     wall area * wetted share / (d_metal/k + 1/h + d_mould/k), d_metal = share of the cell / (2 wall area), at most h/2, d_mould: mould_nodes.h; h: coating, gas in the
///           roughness and the gap at the start of the step (wall_gaps.h). While the chilled layer of the metal is thinner than its cell: chilled_layer.h.
/// Rim:      faces with a thermal boundary exchange with the outside directly: the open share (of a full cell all of it) with the metal,
///           the rest with the mould; they carry nothing to the cell beyond. Some also radiate (radiation.h). Symmetry faces and slots without a mould carry nothing.
///           The walls of an open mould are rims too: of the share of them that metal does not cover.
/// Mass:     metal counts at its reference density everywhere: contraction does not thin a layer.
#pragma once

#include <algorithm>
#include <span>

#include "engine/core/casting_state.h"
#include "engine/core/conditions.h"
#include "engine/core/materials.h"
#include "solvers/chilled_layer.h"
#include "solvers/freezing_front.h"
#include "solvers/heat_matrix.h"
#include "solvers/mould_nodes.h"
#include "solvers/solved_rows.h"
#include "solvers/wall_gaps.h"
#include "solvers/wall_layer.h"

namespace sprue {

/// One face of the rim.
struct Rim {
  Unknown unknown = 0;     ///< 0 = metal, but none at the moment
  Slot slot = 0;
  bool metal = false;
  bool bare = false;       ///< a wall of the cavity: only what metal leaves bare of it counts
  double area = 0;         ///< m2
  double distance = 0;     ///< m from the node to the face
  double resistance = 0;   ///< m2 K/W beyond the face; 0 = fixed temperature
  double coefficient = 0, emissivity = 0;  ///< W/m2/K and share, of a face that radiates: its resistance is that of the last metal()
  double temperature = 0;  ///< K
  double conductance = 0;  ///< W/K
};

class Conduction {
 public:
  /// domain, conditions and alloy must live as long.
  Conduction(const Domain& domain, const CastingConditions& conditions, const AlloyCurve& alloy, const std::vector<MouldProperties>& moulds);

  /// Walls that metal does not cover give heat to the outside from now on.
  void expose_walls(const BareWalls& outside);

  const HeatMesh& mesh() const { return mesh_; }
  HeatMatrix& matrix() { return matrix_; }
  const HeatMatrix& matrix() const { return matrix_; }
  double metal_mass(Unknown u) const { return mass_[mesh_.metal_index(u)]; }   ///< kg
  const std::vector<double>& masses() const { return mass_; }    ///< of the metal
  double mould_capacity(Unknown u) const { return mould_capacities(u / HeatMesh::row_length)[u % HeatMesh::row_length]; }   ///< J/K
  const double* mould_capacities(Unknown row) const { return capacity_.data() + capacity_row_[static_cast<std::size_t>(row)]; }   ///< of its eight places; 0 in holes
  double stiffest_mould(double dt) const;   ///< conductances of a full cell of mould over its capacity / dt, the largest of all moulds
  const std::vector<Rim>& rims() const { return rims_; }
  const FrontRange& front(Unknown u) const { return fronts_[mesh_.metal_index(u)]; }   ///< of the last metal()
  double widest_gap() const { return widest_gap_; }   ///< m, between metal and wall in the last metal()

  /// Numbers the metal of this state.
  void number_metal(const CastingState& state);
  /// kg and W/m/K of a metal unknown just numbered, of all before metal().
  void set_metal(Unknown u, double mass, double conductivity) {
    mass_[mesh_.metal_index(u)] = mass;
    conductivity_[mesh_.metal_index(u)] = conductivity;
  }
  /// Which mould takes part in a step of dt: all that changes by more than `quiet` K. temperature: extremes by block.
  void choose_active(std::span<const HeatMesh::Extremes> temperature, double dt, double quiet);
  static constexpr double largest_change = 1e3;   ///< K in a step, of metal and what it can cause
  /// Cells of mould over which a change of temperature falls from the largest to `least` (K) in a step of dt.
  double reach(double dt, double least) const;
  void choose_all() { mesh_.choose_all(); }
  /// Faces of the metal and beside its walls, links and rims at this state; those beside walls only over a step (dt > 0).
  /// temperature: of all unknowns (K). thinnest: see freezing_front.
  void metal(const CastingState& state, std::span<const double> temperature, double dt, double thinnest);
  /// Temperature (K) at the centre of a metal unknown: that of the curve, but on the profile beside the front where it is in the cell.
  double centre_temperature(const CastingState& state, Unknown u, std::span<const double> temperature) const;
  /// Heat (W) into each active unknown from the others and from the rim. Antisymmetric face by face.
  void flow(std::span<const double> temperature, std::span<double> net) const;
  /// The same of the metal and the rows of mould that a correction touches; that of the others stays.
  void flow(const SolvedRows& rows, std::span<const double> temperature, std::span<double> net) const;
  /// Whole diagonals but for the inertia, of the mould that is solved for and of the metal.
  void sum_conductances(const SolvedRows& rows, std::span<float> sum) const;

 private:
  struct Wall {
    double area = 0, metal = 0, resistance = 0;   // m2, m, m2 K/W; area 0 = none
  };
  double closed_share(Slot s) const {
    const double open = s < domain_.cavity_fraction.size() ? domain_.cavity_fraction[s] : 0.0;
    return 1 - open > massless_share ? 1 - open : 0.0;
  }
  double wall_share(Slot s) const;
  Wall wall(Unknown metal) const;
  void contacts(const CastingState& state, std::span<const double> temperature);
  Field<std::uint8_t> slots_with_mould() const;
  void mould_faces();
  void find_capacities();
  void metal_flow(const double* from, double* to) const;
  void find_rims();
  void add_rim(Slot slot, int d, int side, const ThermalBoundary& boundary);
  double share_of(const Rim& rim, const CastingState& state) const;
  void set_rims(const CastingState& state, std::span<const double> temperature);
  double mould_face(Slot s, Slot low, int d) const;
  void metal_faces(Unknown u);
  void front_cells(const CastingState& state, std::span<const double> temperature, double dt, double thinnest);
  FreezingCell freezing_cell(const CastingState& state, Unknown u, std::span<const double> temperature) const;
  void keep_front(Unknown u, const FreezingCell& cell);
  double wetted(const CastingState& state, Slot s) const { return std::min(1.0, state.metal[s] / domain_.cavity_fraction[s]); }
  double conductivity(Unknown u) const { return conductivity_[mesh_.metal_index(u)]; }

  const Domain& domain_;
  const AlloyCurve& alloy_;
  std::vector<MouldProperties> moulds_;
  std::vector<double> heat_density_;             // J/m3/K, by mould
  std::vector<double> capacity_;                 // J/K, rows of eight; first those of cells full of each mould, which most rows share
  std::vector<std::int32_t> capacity_row_;       // of each row of mould: its first value
  MouldNodes nodes_;
  HeatMesh mesh_;
  HeatMatrix matrix_;
  WallLayers layers_;
  ChilledLayers chills_;
  WallGaps gaps_;
  std::vector<Rim> rims_;
  std::vector<Slot> driven_;                     // slots of mould with a rim
  Field<std::int32_t> first_rim_;                // of the metal of a slot: rims of one unknown follow each other; -1 = none. Empty without rims.
  std::vector<double> mass_, conductivity_, contact_;   // metal, of the last metal(); contact_: m2 K/W to its wall
  std::vector<double> covered_, half_way_;       // metal, of the last metal(): wetted share; half a cell over the conductivity, m2 K/W / cell
  double widest_gap_ = 0;
  std::vector<FrontRange> fronts_;
};

}  // namespace sprue
