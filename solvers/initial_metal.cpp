#include "solvers/initial_metal.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/error.h"
#include "solvers/chronicle.h"
#include "solvers/fluid_polyhedron.h"

namespace sprue {

namespace {

/// Part of a cell, in its frame and units. Empty where high <= low on an axis.
struct Part {
  Vec3 low{-0.5, -0.5, -0.5}, high{0.5, 0.5, 0.5};
  double volume() const { return (high.x - low.x) * (high.y - low.y) * (high.z - low.z); }
  bool empty() const { return high.x <= low.x || high.y <= low.y || high.z <= low.z; }
};

Part common(Part part, const Vec3& low, const Vec3& high) {
  for (int d = 0; d < 3; ++d) {
    part.low[d] = std::max(part.low[d], low[d]);
    part.high[d] = std::min(part.high[d], high[d]);
  }
  return part;
}

/// Room within the part, units of a cell.
double room_share(const CellRoom& room, const Part& part) {
  if (part.empty()) return 0;
  if (room.kind != CellRoom::Kind::cut) return part.volume() * room.volume;
  return FluidPolyhedron(part.low, part.high, room.wall, room.constant).volume();
}

double half_space_share(const CellRoom& room, const Part& part, const Vec3& n, double d) {
  const Vec3 size = part.high - part.low, middle = 0.5 * (part.high + part.low);
  const Vec3 scaled{n.x * size.x, n.y * size.y, n.z * size.z};
  const double depth = d - dot(n, middle), reach = 0.5 * (std::abs(scaled.x) + std::abs(scaled.y) + std::abs(scaled.z));
  if (std::abs(depth) >= reach) return depth > 0 ? room_share(room, part) : 0;
  if (room.kind != CellRoom::Kind::cut) return part.volume() * room.volume * cube_volume(scaled, depth);
  return FluidPolyhedron(part.low, part.high, room.wall, room.constant).section(n, d, false).volume;
}

/// Area of the disc of radius r about the origin in the rectangle between the origin and (x, y), with the sign of x y.
double disc_corner(double x, double y, double r) {
  const double sign = (x < 0) == (y < 0) ? 1 : -1;
  x = std::min(std::abs(x), r);
  y = std::min(std::abs(y), r);
  if (x * x + y * y <= r * r) return sign * x * y;
  const auto under_arc = [r](double t) { return 0.5 * (t * std::sqrt(std::max(0.0, r * r - t * t)) + r * r * std::asin(std::min(1.0, t / r))); };
  const double leave = std::sqrt(std::max(0.0, r * r - y * y));
  return sign * (y * leave + under_arc(x) - under_arc(leave));
}

/// Cylinder along z through `centre`.
double cylinder_share(const CellRoom& room, const Part& part, const Vec3& centre, double r) {
  const Vec3 a = part.low - centre, b = part.high - centre;
  const double area = disc_corner(b.x, b.y, r) - disc_corner(a.x, b.y, r) - disc_corner(b.x, a.y, r) + disc_corner(a.x, a.y, r);
  return std::clamp(area / ((b.x - a.x) * (b.y - a.y)), 0.0, 1.0) * room_share(room, part);
}

/// Signed distance (to first order) and unit normal of a curved surface at x; all in the frame of the cell, units of a cell.
struct Level {
  double distance;
  Vec3 normal;
};

Level sphere_level(const Vec3& x, const Vec3& centre, double radius) {
  const Vec3 arm = x - centre;
  const double length = norm(arm);
  return {length - radius, length > 0 ? (1 / length) * arm : Vec3{0, 0, 1}};
}

Level paraboloid_level(const Vec3& x, const Vec3& vertex, double radius) {
  const Vec3 arm = x - vertex;
  const Vec3 gradient{-arm.x / radius, -arm.y / radius, 1};
  const double value = arm.z - (arm.x * arm.x + arm.y * arm.y) / (2 * radius);
  return {value / norm(gradient), (1 / norm(gradient)) * gradient};
}

/// From a function that is negative in the metal, and its gradient.
Level level_of(double value, const Vec3& gradient) {
  const double slope = norm(gradient);
  return slope > 0 ? Level{value / slope, (1 / slope) * gradient} : Level{value, {0, 0, 1}};
}

/// Cylinder along z whose radius varies as radius + amplitude cos(2 phi).
Level oval_level(const Vec3& x, const Vec3& centre, double radius, double amplitude) {
  const double a = x.x - centre.x, b = x.y - centre.y, r = std::hypot(a, b);
  if (r < 0.25 * radius) return {r - radius, {1, 0, 0}};
  const double c = (a * a - b * b) / (r * r), s = 2 * a * b / (r * r);   // cos and sin of 2 phi
  const double turn = 2 * amplitude * s / r;                             // along phi
  return level_of(r - radius - amplitude * c, {a / r - turn * b / r, b / r + turn * a / r, 0});
}

/// Sphere whose radius varies as radius + amplitude P2(cos of the angle from z).
Level spheroid_level(const Vec3& x, const Vec3& centre, double radius, double amplitude) {
  const Vec3 arm = x - centre;
  const double r = norm(arm);
  if (r < 0.25 * radius) return {r - radius, {0, 0, 1}};
  const Vec3 out = (1 / r) * arm;
  const double c = out.z;
  return level_of(r - radius - amplitude * (1.5 * c * c - 0.5), out - (3 * amplitude * c / r) * (Vec3{0, 0, 1} - c * out));
}

/// Half-space whose surface is raised by amplitude cos(2 pi x / wavelength), x from `point`.
Level wave_level(const Vec3& x, const MetalBody& body, const Vec3& point, double cell) {
  const double k = 2 * std::numbers::pi * cell / body.wavelength, phase = k * (x.x - point.x), a = body.amplitude / cell;
  return level_of(dot(body.normal, x - point) - a * std::cos(phase), body.normal + Vec3{a * k * std::sin(phase), 0, 0});
}

/// bend: sum of the surface's principal curvatures (1/cell), by whose sagitta, bend area^2 / (8 pi), the plane of a sub-cube holds too much.
template <class LevelAt>
double curved_share(const CellRoom& room, const Part& part, double bend, const LevelAt& level_at) {
  constexpr int n = 8;
  const double distance = level_at(Vec3{}).distance;
  if (std::abs(distance) > 1.5) return distance > 0 ? 0 : room_share(room, part);
  const Vec3 step = (1.0 / n) * (part.high - part.low);
  const bool cubes = room.kind != CellRoom::Kind::cut && step.x == step.y && step.y == step.z;
  double sum = 0;
  for (int k = 0; k < n; ++k)
    for (int j = 0; j < n; ++j)
      for (int i = 0; i < n; ++i) {
        const Vec3 low = part.low + Vec3{i * step.x, j * step.y, k * step.z}, middle = low + 0.5 * step;
        const Level level = level_at(middle);
        if (cubes) {
          const Section cut = cube_section(level.normal, -level.distance / step.x);
          sum += room.volume * step.x * step.y * step.z * (cut.volume - bend * step.x * cut.area * cut.area / (8 * std::numbers::pi));
        } else {
          sum += half_space_share(room, {low, low + step}, level.normal, dot(level.normal, middle) - level.distance);
        }
      }
  return std::clamp(sum, 0.0, room_share(room, part));
}

/// Volume of the body within the part of a cell, units of a cell.
double body_share(const MetalBody& body, const CellRoom& room, const Part& part, const Vec3& centre, double cell) {
  const auto local = [&](const Vec3& x) { return (1 / cell) * (x - centre); };
  if (part.empty()) return 0;
  switch (body.kind) {
    case MetalBody::Kind::box: return room_share(room, common(part, local(body.low), local(body.high)));
    case MetalBody::Kind::sphere:
      if (body.amplitude != 0)
        return curved_share(room, part, 2 * cell / body.radius, [&](const Vec3& x) { return spheroid_level(x, local(body.centre), body.radius / cell, body.amplitude / cell); });
      return curved_share(
          room, part, 2 * cell / body.radius, [&](const Vec3& x) { return sphere_level(x, local(body.centre), body.radius / cell); });
    case MetalBody::Kind::paraboloid:
      return curved_share(
          room, part, 0, [&](const Vec3& x) { return paraboloid_level(x, local(body.centre), body.radius / cell); });
    case MetalBody::Kind::cylinder:
      if (body.amplitude != 0)
        return curved_share(room, part, 0, [&](const Vec3& x) { return oval_level(x, local(body.centre), body.radius / cell, body.amplitude / cell); });
      return cylinder_share(room, part, local(body.centre), body.radius / cell);
    case MetalBody::Kind::half_space:
      if (body.amplitude != 0) return curved_share(room, part, 0, [&](const Vec3& x) { return wave_level(x, body, local(body.point), cell); });
      return half_space_share(room, part, body.normal, dot(body.normal, local(body.point)));
  }
  return 0;
}

}  // namespace

namespace {

/// On the open faces of a cell.
void set_velocity(const Domain& domain, Slot s, const Vec3& velocity, CastingState& state) {
  for (int d = 0; d < 3; ++d)
    for (const Slot face : {s, domain.grid.above(d, s)})
      if (face < state.metal.size() && domain.aperture[d][face] > 0) state.velocity[d][face] = velocity[d];
}

}  // namespace

void place_metal(const Domain& domain, const AlloyCurve& alloy, const std::vector<MetalBody>& bodies,
                 CastingState& state) {
  const CellRooms rooms(domain);
  const double mass = domain.cell_volume() * alloy.reference_density();
  std::vector<std::pair<Slot, Vec3>> moving;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    const double room = domain.cavity_fraction[s];
    if (room < sliver_fraction) continue;
    for (const MetalBody& body : bodies) {
      const auto of_body = [&](const Part& part) { return body_share(body, rooms.at(s), part, domain.grid.centre(s), domain.grid.cell); };
      const auto local = [&](const Vec3& x) { return (1 / domain.grid.cell) * (x - domain.grid.centre(s)); };
      double share = std::min(of_body({}), room);
      for (const MetalBody::Notch& notch : body.notches)
        if (share > 0) share -= of_body(common({}, local(notch.low), local(notch.high)));
      if (share <= 0) continue;
      if (state.metal[s] + share > room * (1 + 1e-9))
        throw InputError("two bodies of initial metal overlap", "[[initial]]", "", "move or shrink one of them");
      state.metal[s] = std::min(room, state.metal[s] + share);
      state.enthalpy[s] += share * mass * alloy.enthalpy(body.temperature);
      set_velocity(domain, s, body.velocity, state);
      if (body.velocity != Vec3{}) moving.push_back({s, body.velocity});
    }
  }
  for (const auto& [s, velocity] : moving)   // the empty cells beside let the metal through from the first step on
    for (int d = 0; d < 3; ++d)
      for (const Slot n : {domain.grid.below(d, s), domain.grid.above(d, s)})
        if (n < state.metal.size() && state.metal[n] == 0) set_velocity(domain, n, velocity, state);
  state.metal_in = total_metal(state);
  state.enthalpy_in = total_enthalpy(state);
}

}  // namespace sprue
