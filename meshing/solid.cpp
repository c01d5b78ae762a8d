#include "meshing/solid.h"

#include <CGAL/Constrained_Delaunay_triangulation_2.h>
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Triangulation_face_base_with_info_2.h>
#include <CGAL/Triangulation_vertex_base_with_info_2.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "meshing/corner_touch.h"

namespace sprue {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using VertexBase = CGAL::Triangulation_vertex_base_with_info_2<std::uint32_t, Kernel>;
using FaceBase =
    CGAL::Triangulation_face_base_with_info_2<std::int32_t, Kernel,
                                              CGAL::Constrained_triangulation_face_base_2<Kernel>>;
using Triangulation =
    CGAL::Constrained_Delaunay_triangulation_2<Kernel,
                                               CGAL::Triangulation_data_structure_2<VertexBase, FaceBase>,
                                               CGAL::No_constraint_intersection_requiring_constructions_tag>;

constexpr std::int32_t nothing = -1, unknown = -2;
constexpr double same_height = 1e-9;  // m

struct DirectedEdge {
  std::uint32_t from, to;
  std::int32_t left, right;  // faces; `nothing` where not filled
};

/// Edges once each, with the filled faces on both sides (at least one).
std::vector<DirectedEdge> filled_edges(const LayeredMap& solid) {
  std::vector<DirectedEdge> edges;
  for (std::size_t f = 0; f < solid.map.faces.size(); ++f) {
    if (!solid.layers[f].filled) continue;
    for (const auto& loop : solid.map.faces[f].loops)
      for (std::size_t n = 0; n < loop.size(); ++n) {
        const std::uint32_t a = loop[n], b = loop[(n + 1) % loop.size()];
        const auto face = static_cast<std::int32_t>(f);
        edges.push_back(a < b ? DirectedEdge{a, b, face, nothing} : DirectedEdge{b, a, nothing, face});
      }
  }
  std::sort(edges.begin(), edges.end(), [](const DirectedEdge& a, const DirectedEdge& b) {
    return a.from != b.from ? a.from < b.from : a.to < b.to;
  });
  std::size_t kept = 0;
  for (std::size_t n = 0; n < edges.size(); ++n) {
    DirectedEdge& last = edges[kept ? kept - 1 : 0];
    if (kept && last.from == edges[n].from && last.to == edges[n].to) {
      last.left = std::max(last.left, edges[n].left), last.right = std::max(last.right, edges[n].right);
    } else {
      edges[kept++] = edges[n];
    }
  }
  edges.resize(kept);
  return edges;
}

/// Triangulates the map with its edges kept; each triangle's info is the filled face it lies in, or
/// `nothing`.
class Sheet {
 public:
  Sheet(const PlanarMap& map, const std::vector<DirectedEdge>& edges) {
    insert(map, edges);
    for (auto f = cdt_.all_faces_begin(); f != cdt_.all_faces_end(); ++f) f->info() = unknown;
    std::vector<Triangulation::Face_handle> open;
    for (const DirectedEdge& e : edges) {
      Triangulation::Face_handle f;
      int opposite = 0;
      const bool there = cdt_.is_edge(handles_[e.from], handles_[e.to], f, opposite);
      SPRUE_ASSERT(there);
      const bool f_left = f->vertex(cdt_.ccw(opposite)) == handles_[e.from];
      const Triangulation::Face_handle g = f->neighbor(opposite);
      f->info() = f_left ? e.left : e.right;
      g->info() = f_left ? e.right : e.left;
      open.push_back(f), open.push_back(g);
    }
    spread(std::move(open));
  }

  template <class F>
  void each_triangle(F&& f) const {
    for (auto t = cdt_.finite_faces_begin(); t != cdt_.finite_faces_end(); ++t)
      if (t->info() >= 0)
        f(std::array{t->vertex(0)->info(), t->vertex(1)->info(), t->vertex(2)->info()},
          static_cast<std::size_t>(t->info()));
  }

 private:
  void insert(const PlanarMap& map, const std::vector<DirectedEdge>& edges) {
    std::vector<char> used(map.vertices.size(), 0);
    for (const DirectedEdge& e : edges) used[e.from] = used[e.to] = 1;
    std::vector<std::pair<Kernel::Point_2, std::uint32_t>> points;
    for (std::uint32_t v = 0; v < used.size(); ++v)
      if (used[v]) points.push_back({{map.vertices[v].x, map.vertices[v].y}, v});
    cdt_.insert(points.begin(), points.end());
    SPRUE_ASSERT(cdt_.number_of_vertices() == points.size());
    handles_.resize(map.vertices.size());
    for (auto v = cdt_.finite_vertices_begin(); v != cdt_.finite_vertices_end(); ++v) handles_[v->info()] = v;
    for (const DirectedEdge& e : edges) cdt_.insert_constraint(handles_[e.from], handles_[e.to]);
    SPRUE_ASSERT(cdt_.number_of_vertices() == points.size());  // the map is planar: nothing crosses
  }
  void spread(std::vector<Triangulation::Face_handle> open) {
    while (!open.empty()) {
      const Triangulation::Face_handle f = open.back();
      open.pop_back();
      for (int n = 0; n < 3; ++n) {
        const Triangulation::Face_handle g = f->neighbor(n);
        if (f->is_constrained(n) || g->info() != unknown) continue;
        g->info() = f->info();
        open.push_back(g);
      }
    }
  }

  Triangulation cdt_;
  std::vector<Triangulation::Vertex_handle> handles_;
};

/// Mesh vertices: each vertex of the map at every height of the filled faces around it.
class Columns {
 public:
  Columns(const LayeredMap& solid, const std::vector<DirectedEdge>& edges, std::vector<Vec3>& vertices)
      : heights_(solid.map.vertices.size()), first_(solid.map.vertices.size(), 0) {
    for (const DirectedEdge& e : edges)
      for (std::int32_t face : {e.left, e.right}) {
        if (face == nothing) continue;
        const Layer& layer = solid.layers[static_cast<std::size_t>(face)];
        for (std::uint32_t v : {e.from, e.to})
          heights_[v].push_back(layer.low), heights_[v].push_back(layer.high);
      }
    for (std::size_t v = 0; v < heights_.size(); ++v) {
      auto& h = heights_[v];
      std::sort(h.begin(), h.end());
      h.erase(std::unique(h.begin(), h.end()), h.end());
      first_[v] = static_cast<std::uint32_t>(vertices.size());
      for (double z : h) vertices.push_back({solid.map.vertices[v].x, solid.map.vertices[v].y, z});
    }
  }
  std::uint32_t at(std::uint32_t v, double z) const {
    const auto& h = heights_[v];
    const auto it = std::lower_bound(h.begin(), h.end(), z);
    SPRUE_ASSERT(it != h.end() && *it == z);
    return first_[v] + static_cast<std::uint32_t>(it - h.begin());
  }

 private:
  std::vector<std::vector<double>> heights_;
  std::vector<std::uint32_t> first_;
};

/// Wall over the edge a-b from low to high, seen from the right of a-b, split at the heights of both columns.
void add_wall(const Columns& columns, std::uint32_t a, std::uint32_t b, double low, double high,
              TriangleMesh& mesh) {
  if (!(high > low)) return;
  std::uint32_t i = columns.at(a, low), j = columns.at(b, low);
  const std::uint32_t i_end = columns.at(a, high), j_end = columns.at(b, high);
  while (i < i_end || j < j_end) {
    const bool up_a = j == j_end || (i < i_end && mesh.vertices[i + 1].z < mesh.vertices[j + 1].z);
    mesh.triangles.push_back({i, j, up_a ? i + 1 : j + 1});
    ++(up_a ? i : j);
  }
}

/// Walls where `own` stands free of `other`; outside is on the right of a-b.
void add_walls(const LayeredMap& solid, const Columns& columns, std::uint32_t a, std::uint32_t b,
               std::int32_t own, std::int32_t other, TriangleMesh& mesh) {
  if (own == nothing) return;
  const Layer& l = solid.layers[static_cast<std::size_t>(own)];
  if (other == nothing) return add_wall(columns, a, b, l.low, l.high, mesh);
  const Layer& o = solid.layers[static_cast<std::size_t>(other)];
  add_wall(columns, a, b, l.low, std::min(l.high, o.low), mesh);
  add_wall(columns, a, b, std::max(l.low, o.high), l.high, mesh);
}

}  // namespace

void join_heights(std::vector<Layer>& layers) {
  std::vector<double*> heights;
  for (Layer& layer : layers)
    if (layer.filled) heights.push_back(&layer.low), heights.push_back(&layer.high);
  std::sort(heights.begin(), heights.end(), [](const double* a, const double* b) { return *a < *b; });
  for (std::size_t n = 1; n < heights.size(); ++n)
    if (*heights[n] - *heights[n - 1] < same_height) *heights[n] = *heights[n - 1];
  for (Layer& layer : layers)
    if (layer.filled && !(layer.high > layer.low)) layer.filled = false;
}

TriangleMesh extrude(const LayeredMap& given, std::vector<std::int32_t>* top_elements) {
  LayeredMap solid = given;
  join_heights(solid.layers);
  separate_corner_touches(solid);
  const std::vector<DirectedEdge> edges = filled_edges(solid);
  TriangleMesh mesh;
  if (edges.empty()) return mesh;
  const Columns columns(solid, edges, mesh.vertices);
  if (top_elements) top_elements->clear();
  Sheet(solid.map, edges).each_triangle([&](const std::array<std::uint32_t, 3>& t, std::size_t face) {
    const Layer& layer = solid.layers[face];
    mesh.triangles.push_back(
        {columns.at(t[0], layer.high), columns.at(t[1], layer.high), columns.at(t[2], layer.high)});
    mesh.triangles.push_back(
        {columns.at(t[0], layer.low), columns.at(t[2], layer.low), columns.at(t[1], layer.low)});
    if (top_elements) top_elements->push_back(layer.element), top_elements->push_back(no_element);
  });
  for (const DirectedEdge& e : edges) {
    add_walls(solid, columns, e.from, e.to, e.left, e.right, mesh);
    add_walls(solid, columns, e.to, e.from, e.right, e.left, mesh);
  }
  if (top_elements) top_elements->resize(mesh.triangles.size(), no_element);
  return mesh;
}

double volume(const TriangleMesh& mesh) {
  if (mesh.vertices.empty()) return 0;
  const Vec3 o = mesh.vertices[0];
  double sum = 0;
  for (const auto& t : mesh.triangles)
    sum += dot(mesh.vertices[t[0]] - o, cross(mesh.vertices[t[1]] - o, mesh.vertices[t[2]] - o));
  return sum / 6;
}

bool watertight(const TriangleMesh& mesh) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  for (const auto& t : mesh.triangles)
    for (std::size_t n = 0; n < 3; ++n) edges.push_back({t[n], t[(n + 1) % 3]});
  std::sort(edges.begin(), edges.end());
  if (edges.empty() || std::adjacent_find(edges.begin(), edges.end()) != edges.end()) return false;
  return std::all_of(edges.begin(), edges.end(), [&](const auto& e) {
    return e.first != e.second &&
           std::binary_search(edges.begin(), edges.end(), std::pair{e.second, e.first});
  });
}

void write_stl(const TriangleMesh& mesh, const std::filesystem::path& file, const char* name) {
  std::vector<char> bytes(84 + 50 * mesh.triangles.size(), 0);
  const std::string header = (std::string("binary STL, millimetres: ") + name).substr(0, 80);
  std::copy(header.begin(), header.end(), bytes.begin());
  const auto count = static_cast<std::uint32_t>(mesh.triangles.size());
  std::memcpy(bytes.data() + 80, &count, 4);
  char* out = bytes.data() + 84;
  const auto put = [&](Vec3 v) {
    const float f[3] = {static_cast<float>(v.x), static_cast<float>(v.y), static_cast<float>(v.z)};
    std::memcpy(out, f, 12);
    out += 12;
  };
  for (const auto& t : mesh.triangles) {
    const Vec3 a = mesh.vertices[t[0]], b = mesh.vertices[t[1]], c = mesh.vertices[t[2]];
    const Vec3 normal = cross(b - a, c - a);
    const double length = norm(normal);
    put(length > 0 ? (1 / length) * normal : normal);
    for (const Vec3& v : {a, b, c}) put(1e3 * v);
    out += 2;
  }
  AtomicFile target(file);
  target.stream().write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  target.commit();
}

}  // namespace sprue
