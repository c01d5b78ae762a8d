/// The plane cut into faces by one exact arrangement: the only door from drawn shapes to regions.
///
/// Shapes (closed rings with a fill rule) are overlaid with exact predicates (CGAL) and crossings that are the nearest doubles to the exact ones; each
/// bounded face (subdivision.h) carries the labels of the shapes that cover it. Self-crossings, duplicate and shared edges are resolved here. Vertex
/// coordinates come out as doubles on which the map is still planar: vertices keep `map_resolution` from each other and
/// from every edge (nearer ones are welded, edges are pulled through them), and the overlay is repeated on the rounded
/// coordinates until nothing new crosses (snapped_segments.h). So everything built on a map shares vertices exactly and has no slivers.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/domain.h"
#include "engine/core/vec.h"
#include "meshing/height.h"

namespace sprue {

enum class FillRule { nonzero, evenodd };

struct PlanarShape {
  std::vector<std::vector<Vec2>> rings;  ///< closed (last point is not repeated), m
  FillRule rule = FillRule::nonzero;
};

struct PlanarFace {
  std::vector<std::vector<std::uint32_t>> loops;  ///< vertex numbers; face on the left: outer counter-clockwise, holes clockwise
  std::vector<int> covered_by;                    ///< numbers of the shapes over this face, ascending; empty = a hole
};

struct PlanarMap {
  std::vector<Vec2> vertices;
  std::vector<PlanarFace> faces;  ///< bounded faces; each edge lies between two faces, or a face and the outside
};

constexpr double map_resolution = 20e-9;  ///< m, least distance of a vertex to other vertices and edges of a map
constexpr double map_grid = 30e-9;        ///< m, what vertices are multiples of where three passes at that resolution leave crossings; edges keep half of it

/// Coordinates must be finite (asserted). Edges with the same cover on both sides are left out of the map.
PlanarMap overlay(const std::vector<PlanarShape>& shapes);

double area(const PlanarMap& map, const PlanarFace& face);  ///< m2, holes subtracted

double integral(const PlanarMap& map, const PlanarFace& face, const Height& height);  ///< m3 under it, holes subtracted

/// Heights at a vertex that differ by less are one where one of them slopes, m: the map moves vertices by up to map_resolution, on steep walls.
constexpr double same_sloping_height = 1e-6;

/// Least and largest value of a height on a face, m: at its vertices, since heights are linear.
struct HeightRange {
  double low = 0, high = 0;
};
HeightRange height_range(const PlanarMap& map, const PlanarFace& face, const Height& height);

/// What stands on a face: material (or cavity) from z = low to z = high, which may slope. `filled` false: nothing there.
struct Layer {
  bool filled = false;
  Height low, high;
  std::int32_t element = no_element;
  std::int16_t cavity = 0;            ///< number of the cavity; 0 = feed system
  FaceKind top = FaceKind::wall, bottom = FaceKind::wall;  ///< what closes it above and below
};

/// Prisms with level or sloping ends on a planar map: a part, a master, the cavity of a tool, a mould half.
struct LayeredMap {
  PlanarMap map;
  std::vector<Layer> layers;  ///< one per face
};

double volume(const LayeredMap& solid);  ///< m3, exact to round-off: sum of the faces' integrals of high - low

/// Local width of the region where layers are filled and reach above `above` (largest inscribed circle that covers the point), on a raster.
struct WidthMap {
  Vec2 origin;          ///< low corner of sample (0, 0), m
  double step = 0;      ///< m
  int nx = 0, ny = 0;
  double above = 0;     ///< m
  std::vector<float> width;  ///< m, at sample centres, x fastest; 0 outside the region
  double at(Vec2 p) const;   ///< nearest sample; 0 outside
};
/// Widths beyond `at_most` (m) are given as `at_most`; the time grows with its cube.
WidthMap local_width(const LayeredMap& solid, double above, double step, double at_most = 2e-3);

}  // namespace sprue
