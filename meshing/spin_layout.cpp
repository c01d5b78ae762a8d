#include "meshing/spin_layout.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "engine/core/error.h"
#include "meshing/gas_traps.h"
#include "meshing/plan_shots.h"

namespace sprue {

namespace {

constexpr double mm = 1e-3;
constexpr double usual_runner = 8 * mm, usual_gate_length = 2 * mm, usual_cavity_wall = 4 * mm, usual_rim_wall = 8 * mm;
constexpr double joint = 1 * mm;        // the gate reaches this far into the runner
constexpr double runner_to_gate = 3;        // depths: metal that does not wet must enter the runner on the sprue's head alone (shop default, low confidence)
constexpr double beside_gate = 1.5 * mm;   // from the gate's edge to the first drilled vent
constexpr double vents_apart = 3 * mm;      // between drilled vents
constexpr double inset = 0.3 * mm;          // rim left between a drilled vent and the outline

void require_positive(double value, const char* what) {
  if (value > 0) return;
  throw InputError(std::string(what) + " must be greater than zero", "tooling", words("%g mm", value / mm),
                   "give a length above 0");
}

void check_options(const SpinOptions& o) {
  if (o.cavities < 1)
    throw InputError("a disc needs at least one cavity", "tooling", std::to_string(o.cavities),
                     "set cavities to 1 or more");
  if (o.vents_per_cavity < 0)
    throw InputError("the number of vents is negative", "tooling", std::to_string(o.vents_per_cavity),
                     "0 or more");
  if (o.drilled_vents < 0)
    throw InputError("the number of drilled vents is negative", "tooling", std::to_string(o.drilled_vents), "0 or more");
  if (o.drilled_vents > 0) require_positive(o.drilled_vent_diameter, "drilled vent diameter");
  require_positive(o.disc_diameter, "disc diameter");
  require_positive(o.disc_thickness, "disc thickness");
  require_positive(o.sprue_diameter, "sprue diameter");
  require_positive(o.sprue_height, "sprue height");
  if (o.vents_per_cavity > 0)
    require_positive(o.vent_width, "vent width"), require_positive(o.vent_depth, "vent depth");
  if (std::max(o.sprue_height, o.runner_depth) > o.disc_thickness)
    throw InputError("sprue or runner is higher than the disc half", "tooling",
                     words("%g mm", o.sprue_height / mm),
                     words("at most the disc thickness of %g mm", o.disc_thickness / mm));
}

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

void choose_walls(const SpinOptions& o, SpinLayout& l) {
  l.gate_length = l.defaults.length(o.gate_length, usual_gate_length, "mould.gate_length", "visible between runner and part, room for the cutters");
  l.runner_length = l.defaults.length(o.runner_length, usual_runner, "mould.runner_length", "at least, from the sprue's wall: a longer one lowered shrinkage in trials (process data C1); how long");
  if (o.cavities > 1) l.cavity_wall = l.defaults.length(o.cavity_wall, usual_cavity_wall, "mould.cavity_wall", "rubber between cavities");
  l.rim_wall = l.defaults.length(o.rim_wall, usual_rim_wall, "mould.rim_wall", "rubber between cavities and rim, which carries the clamping");
}

void choose_gate(const SpinOptions& o, const PlanExtent& e, SpinLayout& l) {
  l.gate_width = l.defaults.length(o.gate_width, std::min(std::clamp(e.width() / 3, 3 * mm, 6 * mm), e.width()), "mould.gate_width",
                                   words("a third of the part's width of %.1f mm, within 3 to 6 mm, so that it feeds the part and can be cut off", e.width() / mm));
  const GatePlace gate = place_gate(l.master, l.gate_width);
  l.gate_x = gate.x, l.gate_start = gate.start, l.gate_end = gate.end;
  const double usual = 2.0 / 3 * l.plate, there = height_at_gate(l.master, gate.x, l.gate_width);
  const bool lower = there > 0 && there < usual - 1e-9;
  l.gate_depth = l.defaults.length(o.gate_depth, lower ? there : usual, "mould.gate_depth",
                                   lower ? words("the part's thickness where the gate meets it; its greatest is %.2f mm", l.plate / mm)
                                         : words("two thirds of the part's thickness of %.2f mm, thick enough to feed while the part freezes, and it breaks there", l.plate / mm));
  l.runner_width = l.defaults.length(o.runner_width, l.gate_width, "mould.runner_width", "as wide as the gate");
  l.runner_depth = l.defaults.length(o.runner_depth, std::min(runner_to_gate * l.gate_depth, 0.5 * o.disc_thickness), "mould.runner_depth",
                                     "three times as deep as the gate, at most half of the disc, so that it is not the narrowest place");
}

/// Least radius at which `cavities` parts keep their walls: each stays within its sector.
double sector_radius(const LayeredMap& master, int cavities, double cavity_wall) {
  if (cavities == 1) return 0;
  const double half = std::numbers::pi / cavities;
  double radius = 0;
  each_edge(master, [&](Vec2 a, Vec2) {
    radius = std::max(radius, (std::abs(a.x) * std::cos(half) + 0.5 * cavity_wall) / std::sin(half) - a.y);
  });
  return radius;
}

double reach(const LayeredMap& master, double radius) {
  double r = 0;
  each_edge(master, [&](Vec2 a, Vec2) { r = std::max(r, std::hypot(a.x, radius + a.y)); });
  return r;
}

/// Where the runner ends, against the master's origin: of rings and pairs, which run past the part, before its lowest place.
double runner_end(const SpinOptions& o, const SpinLayout& layout) {
  return (o.runners == SpinOptions::Runners::spider ? layout.gate_start : plan_extent(layout.master).low_y) - layout.gate_length;
}

double feed_radius(const SpinOptions& o, const SpinLayout& layout) {
  const double across = o.runners == SpinOptions::Runners::spider ? 0 : layout.runner_width;
  return 0.5 * o.sprue_diameter + layout.runner_length + across - runner_end(o, layout);
}

[[noreturn]] void refuse(const SpinOptions& o, const SpinLayout& layout) {
  const auto fits = [&](int n) {
    const double least = std::max(feed_radius(o, layout), sector_radius(layout.master, n, layout.cavity_wall));
    if (o.radius > 0 && o.radius < least) return false;
    return reach(layout.master, o.radius > 0 ? o.radius : least) + layout.rim_wall <= 0.5 * o.disc_diameter;
  };
  int most = o.cavities - 1;
  while (most > 0 && !fits(most)) --most;
  const double disc =
      2 * (reach(layout.master, std::max(feed_radius(o, layout), sector_radius(layout.master, o.cavities, layout.cavity_wall))) +
           layout.rim_wall);
  std::string remedy = most == 0 ? "not even one would fit" : std::to_string(most) + " would fit (mould.cavities)";
  remedy += words("; a disc of %.0f mm would hold ", std::ceil(disc / mm)) + (o.cavities == 1 ? "it" : "all") + " (mould.disc_diameter";
  for (const double inch : {9.0, 12.0, 18.0})
    if (disc <= inch * 25.4 * mm) {
      remedy += words(", the next one made is \"%g inch\"", inch);
      break;
    }
  remedy += ")";
  if (o.radius > 0) remedy += ", with a mould.radius that leaves room for sprue, runner and walls";
  remedy += "; or make the part smaller (design.width)";
  const PlanExtent part = plan_extent(layout.master);
  throw InputError("the cavities do not fit the disc", "mould.cavities",
                   std::to_string(o.cavities) + words(" of %.1f x %.1f mm on a disc of %.1f mm", part.width() / mm, part.height() / mm, o.disc_diameter / mm) +
                       words(" with %.0f mm of rubber between them and %.0f mm to the rim", layout.cavity_wall / mm, layout.rim_wall / mm),
                   remedy);
}

/// Largest radius not above `wanted` at which the rim keeps its wall; `least` where that is none.
double within_disc(const SpinOptions& o, const SpinLayout& layout, double least, double wanted) {
  const auto fits = [&](double radius) { return reach(layout.master, radius) + layout.rim_wall <= 0.5 * o.disc_diameter; };
  if (fits(wanted)) return wanted;
  double low = least, high = wanted;
  while (high - low > 1e-6) (fits(0.5 * (low + high)) ? low : high) = 0.5 * (low + high);
  return low;
}

void choose_radius(const SpinOptions& o, SpinLayout& layout) {
  const double feed = feed_radius(o, layout), sector = sector_radius(layout.master, o.cavities, layout.cavity_wall);
  const double least = std::max(feed, sector);
  layout.radius = o.radius > 0 ? o.radius : o.pressed_radius > least ? within_disc(o, layout, least, o.pressed_radius) : least;
  if (layout.radius < least || reach(layout.master, layout.radius) + layout.rim_wall > 0.5 * o.disc_diameter)
    refuse(o, layout);
  if (o.radius > 0) return;
  const auto say = [&](const std::string& reason, const std::string& source) { layout.defaults.note({"mould.radius", in_mm(layout.radius), reason, source}); };
  if (layout.radius > least)
    return layout.radius < o.pressed_radius ? say(words("as far out as the disc allows; process.spin_pressure would be reached from %.0f mm on", o.pressed_radius / mm), "1/2 rho w^2 r^2, process data C1")
                                            : say("the least at which the metal is pressed with process.spin_pressure", "1/2 rho w^2 r^2, process data C1");
  if (sector > feed) say(words("the least that leaves %.0f mm of rubber between neighbouring cavities", layout.cavity_wall / mm), "geometry");
  else say(words("half the sprue, a runner of %.0f mm, a gate of %.0f mm, then the part", layout.runner_length / mm, layout.gate_length / mm), "geometry");
}

void place_vents_on_outline(const SpinOptions& o, SpinLayout& layout) {
  for (const VentPlace& v : place_vents_above(layout.master, o.vents_per_cavity, o.vent_width)) layout.vents.push_back({v.x, layout.radius + v.y, layout.radius + v.start});
}

/// A place beside the gate as near to the axis as a hole can be; nothing where the part has none there.
std::optional<Vec2> beside_the_gate(const SpinOptions& o, const SpinLayout& layout, double side) {
  const double radius = 0.5 * o.drilled_vent_diameter, x = layout.gate_x + side * (0.5 * layout.gate_width + beside_gate);
  const auto hits = shoot_across(layout.master, x, 2 * radius);
  if (hits.size() < plan_rays) return std::nullopt;
  double low = -HUGE_VAL, high = HUGE_VAL;
  for (const PlanHit& h : hits) low = std::max(low, h.lowest), high = std::min(high, h.highest);
  if (high - low <= 2 * (radius + inset)) return std::nullopt;
  return Vec2{x, layout.radius + low + inset + radius};
}

/// Holes where the spin gathers gas: on both sides of the gate, then in the traps, the largest first.
void place_drilled_vents(const SpinOptions& o, SpinLayout& layout) {
  if (o.drilled_vents == 0) return;
  std::vector<Vec2> places;
  for (const double side : {-1.0, 1.0})
    if (const auto place = beside_the_gate(o, layout, side)) places.push_back(*place);
  LayeredMap part = layout.master;
  for (Vec2& v : part.map.vertices) v = v + Vec2{0, layout.radius};
  for (const GasTrap& trap : gas_traps(part, 0.5 * o.drilled_vent_diameter + inset)) places.push_back(trap.inside);
  for (const Vec2 place : places) {
    const bool near_another = std::any_of(layout.drilled.begin(), layout.drilled.end(), [&](Vec2 p) { return norm(p - place) < vents_apart; });
    const bool at_gate = std::abs(place.x - layout.gate_x) < 0.5 * layout.gate_width + beside_gate && place.y < layout.radius + layout.gate_start + 2 * beside_gate;
    if (!near_another && !(at_gate && layout.drilled.size() >= 1) && static_cast<int>(layout.drilled.size()) < o.drilled_vents) layout.drilled.push_back(place);
  }
}

}  // namespace

SpinLayout lay_out_spin_disc(const LayeredMap& master, const SpinOptions& options) {
  check_options(options);
  SpinLayout layout;
  layout.master = turned(master, options.turn);
  layout.plate = greatest_height(layout.master);
  if (layout.plate <= 0)
    throw InputError("the part has no metal", "tooling", "", "draw at least one metal region");
  if (layout.plate >= options.disc_thickness)
    throw InputError("the part is thicker than the disc half", "tooling", words("%g mm", layout.plate / mm),
                     words("less than %g mm", options.disc_thickness / mm));
  choose_walls(options, layout);
  choose_gate(options, plan_extent(layout.master), layout);
  choose_radius(options, layout);
  place_drilled_vents(options, layout);
  layout.outline = layout.radius + layout.gate_start;
  layout.runner_end = layout.radius + runner_end(options, layout);
  layout.gate_start = layout.runner_end - joint;
  layout.gate_end += layout.radius;
  place_vents_on_outline(options, layout);
  return layout;
}

}  // namespace sprue
