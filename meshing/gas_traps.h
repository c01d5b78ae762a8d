/// Where the spin gathers gas: the places of a part that are nearer to the axis than everything around them.
///
/// Heavy metal goes to the rim and fills a part from there towards the axis; gas is left in every arm and corner that ends on the axis side.
/// The plan of the part is sampled on a square lattice and flooded from the axis outwards (a merge tree): a trap begins at a sample
/// nearer to the axis than its neighbours and ends where it meets one that began nearer still.
#pragma once

#include <vector>

#include "meshing/planar_map.h"

namespace sprue {

struct GasTrap {
  Vec2 inside;      ///< m, innermost place whose surroundings of the asked clearance are all part
  double area = 0;  ///< m2 up to where it opens into another; of the innermost one, of the whole piece
};

/// Traps of the filled faces with the axis at (0, 0), the innermost of each connected piece first, then by area. Left out: less deep than
/// `clearance`, smaller than the square of twice that, and without a place of that clearance.
std::vector<GasTrap> gas_traps(const LayeredMap& part, double clearance);

}  // namespace sprue
