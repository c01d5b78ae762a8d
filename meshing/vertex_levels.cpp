#include "meshing/vertex_levels.h"

#include <algorithm>
#include <map>

#include "engine/core/error.h"

namespace sprue {

std::vector<FilledEdge> filled_edges(const LayeredMap& solid) {
  std::vector<FilledEdge> edges;
  for (std::size_t f = 0; f < solid.map.faces.size(); ++f) {
    if (!solid.layers[f].filled) continue;
    for (const auto& loop : solid.map.faces[f].loops)
      for (std::size_t n = 0; n < loop.size(); ++n) {
        const std::uint32_t a = loop[n], b = loop[(n + 1) % loop.size()];
        const auto face = static_cast<std::int32_t>(f);
        edges.push_back(a < b ? FilledEdge{a, b, face, FilledEdge::nothing} : FilledEdge{b, a, FilledEdge::nothing, face});
      }
  }
  std::sort(edges.begin(), edges.end(), [](const FilledEdge& a, const FilledEdge& b) {
    return a.from != b.from ? a.from < b.from : a.to < b.to;
  });
  std::size_t kept = 0;
  for (std::size_t n = 0; n < edges.size(); ++n) {
    FilledEdge& last = edges[kept ? kept - 1 : 0];
    if (kept && last.from == edges[n].from && last.to == edges[n].to) {
      last.left = std::max(last.left, edges[n].left), last.right = std::max(last.right, edges[n].right);
    } else {
      edges[kept++] = edges[n];
    }
  }
  edges.resize(kept);
  return edges;
}

std::uint32_t split_crossed_edges(LayeredMap& solid) {
  const auto first_new = static_cast<std::uint32_t>(solid.map.vertices.size());
  std::vector<std::vector<std::pair<double, std::uint32_t>>> added;   // per edge: share of the way, vertex
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> number;
  for (const FilledEdge& e : filled_edges(solid)) {
    if (e.left == FilledEdge::nothing || e.right == FilledEdge::nothing) continue;
    const Layer &l = solid.layers[static_cast<std::size_t>(e.left)], &r = solid.layers[static_cast<std::size_t>(e.right)];
    if (l.low.level() && l.high.level() && r.low.level() && r.high.level()) continue;
    const Vec2 a = solid.map.vertices[e.from], b = solid.map.vertices[e.to];
    std::vector<double> ways;
    for (const Height& difference : {l.high - r.high, l.low - r.low, l.high - r.low, l.low - r.high}) {
      const double u = difference(a), v = difference(b);
      if (std::min(u, v) < -same_sloping_height && std::max(u, v) > same_sloping_height) ways.push_back(u / (u - v));
    }
    if (ways.empty()) continue;
    std::sort(ways.begin(), ways.end());
    const double together = map_resolution / norm(b - a);
    ways.erase(std::unique(ways.begin(), ways.end(), [&](double t, double u) { return u - t < together; }), ways.end());
    number[{e.from, e.to}] = added.size();
    added.emplace_back();
    for (double t : ways) {
      added.back().push_back({t, static_cast<std::uint32_t>(solid.map.vertices.size())});
      solid.map.vertices.push_back(a + t * (b - a));
    }
  }
  if (added.empty()) return first_new;
  for (PlanarFace& face : solid.map.faces)
    for (auto& loop : face.loops) {
      std::vector<std::uint32_t> with;
      for (std::size_t n = 0; n < loop.size(); ++n) {
        const std::uint32_t from = loop[n], to = loop[(n + 1) % loop.size()];
        with.push_back(from);
        const auto it = number.find({std::min(from, to), std::max(from, to)});
        if (it == number.end()) continue;
        std::vector<std::pair<double, std::uint32_t>> between = added[it->second];
        if (from > to) std::reverse(between.begin(), between.end());
        for (const auto& [t, v] : between) with.push_back(v);
      }
      loop = std::move(with);
    }
  return first_new;
}

FreeWalls free_walls(const EdgeEnds& own, const EdgeEnds& other) {
  const auto lesser = [](const LevelPair& a, const LevelPair& b) { return LevelPair{std::min(a[0], b[0]), std::min(a[1], b[1])}; };
  const auto larger = [](const LevelPair& a, const LevelPair& b) { return LevelPair{std::max(a[0], b[0]), std::max(a[1], b[1])}; };
  return {{own.low, lesser(own.high, larger(own.low, other.low))}, {larger(own.low, lesser(own.high, other.high)), own.high}};
}

VertexLevels::VertexLevels(const LayeredMap& solid, const std::vector<FilledEdge>& edges) : solid_(solid), heights_(solid.map.vertices.size()), levels_(solid.map.vertices.size()) {
  for (const FilledEdge& e : edges)
    for (std::int32_t face : {e.left, e.right}) {
      if (face == FilledEdge::nothing) continue;
      const Layer& layer = solid.layers[static_cast<std::size_t>(face)];
      for (std::uint32_t v : {e.from, e.to})
        for (const Height& end : {layer.low, layer.high}) heights_[v].push_back({value(v, end), !end.level(), 0});
    }
  for (std::uint32_t v = 0; v < heights_.size(); ++v) number(v);
}

std::uint32_t VertexLevels::at(std::uint32_t vertex, const Height& end) const {
  const auto& h = heights_[vertex];
  const double z = value(vertex, end);
  const auto it = std::lower_bound(h.begin(), h.end(), z, [](const Entry& e, double u) { return e.z < u; });
  SPRUE_ASSERT(it != h.end() && it->z == z);
  return it->level;
}

void VertexLevels::number(std::uint32_t vertex) {
  auto& h = heights_[vertex];
  std::sort(h.begin(), h.end(), [](const Entry& a, const Entry& b) { return a.z != b.z ? a.z < b.z : a.slopes < b.slopes; });
  const auto same = [](const Entry& a, const Entry& b) { return b.z == a.z || ((a.slopes || b.slopes) && b.z - a.z < same_sloping_height); };
  for (std::size_t begin = 0, end = 0; begin < h.size(); begin = end) {
    for (end = begin + 1; end < h.size() && same(h[end - 1], h[end]); ++end) {
    }
    const auto first = h.begin() + static_cast<std::ptrdiff_t>(begin), last = h.begin() + static_cast<std::ptrdiff_t>(end);
    const auto level = std::find_if(first, last, [](const Entry& e) { return !e.slopes; });
    for (auto it = first; it != last; ++it) it->level = static_cast<std::uint32_t>(levels_[vertex].size());
    levels_[vertex].push_back(level != last ? level->z : first->z);
  }
}

}  // namespace sprue
