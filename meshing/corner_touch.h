/// Regions that touch at one corner only: a contact of zero width that no mesh, mould or metal can have.
///
/// Where at some height more than two solid-to-empty changes meet around a vertex, its edge would belong to
/// four walls. Such a vertex is replaced by a tiny polygon across its edges, corners at most `touch_radius`
/// away, which takes the layer of the lowest neighbour: the touching corners are cut back and the metal is
/// apart. Edges nearer to each other there than the map resolves share a corner; then it is the lowest neighbour
/// that leaves no touch at that corner. Applied before mesh and domain are made, so both hold the same volume (a
/// touch changes it by under 2 * touch_radius^2 * height, about 1e-8 of a pin).
#pragma once

#include <vector>

#include "meshing/planar_map.h"

namespace sprue {

constexpr double touch_radius = 2e-6;  ///< m; less where other vertices or edges are near

/// `stacks`: layers that stand on the same map (cavity, mould halves), one entry a face each; new faces are
/// appended to all. The first one decides which neighbour is the lowest. Returns how many touches were
/// separated. A map without touches is not changed.
int separate_corner_touches(PlanarMap& map, const std::vector<std::vector<Layer>*>& stacks);

inline int separate_corner_touches(LayeredMap& solid) {
  return separate_corner_touches(solid.map, {&solid.layers});
}

}  // namespace sprue
