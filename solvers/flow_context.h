/// What the operators of the flow share: domain, conditions, apertures as the flow sees them, neighbours, body forces.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "engine/core/casting_state.h"
#include "engine/core/cavity_cells.h"
#include "engine/core/conditions.h"
#include "engine/core/materials.h"
#include "solvers/drive.h"
#include "solvers/linear_system.h"
#include "solvers/near_cells.h"

namespace sprue {

/// Body forces in the frame of the tool at one time. Gravity and the centrifugal force have a potential (J/kg):
/// phi = -g.r - |omega x r|^2 / 2. The solvers take them as differences of phi, so that rest is exact.
/// Coriolis and Euler force have none and act on the velocity. Gravity turns (backwards) in the frame of a tilted axis.
struct BodyForce {
  Vec3 gravity;             ///< m/s2, frame of the tool
  Vec3 point, axis;
  double speed = 0;         ///< rad/s at the end of the step
  double mean_speed = 0;    ///< rad/s over the step
  double acceleration = 0;  ///< rad/s2 over the step

  double potential(const Vec3& x) const;    ///< J/kg
  Vec3 gradient(const Vec3& x) const {      ///< of the potential, m/s2
    const Vec3 r = x - point;
    const Vec3 outward = r - dot(r, axis) * axis;
    return -gravity - (speed * speed) * outward;
  }
  double mean_potential(const Vec3& middle, const Vec3& normal, double area) const;   ///< over a square (m2); exact, second moments area / 12
  Vec3 euler(const Vec3& x) const;          ///< m/s2
  std::array<Vec3, 3> turn{Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};  ///< rows: velocity after the step's Coriolis force
};
BodyForce body_force(const CastingConditions& conditions, double time, double dt);

/// v turned about the unit vector `axis` by `angle` (rad), right hand.
inline Vec3 rotated(const Vec3& v, const Vec3& axis, double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  return c * v + s * cross(axis, v) + (dot(axis, v) * (1 - c)) * axis;
}

/// The open faces of a filter: in the lattice plane nearest to its middle, within its extent across. Ascending.
std::vector<Slot> filter_faces(const Domain& domain, const Filter& filter);

struct FlowContext {
  FlowContext(const Domain& d, const CastingConditions& c, const Numerics& n, const AlloyCurve& a);

  const Domain& domain;
  const CastingConditions conditions;
  const Numerics numerics;
  const AlloyCurve& alloy;
  const BlockTopology topology;
  const FaceField<double> aperture;   ///< flow_aperture
  const CavityCells cells;
  NearCells near;                     ///< cells the present step visits; see activate()
  std::vector<std::size_t> cavity_blocks;  ///< flow blocks with a cavity or an open face
  std::vector<std::size_t> blocks;    ///< of those, the ones with near cells; see activate()
  std::size_t slots = 0;
  double cell = 0;                    ///< m
  double density = 0;                 ///< kg/m3
  const Drive drive;
  InletLaw law;                       ///< of the present step

  /// Drag of the filters for the velocity as it is.
  void set_filter_drag(const FaceField<double>& velocity);
  /// 1/s of a low face: (a + b |u|) / (rho h), so that the pressure drop over the face's two half cells is the filter's a u + b u^2.
  double filter_drag(int d, Slot face) const { return filter_drag_[static_cast<std::size_t>(d)].empty() ? 0 : filter_drag_[static_cast<std::size_t>(d)][face]; }

  /// Sets `near` by where metal, a velocity, a pressure or an inlet is, and `blocks`. Velocities and pressures are 0 beyond. The cells left behind
  /// are near.dropped(). with_metal: blocks that may hold metal.
  void activate(const CastingState& state, std::span<const std::size_t> with_metal);
  void activate(const CastingState& state) { activate(state, cavity_blocks); }
  /// The same where metal has moved since, and nothing else: none is left behind.
  void follow_metal(const CastingState& state, std::span<const std::size_t> with_metal);
  /// Cells closed for the projection far from metal: what is visited grows by those around them.
  void include(const CastingState& state, const std::vector<Slot>& closed);

  /// Cells whose wall towards the side is one that slides. Throws InputError where there are none: such walls lie on cell planes.
  std::vector<Slot> cells_at(const SlidingWall& wall) const;

  /// by: -1 or 1.
  Slot step(Slot s, int d, int by) const {
    const Slot n = by > 0 ? domain.grid.above(d, s) : domain.grid.below(d, s);
    return n < slots ? n : no_slot;
  }
  Slot low(Slot s, int d) const { return step(s, d, -1); }
  Slot high(Slot s, int d) const { return step(s, d, 1); }
  bool inside(Slot s) const { return s != no_slot && domain.cavity_fraction[s] > 0; }
  bool inlet(int d, Slot face) const { return domain.kind[static_cast<std::size_t>(d)][face] == FaceKind::inlet; }
  bool has_inlet(std::size_t block) const { return has_inlet_[block] != 0; }
  bool rim(int d, Slot face) const {
    const FaceKind k = domain.kind[static_cast<std::size_t>(d)][face];
    return k == FaceKind::inlet || k == FaceKind::open;
  }
  /// Closed, and not by a mirror.
  bool wall_face(int d, Slot face) const {
    return face != no_slot && aperture[static_cast<std::size_t>(d)][face] <= 0 && !frictionless(domain.kind[static_cast<std::size_t>(d)][face]);
  }
  Vec3 face_centre(int d, Slot s) const {
    Vec3 x = domain.grid.centre(s);
    x[d] -= 0.5 * cell;
    return x;
  }
  /// Mean drag of the two cells of a face, 1/s; a cell beyond the rim has none of its own. Infinity closes the face.
  double face_drag(const Field<double>& drag, Slot a, Slot b) const {
    if (drag.empty()) return 0;
    if (!inside(a)) return drag[b];
    if (!inside(b)) return drag[a];
    return 0.5 * (drag[a] + drag[b]);
  }

 private:
  void find_filter_faces();
  struct FilterFace {
    int axis;
    Slot face;
    double linear, square;   // Pa s/m, Pa s2/m2
  };
  std::vector<FilterFace> filter_faces_;
  FaceField<double> filter_drag_;     // empty along axes without a filter
  std::vector<std::uint8_t> has_inlet_;   // by flow block
};

}  // namespace sprue
