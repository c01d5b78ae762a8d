// Widths in plan: each rule looks for the narrow places of its own region.
#include <algorithm>
#include <numbers>

#include "meshing/narrow_places.h"
#include "meshing/rule_checks.h"

namespace sprue {

namespace {

constexpr double mm = 1e-3;

class Widths {
 public:
  Widths(const RuleContext& context, RuleBreaks& breaks) : c_(context), breaks_(breaks) {}

  void metal() {
    const auto chosen = c_.chosen([&](int f) { return c_.is(f, Role::metal); });
    for (const NarrowPlace& place : narrow_places(c_.design.map, chosen, {{rule::thin_line.reject * mm, rule::thin_wall.warn * mm}, c_.step}))
      add(parts_two_colours(place.circle) ? rule::thin_wall : rule::thin_line, place, c_.name_at(place.circle.centre));
  }

  void recesses() {
    const auto chosen = c_.chosen([&](int f) { return c_.recess(f); });
    for (const NarrowPlace& place : narrow_places(c_.design.map, chosen, {{rule::narrow_recess.reject * mm, rule::narrow_recess.warn * mm}, c_.step}))
      if (place.opening > 0) breaks_.add(rule::acute_tip, {place.opening * 180 / std::numbers::pi, c_.on(place.tip, c_.faces.at(place.circle.centre)), c_.name_at(place.circle.centre), place.counts, place.extent});
      else add(rule::narrow_recess, place, c_.name_at(place.circle.centre));
  }

  /// Grooves only: short holes are exempt.
  void plated_open() {
    for (const bool hard : {false, true}) {
      const double depth = c_.options.part.depth(hard ? Role::hard_enamel : Role::recess);
      const auto chosen = c_.chosen([&](int f) { return c_.recess(f) && c_.is(f, Role::hard_enamel) == hard && c_.options.open_plated.contains(c_.colour_of(f)); });
      for (const NarrowPlace& place : narrow_places(c_.design.map, chosen, {{depth / rule::throwing.reject, depth / rule::throwing.warn}, c_.step}))
        if (place.width() > 0)
          breaks_.add(rule::throwing, {depth / place.width(), c_.on(place.circle.centre), c_.name_at(place.circle.centre), place.counts, place.extent});
    }
  }

  /// Round and short ones too: the mould's pin is as slender.
  void cutouts() {
    const auto chosen = c_.chosen([&](int f) { return c_.is(f, Role::cutout); });
    for (const NarrowPlace& place : narrow_places(c_.design.map, chosen, {{rule::cutout.reject * mm, rule::cutout.warn * mm}, c_.step, true})) {
      const std::string own = c_.cutout_at(place.circle.centre);
      add(rule::cutout, place, own.empty() ? c_.name_at(beside(place.circle.touch, place.circle)) : own);
    }
  }

  /// Between two cutouts, or a cutout and the outline.
  void webs() {
    if (std::find(c_.design.role.begin(), c_.design.role.end(), Role::cutout) == c_.design.role.end()) return;
    const auto chosen = c_.chosen([&](int f) { return c_.metal_or_recess(f); });
    for (const NarrowPlace& place : narrow_places(c_.design.map, chosen, {{rule::web.reject * mm, rule::web.warn * mm}, c_.step})) {
      const Vec2 one = beside(place.circle.touch, place.circle), other = beside(place.circle.across(), place.circle);
      const Vec2 cut = c_.is(c_.faces.at(one), Role::cutout) ? one : other;
      if (!c_.is(c_.faces.at(cut), Role::cutout) || c_.metal_or_recess(c_.faces.at(one)) || c_.metal_or_recess(c_.faces.at(other))) continue;
      const std::string own = c_.name_at(place.circle.centre);
      add(rule::web, place, own.empty() ? c_.cutout_at(cut) : own);
    }
  }

  void backstamp() {
    if (c_.design.backstamp.empty()) return;
    const PlanarMap map = overlay(backstamp_of(c_.design));
    std::vector<char> chosen;
    for (const PlanarFace& face : map.faces) chosen.push_back(!face.covered_by.empty());
    const FaceRaster faces = raster_of_faces(map, chosen, c_.step);
    for (const NarrowPlace& place : narrow_places(map, chosen, {{rule::stamp_line.reject * mm}, c_.step})) {
      const int face = faces.at(place.circle.centre);
      const std::string own = face < 0 ? "" : c_.design.backstamp[static_cast<std::size_t>(map.faces[static_cast<std::size_t>(face)].covered_by.back())].id;
      breaks_.add(rule::stamp_line, {place.width() / mm, {place.circle.centre.x, place.circle.centre.y, 0}, own, place.counts, place.extent});
    }
  }

 private:
  void add(const Rule& rule, const NarrowPlace& place, const std::string& element) {
    breaks_.add(rule, {place.width() / mm, c_.on(place.circle.centre), element, place.counts, place.extent});
  }

  /// Just over the border that the circle touches at p.
  Vec2 beside(Vec2 p, const InscribedCircle& circle) const { return p + (1.5 * c_.step / circle.radius) * (p - circle.centre); }

  bool parts_two_colours(const InscribedCircle& circle) const {
    if (!(circle.radius > 0)) return false;
    const Element *one = c_.element_at(beside(circle.touch, circle)), *other = c_.element_at(beside(circle.across(), circle));
    return one && other && is_recess(one->role) && is_recess(other->role) && one->colour != other->colour;
  }

  const RuleContext& c_;
  RuleBreaks& breaks_;
};

}  // namespace

void check_widths(const RuleContext& context, RuleBreaks& breaks) {
  Widths widths(context, breaks);
  widths.metal();
  widths.recesses();
  widths.plated_open();
  widths.cutouts();
  widths.webs();
  widths.backstamp();
}

}  // namespace sprue
