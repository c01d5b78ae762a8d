#include "meshing/mesh_repair.h"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Polygon_mesh_processing/bbox.h>
#include <CGAL/Polygon_mesh_processing/border.h>
#include <CGAL/Polygon_mesh_processing/measure.h>
#include <CGAL/Polygon_mesh_processing/orient_polygon_soup.h>
#include <CGAL/Polygon_mesh_processing/orientation.h>
#include <CGAL/Polygon_mesh_processing/polygon_soup_to_polygon_mesh.h>
#include <CGAL/Polygon_mesh_processing/repair_degeneracies.h>
#include <CGAL/Polygon_mesh_processing/repair_polygon_soup.h>
#include <CGAL/Polygon_mesh_processing/self_intersections.h>
#include <CGAL/Polygon_mesh_processing/triangulate_hole.h>
#include <CGAL/Surface_mesh.h>
#include <CGAL/box_intersection_d.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <tuple>

#include "engine/core/error.h"

namespace sprue {

namespace {

namespace PMP = CGAL::Polygon_mesh_processing;
using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Point = Kernel::Point_3;
using Mesh = CGAL::Surface_mesh<Point>;

constexpr double least_size = 1e-3, most_size = 0.3;   // m

std::string place(const Point& p) {
  char text[100];
  std::snprintf(text, sizeof text, "(%.3f, %.3f, %.3f) mm of the file", 1e3 * p.x(), 1e3 * p.y(), 1e3 * p.z());
  return text;
}

std::string counted(std::size_t n, const char* one, const char* more) { return std::to_string(n) + " " + (n == 1 ? one : more); }

struct Soup {
  std::vector<Point> points;
  std::vector<std::array<std::size_t, 3>> triangles;
};

void require_size(const std::vector<Point>& points, double unit, const std::string& file) {
  double low[3] = {HUGE_VAL, HUGE_VAL, HUGE_VAL}, high[3] = {-HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
  for (const Point& p : points)
    for (int d = 0; d < 3; ++d) low[d] = std::min(low[d], p[d]), high[d] = std::max(high[d], p[d]);
  const double size = std::max({high[0] - low[0], high[1] - low[1], high[2] - low[2]});
  if (size >= least_size && size <= most_size) return;
  char value[120];
  std::snprintf(value, sizeof value, "%.4g x %.4g x %.4g mm with a unit of %.4g mm", 1e3 * (high[0] - low[0]), 1e3 * (high[1] - low[1]), 1e3 * (high[2] - low[2]), 1e3 * unit);
  throw InputError("the solid's size is not that of a part to cast: 1 mm to 300 mm", file, value, "state the file's unit: design.unit = \"mm\", \"cm\", \"m\", \"in\" or \"um\"");
}

/// Corners in one cell of a lattice, and in neighbouring ones where nearer than the width, become the first of them.
std::size_t join_near(Soup& soup, double width) {
  using Cell = std::array<long long, 3>;
  std::map<Cell, std::vector<std::size_t>> cells;
  std::vector<std::size_t> into(soup.points.size());
  std::size_t joined = 0;
  for (std::size_t n = 0; n < soup.points.size(); ++n) {
    const Point& p = soup.points[n];
    const auto cell_of = [&](double v) { return static_cast<long long>(std::floor(v / width)); };
    const Cell cell{cell_of(p.x()), cell_of(p.y()), cell_of(p.z())};
    into[n] = n;
    for (int k = 0; k < 27 && into[n] == n; ++k) {
      const auto there = cells.find({cell[0] + k % 3 - 1, cell[1] + k / 3 % 3 - 1, cell[2] + k / 9 - 1});
      if (there == cells.end()) continue;
      for (const std::size_t m : there->second)
        if (into[n] == n && CGAL::squared_distance(p, soup.points[m]) <= width * width) into[n] = m;
    }
    if (into[n] == n) cells[cell].push_back(n);
    else ++joined;
  }
  for (auto& t : soup.triangles)
    for (std::size_t& v : t) v = into[v];
  return joined;
}

/// Edges that do not have one triangle in each sense, or one at all.
std::size_t open_edges(const Soup& soup) {
  std::map<std::pair<std::size_t, std::size_t>, int> sides;
  for (const auto& t : soup.triangles)
    for (std::size_t n = 0; n < 3; ++n) ++sides[std::minmax(t[n], t[(n + 1) % 3])];
  return static_cast<std::size_t>(std::count_if(sides.begin(), sides.end(), [](const auto& e) { return e.second % 2 != 0; }));
}

/// Takes out what has no area or stands twice.
void clean(Soup& soup, std::vector<std::string>& report) {
  const std::size_t before = soup.triangles.size();
  std::erase_if(soup.triangles, [&](const auto& t) { return t[0] == t[1] || t[1] == t[2] || t[2] == t[0]; });
  if (const std::size_t gone = before - soup.triangles.size()) report.push_back(counted(gone, "triangle without area left out", "triangles without area left out"));
  const std::size_t single = soup.triangles.size();
  PMP::merge_duplicate_polygons_in_polygon_soup(soup.points, soup.triangles, CGAL::parameters::erase_all_duplicates(false).require_same_orientation(false));
  if (const std::size_t gone = single - soup.triangles.size()) report.push_back(counted(gone, "doubled triangle left out", "doubled triangles left out"));
  PMP::remove_isolated_points_in_polygon_soup(soup.points, soup.triangles);
}

Soup joined_soup(const TriangleSoup& given, double unit, std::vector<std::string>& report) {
  Soup soup;
  for (const Vec3& v : given.mesh.vertices) soup.points.emplace_back(unit * v.x, unit * v.y, unit * v.z);
  for (const auto& t : given.mesh.triangles) soup.triangles.push_back({t[0], t[1], t[2]});
  require_size(soup.points, unit, given.file);
  PMP::merge_duplicate_points_in_polygon_soup(soup.points, soup.triangles);
  if (open_edges(soup) > 0)
    if (const std::size_t joined = join_near(soup, joined_within)) report.push_back(counted(joined, "corner joined with one", "corners joined with others") + " up to 2 um away");
  clean(soup, report);
  return soup;
}

void fill_holes(Mesh& mesh, const std::string& file, std::vector<std::string>& report) {
  std::vector<Mesh::Halfedge_index> cycles;
  PMP::extract_boundary_cycles(mesh, std::back_inserter(cycles));
  std::size_t filled = 0;
  for (const auto h : cycles) {
    const double border = PMP::face_border_length(h, mesh);
    const Point& p = mesh.point(mesh.target(h));
    char value[80];
    std::snprintf(value, sizeof value, ", its border %.3f mm long", 1e3 * border);
    std::vector<Mesh::Face_index> patch;
    if (border <= filled_border) PMP::triangulate_hole(mesh, h, std::back_inserter(patch));
    if (patch.empty())
      throw InputError("the solid is open: it has a hole", file, "at " + place(p) + value + (cycles.size() > 1 ? "; " + std::to_string(cycles.size()) + " holes in all" : ""),
                       "close it where it was drawn; holes with a border of up to 2 mm are filled");
    ++filled;
  }
  if (filled > 0) report.push_back(counted(filled, "small hole filled", "small holes filled"));
}

constexpr double most_near_pairs = 2e8;   // a test of each takes 50 ns
constexpr double near_sample = 4000;      // triangles that stand for all

/// Triangles that lie side by side askew all have boxes that overlap: beyond the limit the search for crossings would take minutes to hours. Estimated from a sample.
void require_few_near(const Mesh& mesh, const std::string& file) {
  using Box = CGAL::Box_intersection_d::Box_d<double, 3>;
  const double share = std::min(1.0, near_sample / static_cast<double>(mesh.number_of_faces()));
  std::vector<Box> boxes;
  for (const auto f : mesh.faces())
    if (static_cast<std::uint32_t>(f.idx() * 2654435761u) <= share * 4294967295.0) boxes.emplace_back(PMP::face_bbox(f, mesh));
  double pairs = 0;
  CGAL::box_self_intersection_d(boxes.begin(), boxes.end(), [&](const Box&, const Box&) { ++pairs; });
  pairs /= share * share;
  if (pairs > most_near_pairs)
    throw InputError("the solid has too many triangles beside each other", file, std::to_string(mesh.number_of_faces()) + " triangles, the boxes of some " + std::to_string(std::llround(1e-6 * pairs)) + " million pairs overlap",
                     "export it coarser, or without what is inside it");
}

constexpr unsigned most_crossings = 1000;   // bodies that all pass through each other have as many pairs as the square of their triangles

void require_no_crossing(const Mesh& mesh, const std::string& file) {
  std::vector<std::pair<Mesh::Face_index, Mesh::Face_index>> crossing;
  PMP::self_intersections(mesh, std::back_inserter(crossing), CGAL::parameters::maximum_number(most_crossings));
  if (crossing.empty()) return;
  std::sort(crossing.begin(), crossing.end());
  const Point& p = mesh.point(mesh.target(mesh.halfedge(crossing[0].first)));
  throw InputError("the solid's surface passes through itself", file, (crossing.size() < most_crossings ? "" : "at least ") + std::to_string(crossing.size()) + " pairs of triangles, the first at " + place(p),
                   "unite its bodies into one where it was drawn (a union)");
}

Kernel::Vector_3 normal(const Point& a, const Point& b, const Point& c) { return CGAL::cross_product(b - a, c - a); }

/// Outwards; says how many triangles faced the wrong way.
void turn_outwards(Mesh& mesh, const std::vector<Kernel::Vector_3>& before, std::vector<std::string>& report) {
  PMP::orient_to_bound_a_volume(mesh);
  std::size_t turned = 0, whole = 0;
  for (const auto f : mesh.faces()) {
    const auto n = static_cast<std::size_t>(f.idx());
    if (n >= before.size()) continue;
    const auto h = mesh.halfedge(f);
    ++whole;
    turned += normal(mesh.point(mesh.source(h)), mesh.point(mesh.target(h)), mesh.point(mesh.target(mesh.next(h)))) * before[n] < 0;
  }
  if (turned > 0) report.push_back(turned == whole ? "the solid was inside out and has been turned" : counted(turned, "triangle faced", "triangles faced") + " the wrong way and " + (turned == 1 ? "has" : "have") + " been turned");
}

TriangleMesh plain(const Mesh& mesh) {
  TriangleMesh out;
  std::vector<std::uint32_t> number(mesh.num_vertices() + mesh.number_of_removed_vertices(), 0);
  for (const auto v : mesh.vertices()) {
    number[v.idx()] = static_cast<std::uint32_t>(out.vertices.size());
    out.vertices.push_back({mesh.point(v).x(), mesh.point(v).y(), mesh.point(v).z()});
  }
  for (const auto f : mesh.faces()) {
    const auto h = mesh.halfedge(f);
    out.triangles.push_back({number[mesh.source(h).idx()], number[mesh.target(h).idx()], number[mesh.target(mesh.next(h)).idx()]});
  }
  return out;
}

}  // namespace

TriangleMesh repaired(const TriangleSoup& given, double unit, std::vector<std::string>& report) {
  SPRUE_ASSERT(unit > 0);
  Soup soup = joined_soup(given, unit, report);
  if (soup.triangles.size() < 4) throw InputError("the solid has no volume", given.file, std::to_string(soup.triangles.size()) + " triangles", "export a closed solid");
  std::vector<Kernel::Vector_3> before;
  for (const auto& t : soup.triangles) before.push_back(normal(soup.points[t[0]], soup.points[t[1]], soup.points[t[2]]));
  if (!PMP::orient_polygon_soup(soup.points, soup.triangles)) report.push_back("edges with more than two triangles were taken apart");
  Mesh mesh;
  PMP::polygon_soup_to_polygon_mesh(soup.points, soup.triangles, mesh);
  fill_holes(mesh, given.file, report);
  PMP::remove_degenerate_faces(mesh);
  require_few_near(mesh, given.file);
  require_no_crossing(mesh, given.file);
  turn_outwards(mesh, before, report);
  if (!(PMP::volume(mesh) > 0)) throw InputError("the solid has no volume", given.file, "", "export a closed solid");
  return plain(mesh);
}

}  // namespace sprue
