// Whether STL files are solids, read from the file alone with CGAL's exact predicates:
//
//   solid_check FILE...
//
// A line a file: its volume (mm3), triangles, edges without exactly two triangles, triangles without area, pairs of triangles that meet
// elsewhere than along common edges and corners. Exit code 1 if any count but that of the triangles is not 0.
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Polygon_mesh_processing/IO/polygon_mesh_io.h>
#include <CGAL/Polygon_mesh_processing/measure.h>
#include <CGAL/Polygon_mesh_processing/orient_polygon_soup.h>
#include <CGAL/Polygon_mesh_processing/polygon_soup_to_polygon_mesh.h>
#include <CGAL/Polygon_mesh_processing/repair_polygon_soup.h>
#include <CGAL/Polygon_mesh_processing/shape_predicates.h>
#include <CGAL/Polygon_mesh_processing/self_intersections.h>
#include <CGAL/Surface_mesh.h>

#include <cstdio>
#include <utility>
#include <vector>

namespace {

namespace pmp = CGAL::Polygon_mesh_processing;
using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Mesh = CGAL::Surface_mesh<Kernel::Point_3>;

bool is_solid(const char* file) {
  std::vector<Kernel::Point_3> points;
  std::vector<std::vector<std::size_t>> triangles;
  if (!CGAL::IO::read_polygon_soup(file, points, triangles)) {
    std::printf("%s: not readable\n", file);
    return false;
  }
  pmp::merge_duplicate_points_in_polygon_soup(points, triangles);
  Mesh mesh;
  const bool oriented = pmp::orient_polygon_soup(points, triangles);
  pmp::polygon_soup_to_polygon_mesh(points, triangles, mesh);
  std::size_t open = 0, flat = 0;
  for (const auto edge : mesh.edges()) open += mesh.is_border(edge);
  for (const auto face : mesh.faces()) flat += pmp::is_degenerate_triangle_face(face, mesh);
  std::vector<std::pair<Mesh::Face_index, Mesh::Face_index>> pairs;
  pmp::self_intersections(mesh, std::back_inserter(pairs));
  std::printf("%s: %.6g mm3, %zu triangles, %zu open edges, %zu flat, %zu crossing pairs%s\n", file, pmp::volume(mesh), triangles.size(), open,
              flat, pairs.size(), oriented ? "" : ", edges of more than two triangles");
  for (std::size_t i = 0; i < pairs.size() && i < 3; ++i) {
    const auto p = mesh.point(mesh.source(mesh.halfedge(pairs[i].first)));
    std::printf("  at %.9g %.9g %.9g mm\n", p.x(), p.y(), p.z());
  }
  return oriented && open + flat + pairs.size() == 0;
}

}  // namespace

int main(int count, char** files) {
  bool all = true;
  for (int i = 1; i < count; ++i) all = is_solid(files[i]) && all;
  return all ? 0 : 1;
}
