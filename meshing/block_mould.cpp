#include "meshing/block_mould.h"

#include "engine/core/error.h"
#include "meshing/block_layout.h"
#include "meshing/ejectors.h"
#include "meshing/tool_keys.h"

namespace sprue {

namespace {

constexpr int pin_sides = 36;
constexpr double beyond_edge = 1e-3;  // m, grooves are drawn this far beyond the block so that they end at its edge

void draw_grooves(const BlockLayout& layout, ToolDrawing& drawing) {
  for (std::size_t n = 0; n < layout.vents.size(); ++n) {
    const PlacedVent& v = layout.vents[n];
    drawing.add({channel_outline(v.mouth - layout.vent_starts[n] * v.direction, v.mouth + (v.length + beyond_edge) * v.direction, v.width, v.width)}, {Purpose::vent, {}, v.depth, {}, {}});
  }
}

void draw_ejectors(const std::vector<Ejector>& pins, ToolDrawing& drawing) {
  for (const Ejector& e : pins) {
    std::vector<Vec2> ring = polygon_circle(0.5 * e.diameter, pin_sides);
    for (Vec2& v : ring) v = v + e.place;
    drawing.add({std::move(ring)}, {Purpose::drill, {}, 0, {}, {}});
  }
}

}  // namespace

Tooling make_block_mould(const LayeredMap& master, double shrink_scale, const BlockOptions& options) {
  SPRUE_ASSERT(shrink_scale > 0 && master.layers.size() == master.map.faces.size());
  const BlockLayout layout = lay_out_block(master, options);
  Tooling tooling;
  Choices choices = layout.defaults;
  tooling.disc_thickness = options.thickness;
  tooling.low = layout.low, tooling.high = layout.high;
  tooling.gate_width = layout.gate_width, tooling.gate_depth = layout.gate_depth;
  tooling.feed = layout.feed, tooling.vents = layout.vents;
  ToolDrawing drawing;
  drawing.add({{layout.low, {layout.high.x, layout.low.y}, layout.high, {layout.low.x, layout.high.y}}}, {Purpose::mould, {}, 0, {}, {}});
  for (const FeedPiece& f : layout.feed) drawing.add_channel(f);
  for (std::size_t n = 0; n < layout.places.size(); ++n) {
    drawing.add_part(layout.master, layout.places[n], static_cast<int>(n) + 1);
    tooling.placements.push_back(placement(static_cast<int>(n) + 1, shrink_scale, options.turn, layout.places[n]));
  }
  draw_grooves(layout, drawing);
  using Kind = BlockOptions::Kind;
  if (options.kind == Kind::pressure) tooling.ejectors = place_ejectors(layout.master, options.turn, shrink_scale, tooling, options.ejectors, choices);
  if (options.kind != Kind::investment) tooling.keys = draw_keys({0, layout.low, layout.high, 0, options.thickness}, options.keys, options.kind != Kind::rtv, drawing, choices);
  draw_ejectors(tooling.ejectors, drawing);
  tooling.defaults = choices.all();
  drawing.build(options.thickness, options.thickness, tooling);
  return tooling;
}

}  // namespace sprue
