#include "meshing/corner_touch.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "engine/core/error.h"

namespace sprue {

namespace {

using Vertex = std::uint32_t;
using Stacks = std::vector<std::vector<Layer>*>;
constexpr std::int32_t outside = -1;

/// A face passes the vertex: it lies between the edge to `next` and, counter-clockwise, the edge to
/// `previous`.
struct Pass {
  Vertex previous, next;
  std::int32_t face;
};

/// Edge from a vertex to `to`, and the face counter-clockwise of it.
struct Spoke {
  Vertex to;
  double angle;
  std::int32_t face;
};

std::vector<std::vector<Pass>> passes_of(const PlanarMap& map) {
  std::vector<std::vector<Pass>> passes(map.vertices.size());
  for (std::size_t f = 0; f < map.faces.size(); ++f)
    for (const auto& loop : map.faces[f].loops)
      for (std::size_t n = 0; n < loop.size(); ++n)
        passes[loop[n]].push_back({loop[(n + loop.size() - 1) % loop.size()], loop[(n + 1) % loop.size()],
                                   static_cast<std::int32_t>(f)});
  return passes;
}

std::vector<Spoke> spokes_of(const PlanarMap& map, Vertex v, const std::vector<Pass>& passes) {
  std::vector<Spoke> spokes;
  const auto add = [&](Vertex to, std::int32_t face) {
    for (Spoke& s : spokes)
      if (s.to == to) {
        if (face != outside) s.face = face;
        return;
      }
    const Vec2 d = map.vertices[to] - map.vertices[v];
    spokes.push_back({to, std::atan2(d.y, d.x), face});
  };
  for (const Pass& p : passes) add(p.next, p.face), add(p.previous, outside);
  std::sort(spokes.begin(), spokes.end(), [](const Spoke& a, const Spoke& b) { return a.angle < b.angle; });
  return spokes;
}

bool filled_at(const std::vector<Layer>& layers, std::int32_t face, Vec2 p, double z) {
  if (face == outside) return false;
  const Layer& layer = layers[static_cast<std::size_t>(face)];
  return layer.filled && layer.low(p) < z && z < layer.high(p);
}

bool touches(const std::vector<Spoke>& spokes, const std::vector<Layer>& layers, Vec2 p) {
  std::vector<double> heights;
  bool sloping = false;
  for (const Spoke& s : spokes)
    if (s.face != outside && layers[static_cast<std::size_t>(s.face)].filled)
      for (const Height& end : {layers[static_cast<std::size_t>(s.face)].low, layers[static_cast<std::size_t>(s.face)].high}) {
        heights.push_back(end(p));
        sloping |= !end.level();
      }
  std::sort(heights.begin(), heights.end());
  for (std::size_t h = 0; h + 1 < heights.size(); ++h) {
    if (sloping && heights[h + 1] - heights[h] < same_sloping_height) continue;
    const double z = 0.5 * (heights[h] + heights[h + 1]);
    int changes = 0;
    for (std::size_t n = 0; n < spokes.size(); ++n)
      changes +=
          filled_at(layers, spokes[n].face, p, z) != filled_at(layers, spokes[(n + 1) % spokes.size()].face, p, z);
    if (changes > 2) return true;
  }
  return false;
}

double distance(Vec2 p, Vec2 a, Vec2 b) {
  const Vec2 d = b - a;
  const double t = std::clamp(dot(p - a, d) / dot(d, d), 0.0, 1.0);
  return norm(p - a - t * d);
}

/// Room around v: the distance to the nearest vertex or edge that is not its own.
double room(const PlanarMap& map, Vertex v, double enough) {
  const Vec2 p = map.vertices[v];
  double least = enough;
  for (const PlanarFace& face : map.faces)
    for (const auto& loop : face.loops)
      for (std::size_t n = 0; n < loop.size(); ++n) {
        const Vertex from = loop[n], to = loop[(n + 1) % loop.size()];
        const Vec2 a = map.vertices[from], b = map.vertices[to];
        if (from == v || to == v) {
          least = std::min(least, norm(b - a));
        } else if (std::min(a.x, b.x) < p.x + enough && std::max(a.x, b.x) > p.x - enough &&
                   std::min(a.y, b.y) < p.y + enough && std::max(a.y, b.y) > p.y - enough) {
          least = std::min(least, distance(p, a, b));
        }
      }
  return least;
}

double height(const std::vector<Layer>& layers, std::int32_t face, Vec2 p) {
  if (face == outside || !layers[static_cast<std::size_t>(face)].filled) return 0;
  return (layers[static_cast<std::size_t>(face)].high - layers[static_cast<std::size_t>(face)].low)(p);
}

/// A touching vertex with its replacement: a point on each spoke, in the order of the spokes.
struct Cut {
  std::vector<Spoke> spokes;
  Vertex first = 0;  // the new vertices are consecutive
  Vertex towards(Vertex to) const {
    for (std::size_t n = 0; n < spokes.size(); ++n)
      if (spokes[n].to == to) return first + static_cast<Vertex>(n);
    SPRUE_ASSERT(!"vertex without that edge");
    return first;
  }
};

using Cuts = std::unordered_map<Vertex, Cut>;

void rewrite(std::vector<Vertex>& loop, const Cuts& cuts) {
  std::vector<Vertex> out;
  for (std::size_t n = 0; n < loop.size(); ++n) {
    const auto cut = cuts.find(loop[n]);
    if (cut == cuts.end()) {
      out.push_back(loop[n]);
      continue;
    }
    out.push_back(cut->second.towards(loop[(n + loop.size() - 1) % loop.size()]));
    out.push_back(cut->second.towards(loop[(n + 1) % loop.size()]));
  }
  loop = std::move(out);
}

void add_face(PlanarMap& map, const Stacks& stacks, const Cut& cut) {
  const Vec2 p = map.vertices[cut.first];
  std::int32_t lowest = cut.spokes[0].face;
  for (const Spoke& s : cut.spokes)
    if (height(*stacks[0], s.face, p) < height(*stacks[0], lowest, p)) lowest = s.face;
  PlanarFace face;
  if (lowest != outside) face.covered_by = map.faces[static_cast<std::size_t>(lowest)].covered_by;
  face.loops.emplace_back();
  for (std::size_t n = 0; n < cut.spokes.size(); ++n)
    face.loops[0].push_back(cut.first + static_cast<Vertex>(n));
  map.faces.push_back(std::move(face));
  for (auto* layers : stacks)
    layers->push_back(lowest == outside ? Layer{} : Layer((*layers)[static_cast<std::size_t>(lowest)]));
}

}  // namespace

int separate_corner_touches(PlanarMap& map, const Stacks& stacks) {
  for (const auto* layers : stacks) SPRUE_ASSERT(layers->size() == map.faces.size());
  const auto passes = passes_of(map);
  const Vertex old_count = static_cast<Vertex>(map.vertices.size());
  Cuts cuts;
  std::vector<Vertex> order;
  for (Vertex v = 0; v < old_count; ++v) {
    Cut cut{spokes_of(map, v, passes[v])};
    if (cut.spokes.size() < 4) continue;
    if (std::none_of(stacks.begin(), stacks.end(), [&](const auto* l) { return touches(cut.spokes, *l, map.vertices[v]); }))
      continue;
    const double radius = std::min(touch_radius, 0.4 * room(map, v, 2.5 * touch_radius));
    cut.first = static_cast<Vertex>(map.vertices.size());
    for (const Spoke& s : cut.spokes) {
      const Vec2 d = map.vertices[s.to] - map.vertices[v];
      map.vertices.push_back(map.vertices[v] + (radius / norm(d)) * d);
    }
    order.push_back(v);
    cuts.emplace(v, std::move(cut));
  }
  for (PlanarFace& face : map.faces)
    for (auto& loop : face.loops) rewrite(loop, cuts);
  for (Vertex v : order) add_face(map, stacks, cuts.at(v));
  return static_cast<int>(order.size());
}

}  // namespace sprue
