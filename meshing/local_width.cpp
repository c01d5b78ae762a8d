// Local width on a raster. The squared distance to the nearest sample outside the region is exact on the
// raster by two passes of lower envelopes of parabolas (Felzenszwalb and Huttenlocher, Theory of Computing 8
// (2012) 415-428). The wall lies between the last sample inside and the first outside, half a step away,
// hence the radius of the inscribed circle is the distance less half a step; error of a width: at most one
// step.
#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/error.h"
#include "meshing/face_raster.h"

namespace sprue {

namespace {

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

/// Distance of each sample to the nearest target, in steps; infinite if there is none.
std::vector<double> distance_to(const std::vector<char>& target, const FaceRaster& raster) {
  const int longest = std::max(raster.nx, raster.ny);
  std::vector<double> d(target.size()), line(static_cast<std::size_t>(longest)), out(line.size()),
      border(line.size());
  std::vector<int> at(line.size());
  for (std::size_t s = 0; s < d.size(); ++s) d[s] = target[s] ? 0 : std::numeric_limits<double>::infinity();
  for (int i = 0; i < raster.nx; ++i) {
    for (int j = 0; j < raster.ny; ++j) line[static_cast<std::size_t>(j)] = d[raster.index(i, j)];
    envelope(line, raster.ny, at, border, out);
    for (int j = 0; j < raster.ny; ++j) d[raster.index(i, j)] = out[static_cast<std::size_t>(j)];
  }
  for (int j = 0; j < raster.ny; ++j) {
    for (int i = 0; i < raster.nx; ++i) line[static_cast<std::size_t>(i)] = d[raster.index(i, j)];
    envelope(line, raster.nx, at, border, out);
    for (int i = 0; i < raster.nx; ++i) d[raster.index(i, j)] = std::sqrt(out[static_cast<std::size_t>(i)]);
  }
  return d;
}

/// Whether the circle at a neighbour contains the whole circle at (i, j): then painting this one adds
/// nothing.
bool within_a_neighbour(const FaceRaster& raster, const std::vector<double>& d, int i, int j) {
  for (int b = -1; b <= 1; ++b) {
    for (int a = -1; a <= 1; ++a) {
      if (a == 0 && b == 0) continue;
      if (d[raster.index(i + a, j + b)] >= d[raster.index(i, j)] + std::hypot(a, b) - 1e-9) return true;
    }
  }
  return false;
}

/// What lies in circles of radius `cap` (steps) or more is `at_most` wide: one more distance transform, from
/// their centres.
void paint_wide(const FaceRaster& raster, const std::vector<double>& d, double cap, double at_most,
                WidthMap& map) {
  std::vector<char> centre(d.size());
  for (std::size_t s = 0; s < d.size(); ++s) centre[s] = d[s] >= cap;
  const auto from_centre = distance_to(centre, raster);
  for (std::size_t s = 0; s < d.size(); ++s) {
    if (from_centre[s] < cap) map.width[s] = static_cast<float>(at_most);
  }
}

/// Paints every smaller circle of the medial axis with its diameter where nothing wider lies.
void paint_circles(const FaceRaster& raster, const std::vector<double>& d, double cap, WidthMap& map) {
  for (int j = 1; j + 1 < raster.ny; ++j) {
    for (int i = 1; i + 1 < raster.nx; ++i) {
      if (raster.face[raster.index(i, j)] < 0 || within_a_neighbour(raster, d, i, j)) continue;
      const double r = d[raster.index(i, j)];
      if (r >= cap) continue;
      const auto width = static_cast<float>((2 * r - 1) * map.step);
      // Samples strictly within r, in whole numbers: the sample at r itself lies outside the region.
      const auto squared = static_cast<int>(std::lround(r * r)) - 1;
      const int reach = static_cast<int>(std::sqrt(squared));
      for (int b = -reach; b <= reach; ++b) {
        const int half = static_cast<int>(std::sqrt(squared - b * b));
        float* w = &map.width[raster.index(i - half, j + b)];
        for (int a = 0; a <= 2 * half; ++a) w[a] = std::max(w[a], width);
      }
    }
  }
}

}  // namespace

WidthMap local_width(const LayeredMap& solid, double above, double step, double at_most) {
  SPRUE_ASSERT(step > 0 && at_most > 0 && solid.layers.size() == solid.map.faces.size());
  std::vector<char> chosen(solid.layers.size(), 0);
  for (std::size_t f = 0; f < chosen.size(); ++f)
    chosen[f] = solid.layers[f].filled && height_range(solid.map, solid.map.faces[f], solid.layers[f].high).high > above;
  const FaceRaster raster = raster_of_faces(solid.map, chosen, step);
  WidthMap map;
  map.step = step;
  map.above = above;
  map.origin = raster.origin;
  map.nx = raster.nx;
  map.ny = raster.ny;
  map.width.assign(raster.face.size(), 0.0f);
  if (raster.face.empty()) return map;
  std::vector<char> outside(raster.face.size());
  for (std::size_t s = 0; s < outside.size(); ++s) outside[s] = raster.face[s] < 0;
  const auto d = distance_to(outside, raster);
  const double cap = (at_most / step + 1) / 2;  // of a distance: half a step more than the radius
  paint_wide(raster, d, cap, at_most, map);
  paint_circles(raster, d, cap, map);
  return map;
}

double WidthMap::at(Vec2 p) const {
  const double i = std::round((p.x - origin.x) / step), j = std::round((p.y - origin.y) / step);
  if (!(i >= 0 && j >= 0 && i < nx && j < ny)) return 0;
  return static_cast<double>(
      width[static_cast<std::size_t>(j) * static_cast<std::size_t>(nx) + static_cast<std::size_t>(i)]);
}

}  // namespace sprue
