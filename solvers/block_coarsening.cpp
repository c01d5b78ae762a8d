#include "solvers/block_coarsening.h"

#include <algorithm>
#include <array>

#include "engine/core/parallel.h"
#include "solvers/row_merge.h"

namespace sprue {

namespace {

constexpr std::size_t units_per_chunk = 8;
constexpr std::size_t stride[3] = {1, 8, 64};
constexpr float face_share = 0.5f;

/// Cell number in its block of the lowest cell of octant m (Morton order of the 4^3 octants).
constexpr std::size_t octant_base(std::size_t m) {
  const auto bit = [m](unsigned n) { return (m >> n) & 1u; };
  const std::size_t i = bit(0) | bit(3) << 1, j = bit(1) | bit(4) << 1, k = bit(2) | bit(5) << 1;
  return (k * 2 * 8 + j * 2) * 8 + i * 2;
}
constexpr std::size_t cell_in_octant(std::size_t base, std::size_t n) {
  return base + (n & 1) + ((n >> 1) & 1) * 8 + (n >> 2) * 64;
}

/// A small union-find over the at most 16 cells of an octant.
struct Parts {
  std::array<std::uint8_t, 16> root;
  Parts() {
    for (std::uint8_t n = 0; n < 16; ++n) root[n] = n;
  }
  std::uint8_t find(std::uint8_t n) const {
    while (root[n] != n) n = root[n];
    return n;
  }
  void join(std::size_t a, std::size_t b) {
    const std::uint8_t ra = find(static_cast<std::uint8_t>(a)), rb = find(static_cast<std::uint8_t>(b));
    root[std::max(ra, rb)] = std::min(ra, rb);
  }
};

/// The link binds at least as strongly as a mean face of the side that has the weaker ones.
bool strong_link(const PackedBlocks& blocks, std::size_t a, std::size_t b) {
  const double l = blocks.link[a] * blocks.root[a] * blocks.root[b];
  const double da = static_cast<double>(blocks.root[a]) * blocks.root[a] - l;
  const double db = static_cast<double>(blocks.root[b]) * blocks.root[b] - l;
  return l > 0 && 6 * l >= std::min(da, db);
}

/// Numbers the parts of the octants of a unit from 0 into aggregate; returns how many.
std::int32_t label_unit(const PackedBlocks& blocks, std::size_t unit, std::vector<std::int32_t>& aggregate) {
  const auto first = static_cast<std::size_t>(blocks.unit_start[unit]) * block_cells;
  const std::size_t layers = static_cast<std::size_t>(blocks.unit_start[unit + 1] - blocks.unit_start[unit]);
  std::int32_t count = 0;
  for (std::size_t m = 0; m < 64; ++m) {
    Parts parts;
    const std::size_t base = octant_base(m);
    for (std::size_t n = 0; n < 8 * layers; ++n) {
      const std::size_t s = first + (n / 8) * block_cells + cell_in_octant(base, n % 8);
      for (std::size_t d = 0; d < 3; ++d)
        if ((n >> d) & 1 && blocks.face[d][s] > 0) parts.join(n, n - (std::size_t{1} << d));
      if (n >= 8 && strong_link(blocks, s - block_cells, s)) parts.join(n, n - 8);
    }
    std::array<std::int32_t, 16> number;
    for (std::size_t n = 0; n < 8 * layers; ++n) {
      const std::size_t s = first + (n / 8) * block_cells + cell_in_octant(base, n % 8);
      if (blocks.root[s] == 0) {
        aggregate[s] = -1;
        continue;
      }
      const std::size_t r = parts.find(static_cast<std::uint8_t>(n));
      if (r == n) number[n] = count++;
      aggregate[s] = number[r];
    }
  }
  return count;
}

/// Edges, diagonals and places of the aggregates [first, end) of one unit.
struct UnitGatherer {
  const LinearSystem& system;
  const PackedBlocks& blocks;
  const std::vector<std::int32_t>& aggregate;
  Graph& graph;
  std::vector<CoarseEdge> edges;

  void add(std::int32_t own, std::size_t other, double c, float share) {
    if (c == 0 || aggregate[other] < 0 || aggregate[other] == own) return;
    edges.push_back({own, aggregate[other], share * static_cast<float>(c)});
  }

  void gather_cell(std::size_t p, std::size_t l, const double* link) {
    const std::size_t s = p * block_cells + l;
    const std::int32_t own = aggregate[s];
    if (own < 0) return;
    const auto b = static_cast<std::size_t>(blocks.block[p]);
    for (std::size_t d = 0; d < 3; ++d) {
      const std::size_t at = (l / stride[d]) & 7;
      const double* c = system.face[d].data();
      const float low_share = at % 2 == 0 ? face_share : 1.0f, high_share = at % 2 == 1 ? face_share : 1.0f;
      const auto low = static_cast<std::size_t>(blocks.neighbour[p][2 * d]);
      const auto high = static_cast<std::size_t>(blocks.neighbour[p][2 * d + 1]);
      if (at > 0)
        add(own, s - stride[d], c[b * block_cells + l], low_share);
      else if (low != 0)
        add(own, low * block_cells + l + 7 * stride[d], c[b * block_cells + l], low_share);
      if (at < 7)
        add(own, s + stride[d], c[b * block_cells + l + stride[d]], high_share);
      else if (high != 0)
        add(own, high * block_cells + l - 7 * stride[d],
            c[static_cast<std::size_t>(blocks.block[high]) * block_cells + l - 7 * stride[d]], high_share);
    }
    if (link != nullptr && blocks.twin[p] != 0)
      add(own, static_cast<std::size_t>(blocks.twin[p]) * block_cells + l, link[l], 1.0f);
  }

  void gather_unit(std::size_t unit, std::int32_t first, std::int32_t count) {
    const auto begin = static_cast<std::size_t>(blocks.unit_start[unit]);
    const auto end = static_cast<std::size_t>(blocks.unit_start[unit + 1]);
    struct Sum {
      double sum = 0, least = 0;
      int children = 0;
    };
    std::vector<Sum> sums(static_cast<std::size_t>(count));
    for (std::size_t p = begin; p < end; ++p) {
      const auto b = static_cast<std::size_t>(blocks.block[p]);
      const Index3 corner = blocks.topology->coordinates[b];
      const double* link = system.link.empty() ? nullptr : system.link.data() + b * block_cells;
      for (std::size_t l = 0; l < block_cells; ++l) {
        const std::size_t s = p * block_cells + l;
        if (aggregate[s] < 0) continue;
        gather_cell(p, l, link);
        const double d =
            system.diagonal[b * block_cells + l] + (blocks.extra.empty() ? 0.0f : blocks.extra[s]);
        Sum& a = sums[static_cast<std::size_t>(aggregate[s] - first)];
        a.least = a.children == 0 ? d : std::min(a.least, d);
        a.sum += d;
        ++a.children;
        graph.at[static_cast<std::size_t>(aggregate[s])] = {
            corner.i * 4 + static_cast<int>((l & 7) / 2), corner.j * 4 + static_cast<int>(((l >> 3) & 7) / 2),
            corner.k * 4 + static_cast<int>((l >> 6) / 2)};
      }
    }
    for (std::size_t n = 0; n < sums.size(); ++n)
      graph.diagonal[static_cast<std::size_t>(first) + n] =
          coarse_diagonal(sums[n].sum, sums[n].least, sums[n].children);
  }
};

}  // namespace

Graph coarsen_blocks(const LinearSystem& system, const PackedBlocks& blocks,
                     std::vector<std::int32_t>& aggregate) {
  const std::size_t units = blocks.unit_count();
  aggregate.resize(blocks.slots());
  std::fill_n(aggregate.begin(), block_cells, -1);
  std::vector<std::int32_t> first(units + 1, 0);
  parallel_for(units, [&](std::size_t u) { first[u + 1] = label_unit(blocks, u, aggregate); });
  for (std::size_t u = 0; u < units; ++u) first[u + 1] += first[u];
  parallel_for(units, [&](std::size_t u) {
    for (auto s = static_cast<std::size_t>(blocks.unit_start[u]) * block_cells;
         s < static_cast<std::size_t>(blocks.unit_start[u + 1]) * block_cells; ++s)
      if (aggregate[s] >= 0) aggregate[s] += first[u];
  });
  Graph graph;
  graph.at.resize(static_cast<std::size_t>(first.back()));
  graph.diagonal.assign(graph.at.size(), 0.0f);
  std::vector<RowChunk> rows((units + units_per_chunk - 1) / units_per_chunk);
  parallel_chunks(units, units_per_chunk, [&](std::size_t begin, std::size_t end) {
    UnitGatherer gatherer{system, blocks, aggregate, graph, {}};
    for (std::size_t u = begin; u < end; ++u) {
      gatherer.edges.clear();
      gatherer.gather_unit(u, first[u], first[u + 1] - first[u]);
      rows[begin / units_per_chunk].append(gatherer.edges, first[u], first[u + 1] - first[u]);
    }
  });
  join_rows(rows, graph);
  return graph;
}

}  // namespace sprue
