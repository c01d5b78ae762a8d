/// Aligned boxes for solver tests: nx * ny * nz full cells, low corner at the origin, six sides of given kind.
#pragma once

#include <array>
#include <cmath>

#include "engine/core/domain.h"

namespace sprue::test {

struct BoxOptions {
  std::array<FaceKind, 6> sides{FaceKind::wall, FaceKind::wall, FaceKind::wall,
                                FaceKind::wall, FaceKind::wall, FaceKind::wall};  // -x +x -y +y -z +z
  int mould_cells = 0;  // layers of mould kept behind wall sides
};

inline Domain box_domain(int nx, int ny, int nz, double cell, BoxOptions options = {}) {
  const Index3 n{nx, ny, nz};
  std::vector<Index3> flow, mould;
  const auto cover = [&](int rim, std::vector<Index3>& list) {
    const auto low = [&](int r) { return (-r) >> 3; };
    for (int k = low(rim); k <= (nz - 1 + rim) >> 3; ++k)
      for (int j = low(rim); j <= (ny - 1 + rim) >> 3; ++j)
        for (int i = low(rim); i <= (nx - 1 + rim) >> 3; ++i) list.push_back({i, j, k});
  };
  cover(1, flow);
  cover(options.mould_cells + 1, mould);
  Domain d;
  d.grid = make_block_grid(cell, {0, 0, 0}, flow, mould);
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
  const auto inside = [&](const Index3& c) {
    for (int a = 0; a < 3; ++a)
      if (c[a] < 0 || c[a] >= n[a]) return false;
    return true;
  };
  for (Slot s = 0; s < d.grid.slots(); ++s) {
    const Index3 c = d.grid.cell_of(s);
    if (inside(c)) {
      d.cavity_fraction[s] = 1;
      d.mould_index[s] = 0;
      for (int a = 0; a < 3; ++a)
        for (int side = 0; side < 2; ++side) {
          if (c[a] != (side ? n[a] - 1 : 0)) continue;
          const FaceKind kind = options.sides[static_cast<std::size_t>(2 * a + side)];
          const Slot face = side ? d.grid.neighbour(s, a == 0, a == 1, a == 2) : s;
          d.kind[a][face] = kind;
          if (kind == FaceKind::inlet || kind == FaceKind::open) d.aperture[a][face] = 1;
          if (kind == FaceKind::wall) d.wall_area[s] += 1;
        }
      continue;
    }
    // mould behind wall sides only; a corner region belongs to it when every axis that is out is behind a wall
    bool is_mould = options.mould_cells > 0;
    for (int a = 0; a < 3 && is_mould; ++a) {
      const int out = c[a] < 0 ? -c[a] : c[a] >= n[a] ? c[a] - n[a] + 1 : 0;
      if (out == 0) continue;
      is_mould = out <= options.mould_cells &&
                 options.sides[static_cast<std::size_t>(2 * a + (c[a] >= n[a]))] == FaceKind::wall;
    }
    if (is_mould) d.mould_index[s] = 0;
  }
  for (Slot s = 0; s < slots; ++s) {
    if (d.cavity_fraction[s] == 0) continue;
    for (int a = 0; a < 3; ++a) {
      const Slot low = d.grid.neighbour(s, -(a == 0), -(a == 1), -(a == 2));
      if (low != no_slot && low < slots && d.cavity_fraction[low] > 0) d.aperture[a][s] = 1;
    }
  }
  return d;
}

}  // namespace sprue::test
