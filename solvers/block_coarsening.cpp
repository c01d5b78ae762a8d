#include "solvers/block_coarsening.h"

#include <algorithm>
#include <array>

#include "engine/core/parallel.h"
#include "solvers/row_merge.h"

namespace sprue {

namespace {

constexpr std::size_t units_per_chunk = 8;
constexpr std::size_t stride[3] = {1, 8, 64};

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

/// Whether all eight cells of the octant are unknowns and all twelve faces between them are open.
bool is_full(const PackedBlocks& blocks, std::size_t s) {
  const auto &x = blocks.face[0], &y = blocks.face[1], &z = blocks.face[2];
  return x[s + 1] > 0 && x[s + 9] > 0 && x[s + 65] > 0 && x[s + 73] > 0 && y[s + 8] > 0 && y[s + 9] > 0 &&
         y[s + 72] > 0 && y[s + 73] > 0 && z[s + 64] > 0 && z[s + 65] > 0 && z[s + 72] > 0 && z[s + 73] > 0;
}

/// Joins the cells of the octant at `base` of a unit and numbers its parts from `count` on.
std::int32_t label_parts(const PackedBlocks& blocks, std::size_t first, std::size_t layers, std::size_t base,
                         std::int32_t count, std::vector<std::int32_t>& node) {
  Parts parts;
  const auto slot = [&](std::size_t n) {
    return first + (n / 8) * block_cells + cell_in_octant(base, n % 8);
  };
  for (std::size_t n = 0; n < 8 * layers; ++n) {
    const std::size_t s = slot(n);
    for (std::size_t d = 0; d < 3; ++d)
      if ((n >> d) & 1 && blocks.face[d][s] > 0) parts.join(n, n - (std::size_t{1} << d));
    if (n >= 8 && strong_link(blocks, s - block_cells, s)) parts.join(n, n - 8);
  }
  std::array<std::int32_t, 16> number{};
  for (std::size_t n = 0; n < 8 * layers; ++n) {
    const std::size_t s = slot(n);
    if (blocks.root[s] == 0) {
      node[s] = -1;
      continue;
    }
    const std::size_t r = parts.find(static_cast<std::uint8_t>(n));
    if (r == n) number[n] = count++;
    node[s] = number[r];
  }
  return count;
}

/// Numbers the parts of the octants of a unit from 0; returns how many.
std::int32_t label_unit(const PackedBlocks& blocks, std::size_t unit, Aggregation& aggregation) {
  const auto first = static_cast<std::size_t>(blocks.unit_start[unit]);
  const std::size_t layers = static_cast<std::size_t>(blocks.unit_start[unit + 1]) - first;
  std::int32_t count = 0;
  for (std::size_t m = 0; m < 64; ++m) {
    const std::size_t base = octant_base(m), s = first * block_cells + base;
    if (layers == 1 && is_full(blocks, s)) {
      for (std::size_t n = 0; n < 8; ++n) aggregation.node[s + cell_in_octant(0, n)] = count;
      ++count;
    } else {
      count = label_parts(blocks, first * block_cells, layers, base, count, aggregation.node);
    }
  }
  return count;
}

/// Adds the first node of the unit to its numbers and fills the tables by octants.
void finish_labels(const PackedBlocks& blocks, std::size_t unit, std::int32_t first,
                   Aggregation& aggregation) {
  for (auto p = static_cast<std::size_t>(blocks.unit_start[unit]);
       p < static_cast<std::size_t>(blocks.unit_start[unit + 1]); ++p) {
    std::int32_t* node = aggregation.node.data() + p * block_cells;
    for (std::size_t l = 0; l < block_cells; ++l) node[l] += node[l] >= 0 ? first : 0;
    bool whole = true;
    for (std::size_t o = 0; o < 64; ++o) {
      const std::size_t base = (o >> 4) * 128 + ((o >> 2) & 3) * 16 + (o & 3) * 2;
      std::int32_t own = -1;
      for (std::size_t n = 0; n < 8; ++n) own = std::max(own, node[cell_in_octant(base, n)]);
      for (std::size_t n = 0; n < 8; ++n) {
        const std::int32_t other = node[cell_in_octant(base, n)];
        whole = whole && (other == own || other < 0);
      }
      aggregation.octant[p * 64 + o] = own;
    }
    aggregation.whole[p] = whole;
  }
}

/// Edges, diagonals and places of the aggregates of one unit.
struct UnitGatherer {
  const LinearSystem& system;
  const PackedBlocks& blocks;
  const std::vector<std::int32_t>& node;
  Graph& graph;
  std::vector<CoarseEdge> edges;
  struct Sum {
    double sum = 0, least = 0;
    int children = 0;
  };
  std::vector<Sum> sums;

  void add(std::int32_t own, std::int32_t other, double c, float share) {
    if (c == 0 || own < 0 || other < 0 || own == other) return;
    edges.push_back({own, other, share * static_cast<float>(c)});
  }

  /// The four faces of one side of an octant: cells own + offset against cells other + offset, c at the high
  /// ones of the two. One edge where both sides are one node each.
  void gather_side(const std::int32_t* own, const std::int32_t* other, const double* c, int d) {
    const std::size_t u = stride[(d + 1) % 3], v = stride[(d + 2) % 3];
    const std::size_t at[4] = {0, u, v, u + v};
    bool one = true;
    for (const std::size_t o : at) one = one && own[o] == own[0] && other[o] == other[0];
    if (one) return add(own[0], other[0], (c[at[0]] + c[at[1]]) + (c[at[2]] + c[at[3]]), face_share);
    for (const std::size_t o : at) add(own[o], other[o], c[o], face_share);
  }

  /// All edges that leave the nodes of one octant (faces inside an octant never do), sides in the order -x +x
  /// -y +y -z +z.
  void gather_octant(std::size_t p, std::size_t base) {
    const auto first_node = [&](std::size_t block) { return node.data() + block * block_cells; };
    const auto b = static_cast<std::size_t>(blocks.block[p]) * block_cells;
    const std::int32_t* own = first_node(p) + base;
    for (int d = 0; d < 3; ++d) {
      const auto axis = static_cast<std::size_t>(d);
      const std::size_t step = stride[d];
      const double* c = system.face[axis].data();
      const auto low = static_cast<std::size_t>(blocks.neighbour[p][2 * axis]);
      const auto high = static_cast<std::size_t>(blocks.neighbour[p][2 * axis + 1]);
      const std::size_t at = (base / step) & 7;
      if (at > 0)
        gather_side(own, own - step, c + b + base, d);
      else if (low != 0)
        gather_side(own, first_node(low) + base + 7 * step, c + b + base, d);
      if (at < 6)
        gather_side(own + step, own + 2 * step, c + b + base + 2 * step, d);
      else if (high != 0)
        gather_side(own + step, first_node(high) + base - 6 * step,
                    c + static_cast<std::size_t>(blocks.block[high]) * block_cells + base - 6 * step, d);
    }
    if (blocks.link.empty() || blocks.twin[p] == 0) return;
    const std::int32_t* other = first_node(static_cast<std::size_t>(blocks.twin[p])) + base;
    for (std::size_t n = 0; n < 8; ++n) {
      const std::size_t o = cell_in_octant(0, n);
      add(own[o], other[o], system.link[b + base + o], 1.0f);
    }
  }

  void gather_cells(std::size_t p, std::size_t base, std::int32_t first) {
    const auto b = static_cast<std::size_t>(blocks.block[p]);
    const Index3 corner = blocks.topology->coordinates[b];
    for (std::size_t n = 0; n < 8; ++n) {
      const std::size_t l = cell_in_octant(base, n), s = p * block_cells + l;
      if (node[s] < 0) continue;
      const double d = system.diagonal[b * block_cells + l] + (blocks.extra.empty() ? 0.0f : blocks.extra[s]);
      Sum& a = sums[static_cast<std::size_t>(node[s] - first)];
      a.least = a.children == 0 ? d : std::min(a.least, d);
      a.sum += d;
      ++a.children;
      graph.at[static_cast<std::size_t>(node[s])] = {corner.i * 4 + static_cast<int>((l & 7) / 2),
                                                     corner.j * 4 + static_cast<int>(((l >> 3) & 7) / 2),
                                                     corner.k * 4 + static_cast<int>((l >> 6) / 2)};
    }
  }

  void gather_unit(std::size_t unit, std::int32_t first, std::int32_t count) {
    const auto begin = static_cast<std::size_t>(blocks.unit_start[unit]);
    const auto end = static_cast<std::size_t>(blocks.unit_start[unit + 1]);
    sums.assign(static_cast<std::size_t>(count), {});
    edges.clear();
    for (std::size_t p = begin; p < end; ++p)
      for (std::size_t m = 0; m < 64; ++m) {
        gather_cells(p, octant_base(m), first);
        gather_octant(p, octant_base(m));
      }
    for (std::size_t n = 0; n < sums.size(); ++n)
      graph.diagonal[static_cast<std::size_t>(first) + n] =
          coarse_diagonal(sums[n].sum, sums[n].least, sums[n].children);
  }
};

}  // namespace

Graph coarsen_blocks(const LinearSystem& system, const PackedBlocks& blocks, Aggregation& aggregation) {
  const std::size_t units = blocks.unit_count();
  aggregation.node.resize(blocks.slots());
  std::fill_n(aggregation.node.begin(), block_cells, -1);
  aggregation.octant.resize(blocks.block.size() * 64);
  aggregation.whole.resize(blocks.block.size());
  std::vector<std::int32_t> first(units + 1, 0);
  parallel_for(units, [&](std::size_t u) { first[u + 1] = label_unit(blocks, u, aggregation); });
  for (std::size_t u = 0; u < units; ++u) first[u + 1] += first[u];
  parallel_for(units, [&](std::size_t u) { finish_labels(blocks, u, first[u], aggregation); });
  Graph graph;
  graph.at.resize(static_cast<std::size_t>(first.back()));
  graph.diagonal.assign(graph.at.size(), 0.0f);
  std::vector<RowChunk> rows((units + units_per_chunk - 1) / units_per_chunk);
  parallel_chunks(units, units_per_chunk, [&](std::size_t begin, std::size_t end) {
    UnitGatherer gatherer{system, blocks, aggregation.node, graph, {}, {}};
    for (std::size_t u = begin; u < end; ++u) {
      gatherer.gather_unit(u, first[u], first[u + 1] - first[u]);
      rows[begin / units_per_chunk].append(gatherer.edges, first[u], first[u + 1] - first[u]);
    }
  });
  join_rows(rows, graph);
  return graph;
}

}  // namespace sprue
