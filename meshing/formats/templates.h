/// Templates of a disc for the maker: where masters are laid, what is cut and drilled.
///
/// Tool frame, seen from above the parting plane. Two sizes, because the rubber shrinks between the two jobs:
/// - cavities: before vulcanising. The masters at their own size at their places, all of it 1 / (1 - mould_shrink) larger
///   than the tool at the pour; the disc is the frame it is vulcanised in, so it keeps its nominal size.
/// - runners: cut into the finished disc; at the size it has at the pour.
#pragma once

#include "meshing/formats/dxf_drawing.h"
#include "meshing/tooling.h"

namespace sprue {

/// Layers DISC, MASTERS (outlines, cutouts among them), CENTRES (the masters' origins and the axis), NUMBERS, KEYS (what stands in the frame while the halves are vulcanised or poured). `parts` are the cold
/// castings by CavityPlacement::pin, `enlarged` what a master is against the cavity at the pour, across and along the radius of
/// its cavity (in blocks along x and y), about the tool's origin.
DxfDrawing cavity_template(const std::vector<const LayeredMap*>& parts, const Tooling& tooling, Vec2 enlarged);

/// Layers DISC, SPRUE, RUNNERS, GATES, VENTS (grooves, ended at the rim), DRILLINGS (circles), KEYS (foot and top of cones, bores of dowels), EJECTORS, CENTRES.
DxfDrawing runner_template(const Tooling& tooling);

}  // namespace sprue
