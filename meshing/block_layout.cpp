#include "meshing/block_layout.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "meshing/block_sizes.h"
#include "meshing/plan_shots.h"

namespace sprue {

namespace {

using Kind = BlockOptions::Kind;

constexpr double mm = 1e-3;
constexpr double neck_length = 1 * mm;                         // free way between part and riser or overflow
constexpr double usual_gate_length = 2 * mm;
constexpr double usual_wall = 8 * mm, usual_rubber_wall = 5 * mm, usual_rim = 10 * mm;
constexpr double cover = 10 * mm, nozzle = 15 * mm, tree_head = 20 * mm;   // of the sprue to the upper edge
constexpr double usual_overflow = 0.15;

LayeredMap upside_down(LayeredMap solid) {
  for (Vec2& v : solid.map.vertices) v.y = -v.y;
  return solid;
}

/// The part as its layout needs it.
struct Plan {
  PlanExtent extent;
  GatePlace gate, far_side;   // far_side: y counted downwards
  double wall = 0, gate_length = 0;
};

double on_plane(double y, double cell) { return cell > 0 ? std::ceil(y / cell - 1e-9) * cell : y; }

class Layout {
 public:
  Layout(const LayeredMap& master, const BlockOptions& options) : o_(options) {
    result_.master = turned(master, o_.turn);
    plan_.extent = plan_extent(result_.master);
    choose_walls();
    const double plate = greatest_height(result_.master), part = volume(result_.master);
    const double overflow = o_.kind == Kind::pressure ? result_.defaults.number(o_.overflow_share, usual_overflow, "mould.overflow_share", "of a cavity's volume, takes the first, cold metal") : 0;
    far_ = far_piece(plate, part, overflow, o_, result_.defaults);
    const double fall = length_ + (o_.kind == Kind::investment ? 0.5 * plan_.extent.width() : plan_.extent.height() + far_.length + plan_.gate_length);
    size_ = size_block({plate, plan_.extent.width(), part, fall}, overflow, o_, result_.defaults);
    plan_.gate = place_gate(result_.master, size_.gate_width);
    if (far_.width > 0) plan_.far_side = place_gate(upside_down(result_.master), std::min(far_.width, plan_.extent.width()));
    result_.gate_width = size_.gate_width, result_.gate_depth = size_.gate_depth;
  }

  BlockLayout comb() {
    const PlanExtent& e = plan_.extent;
    const bool die = o_.kind == Kind::pressure, straight = die && o_.cavities == 1;
    const double pitch = e.width() + plan_.wall, beside = 0.5 * size_.sprue_top + plan_.wall, lift = 0.5 * size_.runner_width + plan_.gate_length - plan_.gate.start;
    const int left = o_.cavities / 2;
    double first = 0, last = 0;
    for (int n = 0; n < o_.cavities; ++n) {
      const double low = straight ? e.low_x - plan_.gate.x : n < left ? -beside - (left - n) * pitch + plan_.wall : beside + (n - left) * pitch;
      const Place place{1, 0, {low - e.low_x, lift}};
      const double gate = place.shift.x + plan_.gate.x;
      first = std::min(first, gate), last = std::max(last, gate);
      result_.places.push_back(place);
      add(FeedPiece::gate, n + 1, {gate, 0}, {gate, lift + plan_.gate.end}, size_.gate_width, size_.gate_depth);
      add_far_side(place, n + 1);
    }
    const double end = 0.5 * size_.runner_width, over_gate = die ? std::max(end, 0.5 * size_.gate_width) : end;   // a die's gates may be wider than its runner
    add(FeedPiece::runner, 0, {first - over_gate, 0}, {last + over_gate, 0}, size_.runner_width, size_.runner_depth);
    const double top = die ? -on_plane(length_ + end, o_.cell) : on_plane(highest() + length_, o_.cell);
    add(FeedPiece::sprue, 0, {0, top}, {0, die ? end : -end}, size_.sprue_top, size_.sprue_depth, size_.sprue_foot);
    for (FeedPiece& f : result_.feed)
      if (f.kind == FeedPiece::gate) f.way = std::abs(top) + std::abs(f.from.x) + end + plan_.gate_length;
    if (die) half_turn();
    return finish(die ? -top : top);
  }

  BlockLayout tree() {
    const PlanExtent& e = plan_.extent;
    const double pitch = e.width() + plan_.wall, out = std::max(0.5 * size_.sprue_foot + plan_.gate_length, o_.cavities > 1 ? 0.5 * plan_.wall : 0.0), middle = 0.5 * (e.low_x + e.high_x);
    const double top = on_plane(0.5 * e.width() + length_, o_.cell);
    const int tiers = (o_.cavities + 1) / 2;
    for (int n = 0; n < o_.cavities; ++n) {
      const double y = -pitch * (n / 2), side = n % 2 ? -1 : 1;   // right, left, right, ...
      const Place place{0, -side, {side * (out - plan_.gate.start), y + side * middle}};
      result_.places.push_back(place);
      add(FeedPiece::gate, n + 1, place({plan_.gate.x, plan_.gate.start - out + 0.25 * size_.sprue_foot}), place({plan_.gate.x, plan_.gate.end}), size_.gate_width, size_.gate_depth);
      result_.feed.back().way = top - result_.feed.back().from.y + out;
    }
    add(FeedPiece::sprue, 0, {0, top}, {0, -pitch * (tiers - 1) - 0.5 * e.width()}, size_.sprue_top, size_.sprue_depth, size_.sprue_foot);
    return finish(top);
  }

 private:
  void choose_walls() {
    Choices& c = result_.defaults;
    const bool rubber = o_.kind == Kind::rtv, die = o_.kind == Kind::pressure, flask = o_.kind == Kind::investment;
    plan_.gate_length = c.length(o_.gate_length, usual_gate_length, "mould.gate_length", "visible between runner and part, room for the cutters");
    plan_.wall = o_.cavity_wall > 0 ? o_.cavity_wall : rubber ? usual_rubber_wall : usual_wall;
    if (o_.cavities > (flask || die ? 1 : 0)) plan_.wall = c.length(o_.cavity_wall, plan_.wall, "mould.cavity_wall", "between cavities, and to the sprue");
    rim_ = c.length(o_.rim_wall, usual_rim, "mould.rim_wall", "of mould around everything");
    length_ = c.length(o_.sprue_length, die ? nozzle : flask ? tree_head : cover, "mould.sprue_length",
                       die ? "from the runner to the nozzle" : flask ? "of stem above the highest part" : "from the highest metal to the upper edge");
  }

  void add(FeedPiece::Kind kind, int cavity, Vec2 from, Vec2 to, double width, double depth, double width_to = 0) {
    result_.feed.insert(kind == FeedPiece::sprue ? result_.feed.begin() : result_.feed.end(), {kind, cavity, from, to, width, depth, width_to});
  }

  /// Riser or overflow and the grooves of one cavity, upwards.
  void add_far_side(const Place& place, int cavity) {
    const double x = place.shift.x + plan_.far_side.x, outline = place.shift.y - plan_.far_side.start, body = outline + neck_length;
    if (far_.width > 0) {
      const double across = std::min(far_.width, plan_.extent.width());
      add(far_.kind, cavity, {x, place.shift.y - plan_.far_side.end}, {x, body + 0.5 * far_.length}, across, far_.neck_depth);
      add(far_.kind, cavity, {x, body}, {x, body + far_.length}, far_.width, far_.depth);
      add_vent({x, body + far_.length}, 0.5 * gate_bite, cavity);
    }
    for (const VentPlace& v : place_vents_above(result_.master, o_.vents_per_cavity, size_.vent_width)) {
      const Vec2 mouth = place({v.x, v.y});
      if (far_.width == 0 || std::abs(mouth.x - x) > 0.5 * far_.width + size_.vent_width) add_vent(mouth, v.y - v.start, cavity);
    }
  }

  void add_vent(Vec2 mouth, double start, int cavity) {
    if (o_.vents_per_cavity == 0) return;
    PlacedVent vent;
    vent.cavity = cavity;
    vent.mouth = mouth, vent.direction = {0, 1};
    vent.width = size_.vent_width, vent.depth = size_.vent_depth;
    result_.vents.push_back(vent);
    result_.vent_starts.push_back(start);
  }

  double highest() const {
    double y = -HUGE_VAL;
    for (const Place& p : result_.places) y = std::max(y, p.shift.y + plan_.extent.high_y);
    for (const FeedPiece& f : result_.feed) y = std::max({y, f.from.y, f.to.y});
    return y;
  }

  void half_turn() {
    for (Place& p : result_.places) p = {-p.cosine, -p.sine, -1.0 * p.shift};
    for (FeedPiece& f : result_.feed) f.from = -1.0 * f.from, f.to = -1.0 * f.to;
    for (PlacedVent& v : result_.vents) v.mouth = -1.0 * v.mouth, v.direction = -1.0 * v.direction;
  }

  /// The blocks around everything; grooves run on to their edge.
  BlockLayout finish(double top) {
    Vec2 low{HUGE_VAL, HUGE_VAL}, high{-HUGE_VAL, top};
    const auto cover_point = [&](Vec2 p, double around) {
      low = {std::min(low.x, p.x - around), std::min(low.y, p.y - around)};
      high.x = std::max(high.x, p.x + around);
    };
    const PlanExtent& e = plan_.extent;
    for (const Place& p : result_.places)
      for (const Vec2 corner : {Vec2{e.low_x, e.low_y}, Vec2{e.high_x, e.low_y}, Vec2{e.low_x, e.high_y}, Vec2{e.high_x, e.high_y}}) cover_point(p(corner), rim_);
    for (const FeedPiece& f : result_.feed)
      for (const Vec2 end : {f.from, f.to}) cover_point(end, rim_ + 0.5 * std::max(f.width, f.width_to));
    result_.low = low, result_.high = high;
    for (PlacedVent& v : result_.vents) v.length = v.direction.y > 0 ? high.y - v.mouth.y : v.mouth.y - low.y;
    return std::move(result_);
  }

  const BlockOptions& o_;
  Plan plan_;
  FarPiece far_;
  BlockSizes size_;
  double rim_ = 0, length_ = 0;   // m, of mould around everything; of sprue to the upper edge
  BlockLayout result_;
};

}  // namespace

BlockLayout lay_out_block(const LayeredMap& master, const BlockOptions& options) {
  if (options.cavities < 1) throw InputError("a mould needs at least one cavity", "tooling", std::to_string(options.cavities), "set cavities to 1 or more");
  if (options.vents_per_cavity < 0) throw InputError("the number of vents is negative", "tooling", std::to_string(options.vents_per_cavity), "0 or more");
  const double plate = greatest_height(master);
  if (plate <= 0) throw InputError("the part has no metal", "tooling", "", "draw at least one metal region");
  if (plate >= options.thickness)
    throw InputError("the part is thicker than the block", "tooling", std::to_string(plate / mm) + " mm", "less than " + std::to_string(options.thickness / mm) + " mm");
  Layout layout(master, options);
  return options.kind == Kind::investment ? layout.tree() : layout.comb();
}

}  // namespace sprue
