#include "meshing/domain_memory.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "engine/core/error.h"
#include "meshing/plane_coverage.h"

namespace sprue {

namespace {

// All arrays of a run counted: domain, state, record, surface, linear systems and their coarse levels.
constexpr double flow_slot_bytes = 600, mould_slot_bytes = 200;
constexpr int raster_squares = 300;

/// Height range of the cavity over a coarse raster; enlarged by `reach` squares in the plane it bounds what a
/// band covers.
struct HeightRaster {
  int columns = 0, rows = 0;
  double step = 0;
  std::vector<double> low, high;  // m; low > high where there is nothing

  /// Volume of all filled squares with `more` added to their heights.
  double volume(double more) const {
    double sum = 0;
    for (std::size_t n = 0; n < low.size(); ++n)
      if (high[n] >= low[n]) sum += high[n] - low[n] + more;
    return sum * step * step;
  }
  void enlarge(int reach);
  /// Nothing beyond the sides (-x +x -y +y) that are no walls: the outer `margin` squares there.
  void clear_beyond(const std::array<FaceKind, 4>& sides, int margin);
};

void HeightRaster::clear_beyond(const std::array<FaceKind, 4>& sides, int margin) {
  for (int j = 0; j < rows; ++j)
    for (int i = 0; i < columns; ++i) {
      const bool beyond[4] = {i < margin, i >= columns - margin, j < margin, j >= rows - margin};
      for (std::size_t n = 0; n < 4; ++n)
        if (beyond[n] && sides[n] != FaceKind::wall) high[static_cast<std::size_t>(j * columns + i)] = -HUGE_VAL;
    }
}

void HeightRaster::enlarge(int reach) {
  const auto along = [&](int lines, int line_stride, int count, int stride) {
    for (int line = 0; line < lines; ++line) {
      const auto at = [&](int n) { return static_cast<std::size_t>(line * line_stride + n * stride); };
      std::vector<double> l(static_cast<std::size_t>(count)), h(l.size());
      for (int n = 0; n < count; ++n) {
        double a = HUGE_VAL, b = -HUGE_VAL;
        for (int m = std::max(0, n - reach); m <= std::min(count - 1, n + reach); ++m)
          a = std::min(a, low[at(m)]), b = std::max(b, high[at(m)]);
        l[static_cast<std::size_t>(n)] = a, h[static_cast<std::size_t>(n)] = b;
      }
      for (int n = 0; n < count; ++n)
        low[at(n)] = l[static_cast<std::size_t>(n)], high[at(n)] = h[static_cast<std::size_t>(n)];
    }
  };
  along(rows, columns, columns, 1);
  along(columns, 1, rows, columns);
}

HeightRaster rasterise(const LayeredMap& cavity, double step, int margin) {
  Vec2 low{HUGE_VAL, HUGE_VAL}, high{-HUGE_VAL, -HUGE_VAL};
  for (const Vec2& v : cavity.map.vertices) {
    low = {std::min(low.x, v.x), std::min(low.y, v.y)};
    high = {std::max(high.x, v.x), std::max(high.y, v.y)};
  }
  HeightRaster raster;
  raster.step = step;
  raster.columns = static_cast<int>((high.x - low.x) / step) + 2 + 2 * margin;
  raster.rows = static_cast<int>((high.y - low.y) / step) + 2 + 2 * margin;
  const auto squares = static_cast<std::size_t>(raster.columns) * static_cast<std::size_t>(raster.rows);
  raster.low.assign(squares, HUGE_VAL), raster.high.assign(squares, -HUGE_VAL);
  std::vector<char> wanted;
  for (const Layer& layer : cavity.layers) wanted.push_back(layer.filled);
  for (const FaceShare& s : cover_plane(cavity.map, wanted, {low, step}).shares) {
    const auto n = static_cast<std::size_t>((s.j + margin) * raster.columns + s.i + margin);
    const Layer& layer = cavity.layers[static_cast<std::size_t>(s.face)];
    const PlanarFace& face = cavity.map.faces[static_cast<std::size_t>(s.face)];
    raster.low[n] = std::min(raster.low[n], height_range(cavity.map, face, layer.low).low);
    raster.high[n] = std::max(raster.high[n], height_range(cavity.map, face, layer.high).high);
  }
  return raster;
}

double extent(const LayeredMap& cavity) {
  Vec2 low = cavity.map.vertices.at(0), high = low;
  for (const Vec2& v : cavity.map.vertices) {
    low = {std::min(low.x, v.x), std::min(low.y, v.y)};
    high = {std::max(high.x, v.x), std::max(high.y, v.y)};
  }
  return std::max(high.x - low.x, high.y - low.y);
}

double machine_memory() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
}

std::string in_gb(double bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GB", bytes / 1e9);
  return text;
}

}  // namespace

double estimate_memory(const LayeredMap& cavity, const DomainOptions& options) {
  if (cavity.map.vertices.empty()) return 0;
  const double block = block_side * options.cell, cell3 = options.cell * options.cell * options.cell;
  const double step = std::max(block, (extent(cavity) + 2 * options.mould_band) / raster_squares);
  const int reach = static_cast<int>(std::ceil(options.mould_band / step)) + 1, margin = reach + 1;
  HeightRaster raster = rasterise(cavity, step, margin);
  HeightRaster flow = raster;
  flow.enlarge(1);
  const double flow_slots = flow.volume(2 * block) / cell3;
  if (options.mould_band == 0) return flow_slots * flow_slot_bytes;
  raster.enlarge(reach);
  raster.clear_beyond(options.sides, margin - 1);   // one square for the blocks that reach over
  const auto walls = [&](FaceKind Layer::* end) {
    return std::any_of(cavity.layers.begin(), cavity.layers.end(), [&](const Layer& l) { return l.filled && l.*end == FaceKind::wall; });
  };
  const double bands = (walls(&Layer::top) ? options.mould_band : 0.0) + (walls(&Layer::bottom) ? options.mould_band : 0.0);
  return flow_slots * flow_slot_bytes + raster.volume(bands + 2 * block) / cell3 * mould_slot_bytes;
}

void require_memory(const LayeredMap& cavity, const DomainOptions& options) {
  const double limit = options.memory_limit > 0 ? options.memory_limit : 0.8 * machine_memory();
  const double estimate = estimate_memory(cavity, options);
  if (estimate <= limit) return;
  DomainOptions coarser = options;
  for (double need = estimate; need > limit; need = estimate_memory(cavity, coarser))
    coarser.cell *= std::max(1.05, std::cbrt(need / limit));
  char value[48], remedy[96];
  std::snprintf(value, sizeof value, "%.4g mm", options.cell * 1e3);
  std::snprintf(remedy, sizeof remedy, "a cell of %.3g mm or more would fit",
                std::ceil(coarser.cell * 1e5) * 1e-2);
  throw InputError(
      "the run would need about " + in_gb(estimate) + " of memory, more than the limit of " + in_gb(limit),
      "cell", value, remedy);
}

}  // namespace sprue
