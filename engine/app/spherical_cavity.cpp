#include "engine/app/spherical_cavity.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double least_share = 2e-13;   // of a cell that has an open face (domain_builder.h)

/// Integral of sqrt(r^2 - x^2).
double half_disc(double r, double x) {
  const double t = std::clamp(x / r, -1.0, 1.0);
  return 0.5 * r * r * (t * std::sqrt(1 - t * t) + std::asin(t));
}

struct Ball {
  Vec3 centre;
  double radius, cell;

  /// Open share of the face across axis d whose low corner is `low`.
  double face(int d, Vec3 low) const {
    const int a = (d + 1) % 3, b = (d + 2) % 3;
    const Vec3 x = low - centre;
    const double square = radius * radius - x[d] * x[d];
    return square > 0 ? disc_in_rectangle(std::sqrt(square), x[a], x[a] + cell, x[b], x[b] + cell) / (cell * cell) : 0.0;
  }
  /// Area vector of the wall in the cell whose low corner is `low`, in faces.
  Vec3 wall(Vec3 low) const {
    Vec3 n;
    for (int d = 0; d < 3; ++d) {
      Vec3 high = low;
      high[d] += cell;
      n[d] = face(d, low) - face(d, high);
    }
    return n;
  }
  /// Share of the cell whose low corner is `low`.
  double share(Vec3 low) const {
    double nearest = 0, farthest = 0;
    for (int d = 0; d < 3; ++d) {
      const double a = low[d] - centre[d], b = a + cell, far = std::max(std::abs(a), std::abs(b));
      const double near = a > 0 ? a : b < 0 ? -b : 0.0;
      nearest += near * near;
      farthest += far * far;
    }
    if (nearest >= radius * radius) return 0;
    if (farthest <= radius * radius) return 1;
    constexpr int pieces = 8;
    constexpr double node = 0.2886751345948129;   // Gauss, two points a piece
    double sum = 0;
    for (int n = 0; n < pieces; ++n)
      for (const double offset : {0.5 - node, 0.5 + node}) {
        Vec3 at = low;
        at.z += (n + offset) * cell / pieces;
        sum += face(2, at) / (2 * pieces);
      }
    return std::max(sum, least_share);
  }
};

}  // namespace

double disc_in_rectangle(double r, double x0, double x1, double y0, double y1) {
  std::vector<double> cuts = {std::clamp(x0, -r, r), std::clamp(x1, -r, r)};
  for (const double y : {y0, y1})
    if (std::abs(y) < r)
      for (const double sign : {-1.0, 1.0}) cuts.push_back(std::clamp(sign * std::sqrt(r * r - y * y), cuts[0], cuts[1]));
  std::sort(cuts.begin(), cuts.end());
  double area = 0;
  for (std::size_t i = 1; i < cuts.size(); ++i) {
    const double a = cuts[i - 1], b = cuts[i], middle = 0.5 * (a + b), s = std::sqrt(std::max(0.0, r * r - middle * middle));
    if (b <= a || std::min(y1, s) <= std::max(y0, -s)) continue;
    const double arc = half_disc(r, b) - half_disc(r, a);
    area += (s < y1 ? arc : y1 * (b - a)) - (-s > y0 ? -arc : y0 * (b - a));
  }
  return area;
}

void carve_sphere(const Scene& scene, Domain& domain) {
  if (scene.shapes.size() != 1) throw InputError("a sphere is a cavity by itself", "[[shape]]", "sphere", "give this one shape alone");
  const Scene::Shape& shape = scene.shapes[0];
  const bool half = shape.bottom == "symmetry";
  const auto off = [&](double z, double wanted) { return std::abs(z - wanted) > 1e-9 * shape.radius; };
  if (off(shape.high, shape.radius) || off(shape.low, half ? 0 : -shape.radius))
    throw InputError("low and high do not enclose the sphere", scene.source + ", shape.0", "", "high = its radius, low = minus that, or 0 above a mirror plane (bottom = \"symmetry\")");
  const Ball ball{scene.shapes[0].centre, scene.shapes[0].radius, domain.grid.cell};
  const auto low_corner = [&](Slot s) {
    const Index3 c = domain.grid.cell_of(s);
    return domain.grid.origin + ball.cell * Vec3{static_cast<double>(c.i), static_cast<double>(c.j), static_cast<double>(c.k)};
  };
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    if (domain.cavity_fraction[s] <= 0) continue;
    domain.cavity_fraction[s] = ball.share(low_corner(s));
    if (domain.cavity_fraction[s] <= 0) domain.cavity[s] = 0;
    if (domain.cavity_fraction[s] < 1 && scene.mould.band > 0) domain.mould_index[s] = 0;
    for (int d = 0; d < 3; ++d) {
      double& open = domain.aperture[d][s];   // outside the cube there is none
      if (open > 0) open = ball.face(d, low_corner(s));
      if (domain.kind[d][s] != FaceKind::symmetry) domain.kind[d][s] = open > 0 ? FaceKind::interior : FaceKind::wall;
    }
    const double v = domain.cavity_fraction[s];
    domain.wall_area[s] = v > 0 && v < 1 ? static_cast<float>(norm(ball.wall(low_corner(s)))) : 0.0f;
  }
}

}  // namespace sprue
