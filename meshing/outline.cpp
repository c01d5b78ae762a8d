#include "meshing/outline.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/error.h"

namespace sprue {

namespace {

struct Edge {
  std::uint32_t from, to;
  friend auto operator<=>(const Edge&, const Edge&) = default;
};

/// Edges of filled faces that no other filled face has in the opposite sense, sorted by their start.
std::vector<Edge> border(const LayeredMap& solid) {
  std::vector<Edge> all, free;
  for (std::size_t f = 0; f < solid.layers.size(); ++f) {
    if (!solid.layers[f].filled) continue;
    for (const auto& loop : solid.map.faces[f].loops)
      for (std::size_t n = 0; n < loop.size(); ++n) all.push_back({loop[n], loop[(n + 1) % loop.size()]});
  }
  std::sort(all.begin(), all.end());
  for (const Edge& e : all)
    if (!std::binary_search(all.begin(), all.end(), Edge{e.to, e.from})) free.push_back(e);
  return free;
}

/// Clockwise angle from `in` to `out`, in (0, 2 pi].
double clockwise(Vec2 in, Vec2 out) {
  const double angle = std::atan2(cross(out, in), dot(in, out));
  return angle > 0 ? angle : angle + 2 * std::numbers::pi;
}

}  // namespace

std::vector<std::vector<Vec2>> outline(const LayeredMap& solid) {
  const std::vector<Edge> edges = border(solid);
  const auto& at = solid.map.vertices;
  std::vector<char> used(edges.size(), 0);
  std::vector<std::vector<Vec2>> rings;
  for (std::size_t first = 0; first < edges.size(); ++first) {
    if (used[first]) continue;
    rings.emplace_back();
    for (std::size_t e = first;;) {
      used[e] = 1;
      rings.back().push_back(at[edges[e].from]);
      // the next edge: the first one clockwise from where this one came, the filled side between them
      const Vec2 back = at[edges[e].from] - at[edges[e].to];
      std::size_t next = edges.size();
      double least = HUGE_VAL;
      for (auto it = std::lower_bound(edges.begin(), edges.end(), Edge{edges[e].to, 0}); it != edges.end() && it->from == edges[e].to; ++it) {
        const double turn = clockwise(back, at[it->to] - at[it->from]);
        if (turn < least) least = turn, next = static_cast<std::size_t>(it - edges.begin());
      }
      SPRUE_ASSERT(next < edges.size());
      if (used[next]) break;
      e = next;
    }
  }
  return rings;
}

}  // namespace sprue
