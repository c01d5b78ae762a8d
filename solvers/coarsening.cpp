#include <algorithm>
#include <array>

#include "engine/core/parallel.h"
#include "solvers/graph_level.h"
#include "solvers/row_merge.h"

namespace sprue {

namespace {

constexpr std::size_t octants_per_chunk = 512;

Index3 octant(const Index3& c) { return {c.i >> 1, c.j >> 1, c.k >> 1}; }

/// First node of each octant, and the end.
std::vector<std::size_t> octant_starts(const Graph& g) {
  std::vector<std::size_t> start;
  for (std::size_t i = 0; i < g.size(); ++i)
    if (i == 0 || !(octant(g.at[i]) == octant(g.at[i - 1]))) start.push_back(i);
  start.push_back(g.size());
  return start;
}

/// Numbers the connected parts of nodes [begin, end) from 0 in node order; -1 for nodes without edges.
/// Returns how many.
std::int32_t label_parts(const Graph& g, std::size_t begin, std::size_t end, std::int32_t* label) {
  for (std::size_t i = begin; i < end; ++i) label[i] = -2;
  std::int32_t parts = 0;
  std::vector<std::size_t> stack;
  for (std::size_t seed = begin; seed < end; ++seed) {
    if (label[seed] != -2) continue;
    if (g.row_start[seed] == g.row_start[seed + 1]) {
      label[seed] = -1;
      continue;
    }
    label[seed] = parts;
    stack.assign(1, seed);
    while (!stack.empty()) {
      const std::size_t i = stack.back();
      stack.pop_back();
      for (auto e = g.row_start[i]; e < g.row_start[i + 1]; ++e) {
        const auto n = static_cast<std::size_t>(g.column[static_cast<std::size_t>(e)]);
        if (n < begin || n >= end || label[n] != -2) continue;
        label[n] = parts;
        stack.push_back(n);
      }
    }
    ++parts;
  }
  return parts;
}

/// Numbers all parts; returns the first coarse node of each chunk of octants, and the end.
std::vector<std::int32_t> number_parts(const Graph& g, const std::vector<std::size_t>& start,
                                       std::vector<std::int32_t>& parent) {
  const std::size_t octants = start.size() - 1,
                    chunks = (octants + octants_per_chunk - 1) / octants_per_chunk;
  std::vector<std::int32_t> first(chunks + 1, 0);
  parallel_chunks(octants, octants_per_chunk, [&](std::size_t begin, std::size_t end) {
    std::int32_t count = 0;
    for (std::size_t o = begin; o < end; ++o) {
      const std::int32_t parts = label_parts(g, start[o], start[o + 1], parent.data());
      for (std::size_t i = start[o]; i < start[o + 1]; ++i)
        if (parent[i] >= 0) parent[i] += count;
      count += parts;
    }
    first[begin / octants_per_chunk + 1] = count;
  });
  for (std::size_t c = 0; c < chunks; ++c) first[c + 1] += first[c];
  parallel_chunks(octants, octants_per_chunk, [&](std::size_t begin, std::size_t end) {
    const std::int32_t base = first[begin / octants_per_chunk];
    for (std::size_t i = start[begin]; i < start[end]; ++i)
      if (parent[i] >= 0) parent[i] += base;
  });
  return first;
}

void gather_diagonal(const Graph& g, const std::vector<std::int32_t>& parent, std::size_t begin,
                     std::size_t end, Graph& coarse) {
  struct Sum {
    double sum = 0, least = 0;
    int children = 0;
  };
  for (std::size_t i = begin; i < end;) {  // the parts of one octant are numbered in a row
    std::array<Sum, 64> few{};
    std::vector<Sum> many;
    std::size_t stop = i;
    std::int32_t low = -1, high = -1;
    while (stop < end && octant(g.at[stop]) == octant(g.at[i])) {
      if (parent[stop] >= 0) {
        if (low < 0) low = parent[stop];
        high = std::max(high, parent[stop]);
      }
      ++stop;
    }
    const auto parts = static_cast<std::size_t>(low < 0 ? 0 : high - low + 1);
    if (parts > few.size()) many.resize(parts);
    Sum* sums = parts > few.size() ? many.data() : few.data();
    for (; i < stop; ++i) {
      if (parent[i] < 0) continue;
      Sum& s = sums[parent[i] - low];
      const double d = g.diagonal[i];
      s.least = s.children == 0 ? d : std::min(s.least, d);
      s.sum += d;
      ++s.children;
      coarse.at[static_cast<std::size_t>(parent[i])] = octant(g.at[i]);
    }
    for (std::size_t p = 0; p < parts; ++p)
      coarse.diagonal[static_cast<std::size_t>(low) + p] =
          coarse_diagonal(sums[p].sum, sums[p].least, sums[p].children);
  }
}

}  // namespace

float coarse_diagonal(double sum, double least, int children) {
  constexpr double dirichlet_share = 0.75;
  const double inertia = least * children;
  return static_cast<float>(inertia + dirichlet_share * std::max(0.0, sum - inertia));
}

Graph coarsen(const Graph& g, std::vector<std::int32_t>& parent) {
  parent.assign(g.size(), -1);
  const std::vector<std::size_t> start = octant_starts(g);
  const std::vector<std::int32_t> first = number_parts(g, start, parent);
  Graph coarse;
  coarse.at.resize(static_cast<std::size_t>(first.back()));
  coarse.diagonal.assign(coarse.at.size(), 0.0f);
  std::vector<RowChunk> rows(first.size() - 1);
  parallel_chunks(start.size() - 1, octants_per_chunk, [&](std::size_t begin, std::size_t end) {
    const std::size_t chunk = begin / octants_per_chunk;
    gather_diagonal(g, parent, start[begin], start[end], coarse);
    std::vector<CoarseEdge> edges;
    for (std::size_t i = start[begin]; i < start[end]; ++i)
      for (auto e = static_cast<std::size_t>(g.row_start[i]);
           e < static_cast<std::size_t>(g.row_start[i + 1]); ++e) {
        const auto n = static_cast<std::size_t>(g.column[e]);
        if (parent[n] == parent[i]) continue;
        const bool same_octant = octant(g.at[i]) == octant(g.at[n]);
        edges.push_back({parent[i], parent[n], same_octant ? g.weight[e] : face_share * g.weight[e]});
      }
    rows[chunk].append(edges, first[chunk], first[chunk + 1] - first[chunk]);
  });
  join_rows(rows, coarse);
  return coarse;
}

}  // namespace sprue
