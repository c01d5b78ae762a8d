#include <algorithm>

#include "engine/core/parallel.h"
#include "solvers/packed_blocks.h"
#include "solvers/simd_row.h"

namespace sprue {

namespace {

constexpr std::size_t units_per_chunk = 8;
constexpr float strongest_link = 0.9999f;  // keeps the 2x2 solves well within fp32

}  // namespace

void PackedBlocks::couple(std::size_t p, const float* v, float* out) const {
  using Rows = simd::FloatRows;
  const auto load = [](const float* q) { return simd::load<Rows>(q); };
  const auto start = [&](std::int32_t b) { return static_cast<std::size_t>(b) * block_cells; };
  const auto& side = neighbour[p];
  const float* own = v + p * block_cells;
  const float *xm = v + start(side[0]), *xp = v + start(side[1]), *ym = v + start(side[2]),
              *yp = v + start(side[3]), *zm = v + start(side[4]), *zp = v + start(side[5]);
  const float *cx = face[0].data() + p * block_cells, *cxp = face[0].data() + start(side[1]);
  const float *cy = face[1].data() + p * block_cells, *cyp = face[1].data() + start(side[3]);
  const float *cz = face[2].data() + p * block_cells, *czp = face[2].data() + start(side[5]);
  for (int k = 0; k < 8; ++k) {
    const float *below = k > 0 ? own - 64 : zm + 448, *above = k < 7 ? own + 64 : zp - 448;
    const float* c_above = k < 7 ? cz + 64 : czp - 448;
    for (int j = 0; j < 8; j += 2) {  // two rows at once
      const int o = (k * 8 + j) * 8;
      const Rows rows = load(own + o), c = load(cx + o);
      Rows sum = c * simd::two_from_below(load(xm + o), rows);
      sum += simd::two_from_above(c, load(cxp + o)) * simd::two_from_above(rows, load(xp + o));
      sum += load(cy + o) * (j > 0 ? load(own + o - 8) : simd::join(ym + o + 56, own + o));
      sum += (j < 6 ? load(cy + o + 8) : simd::join(cy + o + 8, cyp + o - 48)) *
             (j < 6 ? load(own + o + 8) : simd::join(own + o + 8, yp + o - 48));
      sum += load(cz + o) * load(below + o);
      sum += load(c_above + o) * load(above + o);
      simd::store(out + o, sum);
    }
  }
  if (link.empty() || twin[p] == 0) return;
  const float *l = link.data() + p * block_cells, *t = v + start(twin[p]);
  for (int i = 0; i < block_cells; ++i) out[i] += l[i] * t[i];
}

void PackedBlocks::solve_pairs(std::size_t unit, float* v) const {
  const auto first = static_cast<std::size_t>(unit_start[unit]);
  if (static_cast<std::size_t>(unit_start[unit + 1]) - first < 2) return;
  const float* l = link.data() + first * block_cells;
  for (int i = 0; i < block_cells; ++i) {
    const float c = std::min(l[i], strongest_link), scale = 1.0f / (1.0f - c * c);
    const float a = v[i], b = v[i + block_cells];
    v[i] = (a + c * b) * scale;
    v[i + block_cells] = (b + c * a) * scale;
  }
}

double PackedBlocks::polynomial(const std::vector<float>& r, const std::vector<float>& y,
                                std::vector<float>& x, float a0, float a1, bool add) const {
  const std::size_t chunks = (unit_count() + units_per_chunk - 1) / units_per_chunk;
  std::vector<double> partial(chunks, 0.0);
  parallel_chunks(unit_count(), units_per_chunk, [&](std::size_t begin, std::size_t end) {
    alignas(64) float t[2 * block_cells];
    double sum = 0;
    for (std::size_t u = begin; u < end; ++u) {
      const auto first = static_cast<std::size_t>(unit_start[u]),
                 last = static_cast<std::size_t>(unit_start[u + 1]);
      const int count = static_cast<int>(last - first) * block_cells;
      const float *own = y.data() + first * block_cells, *against = r.data() + first * block_cells;
      for (std::size_t p = first; p < last; ++p) couple(p, y.data(), t + (p - first) * block_cells);
      for (int i = 0; i < count; ++i) t[i] = own[i] - t[i];
      solve_pairs(u, t);
      float* result = x.data() + first * block_cells;
      for (int i = 0; i < count; ++i) t[i] = a0 * own[i] + a1 * t[i];
      if (add)
        for (int i = 0; i < count; ++i) t[i] += result[i];
      sum += simd::product_sum(against, t, count);
      std::copy_n(t, count, result);
    }
    partial[begin / units_per_chunk] = sum;
  });
  double sum = 0;
  for (const double s : partial) sum += s;
  return sum;
}

double PackedBlocks::smooth_from_zero(const std::vector<float>& r, std::vector<float>& y,
                                      std::vector<float>& x, float a0, float a1) const {
  if (link.empty()) return polynomial(r, r, x, a0, a1, false);
  parallel_chunks(unit_count(), units_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t u = begin; u < end; ++u) {
      const auto first = static_cast<std::size_t>(unit_start[u]) * block_cells;
      const auto last = static_cast<std::size_t>(unit_start[u + 1]) * block_cells;
      std::copy(r.begin() + static_cast<std::ptrdiff_t>(first), r.begin() + static_cast<std::ptrdiff_t>(last),
                y.begin() + static_cast<std::ptrdiff_t>(first));
      solve_pairs(u, y.data() + first);
    }
  });
  return polynomial(r, y, x, a0, a1, false);
}

double PackedBlocks::smooth(const std::vector<float>& r, std::vector<float>& x, std::vector<float>& g,
                            float a0, float a1) const {
  parallel_chunks(unit_count(), units_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t u = begin; u < end; ++u) {
      const auto first = static_cast<std::size_t>(unit_start[u]),
                 last = static_cast<std::size_t>(unit_start[u + 1]);
      float* out = g.data() + first * block_cells;
      for (std::size_t p = first; p < last; ++p) couple(p, x.data(), out + (p - first) * block_cells);
      for (std::size_t i = first * block_cells; i < last * block_cells; ++i) g[i] = r[i] - x[i] + g[i];
      solve_pairs(u, out);
    }
  });
  return polynomial(r, g, x, a0, a1, true);
}

}  // namespace sprue
