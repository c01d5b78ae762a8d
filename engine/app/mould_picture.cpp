#include "engine/app/mould_picture.h"

#include <algorithm>
#include <cmath>

#include "engine/app/render.h"
#include "meshing/section_cut.h"

namespace sprue {

namespace {

constexpr int tile_width = 480, tile_height = 340, section_height = 260;
constexpr double from_above = 0.95, from_below = -0.95, into_the_cut = 0.35;  // rad

Rgb darker(Rgb c) { return {0.85 * c.r, 0.85 * c.g, 0.85 * c.b}; }
/// For the cut, on which little light falls.
Rgb bright(Rgb c) { return {1.35 * c.r, 1.35 * c.g, 1.35 * c.b}; }
Rgb lighter(Rgb c) { return {0.6 + 0.4 * c.r, 0.6 + 0.4 * c.g, 0.6 + 0.4 * c.b}; }

Picture white(int width, int height) {
  Picture p(width, height);
  std::fill(p.rgba.begin(), p.rgba.end(), std::uint8_t{255});
  return p;
}

/// Over the white ground.
void put(const Picture& tile, int left, int top, Picture& sheet) {
  for (int y = 0; y < tile.height; ++y)
    for (int x = 0; x < tile.width; ++x) {
      const auto* from = &tile.rgba[4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(tile.width) + static_cast<std::size_t>(x))];
      const double a = from[3] / 255.0;
      const auto over = [&](int channel) { return (a * from[channel] + (1 - a) * 255) / 255; };
      sheet.set(left + x, top + y, {over(0), over(1), over(2)});
    }
}

Picture turned(const TriangleMesh& mesh, double elevation, Rgb colour, double gloss) {
  View view;
  view.azimuth = -0.3;
  view.elevation = elevation;
  view.width = tile_width, view.height = tile_height;
  return render(mesh, view, [colour](Vec3, Vec3) { return colour; }, gloss);
}

/// A vertical plane: origin + s * along; what lies on the side of `across` (towards the viewer) is taken away.
struct Cut {
  Vec2 origin, along;
  Vec3 across() const { return {along.y, -along.x, 0}; }
  double in_front(Vec3 p) const { return dot(p - Vec3{origin.x, origin.y, 0}, across()); }
  double azimuth() const { return std::atan2(along.y, along.x); }
};

/// Through the middle of the first cavity, along the way the metal comes: from a disc's axis, from a block's upper edge.
Cut cut_of(const Tooling& tooling) {
  const auto& t = tooling.placements.front().transform;
  const Vec2 centre{t[3], t[7]};
  if (tooling.disc_diameter > 0 && norm(centre) > 0) return {centre, (1 / norm(centre)) * centre};
  return {centre, {0, 1}};
}

void add_triangle(TriangleMesh& mesh, Vec3 a, Vec3 b, Vec3 c) {
  const auto n = static_cast<std::uint32_t>(mesh.vertices.size());
  mesh.vertices.insert(mesh.vertices.end(), {a, b, c});
  mesh.triangles.push_back({n, n + 1, n + 2});
}

void add_rest(const TriangleMesh& mesh, const Cut& cut, TriangleMesh& rest) {
  for (const auto& triangle : mesh.triangles) {
    std::vector<Vec3> kept;
    for (int i = 0; i < 3; ++i) {
      const Vec3 a = mesh.vertices[triangle[static_cast<std::size_t>(i)]], b = mesh.vertices[triangle[static_cast<std::size_t>((i + 1) % 3)]];
      const double da = cut.in_front(a), db = cut.in_front(b);
      if (da <= 0) kept.push_back(a);
      if ((da <= 0) != (db <= 0)) kept.push_back(a + (da / (da - db)) * (b - a));
    }
    for (std::size_t i = 2; i < kept.size(); ++i) add_triangle(rest, kept[0], kept[i - 1], kept[i]);
  }
}

void add_face(const std::vector<CutStrip>& strips, const Cut& cut, TriangleMesh& rest) {
  const auto at = [&](double s, double z) { return Vec3{cut.origin.x + s * cut.along.x, cut.origin.y + s * cut.along.y, z}; };
  for (const CutStrip& s : strips) {
    const Vec3 a = at(s.from, s.low[0]), b = at(s.to, s.low[1]), c = at(s.to, s.high[1]), d = at(s.from, s.high[0]);
    add_triangle(rest, a, b, c);
    add_triangle(rest, a, c, d);
  }
}

bool holds(const std::vector<CutStrip>& strips, double s, double z) {
  return std::any_of(strips.begin(), strips.end(), [&](const CutStrip& strip) {
    if (s < strip.from || s > strip.to) return false;
    const double t = (s - strip.from) / std::max(strip.to - strip.from, 1e-12);
    return z >= strip.low[0] + t * (strip.low[1] - strip.low[0]) && z <= strip.high[0] + t * (strip.high[1] - strip.high[0]);
  });
}

/// Both halves closed, the metal in them, cut open.
Picture section(const MouldMeshes& meshes, const Tooling& tooling, double part_size) {
  const Cut cut = cut_of(tooling);
  const auto upper = section_cut(tooling.upper, cut.origin, cut.along), lower = section_cut(tooling.lower, cut.origin, cut.along),
             shot = section_cut(tooling.cavity, cut.origin, cut.along);
  TriangleMesh rest;
  for (const TriangleMesh* mesh : {meshes.upper, meshes.lower}) add_rest(*mesh, cut, rest);
  for (const auto* strips : {&upper, &lower, &shot}) add_face(*strips, cut, rest);
  View view;
  view.azimuth = cut.azimuth();
  view.elevation = into_the_cut;
  view.centre = {cut.origin.x, cut.origin.y, 0};
  view.half_width = 0.8 * part_size;
  view.width = 2 * tile_width, view.height = section_height;
  const auto paint = [&](Vec3 p, Vec3 normal) {
    if (dot(normal, cut.across()) < 0.999 || std::fabs(cut.in_front(p)) > 1e-6) return lighter(meshes.mould);
    const double s = dot(Vec2{p.x, p.y} - cut.origin, cut.along);
    return holds(shot, s, p.z) ? bright(meshes.metal) : p.z > 0 ? meshes.mould : darker(meshes.mould);
  };
  return render(rest, view, paint, 0.1);
}

}  // namespace

Picture mould_picture(const MouldMeshes& meshes, const Tooling& tooling, double part_size) {
  Picture sheet = white(2 * tile_width, 3 * tile_height + section_height);
  int top = 0;
  const auto both_sides = [&](const TriangleMesh& mesh, Rgb colour, double gloss) {
    put(turned(mesh, from_above, colour, gloss), 0, top, sheet);
    put(turned(mesh, from_below, colour, gloss), tile_width, top, sheet);
    top += tile_height;
  };
  both_sides(*meshes.part, meshes.metal, 0.9);
  both_sides(*meshes.upper, meshes.mould, 0.1);
  both_sides(*meshes.lower, darker(meshes.mould), 0.1);
  put(section(meshes, tooling, part_size), 0, top, sheet);
  return sheet;
}

}  // namespace sprue
