/// STEP (ISO 10303-214, AP214): solids of prisms as boundary representations, for CAD: real planes, cylinders where the outline is
/// an arc, spline surfaces where it is another smooth curve. Built face by face from brep_plan.h, not by booleans, so the time grows with the number
/// of faces; written by OpenCASCADE.
///
/// A run of flattened edges that lies on a circle (arc_fit.h) becomes an arc and its wall a cylinder; what is smooth beyond becomes a spline (spline_fit.h). The
/// solid then differs from the prisms by what flattening took away. Where splines make a solid that OpenCASCADE's own check finds fault with, it is built with
/// arcs only, where these do, of planes, if these are not too many.
#pragma once

#include <filesystem>
#include <string>

#include "meshing/brep_plan.h"

namespace sprue {

struct StepBody {
  std::string name;
  const LayeredMap* solid = nullptr;
};

struct StepReport {
  struct Body {
    std::string name;
    std::size_t faces = 0, cylinders = 0, cones = 0, splines = 0, solids = 0;
    double volume = 0;    ///< m3, of the boundary representation
    bool valid = false;   ///< BRepCheck, and as much volume as the prisms; a file with an invalid body is not written
    BrepCurves curves = BrepCurves::splines;  ///< fewer where a solid with more was not valid
  };
  std::vector<Body> bodies;
  bool written = false;
};

/// Faces the solid would have in the file; cheap.
std::size_t step_faces(const LayeredMap& solid);

/// One product for each body, in millimetres, all in the tool's frame. Written to a temporary name, then renamed; the same bodies give the
/// same bytes. Throws InputError when the file cannot be written.
StepReport write_step(const std::vector<StepBody>& bodies, const std::filesystem::path& file, std::size_t most_faces = 5000);

}  // namespace sprue
