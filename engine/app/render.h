/// A picture of a triangle surface: orthographic z-buffer, two lights, contact shadows from the depth buffer,
/// crease lines.
#pragma once

#include <functional>

#include "engine/app/picture.h"
#include "engine/core/triangle_mesh.h"

namespace sprue {

struct View {
  double azimuth = -0.45;         ///< rad, eye to the right of -y
  double elevation = 0.9;         ///< rad above the plane; negative looks from below
  Vec3 centre{};                  ///< m, in the middle of the picture
  double half_width = 0;          ///< m; 0 = whole mesh, centred
  int width = 760, height = 520;  ///< pixels
};

/// Base colour at a point of the surface with outward normal.
using Paint = std::function<Rgb(Vec3 position, Vec3 normal)>;

/// Transparent where there is no surface. `gloss` 0..1.
Picture render(const TriangleMesh& mesh, const View& view, const Paint& paint, double gloss);

/// Bounding box; zero for an empty mesh.
struct Extent {
  Vec3 low, high;
};
Extent extent(const TriangleMesh& mesh);

}  // namespace sprue
