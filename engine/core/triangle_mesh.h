/// A triangle surface: outward normals by the right hand rule, metres.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/core/vec.h"

namespace sprue {

struct TriangleMesh {
  std::vector<Vec3> vertices;
  std::vector<std::array<std::uint32_t, 3>> triangles;
};

}  // namespace sprue
