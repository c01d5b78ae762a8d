/// Planar maps written by hand for tests: faces as loops of points, equal points joined.
#pragma once

#include <algorithm>
#include <numbers>
#include <vector>

#include "meshing/planar_map.h"

namespace sprue::test {

using Loop = std::vector<Vec2>;

struct MapMaker {
  LayeredMap result;

  /// Outer loop counter-clockwise, holes clockwise.
  MapMaker& face(const std::vector<Loop>& loops, Layer layer) {
    PlanarFace face;
    for (const Loop& loop : loops) {
      face.loops.emplace_back();
      for (const Vec2& p : loop) face.loops.back().push_back(vertex(p));
    }
    result.map.faces.push_back(face);
    result.layers.push_back(layer);
    return *this;
  }
  std::uint32_t vertex(Vec2 p) {
    auto& v = result.map.vertices;
    const auto it = std::find(v.begin(), v.end(), p);
    if (it != v.end()) return static_cast<std::uint32_t>(it - v.begin());
    v.push_back(p);
    return static_cast<std::uint32_t>(v.size() - 1);
  }
};

inline Layer filled(double low, double high) {
  Layer layer;
  layer.filled = true;
  layer.low = low, layer.high = high;
  return layer;
}

inline Loop rectangle(double x0, double y0, double x1, double y1) {
  return {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
}
inline Loop reversed(Loop loop) {
  std::reverse(loop.begin(), loop.end());
  return loop;
}
inline Loop circle(Vec2 centre, double radius, int sides, double phase = 0) {
  Loop loop;
  for (int n = 0; n < sides; ++n) {
    const double a = phase + 2 * std::numbers::pi * n / sides;
    loop.push_back({centre.x + radius * std::cos(a), centre.y + radius * std::sin(a)});
  }
  return loop;
}
inline LayeredMap turned(LayeredMap map, double angle) {
  for (Vec2& v : map.map.vertices)
    v = {std::cos(angle) * v.x - std::sin(angle) * v.y, std::sin(angle) * v.x + std::cos(angle) * v.y};
  for (Layer& layer : map.layers)
    for (Height* end : {&layer.low, &layer.high}) *end = moved(*end, std::cos(angle), std::sin(angle), {});
  return map;
}

inline Layer sloping(Height low, Height high) {
  Layer layer;
  layer.filled = true;
  layer.low = low, layer.high = high;
  return layer;
}

/// A block with a top at `height` and three drafted walls, `run` wide, that run out at z = 0; in its back a roof with a ridge of `ridge` along x; at its +x side a
/// step of half the height, whose upright walls two of the drafted ones cross.
inline LayeredMap drafted_block(double a, double b, double height, double run, double ridge) {
  const double s = height / run;
  const Height left = Height::through({-a, 0}, 0, {s, 0}), front = Height::through({0, -b}, 0, {0, s}), back = Height::through({0, b}, 0, {0, -s});
  const double x = a - run, y = b - run;
  return MapMaker{}
      .face({{{-x, -y}, {a, -y}, {a, 0}, {-x, 0}}}, sloping(Height::through({0, -y}, 0, {0, ridge / y}), height))
      .face({{{-x, 0}, {a, 0}, {a, y}, {-x, y}}}, sloping(Height::through({0, y}, 0, {0, -ridge / y}), height))
      .face({{{-a, -b}, {-x, -y}, {-x, 0}, {-x, y}, {-a, b}}}, sloping(0, left))
      .face({{{-a, -b}, {a, -b}, {a, -y}, {-x, -y}}}, sloping(0, front))
      .face({{{-a, b}, {-x, y}, {a, y}, {a, b}}}, sloping(0, back))
      .face({{{a, -b}, {2 * a, -b}, {2 * a, b}, {a, b}, {a, y}, {a, 0}, {a, -y}}}, sloping(0, height / 2))
      .result;
}

/// A pin of 12 mm: a plate with a round recess, a square recess beside it that touches a notch of the
/// outline, and a round hole.
inline LayeredMap small_pin() {
  const double mm = 1e-3;
  const Loop plate = circle({0, 0}, 6 * mm, 48, 0.01);
  const Loop recess = circle({-2 * mm, 0.3 * mm}, 1.7 * mm, 24, 0.2),
             hole = circle({2.5 * mm, 2 * mm}, 1.1 * mm, 20);
  const Loop square = rectangle(1.1 * mm, -3 * mm, 3.4 * mm, -0.7 * mm);
  return MapMaker{}
      .face({plate, reversed(recess), reversed(hole), reversed(square)}, filled(0, 1.5 * mm))
      .face({recess}, filled(0, 1.0 * mm))
      .face({square}, filled(0.2 * mm, 0.93 * mm))
      .result;
}

}  // namespace sprue::test
