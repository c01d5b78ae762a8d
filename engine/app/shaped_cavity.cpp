// The cavity of a scene of analytic shapes: they are overlaid exactly, the last one given lies on top.
#include <cmath>
#include <numbers>

#include "engine/app/pipeline.h"
#include "engine/core/error.h"

namespace sprue {

namespace {

/// The square around a sphere, which is carved later (spherical_cavity.h), to mirror planes through its centre where the cavity's sides are such.
std::vector<Vec2> around_sphere(double radius, const std::array<std::string, 4>& sides) {
  const auto to = [&](std::size_t side) { return sides[side] == "symmetry" ? 0.0 : side % 2 == 0 ? -radius : radius; };
  return {{to(0), to(2)}, {to(1), to(2)}, {to(1), to(3)}, {to(0), to(3)}};
}

std::vector<Vec2> outline(const Scene::Shape& shape, const std::array<std::string, 4>& sides) {
  if (shape.kind == "polygon") return shape.points;
  if (shape.kind == "sphere") return around_sphere(shape.radius, sides);
  if (shape.kind == "rectangle") {
    const double x = shape.size.x / 2, y = shape.size.y / 2;
    return {{-x, -y}, {x, -y}, {x, y}, {-x, y}};
  }
  std::vector<Vec2> ring;
  const double step = 2 * std::numbers::pi / shape.sides;
  const double corner = shape.radius * std::sqrt(step / std::sin(step));  // polygon of the circle's area
  for (int i = 0; i < shape.sides; ++i) ring.push_back({corner * std::cos(i * step), corner * std::sin(i * step)});
  return ring;
}

PlanarShape placed(const Scene::Shape& shape, const std::array<std::string, 4>& sides) {
  std::vector<Vec2> ring = outline(shape, sides);
  const double c = std::cos(shape.turn), s = std::sin(shape.turn);
  for (Vec2& p : ring) p = shape.turn == 0 ? Vec2{shape.centre.x + p.x, shape.centre.y + p.y}
                                           : Vec2{shape.centre.x + c * p.x - s * p.y, shape.centre.y + s * p.x + c * p.y};
  return {{ring}, FillRule::nonzero};
}

}  // namespace

LayeredMap shaped_cavity(const Scene& scene) {
  std::vector<PlanarShape> shapes;
  for (std::size_t i = 0; i < scene.shapes.size(); ++i) {
    const Scene::Shape& s = scene.shapes[i];
    const bool empty = (s.kind == "polygon" && s.points.size() < 3) || ((s.kind == "circle" || s.kind == "sphere") && s.radius <= 0) ||
                       (s.kind == "rectangle" && (s.size.x <= 0 || s.size.y <= 0));
    if (empty)
      throw InputError("the shape has no area", scene.source + ", shape." + std::to_string(i), s.kind, "give size of a rectangle, radius of a circle, or at least three points");
    shapes.push_back(placed(s, scene.domain.sides));
  }
  LayeredMap cavity;
  cavity.map = overlay(shapes);
  for (const PlanarFace& face : cavity.map.faces) {
    Layer layer;
    if (!face.covered_by.empty()) {
      const Scene::Shape& s = scene.shapes[static_cast<std::size_t>(face.covered_by.back())];
      if (s.filled)
        layer = {true, s.centre.z + s.low, s.centre.z + s.high, no_element, static_cast<std::int16_t>(s.cavity), face_kind(s.top), face_kind(s.bottom)};
    }
    cavity.layers.push_back(layer);
  }
  return cavity;
}

}  // namespace sprue
