#include "meshing/solid_layers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <string>
#include <unordered_map>

#include "engine/core/error.h"
#include "meshing/regions.h"
#include "meshing/upper_envelope.h"

namespace sprue {

namespace {

constexpr double level_grid = 10e-9;    // m: level regions lie on it, so that single precision leaves no steps
constexpr std::size_t places_said = 5;
constexpr std::int32_t none = -1;

Vec2 plan(Vec3 v) { return {v.x, v.y}; }

/// Twice the area of the projection, > 0 where the triangle faces up.
double projected(const TriangleMesh& mesh, const std::array<std::uint32_t, 3>& t) {
  return cross(plan(mesh.vertices[t[1]]) - plan(mesh.vertices[t[0]]), plan(mesh.vertices[t[2]]) - plan(mesh.vertices[t[0]]));
}

double longest_side(const TriangleMesh& mesh, const std::array<std::uint32_t, 3>& t) {
  double most = 0;
  for (std::size_t n = 0; n < 3; ++n) most = std::max(most, norm(plan(mesh.vertices[t[(n + 1) % 3]]) - plan(mesh.vertices[t[n]])));
  return most;
}

Height plane_of(const TriangleMesh& mesh, const std::array<std::uint32_t, 3>& t) {
  const Vec3 a = mesh.vertices[t[0]], b = mesh.vertices[t[1]], c = mesh.vertices[t[2]];
  const double low = std::min({a.z, b.z, c.z}), high = std::max({a.z, b.z, c.z});
  if (high - low < one_plane) return std::round(0.5 * (low + high) / level_grid) * level_grid;
  const Vec2 u = plan(b) - plan(a), v = plan(c) - plan(a);
  const double twice = cross(u, v), du = b.z - a.z, dv = c.z - a.z;
  return Height::through(plan(a), a.z, {(du * v.y - dv * u.y) / twice, (dv * u.x - du * v.x) / twice});
}

struct Region {
  PlanarShape shape{{}, FillRule::nonzero};
  Height height;
  bool up = true;
};

/// Connected triangles in one plane, each region grown from its largest triangle.
class Regions {
 public:
  explicit Regions(const TriangleMesh& mesh) : mesh_(mesh), taken_(mesh.triangles.size(), 0) {
    for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t)
      for (std::size_t n = 0; n < 3; ++n) beside_[key(mesh.triangles[t][n], mesh.triangles[t][(n + 1) % 3])] = t;
  }
  std::vector<Region> made() {
    std::vector<std::uint32_t> order(mesh_.triangles.size());
    std::iota(order.begin(), order.end(), 0u);
    std::vector<double> size;
    for (const auto& t : mesh_.triangles) size.push_back(std::abs(projected(mesh_, t)));
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return size[a] > size[b]; });
    std::vector<Region> regions;
    for (const std::uint32_t t : order)
      if (!taken_[t] && size[t] > upright_width * longest_side(mesh_, mesh_.triangles[t])) regions.push_back(grown(t));
    return regions;
  }

 private:
  static std::uint64_t key(std::uint32_t a, std::uint32_t b) { return std::uint64_t{a} << 32 | b; }

  Region grown(std::uint32_t seed) {
    Region region;
    region.up = projected(mesh_, mesh_.triangles[seed]) > 0;
    region.height = plane_of(mesh_, mesh_.triangles[seed]);
    const double near = one_plane * std::sqrt(1 + dot(region.height.slope, region.height.slope));
    std::vector<std::uint32_t> open{seed};
    taken_[seed] = 1;
    while (!open.empty()) {
      const auto t = mesh_.triangles[open.back()];
      open.pop_back();
      auto& ring = region.shape.rings.emplace_back();
      for (const std::uint32_t v : t) ring.push_back(plan(mesh_.vertices[v]));
      if (!region.up) std::reverse(ring.begin(), ring.end());
      for (std::size_t n = 0; n < 3; ++n) {
        const auto other = beside_.find(key(t[(n + 1) % 3], t[n]));
        if (other == beside_.end() || taken_[other->second]) continue;
        const auto& o = mesh_.triangles[other->second];
        const double twice = projected(mesh_, o);
        const bool flat = std::all_of(o.begin(), o.end(), [&](std::uint32_t v) { return std::abs(mesh_.vertices[v].z - region.height(plan(mesh_.vertices[v]))) < near; });
        if (!flat || (region.up ? twice : -twice) <= 0) continue;
        taken_[other->second] = 1;
        open.push_back(other->second);
      }
    }
    return region;
  }

  const TriangleMesh& mesh_;
  std::unordered_map<std::uint64_t, std::uint32_t> beside_;   // triangle with that half edge
  std::vector<char> taken_;
};

double width(const PlanarMap& map, const PlanarFace& face) {
  double border = 0;
  for (const auto& loop : face.loops)
    for (std::size_t n = 0; n < loop.size(); ++n) border += norm(map.vertices[loop[(n + 1) % loop.size()]] - map.vertices[loop[n]]);
  return 2 * area(map, face) / border;
}

/// Faces of the overlay with the regions over and under them.
class Stack {
 public:
  Stack(const std::vector<Region>& regions, const std::string& file) : regions_(regions), file_(file) {
    std::vector<PlanarShape> shapes;
    for (const Region& r : regions) shapes.push_back(r.shape);
    map_ = overlay(shapes);
    for (const PlanarFace& face : map_.faces) {
      std::array<std::int32_t, 2> ends{none, none};   // under, over
      int ups = 0, downs = 0;
      for (const int n : face.covered_by) {
        const Region& r = regions[static_cast<std::size_t>(n)];
        std::int32_t& end = ends[r.up];
        ++(r.up ? ups : downs);
        if (end == none || over(map_, face, r.height, regions[static_cast<std::size_t>(end)].height) == r.up) end = n;
      }
      ends_.push_back(ends);
      undercut_.push_back((ups > 1 || downs > 1) && width(map_, face) > undercut_width);
    }
    count_neighbours();
  }

  void require_no_undercut() const {
    std::vector<std::size_t> found;
    double sum = 0;
    for (std::size_t f = 0; f < undercut_.size(); ++f)
      if (undercut_[f]) found.push_back(f), sum += area(map_, map_.faces[f]);
    if (found.empty()) return;
    std::stable_sort(found.begin(), found.end(), [&](auto a, auto b) { return area(map_, map_.faces[a]) > area(map_, map_.faces[b]); });
    char text[100];
    std::snprintf(text, sizeof text, "%.3g mm2 in plan, at", sum * 1e6);
    std::string value = text;
    std::vector<Vec2> said;
    for (const std::size_t f : found) {
      const Vec2 p = point_inside(map_, map_.faces[f]);
      if (said.size() == places_said || std::any_of(said.begin(), said.end(), [&](Vec2 q) { return norm(p - q) < 1e-3; })) continue;
      said.push_back(p);
      std::snprintf(text, sizeof text, " (%.2f, %.2f) mm", 1e3 * p.x, 1e3 * p.y);
      value += text;
    }
    throw InputError("the solid has undercuts or hollows: seen from above, metal lies under empty space", file_, value, "turn it (design.up), fill them, or cut it into parts; two halves of a mould can hold none");
  }

  LayeredMap layers() {
    fill_slivers();
    LayeredMap out{std::move(map_), {}};
    for (std::size_t f = 0; f < out.map.faces.size(); ++f) {
      Layer layer;
      const auto [under, over_it] = ends_[f];
      layer.filled = !out.map.faces[f].covered_by.empty() && under != none && over_it != none;
      if (layer.filled) layer.low = regions_[static_cast<std::size_t>(under)].height, layer.high = regions_[static_cast<std::size_t>(over_it)].height;
      layer.filled = layer.filled && integral(out.map, out.map.faces[f], layer.high - layer.low) > 0;
      if (!layer.filled) layer = {};
      layer.element = layer.filled ? 0 : no_element;
      out.map.faces[f].covered_by.clear();
      out.layers.push_back(layer);
    }
    return out;
  }

 private:
  void count_neighbours() {
    for (std::size_t f = 0; f < map_.faces.size(); ++f)
      for (const auto& loop : map_.faces[f].loops)
        for (std::size_t n = 0; n < loop.size(); ++n) face_of_[std::uint64_t{loop[n]} << 32 | loop[(n + 1) % loop.size()]] = static_cast<std::uint32_t>(f);
  }
  /// What upright walls leave uncovered above or below takes the end of the neighbour along its longest edge, from the outside inwards.
  void fill_slivers() {
    for (bool changed = true; changed;) {
      changed = false;
      const auto before = ends_;
      for (std::size_t f = 0; f < ends_.size(); ++f)
        for (const std::size_t end : {0u, 1u}) {
          if (map_.faces[f].covered_by.empty() || before[f][end] != none) continue;
          double longest = 0;
          for (const auto& loop : map_.faces[f].loops)
            for (std::size_t n = 0; n < loop.size(); ++n) {
              const std::uint32_t a = loop[n], b = loop[(n + 1) % loop.size()];
              const auto other = face_of_.find(std::uint64_t{b} << 32 | a);
              const double length = norm(map_.vertices[b] - map_.vertices[a]);
              if (other == face_of_.end() || before[other->second][end] == none || length <= longest) continue;
              longest = length, ends_[f][end] = before[other->second][end], changed = true;
            }
        }
    }
  }

  const std::vector<Region>& regions_;
  const std::string& file_;
  PlanarMap map_;
  std::vector<std::array<std::int32_t, 2>> ends_;
  std::vector<char> undercut_;
  std::unordered_map<std::uint64_t, std::uint32_t> face_of_;
};

}  // namespace

LayeredMap solid_layers(const TriangleMesh& mesh, const std::string& file) {
  const std::vector<Region> regions = Regions(mesh).made();
  if (regions.size() > most_solid_regions)
    throw InputError("the solid has too many facets", file, std::to_string(regions.size()), "at most " + std::to_string(most_solid_regions) + ": export it coarser, 10 um of deviation are enough for a casting");
  Stack stack(regions, file);
  stack.require_no_undercut();
  return stack.layers();
}

}  // namespace sprue
