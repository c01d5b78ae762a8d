/// Exact cover of a square lattice by the faces of a planar map: areas and moments in squares, lengths on lattice lines (face_sums.h), wall pieces.
///
/// Scheme:     every edge is cut once where it crosses lattice lines; its two faces receive the same pieces with opposite signs, so the sums around a
///             square close to round-off. Coordinates within 1e-9 of a lattice line are put on it. A face with a sloping end is cut into bands
///             along the lines where that end passes from one layer of cells into the next: each share has its bottom in one layer and its top
///             in one layer, and what stands in any layer is linear over it.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "meshing/face_sums.h"
#include "meshing/planar_map.h"

namespace sprue {

struct PlaneLattice {
  Vec2 origin;      ///< m, a lattice corner
  double step = 0;  ///< m, > 0
};

/// Moves a coordinate given in steps onto a lattice line closer than 1e-9.
double snap_to_lattice(double u);

constexpr std::int32_t no_face = -1;
/// Part of an edge inside one square, or on one lattice line piece. Lengths in units of a step.
struct EdgePiece {
  int i = 0, j = 0;  ///< the square; for a piece on a line, the square whose LOW side that is
  int on_line = -1;  ///< 0: lies on the line x = i; 1: on y = j; -1: inside the square
  std::int32_t left = no_face, right = no_face;  ///< wanted faces on both sides
  double dx = 0, dy = 0;                         ///< direction: `left` is on the left
  Vec2 from;  ///< where it starts, in steps
  int side = -1;      ///< 0..3: lies on the -x +x -y +y side of the map's bounding box
};

/// Bottom and top of a face in steps, over the plane in steps.
struct FaceEnds {
  Height low, high;
  bool level() const { return low.level() && high.level(); }
  int first() const { return static_cast<int>(std::floor(low.at)); }      ///< layer of cells of a level bottom
  int last() const { return static_cast<int>(std::ceil(high.at)) - 1; }   ///< of a level top
};

struct PlaneCoverage {
  std::vector<EdgePiece> pieces;
  std::vector<FaceShare> shares;  ///< by face, band, row, then column
};

/// `wanted`: one flag a face; `ends`: one entry a face, or none where only the plane counts (then no share knows its layers).
/// Cost: edges x squares crossed + squares of each wanted face's bounding box.
PlaneCoverage cover_plane(const PlanarMap& map, const std::vector<char>& wanted, const PlaneLattice& lattice, const std::vector<FaceEnds>& ends = {});

}  // namespace sprue
