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

/// Whether more than two changes between solid and empty meet at p at some height, going round through `faces`.
bool touches(const std::vector<std::int32_t>& faces, const std::vector<Layer>& layers, Vec2 p) {
  std::vector<double> heights;
  bool sloping = false;
  for (const std::int32_t face : faces)
    if (face != outside && layers[static_cast<std::size_t>(face)].filled)
      for (const Height& end : {layers[static_cast<std::size_t>(face)].low, layers[static_cast<std::size_t>(face)].high}) {
        heights.push_back(end(p));
        sloping |= !end.level();
      }
  std::sort(heights.begin(), heights.end());
  for (std::size_t h = 0; h + 1 < heights.size(); ++h) {
    if (sloping && heights[h + 1] - heights[h] < same_sloping_height) continue;
    const double z = 0.5 * (heights[h] + heights[h + 1]);
    int changes = 0;
    for (std::size_t n = 0; n < faces.size(); ++n)
      changes += filled_at(layers, faces[n], p, z) != filled_at(layers, faces[(n + 1) % faces.size()], p, z);
    if (changes > 2) return true;
  }
  return false;
}

bool any_touches(const std::vector<std::int32_t>& faces, const Stacks& stacks, Vec2 p) {
  return std::any_of(stacks.begin(), stacks.end(), [&](const auto* layers) { return touches(faces, *layers, p); });
}

std::vector<std::int32_t> faces_of(const std::vector<Spoke>& spokes) {
  std::vector<std::int32_t> faces;
  for (const Spoke& s : spokes) faces.push_back(s.face);
  return faces;
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
  std::vector<Vertex> points;  // one a spoke; spokes that all but coincide share one
  Vertex towards(Vertex to) const {
    for (std::size_t n = 0; n < spokes.size(); ++n)
      if (spokes[n].to == to) return points[n];
    SPRUE_ASSERT(!"vertex without that edge");
    return points[0];
  }
};

/// Adds the points, `radius` from the vertex. Between spokes that all but coincide a cut across would be a sliver that no file resolves: the
/// wedge between them then ends in one point.
void add_points(PlanarMap& map, Vertex v, double radius, Cut& cut) {
  const double apart = std::min(map_resolution, 0.25 * radius);
  const auto near = [&](Vertex a, Vertex b) { return norm(map.vertices[a] - map.vertices[b]) < apart; };
  for (const Spoke& s : cut.spokes) {
    const Vec2 d = map.vertices[s.to] - map.vertices[v];
    map.vertices.push_back(map.vertices[v] + (radius / norm(d)) * d);
    const auto added = static_cast<Vertex>(map.vertices.size() - 1);
    const bool shared = !cut.points.empty() && near(added, cut.points.back());
    if (shared) map.vertices.pop_back();
    cut.points.push_back(shared ? cut.points.back() : added);
  }
  for (std::size_t n = cut.points.size(); n-- > 0 && near(cut.points[n], cut.points[0]);) cut.points[n] = cut.points[0];   // round the circle
}

using Cuts = std::unordered_map<Vertex, Cut>;

void rewrite(std::vector<Vertex>& loop, const Cuts& cuts) {
  std::vector<Vertex> out;
  for (std::size_t n = 0; n < loop.size(); ++n) {
    const auto cut = cuts.find(loop[n]);
    if (cut == cuts.end()) {
      out.push_back(loop[n]);
      continue;
    }
    const Vertex before = cut->second.towards(loop[(n + loop.size() - 1) % loop.size()]), after = cut->second.towards(loop[(n + 1) % loop.size()]);
    out.push_back(before);
    if (after != before) out.push_back(after);
  }
  loop = std::move(out);
}

/// Whether a corner of the cut would be a touch again if the layer of face `inside` filled the cut. Only where spokes share a corner: the wedge
/// between them meets the cut in a point.
bool touches_again(const PlanarMap& map, const Stacks& stacks, const Cut& cut, std::int32_t inside) {
  const std::size_t count = cut.points.size();
  for (std::size_t n = 0; n < count; ++n) {
    if (cut.points[(n + count - 1) % count] == cut.points[n]) continue;   // not the first spoke of its corner
    std::vector<std::int32_t> around{inside, cut.spokes[(n + count - 1) % count].face};
    for (std::size_t k = n; cut.points[k % count] == cut.points[n]; ++k) around.push_back(cut.spokes[k % count].face);
    if (any_touches(around, stacks, map.vertices[cut.points[n]])) return true;
  }
  return false;
}

/// The lowest neighbour that leaves no touch; else the lowest.
std::int32_t filling(const PlanarMap& map, const Stacks& stacks, const Cut& cut) {
  std::vector<std::int32_t> faces = faces_of(cut.spokes);
  const Vec2 p = map.vertices[cut.points[0]];
  std::stable_sort(faces.begin(), faces.end(), [&](std::int32_t a, std::int32_t b) { return height(*stacks[0], a, p) < height(*stacks[0], b, p); });
  const auto good = std::find_if(faces.begin(), faces.end(), [&](std::int32_t face) { return !touches_again(map, stacks, cut, face); });
  return good == faces.end() ? faces.front() : *good;
}

void add_face(PlanarMap& map, const Stacks& stacks, const Cut& cut) {
  std::vector<Vertex> corners = cut.points;
  corners.erase(std::unique(corners.begin(), corners.end()), corners.end());
  if (corners.back() == corners.front()) corners.pop_back();
  if (corners.size() < 3) return;   // two wedges: what lies between them meets along the line from tip to tip
  const std::int32_t lowest = filling(map, stacks, cut);
  PlanarFace face;
  if (lowest != outside) face.covered_by = map.faces[static_cast<std::size_t>(lowest)].covered_by;
  face.loops.push_back(std::move(corners));
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
    Cut cut{spokes_of(map, v, passes[v]), {}};
    if (cut.spokes.size() < 4) continue;
    if (!any_touches(faces_of(cut.spokes), stacks, map.vertices[v])) continue;
    const double radius = std::min(touch_radius, 0.4 * room(map, v, 2.5 * touch_radius));
    add_points(map, v, radius, cut);
    order.push_back(v);
    cuts.emplace(v, std::move(cut));
  }
  for (PlanarFace& face : map.faces)
    for (auto& loop : face.loops) rewrite(loop, cuts);
  for (Vertex v : order) add_face(map, stacks, cuts.at(v));
  return static_cast<int>(order.size());
}

}  // namespace sprue
