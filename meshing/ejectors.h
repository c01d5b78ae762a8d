/// Pins through the ejector half (the lower one) that push a die casting out: against the flat back of each part, not its face, and against runner,
/// sprue and overflows.
///
/// Against a part: one for each `area_each` of its back, at least three, so that it rises level; 2 mm thick, 3 mm where the part is over 30 mm wide (shop
/// defaults, low confidence). Places: spread as far from each other as the back allows, rather under raised metal, which is stiff, and `margin` from its
/// edge: the farthest-point order over a lattice. On channels: where the sprue meets the runner, under each gate's mouth and each overflow, as thick as
/// the channel allows.
#pragma once

#include "meshing/tooling.h"

namespace sprue {

/// Needs tooling's placements and feed; `part` lies in the frame of the layout, `turn` (rad) and `scale` bring the part's own frame into it. Throws InputError
/// where a place of the options does not lie on the flat back.
std::vector<Ejector> place_ejectors(const LayeredMap& part, double turn, double scale, const Tooling& tooling, const EjectorOptions& options, Choices& choices);

}  // namespace sprue
