#include "meshing/block_mould.h"

#include <cmath>

#include "engine/core/error.h"
#include "meshing/block_layout.h"
#include "meshing/ejectors.h"
#include "meshing/plan_shots.h"
#include "meshing/tool_keys.h"

namespace sprue {

namespace {

constexpr double beyond_edge = 1e-3;  // m, grooves are drawn this far beyond the block so that they end at its edge

void draw_grooves(const BlockLayout& layout, ToolDrawing& drawing) {
  for (std::size_t n = 0; n < layout.vents.size(); ++n) {
    const PlacedVent& v = layout.vents[n];
    drawing.add({channel_outline(v.mouth - layout.vent_starts[n] * v.direction, v.mouth + (v.length + beyond_edge) * v.direction, v.width, v.width)}, {Purpose::vent, {}, v.depth, {}, {}});
  }
}

void draw_ejectors(const std::vector<Ejector>& pins, ToolDrawing& drawing) {
  for (const Ejector& e : pins) drawing.add_drill(e.place, e.diameter);
}

std::vector<PostTip> turned(std::vector<PostTip> posts, double angle) {
  const Place turn{std::cos(angle), std::sin(angle), {}};
  for (PostTip& post : posts) post.where = turn(post.where);
  return posts;
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
    const bool own = n > 0 && !options.others.empty();
    drawing.add_part(own ? turned(options.others.at(n - 1), options.turn) : layout.master, layout.places[n], static_cast<int>(n) + 1);
    tooling.placements.push_back(placement(static_cast<int>(n) + 1, shrink_scale, options.turn, layout.places[n]));
    tooling.placements.back().pin = own ? n : 0;
  }
  draw_grooves(layout, drawing);
  using Kind = BlockOptions::Kind;
  const double drill = options.kind == Kind::gravity || options.kind == Kind::rtv ? options.post_vent_diameter : 0;
  for (std::size_t n = 0; n < layout.places.size(); ++n) drill_posts(turned(options.posts, options.turn), layout.places[n], static_cast<int>(n) + 1, drill, options.thickness, drawing, tooling.vents);
  if (options.kind == Kind::pressure) tooling.ejectors = place_ejectors(layout.master, options.turn, shrink_scale, tooling, options.ejectors, choices);
  if (options.kind != Kind::investment) tooling.keys = draw_keys({0, layout.low, layout.high, 0, options.thickness}, options.keys, options.kind != Kind::rtv, drawing, choices);
  draw_ejectors(tooling.ejectors, drawing);
  tooling.defaults = choices.all();
  drawing.build(options.thickness, options.thickness, tooling);
  return tooling;
}

}  // namespace sprue
