#include "meshing/spin_layout.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/core/error.h"
#include "meshing/gas_traps.h"
#include "meshing/spin_places.h"

namespace sprue {

namespace {

constexpr double mm = 1e-3;
constexpr double usual_runner = 8 * mm, usual_gate_length = 2 * mm, usual_cavity_wall = 4 * mm;
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

void choose_walls(const SpinOptions& o, SpinLayout& l) {
  l.gate_length = l.defaults.length(o.gate_length, usual_gate_length, "mould.gate_length", "visible between runner and part, room for the cutters");
  l.runner_length = l.defaults.length(o.runner_length, usual_runner, "mould.runner_length", "at least, from the sprue's wall: a longer one lowered shrinkage in trials (process data C1); how long");
  if (o.cavities > 1 || !o.others.empty()) l.cavity_wall = l.defaults.length(o.cavity_wall, usual_cavity_wall, "mould.cavity_wall", "rubber between cavities");
  l.rim_wall = l.defaults.length(o.rim_wall, usual_disc_rim, "mould.rim_wall", "rubber between cavities and rim, which carries the clamping");
}

void choose_gate(const SpinOptions& o, PinLayout& l, Choices& defaults) {
  const PlanExtent e = plan_extent(l.master);
  const std::string of = l.name.empty() ? "" : "of " + l.name + ", ";
  l.gate_width = defaults.length(o.gate_width, std::min(std::clamp(e.width() / 3, 3 * mm, 6 * mm), e.width()), "mould.gate_width",
                                 of + words("a third of the part's width of %.1f mm, within 3 to 6 mm, so that it feeds the part and can be cut off", e.width() / mm));
  const GatePlace gate = place_gate(l.master, l.gate_width);
  l.gate_x = gate.x, l.gate_start = gate.start, l.gate_end = gate.end;
  const double usual = 2.0 / 3 * l.plate, there = height_at_gate(l.master, gate.x, l.gate_width);
  const bool lower = there > 0 && there < usual - 1e-9;
  l.gate_depth = defaults.length(o.gate_depth, lower ? there : usual, "mould.gate_depth",
                                 of + (lower ? words("the part's thickness where the gate meets it; its greatest is %.2f mm", l.plate / mm)
                                             : words("two thirds of the part's thickness of %.2f mm, thick enough to feed while the part freezes, and it breaks there", l.plate / mm)));
  l.runner_width = defaults.length(o.runner_width, l.gate_width, "mould.runner_width", of + "as wide as the gate");
  l.runner_depth = defaults.length(o.runner_depth, std::min(runner_to_gate * l.gate_depth, 0.5 * o.disc_thickness), "mould.runner_depth",
                                   of + "three times as deep as the gate, at most half of the disc, so that it is not the narrowest place");
}

/// A design by itself: what does not hang on where it lies.
PinLayout pin_layout(const SpinPin& pin, const SpinOptions& o, double gate_length, Choices& defaults) {
  if (pin.cavities < 1) throw InputError("a disc needs at least one cavity", "tooling", std::to_string(pin.cavities), "set cavities to 1 or more");
  PinLayout l;
  l.name = pin.name, l.count = pin.cavities, l.turn = pin.turn;
  l.posts = pin.posts;
  l.master = turned(pin.master, pin.turn);
  l.plate = greatest_height(l.master);
  if (l.plate <= 0) throw InputError("the part has no metal", "tooling", pin.name, "draw at least one metal region");
  if (l.plate >= o.disc_thickness)
    throw InputError("the part is thicker than the disc half", "tooling", words("%g mm", l.plate / mm), words("less than %g mm", o.disc_thickness / mm));
  choose_gate(o, l, defaults);
  l.runner_end = (o.runners == SpinOptions::Runners::spider ? l.gate_start : plan_extent(l.master).low_y) - gate_length;   // rings and pairs run past the part
  return l;
}

void place_vents_on_outline(const SpinOptions& o, PinLayout& layout) {
  for (const VentPlace& v : place_vents_above(layout.master, o.vents_per_cavity, o.vent_width)) layout.vents.push_back({v.x, layout.radius + v.y, layout.radius + v.start});
}

/// A place beside the gate as near to the axis as a hole can be; nothing where the part has none there.
std::optional<Vec2> beside_the_gate(const SpinOptions& o, const PinLayout& layout, double side) {
  const double radius = 0.5 * o.drilled_vent_diameter, x = layout.gate_x + side * (0.5 * layout.gate_width + beside_gate);
  const auto hits = shoot_across(layout.master, x, 2 * radius);
  if (hits.size() < plan_rays) return std::nullopt;
  double low = -HUGE_VAL, high = HUGE_VAL;
  for (const PlanHit& h : hits) low = std::max(low, h.lowest), high = std::min(high, h.highest);
  if (high - low <= 2 * (radius + inset)) return std::nullopt;
  return Vec2{x, layout.radius + low + inset + radius};
}

/// Holes where the spin gathers gas: on both sides of the gate, then in the traps, the largest first.
void place_drilled_vents(const SpinOptions& o, PinLayout& layout) {
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
  choose_walls(options, layout);
  layout.pins.push_back(pin_layout({master, options.name, options.cavities, options.turn, options.posts}, options, layout.gate_length, layout.defaults));
  for (const SpinPin& pin : options.others) {
    const bool said = std::any_of(layout.pins.begin(), layout.pins.end(), [&](const PinLayout& p) { return p.name == pin.name; });   // differs by its serial alone
    Choices again;
    layout.pins.push_back(pin_layout(pin, options, layout.gate_length, said ? again : layout.defaults));
  }
  place_cavities(options, layout);
  for (PinLayout& pin : layout.pins) {
    place_drilled_vents(options, pin);
    pin.outline = pin.radius + pin.gate_start;
    pin.gate_start = pin.radius + pin.runner_end - joint;
    pin.gate_end += pin.radius;
    place_vents_on_outline(options, pin);
    const double c = std::cos(pin.turn), s = std::sin(pin.turn);
    for (PostTip& post : pin.posts) post.where = {c * post.where.x - s * post.where.y, s * post.where.x + c * post.where.y + pin.radius};
  }
  return layout;
}

}  // namespace sprue
