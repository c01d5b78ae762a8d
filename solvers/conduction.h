/// Conductances of metal and mould on the two layers of the heat solve (W/K).
///
/// Layers:   unknown s < flow_slots: metal of slot s; unknown flow_slots + s: mould of slot s. A mould unknown exists where mould_index names
///           a mould and the slot has closed volume, or is full and has a wall (then it is massless and lies on that wall).
/// Metal:    open face area * wetted share of the drier cell * conductivities of two half cells in series.
/// Mould:    closed face area * two half distances in series, each measured from the mould's centroid h/2 (1 -+ V n_d^2) (0 for a massless
///           slot). The two faces nearest an aligned wall follow the layer that has warmed up (wall_layer.h). Between moulds that touch over less than h/50 that distance is taken.
/// Wall:     wall area * wetted share / (d_metal/k + 1/h + d_mould/k), d = share of the cell / (2 wall area), at most h/2.
/// Rim:      faces with a thermal boundary exchange with the outside directly: the open share (of a full cell all of it) with the metal,
///           the rest with the mould; they carry nothing to the cell beyond. Symmetry faces and slots without a mould carry nothing.
/// Mass:     metal counts at its reference density everywhere: contraction does not thin a layer.
#pragma once

#include <span>

#include "engine/core/casting_state.h"
#include "engine/core/conditions.h"
#include "engine/core/materials.h"
#include "solvers/freezing_front.h"
#include "solvers/linear_system.h"
#include "solvers/wall_layer.h"

namespace sprue {

/// One face of the rim.
struct Rim {
  Slot unknown = 0, slot = 0;
  bool metal = false;
  double area = 0;         ///< m2
  double distance = 0;     ///< m from the node to the face
  double resistance = 0;   ///< m2 K/W beyond the face; 0 = fixed temperature
  double temperature = 0;  ///< K
  double conductance = 0;  ///< W/K
};

class Conduction {
 public:
  Conduction(const Domain& domain, const std::vector<Interface>& interfaces, const AlloyCurve& alloy,
             const std::vector<MouldProperties>& moulds);

  const BlockTopology& topology() const { return topology_; }
  std::size_t flow_slots() const { return domain_.grid.flow_slots(); }
  bool is_metal(Slot s) const { return mass_[s] > 0; }
  double metal_mass(Slot s) const { return mass_[s]; }           ///< kg, 0 = no unknown
  double mould_capacity(Slot s) const { return capacity_[s]; }   ///< J/K
  const std::vector<Rim>& rims() const { return rims_; }
  const Field<FrontRange>& fronts() const { return fronts_; }    ///< of the last metal()

  /// Constant part: faces of the mould layer.
  void mould(LinearSystem& system) const;
  /// Faces of the metal and beside its walls, links and rims at this state; those beside walls only over a step (dt > 0).
  /// temperature: of all unknowns (K). thinnest: see freezing_front.
  void metal(const CastingState& state, std::span<const double> temperature, double dt, double thinnest, LinearSystem& system);
  /// Temperature (K) at the centre of the metal of slot s: that of the curve, but on the profile beside the front where it is in the cell.
  double centre_temperature(const CastingState& state, Slot s, std::span<const double> temperature, const LinearSystem& system) const;
  /// Heat into each unknown (W) from the others, and from the rim. Antisymmetric face by face.
  void flow(const LinearSystem& system, std::span<const double> temperature, std::span<double> net) const;
  void flow(const LinearSystem& system, std::span<const double> temperature, std::size_t first_block, std::size_t last_block,
            std::span<double> net) const;
  /// Unknown across face 2d+side of unknown u; no_slot where there is no block.
  Slot across(Slot u, int d, int side) const;

 private:
  void mould_geometry(const std::vector<Interface>& interfaces);
  void find_rims();
  void add_rim(Slot slot, int d, int side, const ThermalBoundary& boundary);
  double mould_distance(Slot s, int d, int side) const;
  double mould_face(Slot s, Slot low, int d) const;
  void metal_block(const CastingState& state, std::size_t block, LinearSystem& system);
  void front_cells(const CastingState& state, std::span<const double> temperature, double dt, double thinnest, LinearSystem& system);
  FreezingCell freezing_cell(const CastingState& state, Slot s, std::span<const double> temperature, const LinearSystem& system) const;
  void keep_front(Slot s, const FreezingCell& cell, LinearSystem& system);

  const Domain& domain_;
  const AlloyCurve& alloy_;
  std::vector<MouldProperties> moulds_;
  BlockTopology topology_;
  Field<double> capacity_;                       // mould, slots()
  Field<std::uint8_t> has_mould_;                // slots()
  Field<double> link_area_, link_metal_, link_resistance_;  // m2, m, m2 K/W; flow_slots()
  std::vector<Rim> rims_;
  Field<std::int32_t> first_rim_;                // of the metal of a slot: rims of one unknown follow each other; -1 = none
  std::unique_ptr<WallLayers> layers_;
  Field<double> mass_, conductivity_;            // metal, of the last metal()
  Field<FrontRange> fronts_;
};

}  // namespace sprue
