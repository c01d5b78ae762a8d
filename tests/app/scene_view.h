/// A scene of analytic shapes seen in a mirror, turned about z, or larger: what it shows must not depend on that.
#pragma once

#include <cmath>

#include "engine/app/scene.h"

namespace sprue::test {

struct View {
  const char* name;
  bool mirrored;
  double turn;       ///< rad, about z
  double scale = 1;
};

/// The scene in a mirror (x to -x), turned, all its shapes scaled. What spins left then spins right.
inline Scene seen(Scene scene, const View& view) {
  const double c = std::cos(view.turn), s = std::sin(view.turn), flip = view.mirrored ? -1 : 1;
  for (Scene::Shape& shape : scene.shapes) {
    const Vec3 x = view.scale * shape.centre;
    shape.centre = {c * flip * x.x - s * x.y, s * flip * x.x + c * x.y, x.z};
    shape.turn = flip * shape.turn + view.turn;
    shape.size = view.scale * shape.size;
    shape.low *= view.scale;
    shape.high *= view.scale;
  }
  if (scene.rotation.speed) *scene.rotation.speed *= flip;
  return scene;
}

/// A point of the scene as seen back in the scene as written.
inline Vec3 back(Vec3 x, const View& view) {
  const double c = std::cos(view.turn), s = std::sin(view.turn), flip = view.mirrored ? -1 : 1;
  return (1 / view.scale) * Vec3{flip * (c * x.x + s * x.y), c * x.y - s * x.x, x.z};
}

}  // namespace sprue::test
