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
#include "meshing/vertex_levels.h"

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

constexpr std::int32_t nothing = FilledEdge::nothing, unknown = -2;
constexpr double same_height = 1e-9;  // m

/// A coordinate as an STL file holds it, mm: triangles that are thinner than single precision resolves must not turn over there.
double in_file(double metres) { return static_cast<double>(static_cast<float>(1e3 * metres)); }

/// Triangulates the map, on the files' coordinates, with its edges kept; each triangle's info is the filled face it lies in, or
/// `nothing`.
class Sheet {
 public:
  Sheet(const PlanarMap& map, const std::vector<FilledEdge>& edges) {
    insert(map, edges);
    for (auto f = cdt_.all_faces_begin(); f != cdt_.all_faces_end(); ++f) f->info() = unknown;
    std::vector<Triangulation::Face_handle> open;
    for (const FilledEdge& e : edges) {
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
  void insert(const PlanarMap& map, const std::vector<FilledEdge>& edges) {
    std::vector<char> used(map.vertices.size(), 0);
    for (const FilledEdge& e : edges) used[e.from] = used[e.to] = 1;
    std::vector<std::pair<Kernel::Point_2, std::uint32_t>> points;
    for (std::uint32_t v = 0; v < used.size(); ++v)
      if (used[v]) points.push_back({{in_file(map.vertices[v].x), in_file(map.vertices[v].y)}, v});
    cdt_.insert(points.begin(), points.end());
    SPRUE_ASSERT(cdt_.number_of_vertices() == points.size());
    handles_.resize(map.vertices.size());
    for (auto v = cdt_.finite_vertices_begin(); v != cdt_.finite_vertices_end(); ++v) handles_[v->info()] = v;
    for (const FilledEdge& e : edges) cdt_.insert_constraint(handles_[e.from], handles_[e.to]);
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

/// Mesh vertices: each vertex of the map at every level of it.
class Columns {
 public:
  Columns(const LayeredMap& solid, const std::vector<FilledEdge>& edges, std::vector<Vec3>& vertices) : levels_(solid, edges), first_(solid.map.vertices.size(), 0) {
    for (std::uint32_t v = 0; v < first_.size(); ++v) {
      first_[v] = static_cast<std::uint32_t>(vertices.size());
      for (const double z : levels_.of(v)) vertices.push_back({solid.map.vertices[v].x, solid.map.vertices[v].y, z});
    }
  }
  std::uint32_t at(std::uint32_t v, const Height& end) const { return first_[v] + levels_.at(v, end); }
  EdgeEnds ends(std::uint32_t a, std::uint32_t b, const Layer& layer) const {
    EdgeEnds e = levels_.ends(a, b, layer);
    for (LevelPair* pair : {&e.low, &e.high}) (*pair)[0] += first_[a], (*pair)[1] += first_[b];
    return e;
  }

 private:
  VertexLevels levels_;
  std::vector<std::uint32_t> first_;
};

/// Wall over an edge between two lines of it, seen from its right, split at all levels of both columns.
void add_wall(const EdgeEnds& wall, TriangleMesh& mesh) {
  std::uint32_t i = wall.low[0], j = wall.low[1];
  while (i < wall.high[0] || j < wall.high[1]) {
    const bool up_a = j >= wall.high[1] || (i < wall.high[0] && mesh.vertices[i + 1].z < mesh.vertices[j + 1].z);
    mesh.triangles.push_back({i, j, up_a ? i + 1 : j + 1});
    ++(up_a ? i : j);
  }
}

/// Walls where `own` stands free of `other`; outside is on the right of the edge.
void add_walls(const LayeredMap& solid, const Columns& columns, std::uint32_t a, std::uint32_t b, std::int32_t own, std::int32_t other, TriangleMesh& mesh) {
  if (own == nothing) return;
  const auto ends = [&](std::int32_t face) { return columns.ends(a, b, solid.layers[static_cast<std::size_t>(face)]); };
  if (other == nothing) return add_wall(ends(own), mesh);
  const FreeWalls walls = free_walls(ends(own), ends(other));
  add_wall(walls.below, mesh);
  add_wall(walls.above, mesh);
}

}  // namespace

void join_heights(std::vector<Layer>& layers) {
  std::vector<double*> heights;
  for (Layer& layer : layers)
    for (Height* end : {&layer.low, &layer.high})
      if (layer.filled && end->level()) heights.push_back(&end->at);
  std::sort(heights.begin(), heights.end(), [](const double* a, const double* b) { return *a < *b; });
  for (std::size_t n = 1; n < heights.size(); ++n)
    if (*heights[n] - *heights[n - 1] < same_height) *heights[n] = *heights[n - 1];
  for (Layer& layer : layers)
    if (layer.low.level() && layer.high.level() && !(layer.high.at > layer.low.at)) layer.filled = false;
}

TriangleMesh extrude(const LayeredMap& given, std::vector<std::int32_t>* top_elements) {
  LayeredMap solid = given;
  join_heights(solid.layers);
  separate_corner_touches(solid);
  split_crossed_edges(solid);
  const std::vector<FilledEdge> edges = filled_edges(solid);
  TriangleMesh mesh;
  if (edges.empty()) return mesh;
  const Columns columns(solid, edges, mesh.vertices);
  if (top_elements) top_elements->clear();
  Sheet(solid.map, edges).each_triangle([&](const std::array<std::uint32_t, 3>& t, std::size_t face) {
    const Layer& layer = solid.layers[face];
    const std::array<std::uint32_t, 3> high = {columns.at(t[0], layer.high), columns.at(t[1], layer.high), columns.at(t[2], layer.high)},
                                       low = {columns.at(t[0], layer.low), columns.at(t[1], layer.low), columns.at(t[2], layer.low)};
    if (low == high) return;   // a wall runs out to nothing here
    mesh.triangles.push_back({high[0], high[1], high[2]});
    mesh.triangles.push_back({low[0], low[2], low[1]});
    if (top_elements) top_elements->push_back(layer.element), top_elements->push_back(no_element);
  });
  for (const FilledEdge& e : edges) {
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
