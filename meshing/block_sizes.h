/// Sections of the channels of a mould in two blocks, before they have places. Formulas: block_mould.h.
#pragma once

#include "meshing/block_mould.h"

namespace sprue {

/// What stands at the far side of each cavity: a riser or an overflow. Width 0: nothing does.
struct FarPiece {
  FeedPiece::Kind kind = FeedPiece::riser;
  double width = 0, depth = 0, length = 0;   ///< m
  double neck_depth = 0;                     ///< m
};

struct BlockSizes {
  double plate = 0;                              ///< m
  double sprue_foot = 0, sprue_top = 0, sprue_depth = 0;   ///< m
  double runner_width = 0, runner_depth = 0;     ///< m; 0 where parts sit on the sprue
  double gate_width = 0, gate_depth = 0;         ///< m
  double vent_width = 0, vent_depth = 0;         ///< m
};

/// part: extent across the gate (m) and volume (m3) of one casting; fall: m from the inlet to the choke.
struct BlockDemand {
  double plate = 0, part_width = 0, part_volume = 0, fall = 0;
};
BlockSizes size_block(const BlockDemand& demand, double overflow_share, const BlockOptions& options, Choices& choices);
FarPiece far_piece(double plate, double part_volume, double overflow_share, const BlockOptions& options, Choices& choices);

}  // namespace sprue
