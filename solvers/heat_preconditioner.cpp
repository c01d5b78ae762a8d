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
    if (!rows_.solved(pair.first) || !rows_.solved(pair.second)) continue;
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
    if (in_cycle(n) && rows_.solved(n)) edge(n, c);
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

/// Numbers of the places of the cycle, octant by octant; -1 = holes and what is not solved for.
std::vector<std::int32_t> HeatSolver::numbers() const {
  static constexpr std::array<Slot, block_cells> in_order = morton_cells();
  std::vector<std::int32_t> numbers(at(mesh_.end() - cycle_begin_), -1);
  std::int32_t count = 0;
  const auto number = [&](std::int32_t block, bool metal) {
    for (const Slot cell : in_order) {
      const Slot s = static_cast<Slot>(block) * block_cells + cell;
      if (const Unknown u = metal ? mesh_.metal_of(s) : mesh_.mould_of(s); u > 0 && rows_.solved(u)) numbers[at(u - cycle_begin_)] = count++;
    }
  };
  if (mould_in_cycle())
    for (const std::int32_t b : mesh_.mould_blocks()) number(b, false);
  for (const std::int32_t b : mesh_.metal_blocks()) number(b, true);
  return numbers;
}

/// The block of the matrix that the cycle is for; what couples it to the rest is on its diagonal.
Graph HeatSolver::cycle_graph(const std::vector<std::int32_t>& number) const {
  const auto count = at(*std::max_element(number.begin(), number.end()) + 1);
  Graph g;
  g.at.resize(count);
  g.diagonal.resize(count);
  g.row_start.assign(count + 1, 0);
  const auto each_node = [&](auto body) {
    each(Part::cycle, [&](HeatMesh::Range range) {
      for (Unknown u = range.begin; u < range.end; ++u)
        if (const std::int32_t n = number[at(u - cycle_begin_)]; n >= 0) body(u, at(n));
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
      g.column[next] = number[at(beside - cycle_begin_)];
      g.weight[next++] = c;
    });
  });
  return g;
}

/// What joins the places of the cycle; returns whether that is as it was.
bool HeatSolver::find_pattern() {
  joined_.assign(at(mesh_.end() - cycle_begin_), 0);
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) {
      unsigned bits = mesh_.held(u) ? 16 : 0;
      for (int d = 0; d < 3; ++d) bits |= matrix_.face[d][at(u)] > 0 ? 1u << d : 0u;
      if (mesh_.is_metal(u) && link_[mesh_.metal_index(u)] > 0) bits |= 8;
      joined_[at(u - cycle_begin_)] = static_cast<std::uint8_t>(bits);
    }
  });
  std::vector<Slot>& slots = row_slots_;
  bool same = pattern_begin_ == cycle_begin_ && joined_ == pattern_ && slots.size() == at(mesh_.end() - cycle_begin_) / HeatMesh::row_length;
  slots.resize(at(mesh_.end() - cycle_begin_) / HeatMesh::row_length);
  for (std::size_t row = 0; row < slots.size(); ++row) {
    const Slot s = mesh_.rows()[row + at(cycle_begin_) / HeatMesh::row_length].slot;
    same = same && slots[row] == s;
    slots[row] = s;
  }
  pattern_.swap(joined_);
  pattern_begin_ = cycle_begin_;
  return same;
}

/// The first graph of the cycle: octants of cells.
void HeatSolver::make_graph() {
  const std::vector<std::int32_t> number = numbers();
  std::vector<std::int32_t> parent;
  graph_ = coarsen(cycle_graph(number), parent);
  node_.resize(number.size());
  for (std::size_t i = 0; i < number.size(); ++i) node_[i] = number[i] >= 0 ? parent[at(number[i])] : -1;
  coarse_ = graph_.size() > 0;
  if (!coarse_) return;
  transposed_.resize(graph_.column.size());
  const auto entry = [&](std::int32_t row, std::int32_t column) {
    const auto first = graph_.column.begin() + graph_.row_start[at(row)], last = graph_.column.begin() + graph_.row_start[at(row) + 1];
    return static_cast<std::int32_t>(std::find(first, last, column) - graph_.column.begin());
  };
  for (std::size_t n = 0; n < graph_.size(); ++n)
    for (auto e = at(graph_.row_start[n]); e < at(graph_.row_start[n + 1]); ++e) transposed_[e] = entry(graph_.column[e], static_cast<std::int32_t>(n));
  for (std::vector<std::int32_t>& v : entry_) v.assign(number.size(), -1);
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) {
      const std::size_t i = at(u - cycle_begin_);
      const auto join = [&](std::size_t side, Unknown n, float c) {
        if (n == 0 || c <= 0 || !in_cycle(n) || !rows_.solved(n)) return;
        if (const std::int32_t other = node_[at(n - cycle_begin_)]; other != node_[i]) entry_[side][i] = entry(node_[i], other);
      };
      if (node_[i] < 0) continue;
      for (int d = 0; d < 3; ++d) join(at(d), mesh_.low(d, u), matrix_.face[d][at(u)]);
      if (mesh_.is_metal(u)) join(3, matrix_.twin[mesh_.metal_index(u)], link_[mesh_.metal_index(u)]);
    }
  });
  for (const std::vector<std::int32_t>& v : entry_)   // all faces between two octants are the low faces of one of them
    for (const std::int32_t e : v)
      if (e >= 0) transposed_[at(e)] = -1;
}

/// Whether a row of the mould lies beside one that is not solved for.
bool HeatSolver::beside_unsolved(Unknown row) const {
  if (mesh_.is_metal(row)) return false;
  for (const std::int32_t n : mesh_.rows()[row / HeatMesh::row_length].near)
    if (n > 0 && !rows_.solved(n * HeatMesh::row_length)) return true;
  return false;
}

/// Its weights and diagonals from those of the matrix.
void HeatSolver::sum_graph() {
  std::fill(graph_.weight.begin(), graph_.weight.end(), 0.0f);
  std::vector<double> sum(graph_.size(), 0.0), least(graph_.size(), 0.0);
  std::vector<std::int32_t> count(graph_.size(), 0);
  each(Part::cycle, [&](HeatMesh::Range range) {   // the cells of a node lie in one block
    bool edge = false;   // of what is solved for
    for (Unknown u = range.begin; u < range.end; ++u) {
      const std::size_t i = at(u - cycle_begin_);
      if (u % HeatMesh::row_length == 0) edge = beside_unsolved(u);
      if (node_[i] < 0) continue;
      const std::size_t n = at(node_[i]);
      const bool metal = mesh_.is_metal(u);
      const double d = matrix_.inertia[at(u)] + (edge ? row(u, [](Unknown, float) {}) : metal && !mould_in_cycle() ? link_[mesh_.metal_index(u)] : 0.0f);
      least[n] = count[n] == 0 ? d : std::min(least[n], d);
      sum[n] += d;
      ++count[n];
      for (int a = 0; a < 3; ++a)
        if (const std::int32_t e = entry_[a][i]; e >= 0) graph_.weight[at(e)] += face_share * matrix_.face[a][at(u)];
      if (const std::int32_t e = entry_[3][i]; e >= 0) graph_.weight[at(e)] += link_[mesh_.metal_index(u)];   // both in one octant
    }
  });
  for (std::size_t n = 0; n < graph_.size(); ++n) graph_.diagonal[n] = coarse_diagonal(sum[n], least[n], count[n]);
  for (std::size_t e = 0; e < transposed_.size(); ++e)
    if (transposed_[e] >= 0) graph_.weight[e] = graph_.weight[at(transposed_[e])];
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
  find_links();
  choose_pairs();
  if (cycle_begin_ == mesh_.end()) return;
  eliminate_mould();
  const bool same = find_pattern();
  if (!same) make_graph();
  if (!coarse_) return;
  sum_graph();
  if (same) graphs_.update(graph_.weight, graph_.diagonal);
  else graphs_.build(graph_, true);
}

}  // namespace sprue
