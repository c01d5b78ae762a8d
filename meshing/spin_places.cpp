#include "meshing/spin_places.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double mm = 1e-3, full_turn = 2 * std::numbers::pi;

/// Calls f(p) for the beginning of every edge of a filled face.
template <class F>
void each_vertex(const LayeredMap& solid, F&& f) {
  for (std::size_t n = 0; n < solid.layers.size(); ++n)
    if (solid.layers[n].filled)
      for (const auto& loop : solid.map.faces[n].loops)
        for (const std::uint32_t v : loop) f(solid.map.vertices[v]);
}

/// Where everything stands follows from the radius of the first design.
class Circle {
 public:
  Circle(const SpinOptions& options, const SpinLayout& layout) : o_(options), l_(layout) {}

  /// Of a design, where that of the first is `first`.
  double radius(const PinLayout& pin, double first) const { return moved(l_.pins.front(), pin, first); }
  /// Of the first design, where that of `pin` is `radius`.
  double first_where(const PinLayout& pin, double radius) const { return moved(pin, l_.pins.front(), radius); }

  /// Least radius that leaves room for sprue and runners.
  double feed() const {
    double across = 0;
    if (o_.runners != SpinOptions::Runners::spider)
      for (const PinLayout& pin : l_.pins) across = std::max(across, pin.runner_width);
    return 0.5 * o_.sprue_diameter + l_.runner_length + across - l_.pins.front().runner_end;
  }

  /// Least radius at which all cavities keep their walls.
  double beside_each_other(int first_count) const {
    if (l_.pins.size() == 1) return equal_sectors(first_count);
    double low = feed(), high = o_.disc_diameter;
    if (angle_needed(low) <= full_turn) return low;
    while (high - low > 1e-7) (angle_needed(0.5 * (low + high)) > full_turn ? low : high) = 0.5 * (low + high);
    return high;
  }

  double reach(double first) const {
    double r = 0;
    for (const PinLayout& pin : l_.pins) {
      const double out = radius(pin, first);
      each_vertex(pin.master, [&](Vec2 p) { r = std::max(r, std::hypot(p.x, out + p.y)); });
    }
    return r;
  }
  bool on_disc(double first) const { return reach(first) + l_.rim_wall <= 0.5 * o_.disc_diameter; }

  /// rad, half of what a cavity and half a wall on both sides take.
  double half_angle(const PinLayout& pin, double first) const {
    double half = 0;
    const double out = radius(pin, first);
    each_vertex(pin.master, [&](Vec2 p) {
      const double r = std::hypot(p.x, out + p.y);
      half = std::max(half, std::atan2(std::abs(p.x), out + p.y) + std::asin(std::min(1.0, 0.5 * l_.cavity_wall / r)));
    });
    return half;
  }
  double angle_needed(double first) const {
    double all = 0;
    for (const PinLayout& pin : l_.pins) all += 2 * pin.count * half_angle(pin, first);
    return all;
  }

 private:
  /// Runners end equally far from the axis: straight ones at their gates, which may stand aside, others on the circle.
  double moved(const PinLayout& from, const PinLayout& to, double radius) const {
    if (&from == &to) return radius;
    const double y = radius + from.runner_end;
    if (o_.runners != SpinOptions::Runners::spider) return y - to.runner_end;
    return std::sqrt(std::max(0.0, y * y + from.gate_x * from.gate_x - to.gate_x * to.gate_x)) - to.runner_end;
  }

  /// Each part stays within its sector.
  double equal_sectors(int cavities) const {
    if (cavities == 1) return 0;
    const double half = std::numbers::pi / cavities;
    double radius = 0;
    each_vertex(l_.pins.front().master, [&](Vec2 p) { radius = std::max(radius, (std::abs(p.x) * std::cos(half) + 0.5 * l_.cavity_wall) / std::sin(half) - p.y); });
    return radius;
  }

  const SpinOptions& o_;
  const SpinLayout& l_;
};

std::string how_many_would_fit(const SpinOptions& o, const SpinLayout& layout, const Circle& circle) {
  if (layout.pins.size() > 1) return "fewer of them (mould.cavities, pin.cavities)";
  const auto fits = [&](int n) {
    const double least = std::max(circle.feed(), circle.beside_each_other(n));
    if (o.radius > 0 && o.radius < least) return false;
    return circle.on_disc(o.radius > 0 ? o.radius : least);
  };
  int most = o.cavities - 1;
  while (most > 0 && !fits(most)) --most;
  return most == 0 ? "not even one would fit" : std::to_string(most) + " would fit (mould.cavities)";
}

[[noreturn]] void refuse(const SpinOptions& o, const SpinLayout& layout, const Circle& circle) {
  const double disc = 2 * (circle.reach(std::max(circle.feed(), circle.beside_each_other(o.cavities))) + layout.rim_wall);
  std::string remedy = how_many_would_fit(o, layout, circle) + words("; a disc of %.0f mm would hold ", std::ceil(disc / mm)) + (o.cavities == 1 && o.others.empty() ? "it" : "all") + " (mould.disc_diameter";
  for (const double inch : {9.0, 12.0, 18.0})
    if (disc <= inch * 25.4 * mm) {
      remedy += words(", the next one made is \"%g inch\"", inch);
      break;
    }
  remedy += ")";
  if (o.radius > 0) remedy += ", with a mould.radius that leaves room for sprue, runner and walls";
  remedy += "; or make the part smaller (design.width)";
  std::string asked;
  for (const PinLayout& pin : layout.pins) {
    const PlanExtent part = plan_extent(pin.master);
    asked += (asked.empty() ? "" : " and ") + std::to_string(pin.count) + words(" of %.1f x %.1f mm", part.width() / mm, part.height() / mm);
  }
  throw InputError("the cavities do not fit the disc", "mould.cavities",
                   asked + words(" on a disc of %.1f mm with %.0f mm of rubber between them and %.0f mm to the rim", o.disc_diameter / mm, layout.cavity_wall / mm, layout.rim_wall / mm), remedy);
}

/// Largest radius not above `wanted` at which the rim keeps its wall; `least` where that is none.
double within_disc(const Circle& circle, double least, double wanted) {
  if (circle.on_disc(wanted)) return wanted;
  double low = least, high = wanted;
  while (high - low > 1e-6) (circle.on_disc(0.5 * (low + high)) ? low : high) = 0.5 * (low + high);
  return low;
}

/// Of the first design.
double choose_radius(const SpinOptions& o, const Circle& circle, SpinLayout& layout) {
  double pressed = 0;   // all are pressed from there on
  for (const PinLayout& pin : layout.pins) pressed = std::max(pressed, circle.first_where(pin, o.pressed_radius));
  const double feed = circle.feed(), sector = circle.beside_each_other(o.cavities), least = std::max(feed, sector);
  const double radius = o.radius > 0 ? o.radius : pressed > least ? within_disc(circle, least, pressed) : least;
  if (radius < least || !circle.on_disc(radius)) refuse(o, layout, circle);
  if (o.radius > 0) return radius;
  const auto say = [&](const std::string& reason, const std::string& source) { layout.defaults.note({"mould.radius", in_mm(radius), reason, source}); };
  if (radius > least) {
    if (radius < pressed) say(words("as far out as the disc allows; process.spin_pressure would be reached from %.0f mm on", pressed / mm), "1/2 rho w^2 r^2, process data C1");
    else say("the least at which the metal is pressed with process.spin_pressure", "1/2 rho w^2 r^2, process data C1");
  } else if (sector > feed) say(words("the least that leaves %.0f mm of rubber between neighbouring cavities", layout.cavity_wall / mm), "geometry");
  else say(words("half the sprue, a runner of %.0f mm, a gate of %.0f mm, then the part", layout.runner_length / mm, layout.gate_length / mm), "geometry");
  return radius;
}

/// Designs alternate, so that neither metal nor rubber is heaped on one side.
std::vector<std::size_t> in_turn(const std::vector<PinLayout>& pins) {
  std::vector<std::pair<double, std::size_t>> places;
  for (std::size_t n = 0; n < pins.size(); ++n)
    for (int k = 0; k < pins[n].count; ++k) places.push_back({(k + 0.5) / pins[n].count, n});
  std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::size_t> order;
  for (const auto& place : places) order.push_back(place.second);
  std::rotate(order.begin(), std::find(order.begin(), order.end(), std::size_t{0}), order.end());   // cavity 1 is the first design's
  return order;
}

}  // namespace

void place_cavities(const SpinOptions& o, SpinLayout& layout) {
  const Circle circle(o, layout);
  const double first = choose_radius(o, circle, layout);
  for (PinLayout& pin : layout.pins) pin.radius = circle.radius(pin, first);
  layout.runner_end = first + layout.pins.front().runner_end;
  if (layout.pins.size() == 1) {
    for (int n = 0; n < o.cavities; ++n) layout.cavities.push_back({0, (n + (o.sectors > 1 ? 0.5 : 0)) / o.cavities});   // cuts lie between cavities
    return;
  }
  const std::vector<std::size_t> order = in_turn(layout.pins);
  const double spare = (full_turn - circle.angle_needed(first)) / static_cast<double>(order.size());
  std::vector<double> half;   // rad, by design
  for (const PinLayout& pin : layout.pins) half.push_back(circle.half_angle(pin, first) + 0.5 * spare);
  double before = 0;   // rad, from the middle of the first cavity
  for (std::size_t n = 0; n < order.size(); ++n) {
    if (n > 0) before += half[order[n - 1]] + half[order[n]];
    layout.cavities.push_back({order[n], before / full_turn});
  }
}

}  // namespace sprue
