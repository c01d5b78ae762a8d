/// Nearest points of a border, and circles inscribed in what it encloses.
#pragma once

#include <cstdint>
#include <vector>

#include "meshing/polygon.h"

namespace sprue {

/// The largest circle that touches the border at `touch`, from the side of the centre, without crossing it.
struct InscribedCircle {
  Vec2 touch, centre;
  double radius = 0;
  Vec2 across() const { return centre + (centre - touch); }
};

/// Segments of closed rings sorted into square bins; a query looks at the bins around it, nearest first.
class BorderIndex {
 public:
  explicit BorderIndex(const Rings& rings);

  struct Nearest {
    double distance;  ///< m; infinite without a border
    Vec2 at;
  };
  Nearest nearest(Vec2 p) const;

  /// The circle that spans the region around p: it touches the border on opposite sides (150 degrees apart and more), or has radius `at_most`. From the circle that
  /// touches where p is nearest to the border it climbs out of corners; then at most `settle` further while it grows, into the middle of round places.
  InscribedCircle spanning(Vec2 p, double at_most, double settle) const;

 private:
  /// Touches the border where p is nearest to it and grows away from it until it touches the border again: exact to 1e-6 of itself.
  InscribedCircle inscribed(Vec2 p, double at_most) const;
  /// Unit vector from the centre to where the circle touches the border farthest round from its first touch.
  Vec2 other_touch(const InscribedCircle& circle) const;

  struct Segment {
    Vec2 a, b;
  };
  std::size_t bin(int i, int j) const { return static_cast<std::size_t>(j) * static_cast<std::size_t>(nx_) + static_cast<std::size_t>(i); }
  Vec2 nearest_on(std::uint32_t segment, Vec2 p) const;
  void look(int i, int j, Vec2 p, Nearest& best) const;

  std::vector<Segment> segments_;
  std::vector<std::vector<std::uint32_t>> bins_;
  Vec2 low_;
  double size_ = 1;  // m, edge of a bin
  int nx_ = 0, ny_ = 0;
};

}  // namespace sprue
