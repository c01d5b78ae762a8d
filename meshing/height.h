/// A height over the plane that may slope: the top or the bottom of what stands on a face of a planar map.
#pragma once

#include "engine/core/vec.h"

namespace sprue {

/// z(p) = at + slope . p, with p in the frame of the map, m. Drafted walls, fillets, domes and height images are faces with slopes.
struct Height {
  double at = 0;   ///< m, above the origin of the map's frame
  Vec2 slope{};    ///< m of height a m of way

  Height(double level = 0) : at(level) {}   // a number is a level height
  Height(double at, Vec2 slope) : at(at), slope(slope) {}
  /// Through a point, rising along `slope`.
  static Height through(Vec2 p, double z, Vec2 slope) { return {z - dot(slope, p), slope}; }

  double operator()(Vec2 p) const { return at + dot(slope, p); }
  bool level() const { return slope == Vec2{}; }
  friend bool operator==(const Height&, const Height&) = default;
};

inline Height operator+(Height a, Height b) { return {a.at + b.at, a.slope + b.slope}; }
inline Height operator*(double s, Height h) { return {s * h.at, s * h.slope}; }
inline Height operator-(Height a, Height b) { return {a.at - b.at, a.slope - b.slope}; }

/// The same surface where the plane was turned (cosine, sine) and then moved by `shift`.
inline Height moved(Height h, double cosine, double sine, Vec2 shift) {
  const Vec2 slope{cosine * h.slope.x - sine * h.slope.y, sine * h.slope.x + cosine * h.slope.y};
  return {h.at - dot(slope, shift), slope};
}

}  // namespace sprue
