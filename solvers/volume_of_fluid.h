/// Geometric volume of fluid in cut cells.
///
/// Equation:   d(metal)/dt + div(u metal) = 0, metal in [0, V] per cell
/// Scheme:     PLIC planes with LVIRA-quality normals on the fluid polygon of the (cut) cell; Weymouth-Yue direction-split fluxes of
///             donating strips of equal area A u dt; then one pass-through correction: where a cell would leave [0, V], the metal share
///             of its own outflow faces is adjusted. Conservative and bounded to round-off at any time step if the velocity is
///             discretely divergence-free in the cell; what a fallback still has to move is counted.
/// Citation:   Weymouth & Yue, J. Comput. Phys. 229 (2010) 2853; Pilliod & Puckett, J. Comput. Phys. 199 (2004) 465.
#pragma once

#include <cstdint>

#include "engine/core/casting_state.h"

namespace sprue {

/// Metal where dot(n, x) <= d; x from the cell centre in units of a cell; n unit, out of the metal.
struct Plane {
  float nx = 0, ny = 0, nz = 0;
  double d = 0;
};

/// Metal that crossed each face in a step, units of a cell, positive along the axis.
struct MetalFluxes {
  FaceField<double> volume;
};

struct AdvectionReport {
  double moved_by_fallback = 0;   ///< units of a cell
  int corrected_cells = 0;
  double courant = 0;             ///< largest sum of outgoing |u| dt / h over pressure cells
  double metal_in = 0, metal_out = 0;  ///< through inlet and open faces, units of a cell
};

class VolumeOfFluid {
 public:
  explicit VolumeOfFluid(const Domain& domain);

  /// Planes and pressure flags of the present state.metal.
  void reconstruct(const CastingState& state);

  /// 1 where the (extended) plane puts the cell centre on the metal side and the slot can carry a pressure: the unknowns of the
  /// pressure solve and the dilation flag of the fluxes at once.
  const Field<std::uint8_t>& pressure_cell() const { return pressure_cell_; }
  /// Plane of a mixed cell; for full and empty cut cells beside the surface that of the nearest mixed cell, shifted to this
  /// cell's centre. n = 0 where there is none.
  const Field<Plane>& plane() const { return plane_; }
  const std::vector<Slot>& mixed_cells() const { return mixed_; }

  /// Moves state.metal by the velocity over dt; fills `fluxes`. Call reconstruct() first, and again afterwards. Inlet faces bring pure metal.
  AdvectionReport advance(CastingState& state, double dt, MetalFluxes& fluxes);

 private:
  const Domain& domain_;
  Field<std::uint8_t> pressure_cell_;
  Field<Plane> plane_;
  std::vector<Slot> mixed_;
};

}  // namespace sprue
