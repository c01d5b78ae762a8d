#include "solvers/multigrid.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/simd_row.h"

namespace sprue {

namespace {

constexpr double smooth_low = 0.4, smooth_high = 2.0;
constexpr int block_steps = 2;
constexpr double dominance_jacobi = 0.5, dominance_chebyshev = 0.1;
constexpr std::size_t units_per_chunk = 8;

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

Multigrid::Multigrid(const BlockTopology& topology)
    : blocks(topology) {}
Multigrid::~Multigrid() = default;

void Multigrid::setup(const LinearSystem& system) {
  blocks.assemble(system);
  for (std::vector<float>* v : {&r, &z, &scratch_}) v->resize(blocks.slots());
  component_size_.clear();
  singular_nodes_.clear();
  const double least = blocks.least_dominance;
  kind_ = least >= dominance_jacobi      ? Kind::jacobi
          : least >= dominance_chebyshev ? Kind::chebyshev
                                         : Kind::multigrid;
  if (kind_ == Kind::multigrid) {
    block_polynomial_ = chebyshev(smooth_low, smooth_high, block_steps);
    graphs_.build(coarsen_blocks(system, blocks, aggregation_));
    find_components();
  } else {
    block_polynomial_ = chebyshev(least, 2 - std::min(least, 0.9), block_steps);
  }
}

/// The singular components over the slots.
void Multigrid::find_components() {
  const std::vector<std::int32_t>& component = graphs_.component();
  component_size_.assign(graphs_.singular_components(), 0.0);
  if (component_size_.empty()) return;
  for (std::size_t i = 0; i < component.size(); ++i)
    if (component[i] >= 0) singular_nodes_.push_back(static_cast<std::int32_t>(i));
  for (std::size_t s = block_cells; s < blocks.slots(); ++s)
    if (aggregation_.node[s] >= 0 && component[static_cast<std::size_t>(aggregation_.node[s])] >= 0)
      component_size_[static_cast<std::size_t>(component[static_cast<std::size_t>(aggregation_.node[s])])] += 1;
}

/// Means of value(slot) per component; change(slot, mean) for each slot of a singular component.
template <class Value, class Change>
double Multigrid::remove_means(Value value, Change change) const {
  if (component_size_.empty()) return 0;
  std::vector<double> node_sum(graphs_.component().size(), 0.0), mean(component_size_.size(), 0.0);
  const auto each = [&](auto body) {
    parallel_chunks(blocks.unit_count(), units_per_chunk, [&](std::size_t begin, std::size_t end) {
      for (auto s = static_cast<std::size_t>(blocks.unit_start[begin]) * block_cells;
           s < static_cast<std::size_t>(blocks.unit_start[end]) * block_cells; ++s)
        if (aggregation_.node[s] >= 0 && graphs_.component()[static_cast<std::size_t>(aggregation_.node[s])] >= 0)
          body(s, static_cast<std::size_t>(aggregation_.node[s]));
    });
  };
  each([&](std::size_t s, std::size_t node) { node_sum[node] += value(s); });
  for (const std::int32_t n : singular_nodes_)
    mean[static_cast<std::size_t>(graphs_.component()[static_cast<std::size_t>(n)])] +=
        node_sum[static_cast<std::size_t>(n)];
  double removed = 0;
  for (std::size_t c = 0; c < mean.size(); ++c) {
    removed += std::abs(mean[c]);
    mean[c] /= component_size_[c];
  }
  each([&](std::size_t s, std::size_t node) { change(s, mean[static_cast<std::size_t>(graphs_.component()[node])]); });
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
  GraphLevel& level = graphs_.first();
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
  const GraphLevel& level = graphs_.first();
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

double Multigrid::cycle() {
  if (kind_ == Kind::jacobi) return blocks.smooth_from_zero(r, scratch_, z, 1.0f, 0.0f);
  const float a0 = block_polynomial_[0], a1 = block_polynomial_[1];
  const double product = blocks.smooth_from_zero(r, scratch_, z, a0, a1);
  if (kind_ == Kind::chebyshev) return product;
  GraphLevel& level = graphs_.first();
  std::fill(level.r.begin(), level.r.end(), 0.0f);
  restrict_blocks();
  for (std::size_t i = 0; i < level.size; ++i) level.r[i] *= level.inverse_root[i];
  graphs_.cycle();
  for (std::size_t i = 0; i < level.size; ++i) level.x[i] *= level.inverse_root[i];
  prolong_to_blocks();
  return blocks.smooth(r, z, scratch_, a0, a1);
}

}  // namespace sprue
