/// Where the nodes of the mould lie in their cells, and how far heat goes between them.
///
/// Node:    centroid of the closed share of its cell, beyond the plane wall that the cell's apertures and volume give (cube_section.h); of a massless
///          slot on the wall.
/// Way:     between neighbours across axis d: dx . n / n_d, dx from node to node and n the wall's normal: exact where temperature changes along n alone, as it
///          does beside a wall that has just met metal. Centroids of cut cells lie askew, so that the plain distance dx_d misses up to a fifth of the heat
///          across a wall at 45 degrees, which is a first-order error in what a mould takes up. Held within a factor of two of dx_d: where the face lies nearly
///          along n little heat crosses it, and its way would have no bound.
/// Wall:    depth of the centroid under the plane.
/// Limits:  one plane a cell. Where walls of one cell face each other, closed share / (2 wall area), at most half a cell. At mirror planes the wall is
///          taken to meet them at a right angle: they have no open share to compare with.
#pragma once

#include "engine/core/domain.h"

namespace sprue {

/// Closed share of a slot below which its mould has no mass and lies on the wall.
constexpr double massless_share = 1e-12;

class MouldNodes {
 public:
  explicit MouldNodes(const Domain& domain);   ///< which must live as long
  /// m from the node of a slot to its face across axis d, at its low (side 0) or high (1) side.
  double to_face(Slot s, int d, int side) const;
  /// m from the node to the walls of its cell, which have `wall_area` (units of a face, > 0).
  double to_wall(Slot s, double wall_area) const;
  /// m, on either side of the face across axis d: what heat goes from the node of `low` to that of `high`, its neighbour above.
  struct Way {
    double low, high;
  };
  Way between(Slot low, Slot high, int d) const;

 private:
  struct Node {
    Vec3 centre, normal;   // cells from the middle of the cell; out of the cavity, of length 1 (0 = not known)
    double depth;          // cells, under the wall
    double wall;           // length of the wall's vector, faces
  };
  Vec3 wall_vector(Slot s) const;
  const Node* node(Slot s) const { return s < index_.size() && index_[s] >= 0 ? &nodes_[static_cast<std::size_t>(index_[s])] : nullptr; }
  double closed_share(Slot s) const { return s < domain_.cavity_fraction.size() ? 1 - domain_.cavity_fraction[s] : 1.0; }

  const Domain& domain_;
  Field<std::int32_t> index_;   // of cut cells into nodes_, else -1
  std::vector<Node> nodes_;
};

}  // namespace sprue
