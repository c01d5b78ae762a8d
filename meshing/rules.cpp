#include "meshing/rules.h"

#include <algorithm>
#include <cmath>

#include "meshing/narrow_places.h"
#include "meshing/rule_checks.h"

namespace sprue {

namespace {

/// Winding number of the rings around p.
int winding(const Rings& rings, Vec2 p) {
  int turns = 0;
  for (const auto& ring : rings)
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Vec2 a = ring[i], b = ring[(i + 1) % ring.size()];
      if ((a.y <= p.y) == (b.y <= p.y)) continue;
      const double left = (b.x - a.x) * (p.y - a.y) - (p.x - a.x) * (b.y - a.y);
      turns += b.y > a.y ? left > 0 : -(left < 0);
    }
  return turns;
}

bool covers(const PlanarShape& shape, Vec2 p) {
  const int turns = winding(shape.rings, p);
  return shape.rule == FillRule::evenodd ? turns % 2 != 0 : turns != 0;
}

}  // namespace

RuleContext::RuleContext(const Design& of, const RuleOptions& by)
    : design(of), options(by), step(rule_step(of.width)), faces(raster_of_faces(of.map, std::vector<char>(of.map.faces.size(), 1), step)) {}

const Element* RuleContext::element_of(int face) const {
  if (face < 0 || design.element[static_cast<std::size_t>(face)] == no_element) return nullptr;
  return &design.elements[static_cast<std::size_t>(design.element[static_cast<std::size_t>(face)])];
}

std::string RuleContext::name_at(Vec2 p) const {
  const Element* element = element_at(p);
  return element ? element->id : "";
}

std::string RuleContext::cutout_at(Vec2 p) const {
  for (auto e = design.elements.rbegin(); e != design.elements.rend(); ++e)
    if (e->role == Role::cutout && covers(e->shape, p)) return e->id;
  return "";
}

std::string RuleContext::colour_of(int face) const {
  const Element* element = element_of(face);
  return element ? element->colour : "";
}

double RuleContext::top(int face) const { return options.part.plate - (face < 0 ? 0 : options.part.depth(design.role[static_cast<std::size_t>(face)])); }

void check_rules(const Design& design, const RuleOptions& options, std::vector<Finding>& findings) {
  const RuleContext context(design, options);
  RuleBreaks breaks;
  check_heights(context, breaks);
  check_thickness(context, breaks);
  check_widths(context, breaks);
  check_pieces(context, breaks);
  check_corners(context, breaks);
  check_text(context, breaks);
  breaks.report(findings);
}

}  // namespace sprue
