// Local width on a raster. The squared distance to the nearest sample outside the region is exact on the
// raster by two passes of lower envelopes of parabolas (Felzenszwalb and Huttenlocher, Theory of Computing 8
// (2012) 415-428). The wall lies between the last sample inside and the first outside, half a step away,
// hence the radius of the inscribed circle is the distance less half a step; error of a width: at most one
// step.
#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/error.h"
#include "meshing/planar_map.h"

namespace sprue {

namespace {

struct Raster {
  int nx = 0, ny = 0;
  std::vector<char> inside;
  std::size_t at(int i, int j) const {
    return static_cast<std::size_t>(j) * static_cast<std::size_t>(nx) + static_cast<std::size_t>(i);
  }
};

/// Scan lines through the sample centres: between an odd and an even crossing of the region's edges lies the
/// region.
void fill(const LayeredMap& solid, const std::vector<char>& chosen, const WidthMap& frame, Raster& raster) {
  std::vector<std::vector<double>> crossings(static_cast<std::size_t>(raster.ny));
  for (std::size_t f = 0; f < chosen.size(); ++f) {
    if (!chosen[f]) continue;
    for (const auto& loop : solid.map.faces[f].loops) {
      for (std::size_t i = 0; i < loop.size(); ++i) {
        Vec2 a = solid.map.vertices[loop[i]], b = solid.map.vertices[loop[(i + 1) % loop.size()]];
        if (a.y > b.y) std::swap(a, b);
        const int first = std::max(0, static_cast<int>(std::ceil((a.y - frame.origin.y) / frame.step)));
        for (int j = first; j < raster.ny; ++j) {
          const double y = frame.origin.y + j * frame.step;
          if (y >= b.y) break;
          if (y >= a.y)
            crossings[static_cast<std::size_t>(j)].push_back(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
        }
      }
    }
  }
  for (int j = 0; j < raster.ny; ++j) {
    auto& xs = crossings[static_cast<std::size_t>(j)];
    std::sort(xs.begin(), xs.end());
    for (std::size_t k = 0; k + 1 < xs.size(); k += 2) {
      const int from = std::max(0, static_cast<int>(std::ceil((xs[k] - frame.origin.x) / frame.step)));
      for (int i = from; i < raster.nx && frame.origin.x + i * frame.step < xs[k + 1]; ++i)
        raster.inside[raster.at(i, j)] = 1;
    }
  }
}

/// Lower envelope of the parabolas f[q] + (p - q)^2 along one line of n samples.
void envelope(const std::vector<double>& f, int n, std::vector<int>& at, std::vector<double>& border,
              std::vector<double>& out) {
  int k = -1;
  for (int q = 0; q < n; ++q) {
    if (!std::isfinite(f[static_cast<std::size_t>(q)])) continue;
    double s = -std::numeric_limits<double>::infinity();
    while (k >= 0) {
      const int v = at[static_cast<std::size_t>(k)];
      s = (f[static_cast<std::size_t>(q)] + double(q) * q - f[static_cast<std::size_t>(v)] - double(v) * v) /
          (2.0 * (q - v));
      if (s > border[static_cast<std::size_t>(k)]) break;
      --k;
    }
    if (k < 0) s = -std::numeric_limits<double>::infinity();
    ++k;
    at[static_cast<std::size_t>(k)] = q;
    border[static_cast<std::size_t>(k)] = s;
  }
  for (int p = 0, e = 0; p < n; ++p) {
    while (e < k && border[static_cast<std::size_t>(e + 1)] < p) ++e;
    const int v = k < 0 ? 0 : at[static_cast<std::size_t>(e)];
    out[static_cast<std::size_t>(p)] = k < 0 ? std::numeric_limits<double>::infinity()
                                             : f[static_cast<std::size_t>(v)] + double(p - v) * (p - v);
  }
}

/// Distance of each sample to the nearest sample outside, in steps. The raster has a rim of samples outside.
std::vector<double> distance(const Raster& raster) {
  const int longest = std::max(raster.nx, raster.ny);
  std::vector<double> d(raster.inside.size()), line(static_cast<std::size_t>(longest)), out(line.size()),
      border(line.size());
  std::vector<int> at(line.size());
  for (std::size_t s = 0; s < d.size(); ++s)
    d[s] = raster.inside[s] ? std::numeric_limits<double>::infinity() : 0;
  for (int i = 0; i < raster.nx; ++i) {
    for (int j = 0; j < raster.ny; ++j) line[static_cast<std::size_t>(j)] = d[raster.at(i, j)];
    envelope(line, raster.ny, at, border, out);
    for (int j = 0; j < raster.ny; ++j) d[raster.at(i, j)] = out[static_cast<std::size_t>(j)];
  }
  for (int j = 0; j < raster.ny; ++j) {
    for (int i = 0; i < raster.nx; ++i) line[static_cast<std::size_t>(i)] = d[raster.at(i, j)];
    envelope(line, raster.nx, at, border, out);
    for (int i = 0; i < raster.nx; ++i) d[raster.at(i, j)] = std::sqrt(out[static_cast<std::size_t>(i)]);
  }
  return d;
}

/// Whether the circle at a neighbour contains the whole circle at (i, j): then painting this one adds
/// nothing.
bool within_a_neighbour(const Raster& raster, const std::vector<double>& d, int i, int j) {
  for (int b = -1; b <= 1; ++b) {
    for (int a = -1; a <= 1; ++a) {
      if (a == 0 && b == 0) continue;
      if (d[raster.at(i + a, j + b)] >= d[raster.at(i, j)] + std::hypot(a, b) - 1e-9) return true;
    }
  }
  return false;
}

/// Paints every circle of the medial axis with its diameter where nothing wider lies.
void paint_circles(const Raster& raster, const std::vector<double>& d, WidthMap& map) {
  for (int j = 1; j + 1 < raster.ny; ++j) {
    for (int i = 1; i + 1 < raster.nx; ++i) {
      if (!raster.inside[raster.at(i, j)] || within_a_neighbour(raster, d, i, j)) continue;
      const double r = d[raster.at(i, j)];
      const auto width = static_cast<float>((2 * r - 1) * map.step);
      const int reach = static_cast<int>(r);
      for (int b = -reach; b <= reach; ++b) {
        const int half = static_cast<int>(std::sqrt(r * r - double(b) * b));
        for (int a = -half; a <= half; ++a) {
          float& w = map.width[raster.at(i + a, j + b)];
          if (raster.inside[raster.at(i + a, j + b)]) w = std::max(w, width);
        }
      }
    }
  }
}

}  // namespace

WidthMap local_width(const LayeredMap& solid, double above, double step) {
  SPRUE_ASSERT(step > 0 && solid.layers.size() == solid.map.faces.size());
  WidthMap map;
  map.step = step;
  map.above = above;
  std::vector<char> chosen(solid.layers.size(), 0);
  Vec2 low{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()}, high = -1 * low;
  for (std::size_t f = 0; f < chosen.size(); ++f) {
    chosen[f] = solid.layers[f].filled && solid.layers[f].high > above;
    if (!chosen[f]) continue;
    for (const std::uint32_t v : solid.map.faces[f].loops.at(0)) {
      const Vec2 p = solid.map.vertices[v];
      low = {std::min(low.x, p.x), std::min(low.y, p.y)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
  }
  if (!(low.x <= high.x)) return map;
  Raster raster;
  raster.nx = static_cast<int>(std::ceil((high.x - low.x) / step)) + 3;
  raster.ny = static_cast<int>(std::ceil((high.y - low.y) / step)) + 3;
  raster.inside.assign(static_cast<std::size_t>(raster.nx) * static_cast<std::size_t>(raster.ny), 0);
  map.nx = raster.nx;
  map.ny = raster.ny;
  map.origin = {low.x - step, low.y - step};
  map.width.assign(raster.inside.size(), 0.0f);
  fill(solid, chosen, map, raster);
  paint_circles(raster, distance(raster), map);
  return map;
}

double WidthMap::at(Vec2 p) const {
  const double i = std::round((p.x - origin.x) / step), j = std::round((p.y - origin.y) / step);
  if (!(i >= 0 && j >= 0 && i < nx && j < ny)) return 0;
  return static_cast<double>(
      width[static_cast<std::size_t>(j) * static_cast<std::size_t>(nx) + static_cast<std::size_t>(i)]);
}

}  // namespace sprue
