/// The mould as one would turn it in one's hands: part from above and below, each half from both sides, and both cut open through the
/// first cavity.
#pragma once

#include "engine/app/picture.h"
#include "engine/core/triangle_mesh.h"
#include "meshing/tooling.h"

namespace sprue {

/// The solids of a mould, tool frame, m; `part` in its own frame.
struct MouldMeshes {
  const TriangleMesh *part = nullptr, *upper = nullptr, *lower = nullptr;
  Rgb metal, mould;
};

/// Two columns: part, upper half, lower half, each from above and from below, then the section (whole width). White ground.
Picture mould_picture(const MouldMeshes& meshes, const Tooling& tooling, double part_size);

}  // namespace sprue
