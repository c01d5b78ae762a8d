/// What holds the halves of a mould to each other, and only in one way.
///
/// Rubber: cones raised on the lower half, hollows in the upper one. Cone of `sides` flat flanks that lean by 30 deg, its diameter across the flats; the
/// hollow's flanks and floor are parallel to the cone's, `clearance` off. Metal: bores in both halves for dowel pins, to be reamed.
/// Places: round the rim of a disc, in the corners of a block, each moved the least from there that keeps `wall` of mould to everything drawn before, to the
/// edge, and three diameters to other keys; where there is none within `farthest` the key is left out and that is said. The last one stands aside of the
/// regular pattern, so that no turn of one half fits but the right one.
#pragma once

#include "meshing/tool_drawing.h"

namespace sprue {

/// The mould's edge.
struct KeySites {
  double disc_diameter = 0;   ///< m; 0 = a block from low to high
  Vec2 low{}, high{};         ///< m
  double first = 0;           ///< rad, direction of a disc's first key
  double thickness = 0;       ///< m, of each half
};

/// Chooses, draws and returns them. Throws InputError where they are higher than the halves.
std::vector<LocatingKey> draw_keys(const KeySites& sites, const KeyOptions& options, bool dowels, ToolDrawing& drawing, Choices& choices);

double cone_top(const LocatingKey& key);       ///< m, diameter across the flats at its top
double key_volume(const LocatingKey& key, bool hollow);   ///< m3, of the cone or the hollow (of a dowel: of one bore)

}  // namespace sprue
