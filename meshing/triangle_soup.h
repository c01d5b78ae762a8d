/// Triangles as a file has them, before anything is joined or mended.
#pragma once

#include <string>

#include "engine/core/triangle_mesh.h"

namespace sprue {

struct TriangleSoup {
  TriangleMesh mesh;     ///< vertices in the file's unit; in an STL three of their own for each triangle
  double unit = 0;       ///< m, by the file; 0 = not stated (STL)
  std::string file;      ///< for messages
};

}  // namespace sprue
