#include "solvers/graph_hierarchy.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/dense_cholesky.h"

namespace sprue {

namespace {

constexpr double smooth_low = 0.4, smooth_high = 2.0;
constexpr int graph_steps = 4;
constexpr double dominance_last = 0.2;
constexpr std::size_t dense_size = 128, most_levels = 20;
constexpr int last_rounds = 4;           // smoothing rounds where the last level is not solved directly
constexpr double singular_shift = 1e-3;  // of D: makes the dense matrix of singular components regular
constexpr std::size_t nodes_per_chunk = 4096;

/// Component of each node of the graph by flood fill; returns how many.
std::int32_t flood_components(const Graph& g, std::vector<std::int32_t>& label) {
  label.assign(g.size(), -1);
  std::int32_t count = 0;
  std::vector<std::size_t> stack;
  for (std::size_t seed = 0; seed < g.size(); ++seed) {
    if (label[seed] >= 0) continue;
    label[seed] = count;
    stack.assign(1, seed);
    while (!stack.empty()) {
      const std::size_t i = stack.back();
      stack.pop_back();
      for (auto e = g.row_start[i]; e < g.row_start[i + 1]; ++e) {
        const auto n = static_cast<std::size_t>(g.column[static_cast<std::size_t>(e)]);
        if (label[n] >= 0) continue;
        label[n] = count;
        stack.push_back(n);
      }
    }
    ++count;
  }
  return count;
}

/// -1 for regular nodes, else a number of the singular component, over the nodes of the last level.
std::vector<std::int32_t> singular_labels(const Graph& g, std::int32_t& next) {
  std::vector<std::int32_t> label;
  const auto count = static_cast<std::size_t>(flood_components(g, label));
  std::vector<char> regular(count, 0);
  for (std::size_t i = 0; i < g.size(); ++i)
    if (g.diagonal[i] > 0) regular[static_cast<std::size_t>(label[i])] = 1;
  std::vector<std::int32_t> number(count, -1);
  for (std::size_t c = 0; c < count; ++c)
    if (!regular[c]) number[c] = next++;
  for (std::int32_t& l : label) l = number[static_cast<std::size_t>(l)];
  return label;
}

}  // namespace

std::vector<float> chebyshev(double low, double high, int steps) {
  using Polynomial = std::vector<double>;
  const double centre = (high + low) / 2, half = (high - low) / 2;
  const auto next = [&](const Polynomial& t1, const Polynomial& t0) {  // 2 (centre - t) / half * t1 - t0
    Polynomial t2(t1.size() + 1, 0.0);
    for (std::size_t n = 0; n < t1.size(); ++n) {
      t2[n] += 2 * centre / half * t1[n];
      t2[n + 1] -= 2 / half * t1[n];
    }
    for (std::size_t n = 0; n < t0.size(); ++n) t2[n] -= t0[n];
    return t2;
  };
  Polynomial t0{1.0}, t1{centre / half, -1 / half};
  for (int n = 1; n < steps; ++n) {
    Polynomial t2 = next(t1, t0);
    t0 = std::move(t1);
    t1 = std::move(t2);
  }
  std::vector<float> q;
  for (std::size_t n = 1; n < t1.size(); ++n) q.push_back(static_cast<float>(-t1[n] / t1[0]));
  return q;
}

struct GraphHierarchy::Coarsest {
  DenseCholesky factor;

  Coarsest(const Graph& g, const std::vector<std::int32_t>& singular)
      : factor(matrix(g, singular), g.size()) {}

  static std::vector<double> matrix(const Graph& g, const std::vector<std::int32_t>& singular) {
    const std::size_t n = g.size();
    std::vector<double> a(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      double sum = g.diagonal[i];
      for (auto e = static_cast<std::size_t>(g.row_start[i]);
           e < static_cast<std::size_t>(g.row_start[i + 1]); ++e) {
        a[i * n + static_cast<std::size_t>(g.column[e])] = -g.weight[e];
        sum += g.weight[e];
      }
      if (singular[i] >= 0) sum *= 1 + singular_shift;
      a[i * n + i] = sum > 0 ? sum : 1.0;
    }
    return a;
  }

  void solve(GraphLevel& level) const {
    std::vector<double> x(level.size);
    for (std::size_t i = 0; i < level.size; ++i) x[i] = level.root[i] * level.r[i];
    factor.solve(x);
    for (std::size_t i = 0; i < level.size; ++i) level.x[i] = level.root[i] * static_cast<float>(x[i]);
  }
};

GraphHierarchy::GraphHierarchy() : polynomial_(chebyshev(smooth_low, smooth_high, graph_steps)) {}
GraphHierarchy::~GraphHierarchy() = default;

void GraphHierarchy::build(Graph first, bool kept) {
  graphs_.clear();
  graphs_.push_back(std::move(first));
  make_levels(0, kept);
  if (!kept) {
    find_components();
    graphs_.clear();
  }
}

void GraphHierarchy::update(const std::vector<float>& weight, const std::vector<float>& diagonal) {
  graphs_[0].weight = weight;
  graphs_[0].diagonal = diagonal;
  make_levels(graphs_.size(), true);
}

/// Levels as deep as their dominance asks for, on the graphs there are and new ones below. assembled: how many have their structure.
void GraphHierarchy::make_levels(std::size_t assembled, bool kept) {
  coarsest_.reset();
  for (level_count_ = 0;; ++level_count_) {
    const std::size_t n = level_count_;
    if (levels_.size() <= n) levels_.resize(n + 1);
    GraphLevel& level = levels_[n];
    if (n < assembled) level.update(graphs_[n]);
    else level.assemble(graphs_[n]);
    if (level.size <= dense_size || level.least_dominance >= dominance_last || n + 1 == most_levels) break;
    if (n + 1 == graphs_.size()) {
      make_coarse(n, kept);
      if (n + 1 == graphs_.size()) break;
    }
    if (kept) coarse_values(n);
  }
  ++level_count_;
  const GraphLevel& last = levels_[level_count_ - 1];
  if (last.size > dense_size || last.least_dominance >= dominance_last) return;
  std::int32_t count = 0;
  coarsest_ = std::make_unique<Coarsest>(graphs_[level_count_ - 1], singular_labels(graphs_[level_count_ - 1], count));
}

/// The graph below level n, where it has one.
void GraphHierarchy::make_coarse(std::size_t n, bool kept) {
  for (auto* v : {&parent_, &child_start_, &child_, &entry_}) v->resize(std::max(v->size(), n + 1));
  Graph coarse = coarsen(graphs_[n], parent_[n]);
  if (coarse.size() == 0) return;
  graphs_.push_back(std::move(coarse));
  gather_children(n);
  if (kept) map_entries(n);
}

/// Which entry of the next graph each entry of graph n is part of.
void GraphHierarchy::map_entries(std::size_t n) {
  const Graph &fine = graphs_[n], &coarse = graphs_[n + 1];
  const auto octant = [](const Index3& c) { return Index3{c.i >> 1, c.j >> 1, c.k >> 1}; };
  entry_[n].assign(fine.column.size(), -1);
  parallel_chunks(fine.size(), nodes_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      for (auto e = static_cast<std::size_t>(fine.row_start[i]); e < static_cast<std::size_t>(fine.row_start[i + 1]); ++e) {
        const auto column = static_cast<std::size_t>(fine.column[e]);
        if (parent_[n][i] < 0 || parent_[n][column] == parent_[n][i]) continue;
        const auto row = static_cast<std::size_t>(parent_[n][i]);
        const auto first = coarse.column.begin() + coarse.row_start[row], last = coarse.column.begin() + coarse.row_start[row + 1];
        const auto found = static_cast<std::int32_t>(std::find(first, last, parent_[n][column]) - coarse.column.begin());
        entry_[n][e] = 2 * found + (octant(fine.at[i]) == octant(fine.at[column]) ? 1 : 0);
      }
  });
}

/// Weights and diagonals of the graph below level n from those of level n.
void GraphHierarchy::coarse_values(std::size_t n) {
  constexpr float shares[] = {face_share, 1};
  const Graph& fine = graphs_[n];
  Graph& coarse = graphs_[n + 1];
  parallel_chunks(coarse.size(), nodes_per_chunk, [&](std::size_t begin, std::size_t end) {
    std::fill(coarse.weight.begin() + coarse.row_start[begin], coarse.weight.begin() + coarse.row_start[end], 0.0f);
    for (std::size_t c = begin; c < end; ++c) {
      double sum = 0, least = 0;
      const auto first = static_cast<std::size_t>(child_start_[n][c]), last = static_cast<std::size_t>(child_start_[n][c + 1]);
      for (std::size_t k = first; k < last; ++k) {
        const auto i = static_cast<std::size_t>(child_[n][k]);
        const double d = fine.diagonal[i];
        least = k == first ? d : std::min(least, d);
        sum += d;
        for (auto e = static_cast<std::size_t>(fine.row_start[i]); e < static_cast<std::size_t>(fine.row_start[i + 1]); ++e)
          if (const std::int32_t to = entry_[n][e]; to >= 0) coarse.weight[static_cast<std::size_t>(to >> 1)] += shares[to & 1] * fine.weight[e];
      }
      coarse.diagonal[c] = coarse_diagonal(sum, least, static_cast<int>(last - first));
    }
  });
}

void GraphHierarchy::gather_children(std::size_t n) {
  std::vector<std::int32_t>&start = child_start_[n], &child = child_[n];
  start.assign(graphs_[n + 1].size() + 1, 0);
  for (const std::int32_t p : parent_[n])
    if (p >= 0) ++start[static_cast<std::size_t>(p) + 1];
  for (std::size_t c = 0; c + 1 < start.size(); ++c) start[c + 1] += start[c];
  child.resize(static_cast<std::size_t>(start.back()));
  std::vector<std::int32_t> next(start.begin(), start.end() - 1);
  for (std::size_t i = 0; i < parent_[n].size(); ++i)
    if (parent_[n][i] >= 0) child[static_cast<std::size_t>(next[static_cast<std::size_t>(parent_[n][i])]++)] = static_cast<std::int32_t>(i);
}

void GraphHierarchy::find_components() {
  std::int32_t count = 0;
  std::vector<std::int32_t> label = singular_labels(graphs_[level_count_ - 1], count);
  for (std::size_t n = level_count_ - 1; n-- > 0;) {
    std::vector<std::int32_t> finer(graphs_[n].size(), -1);
    for (std::size_t i = 0; i < finer.size(); ++i) {
      const std::int32_t p = parent_[n][i];
      finer[i] = p >= 0 ? label[static_cast<std::size_t>(p)] : graphs_[n].diagonal[i] > 0 ? -1 : count++;
    }
    label = std::move(finer);
  }
  component_ = std::move(label);
  singular_ = static_cast<std::size_t>(count);
}

void GraphHierarchy::cycle(std::size_t n) {
  GraphLevel& level = levels_[n];
  if (n + 1 == level_count_) {
    if (coarsest_ != nullptr) return coarsest_->solve(level);
    level.smooth_from_zero(polynomial_);
    for (int round = 1; round < last_rounds; ++round) level.smooth(polynomial_);
    return;
  }
  level.smooth_from_zero(polynomial_);
  level.residual(level.work[0]);
  GraphLevel& coarse = levels_[n + 1];
  parallel_chunks(coarse.size, nodes_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      float sum = 0;
      for (auto c = static_cast<std::size_t>(child_start_[n][i]);
           c < static_cast<std::size_t>(child_start_[n][i + 1]); ++c) {
        const auto child = static_cast<std::size_t>(child_[n][c]);
        sum += level.root[child] * level.work[0][child];
      }
      coarse.r[i] = coarse.inverse_root[i] * sum;
    }
  });
  cycle(n + 1);
  parallel_chunks(level.size, nodes_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::int32_t p = parent_[n][i];
      if (p < 0) continue;
      const auto c = static_cast<std::size_t>(p);
      level.x[i] += level.root[i] * coarse.inverse_root[c] * coarse.x[c];
    }
  });
  level.smooth(polynomial_);
}

}  // namespace sprue
