#include "meshing/upper_envelope.h"

#include <algorithm>

namespace sprue {

namespace {

using Tops = std::vector<std::optional<Height>>;

/// Tops over a face that are not under another one all over it.
std::vector<Height> candidates(const PlanarMap& map, const PlanarFace& face, const Tops& tops) {
  std::vector<Height> kept;
  for (int shape : face.covered_by) {
    const std::optional<Height>& top = tops[static_cast<std::size_t>(shape)];
    if (!top) continue;
    const auto under = [&](const Height& a, const Height& b) { return height_range(map, face, a - b).high < same_sloping_height; };
    if (std::any_of(kept.begin(), kept.end(), [&](const Height& h) { return under(*top, h); })) continue;
    kept.erase(std::remove_if(kept.begin(), kept.end(), [&](const Height& h) { return under(h, *top); }), kept.end());
    kept.push_back(*top);
  }
  return kept;
}

}  // namespace

PlanarShape shape_of(const PlanarMap& map, const PlanarFace& face) {
  PlanarShape shape{{}, FillRule::evenodd};
  for (const auto& loop : face.loops) {
    shape.rings.emplace_back();
    for (const std::uint32_t v : loop) shape.rings.back().push_back(map.vertices[v]);
  }
  return shape;
}

PlanarShape part_over(const PlanarMap& map, const PlanarFace& face, const Height& height) {
  PlanarShape part{{}, FillRule::evenodd};
  for (const auto& loop : face.loops) {
    std::vector<Vec2> ring;
    for (std::size_t n = 0; n < loop.size(); ++n) {
      const Vec2 a = map.vertices[loop[n]], b = map.vertices[loop[(n + 1) % loop.size()]];
      const double u = height(a), v = height(b);
      if (u >= 0) ring.push_back(a);
      if ((u > 0 && v < 0) || (u < 0 && v > 0)) ring.push_back(a + (u / (u - v)) * (b - a));
    }
    if (ring.size() > 2) part.rings.push_back(std::move(ring));
  }
  return part;
}

PlanarMap overlay_with_crossings(const std::vector<PlanarShape>& shapes, const Tops& tops) {
  PlanarMap map = overlay(shapes);
  std::vector<PlanarShape> all = shapes;
  for (const PlanarFace& face : map.faces) {
    if (face.covered_by.size() < 2) continue;
    const std::vector<Height> highest = candidates(map, face, tops);
    for (std::size_t m = 1; m < highest.size(); ++m)
      for (std::size_t n = 0; n < m; ++n) {
        const HeightRange range = height_range(map, face, highest[m] - highest[n]);
        if (range.low < -same_sloping_height && range.high > same_sloping_height) all.push_back(part_over(map, face, highest[m] - highest[n]));
      }
  }
  if (all.size() == shapes.size()) return map;
  map = overlay(all);
  for (PlanarFace& face : map.faces) std::erase_if(face.covered_by, [&](int shape) { return shape >= static_cast<int>(shapes.size()); });
  return map;
}

bool over(const PlanarMap& map, const PlanarFace& face, const Height& a, const Height& b) {
  return a.level() && b.level() ? a.at >= b.at : integral(map, face, a - b) >= 0;
}

}  // namespace sprue
