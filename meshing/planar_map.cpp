#include "meshing/planar_map.h"

#include <CGAL/Arr_extended_dcel.h>
#include <CGAL/Arr_non_caching_segment_basic_traits_2.h>
#include <CGAL/Arrangement_2.h>
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "engine/core/error.h"
#include "meshing/segment_crossings.h"
#include "meshing/snapped_segments.h"

namespace sprue {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Traits = CGAL::Arr_non_caching_segment_basic_traits_2<Kernel>;   // of segments that do not cross
using Dcel = CGAL::Arr_extended_dcel<Traits, std::uint32_t, int, int>;
using Arrangement = CGAL::Arrangement_2<Traits, Dcel>;

/// The arrangement of segments that meet at their ends only; a vertex's data is the number of its point.
void arrange(const Segments& segments, Arrangement& arrangement) {
  std::vector<Kernel::Point_2> points;
  points.reserve(segments.points.size());
  for (const Vec2 p : segments.points) points.emplace_back(p.x, p.y);
  std::vector<Traits::X_monotone_curve_2> curves;
  for (std::size_t i = 0; i < segments.strands.size(); ++i) {
    const Strand& s = segments.strands[i];
    if (i == 0 || s.a != segments.strands[i - 1].a || s.b != segments.strands[i - 1].b) curves.emplace_back(points[s.a], points[s.b]);
  }
  CGAL::insert_non_intersecting_curves(arrangement, curves.begin(), curves.end());
  const auto before = [](Vec2 l, Vec2 r) { return std::tie(l.x, l.y) < std::tie(r.x, r.y); };
  for (auto v = arrangement.vertices_begin(); v != arrangement.vertices_end(); ++v) {
    const auto at = std::lower_bound(segments.points.begin(), segments.points.end(), Vec2{v->point().x(), v->point().y()}, before);
    v->set_data(static_cast<std::uint32_t>(at - segments.points.begin()));
  }
}

/// How often each shape winds around a face; shapes that do not are absent. Ascending in shape.
using Windings = std::vector<std::pair<int, int>>;

void wind(Windings& windings, int shape, int turns) {
  auto at = std::lower_bound(windings.begin(), windings.end(), std::pair(shape, 0),
                             [](const auto& l, const auto& r) { return l.first < r.first; });
  if (at == windings.end() || at->first != shape) at = windings.insert(at, {shape, 0});
  at->second += turns;
  if (at->second == 0) windings.erase(at);
}

Windings across(Windings windings, const Segments& segments, std::uint32_t from, std::uint32_t to) {
  const Strand key{std::min(from, to), std::max(from, to), 0, 0};
  auto s = std::lower_bound(
      segments.strands.begin(), segments.strands.end(), key,
      [](const Strand& l, const Strand& r) { return std::tie(l.a, l.b) < std::tie(r.a, r.b); });
  for (; s != segments.strands.end() && s->a == key.a && s->b == key.b; ++s) {
    wind(windings, s->shape, from < to ? s->turns : -s->turns);
  }
  return windings;
}

std::vector<int> cover_of(const Windings& windings, const std::vector<PlanarShape>& shapes) {
  std::vector<int> cover;
  for (const auto& [shape, turns] : windings) {
    const FillRule rule = shapes[static_cast<std::size_t>(shape)].rule;
    if (rule == FillRule::nonzero || turns % 2 != 0) cover.push_back(shape);
  }
  return cover;
}

/// Numbers the faces (as face data, the unbounded one 0) and returns what covers each, breadth first from
/// outside.
std::vector<std::vector<int>> label_faces(const Segments& segments, const std::vector<PlanarShape>& shapes,
                                          Arrangement& arrangement) {
  for (auto f = arrangement.faces_begin(); f != arrangement.faces_end(); ++f) f->set_data(-1);
  std::vector<Arrangement::Face_handle> queue = {arrangement.unbounded_face()};
  std::vector<Windings> windings(1);
  queue[0]->set_data(0);
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const auto visit = [&](Arrangement::Ccb_halfedge_circulator edge) {
      const auto start = edge;
      do {
        const auto other = edge->twin()->face();
        if (other->data() != -1) continue;
        other->set_data(static_cast<int>(queue.size()));
        queue.push_back(other);
        windings.push_back(across(windings[at], segments, edge->target()->data(), edge->source()->data()));
      } while (++edge != start);
    };
    const auto face = queue[at];
    for (auto c = face->outer_ccbs_begin(); c != face->outer_ccbs_end(); ++c) visit(*c);
    for (auto c = face->inner_ccbs_begin(); c != face->inner_ccbs_end(); ++c) visit(*c);
  }
  std::vector<std::vector<int>> covers;
  covers.reserve(windings.size());
  for (const Windings& w : windings) covers.push_back(cover_of(w, shapes));
  return covers;
}

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
PlanarMap trace_faces(const Segments& segments, const std::vector<std::vector<int>>& covers,
                      Arrangement& arrangement) {
  JoinedFaces joined;
  for (std::size_t i = 0; i < covers.size(); ++i) joined.parent.push_back(static_cast<int>(i));
  const auto cover = [&](const Arrangement::Halfedge& h) -> const std::vector<int>& {
    return covers[static_cast<std::size_t>(h.face()->data())];
  };
  for (auto e = arrangement.edges_begin(); e != arrangement.edges_end(); ++e) {
    const bool kept = cover(*e) != cover(*e->twin());
    e->set_data(kept ? 1 : 0);
    e->twin()->set_data(kept ? 1 : 0);
    if (!kept) joined.join(e->face()->data(), e->twin()->face()->data());
  }
  PlanarMap map;
  constexpr std::uint32_t unnumbered = ~0u;
  std::vector<std::uint32_t> vertex_number(segments.points.size(), unnumbered);
  std::map<int, std::size_t> face_number;
  for (auto h = arrangement.halfedges_begin(); h != arrangement.halfedges_end(); ++h) {
    const int root = joined.root(h->face()->data());
    if (h->data() != 1 || root == 0) continue;
    std::vector<std::uint32_t> loop;
    Arrangement::Halfedge_handle at = h;
    do {
      at->set_data(2);
      std::uint32_t& number = vertex_number[at->source()->data()];
      if (number == unnumbered) {
        number = static_cast<std::uint32_t>(map.vertices.size());
        map.vertices.push_back(segments.points[at->source()->data()]);
      }
      loop.push_back(number);
      at = at->next();
      while (at->data() == 0) at = at->twin()->next();
    } while (at != h);
    const auto [entry, is_new] = face_number.try_emplace(root, map.faces.size());
    if (is_new) {
      map.faces.emplace_back();
      map.faces.back().covered_by = covers[static_cast<std::size_t>(root)];
    }
    auto& loops = map.faces[entry->second].loops;
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
    Arrangement arrangement;
    arrange(segments, arrangement);
    return trace_faces(segments, label_faces(segments, shapes, arrangement), arrangement);
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
