#include "solvers/packed_blocks.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/block_stencil.h"
#include "solvers/morton.h"

namespace sprue {

namespace {

constexpr double low_rank_share = 0.05;  // of the row's other couplings: keeps M close to A without the term

bool any(const double* v, int count) {
  for (int i = 0; i < count; ++i)
    if (v[i] != 0) return true;
  return false;
}

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
  parallel_for(count, [&](std::size_t b) {
    const std::size_t o = b * block_cells;
    own[b] = any(system.diagonal.data() + o, block_cells) || any(system.face[0].data() + o, block_cells) ||
             any(system.face[1].data() + o, block_cells) || any(system.face[2].data() + o, block_cells) ||
             (!system.link.empty() && t.twin[b] >= 0 && any(system.link.data() + o, block_cells));
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

double PackedBlocks::sum_rows(const LinearSystem& system, std::size_t p) {
  const auto b = static_cast<std::size_t>(block[p]);
  const BlockStencil s = [&] {
    BlockStencil c = coefficients_of(system, b);
    for (std::size_t n = 0; n < 6; ++n)
      if (neighbour[p][n] != 0) c.x_side[n] = empty_block();
    return c;
  }();
  double least = 1;
  for (int l = 0; l < block_cells; ++l) {
    const int at[3] = {l & 7, (l >> 3) & 7, l >> 6};
    constexpr int stride[3] = {1, 8, 64};
    double faces = 0;
    for (std::size_t d = 0; d < 3; ++d) {
      if (at[d] > 0 || s.x_side[2 * d] != nullptr) faces += s.face[d][l];
      faces += at[d] < 7 ? s.face[d][l + stride[d]] : s.face_high[d][l - 7 * stride[d]];
    }
    const std::size_t q = p * block_cells + static_cast<std::size_t>(l);
    double d = s.diagonal[l];
    if (!extra.empty()) {
      const double share = std::min(static_cast<double>(extra[q]), low_rank_share * (faces + d));
      extra[q] = static_cast<float>(share);
      d += share;
    }
    const double linked = s.link != nullptr && twin[p] != 0 ? s.link[l] : 0.0;
    const double total = d + faces + linked;
    if (d + faces > 0)
      least = std::min(least, d / (d + faces));
    else if (linked > 0)
      least = 0;
    root[q] = static_cast<float>(std::sqrt(total));
    inverse_root[q] = total > 0 ? static_cast<float>(1 / std::sqrt(total)) : 0.0f;
  }
  return least;
}

void PackedBlocks::scale_block(const LinearSystem& system, std::size_t p) {
  const auto b = static_cast<std::size_t>(block[p]);
  const std::size_t o = p * block_cells;
  constexpr std::size_t stride[3] = {1, 8, 64};
  for (std::size_t d = 0; d < 3; ++d) {
    const auto low = static_cast<std::size_t>(neighbour[p][2 * d]) * block_cells;
    const double* c = system.face[d].data() + b * block_cells;
    for (std::size_t l = 0; l < block_cells; ++l) {
      const bool inside = ((l / stride[d]) & 7) > 0;
      const float other = inside ? inverse_root[o + l - stride[d]] : inverse_root[low + l + 7 * stride[d]];
      face[d][o + l] =
          static_cast<float>(c[l] * static_cast<double>(inverse_root[o + l]) * static_cast<double>(other));
    }
  }
  if (link.empty()) return;
  const auto other = static_cast<std::size_t>(twin[p]) * block_cells;
  const double* c = system.link.data() + b * block_cells;
  for (std::size_t l = 0; l < block_cells; ++l)
    link[o + l] = static_cast<float>(c[l] * static_cast<double>(inverse_root[o + l]) *
                                     static_cast<double>(inverse_root[other + l]));
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
