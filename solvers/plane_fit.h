/// The plane that stands for the metal surface in a mixed cell, from the metal in the 27 cells around it.
///
/// Start:      whole cells all around: mixed Youngs-centred normal (Aulisa et al., J. Comput. Phys. 225 (2007) 2301); otherwise
///             weighted least squares on metal / V over the connected open cells, without ghosts.
/// Refinement: LVIRA (Pilliod & Puckett 2004): the normal that least misses the metal of the neighbours when the plane is extended
///             into them, the cell's own metal held exactly; Gauss-Newton on the two angles with the exact derivative
///             dV_i = A_i (x_0 - x_i) . dn  (A, x: area and centroid of the plane's section with the room of cell i).
/// Weights:    what is missed counts by distance^-4: 1 in a neighbour across a face, 1/4 across an edge, 1/9 at a corner. A sharp corner or
///             a filament two cells wide is then blurred less by what lies behind it; planes are found as before. Zalesak's disc at 200:
///             1.14e-2 without weights, 9.1e-3 so, 8.6e-3 with distance^-6; vortex at 64: 1.01e-2, 8.0e-3, 7.0e-3; Enright's ball at 64:
///             2.75e-3, 2.46e-3, 2.37e-3 (2.60e-3 with the start normal alone). distance^-6 costs curvature: 4.7 % instead of 0.8 % in an
///             aligned slot of four cells, whose meniscus is then fitted to fewer cells than it spans.
/// Order:      second; a plane surface is found to round-off (steps go on while they converge quadratically), also in cut cells. From a bad start
///             (slivers at walls: up to 65 degrees off) they go on while the misfit is over 1e-3 and falls by a tenth (until halved is not enough: 0.70 instead of 0.055 omega R there): in spin-paraboloid at
///             full size 40 of 6,840 wall cells kept planes 14 to 39 degrees off with two steps and threw wisps at 0.35 omega R.
#pragma once

#include <array>

#include "solvers/fluid_polyhedron.h"

namespace sprue {

/// Metal where dot(n, x) <= d; x from the cell centre in units of a cell; n unit, out of the metal.
struct Plane {
  double nx = 0, ny = 0, nz = 0;
  double d = 0;
  Vec3 normal() const { return {nx, ny, nz}; }
};

/// Cells at offset (i, j, k) in {-1, 0, 1}^3 at index (k + 1) * 9 + (j + 1) * 3 + (i + 1).
struct Neighbourhood {
  std::array<double, 27> metal;              ///< units of a cell
  std::array<const CellRoom*, 27> room;      ///< nullptr: closed, or not connected with the middle
  bool whole = false;                        ///< all 27 are whole cubes
};

/// Unit normal out of the metal, from differences alone.
Vec3 start_normal(const Neighbourhood& cells);

/// Plane through the middle cell (which must be mixed) with normal n, after at most `steps` Gauss-Newton steps (0: n is kept).
/// missed: if given, receives the weighted sum of squares of the metal missed in the neighbours (steps > 0).
Plane fit_plane(const Neighbourhood& cells, Vec3 n, int steps, double* missed = nullptr);

}  // namespace sprue
