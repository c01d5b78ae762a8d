/// Runners and gates of a spin disc. The sprue stands on the axis, gates on the axis side of each part; all channels lie in the upper half.
///
/// spider  a straight runner from the sprue to the gate of each cavity
/// pairs   a trunk of twice the runner's width between two neighbours, from whose end a branch runs to the gate of each (continuity: the trunk's section is
///         the sum of its branches'); an odd last cavity has a runner of its own
/// ring    spokes to an annular runner round the axis, gates outwards off it; spokes lie half-way between cavities, between every second two where their
///         number is even and over two (each then feeds two and is twice as wide): no gate is in line with a spoke, all are equally far from the nearest
/// Of different designs each has runners of its own size; a trunk has the section of both its branches, a ring is as large as the largest runner.
/// Rings, trunks and branches stay nearer to the axis than any place of a part, SpinLayout::runner_end.
#pragma once

#include "meshing/spin_layout.h"
#include "meshing/tool_drawing.h"

namespace sprue {

/// Turned about the axis by so many whole turns, y outwards: 0 is +y. Quarter turns are exact.
Place spin_place(double turns);

/// Without the sprue: of each cavity its runners, then its gate, FeedPiece::way counted from the sprue's wall; spokes and ring first.
std::vector<FeedPiece> spin_feed(const SpinLayout& layout, const SpinOptions& options);

}  // namespace sprue
