#include "meshing/regions.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/core/error.h"

namespace sprue {

namespace {

using Numbers = std::vector<std::uint32_t>;

/// Borders one after the other between junctions (vertices where not exactly two of them meet), or around in
/// a ring.
struct Chain {
  Numbers vertices;
  std::uint32_t first_border = 0;
};

std::vector<Chain> chains_of(std::size_t vertex_count, const std::vector<Border>& some) {
  std::vector<Numbers> at(vertex_count);  // borders by end
  for (std::uint32_t e = 0; e < some.size(); ++e) {
    at[some[e].from].push_back(e);
    at[some[e].to].push_back(e);
  }
  std::vector<char> done(some.size(), 0);
  std::vector<Chain> out;
  const auto follow = [&](std::uint32_t start, std::uint32_t edge) {
    Chain chain{{start}, edge};
    std::uint32_t vertex = start;
    for (;;) {
      done[edge] = 1;
      vertex = some[edge].from == vertex ? some[edge].to : some[edge].from;
      chain.vertices.push_back(vertex);
      if (at[vertex].size() != 2 || vertex == start) break;
      edge = at[vertex][0] == edge ? at[vertex][1] : at[vertex][0];
      if (done[edge]) break;
    }
    out.push_back(std::move(chain));
  };
  for (std::uint32_t v = 0; v < vertex_count; ++v) {
    if (at[v].size() == 2) continue;
    for (const std::uint32_t e : at[v]) {
      if (!done[e]) follow(v, e);
    }
  }
  for (std::uint32_t e = 0; e < some.size(); ++e) {
    if (!done[e]) follow(some[e].from, e);
  }
  return out;
}

double distance_to_segment(Vec2 p, Vec2 a, Vec2 b) {
  const double length2 = dot(b - a, b - a);
  const double t = length2 > 0 ? std::clamp(dot(p - a, b - a) / length2, 0.0, 1.0) : 0;
  return norm(p - (a + t * (b - a)));
}

/// Douglas-Peucker with a stack: marks which of the chain's points stay.
void simplify(const std::vector<Vec2>& vertices, const Numbers& chain, double tolerance,
              std::vector<char>& stays) {
  std::vector<std::pair<std::size_t, std::size_t>> open = {{0, chain.size() - 1}};
  stays[chain.front()] = stays[chain.back()] = 1;
  if (chain.front() ==
      chain.back()) {  // a closed chain also keeps its middle, and the farthest point of each half
    open = {{0, chain.size() / 2}, {chain.size() / 2, chain.size() - 1}};
    stays[chain[chain.size() / 2]] = 1;
  }
  while (!open.empty()) {
    const auto [first, last] = open.back();
    open.pop_back();
    double worst = 0;
    std::size_t farthest = first;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double d = distance_to_segment(vertices[chain[i]], vertices[chain[first]], vertices[chain[last]]);
      if (d > worst) {
        worst = d;
        farthest = i;
      }
    }
    if (worst <= tolerance) continue;
    stays[chain[farthest]] = 1;
    open.emplace_back(first, farthest);
    open.emplace_back(farthest, last);
  }
}

}  // namespace

std::vector<Border> borders(const PlanarMap& map) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> number;
  std::vector<Border> out;
  for (std::size_t f = 0; f < map.faces.size(); ++f) {
    for (const auto& loop : map.faces[f].loops) {
      for (std::size_t i = 0; i < loop.size(); ++i) {
        const std::uint32_t a = loop[i], b = loop[(i + 1) % loop.size()];
        const auto other = number.find({b, a});
        if (other != number.end()) {
          out[other->second].right = static_cast<int>(f);
        } else {
          number[{a, b}] = out.size();
          out.push_back({a, b, static_cast<int>(f), no_face});
        }
      }
    }
  }
  return out;
}

int give_away_slivers(const PlanarMap& map, double width, int outside, std::vector<int>& classes) {
  SPRUE_ASSERT(classes.size() == map.faces.size());
  std::vector<double> outline(map.faces.size(), 0);
  std::vector<std::map<int, double>> shared(map.faces.size());
  for (const Border& b : borders(map)) {
    const double length = norm(map.vertices[b.to] - map.vertices[b.from]);
    outline[static_cast<std::size_t>(b.left)] += length;
    shared[static_cast<std::size_t>(b.left)][b.right] += length;
    if (b.right == no_face) continue;
    outline[static_cast<std::size_t>(b.right)] += length;
    shared[static_cast<std::size_t>(b.right)][b.left] += length;
  }
  std::vector<std::pair<double, std::size_t>> slivers;
  for (std::size_t f = 0; f < map.faces.size(); ++f) {
    const double size = area(map, map.faces[f]);
    if (size < width * width || 2 * size < width * outline[f]) slivers.emplace_back(size, f);
  }
  std::sort(slivers.begin(), slivers.end());
  int changed = 0;
  for (const auto& [size, f] : slivers) {
    std::map<int, double> by_class;
    for (const auto& [other, length] : shared[f]) {
      by_class[other == no_face ? outside : classes[static_cast<std::size_t>(other)]] += length;
    }
    const auto longest = std::max_element(by_class.begin(), by_class.end(),
                                          [](const auto& l, const auto& r) { return l.second < r.second; });
    if (longest == by_class.end() || longest->first == classes[f]) continue;
    classes[f] = longest->first;
    ++changed;
  }
  return changed;
}

namespace {

/// Directed lines joined end to start into closed rings. Every vertex is entered as often as it is left.
Rings join_rings(const std::vector<Vec2>& vertices, const std::vector<Numbers>& lines) {
  std::map<std::uint32_t, std::vector<std::size_t>> leaving;
  for (std::size_t i = lines.size(); i-- > 0;) leaving[lines[i].front()].push_back(i);
  Rings rings;
  for (auto& [start, waiting] : leaving) {
    while (!waiting.empty()) {
      auto& ring = rings.emplace_back();
      std::uint32_t at = start;
      do {
        auto& next = leaving.at(at);
        SPRUE_ASSERT(!next.empty());
        const Numbers& line = lines[next.back()];
        next.pop_back();
        for (std::size_t i = 0; i + 1 < line.size(); ++i) ring.push_back(vertices[line[i]]);
        at = line.back();
      } while (at != start);
    }
  }
  return rings;
}

}  // namespace

Rings rings_of(const PlanarMap& map, const std::vector<char>& chosen) {
  SPRUE_ASSERT(chosen.size() == map.faces.size());
  std::vector<Numbers> lines;
  for (const Border& b : borders(map)) {
    const bool left = chosen[static_cast<std::size_t>(b.left)];
    const bool right = b.right != no_face && chosen[static_cast<std::size_t>(b.right)];
    if (left && !right) lines.push_back({b.from, b.to});
    if (right && !left) lines.push_back({b.to, b.from});
  }
  return join_rings(map.vertices, lines);
}

PlanarMap map_of_classes(const PlanarMap& map, const std::vector<int>& classes, double tolerance) {
  SPRUE_ASSERT(classes.size() == map.faces.size());
  const auto class_of = [&](int face) {
    return face == no_face ? -1 : std::max(-1, classes[static_cast<std::size_t>(face)]);
  };
  std::vector<Border> kept;
  for (const Border& b : borders(map)) {
    if (class_of(b.left) != class_of(b.right)) kept.push_back(b);
  }
  int count = 0;
  for (const int c : classes) count = std::max(count, c + 1);
  std::vector<std::vector<Numbers>> lines(static_cast<std::size_t>(count));
  std::vector<char> stays(map.vertices.size(), 0);
  for (const Chain& chain : chains_of(map.vertices.size(), kept)) {
    simplify(map.vertices, chain.vertices, tolerance, stays);
    Numbers line;
    for (const std::uint32_t v : chain.vertices) {
      if (stays[v]) line.push_back(v);
    }
    const Border& first = kept[chain.first_border];
    const bool forward = first.from == chain.vertices[0];
    const int left = class_of(forward ? first.left : first.right),
              right = class_of(forward ? first.right : first.left);
    if (left >= 0) lines[static_cast<std::size_t>(left)].push_back(line);
    if (right >= 0) lines[static_cast<std::size_t>(right)].emplace_back(line.rbegin(), line.rend());
  }
  std::vector<PlanarShape> shapes;
  for (const auto& of_class : lines)
    shapes.push_back({join_rings(map.vertices, of_class), FillRule::nonzero});
  return overlay(shapes);
}

std::vector<Polyline> chains(const PlanarMap& map, const std::vector<Border>& some, double tolerance) {
  std::vector<Polyline> out;
  std::vector<char> stays(map.vertices.size(), 0);
  for (const Chain& chain : chains_of(map.vertices.size(), some)) {
    simplify(map.vertices, chain.vertices, tolerance, stays);
    Polyline& line = out.emplace_back();
    line.closed = chain.vertices.front() == chain.vertices.back();
    for (const std::uint32_t v : chain.vertices) {
      if (stays[v]) line.points.push_back(map.vertices[v]);
    }
    if (line.closed) line.points.pop_back();
  }
  return out;
}

Vec2 point_inside(const PlanarMap& map, const PlanarFace& face) {
  double low = map.vertices[face.loops[0][0]].y, high = low;
  for (const std::uint32_t v : face.loops[0]) {
    low = std::min(low, map.vertices[v].y);
    high = std::max(high, map.vertices[v].y);
  }
  constexpr int lines = 9;
  Vec2 best = map.vertices[face.loops[0][0]];
  double longest = 0;
  for (int k = 0; k < lines; ++k) {
    const double y = low + (k + 0.5) / lines * (high - low);
    std::vector<double> xs;
    for (const auto& loop : face.loops) {
      for (std::size_t i = 0; i < loop.size(); ++i) {
        const Vec2 a = map.vertices[loop[i]], b = map.vertices[loop[(i + 1) % loop.size()]];
        if ((a.y <= y) != (b.y <= y)) xs.push_back(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
      }
    }
    std::sort(xs.begin(), xs.end());
    for (std::size_t i = 0; i + 1 < xs.size(); i += 2) {
      // Chords near the middle of the height are preferred to equally long ones at the ends.
      const double chord = (xs[i + 1] - xs[i]) * (1 - 0.1 * std::abs(k - lines / 2) / (lines / 2));
      if (chord <= longest) continue;
      longest = chord;
      best = {(xs[i] + xs[i + 1]) / 2, y};
    }
  }
  return best;
}

}  // namespace sprue
