/// Where things lie in a mould of two blocks, and how large they are: block_mould.h says by which formulas.
#pragma once

#include "meshing/block_mould.h"
#include "meshing/tool_drawing.h"

namespace sprue {

struct BlockLayout {
  LayeredMap master;                 ///< turned, its gate side down
  std::vector<Place> places;         ///< of the cavities, in order
  std::vector<FeedPiece> feed;       ///< sprue first; straight channels in the upper block
  std::vector<PlacedVent> vents;     ///< grooves; length reaches the block's edge
  std::vector<double> vent_starts;   ///< m, how far each groove begins inside the metal, before its mouth
  Vec2 low, high;                    ///< m, the blocks
  double gate_width = 0, gate_depth = 0;   ///< m
  std::vector<Ejector> ejectors;
  Choices defaults;
};

BlockLayout lay_out_block(const LayeredMap& master, const BlockOptions& options);

}  // namespace sprue
