#include <algorithm>
#include <cmath>

#include "solvers/heat_solver.h"

namespace sprue {

namespace {

constexpr int most_sweeps = 6;

std::size_t at(Unknown u) { return static_cast<std::size_t>(u); }

}  // namespace

/// Unknowns whose residual is over the target, in order.
std::vector<Unknown> HeatSolver::too_warm(const float* r, const Target& target) const {
  const float least = static_cast<float>(target.least_inertia), warmth = static_cast<float>(target.warmth);
  const auto look = [&](const auto& ranges, auto range_of, std::vector<std::vector<Unknown>>& found) {
    found.resize(ranges.size());
    parallel_for(ranges.size(), [&](std::size_t i) {
      const HeatMesh::Range range = range_of(ranges[i]);
      for (Unknown u = range.begin; u < range.end; ++u)
        if (std::abs(r[u]) > warmth * std::max(matrix_.inertia[at(u)], least)) found[i].push_back(u);
    });
  };
  std::vector<std::vector<Unknown>> mould, metal;
  look(rows_.solved_runs(), [](const HeatMesh::Range& run) { return run; }, mould);
  look(mesh_.metal_blocks(), [&](std::int32_t block) { return mesh_.metal_in(block); }, metal);
  std::vector<Unknown> all;
  for (const auto* lists : {&mould, &metal})
    for (const std::vector<Unknown>& list : *lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

/// Relaxes these rows one after the other, and what that brings over the target (Gauss-Seidel). Returns whether none is left.
bool HeatSolver::relax(std::vector<Unknown> list, float* r, float* x, const Target& target) {
  std::vector<Unknown> next;
  const float least = static_cast<float>(target.least_inertia), warmth = static_cast<float>(target.warmth);
  const auto over = [&](Unknown u) { return std::abs(r[u]) > warmth * std::max(matrix_.inertia[at(u)], least); };
  for (int sweep = 0; sweep < most_sweeps && !list.empty(); ++sweep) {
    next.clear();
    for (const Unknown u : list) {
      const float change = matrix_.inverse[at(u)] * r[u];
      x[u] += change;
      r[u] = 0;
      const auto give = [&](Unknown n, float c) {
        if (n == 0 || c <= 0 || !rows_.solved(n)) return;
        r[n] += c * change;
        if (over(n)) next.push_back(n);
      };
      for (int d = 0; d < 3; ++d) {
        give(mesh_.low(d, u), matrix_.face[d][at(u)]);
        const Unknown high = mesh_.high(d, u);
        give(high, matrix_.face[d][at(high)]);
      }
      if (mesh_.is_metal(u)) give(matrix_.twin[mesh_.metal_index(u)], matrix_.link[mesh_.metal_index(u)]);
      else if (const Unknown metal = mesh_.metal_of(mesh_.slot(u)); metal > 0) give(metal, matrix_.link[mesh_.metal_index(metal)]);
    }
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
    std::erase_if(next, [&](Unknown u) { return !over(u); });
    list.swap(next);
  }
  return list.empty();
}

}  // namespace sprue
