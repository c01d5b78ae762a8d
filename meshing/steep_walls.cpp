#include "meshing/steep_walls.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "meshing/vertex_levels.h"

namespace sprue {

namespace {

constexpr double least_step = 20e-6;    // m
constexpr double corner_share = 0.75;   // of the draft: where a wall of a relief meets one that was drafted, their common plane is steeper than both

struct Worst {
  double area = 0, largest = 0, lean = 0;   // m2, m2, rad of the largest
  Vec3 where;
  void add(double size, double angle, Vec3 p) {
    area += size;
    if (size > largest) largest = size, lean = angle, where = p;
  }
};

}  // namespace

void check_steep_walls(const LayeredMap& part, double draft, std::vector<Finding>& findings) {
  if (!(draft > 0)) return;
  const double steepest = 1 / std::tan(corner_share * draft);
  Worst worst;
  for (std::size_t f = 0; f < part.layers.size(); ++f) {
    if (!part.layers[f].filled) continue;
    for (const Height& end : {part.layers[f].low, part.layers[f].high}) {
      const double slope = std::sqrt(dot(end.slope, end.slope));
      const HeightRange range = height_range(part.map, part.map.faces[f], end);
      if (slope <= steepest || range.high - range.low < least_step) continue;
      const Vec2 p = part.map.vertices[part.map.faces[f].loops[0][0]];
      worst.add(area(part.map, part.map.faces[f]) * std::sqrt(1 + slope * slope), std::atan(1 / slope), {p.x, p.y, end(p)});
    }
  }
  for (const FilledEdge& e : filled_edges(part)) {
    const Vec2 a = part.map.vertices[e.from], b = part.map.vertices[e.to], middle = 0.5 * (a + b);
    const auto ends = [&](std::int32_t face) {
      const Layer* layer = face == FilledEdge::nothing ? nullptr : &part.layers[static_cast<std::size_t>(face)];
      return layer ? std::array{layer->low(middle), layer->high(middle)} : std::array{0.0, 0.0};
    };
    const auto l = ends(e.left), r = ends(e.right);
    for (const std::size_t n : {0u, 1u})
      if (const double step = std::abs(l[n] - r[n]); step > least_step) worst.add(step * norm(b - a), 0, {middle.x, middle.y, 0.5 * (l[n] + r[n])});
  }
  if (worst.area == 0) return;
  Finding f;
  f.kind = "steep-wall";
  f.severity = Severity::warn;
  f.where = worst.where;
  f.value = worst.lean * 180 / std::numbers::pi, f.limit = draft * 180 / std::numbers::pi, f.unit = "deg";
  char text[160];
  std::snprintf(text, sizeof text, "%.3g mm2 of wall lean less than %.3g deg from upright, the largest %.2g deg.", worst.area * 1e6, f.limit, f.value);
  f.evidence = text;
  f.cause = "A rigid mould does not let upright walls go: the casting sticks or is scored.";
  f.advice = "Blur the height image, or draft the solid where it was drawn; or cast it in rubber.";
  f.confidence = "low: handbook value";
  findings.push_back(std::move(f));
}

}  // namespace sprue
