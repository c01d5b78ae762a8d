#include "meshing/formats/templates.h"

#include "meshing/outline.h"
#include "meshing/tool_keys.h"

namespace sprue {

namespace {

constexpr double cross_size = 4e-3, text_height = 3e-3;  // m

Vec2 placed(const CavityPlacement& p, Vec2 v) {
  return {p.transform[0] * v.x + p.transform[1] * v.y + p.transform[3], p.transform[4] * v.x + p.transform[5] * v.y + p.transform[7]};
}

/// A place of the tool at the pour, as it was when the masters were laid: `factors` across the cavity's radius and along it, of blocks along x and y.
Vec2 stretched(const Tooling& tooling, const CavityPlacement& p, Vec2 at, Vec2 factors) {
  if (factors.x == factors.y) return factors.x * at;
  const Vec2 centre = placed(p, {}), out = tooling.disc_diameter > 0 ? (1 / norm(centre)) * centre : Vec2{0, 1}, across{out.y, -out.x};
  return factors.x * dot(at, across) * across + factors.y * dot(at, out) * out;
}

std::vector<DxfVertex> corners(const std::vector<Vec2>& ring) {
  std::vector<DxfVertex> there;
  for (const Vec2 v : ring) there.push_back({v});
  return there;
}

/// The edge of the mould: a disc's circle or a block's rectangle.
void add_rim(const Tooling& tooling, DxfDrawing& drawing) {
  if (tooling.disc_diameter > 0) drawing.circles.push_back({"DISC", {}, 0.5 * tooling.disc_diameter});
  else drawing.polylines.push_back({"BLOCK", corners({tooling.low, {tooling.high.x, tooling.low.y}, tooling.high, {tooling.low.x, tooling.high.y}}), true});
}

const char* rim_layer(const Tooling& tooling) { return tooling.disc_diameter > 0 ? "DISC" : "BLOCK"; }

/// Foot and top of a cone, bore of a dowel.
void add_key(const LocatingKey& key, double enlarged, DxfDrawing& drawing) {
  drawing.circles.push_back({"KEYS", enlarged * key.place, 0.5 * enlarged * key.diameter});
  if (!key.dowel) drawing.circles.push_back({"KEYS", enlarged * key.place, 0.5 * enlarged * cone_top(key)});
  drawing.add_cross("CENTRES", enlarged * key.place, cross_size);
}

void add_fittings(const Tooling& tooling, DxfDrawing& drawing) {
  for (const LocatingKey& key : tooling.keys) add_key(key, 1, drawing);
  for (const Ejector& pin : tooling.ejectors) {
    drawing.circles.push_back({"EJECTORS", pin.place, 0.5 * pin.diameter});
    drawing.add_cross("CENTRES", pin.place, 2 * pin.diameter);
  }
}

}  // namespace

DxfDrawing cavity_template(const std::vector<const LayeredMap*>& parts, const Tooling& tooling, Vec2 enlarged) {
  DxfDrawing drawing;
  drawing.layers = {{rim_layer(tooling), 7}, {"MASTERS", 1}, {"CENTRES", 3}, {"NUMBERS", 5}, {"KEYS", 9}};
  add_rim(tooling, drawing);
  for (const LocatingKey& key : tooling.keys) add_key(key, 0.5 * (enlarged.x + enlarged.y), drawing);
  drawing.add_cross("CENTRES", {}, cross_size);
  std::vector<std::vector<std::vector<Vec2>>> outlines;
  for (const LayeredMap* part : parts) outlines.push_back(outline(*part));
  for (const CavityPlacement& p : tooling.placements) {
    for (const auto& ring : outlines.at(p.pin)) {
      std::vector<Vec2> there;
      for (const Vec2 v : ring) there.push_back(stretched(tooling, p, placed(p, v), enlarged));
      drawing.add_ring("MASTERS", there);
    }
    const Vec2 centre = stretched(tooling, p, placed(p, {}), enlarged);
    drawing.add_cross("CENTRES", centre, cross_size);
    drawing.texts.push_back({"NUMBERS", centre + Vec2{0.6e-3, 0.6e-3}, text_height, std::to_string(p.cavity)});
  }
  return drawing;
}

DxfDrawing runner_template(const Tooling& tooling) {
  DxfDrawing drawing;
  drawing.layers = {{rim_layer(tooling), 7}, {"SPRUE", 1}, {"RUNNERS", 5}, {"GATES", 6}, {"RISERS", 8}, {"VENTS", 4}, {"DRILLINGS", 2}, {"KEYS", 9}, {"EJECTORS", 30}, {"CENTRES", 3}};
  add_rim(tooling, drawing);
  drawing.add_cross("CENTRES", {}, cross_size);
  add_fittings(tooling, drawing);
  for (const FeedPiece& piece : tooling.feed) {
    static const char* const layer[] = {"SPRUE", "RUNNERS", "GATES", "RISERS", "RISERS"};
    if (piece.bore())
      drawing.circles.push_back({"SPRUE", piece.from, 0.5 * piece.width});
    else if (piece.radius > 0)
      for (const double side : {-0.5, 0.5}) drawing.circles.push_back({"RUNNERS", piece.from, piece.radius + side * piece.width});
    else
      drawing.polylines.push_back({layer[piece.kind], corners(piece.outline()), true});
  }
  for (const PlacedVent& vent : tooling.vents) {
    if (vent.drilled)
      drawing.circles.push_back({"DRILLINGS", vent.mouth, 0.5 * vent.width});
    else
      drawing.polylines.push_back({"VENTS", corners(channel_outline(vent.mouth, vent.mouth + vent.length * vent.direction, vent.width, vent.width)), true});
    if (vent.drilled) drawing.add_cross("CENTRES", vent.mouth, 2 * vent.width);
  }
  return drawing;
}

}  // namespace sprue
