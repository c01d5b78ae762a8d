#include "meshing/planar_map.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "engine/core/error.h"
#include "meshing/segment_crossings.h"
#include "meshing/snapped_segments.h"
#include "meshing/subdivision.h"

namespace sprue {

namespace {

std::vector<PlanarEdge> edges_of(const std::vector<Strand>& strands) {
  std::vector<PlanarEdge> edges;
  for (const Strand& s : strands)
    if (edges.empty() || edges.back().a != s.a || edges.back().b != s.b) edges.push_back({s.a, s.b});
  return edges;
}

/// Lists of numbers one behind the other.
template <class T>
struct Lists {
  std::vector<T> all;
  std::vector<std::size_t> first, end;  ///< per list
  std::span<const T> operator[](std::size_t n) const { return {all.data() + first[n], all.data() + end[n]}; }
};

/// How often each shape winds around a face; shapes that do not are absent. Ascending in shape.
using Winding = std::pair<int, int>;

class Labels {
 public:
  /// What covers each face, breadth first from outside.
  Labels(const Subdivision& faces, const std::vector<Strand>& strands, std::size_t edge_count) : strands_(strands) {
    first_strand_.reserve(edge_count + 1);
    for (std::size_t s = 0; s < strands.size(); ++s)
      if (s == 0 || strands[s].a != strands[s - 1].a || strands[s].b != strands[s - 1].b) first_strand_.push_back(s);
    first_strand_.push_back(strands.size());
    windings_.first.assign(faces.rings.size(), unknown), windings_.end.assign(faces.rings.size(), 0);
    windings_.first[0] = 0;
    std::vector<std::uint32_t> queue{0};
    for (std::size_t at = 0; at < queue.size(); ++at)
      for (const std::uint32_t start : faces.rings[queue[at]]) {
        std::uint32_t h = start;
        do {
          const std::uint32_t other = faces.face[h ^ 1u];
          if (windings_.first[other] == unknown) wind_across(h ^ 1u, queue[at], other), queue.push_back(other);
          h = faces.next[h];
        } while (h != start);
      }
  }

  Lists<int> covers(const std::vector<PlanarShape>& shapes) const {
    Lists<int> covers;
    for (std::size_t f = 0; f < windings_.first.size(); ++f) {
      covers.first.push_back(covers.all.size());
      for (const auto& [shape, turns] : windings_[f])
        if (shapes[static_cast<std::size_t>(shape)].rule == FillRule::nonzero || turns % 2 != 0) covers.all.push_back(shape);
      covers.end.push_back(covers.all.size());
    }
    return covers;
  }

 private:
  static constexpr std::size_t unknown = ~std::size_t{0};

  /// From the windings of one face those of its neighbour, the left face of half edge h.
  void wind_across(std::uint32_t h, std::uint32_t from, std::uint32_t to) {
    const int sense = h % 2 ? -1 : 1;
    std::size_t w = windings_.first[from], s = first_strand_[h / 2];
    const std::size_t w_end = windings_.end[from], s_end = first_strand_[h / 2 + 1];
    windings_.first[to] = windings_.all.size();
    while (w < w_end || s < s_end) {
      const bool old = w < w_end && (s == s_end || windings_.all[w].first <= strands_[s].shape), crossed = s < s_end && (w == w_end || strands_[s].shape <= windings_.all[w].first);
      const Winding sum{old ? windings_.all[w].first : strands_[s].shape, (old ? windings_.all[w].second : 0) + (crossed ? sense * strands_[s].turns : 0)};
      if (sum.second != 0) windings_.all.push_back(sum);
      w += old, s += crossed;
    }
    windings_.end[to] = windings_.all.size();
  }

  const std::vector<Strand>& strands_;
  std::vector<std::size_t> first_strand_;  // of each edge
  Lists<Winding> windings_;                // of each face
};

/// Faces joined where nothing but an edge without meaning (the same cover on both sides) lay between them.
struct JoinedFaces {
  std::vector<int> parent;
  int root(int f) {
    while (parent[static_cast<std::size_t>(f)] != f) {
      f = parent[static_cast<std::size_t>(f)] =
          parent[static_cast<std::size_t>(parent[static_cast<std::size_t>(f)])];
    }
    return f;
  }
  void join(int l, int r) {
    l = root(l);
    r = root(r);
    parent[static_cast<std::size_t>(std::max(l, r))] = std::min(l, r);
  }
};

double ring_area(const std::vector<Vec2>& vertices, const std::vector<std::uint32_t>& loop) {
  double twice = 0;
  const Vec2 origin = vertices[loop[0]];
  for (std::size_t i = 1; i + 1 < loop.size(); ++i) {
    twice += cross(vertices[loop[i]] - origin, vertices[loop[i + 1]] - origin);
  }
  return twice / 2;
}

/// Traces the loops of kept edges; numbers faces in order of first appearance, outer loop in front.
PlanarMap trace_faces(const Segments& segments, const std::vector<PlanarEdge>& edges, const Subdivision& faces, const Lists<int>& covers) {
  JoinedFaces joined;
  joined.parent.resize(faces.rings.size());
  std::iota(joined.parent.begin(), joined.parent.end(), 0);
  enum : char { dropped, kept, traced };
  std::vector<char> state(faces.next.size(), kept);
  for (std::size_t h = 0; h < state.size(); h += 2) {
    const auto left = covers[faces.face[h]], right = covers[faces.face[h + 1]];
    if (!std::equal(left.begin(), left.end(), right.begin(), right.end())) continue;
    state[h] = state[h + 1] = dropped;
    joined.join(static_cast<int>(faces.face[h]), static_cast<int>(faces.face[h + 1]));
  }
  PlanarMap map;
  constexpr std::uint32_t unnumbered = ~0u;
  std::vector<std::uint32_t> vertex_number(segments.points.size(), unnumbered), face_number(faces.rings.size(), unnumbered);
  for (std::uint32_t h = 0; h < state.size(); ++h) {
    const auto root = static_cast<std::size_t>(joined.root(static_cast<int>(faces.face[h])));
    if (state[h] != kept || root == 0) continue;
    std::vector<std::uint32_t> loop;
    std::uint32_t at = h;
    do {
      state[at] = traced;
      const std::uint32_t point = at % 2 ? edges[at / 2].b : edges[at / 2].a;
      std::uint32_t& number = vertex_number[point];
      if (number == unnumbered) number = static_cast<std::uint32_t>(map.vertices.size()), map.vertices.push_back(segments.points[point]);
      loop.push_back(number);
      at = faces.next[at];
      while (state[at] == dropped) at = faces.next[at ^ 1u];
    } while (at != h);
    if (face_number[root] == unnumbered) {
      face_number[root] = static_cast<std::uint32_t>(map.faces.size());
      map.faces.push_back({{}, {covers[root].begin(), covers[root].end()}});
    }
    auto& loops = map.faces[face_number[root]].loops;
    const bool outer = ring_area(map.vertices, loop) > 0;
    loops.insert(outer ? loops.begin() : loops.end(), std::move(loop));
  }
  return map;
}

}  // namespace

PlanarMap overlay(const std::vector<PlanarShape>& shapes) {
  constexpr int max_passes = 30;  // two to four are usual
  Segments segments = segments_of(shapes);
  for (int pass = 0; pass < max_passes; ++pass) {
    bool settled = true;
    // Where many curves nearly coincide, pulling one through a vertex makes it cross the next: to the grid then.
    if (pass < 3) {
      weld_points(segments, map_resolution);
      split_at_near_points(segments, map_resolution);
    } else {
      round_to_grid(segments, map_grid);
      settled = !split_at_grid_points(segments, map_grid);
    }
    if (segments.strands.empty()) return {};
    if (split_at_crossings(segments) || !settled) continue;
    const std::vector<PlanarEdge> edges = edges_of(segments.strands);
    const Subdivision faces = subdivide(segments.points, edges);
    return trace_faces(segments, edges, faces, Labels(faces, segments.strands, edges.size()).covers(shapes));
  }
  throw InputError("the shapes cross each other in ever new points at the map's resolution of 20 nm",
                   "overlay", "", "draw the part larger than a millimetre and without coincident curves");
}

double area(const PlanarMap& map, const PlanarFace& face) {
  double sum = 0;
  for (const auto& loop : face.loops) sum += ring_area(map.vertices, loop);
  return sum;
}

/// Integral of a height over a face: Green's theorem edge by edge, from the loop's own first vertex (far origins cost no digits).
double integral(const PlanarMap& map, const PlanarFace& face, const Height& height) {
  double sum = 0;
  for (const auto& loop : face.loops) {
    const Vec2 origin = map.vertices[loop[0]];
    double area = 0;
    Vec2 first;
    for (std::size_t n = 0; n < loop.size(); ++n) {
      const Vec2 a = map.vertices[loop[n]] - origin, b = map.vertices[loop[(n + 1) % loop.size()]] - origin;
      const double twice = cross(a, b);
      area += twice / 2;
      first = first + (twice / 6) * (a + b);
    }
    sum += area * height(origin) + dot(height.slope, first);
  }
  return sum;
}

HeightRange height_range(const PlanarMap& map, const PlanarFace& face, const Height& height) {
  if (height.level() || face.loops.empty()) return {height.at, height.at};
  HeightRange range{HUGE_VAL, -HUGE_VAL};
  for (std::uint32_t v : face.loops[0]) {
    const double z = height(map.vertices[v]);
    range.low = std::min(range.low, z), range.high = std::max(range.high, z);
  }
  return range;
}

double volume(const LayeredMap& solid) {
  SPRUE_ASSERT(solid.layers.size() == solid.map.faces.size());
  double sum = 0;
  for (std::size_t f = 0; f < solid.layers.size(); ++f) {
    const Layer& layer = solid.layers[f];
    if (layer.filled) sum += integral(solid.map, solid.map.faces[f], layer.high - layer.low);
  }
  return sum;
}

}  // namespace sprue
