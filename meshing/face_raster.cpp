#include "meshing/face_raster.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/error.h"

namespace sprue {

namespace {

/// Scan lines through the samples: between an odd and an even crossing of the face's edges lies the face.
void fill(const PlanarMap& map, std::size_t number, FaceRaster& raster) {
  std::vector<std::pair<int, double>> crossings;
  for (const auto& loop : map.faces[number].loops) {
    for (std::size_t i = 0; i < loop.size(); ++i) {
      Vec2 a = map.vertices[loop[i]], b = map.vertices[loop[(i + 1) % loop.size()]];
      if (a.y > b.y) std::swap(a, b);
      const int first = std::max(0, static_cast<int>(std::ceil((a.y - raster.origin.y) / raster.step)));
      for (int j = first; j < raster.ny; ++j) {
        const double y = raster.origin.y + j * raster.step;
        if (y >= b.y) break;
        if (y >= a.y) crossings.emplace_back(j, a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
      }
    }
  }
  std::sort(crossings.begin(), crossings.end());
  for (std::size_t k = 0; k + 1 < crossings.size(); k += 2) {
    const auto [j, x] = crossings[k];
    const int from = std::max(0, static_cast<int>(std::ceil((x - raster.origin.x) / raster.step)));
    for (int i = from; i < raster.nx && raster.origin.x + i * raster.step < crossings[k + 1].second; ++i) {
      raster.face[raster.index(i, j)] = static_cast<int>(number);
    }
  }
}

}  // namespace

FaceRaster raster_of_faces(const PlanarMap& map, const std::vector<char>& chosen, double step) {
  SPRUE_ASSERT(step > 0 && chosen.size() == map.faces.size());
  FaceRaster raster;
  raster.step = step;
  Vec2 low{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()}, high = -1 * low;
  for (std::size_t f = 0; f < chosen.size(); ++f) {
    if (!chosen[f]) continue;
    for (const std::uint32_t v : map.faces[f].loops.at(0)) {
      const Vec2 p = map.vertices[v];
      low = {std::min(low.x, p.x), std::min(low.y, p.y)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
  }
  if (!(low.x <= high.x)) return raster;
  raster.origin = {low.x - step, low.y - step};
  raster.nx = static_cast<int>(std::ceil((high.x - low.x) / step)) + 3;
  raster.ny = static_cast<int>(std::ceil((high.y - low.y) / step)) + 3;
  raster.face.assign(static_cast<std::size_t>(raster.nx) * static_cast<std::size_t>(raster.ny), -1);
  for (std::size_t f = 0; f < chosen.size(); ++f) {
    if (chosen[f]) fill(map, f, raster);
  }
  return raster;
}

int FaceRaster::at(Vec2 p) const {
  const double i = std::round((p.x - origin.x) / step), j = std::round((p.y - origin.y) / step);
  if (!(i >= 0 && j >= 0 && i < nx && j < ny)) return -1;
  return face[index(static_cast<int>(i), static_cast<int>(j))];
}

}  // namespace sprue
