#include "meshing/dome.h"

#include <CGAL/Min_sphere_of_points_d_traits_2.h>
#include <CGAL/Min_sphere_of_spheres_d.h>
#include <CGAL/Simple_cartesian.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double most_facets = 1e5;

std::string text(const char* format, double a, double b = 0, double c = 0, double d = 0) {
  char line[240];
  std::snprintf(line, sizeof line, format, a, b, c, d);
  return line;
}

struct Sphere {
  double radius;  // m
  double drop(double x) const { return radius - std::sqrt(radius * radius - x * x); }
  double bend(double x) const { return radius * radius / std::pow(radius * radius - x * x, 1.5); }  // 1/m
};

/// m, side of the facets, such that the error is kept out to a side beyond `reach`.
double side_for(const Sphere& sphere, double reach, double tolerance) {
  double side = std::sqrt(6 * tolerance / sphere.bend(reach));
  for (int n = 0; n < 20; ++n) side = std::sqrt(6 * tolerance / sphere.bend(std::min(reach + side, 0.95 * sphere.radius)));   // r^2 = side^2 / 3
  return side;
}

Height through(const std::array<Vec2, 3>& p, const std::array<double, 3>& z) {
  const Vec2 u = p[1] - p[0], v = p[2] - p[0];
  const double twice = cross(u, v), du = z[1] - z[0], dv = z[2] - z[0];
  return Height::through(p[0], z[0], {(du * v.y - dv * u.y) / twice, (dv * u.x - du * v.x) / twice});
}

}  // namespace

Circle circumscribed_circle(const LayeredMap& solid) {
  using Kernel = CGAL::Simple_cartesian<double>;
  std::vector<Kernel::Point_2> points;
  for (std::size_t f = 0; f < solid.layers.size(); ++f)
    if (solid.layers[f].filled)
      for (const std::uint32_t v : solid.map.faces[f].loops[0]) points.emplace_back(solid.map.vertices[v].x, solid.map.vertices[v].y);
  if (points.empty()) return {};
  CGAL::Min_sphere_of_spheres_d<CGAL::Min_sphere_of_points_d_traits_2<Kernel, double>> circle(points.begin(), points.end());
  const auto centre = circle.center_cartesian_begin();
  return {{centre[0], centre[1]}, circle.radius()};
}

ReliefSurface dome(const Circle& circle, double rise, double tolerance, double margin) {
  SPRUE_ASSERT(rise > 0 && tolerance > 0 && margin >= 0);
  const double a = circle.radius;
  if (rise > 0.5 * a)
    throw InputError("the dome is too high for the part", "part.dome", text("%.4g mm", rise * 1e3), text("at most half the radius of the circle around it, %.4g mm", 0.5e3 * a));
  const Sphere sphere{(a * a + rise * rise) / (2 * rise)};
  const double side = side_for(sphere, a + margin, tolerance), reach = a + margin, row = side * std::sqrt(0.75);
  const double facets = 2 * std::numbers::pi * (reach + side) * (reach + side) / (side * row);
  if (facets > most_facets)
    throw InputError("the dome takes too many facets", "part.relief_tolerance", text("%.4g um", tolerance * 1e6), text("a larger error; this one asks for %.0f facets of at most %.0f", facets, most_facets));
  ReliefSurface surface;
  const auto add = [&](std::array<Vec2, 3> p) {
    if (norm((1.0 / 3) * (p[0] + p[1] + p[2])) > reach + side) return;
    std::array<double, 3> z;
    for (std::size_t n = 0; n < 3; ++n) z[n] = rise - sphere.drop(std::min(norm(p[n]), 0.99 * sphere.radius)), p[n] = p[n] + circle.centre;
    surface.patches.push_back({{{p[0], p[1], p[2]}}, FillRule::nonzero});
    surface.heights.push_back(through(p, z));
  };
  const int rows = static_cast<int>(std::ceil((reach + 2 * side) / row)), columns = static_cast<int>(std::ceil((reach + 2 * side) / side)) + rows / 2;
  const auto corner = [&](int i, int j) { return Vec2{side * (i + 0.5 * j), row * j}; };
  for (int j = -rows; j < rows; ++j)
    for (int i = -columns; i < columns; ++i) {
      add({corner(i, j), corner(i + 1, j), corner(i, j + 1)});
      add({corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)});
    }
  surface.highest = rise;
  surface.error = sphere.bend(std::min(reach + side, 0.95 * sphere.radius)) * side * side / 6;
  surface.words = text("dome of %.4g mm over the plate: a sphere of radius %.4g mm through the circle around the outline (%.4g mm across), as plane facets up to %.3g um under it", rise * 1e3, sphere.radius * 1e3, 2e3 * a,
                       surface.error * 1e6);
  return surface;
}

}  // namespace sprue
