/// Where the metal surface meets walls, and the slope it must have there.
///
/// A facet whose corners come within 0.4 cell of a wall plane gets a row "the surface's normal at the contact point is
/// n = -cos(theta) w + sin(theta) t" (w: into the wall, t: along the wall, out of the metal), its weight faded in linearly with the
/// distance, so that nothing switches while a contact line crosses cells. Walls: the plane of the cell's own room and of its face
/// neighbours', aligned walls on the faces of the room, and mirror planes (90 degrees). Facets that lie along a wall get none.
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

/// contact_angle by mould index: the plane's own angle to the wall, held between the receding and the advancing one, is asked for.
ContactRows contact_rows(const Domain& domain, const CellRooms& rooms, const std::vector<ContactAngles>& contact_angle, Slot s,
                         const Plane& plane);

}  // namespace sprue
