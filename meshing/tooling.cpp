#include "meshing/tooling.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/error.h"
#include "meshing/corner_touch.h"
#include "meshing/spin_layout.h"
#include "meshing/upper_envelope.h"

namespace sprue {

namespace {

constexpr int disc_sides = 360, sprue_sides = 72, drill_sides = 24;
constexpr double stream_share = 0.6;  // of the sprue's diameter is the poured stream (shop default, low confidence)
constexpr double beyond_rim =
    1e-3;  // m, grooves are drawn this far beyond the disc so that they end at its rim

/// What a shape of the overlay stands for.
struct Purpose {
  enum Kind { disc, metal, vent, drill, sector } kind = disc;
  Layer layer;  // of metal
};

/// Turn and shift of a cavity: its y axis points outwards at `angle` to +x.
struct Place {
  double cosine = 1, sine = 0;
  Vec2 operator()(Vec2 p) const { return {cosine * p.x - sine * p.y, sine * p.x + cosine * p.y}; }
};

/// Cavity n of `count`; the first one at +y. Quarter turns are exact, so that walls stay on cell planes.
Place place_of(int n, int count) {
  if (4 * n % count == 0) {
    static constexpr double c[4] = {1, 0, -1, 0}, s[4] = {0, 1, 0, -1};
    const auto quarter = static_cast<std::size_t>(4 * n / count);
    return {c[quarter], s[quarter]};
  }
  const double angle = 2 * std::numbers::pi * n / count;
  return {std::cos(angle), std::sin(angle)};
}

std::vector<Vec2> circle(double radius, int sides) {
  std::vector<Vec2> ring;
  for (int n = 0; n < sides; ++n) {
    const double a = 2 * std::numbers::pi * (n + 0.5) / sides;
    ring.push_back({radius * std::cos(a), radius * std::sin(a)});
  }
  return ring;
}

/// Straight bar of the given width from a to b.
std::vector<Vec2> bar(Vec2 a, Vec2 b, double width) {
  const Vec2 d = b - a;
  const Vec2 side = (0.5 * width / norm(d)) * Vec2{-d.y, d.x};
  return {a - side, b - side, b + side, a + side};
}

/// The drawing of the disc: shapes for one overlay, each with its purpose.
class Drawing {
 public:
  void add(std::vector<std::vector<Vec2>> rings, Purpose purpose) {
    shapes.push_back({std::move(rings), FillRule::evenodd});
    purposes.push_back(purpose);
  }
  void add_metal(std::vector<Vec2> ring, double height, FaceKind top = FaceKind::wall) {
    Purpose purpose{Purpose::metal, {}};
    purpose.layer.filled = true;
    purpose.layer.high = height;
    purpose.layer.top = top;
    add({std::move(ring)}, purpose);
  }
  PlanarMap overlaid() const {
    std::vector<std::optional<Height>> tops;
    for (const Purpose& p : purposes) tops.push_back(p.kind == Purpose::metal ? std::optional(p.layer.high) : std::nullopt);
    return overlay_with_crossings(shapes, tops);
  }
  std::vector<PlanarShape> shapes;
  std::vector<Purpose> purposes;
};

void draw_part(const SpinLayout& layout, const Place& place, int cavity, Drawing& drawing) {
  const PlanarMap& map = layout.master.map;
  for (std::size_t f = 0; f < map.faces.size(); ++f) {
    if (!layout.master.layers[f].filled) continue;
    std::vector<std::vector<Vec2>> rings;
    for (const auto& loop : map.faces[f].loops) {
      rings.emplace_back();
      for (std::uint32_t v : loop) rings.back().push_back(place(map.vertices[v] + Vec2{0, layout.radius}));
    }
    Purpose purpose{Purpose::metal, layout.master.layers[f]};
    purpose.layer.cavity = static_cast<std::int16_t>(cavity);
    for (Height* end : {&purpose.layer.low, &purpose.layer.high}) *end = moved(*end, place.cosine, place.sine, place({0, layout.radius}));
    drawing.add(std::move(rings), purpose);
  }
}

void draw_feed(const SpinLayout& layout, const SpinOptions& o, const Place& place, int cavity, Drawing& drawing, std::vector<FeedPiece>& feed) {
  const Vec2 end{layout.gate_x, layout.runner_end};
  const Vec2 start = (0.25 * o.sprue_diameter / norm(end)) * end;  // well inside the sprue
  const FeedPiece runner{FeedPiece::runner, cavity, place(start), place(end), layout.runner_width, layout.runner_depth};
  const FeedPiece gate{FeedPiece::gate, cavity, place({layout.gate_x, layout.gate_start}), place({layout.gate_x, layout.gate_end}), layout.gate_width, layout.gate_depth};
  for (const FeedPiece& piece : {runner, gate}) {
    drawing.add_metal(bar(piece.from, piece.to, piece.width), piece.depth);
    feed.push_back(piece);
  }
}

void draw_drilled_vents(const SpinLayout& layout, const SpinOptions& o, const Place& place, int cavity,
                        Drawing& drawing, std::vector<PlacedVent>& vents) {
  for (const Vec2 centre : layout.drilled) {
    PlacedVent vent;
    vent.cavity = cavity;
    vent.mouth = place(centre);
    vent.width = o.drilled_vent_diameter, vent.depth = 0, vent.length = o.disc_thickness;
    vent.drilled = true;
    vents.push_back(vent);
    std::vector<Vec2> ring = circle(0.5 * o.drilled_vent_diameter, drill_sides);
    for (Vec2& v : ring) v = v + vent.mouth;
    drawing.add({std::move(ring)}, {Purpose::drill, {}});
  }
}

void draw_vents(const SpinLayout& layout, const SpinOptions& o, const Place& place, int cavity,
                Drawing& drawing, std::vector<PlacedVent>& vents) {
  const double rim = 0.5 * o.disc_diameter;
  for (const SpinLayout::Mouth& mouth : layout.vents) {
    PlacedVent vent;
    vent.cavity = cavity;
    vent.mouth = place({mouth.x, mouth.y}), vent.direction = place({0, 1});
    vent.width = o.vent_width, vent.depth = o.vent_depth;
    vent.length = std::sqrt(rim * rim - mouth.x * mouth.x) - mouth.y;
    vents.push_back(vent);
    drawing.add({bar(place({mouth.x, mouth.start}), place({mouth.x, rim + beyond_rim}), o.vent_width)},
                {Purpose::vent, {}});
  }
}

/// x < 0 for two sectors, the quarter with y > 0 for four.
std::vector<Vec2> sector_outline(const SpinOptions& o) {
  const double r = o.disc_diameter;
  return {{-r, o.sectors == 4 ? 0.0 : -r}, {0, o.sectors == 4 ? 0.0 : -r}, {0, r}, {-r, r}};
}

Drawing draw(const SpinLayout& layout, double scale, const SpinOptions& o, Tooling& tooling) {
  Drawing drawing;
  drawing.add({circle(0.5 * o.disc_diameter, disc_sides)}, {Purpose::disc, {}});
  // the stream is narrower than the bore: air leaves around it. Metal that would rise there is the inlet's head: it does not spill
  drawing.add_metal(circle(0.5 * o.sprue_diameter, sprue_sides), o.sprue_height, FaceKind::permeable);
  drawing.add_metal(circle(0.5 * stream_share * o.sprue_diameter, sprue_sides), o.sprue_height, FaceKind::inlet);
  tooling.feed.push_back({FeedPiece::sprue, 0, {}, {}, o.sprue_diameter, o.sprue_height});
  if (o.sectors > 1) drawing.add({sector_outline(o)}, {Purpose::sector, {}});
  for (int n = 0; n < o.cavities; ++n) {
    const Place place = o.sectors > 1 ? place_of(2 * n + 1, 2 * o.cavities) : place_of(n, o.cavities);   // the cuts lie between cavities
    draw_feed(layout, o, place, n + 1, drawing, tooling.feed);
    draw_part(layout, place, n + 1, drawing);
    draw_vents(layout, o, place, n + 1, drawing, tooling.vents);
    draw_drilled_vents(layout, o, place, n + 1, drawing, tooling.vents);
    const Vec2 shift = place({0, layout.radius});
    const Place turn{std::cos(o.turn), std::sin(o.turn)};
    const Vec2 x = scale * place(turn({1, 0})), y = scale * place(turn({0, 1}));
    tooling.placements.push_back(
        {n + 1, {x.x, y.x, 0, shift.x, x.y, y.y, 0, shift.y, 0, 0, scale, 0, 0, 0, 0, 1}});
  }
  return drawing;
}

Layer rubber(Height low, Height high) {
  Layer layer;
  layer.filled = !low.level() || !high.level() || high.at > low.at;
  layer.low = low, layer.high = high;
  return layer;
}

/// Layers of cavity and halves on one map. Where metal shapes overlap the highest wins.
struct Stacks {
  std::vector<Layer> cavity, upper, lower, sector;
};

Stacks stack(const PlanarMap& map, const Drawing& drawing, const SpinOptions& o) {
  Stacks stacks;
  for (const PlanarFace& face : map.faces) {
    bool in_disc = false, in_sector = false, drilled = false;
    double groove = 0;
    Layer metal;
    for (int shape : face.covered_by) {
      const Purpose& purpose = drawing.purposes[static_cast<std::size_t>(shape)];
      in_disc |= purpose.kind == Purpose::disc;
      in_sector |= purpose.kind == Purpose::sector;
      if (purpose.kind == Purpose::vent) groove = o.vent_depth;
      drilled |= purpose.kind == Purpose::drill;
      if (purpose.kind == Purpose::metal && (!metal.filled || over(map, face, purpose.layer.high, metal.high)))
        metal = purpose.layer;
    }
    const bool bore = metal.filled && metal.top != FaceKind::wall;
    const Height ceiling = metal.filled ? metal.high : Height(groove);
    stacks.cavity.push_back(in_disc ? metal : Layer{});
    stacks.sector.push_back(in_disc && in_sector ? metal : Layer{});
    stacks.upper.push_back(in_disc && !bore ? rubber(ceiling, o.disc_thickness) : Layer{});
    stacks.lower.push_back(in_disc && !(drilled && metal.filled) ? rubber(-o.disc_thickness, metal.filled ? metal.low : Height(0)) : Layer{});
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

/// A flat half without holes needs no other edges than the disc's.
bool flat(const std::vector<Layer>& layers, const std::vector<PlacedVent>& vents) {
  return std::all_of(layers.begin(), layers.end(), [](const Layer& l) { return !l.filled || l.high == Height(0); }) &&
         std::none_of(vents.begin(), vents.end(), [](const PlacedVent& v) { return v.drilled; });
}

}  // namespace

Tooling make_spin_disc(const LayeredMap& master, double shrink_scale, const SpinOptions& options) {
  SPRUE_ASSERT(shrink_scale > 0 && master.layers.size() == master.map.faces.size());
  const SpinLayout layout = lay_out_spin_disc(master, options);
  Tooling tooling;
  tooling.defaults = layout.defaults;
  tooling.disc_diameter = options.disc_diameter;
  tooling.disc_thickness = options.disc_thickness;
  tooling.radius = layout.radius;
  tooling.gate_width = layout.gate_width;
  tooling.gate_depth = layout.gate_depth;
  const Drawing drawing = draw(layout, shrink_scale, options, tooling);
  PlanarMap map = drawing.overlaid();
  Stacks stacks = stack(map, drawing, options);
  separate_corner_touches(map, {&stacks.cavity, &stacks.upper, &stacks.lower, &stacks.sector});
  tooling.cavity = filled_part(map, stacks.cavity);
  tooling.sectors = options.sectors;
  if (options.sectors > 1) tooling.sector = filled_part(map, stacks.sector);
  tooling.unfed = find_unfed(tooling.cavity);
  tooling.upper = filled_part(map, stacks.upper);
  if (flat(stacks.lower, tooling.vents)) {
    const PlanarMap disc = overlay({drawing.shapes[0]});
    tooling.lower = {disc, std::vector<Layer>(disc.faces.size(), rubber(-options.disc_thickness, 0))};
  } else {
    tooling.lower = filled_part(map, stacks.lower);
  }
  for (const PlanarFace& face : tooling.cavity.map.faces)
    tooling.projected_area += area(tooling.cavity.map, face);
  return tooling;
}

}  // namespace sprue
