#include "meshing/band_topology.h"

#include <openvdb/openvdb.h>
#include <openvdb/tools/Morphology.h>

#include "engine/core/error.h"

namespace sprue {

namespace {

using Mask = openvdb::MaskTree;

void dilate(Mask& mask, int cells) {
  openvdb::tools::dilateActiveValues(mask, cells, openvdb::tools::NN_FACE_EDGE_VERTEX,
                                     openvdb::tools::EXPAND_TILES);
}

Index3 block_of(const openvdb::Coord& origin) { return {origin.x() >> 3, origin.y() >> 3, origin.z() >> 3}; }

/// OpenVDB counts z fastest within a leaf, slots count x fastest.
std::bitset<block_cells> slot_order(const Mask::LeafNodeType& leaf) {
  std::bitset<block_cells> cells;
  for (auto it = leaf.cbeginValueOn(); it; ++it) {
    const openvdb::Index n = it.pos();
    cells.set((n & 7) * 64 + ((n >> 3) & 7) * 8 + (n >> 6));
  }
  return cells;
}

}  // namespace

BandTopology band_topology(const std::vector<CellRun>& cavity, int band, const CellBox& clip) {
  SPRUE_ASSERT(band >= 0);
  Mask mask;
  openvdb::tree::ValueAccessor<Mask> access(mask);
  for (const CellRun& run : cavity)
    for (int k = run.low; k <= run.high; ++k) access.setValueOn({run.i, run.j, k});
  access.clear();

  BandTopology topology;
  Mask rim(mask);
  dilate(rim, 1);
  rim.voxelizeActiveTiles();
  for (auto leaf = rim.cbeginLeaf(); leaf; ++leaf)
    if (!leaf->isEmpty()) topology.flow_blocks.push_back(block_of(leaf->origin()));

  if (band > 0) dilate(mask, band);
  mask.clip(
      openvdb::CoordBBox({clip.low.i, clip.low.j, clip.low.k}, {clip.high.i, clip.high.j, clip.high.k}));
  mask.voxelizeActiveTiles();  // clipping turns full leaves into tiles
  for (auto leaf = mask.cbeginLeaf(); leaf; ++leaf)
    if (!leaf->isEmpty()) topology.band.push_back({block_of(leaf->origin()), slot_order(*leaf)});
  return topology;
}

}  // namespace sprue
