// Rules on heights: plate, floors, depths of recesses by the enamel's kind, draft.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "meshing/regions.h"
#include "meshing/rule_checks.h"

namespace sprue {

namespace {

constexpr double large_pin = 38e-3;  // m across, from which makers want a thicker plate (rule_table.h)
constexpr double mm = 1e-3;

/// The largest extent in any direction, m.
double across(const PlanarMap& map) {
  Rings all(1);
  all[0] = map.vertices;
  const auto hull = convex_hull(all);
  double most = 0;
  for (std::size_t i = 0; i < hull.size(); ++i)
    for (std::size_t k = i + 1; k < hull.size(); ++k) most = std::max(most, norm(hull[i] - hull[k]));
  return most;
}

/// The largest of the faces that `choose` accepts; -1 if there is none.
template <typename Choose>
int largest_face(const RuleContext& c, Choose choose) {
  int best = -1;
  double most = 0;
  for (std::size_t f = 0; f < c.design.role.size(); ++f)
    if (const int face = static_cast<int>(f); choose(face))
      if (const double size = area(c.design.map, c.design.map.faces[f]); size > most) most = size, best = face;
  return best;
}

Vec2 inside(const RuleContext& c, int face) { return point_inside(c.design.map, c.design.map.faces[static_cast<std::size_t>(face)]); }

std::string name_of(const RuleContext& c, int face) {
  const Element* element = c.element_of(face);
  return element ? element->id : "";
}

/// Of a height image its highest place over the back (posts stand below it), of a solid its thickest.
void check_thickest(const RuleContext& c, const Rule& rule, RuleBreaks& breaks) {
  const LayeredMap& body = *c.options.body;
  double most = 0;
  Vec3 where;
  for (std::size_t f = 0; f < body.layers.size(); ++f) {
    if (!body.layers[f].filled) continue;
    const double thickest = height_range(body.map, body.map.faces[f], c.design.solid ? body.layers[f].high - body.layers[f].low : body.layers[f].high).high;
    if (thickest <= most) continue;
    const Vec2 p = point_inside(body.map, body.map.faces[f]);
    most = thickest, where = {p.x, p.y, body.layers[f].high(p)};
  }
  breaks.add(rule, {most / mm, where, ""});
}

void check_plate(const RuleContext& c, RuleBreaks& breaks) {
  const bool large = across(c.design.map) > large_pin, solid = c.design.solid.has_value();
  const Rule& rule = solid ? large ? rule::large_solid_plate : rule::solid_plate : large ? rule::large_plate : rule::plate;
  if (c.options.body) return check_thickest(c, rule, breaks);
  const int face = largest_face(c, [&](int f) { return c.metal_or_recess(f); });
  if (face >= 0) breaks.add(rule, {c.options.part.plate / mm, c.on(inside(c, face), face), ""});
}

/// Each kind of enamel at its largest cell: depth, and what is left below.
void check_recesses(const RuleContext& c, RuleBreaks& breaks) {
  const auto fired = [&](int f) { return c.options.fired.contains(c.colour_of(f)); };
  const auto hard = [&](int f) { return c.is(f, Role::hard_enamel); };
  const auto check = [&](const Rule& depth_rule, const Rule& floor_rule, auto&& kind) {
    const int face = largest_face(c, [&](int f) { return c.recess(f) && kind(f); });
    if (face < 0) return;
    const double depth = c.options.part.depth(c.design.role[static_cast<std::size_t>(face)]), floor = c.options.part.plate - depth;
    breaks.add(depth_rule, {depth / mm, c.on(inside(c, face), face), name_of(c, face)});
    breaks.add(floor_rule, {floor / mm, c.on(inside(c, face), face), name_of(c, face)});
  };
  check(rule::soft_depth, rule::floor, [&](int f) { return !fired(f) && !hard(f); });
  check(rule::hard_depth, rule::floor, [&](int f) { return !fired(f) && hard(f); });
  check(rule::fired_depth, rule::fired_floor, [&](int f) { return fired(f); });
}

/// On the longest straight stretch of the outline: all walls lean alike.
void check_draft(const RuleContext& c, RuleBreaks& breaks) {
  if (!c.options.rigid_mould) return;
  Vec2 where;
  double longest = 0;
  for (const Border& b : borders(c.design.map)) {
    if (c.metal_or_recess(b.left) == c.metal_or_recess(b.right)) continue;
    const Vec2 from = c.design.map.vertices[b.from], to = c.design.map.vertices[b.to];
    if (norm(to - from) > longest) longest = norm(to - from), where = 0.5 * (from + to);
  }
  breaks.add(rule::draft, {c.options.part.walls.draft * 180 / std::numbers::pi, {where.x, where.y, 0.5 * c.options.part.plate}, ""});
}

}  // namespace

void check_heights(const RuleContext& context, RuleBreaks& breaks) {
  check_plate(context, breaks);
  check_recesses(context, breaks);
  check_draft(context, breaks);
}

}  // namespace sprue
