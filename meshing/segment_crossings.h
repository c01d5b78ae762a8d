/// Where segments cross: found by bounding boxes and exact predicates, split there.
#pragma once

#include "meshing/snapped_segments.h"

namespace sprue {

/// Every segment is split where another crosses it (at a new point, the exact crossing rounded to doubles), where a point of another lies on it, and where it runs
/// along another. Whether there was such a place. Points must be distinct, strands normalised. Method: pairs of boxes that meet (Zomorodian and Edelsbrunner 2002,
/// as in CGAL's box intersection), orientations of their ends exact.
bool split_at_crossings(Segments& segments);

}  // namespace sprue
