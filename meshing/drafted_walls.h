/// Walls with draft: from prisms with upright walls to a relief whose walls lean, so that the casting (and the master before it) leaves the mould.
///
/// Geometry:   each stretch of wall becomes a plane that starts at the upper edge and falls outwards at the draft angle to the next lower level, then, if
///             asked for, a fillet: tangent planes to a cylinder between wall and floor. So what is drawn is the size of the upper edge: of lines as they
///             are seen; the part is larger at its back by plate * tan(draft) on every side. Convex corners are mitred (a frustum), sharper ones than
///             45 degrees bevelled; where flanks meet, over concave corners or in recesses too narrow for both, the higher one counts.
/// Exactness:  every point outside an upper edge no farther than the width of its flank is covered by the flank of the nearest edge or corner, so the union
///             of flanks has no gaps; which is the highest is settled in the plane (upper_envelope.h), and the solid is watertight as any other map's.
/// Cost:       one quadrilateral an edge and facet, one or two overlays.
#pragma once

#include "meshing/planar_map.h"

namespace sprue {

struct DraftOptions {
  double draft = 0;   ///< rad, of walls from upright, 0 (none) to under pi/4
  double fillet = 0;  ///< m, radius at the foot of walls that end on metal, >= 0
  double grow = 0;    ///< m, >= 0: upper faces are made wider by as much on every side first, corners mitred: what polishing takes from walls
  double below = 0; ///< m, >= 0: walls that end on nothing go on as far below z = 0, to be cut where they are wanted to end (relief_surface.h); of tops
  bool operator==(const DraftOptions&) const = default;
};

/// Tops of `solid` must be level (asserted); bottoms may be anything and are kept, 0 beyond the solid. The element of a flank is that of its upper face.
LayeredMap with_drafted_tops(const LayeredMap& solid, const DraftOptions& options);

/// The same of the bottoms, seen from below: posts, marks in the back. Bottoms must be level; tops are kept, 0 beyond the solid.
LayeredMap with_drafted_bottoms(const LayeredMap& solid, const DraftOptions& options);

}  // namespace sprue
