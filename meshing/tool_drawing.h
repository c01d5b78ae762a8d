/// A tool as shapes laid over each other in the parting plane, each with its purpose; their overlay gives cavity and halves on one map.
#pragma once

#include "meshing/tooling.h"

namespace sprue {

/// What a shape of the overlay stands for.
struct Purpose {
  enum Kind { mould, metal, vent, drill, sector, key } kind = mould;
  Layer layer;        ///< of metal
  double depth = 0;   ///< m, of a vent's groove in the upper half
  Height down, up;    ///< of a key: where the lower half ends and the upper one begins
};

/// Turn and shift of a cavity in the tool: p -> turn(p) + shift.
struct Place {
  double cosine = 1, sine = 0;
  Vec2 shift{};
  Vec2 turned(Vec2 p) const { return {cosine * p.x - sine * p.y, sine * p.x + cosine * p.y}; }
  Vec2 operator()(Vec2 p) const { return turned(p) + shift; }
};

std::vector<Vec2> polygon_circle(double radius, int sides);

class ToolDrawing {
 public:
  void add(std::vector<std::vector<Vec2>> rings, Purpose purpose);
  void add_metal(std::vector<Vec2> ring, double height, FaceKind top = FaceKind::wall);
  void add_channel(const FeedPiece& piece);
  void add_drill(Vec2 centre, double diameter);   ///< m, through the lower half
  void add_key(std::vector<std::vector<Vec2>> rings, Height down, Height up);
  /// Every filled face of `part`, as cavity number `cavity`.
  void add_part(const LayeredMap& part, const Place& place, int cavity);

  const std::vector<PlanarShape>& shapes() const { return shapes_; }
  const std::vector<Purpose>& purposes() const { return purposes_; }
  /// The overlay: where metal shapes overlap the highest wins, of equal ones the later. Halves reach `upper` and `lower` (m) from the parting plane;
  /// shapes of kind mould bound everything; metal with a top that is no wall is a bore through the upper half, drillings go through the lower one.
  /// Regions that touch at a corner only come apart (corner_touch.h).
  void build(double upper, double lower, Tooling& tooling) const;

 private:
  std::vector<PlanarShape> shapes_;
  std::vector<Purpose> purposes_;
};

/// Holes from the tips of a cavity's posts down through the lower half (m thick), of `diameter` (m), narrower where the post is: drawn and appended to `vents`; none for a
/// diameter of 0. @throws InputError for a post that reaches through.
void drill_posts(const std::vector<PostTip>& posts, const Place& place, int cavity, double diameter, double thickness, ToolDrawing& drawing, std::vector<PlacedVent>& vents);

/// Where a casting lies in the tool, as a transform: the casting is `scale` times the part, turned by `turn` (rad), then put at `place`.
CavityPlacement placement(int cavity, double scale, double turn, const Place& place);

}  // namespace sprue
