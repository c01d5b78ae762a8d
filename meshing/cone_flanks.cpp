#include "meshing/cone_flanks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace sprue {

namespace {

constexpr double same_level = 1e-9;  // m
constexpr double same_fall = 1e-9;   // of the fall

/// A flank with its corners: upper ones in the sense in which the face lies on the left, lower ones below them.
struct Quad {
  std::int32_t face;
  bool top;
  std::array<std::uint32_t, 2> upper, lower;
  double high, low, other, fall;   // other: level of the end that does not slope
};

std::optional<Quad> quad_of(const LayeredMap& solid, std::size_t f) {
  const Layer& layer = solid.layers[f];
  const auto& loops = solid.map.faces[f].loops;
  if (!layer.filled || layer.low.level() == layer.high.level() || loops.size() != 1 || loops[0].size() != 4) return std::nullopt;
  const bool top = !layer.high.level();
  const Height& h = top ? layer.high : layer.low;
  const auto& v = loops[0];
  const auto z = [&](std::size_t n) { return h(solid.map.vertices[v[n % 4]]); };
  for (std::size_t n = 0; n < 4; ++n)
    if (std::abs(z(n) - z(n + 1)) < same_level && std::abs(z(n + 2) - z(n + 3)) < same_level && (top ? z(n) > z(n + 2) + same_level : z(n) < z(n + 2) - same_level))
      return Quad{static_cast<std::int32_t>(f), top, {v[n], v[(n + 1) % 4]}, {v[(n + 3) % 4], v[(n + 2) % 4]}, z(n), z(n + 2), (top ? layer.low : layer.high).at, norm(h.slope)};
  return std::nullopt;
}

bool alike(const Quad& a, const Quad& b) {
  const auto near = [](double x, double y) { return std::abs(x - y) < same_level; };
  return a.top == b.top && near(a.high, b.high) && near(a.low, b.low) && near(a.other, b.other) && std::abs(a.fall - b.fall) < same_fall * a.fall;
}

class Chains {
 public:
  Chains(const LayeredMap& solid, const ArcTolerance& tolerance, std::vector<ConeFlank>& cones) : solid_(solid), tolerance_(tolerance), cones_(cones) {
    for (std::size_t f = 0; f < solid.layers.size(); ++f)
      if (const auto q = quad_of(solid, f)) quads_.push_back(*q);
    std::map<std::array<std::uint32_t, 2>, std::size_t> starting;   // by the mitre at its first corners
    for (std::size_t n = 0; n < quads_.size(); ++n) starting[{quads_[n].upper[0], quads_[n].lower[0]}] = n;
    next_.assign(quads_.size(), none), has_before_.assign(quads_.size(), 0);
    for (std::size_t n = 0; n < quads_.size(); ++n) {
      const auto it = starting.find({quads_[n].upper[1], quads_[n].lower[1]});
      if (it == starting.end() || it->second == n || !alike(quads_[n], quads_[it->second])) continue;
      next_[n] = it->second, has_before_[it->second] = 1;
    }
    std::vector<char> used(quads_.size(), 0);
    for (const bool rings : {false, true})
      for (std::size_t n = 0; n < quads_.size(); ++n) {
        if (used[n] || (!rings && has_before_[n])) continue;
        std::vector<std::size_t> chain;
        for (std::size_t m = n; m != none && !used[m]; m = next_[m]) used[m] = 1, chain.push_back(m);
        add_arcs(chain);
      }
  }

 private:
  static constexpr std::size_t none = SIZE_MAX;
  Vec2 at(std::uint32_t v) const { return solid_.map.vertices[v]; }

  void add_arcs(const std::vector<std::size_t>& chain) {
    if (chain.size() < static_cast<std::size_t>(tolerance_.least_edges)) return;
    std::vector<Vec2> points{at(quads_[chain[0]].upper[0])};
    for (const std::size_t n : chain) points.push_back(at(quads_[n].upper[1]));
    for (const CurveRun& run : curve_runs(points, tolerance_)) {
      if (!run.arc) continue;
      const Quad& first = quads_[chain[run.first]];
      ConeFlank cone{first.top, run.centre, first.high, first.low, run.radius, 0, {}};
      double least = HUGE_VAL, most = 0;
      for (std::size_t n = run.first; n < run.first + run.edges; ++n) {
        const Quad& q = quads_[chain[n]];
        cone.faces.push_back(q.face);
        for (const std::uint32_t v : q.lower) least = std::min(least, norm(at(v) - run.centre)), most = std::max(most, norm(at(v) - run.centre));
      }
      cone.lower_radius = 0.5 * (least + most);
      const double turn = run.sweep * cross(at(first.lower[0]) - run.centre, at(first.lower[1]) - run.centre);   // it has not shrunk past the axis
      if (most - least < tolerance_.off_circle && turn > 0 && std::abs(cone.lower_radius - cone.upper_radius) > tolerance_.off_circle) cones_.push_back(std::move(cone));
    }
  }

  const LayeredMap& solid_;
  const ArcTolerance& tolerance_;
  std::vector<ConeFlank>& cones_;
  std::vector<Quad> quads_;
  std::vector<std::size_t> next_;
  std::vector<char> has_before_;
};

}  // namespace

std::vector<ConeFlank> cone_flanks(const LayeredMap& solid, const ArcTolerance& tolerance) {
  std::vector<ConeFlank> cones;
  Chains(solid, tolerance, cones);
  return cones;
}

}  // namespace sprue
