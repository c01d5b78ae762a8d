/// A map with fewer vertices, for pictures: chains of edges between corners are straightened.
///
/// Method: vertices are removed in the order of the squared distance of the chain to its straightened self while the topology of the constrained triangulation allows (Dyken,
/// Daehlen, Sevaldrud 2009; CGAL Polyline_simplification_2). Corners where more than two edges meet stay, so faces keep their neighbours and solids stay watertight.
#pragma once

#include "meshing/planar_map.h"

namespace sprue {

/// No point of a border moves by more than `within` (m, > 0) in the plane; heights stay those of the faces.
LayeredMap thinned(const LayeredMap& solid, double within);

}  // namespace sprue
