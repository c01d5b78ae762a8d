#include "solvers/multigrid.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/dense_cholesky.h"
#include "solvers/simd_row.h"

namespace sprue {

namespace {

constexpr double smooth_low = 0.4, smooth_high = 2.0;
constexpr int block_steps = 2, graph_steps = 4;
constexpr double dominance_jacobi = 0.5, dominance_chebyshev = 0.1, dominance_last = 0.2;
constexpr std::size_t dense_size = 128, most_levels = 20;
constexpr int last_rounds = 4;           // smoothing rounds where the last level is not solved directly
constexpr double singular_shift = 1e-3;  // of D: makes the dense matrix of singular components regular
constexpr std::size_t units_per_chunk = 8, nodes_per_chunk = 4096;

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

/// sum[octant[o]] += the eight values of octant o of a block.
void add_octants(const float* t, const std::int32_t* octant, float* sum) {
  for (int k = 0; k < 4; ++k)
    for (int j = 0; j < 4; ++j) {
      const float* low = t + k * 128 + j * 16;
      const simd::FloatRows rows = simd::load<simd::FloatRows>(low) + simd::load<simd::FloatRows>(low + 64);
      alignas(64) float v[16];
      simd::store(v, rows);
      for (int i = 0; i < 4; ++i) {
        const std::int32_t node = octant[(k * 4 + j) * 4 + i];
        if (node >= 0) sum[node] += (v[2 * i] + v[2 * i + 1]) + (v[2 * i + 8] + v[2 * i + 9]);
      }
    }
}

/// v += root * value[octant[o]] in the eight cells of each octant o.
void spread_octants(const float* value, const std::int32_t* octant, const float* root, float* v) {
  for (int k = 0; k < 4; ++k)
    for (int j = 0; j < 4; ++j) {
      alignas(64) float e[16];
      for (int i = 0; i < 4; ++i) {
        const std::int32_t node = octant[(k * 4 + j) * 4 + i];
        e[2 * i] = e[2 * i + 1] = e[2 * i + 8] = e[2 * i + 9] = node >= 0 ? value[node] : 0.0f;
      }
      for (int h = 0; h < 2; ++h) {
        const int o = k * 128 + j * 16 + h * 64;
        for (int i = 0; i < 16; ++i) v[o + i] += root[o + i] * e[i];
      }
    }
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

struct Multigrid::Coarsest {
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

Multigrid::Multigrid(const BlockTopology& topology)
    : blocks(topology), graph_polynomial_(chebyshev(smooth_low, smooth_high, graph_steps)) {}
Multigrid::~Multigrid() = default;

void Multigrid::setup(const LinearSystem& system) {
  blocks.assemble(system);
  for (std::vector<float>* v : {&r, &z, &scratch_}) v->resize(blocks.slots());
  component_size_.clear();
  singular_nodes_.clear();
  level_count_ = 0;
  coarsest_.reset();
  const double least = blocks.least_dominance;
  kind_ = least >= dominance_jacobi      ? Kind::jacobi
          : least >= dominance_chebyshev ? Kind::chebyshev
                                         : Kind::multigrid;
  if (kind_ == Kind::multigrid) {
    block_polynomial_ = chebyshev(smooth_low, smooth_high, block_steps);
    build_levels(system);
  } else {
    block_polynomial_ = chebyshev(least, 2 - std::min(least, 0.9), block_steps);
  }
}

void Multigrid::build_levels(const LinearSystem& system) {
  std::vector<Graph> graphs;
  graphs.push_back(coarsen_blocks(system, blocks, aggregation_));
  for (;; ++level_count_) {
    if (levels_.size() <= level_count_) levels_.resize(level_count_ + 1);
    GraphLevel& level = levels_[level_count_];
    level.assemble(graphs[level_count_]);
    parent_.resize(std::max(parent_.size(), level_count_ + 1));
    parent_[level_count_].assign(level.size, -1);
    if (level.size <= dense_size || level.least_dominance >= dominance_last ||
        level_count_ + 1 == most_levels)
      break;
    Graph coarse = coarsen(graphs[level_count_], parent_[level_count_]);
    if (coarse.size() == 0) break;
    graphs.push_back(std::move(coarse));
  }
  ++level_count_;
  child_start_.resize(level_count_);
  child_.resize(level_count_);
  for (std::size_t n = 0; n + 1 < level_count_; ++n) {
    std::vector<std::int32_t>&start = child_start_[n], &child = child_[n];
    start.assign(levels_[n + 1].size + 1, 0);
    for (const std::int32_t p : parent_[n])
      if (p >= 0) ++start[static_cast<std::size_t>(p) + 1];
    for (std::size_t c = 0; c + 1 < start.size(); ++c) start[c + 1] += start[c];
    child.resize(static_cast<std::size_t>(start.back()));
    std::vector<std::int32_t> next(start.begin(), start.end() - 1);
    for (std::size_t i = 0; i < parent_[n].size(); ++i)
      if (parent_[n][i] >= 0)
        child[static_cast<std::size_t>(next[static_cast<std::size_t>(parent_[n][i])]++)] =
            static_cast<std::int32_t>(i);
  }
  find_components(graphs);
}

void Multigrid::find_components(const std::vector<Graph>& graphs) {
  std::int32_t count = 0;
  std::vector<std::int32_t> label = singular_labels(graphs.back(), count);
  const GraphLevel& last = levels_[level_count_ - 1];
  if (last.size <= dense_size && last.least_dominance < dominance_last)
    coarsest_ = std::make_unique<Coarsest>(graphs.back(), label);
  for (std::size_t n = level_count_ - 1; n-- > 0;) {
    std::vector<std::int32_t> finer(graphs[n].size(), -1);
    for (std::size_t i = 0; i < finer.size(); ++i) {
      const std::int32_t p = parent_[n][i];
      finer[i] = p >= 0 ? label[static_cast<std::size_t>(p)] : graphs[n].diagonal[i] > 0 ? -1 : count++;
    }
    label = std::move(finer);
  }
  component_ = std::move(label);
  component_size_.assign(static_cast<std::size_t>(count), 0.0);
  if (count == 0) return;
  for (std::size_t i = 0; i < component_.size(); ++i)
    if (component_[i] >= 0) singular_nodes_.push_back(static_cast<std::int32_t>(i));
  for (std::size_t s = block_cells; s < blocks.slots(); ++s)
    if (aggregation_.node[s] >= 0 && component_[static_cast<std::size_t>(aggregation_.node[s])] >= 0)
      component_size_[static_cast<std::size_t>(component_[static_cast<std::size_t>(aggregation_.node[s])])] +=
          1;
}

/// Means of value(slot) per component; change(slot, mean) for each slot of a singular component.
template <class Value, class Change>
double Multigrid::remove_means(Value value, Change change) const {
  if (component_size_.empty()) return 0;
  std::vector<double> node_sum(component_.size(), 0.0), mean(component_size_.size(), 0.0);
  const auto each = [&](auto body) {
    parallel_chunks(blocks.unit_count(), units_per_chunk, [&](std::size_t begin, std::size_t end) {
      for (auto s = static_cast<std::size_t>(blocks.unit_start[begin]) * block_cells;
           s < static_cast<std::size_t>(blocks.unit_start[end]) * block_cells; ++s)
        if (aggregation_.node[s] >= 0 && component_[static_cast<std::size_t>(aggregation_.node[s])] >= 0)
          body(s, static_cast<std::size_t>(aggregation_.node[s]));
    });
  };
  each([&](std::size_t s, std::size_t node) { node_sum[node] += value(s); });
  for (const std::int32_t n : singular_nodes_)
    mean[static_cast<std::size_t>(component_[static_cast<std::size_t>(n)])] +=
        node_sum[static_cast<std::size_t>(n)];
  double removed = 0;
  for (std::size_t c = 0; c < mean.size(); ++c) {
    removed += std::abs(mean[c]);
    mean[c] /= component_size_[c];
  }
  each([&](std::size_t s, std::size_t node) { change(s, mean[static_cast<std::size_t>(component_[node])]); });
  return removed;
}

double Multigrid::remove_means(std::vector<double>& v) const {
  return remove_means([&](std::size_t s) { return v[s]; }, [&](std::size_t s, double mean) { v[s] -= mean; });
}

void Multigrid::remove_means_of_z() {
  remove_means([&](std::size_t s) { return static_cast<double>(z[s]) * blocks.inverse_root[s]; },
               [&](std::size_t s, double mean) { z[s] -= static_cast<float>(mean) * blocks.root[s]; });
}

void Multigrid::remove_means_of_r() {
  remove_means(
      [&](std::size_t s) { return static_cast<double>(r[s]) * blocks.root[s]; },
      [&](std::size_t s, double mean) { r[s] -= static_cast<float>(mean) * blocks.inverse_root[s]; });
}

void Multigrid::restrict_blocks() {
  GraphLevel& level = levels_[0];
  parallel_chunks(blocks.unit_count(), units_per_chunk, [&](std::size_t begin, std::size_t end) {
    alignas(64) float t[block_cells];
    for (auto p = static_cast<std::size_t>(blocks.unit_start[begin]);
         p < static_cast<std::size_t>(blocks.unit_start[end]); ++p) {
      blocks.couple(p, z.data(), t);
      const std::size_t o = p * block_cells;
      const float *residual = r.data() + o, *own = z.data() + o, *root = blocks.root.data() + o;
      for (std::size_t i = 0; i < block_cells; ++i) t[i] = (residual[i] - own[i] + t[i]) * root[i];
      const std::int32_t* node = aggregation_.node.data() + o;
      if (aggregation_.whole[p])
        add_octants(t, aggregation_.octant.data() + p * 64, level.r.data());
      else
        for (std::size_t i = 0; i < block_cells; ++i)
          if (node[i] >= 0) level.r[static_cast<std::size_t>(node[i])] += t[i];
    }
  });
}

void Multigrid::prolong_to_blocks() {
  const GraphLevel& level = levels_[0];
  parallel_chunks(blocks.unit_count(), units_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (auto p = static_cast<std::size_t>(blocks.unit_start[begin]);
         p < static_cast<std::size_t>(blocks.unit_start[end]); ++p) {
      const std::size_t o = p * block_cells;
      float* own = z.data() + o;
      const float* root = blocks.root.data() + o;
      const std::int32_t* node = aggregation_.node.data() + o;
      if (aggregation_.whole[p])
        spread_octants(level.x.data(), aggregation_.octant.data() + p * 64, root, own);
      else
        for (std::size_t i = 0; i < block_cells; ++i)
          if (node[i] >= 0) own[i] += root[i] * level.x[static_cast<std::size_t>(node[i])];
    }
  });
}

void Multigrid::cycle_graph(std::size_t n) {
  GraphLevel& level = levels_[n];
  if (n + 1 == level_count_) {
    if (coarsest_ != nullptr) return coarsest_->solve(level);
    level.smooth_from_zero(graph_polynomial_);
    for (int round = 1; round < last_rounds; ++round) level.smooth(graph_polynomial_);
    return;
  }
  level.smooth_from_zero(graph_polynomial_);
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
  cycle_graph(n + 1);
  parallel_chunks(level.size, nodes_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::int32_t p = parent_[n][i];
      if (p < 0) continue;
      const auto c = static_cast<std::size_t>(p);
      level.x[i] += level.root[i] * coarse.inverse_root[c] * coarse.x[c];
    }
  });
  level.smooth(graph_polynomial_);
}

double Multigrid::cycle() {
  if (kind_ == Kind::jacobi) return blocks.smooth_from_zero(r, scratch_, z, 1.0f, 0.0f);
  const float a0 = block_polynomial_[0], a1 = block_polynomial_[1];
  const double product = blocks.smooth_from_zero(r, scratch_, z, a0, a1);
  if (kind_ == Kind::chebyshev) return product;
  GraphLevel& level = levels_[0];
  std::fill(level.r.begin(), level.r.end(), 0.0f);
  restrict_blocks();
  for (std::size_t i = 0; i < level.size; ++i) level.r[i] *= level.inverse_root[i];
  cycle_graph(0);
  for (std::size_t i = 0; i < level.size; ++i) level.x[i] *= level.inverse_root[i];
  prolong_to_blocks();
  return blocks.smooth(r, z, scratch_, a0, a1);
}

}  // namespace sprue
