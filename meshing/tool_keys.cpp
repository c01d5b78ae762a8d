#include "meshing/tool_keys.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double mm = 1e-3;
constexpr int sides = 24;
constexpr double lean = 0.57735026918962576;   // tan 30 deg, of the flanks from upright (shop default, low confidence)
constexpr double thinnest_top = 0.3;           // of the diameter
constexpr double wall = 2.5 * mm;              // of mould round a key (shop default, low confidence)
constexpr double aside = 0.2, aside_diameters = 2;   // the last key stands off: of the pitch round a disc, along the edge of a block
constexpr double apart = 3;                    // diameters between keys
constexpr double farthest = 30 * mm, search_step = 1 * mm;

double flat_slope(const LocatingKey& k) { return std::min(lean, 0.5 * (1 - thinnest_top) * k.diameter / k.height); }

/// m, apothems at the parting plane and at the top, and the height, of the cone or of its hollow.
struct Cone {
  double foot = 0, top = 0, height = 0;
};
Cone cone_of(const LocatingKey& k, bool hollow) {
  const double slope = flat_slope(k), c = hollow ? k.clearance : 0, foot = 0.5 * k.diameter + c * std::hypot(1.0, slope);
  return {foot, foot - slope * (k.height + c), k.height + c};
}

/// What is drawn already.
class Occupied {
 public:
  explicit Occupied(const ToolDrawing& drawing) {
    for (std::size_t n = 0; n < drawing.shapes().size(); ++n) {
      const Purpose::Kind kind = drawing.purposes()[n].kind;
      if (kind == Purpose::mould || kind == Purpose::sector) continue;
      Box box{&drawing.shapes()[n], {HUGE_VAL, HUGE_VAL}, {-HUGE_VAL, -HUGE_VAL}};
      for (const auto& ring : box.shape->rings)
        for (const Vec2 v : ring) box.low = {std::min(box.low.x, v.x), std::min(box.low.y, v.y)}, box.high = {std::max(box.high.x, v.x), std::max(box.high.y, v.y)};
      boxes_.push_back(box);
    }
  }
  bool within(Vec2 p, double reach) const {
    return std::any_of(boxes_.begin(), boxes_.end(), [&](const Box& b) {
      if (p.x < b.low.x - reach || p.x > b.high.x + reach || p.y < b.low.y - reach || p.y > b.high.y + reach) return false;
      bool inside = false;
      for (const auto& ring : b.shape->rings)
        for (std::size_t i = 0; i < ring.size(); ++i) {
          const Vec2 a = ring[i], d = ring[(i + 1) % ring.size()] - a;
          const double t = std::clamp(dot(p - a, d) / std::max(dot(d, d), 1e-30), 0.0, 1.0);
          if (norm(p - (a + t * d)) < reach) return true;
          if ((a.y > p.y) != (a.y + d.y > p.y) && p.x < a.x + (p.y - a.y) / d.y * d.x) inside = !inside;
        }
      return inside;
    });
  }

 private:
  struct Box {
    const PlanarShape* shape;
    Vec2 low, high;
  };
  std::vector<Box> boxes_;
};

bool inside(const KeySites& s, Vec2 p, double reach) {
  if (s.disc_diameter > 0) return norm(p) + reach <= 0.5 * s.disc_diameter;
  return p.x - reach >= s.low.x && p.x + reach <= s.high.x && p.y - reach >= s.low.y && p.y + reach <= s.high.y;
}

/// The regular pattern but for the last one.
std::vector<Vec2> pattern(const KeySites& s, int count, double diameter, double reach) {
  std::vector<Vec2> places;
  if (s.disc_diameter > 0) {
    const double radius = 0.5 * s.disc_diameter - reach, pitch = 2 * std::numbers::pi / count;
    for (int n = 0; n < count; ++n) {
      const double angle = s.first + (n + (n == count - 1 && count > 1 ? aside : 0)) * pitch;
      places.push_back({radius * std::cos(angle), radius * std::sin(angle)});
    }
    return places;
  }
  const Vec2 low = s.low + Vec2{reach, reach}, high = s.high - Vec2{reach, reach}, middle = 0.5 * (low + high);
  const std::vector<Vec2> all = {low, high, {high.x, low.y}, {low.x, high.y}, {middle.x, low.y}, {middle.x, high.y}, {low.x, middle.y}, {high.x, middle.y}};
  for (int n = 0; n < count; ++n) places.push_back(all[static_cast<std::size_t>(n) % all.size()]);
  if (count > 1) places.back().x += (places.back().x > middle.x ? -1 : 1) * aside_diameters * diameter;
  return places;
}

std::vector<Vec2> offsets() {
  std::vector<Vec2> all;
  const int n = static_cast<int>(farthest / search_step);
  for (int i = -n; i <= n; ++i)
    for (int j = -n; j <= n; ++j)
      if (i * i + j * j <= n * n) all.push_back({i * search_step, j * search_step});
  std::stable_sort(all.begin(), all.end(), [](Vec2 a, Vec2 b) { return dot(a, a) < dot(b, b); });
  return all;
}

std::vector<Vec2> circle_at(Vec2 centre, double apothem) {
  std::vector<Vec2> ring = polygon_circle(apothem / std::cos(std::numbers::pi / sides), sides);
  for (Vec2& v : ring) v = v + centre;
  return ring;
}

/// Facets between two of the polygons: cone and hollow share every vertex, so that the overlay has nothing to cross.
void draw_cone(const LocatingKey& k, ToolDrawing& drawing) {
  const Cone cone = cone_of(k, false), hollow = cone_of(k, true);
  const std::vector<std::vector<Vec2>> rings = {circle_at(k.place, cone.top), circle_at(k.place, hollow.top), circle_at(k.place, cone.foot), circle_at(k.place, hollow.foot)};
  drawing.add_key({rings[0]}, cone.height, hollow.height);
  const double slope = flat_slope(k);
  for (std::size_t ring = 0; ring < 3; ++ring) {
    if (k.clearance == 0 && ring != 1) continue;
    for (std::size_t n = 0; n < sides; ++n) {
      const std::size_t m = (n + 1) % sides;
      const Vec2 along = rings[3][n] + rings[3][m] - 2.0 * k.place, out = (1 / norm(along)) * along;
      const auto flank = [&](const Cone& c) { return Height::through(k.place + c.foot * out, 0, (-1 / slope) * out); };
      const Height down = ring < 2 ? flank(cone) : Height(0), up = ring > 0 ? flank(hollow) : Height(hollow.height);
      drawing.add_key({{rings[ring][n], rings[ring + 1][n], rings[ring + 1][m], rings[ring][m]}}, down, up);
    }
  }
}

LocatingKey sized(const KeySites& sites, const KeyOptions& o, bool dowels, Choices& choices) {
  LocatingKey key;
  key.dowel = dowels;
  const double usual = dowels ? 4 * mm : sites.disc_diameter > 0 ? 8 * mm : 5 * mm;
  key.diameter = choices.length(o.diameter, usual, "mould.key_diameter", dowels ? "of dowel pins" : "of the cones at the parting plane");
  key.height = choices.length(o.height, dowels ? 1.5 * key.diameter : 0.5 * key.diameter, "mould.key_height", dowels ? "1.5 diameters of the pin in each half" : "half of the diameter");
  if (!dowels) {
    key.clearance = o.clearance >= 0 ? o.clearance : 0.1 * mm;
    if (o.clearance < 0) choices.note({"mould.key_clearance", in_mm(key.clearance), "between cone and hollow, so that talced rubber closes", shop_default});
  }
  if (key.height + key.clearance >= sites.thickness)
    throw InputError("the keys are higher than the halves", "tooling", words("%g mm", key.height / mm), words("mould.key_height less than %g mm", (sites.thickness - key.clearance) / mm));
  return key;
}

}  // namespace

double cone_top(const LocatingKey& key) { return 2 * cone_of(key, false).top; }

double key_volume(const LocatingKey& key, bool hollow) {
  const double area = sides * std::tan(std::numbers::pi / sides);   // of a polygon of apothem 1
  if (key.dowel) return area * 0.25 * key.diameter * key.diameter * key.height;
  const Cone c = cone_of(key, hollow);
  return area * c.height / 3 * (c.foot * c.foot + c.foot * c.top + c.top * c.top);
}

std::vector<LocatingKey> draw_keys(const KeySites& sites, const KeyOptions& o, bool dowels, ToolDrawing& drawing, Choices& choices) {
  const int wanted = o.count >= 0 ? o.count : dowels ? 2 : 4;
  if (wanted == 0) return {};
  const LocatingKey key = sized(sites, o, dowels, choices);
  const double reach = 0.5 * key.diameter / std::cos(std::numbers::pi / sides) + 1.5 * key.clearance + wall;
  const Occupied occupied(drawing);
  static const std::vector<Vec2> moves = offsets();
  std::vector<LocatingKey> keys;
  for (const Vec2 site : pattern(sites, wanted, key.diameter, reach * (1 + 1e-9))) {
    const auto free = std::find_if(moves.begin(), moves.end(), [&](Vec2 move) {
      const Vec2 p = site + move;
      return inside(sites, p, reach) && std::none_of(keys.begin(), keys.end(), [&](const LocatingKey& k) { return norm(k.place - p) < apart * key.diameter; }) && !occupied.within(p, reach);
    });
    if (free == moves.end()) continue;
    keys.push_back(key);
    keys.back().place = site + *free;
  }
  const std::string found = keys.size() < static_cast<std::size_t>(wanted) ? words("; room for %.0f of %.0f", static_cast<double>(keys.size()), wanted) : "";
  if (o.count < 0 || !found.empty())
    choices.note({"mould.keys", std::to_string(wanted), (dowels ? "dowel pins that hold the halves" : "cones that hold the halves") + std::string(", one aside so that they close in one way only") + found, shop_default});
  for (const LocatingKey& k : keys) {
    if (k.dowel) drawing.add_key({circle_at(k.place, 0.5 * k.diameter)}, -k.height, k.height);
    else draw_cone(k, drawing);
  }
  return keys;
}

}  // namespace sprue
