/// Regions of a planar map: faces grouped into classes, slivers given away, borders simplified together.
#pragma once

#include "meshing/polygon.h"

namespace sprue {

/// An edge of the map with the faces on both sides; no_face is the outside.
struct Border {
  std::uint32_t from = 0, to = 0;
  int left = -1, right = -1;
};
constexpr int no_face = -1;

/// Each edge once (left is a face; right a face or no_face), in the order of the faces' loops.
std::vector<Border> borders(const PlanarMap& map);

/// Outline of the chosen faces taken together, the region on the left. Rings may touch themselves at a vertex.
Rings rings_of(const PlanarMap& map, const std::vector<char>& chosen);

/// Faces smaller than `width` squared or thinner than `width` on average (2 * area / outline) take the class
/// of the neighbour they share the longest border with (the outside counts as class `outside`). Returns how
/// many changed.
int give_away_slivers(const PlanarMap& map, double width, int outside, std::vector<int>& classes);

/// The map of the classes (face by face the class is in covered_by[0], numbers from 0; faces of class < 0
/// become holes): borders between faces of one class vanish; chains between junctions are simplified to
/// `tolerance` (Douglas-Peucker), once for both sides.
PlanarMap map_of_classes(const PlanarMap& map, const std::vector<int>& classes, double tolerance);

/// A point well inside the face: the middle of the longest of some horizontal chords.
Vec2 point_inside(const PlanarMap& map, const PlanarFace& face);

/// Borders joined to lines as long as two of them meet at a vertex, simplified to `tolerance` (m).
std::vector<Polyline> chains(const PlanarMap& map, const std::vector<Border>& some, double tolerance);

}  // namespace sprue
