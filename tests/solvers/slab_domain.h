/// One row of cells along x: mould left of the wall at x = 0, cavity right of it. The wall may cut a cell.
#pragma once

#include "engine/core/domain.h"

namespace sprue::test {

struct SlabOptions {
  int mould = 0, metal = 0;  // whole cells
  double cell = 1e-3;        // m
  double cut = 0;            // share of the cell at the wall that is mould, 0..1; 0 = the wall lies on a face
};

/// Lattice cell 0 is the first with a cavity; its x range starts at -cut * cell. All other sides are symmetry planes.
inline Domain slab_domain(const SlabOptions& o) {
  std::vector<Index3> flow, mould;
  for (int k = -1; k <= 0; ++k)
    for (int j = -1; j <= 0; ++j) {
      for (int i = -1; i <= o.metal >> 3; ++i) flow.push_back({i, j, k});
      for (int i = -((o.mould + 8) / 8); i < 0; ++i) mould.push_back({i, j, k});
    }
  Domain d;
  d.grid = make_block_grid(o.cell, {-o.cut * o.cell, 0, 0}, flow, mould);
  const std::size_t slots = d.grid.flow_slots();
  d.cavity_fraction.assign(slots, 0.0);
  d.aperture = make_face_field<double>(slots);
  d.kind = make_face_field(slots, FaceKind::interior);
  d.wall_area.assign(slots, 0.0f);
  d.cavity.assign(slots, 0);
  d.element.assign(slots, no_element);
  d.feature_width.assign(slots, 0.0f);
  d.mould_index.assign(d.grid.slots(), no_mould);
  d.thermal_boundary = make_face_field<std::uint8_t>(d.grid.slots());
  d.moulds = {"test"};
  for (int i = -o.mould; i < o.metal; ++i) {
    const Slot s = d.grid.find({i, 0, 0});
    if (i <= 0 && o.mould > 0) d.mould_index[s] = 0;
    if (i < 0) continue;
    d.cavity_fraction[s] = i == 0 ? 1 - o.cut : 1;
    if (i == 0) {
      d.wall_area[s] = 1;
      d.kind[0][s] = o.cut > 0 ? FaceKind::interior : FaceKind::wall;
    } else {
      d.aperture[0][s] = 1;
    }
    if (i == o.metal - 1) d.kind[0][d.grid.neighbour(s, 1, 0, 0)] = FaceKind::symmetry;
    for (int a = 1; a < 3; ++a) {
      d.kind[a][s] = d.kind[a][d.grid.neighbour(s, 0, a == 1, a == 2)] = FaceKind::symmetry;
      if (i == 0 && o.cut > 0) d.aperture[a][s] = d.aperture[a][d.grid.neighbour(s, 0, a == 1, a == 2)] = 0;
    }
  }
  return d;
}

}  // namespace sprue::test
