#include "meshing/thinned.h"

#include <CGAL/Constrained_Delaunay_triangulation_2.h>
#include <CGAL/Constrained_triangulation_plus_2.h>
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Polyline_simplification_2/Squared_distance_cost.h>
#include <CGAL/Polyline_simplification_2/Stop_above_cost_threshold.h>
#include <CGAL/Polyline_simplification_2/Vertex_base_2.h>
#include <CGAL/Polyline_simplification_2/simplify.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/core/error.h"

namespace sprue {

namespace {

namespace Simplification = CGAL::Polyline_simplification_2;
using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Vertices = Simplification::Vertex_base_2<Kernel>;
using Faces = CGAL::Constrained_triangulation_face_base_2<Kernel>;
using Triangulation = CGAL::Constrained_triangulation_plus_2<CGAL::Constrained_Delaunay_triangulation_2<Kernel, CGAL::Triangulation_data_structure_2<Vertices, Faces>, CGAL::No_constraint_intersection_tag>>;
using Chain = std::vector<std::uint32_t>;

/// Neighbours of every vertex along the map's edges.
std::vector<std::set<std::uint32_t>> neighbours(const PlanarMap& map) {
  std::vector<std::set<std::uint32_t>> beside(map.vertices.size());
  for (const PlanarFace& face : map.faces)
    for (const auto& loop : face.loops)
      for (std::size_t n = 0; n < loop.size(); ++n) {
        const std::uint32_t a = loop[n], b = loop[(n + 1) % loop.size()];
        beside[a].insert(b), beside[b].insert(a);
      }
  return beside;
}

/// Runs of edges from corner to corner, and rings without one; each edge once.
std::vector<Chain> chains(const std::vector<std::set<std::uint32_t>>& beside) {
  std::vector<Chain> all;
  std::set<std::pair<std::uint32_t, std::uint32_t>> done;
  const auto walk = [&](std::uint32_t start, std::uint32_t next) {
    if (!done.insert({start, next}).second) return;
    Chain chain{start, next};
    while (beside[chain.back()].size() == 2 && chain.back() != start) {
      const auto& two = beside[chain.back()];
      chain.push_back(*two.begin() == chain[chain.size() - 2] ? *two.rbegin() : *two.begin());
    }
    done.insert({chain.back(), chain[chain.size() - 2]});
    all.push_back(std::move(chain));
  };
  std::vector<char> seen(beside.size(), 0);
  const auto mark = [&](std::size_t from) {
    for (; from < all.size(); ++from)
      for (const std::uint32_t v : all[from]) seen[v] = 1;
  };
  for (std::uint32_t v = 0; v < beside.size(); ++v)
    if (beside[v].size() > 2)
      for (const std::uint32_t next : beside[v]) walk(v, next);
  mark(0);
  for (std::uint32_t v = 0; v < beside.size(); ++v)
    if (beside[v].size() == 2 && !seen[v]) {
      const std::size_t before = all.size();
      walk(v, *beside[v].begin());
      mark(before);
    }
  return all;
}

/// Loops that would be left with two vertices (a ring smaller than `within`, a lens) keep theirs. Whether there was one.
bool keep_flat_loops(const PlanarMap& map, std::vector<char>& kept) {
  bool any = false;
  for (const PlanarFace& face : map.faces)
    for (const auto& loop : face.loops) {
      const auto left = std::count_if(loop.begin(), loop.end(), [&](std::uint32_t v) { return kept[v]; });
      if (left >= 3 || static_cast<std::size_t>(left) == loop.size()) continue;
      any = true;
      for (const std::uint32_t v : loop) kept[v] = 1;
    }
  return any;
}

}  // namespace

LayeredMap thinned(const LayeredMap& solid, double within) {
  SPRUE_ASSERT(within > 0);
  const std::vector<Chain> all = chains(neighbours(solid.map));
  Triangulation triangulation;
  std::vector<Triangulation::Constraint_id> ids;
  std::map<Kernel::Point_2, std::uint32_t> number;
  for (const Chain& chain : all) {
    std::vector<Kernel::Point_2> points;
    for (const std::uint32_t v : chain) {
      points.emplace_back(solid.map.vertices[v].x, solid.map.vertices[v].y);
      number[points.back()] = v;
    }
    ids.push_back(triangulation.insert_constraint(points.begin(), points.end()));
  }
  Simplification::simplify(triangulation, Simplification::Squared_distance_cost(), Simplification::Stop_above_cost_threshold(within * within));
  std::vector<char> kept(solid.map.vertices.size(), 0);
  for (const auto id : ids)
    for (auto v = triangulation.vertices_in_constraint_begin(id); v != triangulation.vertices_in_constraint_end(id); ++v) kept[number.at((*v)->point())] = 1;
  while (keep_flat_loops(solid.map, kept)) {}
  LayeredMap result = solid;
  for (PlanarFace& face : result.map.faces)
    for (auto& loop : face.loops) std::erase_if(loop, [&](std::uint32_t v) { return !kept[v]; });
  return result;
}

}  // namespace sprue
