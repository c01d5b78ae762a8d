#include "meshing/tool_moments.h"

namespace sprue {

namespace {

/// Calls f(weight, place) so that the sum of weight g(place) is the integral of a quadratic g over the face.
template <class F>
void each_midpoint(const PlanarMap& map, const PlanarFace& face, F&& f) {
  for (const auto& loop : face.loops)
    for (std::size_t n = 0; n < loop.size(); ++n) {
      const Vec2 a = map.vertices[loop[n]], b = map.vertices[loop[(n + 1) % loop.size()]];
      const double third = cross(a, b) / 6;
      f(third, 0.5 * a), f(third, 0.5 * b), f(third, 0.5 * (a + b));
    }
}

}  // namespace

Vec2 first_moment(const LayeredMap& solid) {
  Vec2 sum{};
  for (std::size_t n = 0; n < solid.layers.size(); ++n) {
    if (!solid.layers[n].filled) continue;
    const Height thickness = solid.layers[n].high - solid.layers[n].low;
    each_midpoint(solid.map, solid.map.faces[n], [&](double weight, Vec2 p) { sum = sum + weight * thickness(p) * p; });
  }
  return sum;
}

PlanMoments plan_moments(const LayeredMap& solid) {
  PlanMoments m;
  for (std::size_t n = 0; n < solid.layers.size(); ++n) {
    if (!solid.layers[n].filled) continue;
    each_midpoint(solid.map, solid.map.faces[n], [&](double weight, Vec2 p) {
      m.area += weight;
      m.first = m.first + weight * p;
      m.polar += weight * dot(p, p);
    });
  }
  return m;
}

}  // namespace sprue
