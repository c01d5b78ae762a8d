#include "meshing/solid_design.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/core/error.h"
#include "meshing/box.h"
#include "meshing/design_findings.h"
#include "meshing/mesh_repair.h"
#include "meshing/solid.h"
#include "meshing/solid_layers.h"
#include "meshing/upper_envelope.h"

namespace sprue {

namespace {

double unit_of(const TriangleSoup& soup, const DesignOptions& options) { return options.unit > 0 ? options.unit : soup.unit > 0 ? soup.unit : 1e-3; }

Vec3 turned_up(Vec3 v, const std::string& up) {
  if (up == "-z") return {v.x, -v.y, -v.z};
  if (up == "+x") return {-v.z, v.y, v.x};
  if (up == "-x") return {v.z, v.y, -v.x};
  if (up == "+y") return {v.x, -v.z, v.y};
  if (up == "-y") return {v.x, v.z, -v.y};
  SPRUE_ASSERT(up == "+z");
  return v;
}

/// Box in plan, lowest and highest point.
struct Extent {
  Box plan;
  double low = HUGE_VAL, high = -HUGE_VAL;
};

Extent extent_of(const TriangleMesh& mesh) {
  Extent e;
  for (const Vec3& v : mesh.vertices) e.plan.add(Vec2{v.x, v.y}), e.low = std::min(e.low, v.z), e.high = std::max(e.high, v.z);
  return e;
}

std::string size_words(const Extent& e, double unit, const char* basis) {
  char text[240];
  std::snprintf(text, sizeof text, "The solid is %.4g x %.4g x %.4g mm: 1 unit of its file is %.4g mm, %s.", 1e3 * e.plan.width(), 1e3 * e.plan.height(), 1e3 * (e.high - e.low), 1e3 * unit, basis);
  return text;
}

void outline(Design& design) {
  PlanarShape whole{{}, FillRule::nonzero};
  for (std::size_t f = 0; f < design.solid->layers.size(); ++f)
    if (design.solid->layers[f].filled)
      for (auto& ring : shape_of(design.solid->map, design.solid->map.faces[f]).rings) whole.rings.push_back(std::move(ring));
  design.map = overlay({whole});
  for (const PlanarFace& face : design.map.faces) {
    design.role.push_back(face.covered_by.empty() ? Role::cutout : Role::metal);
    design.element.push_back(face.covered_by.empty() ? no_element : 0);
  }
  design.elements.push_back({"solid", "#808080", Role::metal, std::move(whole), {}, {}});
}

}  // namespace

Design solid_design(const TriangleSoup& soup, const DesignOptions& options) {
  const double unit = unit_of(soup, options);
  Design design;
  std::vector<std::string> report;
  TriangleMesh mesh = repaired(soup, unit, report);
  for (Vec3& v : mesh.vertices) v = turned_up(v, options.up);
  const Extent e = extent_of(mesh);
  if (!(options.parting >= 0 && options.parting < e.high - e.low)) {
    char value[40];
    std::snprintf(value, sizeof value, "%.4g mm", 1e3 * options.parting);
    throw InputError("the parting plane lies outside the solid", "design.parting", value, "from 0 to its height of " + std::to_string(1e3 * (e.high - e.low)) + " mm");
  }
  const Vec2 middle = 0.5 * (e.plan.low + e.plan.high);
  for (Vec3& v : mesh.vertices) v = v - Vec3{middle.x, middle.y, e.low + options.parting};
  design.width = e.plan.width(), design.height = e.plan.height();
  design.guesses.push_back(size_words(e, unit, options.unit > 0 ? "as design.unit says" : soup.unit > 0 ? "as the file states" : "as STL states none"));
  for (std::string& r : report) design.guesses.push_back("Repaired: " + r + ".");
  design.solid = solid_layers(mesh, soup.file);
  outline(design);
  report_elements(design);
  check_one_piece(design);
  return design;
}

double mean_thickness(const TriangleSoup& soup, const DesignOptions& options) {
  TriangleMesh mesh = soup.mesh;
  for (Vec3& v : mesh.vertices) v = unit_of(soup, options) * turned_up(v, options.up);
  double twice = 0;
  for (const auto& t : mesh.triangles) {
    const Vec3 a = mesh.vertices[t[0]], b = mesh.vertices[t[1]], c = mesh.vertices[t[2]];
    twice += 0.5 * std::abs(cross(Vec2{b.x - a.x, b.y - a.y}, Vec2{c.x - a.x, c.y - a.y}));   // up and down: each counts half
  }
  return twice > 0 ? 2 * std::abs(volume(mesh)) / twice : 0;
}

}  // namespace sprue
