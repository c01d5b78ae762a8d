#include "meshing/tooling.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/error.h"
#include "meshing/spin_runners.h"
#include "meshing/tool_keys.h"

namespace sprue {

namespace {

constexpr int disc_sides = 360, sprue_sides = 72;
constexpr double stream_share = 0.6;  // of the sprue's diameter is the poured stream (shop default, low confidence)
constexpr double beyond_rim =
    1e-3;  // m, grooves are drawn this far beyond the disc so that they end at its rim

/// The part lies `radius` out from the axis.
Place out_by(Place place, double radius) {
  place.shift = place.turned({0, radius});
  return place;
}

void draw_drilled_vents(const PinLayout& layout, const SpinOptions& o, const Place& place, int cavity,
                        ToolDrawing& drawing, std::vector<PlacedVent>& vents) {
  for (const Vec2 centre : layout.drilled) {
    PlacedVent vent;
    vent.cavity = cavity;
    vent.mouth = place(centre);
    vent.width = o.drilled_vent_diameter, vent.depth = 0, vent.length = o.disc_thickness;
    vent.drilled = true;
    vents.push_back(vent);
    drawing.add_drill(vent.mouth, vent.width);
  }
}

void draw_vents(const PinLayout& layout, const SpinOptions& o, const Place& place, int cavity,
                ToolDrawing& drawing, std::vector<PlacedVent>& vents) {
  const double rim = 0.5 * o.disc_diameter;
  for (const PinLayout::Mouth& mouth : layout.vents) {
    PlacedVent vent;
    vent.cavity = cavity;
    vent.mouth = place({mouth.x, mouth.y}), vent.direction = place({0, 1});
    vent.width = o.vent_width, vent.depth = o.vent_depth;
    vent.length = std::sqrt(rim * rim - mouth.x * mouth.x) - mouth.y;
    vents.push_back(vent);
    drawing.add({channel_outline(place({mouth.x, mouth.start}), place({mouth.x, rim + beyond_rim}), o.vent_width, o.vent_width)}, {Purpose::vent, {}, o.vent_depth, {}, {}});
  }
}

/// x < 0 for two sectors, the quarter with y > 0 for four.
std::vector<Vec2> sector_outline(const SpinOptions& o) {
  const double r = o.disc_diameter;
  return {{-r, o.sectors == 4 ? 0.0 : -r}, {0, o.sectors == 4 ? 0.0 : -r}, {0, r}, {-r, r}};
}

ToolDrawing draw(const SpinLayout& layout, double scale, const SpinOptions& o, Tooling& tooling) {
  ToolDrawing drawing;
  drawing.add({polygon_circle(0.5 * o.disc_diameter, disc_sides)}, {Purpose::mould, {}, 0, {}, {}});
  // the stream is narrower than the bore: air leaves around it. Metal that would rise there is the inlet's head: it does not spill
  drawing.add_metal(polygon_circle(0.5 * o.sprue_diameter, sprue_sides), o.sprue_height, FaceKind::permeable);
  drawing.add_metal(polygon_circle(0.5 * stream_share * o.sprue_diameter, sprue_sides), o.sprue_height, FaceKind::inlet);
  tooling.feed.push_back({FeedPiece::sprue, 0, {}, {}, o.sprue_diameter, o.sprue_height, 0});
  if (o.sectors > 1) drawing.add({sector_outline(o)}, {Purpose::sector, {}, 0, {}, {}});
  for (const FeedPiece& piece : spin_feed(layout, o)) {
    drawing.add_channel(piece);
    tooling.feed.push_back(piece);
  }
  for (std::size_t n = 0; n < layout.cavities.size(); ++n) {
    const DiscCavity& cavity = layout.cavities[n];
    const PinLayout& pin = layout.pins[cavity.pin];
    const Place place = spin_place(cavity.turn);
    const int number = static_cast<int>(n) + 1;
    drawing.add_part(pin.master, out_by(place, pin.radius), number);
    draw_vents(pin, o, place, number, drawing, tooling.vents);
    draw_drilled_vents(pin, o, place, number, drawing, tooling.vents);
    drill_posts(pin.posts, place, number, o.drilled_vents > 0 ? o.drilled_vent_diameter : 0, o.disc_thickness, drawing, tooling.vents);
    tooling.placements.push_back(placement(number, scale, pin.turn, out_by(place, pin.radius)));
    tooling.placements.back().pin = cavity.pin;
  }
  const KeySites sites{o.disc_diameter, {}, {}, std::numbers::pi * (0.5 + 1.0 / std::max(static_cast<int>(layout.cavities.size()), 4)), o.disc_thickness};
  Choices choices = layout.defaults;
  tooling.keys = draw_keys(sites, o.keys, false, drawing, choices);
  tooling.defaults = choices.all();
  return drawing;
}

}  // namespace

Tooling make_spin_disc(const LayeredMap& master, double shrink_scale, const SpinOptions& options) {
  SPRUE_ASSERT(shrink_scale > 0 && master.layers.size() == master.map.faces.size());
  const SpinLayout layout = lay_out_spin_disc(master, options);
  Tooling tooling;
  tooling.disc_diameter = options.disc_diameter;
  tooling.disc_thickness = options.disc_thickness;
  tooling.high = {0.5 * options.disc_diameter, 0.5 * options.disc_diameter};
  tooling.low = -1.0 * tooling.high;
  tooling.radius = layout.pins.front().radius;
  const PinLayout& narrowest = *std::min_element(layout.pins.begin(), layout.pins.end(), [](const PinLayout& a, const PinLayout& b) { return std::min(a.gate_width, a.gate_depth) < std::min(b.gate_width, b.gate_depth); });
  tooling.gate_width = narrowest.gate_width, tooling.gate_depth = narrowest.gate_depth;
  tooling.sectors = options.sectors;
  draw(layout, shrink_scale, options, tooling).build(options.disc_thickness, options.disc_thickness, tooling);
  return tooling;
}

}  // namespace sprue
