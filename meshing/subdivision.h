/// The faces into which segments that meet at their ends only cut the plane: half edges, the rings they form, which ring lies in which face.
///
/// Method: around each point the edges sorted by angle give the way on along a face; one sweep over the points finds the edge below each connected piece, hence
/// the face the piece lies in. All orientations exact; time n log n.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/vec.h"

namespace sprue {

/// From the point a to the point b > a.
struct PlanarEdge {
  std::uint32_t a, b;
};

/// Half edge 2 e runs along edge e, from a to b, half edge 2 e + 1 back; each has its face on the left.
struct Subdivision {
  std::vector<std::uint32_t> next;                ///< per half edge: the one after it around its face
  std::vector<std::uint32_t> face;                ///< per half edge; face 0 is the unbounded one
  std::vector<std::vector<std::uint32_t>> rings;  ///< per face: a half edge of each of its rings
};

/// Points must be distinct and ascending in (x, y); edges distinct, ascending in (a, b), not crossing and through no point but their ends.
Subdivision subdivide(const std::vector<Vec2>& points, const std::vector<PlanarEdge>& edges);

}  // namespace sprue
