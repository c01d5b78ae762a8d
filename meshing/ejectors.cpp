#include "meshing/ejectors.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "meshing/face_raster.h"
#include "meshing/plan_shots.h"

namespace sprue {

namespace {

constexpr double mm = 1e-3;
constexpr double area_each = 150e-6;   // m2
constexpr int least_pins = 3;
constexpr double thin_pin = 2 * mm, thick_pin = 3 * mm, wide_part = 30 * mm;
constexpr double margin = 0.4 * mm;                 // from a pin to the edge of the back
constexpr double of_channel = 0.8, thinnest_pin = 0.8 * mm;   // a pin under a channel: share of its width; thinner ones bend
constexpr double raised_bonus = 0.3;                // a place wholly under raised metal counts as so much farther
constexpr int samples_across = 8;                   // of a pin

/// Flat back of the part, sampled.
class Back {
 public:
  Back(const LayeredMap& part, double diameter) : part_(part), plate_(greatest_height(part)), reach_(0.5 * diameter + margin) {
    std::vector<char> flat;
    for (const Layer& l : part.layers) flat.push_back(l.filled && l.low == Height(0));
    raster_ = raster_of_faces(part.map, flat, diameter / samples_across);
    const int n = static_cast<int>(std::ceil(reach_ / raster_.step));
    for (int i = -n; i <= n; ++i)
      for (int j = -n; j <= n; ++j)
        if (std::hypot(i, j) * raster_.step <= reach_) around_.push_back({i * raster_.step, j * raster_.step});
  }
  double area() const {
    double sum = 0;
    for (std::size_t f = 0; f < part_.layers.size(); ++f)
      if (part_.layers[f].filled && part_.layers[f].low == Height(0)) sum += sprue::area(part_.map, part_.map.faces[f]);
    return sum;
  }
  /// Share of a pin there that is under raised metal; negative where it is not wholly on the back.
  double raised(Vec2 p) const {
    int high = 0;
    for (const Vec2 d : around_) {
      const int face = raster_.at(p + d);
      if (face < 0) return -1;
      const Height& top = part_.layers[static_cast<std::size_t>(face)].high;
      high += top.level() && top.at > plate_ - 1e-9;
    }
    return high / static_cast<double>(around_.size());
  }
  /// Lattice of a quarter of a pin.
  std::vector<std::pair<Vec2, double>> places() const {
    std::vector<std::pair<Vec2, double>> all;
    for (int j = 0; j < raster_.ny; j += samples_across / 4)
      for (int i = 0; i < raster_.nx; i += samples_across / 4) {
        const Vec2 p = raster_.origin + Vec2{i * raster_.step, j * raster_.step};
        if (const double share = raised(p); share >= 0) all.emplace_back(p, share);
      }
    return all;
  }

 private:
  const LayeredMap& part_;
  double plate_, reach_;
  FaceRaster raster_;
  std::vector<Vec2> around_;
};

/// Each place the farthest from those before it; the first from the middle.
std::vector<Vec2> spread(const std::vector<std::pair<Vec2, double>>& places, int count, double apart) {
  std::vector<Vec2> chosen;
  if (places.empty()) return chosen;
  Vec2 middle{};
  for (const auto& place : places) middle = middle + (1.0 / static_cast<double>(places.size())) * place.first;
  while (static_cast<int>(chosen.size()) < count) {
    double best = 0;
    Vec2 where{};
    for (const auto& [p, raised] : places) {
      double distance = chosen.empty() ? std::max(apart, norm(p - middle)) : HUGE_VAL;
      for (const Vec2 c : chosen) distance = std::min(distance, norm(p - c));
      if (distance < apart) continue;
      if (const double score = distance * (1 + raised_bonus * raised); score > best) best = score, where = p;
    }
    if (best == 0) break;   // no room for more
    chosen.push_back(where);
  }
  return chosen;
}

Vec2 rotated(Vec2 p, double angle) { return {std::cos(angle) * p.x - std::sin(angle) * p.y, std::sin(angle) * p.x + std::cos(angle) * p.y}; }

void push_channels(const Tooling& tooling, double diameter, std::vector<Ejector>& pins) {
  const auto add = [&](Vec2 place, double width) {
    const double pin = std::min(diameter, of_channel * width);
    const bool near_another = std::any_of(pins.begin(), pins.end(), [&](const Ejector& e) { return norm(e.place - place) < diameter + pin; });
    if (pin >= thinnest_pin && !near_another) pins.push_back({0, place, pin});
  };
  const FeedPiece& sprue = tooling.feed.front();
  const double foot = sprue.width_to > 0 ? sprue.width_to : sprue.width;
  for (const FeedPiece& f : tooling.feed)
    if (f.kind == FeedPiece::runner) add(sprue.to + (0.5 * f.width / norm(sprue.from - sprue.to)) * (sprue.from - sprue.to), std::min(foot, f.width));
  const FeedPiece* before = nullptr;
  for (const FeedPiece& f : tooling.feed) {
    if (f.kind == FeedPiece::overflow && before && before->kind == f.kind && before->cavity == f.cavity) add(0.5 * (f.from + f.to), std::min(f.width, norm(f.to - f.from)));   // the body follows its neck
    before = &f;
  }
}

}  // namespace

std::vector<Ejector> place_ejectors(const LayeredMap& part, double turn, double scale, const Tooling& tooling, const EjectorOptions& o, Choices& choices) {
  if (o.count == 0 && o.places.empty()) return {};
  const double wide = plan_extent(part).width();
  const double diameter = choices.length(o.diameter, wide > wide_part ? thick_pin : thin_pin, "mould.ejector_diameter", words("2 mm, 3 mm where the part is over 30 mm wide (%.1f mm)", wide / mm));
  const Back back(part, diameter);
  std::vector<Vec2> places;   // in the layout's frame
  for (const Vec2 p : o.places) {
    places.push_back(rotated(scale * p, turn));
    if (back.raised(places.back()) < 0)
      throw InputError("an ejector does not lie on the flat back of the part", "mould.ejector_places", words("[%g mm, %g mm]", p.x / mm, p.y / mm), words("a place at least %g mm inside its outline, off posts and backstamp", (0.5 * diameter + margin) / mm));
  }
  if (o.places.empty()) {
    const int wanted = o.count > 0 ? o.count : std::max(least_pins, static_cast<int>(std::ceil(back.area() / area_each)));
    places = spread(back.places(), wanted, 1.5 * diameter);
    const std::string found = static_cast<int>(places.size()) < wanted ? words("; room for %.0f", static_cast<double>(places.size())) : "";
    if (o.count < 0) choices.note({"mould.ejectors", std::to_string(wanted), words("pins a part: one for each 150 mm2 of its back of %.0f mm2, at least 3", back.area() * 1e6) + found, shop_default});
    else if (!found.empty()) choices.note({"mould.ejectors", std::to_string(wanted), "as asked for" + found, "geometry"});
  }
  std::vector<Ejector> pins;
  for (const CavityPlacement& c : tooling.placements)
    for (const Vec2 p : places) {
      const Vec2 own = (1 / scale) * rotated(p, -turn);
      pins.push_back({c.cavity, {c.transform[0] * own.x + c.transform[1] * own.y + c.transform[3], c.transform[4] * own.x + c.transform[5] * own.y + c.transform[7]}, diameter});
    }
  push_channels(tooling, diameter, pins);
  return pins;
}

}  // namespace sprue
