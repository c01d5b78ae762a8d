/// Where the metal surface meets walls, and the slope it must have there.
///
/// A facet whose corners come within 0.4 cell of a wall plane gets a row "the surface's normal at the contact point is
/// n = -cos(theta) w + sin(theta) t" (w: into the wall, t: along the wall, out of the metal), its weight faded in linearly with the
/// distance, so that nothing switches while a contact line crosses cells. Walls: the plane of the cell's own room and of its face
/// neighbours', aligned walls on the faces of the room, and mirror planes (90 degrees). Facets that lie along a wall get none.
///
/// Edges: where a wall turns away by a right angle at the end of a cell, the line is held at the edge (Gibbs): metal that comes round the edge onto
/// the wall first turns by that angle, so it recedes only at 90 degrees less; metal that leaves the wall over it advances at 90 degrees more.
/// The edge is known to a cell. Citation: Oliver, Huh & Mason, J. Colloid Interface Sci. 59 (1977) 568.
#pragma once

#include <array>
#include <vector>

#include "engine/core/conditions.h"
#include "solvers/surface_fit.h"
#include "solvers/volume_of_fluid.h"

namespace sprue {

struct ContactRows {
  static constexpr int most = 4;
  int count = 0;
  std::array<SlopeRow, most> row;  ///< in units of a cell from the cell's centre; weights in [0, 1]
};

/// Angles on the wall in or beside cell s with the given normal (into the wall) for a surface that faces the gas towards `outward` (-1, 1) along
/// `axis`: those of the mould, changed where the wall ends one cell up or down that axis.
ContactAngles angles_at_edge(const Domain& domain, const CellRooms& rooms, ContactAngles angles, Slot s, const Vec3& wall, int axis, int outward);

/// contact_angle by mould index: the plane's own angle to the wall, held between the receding and the advancing one, is asked for.
ContactRows contact_rows(const Domain& domain, const CellRooms& rooms, const std::vector<ContactAngles>& contact_angle, Slot s,
                         const Plane& plane);

}  // namespace sprue
