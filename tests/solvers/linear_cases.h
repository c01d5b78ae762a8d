/// Linear systems for tests and benchmarks of the solver: which cells are metal is a function of the cell;
/// faces between metal cells get a coefficient, faces to the free surface a Dirichlet part of the diagonal.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "solvers/linear_system.h"

namespace sprue::test {

/// A repeatable number in [0, 1) for a cell and a salt.
inline double noise(const Index3& c, std::uint64_t salt) {
  std::uint64_t h = salt * 0x9e3779b97f4a7c15ull + static_cast<std::uint64_t>(c.i + 4096) +
                    (static_cast<std::uint64_t>(c.j + 4096) << 20) +
                    (static_cast<std::uint64_t>(c.k + 4096) << 40);
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9ull;
  h = (h ^ (h >> 27)) * 0x94d049bb133111ebull;
  return static_cast<double>((h ^ (h >> 31)) >> 11) * 0x1p-53;
}

struct Case {
  std::unique_ptr<BlockGrid> grid;
  std::unique_ptr<BlockTopology> topology;
  LinearSystem system;
  std::vector<char> unknown;
};

inline BlockGrid box_grid(int nx, int ny, int nz) {
  std::vector<Index3> blocks;
  for (int k = 0; k < (nz + 7) / 8; ++k)
    for (int j = 0; j < (ny + 7) / 8; ++j)
      for (int i = 0; i < (nx + 7) / 8; ++i) blocks.push_back({i, j, k});
  return make_block_grid(1.0, {0, 0, 0}, blocks, {});
}

enum class Cell { solid, gas, metal };

/// Pressure-like system: aperture(c, d) in [0, 1] at the low face; gas beyond a face is Dirichlet at 0.3..1
/// of a cell.
inline Case pressure_case(BlockGrid block_grid, const std::function<Cell(Index3)>& kind,
                          const std::function<double(Index3, int)>& aperture) {
  auto grid = std::make_unique<BlockGrid>(std::move(block_grid));
  auto topology = std::make_unique<BlockTopology>(flow_topology(*grid));
  LinearSystem a(*topology);
  std::vector<char> unknown(grid->slots(), 0);
  for (Slot s = 0; s < grid->slots(); ++s) {
    const Index3 c = grid->cell_of(s);
    const Cell own = kind(c);
    unknown[s] = own == Cell::metal;
    if (own == Cell::metal) a.rhs[s] = noise(c, 7) - 0.5;
    for (int d = 0; d < 3; ++d) {
      const Slot low = grid->neighbour(s, -(d == 0), -(d == 1), -(d == 2));
      if (low == no_slot) continue;
      const Cell other = kind(grid->cell_of(low));
      if (own == Cell::solid || other == Cell::solid || (own == Cell::gas && other == Cell::gas)) continue;
      const double area = aperture(c, d);
      if (own == Cell::metal && other == Cell::metal) a.face[static_cast<std::size_t>(d)][s] = area;
      const double theta = 0.3 + 0.7 * noise(c, 11);
      if (own == Cell::metal && other == Cell::gas) a.diagonal[s] += area / theta;
      if (own == Cell::gas && other == Cell::metal) a.diagonal[low] += area / theta;
    }
  }
  for (Slot s = 0; s < grid->slots(); ++s) {
    double row = a.diagonal[s];
    for (int d = 0; d < 3; ++d) {
      row += a.face[static_cast<std::size_t>(d)][s];
      const Slot high = grid->neighbour(s, d == 0, d == 1, d == 2);
      if (high != no_slot) row += a.face[static_cast<std::size_t>(d)][high];
    }
    if (row == 0) unknown[s] = 0;
  }
  return {std::move(grid), std::move(topology), std::move(a), std::move(unknown)};
}

/// Box filled up to `level` of its height below a tilted surface (level > 1.5: full and closed).
inline Case box_case(int nx, int ny, int nz, double level) {
  return pressure_case(
      box_grid(nx, ny, nz),
      [=](Index3 c) {
        const double height = level * nz + 0.1 * (c.i - nx / 2) + 0.07 * (c.j - ny / 2);
        return c.i >= nx || c.j >= ny || c.k >= nz ? Cell::solid
               : c.k + 0.5 < height                ? Cell::metal
                                                   : Cell::gas;
      },
      [](Index3, int) { return 1.0; });
}

enum class PlateKind { islands, channels, thin_walls };

/// A tilted plate 15 cells thick, full up to `filled` of its width (front across the plate), with cut walls. islands: 6 deep over a
/// base 9 deep, gaps 3-6; channels: islands through the full depth; thin_walls: walls 1.6 cells thick over a
/// base of 3.
inline Case plate_case(int n, PlateKind kind, double filled = 0.6) {
  const auto inside = [=](double x, double y, double z) {
    const double u = 0.95 * x + 0.31 * y, v = -0.31 * x + 0.95 * y, w = z - 6 - 0.11 * x * 60 / n;
    if (u < 6 || u > 1.2 * n || w < 0 || w > 15 || x < 2 || y < 2 || x > n - 2 || y > n - 2) return false;
    const double base = kind == PlateKind::islands ? 9 : kind == PlateKind::channels ? 0 : 3;
    if (w < base) return true;
    if (kind == PlateKind::thin_walls)
      return std::fmod(u + 1000, 11.0) > 1.6 && std::fmod(v + 1000, 13.0) > 1.6;
    const double gap = 3 + 3 * (std::sin(0.05 * x) * std::sin(0.07 * y) * 0.5 + 0.5);
    return std::fmod(u + 1000, 17.0) < gap || std::fmod(v + 1000, 19.0) < gap;
  };
  const auto aperture = [=](Index3 c, int d) {
    int open = 0;
    for (int a = 0; a < 4; ++a)
      for (int b = 0; b < 4; ++b) {
        double p[3] = {static_cast<double>(c.i), static_cast<double>(c.j), static_cast<double>(c.k)};
        p[(d + 1) % 3] += (a + 0.5) / 4;
        p[(d + 2) % 3] += (b + 0.5) / 4;
        open += inside(p[0], p[1], p[2]);
      }
    return open / 16.0;
  };
  const auto cell = [=](Index3 c) {
    if (!inside(c.i + 0.5, c.j + 0.5, c.k + 0.5)) return Cell::solid;
    return c.i + 0.2 * c.j < filled * n ? Cell::metal : Cell::gas;
  };
  return pressure_case(box_grid(n, n, 24 + 7), cell, aperture);
}

/// Slanted network of channels 3 cells wide with random apertures in [least, 1], full up to `filled` of its length.
inline Case channel_case(int n, double least, double filled = 0.5) {
  const auto kind = [=](Index3 c) {
    const double u = 0.89 * c.i + 0.45 * c.j, v = -0.45 * c.i + 0.89 * c.j, w = c.k + 0.2 * c.i;
    const int open =
        (std::fmod(u + 1000, 9.0) < 3) + (std::fmod(v + 1000, 10.0) < 3) + (std::fmod(w + 1000, 11.0) < 3);
    if (open < 2) return Cell::solid;
    return c.i < filled * n ? Cell::metal : Cell::gas;
  };
  return pressure_case(box_grid(n, n, n), kind, [=](Index3 c, int d) {
    return least + (1 - least) * noise(c, static_cast<std::uint64_t>(d));
  });
}

/// Heat-like system with inertia `mass` in units of a face, in a full box.
inline Case mass_case(int n, double mass) {
  Case c = box_case(n, n, n, 2);
  for (Slot s = 0; s < c.grid->slots(); ++s)
    if (c.unknown[s]) c.system.diagonal[s] += mass;
  return c;
}

/// Two layers: metal in the ball of radius 0.3 n, mould (conductivity 0.1) elsewhere; cells in the shell
/// around the ball hold both, linked with `link` times a metal face. Mould rim is Dirichlet; inertia `mass`
/// of a metal face everywhere.
inline Case linked_case(int n, double link, double mass) {
  auto grid = std::make_unique<BlockGrid>(box_grid(n, n, n));
  auto topology = std::make_unique<BlockTopology>(two_layer_topology(*grid));
  LinearSystem a(*topology);
  const auto half = static_cast<Slot>(grid->slots());
  a.link.assign(a.rhs.size(), 0.0);
  std::vector<char> unknown(a.rhs.size(), 0);
  const auto radius = [&](const Index3& c) {
    return std::hypot(c.i - n / 2.0, c.j - n / 2.0, c.k - n / 2.0) - 0.3 * n;
  };
  const auto inside = [&](const Index3& c) { return c.i < n && c.j < n && c.k < n; };
  const auto metal = [&](const Index3& c) { return inside(c) && radius(c) < 0.7; };
  const auto mould = [&](const Index3& c) { return inside(c) && radius(c) > -0.7; };
  for (Slot s = 0; s < half; ++s) {
    const Index3 c = grid->cell_of(s);
    unknown[s] = metal(c);
    unknown[half + s] = mould(c);
    if (metal(c)) a.rhs[s] = 1 + noise(c, 3), a.diagonal[s] = mass;
    if (mould(c)) a.rhs[half + s] = noise(c, 5) - 0.5, a.diagonal[half + s] = mass;
    if (metal(c) && mould(c)) a.link[s] = a.link[half + s] = link;
    for (int d = 0; d < 3; ++d) {
      const Slot low = grid->neighbour(s, -(d == 0), -(d == 1), -(d == 2));
      if (mould(c) && (low == no_slot || c[d] == n - 1)) a.diagonal[half + s] += 0.2;
      if (low == no_slot) continue;
      const Index3 other = grid->cell_of(low);
      const auto axis = static_cast<std::size_t>(d);
      if (metal(c) && metal(other)) a.face[axis][s] = 1;
      if (mould(c) && mould(other)) a.face[axis][half + s] = 0.1;
    }
  }
  return {std::move(grid), std::move(topology), std::move(a), std::move(unknown)};
}

}  // namespace sprue::test
