#include "meshing/narrow_places.h"

#include <algorithm>
#include <cmath>

#include "meshing/regions.h"

namespace sprue {

namespace {

/// A connected region of samples narrower than a limit.
struct NarrowRegion {
  std::vector<Vec2> middle;  ///< samples of the median width (one circle's, mostly)
  double extent = 0;         ///< m, diagonal of its box
  bool whole = true;         ///< nothing wider beside it
  bool runs_out = false;     ///< from one mouth its width falls to nothing
  Vec2 mouth, end;           ///< m: the middle of what lies beside wider samples, the sample farthest from it
};

constexpr double one_mouth = 1.5;   // of the limit: samples beside wider ones lie no farther apart
constexpr double tapers = 0.7;      // quarter of the area is below this share of the width that three quarters are below: 0.58 of a wedge, 1 of a slot, 0.7 of a blunt wedge from 0.44 of the limit up

class RegionFinder {
 public:
  RegionFinder(const WidthMap& map, double limit) : map_(map), limit_(limit), nx_(static_cast<std::size_t>(map.nx)), seen_(map.width.size(), 0) {}

  std::vector<NarrowRegion> find() {
    std::vector<NarrowRegion> out;
    for (std::size_t s = 0; s < seen_.size(); ++s)
      if (narrow(s)) out.push_back(flood(s));
    return out;
  }

 private:
  bool narrow(std::size_t s) const { return !seen_[s] && map_.width[s] > 0 && static_cast<double>(map_.width[s]) < limit_; }

  NarrowRegion flood(std::size_t first) {
    NarrowRegion out;
    std::vector<std::size_t> region{first};
    seen_[first] = 1;
    std::size_t low_i = nx_, high_i = 0, low_j = seen_.size(), high_j = 0;
    std::vector<std::size_t> beside;
    for (std::size_t k = 0; k < region.size(); ++k) {
      const std::size_t s = region[k], i = s % nx_, j = s / nx_;  // the margin of the raster is never narrow
      low_i = std::min(low_i, i), high_i = std::max(high_i, i);
      low_j = std::min(low_j, j), high_j = std::max(high_j, j);
      for (const std::size_t n : {s - nx_ - 1, s - nx_, s - nx_ + 1, s - 1, s + 1, s + nx_ - 1, s + nx_, s + nx_ + 1}) {
        if (static_cast<double>(map_.width[n]) >= limit_ && (beside.empty() || beside.back() != s)) beside.push_back(s);
        if (!narrow(n)) continue;
        seen_[n] = 1;
        region.push_back(n);
      }
    }
    out.whole = beside.empty();
    look_for_end(region, beside, out);
    out.extent = map_.step * std::hypot(high_i - low_i, high_j - low_j);
    const auto median = region.begin() + static_cast<std::ptrdiff_t>(region.size() / 2);
    std::nth_element(region.begin(), median, region.end(), [&](std::size_t l, std::size_t r) { return std::pair(map_.width[l], l) < std::pair(map_.width[r], r); });
    const float width = map_.width[*median];
    std::erase_if(region, [&](std::size_t s) { return map_.width[s] != width; });
    std::sort(region.begin(), region.end());
    for (std::size_t k = 0; k < region.size(); k += 1 + region.size() / 200)
      out.middle.push_back(at(region[k]));
    return out;
  }

  Vec2 at(std::size_t s) const { return {map_.origin.x + static_cast<double>(s % nx_) * map_.step, map_.origin.y + static_cast<double>(s / nx_) * map_.step}; }

  void look_for_end(const std::vector<std::size_t>& region, const std::vector<std::size_t>& beside, NarrowRegion& out) const {
    if (beside.empty()) return;
    for (const std::size_t s : beside) out.mouth = out.mouth + (1.0 / static_cast<double>(beside.size())) * at(s);
    double farthest = 0, across = 0;
    for (const std::size_t s : beside) across = std::max(across, norm(at(s) - out.mouth));
    std::vector<float> widths;
    for (const std::size_t s : region) {
      widths.push_back(map_.width[s]);
      if (const double d = norm(at(s) - out.mouth); d > farthest) farthest = d, out.end = at(s);
    }
    std::sort(widths.begin(), widths.end());
    out.runs_out = 2 * across <= one_mouth * limit_ && static_cast<double>(widths[widths.size() / 4]) < tapers * static_cast<double>(widths[3 * widths.size() / 4]);
  }

  const WidthMap& map_;
  const double limit_;
  const std::size_t nx_;
  std::vector<char> seen_;
};

/// The vertex of the rings where they are farthest from `mouth`, beyond the sample `end`: from the vertex next to it along its ring, as long as that leads away from the
/// mouth and no farther than `beyond` past the sample.
Vec2 point_of(const Rings& rings, Vec2 end, Vec2 mouth, double beyond) {
  const std::vector<Vec2>* ring = nullptr;
  std::size_t at = 0;
  double least = HUGE_VAL;
  for (const auto& r : rings)
    for (std::size_t n = 0; n < r.size(); ++n)
      if (const double d = norm(r[n] - end); d < least) least = d, ring = &r, at = n;
  const double reach = norm(end - mouth) + beyond;
  const auto away = [&](std::size_t n) {
    const Vec2 p = (*ring)[n] - mouth;
    return dot(p, end - mouth) > 0 && norm(p) <= reach ? norm(p) : 0.0;
  };
  const std::size_t count = ring->size();
  for (std::size_t steps = 0; steps < count; ++steps) {
    const std::size_t before = (at + count - 1) % count, after = (at + 1) % count, next = away(before) > away(after) ? before : after;
    if (away(next) <= away(at)) break;
    at = next;
  }
  return (*ring)[at];
}

}  // namespace

double rule_step(double width) { return std::clamp(width / 1000, 20e-6, 50e-6); }

std::vector<NarrowPlace> narrow_places(const PlanarMap& map, const std::vector<char>& chosen, const NarrowSearch& search) {
  if (std::find(chosen.begin(), chosen.end(), 1) == chosen.end()) return {};
  LayeredMap region;
  region.map = map;
  region.layers.resize(chosen.size());
  for (std::size_t f = 0; f < chosen.size(); ++f) region.layers[f].filled = chosen[f], region.layers[f].high = 1;
  const WidthMap widths = local_width(region, 0, search.step, search.limits.back() + 4 * search.step);
  const Rings rings = rings_of(map, chosen);
  const BorderIndex border(rings);
  std::vector<NarrowPlace> places;
  for (const double limit : search.limits) {
    RegionFinder finder(widths, limit + search.step);
    for (const NarrowRegion& narrow : finder.find()) {
      if (narrow.extent <= 2 * limit && !(search.whole_pieces && narrow.whole)) continue;
      Vec2 start = narrow.middle[0];  // well inside: a sample on the border itself would not know its side
      double depth = -1;
      for (const Vec2 p : narrow.middle)
        if (const double d = border.nearest(p).distance; d > depth) depth = d, start = p;
      if (depth < 0.25 * search.step) continue;  // the raster's own fringe along a curved border
      places.push_back({border.spanning(start, search.limits.back(), 2 * search.step), narrow.extent, limit == search.limits.back(), 0, {}});
      if (!narrow.runs_out) continue;
      NarrowPlace& place = places.back();
      place.tip = point_of(rings, narrow.end, narrow.mouth, 30 * search.step);   // the point of a wedge of 2 deg is 29 steps beyond its last sample
      place.opening = 2 * std::asin(std::min(1.0, place.circle.radius / norm(place.circle.centre - place.tip)));
    }
  }
  return places;
}

}  // namespace sprue
