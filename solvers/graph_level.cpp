#include "solvers/graph_level.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr std::size_t lanes = GraphLevel::lanes;
constexpr std::size_t slices_per_chunk = 256, rows_per_chunk = 1024;

/// body(first row of the slice, sum C' v of its rows) for all slices.
template <class Body>
void for_slices(const GraphLevel& level, const float* v, Body body) {
  parallel_chunks(level.slice_start.size() - 1, slices_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
      alignas(64) float sum[lanes] = {};
      for (std::size_t e = level.slice_start[s]; e < level.slice_start[s + 1]; e += lanes) {
        const std::int32_t* column = level.column.data() + e;
        const float* weight = level.weight.data() + e;
        for (std::size_t i = 0; i < lanes; ++i) sum[i] += weight[i] * v[column[i]];
      }
      body(s * lanes, sum);
    }
  });
}

}  // namespace

void GraphLevel::assemble(const Graph& g) {
  size = g.size();
  const std::size_t slices = (size + lanes - 1) / lanes, padded = slices * lanes;
  root.assign(padded, 0.0f);
  inverse_root.assign(padded, 0.0f);
  slice_start.assign(slices + 1, 0);
  for (std::size_t i = 0; i < size; ++i) {
    std::size_t& width = slice_start[i / lanes + 1];
    width = std::max(width, static_cast<std::size_t>(g.row_start[i + 1] - g.row_start[i]) * lanes);
  }
  for (std::size_t s = 0; s < slices; ++s) slice_start[s + 1] += slice_start[s];
  column.assign(slice_start.back(), 0);
  weight.assign(slice_start.back(), 0.0f);
  parallel_chunks(slices, slices_per_chunk, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first * lanes; i < std::min(last * lanes, size); ++i) {
      std::size_t out = slice_start[i / lanes] + i % lanes;
      for (auto e = static_cast<std::size_t>(g.row_start[i]);
           e < static_cast<std::size_t>(g.row_start[i + 1]); ++e, out += lanes)
        column[out] = g.column[e];
    }
  });
  for (std::vector<float>* v : {&r, &x, &work[0], &work[1], &work[2]}) v->assign(padded, 0.0f);
  update(g);
}

void GraphLevel::update(const Graph& g) {
  const std::size_t slices = slice_start.size() - 1;
  least_dominance = -parallel_max((size + rows_per_chunk - 1) / rows_per_chunk, -1.0, [&](std::size_t chunk) {
    double most = -1;
    for (std::size_t i = chunk * rows_per_chunk; i < std::min(size, (chunk + 1) * rows_per_chunk); ++i) {
      const auto begin = static_cast<std::size_t>(g.row_start[i]), end = static_cast<std::size_t>(g.row_start[i + 1]);
      double sum = g.diagonal[i];
      for (std::size_t e = begin; e < end; ++e) sum += g.weight[e];
      if (end > begin) most = std::max(most, -(g.diagonal[i] / sum));
      root[i] = static_cast<float>(std::sqrt(sum));
      inverse_root[i] = sum > 0 ? static_cast<float>(1 / std::sqrt(sum)) : 0.0f;
    }
    return most;
  });
  parallel_chunks(slices, slices_per_chunk, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first * lanes; i < std::min(last * lanes, size); ++i) {
      std::size_t out = slice_start[i / lanes] + i % lanes;
      for (auto e = static_cast<std::size_t>(g.row_start[i]);
           e < static_cast<std::size_t>(g.row_start[i + 1]); ++e, out += lanes)
        weight[out] = g.weight[e] * inverse_root[i] * inverse_root[static_cast<std::size_t>(g.column[e])];
    }
  });
}

void GraphLevel::polynomial(const std::vector<float>& q, const std::vector<float>& start, bool add) {
  // Horner: t = q_n s; t = q_m s + A' t; ...
  std::vector<float>*t = &work[1], *next = &work[2];
  for (std::size_t i = 0; i < start.size(); ++i) (*t)[i] = q.back() * start[i];
  for (std::size_t m = q.size() - 1; m-- > 0;) {
    const bool last = m == 0;
    float* out = last ? x.data() : next->data();
    const float *v = t->data(), *s = start.data(), factor = q[m];
    for_slices(*this, v, [&](std::size_t i, const float* sum) {
      if (last && add)
        for (std::size_t l = 0; l < lanes; ++l) out[i + l] += factor * s[i + l] + v[i + l] - sum[l];
      else
        for (std::size_t l = 0; l < lanes; ++l) out[i + l] = factor * s[i + l] + v[i + l] - sum[l];
    });
    std::swap(t, next);
  }
}

void GraphLevel::smooth_from_zero(const std::vector<float>& q) { polynomial(q, r, false); }

void GraphLevel::residual(std::vector<float>& out) const {
  for_slices(*this, x.data(), [&](std::size_t i, const float* sum) {
    for (std::size_t l = 0; l < lanes; ++l) out[i + l] = r[i + l] - x[i + l] + sum[l];
  });
}

void GraphLevel::smooth(const std::vector<float>& q) {
  residual(work[0]);
  polynomial(q, work[0], true);
}

}  // namespace sprue
