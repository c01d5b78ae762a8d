/// Where several tops lie over one place the highest counts: the overlay of shapes, cut along the lines where their tops cross.
///
/// Scheme: the faces of the overlay that several sloping tops cover are cut by the line on which two of them are equal (tops are planes), and the overlay is
/// made again with those pieces; in each face of the result one top is the highest throughout, up to the resolution of the map.
#pragma once

#include <optional>

#include "meshing/planar_map.h"

namespace sprue {

/// `tops`: one a shape; none for shapes that have no say in it. Labels of the result are those of `shapes`.
PlanarMap overlay_with_crossings(const std::vector<PlanarShape>& shapes, const std::vector<std::optional<Height>>& tops);

PlanarShape shape_of(const PlanarMap& map, const PlanarFace& face);

/// The part of a face where `height` is not negative (Sutherland and Hodgman): rings that may run back along themselves on the cut.
PlanarShape part_over(const PlanarMap& map, const PlanarFace& face, const Height& height);

/// Is a over b on most of a face of such an overlay? Of equal ones the later.
bool over(const PlanarMap& map, const PlanarFace& face, const Height& a, const Height& b);

}  // namespace sprue
