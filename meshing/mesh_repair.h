/// A solid's triangles joined, turned outwards and closed; or refused with the place.
///
/// Mended and said: corners up to `joined_within` apart, doubled and degenerate triangles, triangles that face the wrong way, edges with more than two triangles where
///                  taking them apart leaves closed bodies, holes with a border of up to `filled_border`.
/// Refused:         larger holes, triangles that pass through each other, no volume.
/// By CGAL's Polygon Mesh Processing.
#pragma once

#include "meshing/triangle_soup.h"

namespace sprue {

constexpr double joined_within = 2e-6;   ///< m, only where the solid is not closed otherwise
constexpr double filled_border = 2e-3;   ///< m

/// In metres at `unit` (m); closed, outwards. `report` receives a sentence on each kind of repair. Throws InputError as above, and where the size is under 1 mm or over
/// 300 mm.
TriangleMesh repaired(const TriangleSoup& soup, double unit, std::vector<std::string>& report);

}  // namespace sprue
