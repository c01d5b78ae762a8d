#include "meshing/formats/templates.h"

#include "meshing/outline.h"

namespace sprue {

namespace {

constexpr double cross_size = 4e-3, text_height = 3e-3;  // m

Vec2 placed(const CavityPlacement& p, Vec2 v) {
  return {p.transform[0] * v.x + p.transform[1] * v.y + p.transform[3], p.transform[4] * v.x + p.transform[5] * v.y + p.transform[7]};
}

std::vector<DxfVertex> bar(Vec2 from, Vec2 to, double width) {
  const Vec2 along = to - from, side = (0.5 * width / norm(along)) * Vec2{-along.y, along.x};
  return {{from - side}, {to - side}, {to + side}, {from + side}};
}

}  // namespace

DxfDrawing cavity_template(const LayeredMap& part, const Tooling& tooling, double enlarged) {
  DxfDrawing drawing;
  drawing.layers = {{"DISC", 7}, {"MASTERS", 1}, {"CENTRES", 3}, {"NUMBERS", 5}};
  drawing.circles.push_back({"DISC", {}, 0.5 * tooling.disc_diameter});
  drawing.add_cross("CENTRES", {}, cross_size);
  const auto rings = outline(part);
  for (const CavityPlacement& p : tooling.placements) {
    for (const auto& ring : rings) {
      std::vector<Vec2> there;
      for (const Vec2 v : ring) there.push_back(enlarged * placed(p, v));
      drawing.add_ring("MASTERS", there);
    }
    const Vec2 centre = enlarged * placed(p, {});
    drawing.add_cross("CENTRES", centre, cross_size);
    drawing.texts.push_back({"NUMBERS", centre + Vec2{0.6e-3, 0.6e-3}, text_height, std::to_string(p.cavity)});
  }
  return drawing;
}

DxfDrawing runner_template(const Tooling& tooling) {
  DxfDrawing drawing;
  drawing.layers = {{"DISC", 7}, {"SPRUE", 1}, {"RUNNERS", 5}, {"GATES", 6}, {"VENTS", 4}, {"DRILLINGS", 2}, {"CENTRES", 3}};
  drawing.circles.push_back({"DISC", {}, 0.5 * tooling.disc_diameter});
  drawing.add_cross("CENTRES", {}, cross_size);
  for (const FeedPiece& piece : tooling.feed) {
    if (piece.kind == FeedPiece::sprue)
      drawing.circles.push_back({"SPRUE", piece.from, 0.5 * piece.width});
    else
      drawing.polylines.push_back({piece.kind == FeedPiece::runner ? "RUNNERS" : "GATES", bar(piece.from, piece.to, piece.width), true});
  }
  for (const PlacedVent& vent : tooling.vents) {
    if (vent.drilled)
      drawing.circles.push_back({"DRILLINGS", vent.mouth, 0.5 * vent.width});
    else
      drawing.polylines.push_back({"VENTS", bar(vent.mouth, vent.mouth + vent.length * vent.direction, vent.width), true});
    if (vent.drilled) drawing.add_cross("CENTRES", vent.mouth, 2 * vent.width);
  }
  return drawing;
}

}  // namespace sprue
