/// The gap that opens between frozen metal and its wall, and what it does to the interface (engine/core/wall_contact.h).
///
///     gap = integral of eps(T) over the skin - alpha integral of (T - T0) over the mould behind,  at least 0                      (1)
///     eps = 1 - (rho(solidus) / rho(T))^(1/3)
///
/// Skin:      the metal from the wall straight inwards (along the axis nearest the wall's normal) to the first cell that holds liquid, to a mirror
///            plane, or to the wall or surface on the other side, which takes half. Solid contracts from the solidus on; what freezing itself takes
///            is fed. The mould grows by what has warmed it since it was at its first temperature T0; rubber, at 250e-6 / K, stays in touch so.
/// Opens:     once the wall's cell is solid, unless the liquid behind bends the skin back (open_gap): its pressure is that of the flow while metal
///            flows, then that of the feed at rest (gravity, rotation), or of the metal's own head where there is no feed. The skin is held over the
///            smaller of the two lengths of the cavity across the normal; between mirror planes over any length.
/// State:     none of its own: all follows from enthalpy and mould temperature at the start of a step.
/// Limits:    one skin a cell along one axis (corners belong to one of their walls); no transfer of load from place to place, no creep; liquid counts
///            as connected with the feed as long as there is some; the mould expands freely (held from the side it would by up to three times as much).
///            A skin thinner than the first cell is not seen: the gap opens when that cell is solid.
/// Citation:  Ho & Pehlke, Metall. Trans. B 16 (1985) 585 (contact by roughness, then a gap by contraction against the mould's own growth).
#pragma once

#include <span>

#include "engine/core/casting_state.h"
#include "engine/core/conditions.h"
#include "engine/core/materials.h"
#include "solvers/field_findings.h"
#include "solvers/heat_mesh.h"

namespace sprue {

class WallGaps {
 public:
  WallGaps(const Domain& domain, const CastingConditions& conditions, const AlloyCurve& alloy, const std::vector<MouldProperties>& moulds,
           const HeatMesh& mesh);
  bool any() const { return !span_.empty(); }   ///< some interface may open
  /// Highest metal of this state: the head of metal without a feed is counted from there.
  void find_top(const CastingState& state);
  /// m, of a metal unknown with a wall; temperature (K) of all unknowns.
  double gap(const CastingState& state, Unknown u, std::span<const double> temperature) const;
  /// m2 K/W between metal and wall with this gap (m); faces: mean temperature of the two, K.
  double resistance(Slot s, double gap, double faces) const;

 private:
  struct Skin {
    double thickness = 0, contraction = 0;   // m
    Slot liquid = no_slot;                   // first cell that is not solid
  };
  /// Axis nearest the wall's normal, and the side of it the mould is on: +1, -1; 0 = walls on both sides of the cell.
  struct Wall {
    int axis = 0, side = 0;
  };
  Wall wall(Slot s) const;
  double span(Slot s) const;
  Skin skin(const CastingState& state, Slot s, Wall wall) const;
  double swelling(Slot s, Wall wall, std::span<const double> temperature) const;
  double pressure(const CastingState& state, Slot s, Wall wall) const;
  double contraction(double enthalpy) const;
  bool ends(const CastingState& state, Slot s, int axis, int side) const;
  const Interface& interface(Slot s) const { return conditions_.interfaces[domain_.mould_index[s]]; }

  const Domain& domain_;
  const CastingConditions& conditions_;
  const AlloyCurve& alloy_;
  const std::vector<MouldProperties>& moulds_;
  const HeatMesh& mesh_;
  StaticHead head_;
  double cell_mass_, solid_density_, top_ = 0;
  std::vector<float> span_;   // m, by flow slot with a wall; empty where nothing opens
};

}  // namespace sprue
