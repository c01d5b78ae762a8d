#include "meshing/tool_drawing.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "engine/core/error.h"
#include "meshing/choice.h"
#include "meshing/corner_touch.h"
#include "meshing/upper_envelope.h"

namespace sprue {

namespace {

constexpr double mm = 1e-3;
constexpr int ring_sides = 180, drill_sides = 36;
constexpr double widest_in_post = 0.6;   // of its diameter (shop default, low confidence)

Layer solid_between(Height low, Height high) {
  Layer layer;
  layer.filled = !low.level() || !high.level() || high.at > low.at;
  layer.low = low, layer.high = high;
  return layer;
}

/// Layers of cavity and halves on one map.
struct Stacks {
  std::vector<Layer> cavity, upper, lower, sector;
};

Stacks stack(const PlanarMap& map, const std::vector<Purpose>& purposes, double upper, double lower) {
  Stacks stacks;
  for (const PlanarFace& face : map.faces) {
    bool in_mould = false, in_sector = false, drilled = false;
    double groove = 0;
    Layer metal;
    const Purpose* key = nullptr;   // keys lie apart from everything else
    for (int shape : face.covered_by) {
      const Purpose& purpose = purposes[static_cast<std::size_t>(shape)];
      in_mould |= purpose.kind == Purpose::mould;
      in_sector |= purpose.kind == Purpose::sector;
      if (purpose.kind == Purpose::vent) groove = std::max(groove, purpose.depth);
      drilled |= purpose.kind == Purpose::drill;
      if (purpose.kind == Purpose::key) key = &purpose;
      if (purpose.kind == Purpose::metal && (!metal.filled || over(map, face, purpose.layer.high, metal.high))) metal = purpose.layer;
    }
    const bool bore = metal.filled && metal.top != FaceKind::wall;
    const Height ceiling = metal.filled ? metal.high : key ? key->up : Height(groove), floor = metal.filled ? metal.low : key ? key->down : Height(0);
    stacks.cavity.push_back(in_mould ? metal : Layer{});
    stacks.sector.push_back(in_mould && in_sector ? metal : Layer{});
    stacks.upper.push_back(in_mould && !bore ? solid_between(ceiling, upper) : Layer{});
    stacks.lower.push_back(in_mould && !(drilled && metal.filled) ? solid_between(-lower, floor) : Layer{});
  }
  return stacks;
}

/// The filled faces alone, with the vertices they use.
LayeredMap filled_part(const PlanarMap& map, const std::vector<Layer>& layers) {
  LayeredMap part;
  std::vector<std::uint32_t> number(map.vertices.size(), UINT32_MAX);
  for (std::size_t f = 0; f < layers.size(); ++f) {
    if (!layers[f].filled) continue;
    PlanarFace face = map.faces[f];
    for (auto& loop : face.loops)
      for (std::uint32_t& v : loop) {
        if (number[v] == UINT32_MAX) {
          number[v] = static_cast<std::uint32_t>(part.map.vertices.size());
          part.map.vertices.push_back(map.vertices[v]);
        }
        v = number[v];
      }
    part.map.faces.push_back(std::move(face));
    part.layers.push_back(layers[f]);
  }
  return part;
}

/// A flat half without holes needs no other edges than the mould's.
bool flat(const std::vector<Layer>& layers, const std::vector<Purpose>& purposes) {
  return std::all_of(layers.begin(), layers.end(), [](const Layer& l) { return !l.filled || l.high == Height(0); }) &&
         std::none_of(purposes.begin(), purposes.end(), [](const Purpose& p) { return p.kind == Purpose::drill; });
}

}  // namespace

std::vector<Vec2> polygon_circle(double radius, int sides) {
  std::vector<Vec2> ring;
  for (int n = 0; n < sides; ++n) {
    const double a = 2 * std::numbers::pi * (n + 0.5) / sides;
    ring.push_back({radius * std::cos(a), radius * std::sin(a)});
  }
  return ring;
}

std::vector<Vec2> channel_outline(Vec2 a, Vec2 b, double width_a, double width_b) {
  const Vec2 d = b - a, across = (0.5 / norm(d)) * Vec2{-d.y, d.x};
  return {a - width_a * across, b - width_b * across, b + width_b * across, a + width_a * across};
}

std::vector<std::vector<Vec2>> FeedPiece::rings() const {
  if (radius == 0) return {outline()};
  std::vector<std::vector<Vec2>> both = {polygon_circle(radius + 0.5 * width, ring_sides), polygon_circle(radius - 0.5 * width, ring_sides)};
  for (auto& ring : both)
    for (Vec2& v : ring) v = v + from;
  return both;
}

const FeedPiece* runner_at_gates(const Tooling& tooling) {
  const FeedPiece* best = nullptr;
  const auto rank = [](const FeedPiece& f) { return f.radius > 0 ? 2 : f.cavity > 0 ? 1 : 0; };
  for (const FeedPiece& f : tooling.feed)
    if (f.kind == FeedPiece::runner && (!best || rank(f) > rank(*best))) best = &f;
  return best;
}

std::vector<Vec2> FeedPiece::outline() const { return channel_outline(from, to, width, width_to > 0 ? width_to : width); }

void ToolDrawing::add(std::vector<std::vector<Vec2>> rings, Purpose purpose) {
  shapes_.push_back({std::move(rings), FillRule::evenodd});
  purposes_.push_back(purpose);
}

void ToolDrawing::add_metal(std::vector<Vec2> ring, double height, FaceKind top) {
  Purpose purpose{Purpose::metal, {}, 0, {}, {}};
  purpose.layer.filled = true;
  purpose.layer.high = height;
  purpose.layer.top = top;
  add({std::move(ring)}, purpose);
}

void ToolDrawing::add_channel(const FeedPiece& piece) {
  Purpose purpose{Purpose::metal, {}, 0, {}, {}};
  purpose.layer.filled = true;
  purpose.layer.high = piece.depth;
  add(piece.rings(), purpose);
}

void ToolDrawing::add_key(std::vector<std::vector<Vec2>> rings, Height down, Height up) { add(std::move(rings), {Purpose::key, {}, 0, down, up}); }

void ToolDrawing::add_part(const LayeredMap& part, const Place& place, int cavity) {
  for (std::size_t f = 0; f < part.map.faces.size(); ++f) {
    if (!part.layers[f].filled) continue;
    std::vector<std::vector<Vec2>> rings;
    for (const auto& loop : part.map.faces[f].loops) {
      rings.emplace_back();
      for (std::uint32_t v : loop) rings.back().push_back(place(part.map.vertices[v]));
    }
    Purpose purpose{Purpose::metal, part.layers[f], 0, {}, {}};
    purpose.layer.cavity = static_cast<std::int16_t>(cavity);
    for (Height* end : {&purpose.layer.low, &purpose.layer.high}) *end = moved(*end, place.cosine, place.sine, place.shift);
    add(std::move(rings), purpose);
  }
}

void drill_posts(const std::vector<PostTip>& posts, const Place& place, int cavity, double diameter, double thickness, ToolDrawing& drawing, std::vector<PlacedVent>& vents) {
  for (const PostTip& post : posts) {
    if (post.z <= -thickness)
      throw InputError("a post reaches through the lower half", "tooling", words("%.3g mm long", -post.z / mm),
                       words("shorter posts (part.post_height), or mould.disc_thickness over %.3g mm", -post.z / mm));
    if (diameter <= 0) continue;
    PlacedVent vent;
    vent.cavity = cavity;
    vent.mouth = place(post.where);
    vent.width = std::min(diameter, widest_in_post * post.diameter), vent.length = thickness + post.z;
    vent.drilled = true, vent.top = post.z;
    vents.push_back(vent);
    drawing.add_drill(vent.mouth, vent.width);
  }
}

void ToolDrawing::add_drill(Vec2 centre, double diameter) {
  std::vector<Vec2> ring = polygon_circle(0.5 * diameter, drill_sides);
  for (Vec2& v : ring) v = v + centre;
  add({std::move(ring)}, {Purpose::drill, {}, 0, {}, {}});
}

void ToolDrawing::build(double upper, double lower, Tooling& tooling) const {
  std::vector<std::optional<Height>> tops;
  for (const Purpose& p : purposes_) tops.push_back(p.kind == Purpose::metal ? std::optional(p.layer.high) : std::nullopt);
  PlanarMap map = overlay_with_crossings(shapes_, tops);
  Stacks stacks = stack(map, purposes_, upper, lower);
  separate_corner_touches(map, {&stacks.cavity, &stacks.upper, &stacks.lower, &stacks.sector});
  tooling.cavity = filled_part(map, stacks.cavity);
  if (tooling.sectors > 1) tooling.sector = filled_part(map, stacks.sector);
  tooling.unfed = find_unfed(tooling.cavity, tooling.disc_diameter > 0 ? HUGE_VAL : tooling.high.y);
  tooling.upper = filled_part(map, stacks.upper);
  if (flat(stacks.lower, purposes_)) {
    std::vector<PlanarShape> rims;
    for (std::size_t s = 0; s < shapes_.size(); ++s)
      if (purposes_[s].kind == Purpose::mould) rims.push_back(shapes_[s]);
    const PlanarMap rim = overlay(rims);
    tooling.lower = {rim, std::vector<Layer>(rim.faces.size(), solid_between(-lower, 0))};
  } else {
    tooling.lower = filled_part(map, stacks.lower);
  }
  tooling.projected_area = 0;
  for (const PlanarFace& face : tooling.cavity.map.faces) tooling.projected_area += area(tooling.cavity.map, face);
}

CavityPlacement placement(int cavity, double scale, double turn, const Place& place) {
  const Vec2 along{std::cos(turn), std::sin(turn)}, across{-along.y, along.x};
  const Vec2 x = scale * place.turned(along), y = scale * place.turned(across);
  return {cavity, 0, {x.x, y.x, 0, place.shift.x, x.y, y.y, 0, place.shift.y, 0, 0, scale, 0, 0, 0, 0, 1}};
}

}  // namespace sprue
