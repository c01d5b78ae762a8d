#include "meshing/snapped_segments.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "engine/core/error.h"

namespace sprue {

namespace {

std::vector<std::uint32_t> by_x(const std::vector<Vec2>& points) {
  std::vector<std::uint32_t> order(points.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::uint32_t l, std::uint32_t r) {
    return std::tie(points[l].x, points[l].y, l) < std::tie(points[r].x, points[r].y, r);
  });
  return order;
}

/// Pulls each segment through the points beside it (`reach` at most) that it `meets`: (segment's vector, from its start to the point).
/// Whether any was.
template <class Meets>
bool split_at(Segments& segments, double reach, Meets meets) {
  const auto& points = segments.points;
  std::vector<Strand> out;
  std::vector<std::pair<double, std::uint32_t>> on_the_way;
  bool any = false;
  for (std::size_t i = 0; i < segments.strands.size(); ++i) {
    const Strand s = segments.strands[i];
    if (i == 0 || s.a != segments.strands[i - 1].a || s.b != segments.strands[i - 1].b) {
      on_the_way.clear();
      const Vec2 a = points[s.a], along = points[s.b] - a;
      const double low = std::min(a.x, points[s.b].x) - reach, high = std::max(a.x, points[s.b].x) + reach;
      const double length2 = dot(along, along);
      const auto met = meets(along);
      auto p = std::lower_bound(points.begin(), points.end(), low, [](Vec2 v, double x) { return v.x < x; });
      for (; p != points.end() && p->x <= high; ++p) {
        const double t = dot(*p - a, along);
        if (t <= 0 || t >= length2 || !met(*p - a)) continue;
        const auto number = static_cast<std::uint32_t>(p - points.begin());
        if (number != s.a && number != s.b) on_the_way.emplace_back(t, number);
      }
      std::sort(on_the_way.begin(), on_the_way.end());
      any |= !on_the_way.empty();
    }
    std::uint32_t from = s.a;
    for (const auto& [t, number] : on_the_way) {
      out.push_back({from, number, s.shape, s.turns});
      from = number;
    }
    out.push_back({from, s.b, s.shape, s.turns});
  }
  segments.strands = std::move(out);
  normalise(segments.strands);
  return any;
}

}  // namespace

void normalise(std::vector<Strand>& strands) {
  for (Strand& s : strands) {
    if (s.a > s.b) {
      std::swap(s.a, s.b);
      s.turns = -s.turns;
    }
  }
  const auto key = [](const Strand& s) { return std::tie(s.a, s.b, s.shape); };
  std::sort(strands.begin(), strands.end(),
            [&](const Strand& l, const Strand& r) { return key(l) < key(r); });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < strands.size();) {
    Strand sum = strands[i];
    std::size_t j = i + 1;
    for (; j < strands.size() && key(strands[j]) == key(sum); ++j) sum.turns += strands[j].turns;
    if (sum.turns != 0 && sum.a != sum.b) strands[kept++] = sum;
    i = j;
  }
  strands.resize(kept);
}

Segments segments_of(const std::vector<PlanarShape>& shapes) {
  Segments out;
  for (std::size_t shape = 0; shape < shapes.size(); ++shape) {
    for (const auto& ring : shapes[shape].rings) {
      const auto first = static_cast<std::uint32_t>(out.points.size());
      const auto count = static_cast<std::uint32_t>(ring.size());
      for (std::uint32_t i = 0; i < count; ++i) {
        SPRUE_ASSERT(std::isfinite(ring[i].x) && std::isfinite(ring[i].y));
        out.points.push_back(ring[i]);
        out.strands.push_back({first + i, first + (i + 1) % count, static_cast<int>(shape), 1});
      }
    }
  }
  return out;
}

void weld_points(Segments& segments, double resolution) {
  const auto& points = segments.points;
  std::vector<char> used(points.size(), 0);
  for (const Strand& s : segments.strands) used[s.a] = used[s.b] = 1;
  std::vector<Vec2> kept;
  std::vector<std::uint32_t> number(points.size(), 0);
  std::size_t window = 0;
  for (const std::uint32_t i : by_x(points)) {
    if (!used[i]) continue;
    while (window < kept.size() && kept[window].x < points[i].x - resolution) ++window;
    std::size_t k = window;
    while (k < kept.size() && norm(kept[k] - points[i]) >= resolution) ++k;
    if (k == kept.size()) kept.push_back(points[i]);
    number[i] = static_cast<std::uint32_t>(k);
  }
  for (Strand& s : segments.strands) {
    s.a = number[s.a];
    s.b = number[s.b];
  }
  segments.points = std::move(kept);
  normalise(segments.strands);
}

void split_at_near_points(Segments& segments, double resolution) {
  split_at(segments, resolution, [resolution](Vec2 along) {
    return [along, reach = resolution * norm(along)](Vec2 p) { return std::abs(cross(along, p)) < reach; };
  });
}

void round_to_grid(Segments& segments, double grid) {
  for (Vec2& p : segments.points) p = {grid * std::round(p.x / grid), grid * std::round(p.y / grid)};
  weld_points(segments, 0.5 * grid);
}

bool split_at_grid_points(Segments& segments, double grid) {
  // A line meets a square where it passes its middle within half of the square's extent across the line. Cells lack their corners: a diagonal
  // would go through those on both sides of it, and back.
  constexpr double half = 0.499;
  return split_at(segments, grid, [grid](Vec2 along) {
    return [along, reach = half * grid * (std::abs(along.x) + std::abs(along.y))](Vec2 p) { return std::abs(cross(along, p)) < reach; };
  });
}

}  // namespace sprue
