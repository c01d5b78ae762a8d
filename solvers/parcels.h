/// Fragments below a cell, carried as points that keep volume, momentum and heat.
///
/// Taken:     at the start of a step, connected metal without a pressure cell and with less volume than one cell: it has no shape on the
///            grid and no pressure acts on it, so what is left of its motion is free flight, and a field would only smear it. Anything
///            connected with a pressure cell or an open inlet, any film of a cell or more, and any piece that has begun to be rigid stays in
///            the field, and so does a trace under 1e-8 of a cell. The parcel starts at the fragment's centre with the momentum of the
///            fragment's share of its faces: sum over cells of m (u_low + u_high) / 2.
/// Flight:    a straight parabola in the frame at rest, seen from the turning one: exact for constant gravity and a linear spin-up, at any
///            step. Positions along it are looked at every half cell at most; the time step of the casting is never asked for.
/// Ends:      in a cell with metal beside or of a body: volume, heat and momentum go into the cell and its faces (what has no room there into
///            cells of metal up to two away); at a wall it sticks, at rest, until metal comes to its cell; at mirrors it is reflected; through
///            openings and inlets it leaves and is counted. Metal given back lies at a body, so it is not taken again unless it is torn off.
///            Parcels stuck in one cell become one. When flow retires, what is left goes into the nearest room.
/// Balance:   volume and heat of the state (field and parcels) to round-off; momentum too, but for what walls take.
/// Limits:    no drag by the gas and no heat lost while a parcel is one; a parcel takes no room from the gas; within a cut cell it may
///            fly through the mould's share. Sums in slot order: the same bits for any number of threads.
#pragma once

#include <functional>

#include "engine/core/casting_state.h"
#include "engine/core/cavity_cells.h"
#include "engine/core/conditions.h"
#include "solvers/near_cells.h"

namespace sprue {

constexpr double parcel_volume = 1;   ///< units of a cell: a fragment with less becomes a parcel

/// Free flight in the frame of the tool from a place and velocity at `time` (s) on; t is counted from there.
class FreeFlight {
 public:
  /// `span` (s): the spin-up's acceleration is taken as constant over it.
  FreeFlight(const CastingConditions& conditions, double time, double span, const Vec3& place, const Vec3& velocity);
  Vec3 place(double t) const;
  Vec3 velocity(double t) const;

 private:
  double angle(double t) const { return (speed_ + 0.5 * acceleration_ * t) * t; }
  Vec3 point_, axis_, gravity_, start_, thrown_;  // the frame at rest has the tool's axes at t = 0
  double speed_, acceleration_;
};

class Parcels {
 public:
  Parcels(const Domain& domain, const CastingConditions& conditions);

  /// Start of a step, with the pressure cells of the present surface. rigid: metal of the slot does not flow any more. near: where metal may be,
  /// as the last reconstruct() left it; null = anywhere.
  void take(CastingState& state, const Field<std::uint8_t>& pressure_cell, const std::function<bool(Slot)>& rigid, const NearCells* near = nullptr);

  /// After the metal has moved and before its surface is found again: flies from state.time over dt (s), and lands. Returns the cell of the
  /// first parcel with a value that is not finite, no_slot if there is none.
  Slot fly(CastingState& state, double dt);

  /// When flow retires: all metal back into the field. A parcel is left only where no cell it can reach has room.
  void settle(CastingState& state) const;

 private:
  enum class End : std::uint8_t { flying, stuck, landed, left };
  enum class Passed : std::uint8_t { yes, wall, mirror, opening };
  struct Fragment;
  std::vector<Fragment> fragments(const CastingState& state, const Field<std::uint8_t>& pressure_cell, const std::function<bool(Slot)>& rigid,
                                  const NearCells* near);
  bool attached(const CastingState& state, const Field<std::uint8_t>& pressure_cell, Slot s) const;
  Slot slot_of(const Vec3& place) const;
  bool is_open(int d, Slot face) const { return face < open_.size() && ((open_[face] >> d) & 1); }
  bool inside(Slot s) const { return s < open_.size() && domain_.cavity_fraction[s] >= sliver_fraction; }
  bool lands(const CastingState& state, Slot s) const;
  Passed walk(Slot& s, const Vec3& place, int& axis, Slot& face) const;
  End move(CastingState& state, Parcel& parcel, double dt) const;
  void leave(CastingState& state, const Parcel& parcel, int axis, Slot face) const;
  std::vector<Slot> around(Slot s, int layers) const;
  void give_back(CastingState& state, Parcel& parcel, int layers, bool to_metal) const;
  void give(CastingState& state, Parcel& parcel, Slot s, double amount) const;
  void join_stuck(CastingState& state) const;
  Index3 cell_at(const Vec3& place) const;

  const Domain& domain_;
  CastingConditions conditions_;
  CavityCells cells_;
  Field<std::uint8_t> open_;   // bits of the open low faces
  Field<std::uint8_t> body_;   // metal that stays in the field, as of the last take()
  std::vector<std::int32_t> label_;
};

}  // namespace sprue
