/// Exact cover of a square lattice by the faces of a planar map: areas in squares, lengths on lattice lines,
/// wall pieces.
///
/// Equations:  area of a face in a square = sum of x dy along its boundary in the lattice row (pieces right
/// of the square count
///             with x = 1); length on the line x = i just right of it = sum of dy of all pieces with x > i;
///             along y likewise.
/// Scheme:     every edge is cut once where it crosses lattice lines; its two faces receive the same pieces
/// with opposite signs, so
///             the sums around a square close to round-off. Coordinates within 1e-9 of a lattice line are put
///             on it.
#pragma once

#include <cstdint>
#include <vector>

#include "meshing/planar_map.h"

namespace sprue {

struct PlaneLattice {
  Vec2 origin;      ///< m, a lattice corner
  double step = 0;  ///< m, > 0
};

/// Moves a coordinate given in steps onto a lattice line closer than 1e-9.
double snap_to_lattice(double u);

constexpr std::int32_t no_face = -1;
constexpr double cover_round_off = 2e-13;  ///< of a square: what the sums leave where there is nothing

/// Part of an edge inside one square, or on one lattice line piece. Lengths in units of a step.
struct EdgePiece {
  int i = 0, j = 0;  ///< the square; for a piece on a line, the square whose LOW side that is
  int on_line = -1;  ///< 0: lies on the line x = i; 1: on y = j; -1: inside the square
  std::int32_t left = no_face, right = no_face;  ///< wanted faces on both sides
  double dx = 0, dy = 0;                         ///< direction: `left` is on the left
  double mean_x = 0;  ///< of the piece, from the square's low side, for the area sum
  int side = -1;      ///< 0..3: lies on the -x +x -y +y side of the map's bounding box
};

/// A wanted face in one square.
struct FaceShare {
  int i = 0, j = 0;
  std::int32_t face = 0;
  double area = 0;              ///< of a square
  double low_x = 0, low_y = 0;  ///< length just right of the low x line, and just above the low y line
};

struct PlaneCoverage {
  std::vector<EdgePiece> pieces;
  std::vector<FaceShare> shares;  ///< by face, then row, then column
};

/// `wanted`: one flag a face. Cost: edges x squares crossed + squares of each wanted face's bounding box.
PlaneCoverage cover_plane(const PlanarMap& map, const std::vector<char>& wanted, const PlaneLattice& lattice);

}  // namespace sprue
