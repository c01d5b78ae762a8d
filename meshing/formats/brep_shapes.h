/// A plan of faces, edges and corners (brep_plan.h) as OpenCASCADE's shape: every corner and edge made once and shared, curves on all surfaces given.
///
/// Level tops and bottoms are planes; walls planes, over arcs cylinders, over splines spline surfaces of first degree upwards; what slopes planes and cones.
/// OpenCASCADE integrates a wall over a spline exactly only where a tolerance is asked for. Its plain volume has one Gauss rule of at most 61 points for all spans:
/// off by 7e-5 at eight spans, by 9e-3 at 30. Over surfaces of linear extrusion (18 points) both are off, by 6e-4 and 2e-2.
#pragma once

#include <memory>

#include "meshing/brep_plan.h"

class TopoDS_Shape;

namespace sprue {

struct BrepShape {
  std::shared_ptr<const TopoDS_Shape> shape;         ///< mm: one solid, or a compound of them
  std::size_t cylinders = 0, cones = 0, splines = 0;  ///< faces
};

BrepShape brep_shape(const BrepPlan& plan);

}  // namespace sprue
