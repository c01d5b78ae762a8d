#include "engine/app/prescribed_motion.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

using std::numbers::pi;

double sin2(double v) { return std::sin(pi * v) * std::sin(pi * v); }
double sin_twice(double v) { return std::sin(2 * pi * v); }

// All in units of the edge: x the centre of the face across `axis`, h the cell.
double rotation(int axis, const Vec3& x) { return axis == 0 ? -(x.y - 0.5) : axis == 1 ? x.x - 0.5 : 0; }

double vortex(int axis, const Vec3& x, double h) {
  const auto stream = [](double a, double b) { return sin2(a) * sin2(b) / pi; };
  if (axis == 0) return (stream(x.x, x.y + h / 2) - stream(x.x, x.y - h / 2)) / h;
  return axis == 1 ? (stream(x.x - h / 2, x.y) - stream(x.x + h / 2, x.y)) / h : 0;
}

double deformation(int axis, const Vec3& x) {
  if (axis == 0) return 2 * sin2(x.x) * sin_twice(x.y) * sin_twice(x.z);
  if (axis == 1) return -sin_twice(x.x) * sin2(x.y) * sin_twice(x.z);
  return -sin_twice(x.x) * sin_twice(x.y) * sin2(x.z);
}

double shear(int axis, const Vec3& x, double h) {
  if (axis < 2) return vortex(axis, x, h);
  const double along = 1 - 2 * std::hypot(x.x - 0.5, x.y - 0.5);
  return along * along;
}

}  // namespace

FaceField<double> PrescribedMotion::velocity(const Domain& domain) const {
  const BlockGrid& grid = domain.grid;
  const double h = grid.cell / edge;
  const auto at = [&](int axis, const Vec3& x) {
    switch (kind) {
      case Kind::rotation: return 2 * pi * edge / period * rotation(axis, x);
      case Kind::vortex: return edge * vortex(axis, x, h);
      case Kind::deformation: return edge * deformation(axis, x);
      case Kind::shear: return edge * shear(axis, x, h);
    }
    return 0.0;
  };
  FaceField<double> field = make_face_field(grid.flow_slots(), 0.0);
  parallel_for(grid.flow_blocks, [&](std::size_t b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s)
      for (int d = 0; d < 3; ++d) {
        if (domain.aperture[d][s] <= 0) continue;
        Vec3 x = (1 / edge) * grid.centre(s);
        x[d] -= h / 2;
        field[d][s] = at(d, x);
      }
  });
  return field;
}

double PrescribedMotion::amplitude(double t) const { return kind == Kind::rotation ? 1 : std::cos(pi * t / period); }

PrescribedMotion::Kind motion_kind(const std::string& name, const std::string& where) {
  using Kind = PrescribedMotion::Kind;
  if (name == "rotation") return Kind::rotation;
  if (name == "vortex") return Kind::vortex;
  if (name == "deformation") return Kind::deformation;
  if (name == "shear") return Kind::shear;
  const std::string near = nearest_word(name, std::vector<std::string>{"rotation", "vortex", "deformation", "shear"});
  throw InputError("unknown prescribed motion", where, name, near.empty() ? "use rotation, vortex, deformation or shear" : "did you mean '" + near + "'?");
}

}  // namespace sprue
