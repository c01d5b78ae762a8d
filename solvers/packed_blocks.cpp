#include "solvers/packed_blocks.h"

#include <algorithm>
#include <cmath>

#include "engine/core/field.h"
#include "engine/core/parallel.h"
#include "solvers/block_stencil.h"
#include "solvers/morton.h"
#include "solvers/simd_row.h"

namespace sprue {

namespace {

constexpr double low_rank_share = 0.05;  // of the row's other couplings: keeps M close to A without the term

using Row = simd::DoubleRow;

Row load(const double* p) { return simd::load<Row>(p); }
Row load(const float* p) { return __builtin_convertvector(simd::load<simd::FloatRow>(p), Row); }

bool low_plane_nonzero(const double* v, int d) {
  const int stride[3] = {1, 8, 64};
  for (int a = 0; a < 8; ++a)
    for (int b = 0; b < 8; ++b)
      if (v[a * stride[(d + 1) % 3] + b * stride[(d + 2) % 3]] != 0) return true;
  return false;
}

}  // namespace

PackedBlocks::PackedBlocks(const BlockTopology& t) : topology(&t) {
  const std::size_t count = t.coordinates.size();
  order.resize(count);
  for (std::size_t b = 0; b < count; ++b) order[b] = static_cast<std::int32_t>(b);
  std::vector<std::uint64_t> key(count);
  for (std::size_t b = 0; b < count; ++b) key[b] = morton(t.coordinates[b]);
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    const auto ka = key[static_cast<std::size_t>(a)], kb = key[static_cast<std::size_t>(b)];
    return ka != kb ? ka < kb : a < b;
  });
}

void PackedBlocks::find_blocks(const LinearSystem& system) {
  const BlockTopology& t = *topology;
  const std::size_t count = t.coordinates.size();
  std::vector<char> own(count, 0), active(count, 0);
  parallel_for(system.blocks.empty() ? count : system.blocks.size(), [&](std::size_t i) {
    const std::size_t b = system.blocks.empty() ? i : system.blocks[i];
    const auto any = [&](const std::vector<double>& v) { return !zero_in_block(v, b); };
    own[b] = any(system.diagonal) || any(system.face[0]) || any(system.face[1]) || any(system.face[2]) ||
             (!system.link.empty() && t.twin[b] >= 0 && any(system.link));
  });
  parallel_for(count, [&](std::size_t b) {
    active[b] = own[b];
    for (std::size_t d = 0; d < 3 && !active[b]; ++d) {
      const std::int32_t high = t.neighbour[b][2 * d + 1];
      if (high < 0 || !own[static_cast<std::size_t>(high)]) continue;
      active[b] = low_plane_nonzero(system.face[d].data() + static_cast<std::size_t>(high) * block_cells,
                                    static_cast<int>(d));
    }
  });
  block.assign(1, -1);
  packed.assign(count, 0);
  unit_start.assign(1, 1);
  for (const std::int32_t b : order) {
    if (!active[static_cast<std::size_t>(b)]) continue;
    const auto p = static_cast<std::int32_t>(block.size());
    packed[static_cast<std::size_t>(b)] = p;
    const std::int32_t other = t.twin[static_cast<std::size_t>(b)];
    const bool second = !system.link.empty() && p > 1 && other >= 0 && block.back() == other;
    block.push_back(b);
    if (second)
      unit_start.back() = p + 1;
    else
      unit_start.push_back(p + 1);
  }
}

void PackedBlocks::spread_low_rank(const LinearSystem& system) {
  extra.clear();
  if (system.low_rank.empty()) return;
  extra.assign(slots(), 0.0f);
  for (const LowRankTerm& term : system.low_rank) {
    double sum = 0;
    for (const double w : term.weights) sum += std::abs(w);
    for (std::size_t n = 0; n < term.slots.size(); ++n) {
      const Slot s = term.slots[n];
      const auto p = static_cast<std::size_t>(packed[s / block_cells]);
      if (p != 0)
        extra[p * block_cells + s % block_cells] +=
            static_cast<float>(term.beta * std::abs(term.weights[n]) * sum);
    }
  }
}

void PackedBlocks::sum_faces(const LinearSystem& system, std::size_t p, double* sum) const {
  const BlockStencil s = coefficients_of(system, static_cast<std::size_t>(block[p]));
  const auto exists = [&](std::size_t n) { return neighbour[p][n] != 0; };
  for (int k = 0; k < 8; ++k)
    for (int j = 0; j < 8; ++j) {
      const int o = (k * 8 + j) * 8;
      Row cx = load(s.face[0] + o);
      const Row cx_high = simd::from_above(cx, load(s.face_high[0] + o));
      if (!exists(0)) cx[0] = 0;
      Row faces = cx + cx_high;
      if (j > 0 || exists(2)) faces += load(s.face[1] + o);
      faces += load(j < 7 ? s.face[1] + o + 8 : s.face_high[1] + o - 56);
      if (k > 0 || exists(4)) faces += load(s.face[2] + o);
      faces += load(k < 7 ? s.face[2] + o + 64 : s.face_high[2] + o - 448);
      simd::store(sum + o, faces);
    }
}

double PackedBlocks::sum_rows(const LinearSystem& system, std::size_t p) {
  const std::size_t o = p * block_cells, b = static_cast<std::size_t>(block[p]) * block_cells;
  alignas(64) double faces[block_cells], d[block_cells], total[block_cells];
  sum_faces(system, p, faces);
  std::copy_n(system.diagonal.data() + b, block_cells, d);
  if (!extra.empty())
    for (std::size_t l = 0; l < block_cells; ++l) {
      const double share = std::min(static_cast<double>(extra[o + l]), low_rank_share * (faces[l] + d[l]));
      extra[o + l] = static_cast<float>(share);
      d[l] += share;
    }
  double least = 1;
  for (std::size_t l = 0; l < block_cells; ++l) {
    total[l] = d[l] + faces[l];
    const double ratio = d[l] / (total[l] > 0 ? total[l] : 1.0);
    least = std::min(least, total[l] > 0 ? ratio : 1.0);
  }
  if (!link.empty() && twin[p] != 0)
    for (std::size_t l = 0; l < block_cells; ++l) {
      const double linked = system.link[b + l];
      if (linked > 0 && total[l] == 0) least = 0;
      total[l] += linked;
    }
  for (std::size_t l = 0; l < block_cells; ++l) {
    const double square_root = std::sqrt(total[l]);
    root[o + l] = static_cast<float>(square_root);
    inverse_root[o + l] = static_cast<float>(total[l] > 0 ? 1 / (total[l] > 0 ? square_root : 1.0) : 0.0);
  }
  return least;
}

void PackedBlocks::scale_block(const LinearSystem& system, std::size_t p) {
  const std::size_t o = p * block_cells, b = static_cast<std::size_t>(block[p]) * block_cells;
  const float* inverse = inverse_root.data();
  const auto low = [&](std::size_t d) {
    return inverse + static_cast<std::size_t>(neighbour[p][2 * d]) * block_cells;
  };
  const auto scaled = [](const double* c, const Row& own, const Row& other) {
    return __builtin_convertvector(load(c) * own * other, simd::FloatRow);
  };
  for (std::size_t row = 0; row < block_cells; row += 8) {
    const Row own = load(inverse + o + row);
    const Row x = simd::from_below(load(low(0) + row), own);
    const Row y = load(row % 64 > 0 ? inverse + o + row - 8 : low(1) + row + 56);
    const Row z = load(row >= 64 ? inverse + o + row - 64 : low(2) + row + 448);
    simd::store(face[0].data() + o + row, scaled(system.face[0].data() + b + row, own, x));
    simd::store(face[1].data() + o + row, scaled(system.face[1].data() + b + row, own, y));
    simd::store(face[2].data() + o + row, scaled(system.face[2].data() + b + row, own, z));
    if (link.empty()) continue;
    const Row other = load(inverse + static_cast<std::size_t>(twin[p]) * block_cells + row);
    simd::store(link.data() + o + row, scaled(system.link.data() + b + row, own, other));
  }
}

void PackedBlocks::assemble(const LinearSystem& system) {
  find_blocks(system);
  neighbour.assign(block.size(), {});
  twin.assign(block.size(), 0);
  for (std::size_t p = 1; p < block.size(); ++p) {
    const auto b = static_cast<std::size_t>(block[p]);
    for (std::size_t n = 0; n < 6; ++n) {
      const std::int32_t other = topology->neighbour[b][n];
      neighbour[p][n] = other < 0 ? 0 : packed[static_cast<std::size_t>(other)];
    }
    if (!system.link.empty() && topology->twin[b] >= 0)
      twin[p] = packed[static_cast<std::size_t>(topology->twin[b])];
  }
  spread_low_rank(system);
  for (std::vector<float>* v : {&face[0], &face[1], &face[2], &root, &inverse_root}) v->resize(slots());
  link.resize(system.link.empty() ? 0 : slots());
  std::vector<double> least(block.size(), 1.0);
  parallel_for(block_count(), [&](std::size_t n) { least[n + 1] = sum_rows(system, n + 1); });
  least_dominance = *std::min_element(least.begin(), least.end());
  parallel_for(block_count(), [&](std::size_t n) { scale_block(system, n + 1); });
}

}  // namespace sprue
