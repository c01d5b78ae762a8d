/// Geometric volume of fluid in cut cells.
///
/// Equation:   d(metal)/dt + div(u metal) = 0, metal in [0, V] per cell
/// Scheme:     PLIC planes with LVIRA-quality normals on the room of the (cut) cell; Weymouth-Yue direction-split sweeps on metal
///             counted in units of a cell, with donating strips whose open volume equals Q = A u dt / h (the mean fraction where
///             Q >= V), order of the sweeps permuted by step; between the sweeps of a step the normals are kept (found anew from
///             differences, the deformed ball at 32 lost 7.6e-3 instead of 6.9e-3). Cells whose surroundings are whole cubes once mirror planes
///             are looked through are fitted as in the open. The dilation terms of the sweeps cancel over a step, so the new metal is old + sum of fluxes in - out, unsplit; then one pass-through correction: where a cell would leave [0, V], the metal share
///             of its own outflow faces is adjusted, downstream until nothing is left.
/// Conserves:  volume to round-off always. Bounds hold to 1e-14 at any time step if sum Q = 0 in the cell. What a cell whose
///             velocity is not divergence-free has too much or too little is moved and counted: next to the surface to cells nearby
///             (`moved_by_fallback`), deep in the metal, where Q's remaining divergence is the solver's residual, as one sum shared by
///             the surface cells (`moved_by_residual`). If no cell has room the surplus stays where it is.
/// Order:      second in space for the surface, first in time at the split.
/// No plane:   metal below 1e-8 of a cell (and gas below 1e-8) leaves at once through the next outflow, as a drop at the face: moved by its mean
///             fraction it would leave a tail in every cell behind the surface. Gas under 3 % with nothing but metal in the 26 cells around, and
///             metal under 0.1 % with nothing but gas there, move with the mean fraction.
/// Limits:     gas films thinner than half a cell along slanted walls are lost; cells with V < sliver_fraction never hold metal.
/// Citation:   Weymouth & Yue, J. Comput. Phys. 229 (2010) 2853; Pilliod & Puckett, J. Comput. Phys. 199 (2004) 465.
#pragma once

#include <cstdint>

#include "engine/core/casting_state.h"
#include "engine/core/cavity_cells.h"
#include "solvers/near_cells.h"
#include "solvers/plane_fit.h"

namespace sprue {

/// Metal that crossed each face in a step, units of a cell, positive along the axis.
struct MetalFluxes {
  FaceField<double> volume;
  std::vector<std::size_t> blocks;   ///< flow blocks in which a flux may differ from 0, or metal moved without one; ascending. Empty = any
  const NearCells* near = nullptr;   ///< the cells in which that is so; valid until the next reconstruct(). Null = all
};

struct AdvectionReport {
  double moved_by_fallback = 0;   ///< units of a cell
  double moved_by_residual = 0;   ///< units of a cell, sum of sizes
  int corrected_cells = 0;
  double courant = 0;             ///< largest sum of outgoing |u| dt / h over pressure cells
  double metal_in = 0, metal_out = 0;  ///< through inlet and open faces, units of a cell
  double poured = 0;                   ///< through inlets alone, net
};

/// Metal (and gas) below this, in units of a cell, has no plane.
constexpr double plane_threshold = 1e-8;
constexpr std::uint8_t closing_cell = 2, filled_cell = 3;   ///< in VolumeOfFluid::pressure_cell
constexpr double filled_in_a_step = 0.8;   ///< share of a cell's room that may fill in a step: the next may be 1.25 times as long

constexpr double soon_full = 0.1;          ///< of a cell: a smaller one fills within a step or two

class OpenFlux;

class VolumeOfFluid {
 public:
  explicit VolumeOfFluid(const Domain& domain);

  /// Planes and pressure flags of the present state.metal. dt (s): of the coming projection, to find the cells it closes, after advance();
  /// 0 takes those that state.pressure shows to have been closed in the last, wherever the metal is.
  void reconstruct(const CastingState& state, double dt = 0);

  /// 1 where the (extended) plane puts the cell centre on the metal side and the slot can carry a pressure: the unknowns of the
  /// pressure solve and the dilation flag of the fluxes at once. closing_cell: a cell whose centre is not under the surface, but which
  /// the present velocity would fill beyond its room within dt, or which lies beside a pressure cell and is under a tenth of a cell, or nearly full and was
  /// closed in the last step (most of those that were fed beyond their room are again in the next: 88 of 135 in the demo pin).
  /// filled_cell: the same, found after the projection (projection.h, Closing).
  const Field<std::uint8_t>& pressure_cell() const { return pressure_cell_; }
  void close(const std::vector<Slot>& cells);     ///< makes them filled_cell
  void release(const std::vector<Slot>& cells);   ///< closed ones are cells without a pressure again
  /// Plane of a mixed cell; for full and empty cut cells beside the surface that of the nearest mixed cell, shifted to this
  /// cell's centre. n = 0 where there is none.
  const Field<Plane>& plane() const { return plane_; }
  const std::vector<Slot>& mixed_cells() const { return mixed_; }
  /// Place of a slot in mixed_cells(), -1 where it is none. Both hold from reconstruct() to advance().
  std::int32_t mixed_number(Slot s) const { return number_[s]; }
  /// Cells that hold metal, and those around them.
  const NearCells& near() const { return near_; }
  /// Shape of the room in each cell, as the planes see it.
  const CellRooms& rooms() const { return rooms_; }

  /// Moves state.metal by the velocity over dt (s); fills `fluxes`; adds to state.metal_in and metal_out. Call reconstruct() first, and
  /// again afterwards. Inlet faces bring pure metal where the velocity points inwards; what flows out of inlet and open faces leaves.
  AdvectionReport advance(CastingState& state, double dt, MetalFluxes& fluxes);

  /// Metal of the 27 cells around a flow slot, and which of them are connected with it.
  Neighbourhood neighbourhood(const Field<double>& metal, Slot s) const;

 private:
  void find_active_cells(const CastingState& state, bool anywhere);
  void begin_fluxes(MetalFluxes& fluxes, const Field<double>& metal);
  void find_mixed(const Field<double>& metal);
  void number_mixed();
  bool without_surface(const Field<double>& metal, Slot s) const;
  void clear_planes();
  void fit_planes(const Field<double>& metal);
  void refit_between_sweeps(const Field<double>& metal);
  void refit_from_neighbours(const Field<double>& metal, int steps);
  void extend_planes(const Field<double>& metal);
  bool closing(const CastingState& state, const OpenFlux& flux, double dt, Slot s) const;
  bool is_mixed(const Field<double>& metal, Slot s) const;
  double strip(Slot donor, int axis, int side, double open) const;
  void sweep(const OpenFlux& flux, int axis, FaceField<double>& fluxes) const;
  void dilate(const OpenFlux& flux, int axis, const FaceField<double>& fluxes);
  std::vector<Slot> sum_up(const OpenFlux& flux, const FaceField<double>& fluxes, Field<double>& metal);
  double share_residual(Field<double>& metal);
  double courant(const OpenFlux& flux) const;
  void note_cells(const std::vector<Slot>& passed, MetalFluxes& fluxes);
  void count_rim(const FaceField<double>& fluxes, AdvectionReport& report) const;

  const Domain& domain_;
  NearCells near_;
  CellRooms rooms_;
  Field<std::uint8_t> open_;            // bits of the open low faces
  Field<std::uint8_t> pressure_cell_;
  Field<Plane> plane_;
  std::vector<Slot> mixed_, beside_;
  std::vector<Slot> numbered_;          // mixed_ as of the last reconstruct()
  Field<std::int32_t> number_;
  std::vector<double> missed_;          // by the planes of mixed_: sum of squares over the neighbours
  struct RimFace {
    int axis;
    Slot face;
  };
  std::vector<RimFace> rim_;            // faces of kind inlet and open
  Field<double> between_;               // metal between the sweeps; afterwards what deep cells got too much
};

}  // namespace sprue
