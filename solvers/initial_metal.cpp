#include "solvers/initial_metal.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "solvers/chronicle.h"
#include "solvers/fluid_polyhedron.h"

namespace sprue {

namespace {

double overlap(double low, double high) { return std::clamp(high, -0.5, 0.5) - std::clamp(low, -0.5, 0.5); }

/// Volume of the body within the room of a cell, units of a cell. low, high: the box in the frame of the cell.
double box_share(const CellRoom& room, Vec3 low, Vec3 high) {
  double cube = 1;
  for (int d = 0; d < 3; ++d) {
    cube *= overlap(low[d], high[d]);
    low[d] = std::clamp(low[d], -0.5, 0.5);
    high[d] = std::clamp(high[d], -0.5, 0.5);
  }
  if (cube <= 0 || room.kind != CellRoom::Kind::cut) return cube * room.volume;
  return FluidPolyhedron(low, high, room.wall, room.constant).volume();
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

template <class LevelAt>
double curved_share(const CellRoom& room, const LevelAt& level_at) {
  constexpr int n = 8;
  const double distance = level_at(Vec3{}).distance;
  if (std::abs(distance) > 1.5) return distance > 0 ? 0 : room.volume;
  double sum = 0;
  for (int k = 0; k < n; ++k)
    for (int j = 0; j < n; ++j)
      for (int i = 0; i < n; ++i) {
        const Level level = level_at(Vec3{(i + 0.5) / n - 0.5, (j + 0.5) / n - 0.5, (k + 0.5) / n - 0.5});
        sum += cube_section(level.normal, -level.distance * n).volume;
      }
  return room.volume * sum / (n * n * n);
}

double body_share(const MetalBody& body, const CellRoom& room, const Vec3& centre, double cell) {
  const auto local = [&](const Vec3& x) { return (1 / cell) * (x - centre); };
  switch (body.kind) {
    case MetalBody::Kind::box: return box_share(room, local(body.low), local(body.high));
    case MetalBody::Kind::sphere:
      return curved_share(
          room, [&](const Vec3& x) { return sphere_level(x, local(body.centre), body.radius / cell); });
    case MetalBody::Kind::paraboloid:
      return curved_share(
          room, [&](const Vec3& x) { return paraboloid_level(x, local(body.centre), body.radius / cell); });
    case MetalBody::Kind::half_space: {
      const double d = dot(body.normal, local(body.point));
      if (d >= 0.87) return room.volume;
      return d <= -0.87 ? 0 : room_section(room, body.normal, d).volume;
    }
  }
  return 0;
}

}  // namespace

void place_metal(const Domain& domain, const AlloyCurve& alloy, const std::vector<MetalBody>& bodies,
                 CastingState& state) {
  const CellRooms rooms(domain);
  const double mass = domain.cell_volume() * alloy.reference_density();
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    const double room = domain.cavity_fraction[s];
    if (room < sliver_fraction) continue;
    for (const MetalBody& body : bodies) {
      const double share = std::min(body_share(body, rooms.at(s), domain.grid.centre(s), domain.grid.cell), room);
      if (share <= 0) continue;
      if (state.metal[s] + share > room * (1 + 1e-9))
        throw InputError("two bodies of initial metal overlap", "[[initial]]", "", "move or shrink one of them");
      state.metal[s] = std::min(room, state.metal[s] + share);
      state.enthalpy[s] += share * mass * alloy.enthalpy(body.temperature);
      for (int d = 0; d < 3; ++d) {
        state.velocity[d][s] = body.velocity[d];
        const Slot high = domain.grid.neighbour(s, d == 0, d == 1, d == 2);
        if (high != no_slot && high < state.metal.size()) state.velocity[d][high] = body.velocity[d];
      }
    }
  }
  state.metal_in = total_metal(state);
  state.enthalpy_in = total_enthalpy(state);
}

}  // namespace sprue
