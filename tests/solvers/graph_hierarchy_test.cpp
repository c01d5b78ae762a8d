#include "solvers/graph_hierarchy.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sprue {
namespace {

/// A lattice of side 24 in Morton order; weights and diagonals vary from node to node with `seed`; the diagonals by `inertia`.
Graph lattice(int seed, float inertia) {
  constexpr int side = 24;
  Graph g;
  std::vector<std::int32_t> number(side * side * side, -1);
  const auto place = [](const Index3& c) { return static_cast<std::size_t>((c.k * side + c.j) * side + c.i); };
  for (unsigned m = 0; m < 32 * 32 * 32; ++m) {
    Index3 c{};
    for (unsigned bit = 0; bit < 5; ++bit) {
      c.i |= static_cast<int>((m >> (3 * bit) & 1) << bit);
      c.j |= static_cast<int>((m >> (3 * bit + 1) & 1) << bit);
      c.k |= static_cast<int>((m >> (3 * bit + 2) & 1) << bit);
    }
    if (c.i >= side || c.j >= side || c.k >= side) continue;
    number[place(c)] = static_cast<std::int32_t>(g.at.size());
    g.at.push_back(c);
  }
  const auto value = [&](std::size_t low, int axis) { return 1.5f + static_cast<float>(std::sin(0.7 * seed + 1.3 * static_cast<double>(low) + axis)); };
  g.row_start = {0};
  for (const Index3& c : g.at) {
    for (int axis = 0; axis < 3; ++axis)
      for (int step : {-1, 1}) {
        Index3 n = c;
        (axis == 0 ? n.i : axis == 1 ? n.j : n.k) += step;
        if (n.i < 0 || n.j < 0 || n.k < 0 || n.i >= side || n.j >= side || n.k >= side) continue;
        g.column.push_back(number[place(n)]);
        g.weight.push_back(value(place(step < 0 ? n : c), axis));
      }
    g.diagonal.push_back(inertia * value(place(c), 3));
    g.row_start.push_back(static_cast<std::int32_t>(g.column.size()));
  }
  return g;
}

std::vector<float> solution(GraphHierarchy& hierarchy) {
  GraphLevel& first = hierarchy.first();
  for (std::size_t i = 0; i < first.size; ++i) first.r[i] = static_cast<float>(std::cos(0.01 * static_cast<double>(i)));
  hierarchy.cycle();
  return first.x;
}

// A run that goes on from its file builds its graphs anew where the first run had kept them: both must come to the same bits. Diagonals of 1e-3 and of 1e-1 ask for
// different numbers of levels.
TEST(GraphHierarchy, KeptGraphsGiveTheBitsOfNewOnes) {
  for (const float before : {1e-3f, 1e-1f, 10.0f})
    for (const float after : {1e-3f, 1e-1f, 10.0f}) {
      GraphHierarchy kept, fresh;
      kept.build(lattice(1, before), true);
      const Graph now = lattice(2, after);
      kept.update(now.weight, now.diagonal);
      fresh.build(now, true);
      EXPECT_EQ(solution(kept), solution(fresh)) << before << " -> " << after;
    }
}

// What is kept changes the sums by rounding only: against the graphs of a hierarchy that keeps nothing, fp32 and some levels leave 1e-4 of the largest value.
TEST(GraphHierarchy, KeptGraphsAreThoseOfTheCoarsening) {
  GraphHierarchy kept, plain;
  kept.build(lattice(1, 1e-2f), true);
  kept.update(lattice(3, 1e-2f).weight, lattice(3, 1e-2f).diagonal);
  plain.build(lattice(3, 1e-2f));
  const std::vector<float> a = solution(kept), b = solution(plain);
  float largest = 0, off = 0;
  for (std::size_t i = 0; i < kept.first().size; ++i) largest = std::max(largest, std::abs(b[i])), off = std::max(off, std::abs(a[i] - b[i]));
  EXPECT_GT(largest, 0);
  EXPECT_LE(off, 1e-4f * largest);
}

}  // namespace
}  // namespace sprue
