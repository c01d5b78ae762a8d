#include "meshing/tooling.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/error.h"
#include "meshing/spin_layout.h"
#include "meshing/tool_drawing.h"

namespace sprue {

namespace {

constexpr int disc_sides = 360, sprue_sides = 72, drill_sides = 24;
constexpr double stream_share = 0.6;  // of the sprue's diameter is the poured stream (shop default, low confidence)
constexpr double beyond_rim =
    1e-3;  // m, grooves are drawn this far beyond the disc so that they end at its rim

/// Cavity n of `count`; the first one at +y: its y axis points outwards. Quarter turns are exact, so that walls stay on cell planes.
Place place_of(int n, int count) {
  if (4 * n % count == 0) {
    static constexpr double c[4] = {1, 0, -1, 0}, s[4] = {0, 1, 0, -1};
    const auto quarter = static_cast<std::size_t>(4 * n / count);
    return {c[quarter], s[quarter], {}};
  }
  const double angle = 2 * std::numbers::pi * n / count;
  return {std::cos(angle), std::sin(angle), {}};
}

/// The part lies `radius` out from the axis.
Place out_by(Place place, double radius) {
  place.shift = place.turned({0, radius});
  return place;
}

void draw_feed(const SpinLayout& layout, const SpinOptions& o, const Place& place, int cavity, ToolDrawing& drawing, std::vector<FeedPiece>& feed) {
  const Vec2 end{layout.gate_x, layout.runner_end};
  const Vec2 start = (0.25 * o.sprue_diameter / norm(end)) * end;  // well inside the sprue
  const FeedPiece runner{FeedPiece::runner, cavity, place(start), place(end), layout.runner_width, layout.runner_depth, 0};
  const FeedPiece gate{FeedPiece::gate, cavity, place({layout.gate_x, layout.gate_start}), place({layout.gate_x, layout.gate_end}), layout.gate_width, layout.gate_depth, 0};
  for (const FeedPiece& piece : {runner, gate}) {
    drawing.add_metal(piece.outline(), piece.depth);
    feed.push_back(piece);
  }
}

void draw_drilled_vents(const SpinLayout& layout, const SpinOptions& o, const Place& place, int cavity,
                        ToolDrawing& drawing, std::vector<PlacedVent>& vents) {
  for (const Vec2 centre : layout.drilled) {
    PlacedVent vent;
    vent.cavity = cavity;
    vent.mouth = place(centre);
    vent.width = o.drilled_vent_diameter, vent.depth = 0, vent.length = o.disc_thickness;
    vent.drilled = true;
    vents.push_back(vent);
    std::vector<Vec2> ring = polygon_circle(0.5 * o.drilled_vent_diameter, drill_sides);
    for (Vec2& v : ring) v = v + vent.mouth;
    drawing.add({std::move(ring)}, {Purpose::drill, {}, 0});
  }
}

void draw_vents(const SpinLayout& layout, const SpinOptions& o, const Place& place, int cavity,
                ToolDrawing& drawing, std::vector<PlacedVent>& vents) {
  const double rim = 0.5 * o.disc_diameter;
  for (const SpinLayout::Mouth& mouth : layout.vents) {
    PlacedVent vent;
    vent.cavity = cavity;
    vent.mouth = place({mouth.x, mouth.y}), vent.direction = place({0, 1});
    vent.width = o.vent_width, vent.depth = o.vent_depth;
    vent.length = std::sqrt(rim * rim - mouth.x * mouth.x) - mouth.y;
    vents.push_back(vent);
    drawing.add({channel_outline(place({mouth.x, mouth.start}), place({mouth.x, rim + beyond_rim}), o.vent_width, o.vent_width)}, {Purpose::vent, {}, o.vent_depth});
  }
}

/// x < 0 for two sectors, the quarter with y > 0 for four.
std::vector<Vec2> sector_outline(const SpinOptions& o) {
  const double r = o.disc_diameter;
  return {{-r, o.sectors == 4 ? 0.0 : -r}, {0, o.sectors == 4 ? 0.0 : -r}, {0, r}, {-r, r}};
}

ToolDrawing draw(const SpinLayout& layout, double scale, const SpinOptions& o, Tooling& tooling) {
  ToolDrawing drawing;
  drawing.add({polygon_circle(0.5 * o.disc_diameter, disc_sides)}, {Purpose::mould, {}, 0});
  // the stream is narrower than the bore: air leaves around it. Metal that would rise there is the inlet's head: it does not spill
  drawing.add_metal(polygon_circle(0.5 * o.sprue_diameter, sprue_sides), o.sprue_height, FaceKind::permeable);
  drawing.add_metal(polygon_circle(0.5 * stream_share * o.sprue_diameter, sprue_sides), o.sprue_height, FaceKind::inlet);
  tooling.feed.push_back({FeedPiece::sprue, 0, {}, {}, o.sprue_diameter, o.sprue_height, 0});
  if (o.sectors > 1) drawing.add({sector_outline(o)}, {Purpose::sector, {}, 0});
  for (int n = 0; n < o.cavities; ++n) {
    const Place place = o.sectors > 1 ? place_of(2 * n + 1, 2 * o.cavities) : place_of(n, o.cavities);   // the cuts lie between cavities
    draw_feed(layout, o, place, n + 1, drawing, tooling.feed);
    drawing.add_part(layout.master, out_by(place, layout.radius), n + 1);
    draw_vents(layout, o, place, n + 1, drawing, tooling.vents);
    draw_drilled_vents(layout, o, place, n + 1, drawing, tooling.vents);
    tooling.placements.push_back(placement(n + 1, scale, o.turn, out_by(place, layout.radius)));
  }
  return drawing;
}

}  // namespace

Tooling make_spin_disc(const LayeredMap& master, double shrink_scale, const SpinOptions& options) {
  SPRUE_ASSERT(shrink_scale > 0 && master.layers.size() == master.map.faces.size());
  const SpinLayout layout = lay_out_spin_disc(master, options);
  Tooling tooling;
  tooling.defaults = layout.defaults;
  tooling.disc_diameter = options.disc_diameter;
  tooling.disc_thickness = options.disc_thickness;
  tooling.high = {0.5 * options.disc_diameter, 0.5 * options.disc_diameter};
  tooling.low = -1.0 * tooling.high;
  tooling.radius = layout.radius;
  tooling.gate_width = layout.gate_width;
  tooling.gate_depth = layout.gate_depth;
  tooling.sectors = options.sectors;
  draw(layout, shrink_scale, options, tooling).build(options.disc_thickness, options.disc_thickness, tooling);
  return tooling;
}

}  // namespace sprue
