// Metal from back to top of parts whose heights are given: height images and solids.
#include <algorithm>
#include <array>
#include <cmath>

#include "meshing/rule_checks.h"

namespace sprue {

namespace {

constexpr double mm = 1e-3;

/// Thickness at the samples of a raster; infinite where there is no metal.
struct Thickness {
  FaceRaster faces;
  std::vector<double> at;   // m

  Thickness(const LayeredMap& part, double step) {
    std::vector<char> filled;
    for (const Layer& layer : part.layers) filled.push_back(layer.filled);
    faces = raster_of_faces(part.map, filled, step);
    at.assign(faces.face.size(), HUGE_VAL);
    for (int j = 0; j < faces.ny; ++j)
      for (int i = 0; i < faces.nx; ++i)
        if (const int face = faces.face[faces.index(i, j)]; face >= 0) {
          const Layer& layer = part.layers[static_cast<std::size_t>(face)];
          at[faces.index(i, j)] = (layer.high - layer.low)(sample(i, j));
        }
  }
  Vec2 sample(int i, int j) const { return faces.origin + faces.step * Vec2{double(i), double(j)}; }

  /// The most within a circle about a sample; given up at `enough`.
  double most_around(int i, int j, const std::vector<std::array<int, 2>>& circle, double enough) const {
    double most = 0;
    for (const auto& [a, b] : circle) {
      const int x = i + a, y = j + b;
      if (x < 0 || y < 0 || x >= faces.nx || y >= faces.ny) return HUGE_VAL;
      most = std::max(most, at[faces.index(x, y)]);
      if (most >= enough) break;
    }
    return most;
  }
};

struct ThinPlace {
  double thickness = HUGE_VAL;
  std::size_t sample = 0;
};

/// Where a circle so wide lies on the thinnest metal: the least over all circles of the most within one.
ThinPlace thinnest(const Thickness& metal, double across) {
  const double radius = 0.5 * across / metal.faces.step;
  const int reach = static_cast<int>(radius);
  std::vector<std::array<int, 2>> circle;
  for (int b = -reach; b <= reach; ++b)
    for (int a = -reach; a <= reach; ++a)
      if (a * a + b * b <= radius * radius) circle.push_back({a, b});
  std::stable_sort(circle.begin(), circle.end(), [](const auto& l, const auto& r) { return l[0] * l[0] + l[1] * l[1] > r[0] * r[0] + r[1] * r[1]; });   // its edge says most
  std::vector<std::size_t> order;
  for (std::size_t n = 0; n < metal.at.size(); ++n)
    if (metal.at[n] < across) order.push_back(n);   // thicker places break no limit
  std::stable_sort(order.begin(), order.end(), [&](auto l, auto r) { return metal.at[l] < metal.at[r]; });
  ThinPlace best;
  const auto nx = static_cast<std::size_t>(metal.faces.nx);
  for (const std::size_t n : order) {
    if (metal.at[n] >= best.thickness) break;
    const double most = metal.most_around(static_cast<int>(n % nx), static_cast<int>(n / nx), circle, best.thickness);
    if (most < best.thickness) best = {most, n};
  }
  return best;
}

}  // namespace

void check_thickness(const RuleContext& c, RuleBreaks& breaks) {
  if (!c.options.body) return;
  const LayeredMap& part = *c.options.body;
  const Thickness metal(part, c.step);
  for (const double limit : {rule::thin_body.reject, rule::thin_body.warn}) {
    const ThinPlace place = thinnest(metal, limit * mm);
    if (!rule::thin_body.beyond(place.thickness / mm, limit)) continue;
    const auto nx = static_cast<std::size_t>(metal.faces.nx);
    const Vec2 p = metal.sample(static_cast<int>(place.sample % nx), static_cast<int>(place.sample / nx));
    const Layer& layer = part.layers[static_cast<std::size_t>(metal.faces.face[place.sample])];
    breaks.add(rule::thin_body, {place.thickness / mm, {p.x, p.y, layer.high(p)}, c.name_at(p)});
    return;
  }
}

}  // namespace sprue
