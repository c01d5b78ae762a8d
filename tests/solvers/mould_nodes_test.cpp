#include "solvers/mould_nodes.h"

#include <gtest/gtest.h>

#include <cmath>

#include "solvers/cube_section.h"
#include "tests/solvers/slab_domain.h"

namespace sprue {
namespace {

constexpr double cell = 1e-3;

/// Cells 0..5 x 0..5, one deep between mirror planes; cavity where (cos, sin) of `angle` . x <= `at` (m), mould beyond.
Domain oblique_domain(double angle, double at) {
  Domain d = test::slab_domain({0, 1, cell, 0});   // for its block: all cells are set anew
  const double c = std::cos(angle), s = std::sin(angle);
  const auto open_length = [&](double normal, double along, double start) {   // share of 0 <= t <= cell with normal part + along t <= at
    const double end = along > 0 ? (at - normal - start * along) / (along * cell) : normal <= at ? 1.0 : 0.0;
    return std::min(1.0, std::max(0.0, end));
  };
  for (int j = 0; j < 6; ++j)
    for (int i = 0; i < 6; ++i) {
      const Slot slot = d.grid.find({i, j, 0});
      const double x = i * cell, y = j * cell;
      d.cavity_fraction[slot] = cube_volume({c, s, 0}, (at - c * (x + 0.5 * cell) - s * (y + 0.5 * cell)) / cell);
      d.mould_index[slot] = 0;
      d.aperture[0][slot] = open_length(c * x, s, y);
      d.aperture[1][slot] = open_length(s * y, c, x);
      for (std::size_t a = 0; a < 2; ++a) d.kind[a][slot] = FaceKind::interior;
      d.kind[2][slot] = d.kind[2][d.grid.neighbour(slot, 0, 0, 1)] = FaceKind::symmetry;
    }
  return d;
}

/// Centroid of the mould of a cell by points, m.
Vec3 sampled_centroid(const Domain& d, Slot s, Vec3 n, double at) {
  constexpr int points = 200;
  Vec3 sum;
  int count = 0;
  for (int i = 0; i < points; ++i)
    for (int j = 0; j < points; ++j) {
      const Vec3 x = d.grid.centre(s) + cell * Vec3{(i + 0.5) / points - 0.5, (j + 0.5) / points - 0.5, 0};
      if (dot(n, x) > at) sum += x, ++count;
    }
  return (1.0 / count) * sum;
}

// A temperature that changes along the wall's normal alone drives k n_d through every face across axis d, whatever the cells' cuts: the way between two nodes
// is such that their temperatures' difference over it is n_d. The nodes themselves are the centroids (by 200 x 200 points: 2e-3 of a cell). Cells with less than
// 3 % of mould are left out: there the points are too few.
TEST(MouldNodes, CarryAGradientAcrossObliqueWalls) {
  for (const double angle : {0.3, 0.7853981633974483, 1.1}) {
    const Vec3 n{std::cos(angle), std::sin(angle), 0};
    const double at = 2.3 * cell * (n.x + n.y);
    const Domain domain = oblique_domain(angle, at);
    const MouldNodes nodes(domain);
    int faces = 0;
    for (int j = 1; j < 5; ++j)
      for (int i = 1; i < 5; ++i)
        for (int d = 0; d < 2; ++d) {
          const Slot low = domain.grid.find({i, j, 0}), high = domain.grid.find({i + (d == 0), j + (d == 1), 0});
          if (domain.cavity_fraction[low] > 0.97 || domain.cavity_fraction[high] > 0.97) continue;
          const Vec3 apart = sampled_centroid(domain, high, n, at) - sampled_centroid(domain, low, n, at);
          const double wanted = dot(apart, n) / n[d];
          if (wanted > 1.9 * apart[d] || wanted < 0.55 * apart[d]) continue;   // held
          const MouldNodes::Way way = nodes.between(low, high, d);
          EXPECT_NEAR((way.low + way.high) / wanted, 1, 0.02) << angle << ' ' << i << ' ' << j << ' ' << d;
          ++faces;
        }
    EXPECT_GT(faces, 8);
  }
}

// Depth of the centroid under an oblique wall; under an aligned one half the closed share: 2e-3 of a cell for its slices and the points.
TEST(MouldNodes, LieUnderTheWall) {
  const double angle = 0.7853981633974483, at = 2.3 * cell * std::sqrt(2.0);
  const Vec3 n{std::cos(angle), std::sin(angle), 0};
  const Domain domain = oblique_domain(angle, at);
  const Slot cut = domain.grid.find({2, 2, 0});
  EXPECT_NEAR(MouldNodes(domain).to_wall(cut, norm(domain.wall_vector(cut))), dot(n, sampled_centroid(domain, cut, n, at)) - at, 2e-3 * cell);
  const Domain slab = test::slab_domain({3, 3, cell, 0.4});
  const Slot wall = slab.grid.find({0, 0, 0});
  const MouldNodes nodes(slab);
  EXPECT_NEAR(nodes.to_wall(wall, 1), 0.2 * cell, 2e-3 * cell);
  EXPECT_NEAR(nodes.to_face(wall, 0, 0), 0.2 * cell, 2e-3 * cell);
  EXPECT_EQ(nodes.to_face(slab.grid.find({-2, 0, 0}), 0, 1), 0.5 * cell);
}

}  // namespace
}  // namespace sprue
