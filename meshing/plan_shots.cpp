#include "meshing/plan_shots.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>

#include "engine/core/error.h"
#include "meshing/vertex_levels.h"

namespace sprue {

namespace {

/// Calls f(a, b) for the ends of every edge of a filled face.
template <class F>
void each_edge(const LayeredMap& solid, F&& f) {
  for (std::size_t n = 0; n < solid.layers.size(); ++n) {
    if (!solid.layers[n].filled) continue;
    for (const auto& loop : solid.map.faces[n].loops)
      for (std::size_t m = 0; m < loop.size(); ++m)
        f(solid.map.vertices[loop[m]], solid.map.vertices[loop[(m + 1) % loop.size()]]);
  }
}

/// Edges with metal on one side only: the first and the last on any line is one of them.
using Outline = std::vector<std::pair<Vec2, Vec2>>;

Outline outline_of(const LayeredMap& solid) {
  Outline outline;
  for (const FilledEdge& e : filled_edges(solid))
    if (e.left == FilledEdge::nothing || e.right == FilledEdge::nothing) outline.push_back({solid.map.vertices[e.from], solid.map.vertices[e.to]});
  return outline;
}

std::optional<PlanHit> shoot(const Outline& outline, double x) {
  PlanHit hit{HUGE_VAL, -HUGE_VAL};
  for (const auto& [a, b] : outline) {
    if ((a.x <= x) == (b.x <= x)) continue;
    const double y = a.y + (x - a.x) / (b.x - a.x) * (b.y - a.y);
    hit.lowest = std::min(hit.lowest, y), hit.highest = std::max(hit.highest, y);
  }
  if (hit.lowest > hit.highest) return std::nullopt;
  return hit;
}

std::vector<PlanHit> shoot_over(const Outline& outline, double x, double width) {
  std::vector<PlanHit> hits;
  for (int n = 0; n < plan_rays; ++n)
    if (const auto hit = shoot(outline, x + width * ((n + 0.5) / plan_rays - 0.5))) hits.push_back(*hit);
  return hits;
}

bool inside(const PlanarMap& map, const PlanarFace& face, Vec2 p) {
  bool in = false;
  for (const auto& loop : face.loops)
    for (std::size_t m = 0; m < loop.size(); ++m) {
      const Vec2 a = map.vertices[loop[m]], b = map.vertices[loop[(m + 1) % loop.size()]];
      if ((a.x <= p.x) != (b.x <= p.x) && p.y > a.y + (p.x - a.x) / (b.x - a.x) * (b.y - a.y)) in = !in;
    }
  return in;
}

}  // namespace

PlanExtent plan_extent(const LayeredMap& solid) {
  PlanExtent e;
  each_edge(solid, [&](Vec2 a, Vec2) {
    e.low_x = std::min(e.low_x, a.x), e.high_x = std::max(e.high_x, a.x);
    e.low_y = std::min(e.low_y, a.y), e.high_y = std::max(e.high_y, a.y);
  });
  return e;
}

LayeredMap turned(const LayeredMap& solid, double angle) {
  LayeredMap result = solid;
  if (angle == 0) return result;
  const double c = std::cos(angle), s = std::sin(angle);
  for (Vec2& v : result.map.vertices) v = {c * v.x - s * v.y, s * v.x + c * v.y};
  for (Layer& layer : result.layers) layer.low = moved(layer.low, c, s, {}), layer.high = moved(layer.high, c, s, {});
  return result;
}

double greatest_height(const LayeredMap& solid) {
  double height = 0;
  for (std::size_t f = 0; f < solid.layers.size(); ++f)
    if (solid.layers[f].filled) height = std::max(height, height_range(solid.map, solid.map.faces[f], solid.layers[f].high).high);
  return height;
}

std::vector<PlanHit> shoot_across(const LayeredMap& solid, double x, double width) { return shoot_over(outline_of(solid), x, width); }

GatePlace place_gate(const LayeredMap& solid, double width) {
  const PlanExtent e = plan_extent(solid);
  const Outline outline = outline_of(solid);
  GatePlace gate;
  double best = HUGE_VAL;
  for (int n = 0; n < plan_rays; ++n) {
    const double x = n == 0 ? 0.0 : e.low_x + e.width() * n / plan_rays;
    const auto hits = shoot_over(outline, x, width);
    if (hits.size() < plan_rays / 2) continue;
    double low = HUGE_VAL, high = -HUGE_VAL, mean = 0;
    for (const PlanHit& h : hits) {
      low = std::min(low, h.lowest), high = std::max(high, h.lowest);
      mean += h.lowest / static_cast<double>(hits.size());
    }
    const double score = mean + 0.4 * std::abs(x) + e.width() * (1 - hits.size() / double(plan_rays));
    if (score >= best) continue;
    best = score;
    gate = {x, low, std::min(high, low + slant_limit) + gate_bite};
  }
  if (best < HUGE_VAL) return gate;
  char wide[64];
  std::snprintf(wide, sizeof wide, "gate width %g mm", width * 1e3);
  throw InputError("no place for the gate: metal meets less than half of its width", "tooling", wide, "choose a narrower gate or turn the part");
}

double height_at_gate(const LayeredMap& solid, double x, double width) {
  const Outline outline = outline_of(solid);
  double height = 0;
  for (int n = 0; n < plan_rays; ++n) {
    const double at = x + width * ((n + 0.5) / plan_rays - 0.5);
    const auto hit = shoot(outline, at);
    if (!hit) continue;
    const Vec2 p{at, hit->lowest + gate_bite};
    for (std::size_t f = 0; f < solid.layers.size(); ++f)
      if (solid.layers[f].filled && inside(solid.map, solid.map.faces[f], p)) height = std::max(height, solid.layers[f].high(p));
  }
  return height;
}

std::vector<VentPlace> place_vents_above(const LayeredMap& solid, int count, double width) {
  const PlanExtent e = plan_extent(solid);
  const Outline outline = outline_of(solid);
  std::vector<VentPlace> vents;
  for (int n = 0; n < count; ++n) {
    const double across = count == 1 ? 0.0 : -0.6 + 1.2 * n / (count - 1);
    const double x = 0.5 * (e.low_x + e.high_x) + across * 0.5 * e.width();
    const auto hits = shoot_over(outline, x, width);
    if (hits.size() < plan_rays / 2) continue;
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const PlanHit& h : hits) low = std::min(low, h.highest), high = std::max(high, h.highest);
    vents.push_back({x, high, std::max(low, high - slant_limit) - 0.5 * gate_bite});
  }
  return vents;
}

}  // namespace sprue
