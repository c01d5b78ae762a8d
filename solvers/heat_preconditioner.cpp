#include <algorithm>
#include <array>

#include "solvers/heat_solver.h"

namespace sprue {

namespace {

constexpr double stiff = 9;   // conductances over inertia: beyond, Jacobi would take the conjugate gradients over 20 iterations for 1e-4
constexpr float nearly_one = 0.999f;
constexpr float strong = 0.05f;   // face^2 over the product of the two diagonals, from which a pair is solved as one

std::size_t at(Unknown u) { return static_cast<std::size_t>(u); }

/// Cells of a block in Morton order: the cells of an octant follow each other.
constexpr std::array<Slot, block_cells> morton_cells() {
  std::array<Slot, block_cells> cells{};
  for (unsigned n = 0; n < block_cells; ++n) {
    const auto bit = [n](unsigned b) { return (n >> b) & 1u; };
    const unsigned i = bit(0) | bit(3) << 1 | bit(6) << 2, j = bit(1) | bit(4) << 1 | bit(7) << 2, k = bit(2) | bit(5) << 1 | bit(8) << 2;
    cells[n] = (k * 8 + j) * 8 + i;
  }
  return cells;
}

}  // namespace

/// Faces strong in the rows of both their cells whatever the step; of those that meet the strongest.
void HeatSolver::find_candidates() {
  std::vector<float> sum(at(mesh_.metal_begin()), 0.0f);
  matrix_.face_sums(mesh_, {0, mesh_.metal_begin()}, sum.data());
  std::vector<std::pair<float, Pair>> found;
  for (Unknown u = HeatMesh::row_length; u < mesh_.metal_begin(); ++u)
    for (int d = 0; d < 3; ++d) {
      const float c = matrix_.face[d][at(u)];
      if (c <= 0) continue;
      const Unknown below = mesh_.low(d, u);
      const float strength = c * c / (sum[at(u)] * sum[at(below)]);
      if (strength > strong) found.push_back({strength, {below, u, d, {}}});
    }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<char> taken(sum.size(), 0);
  for (const auto& [strength, pair] : found) {
    if (taken[at(pair.first)] || taken[at(pair.second)]) continue;
    taken[at(pair.first)] = taken[at(pair.second)] = 1;
    candidates_.push_back(pair);
  }
}

/// The pairs that are strong in this matrix too.
void HeatSolver::choose_pairs() {
  pairs_.clear();
  if (mould_in_cycle()) return;
  for (Pair pair : candidates_) {
    if (!mesh_.active(pair.first) || !mesh_.active(pair.second)) continue;
    const float c = matrix_.face[pair.axis][at(pair.second)], a = matrix_.inverse[at(pair.first)], b = matrix_.inverse[at(pair.second)];
    const float strength = c * c * a * b;
    if (strength <= strong || strength >= nearly_one) continue;   // singular but for rounding: left to the iteration
    const float scale = 1 / (1 - strength);
    pair.inverse[0] = a * scale, pair.inverse[1] = a * b * c * scale, pair.inverse[2] = b * scale;
    pairs_.push_back(pair);
  }
}

/// edge(beside, conductance) for each coupling within the cycle; returns the sum of the others.
template <class Edge>
float HeatSolver::row(Unknown u, Edge edge) const {
  float outside = 0;
  const auto look = [&](Unknown n, float c) {
    if (n == 0 || c <= 0) return;
    if (in_cycle(n) && mesh_.active(n)) edge(n, c);
    else outside += c;
  };
  for (int d = 0; d < 3; ++d) {
    look(mesh_.low(d, u), matrix_.face[d][at(u)]);
    const Unknown high = mesh_.high(d, u);
    look(high, matrix_.face[d][at(high)]);
  }
  if (mesh_.is_metal(u)) look(matrix_.twin[mesh_.metal_index(u)], link_[mesh_.metal_index(u)]);
  else if (const Unknown metal = mesh_.metal_of(mesh_.slot(u)); metal > 0) look(metal, link_[mesh_.metal_index(metal)]);
  return outside;
}

/// Numbers the unknowns of the cycle, octant by octant.
void HeatSolver::number_nodes() {
  static constexpr std::array<Slot, block_cells> in_order = morton_cells();
  node_.assign(at(mesh_.end() - cycle_begin_), -1);
  std::int32_t count = 0;
  const auto number = [&](std::int32_t block, bool metal) {
    for (const Slot cell : in_order) {
      const Slot s = static_cast<Slot>(block) * block_cells + cell;
      if (const Unknown u = metal ? mesh_.metal_of(s) : mesh_.mould_of(s); u > 0) node_[at(u - cycle_begin_)] = count++;
    }
  };
  if (mould_in_cycle())
    for (const std::int32_t b : mesh_.mould_blocks()) number(b, false);
  for (const std::int32_t b : mesh_.metal_blocks()) number(b, true);
}

/// The block of the matrix that the cycle is for; what couples it to the rest is on its diagonal.
Graph HeatSolver::cycle_graph() const {
  const auto count = at(*std::max_element(node_.begin(), node_.end()) + 1);
  Graph g;
  g.at.resize(count);
  g.diagonal.resize(count);
  g.row_start.assign(count + 1, 0);
  const auto each_node = [&](auto body) {
    each(Part::cycle, [&](HeatMesh::Range range) {
      for (Unknown u = range.begin; u < range.end; ++u)
        if (const std::int32_t n = node_[at(u - cycle_begin_)]; n >= 0) body(u, at(n));
    });
  };
  each_node([&](Unknown u, std::size_t n) {
    std::int32_t edges = 0;
    const float outside = row(u, [&](Unknown, float) { ++edges; });
    g.row_start[n + 1] = edges;
    g.diagonal[n] = matrix_.inertia[at(u)] + outside;
    g.at[n] = mesh_.cell_of(u);
  });
  for (std::size_t n = 0; n < count; ++n) g.row_start[n + 1] += g.row_start[n];
  g.column.resize(at(g.row_start.back()));
  g.weight.resize(g.column.size());
  each_node([&](Unknown u, std::size_t n) {
    auto next = at(g.row_start[n]);
    row(u, [&](Unknown beside, float c) {
      g.column[next] = node_[at(beside - cycle_begin_)];
      g.weight[next++] = c;
    });
  });
  return g;
}

void HeatSolver::find_links() {
  links_.clear();
  first_link_.clear();
  for (Unknown u = mesh_.metal_begin(); u < mesh_.end(); ++u) {
    if (u % HeatMesh::row_length == 0) first_link_.push_back(links_.size());
    if (const std::size_t m = mesh_.metal_index(u); matrix_.link[m] > 0) links_.push_back({u, matrix_.twin[m], matrix_.link[m], matrix_.link[m]});
  }
  first_link_.push_back(links_.size());
}

/// Those of a range of metal; none of mould.
std::span<const HeatSolver::Link> HeatSolver::links_in(HeatMesh::Range range) const {
  if (!mesh_.is_metal(range.begin)) return {};
  const auto from = [&](Unknown u) { return links_.data() + first_link_[mesh_.metal_index(u) / HeatMesh::row_length]; };
  return {from(range.begin), from(range.end)};
}

/// What the elimination of the mould, each row for itself, leaves of the links and of the metal's diagonal.
void HeatSolver::eliminate_mould() {
  const float* inverse = matrix_.inverse.data();
  each(Part::cycle, [&](HeatMesh::Range range) { std::copy(inverse + range.begin, inverse + range.end, inverse_.get() + range.begin); });
  link_ = matrix_.link;
  if (mould_in_cycle()) return;
  for (Link& l : links_) {
    l.left = std::max(0.0f, l.whole * (1 - l.whole * inverse[l.mould]));
    link_[mesh_.metal_index(l.metal)] = l.left;
    inverse_[at(l.metal)] = 1 / (1 / inverse[l.metal] - (l.whole - l.left));
  }
}

void HeatSolver::prepare(double mould_stiffness, double metal_stiffness) {
  cycle_begin_ = mould_stiffness > stiff ? HeatMesh::row_length : metal_stiffness > stiff ? mesh_.metal_begin() : mesh_.end();
  coarse_ = false;
  find_links();
  choose_pairs();
  if (cycle_begin_ == mesh_.end()) return;
  eliminate_mould();
  number_nodes();
  std::vector<std::int32_t> parent;
  Graph first = coarsen(cycle_graph(), parent);
  for (std::int32_t& n : node_)
    if (n >= 0) n = parent[at(n)];
  coarse_ = first.size() > 0;
  if (coarse_) graphs_.build(std::move(first));
}

}  // namespace sprue
