#include "solvers/contact_line.h"

#include <algorithm>
#include <numbers>

namespace sprue {
namespace {

constexpr double reach = 0.4;       // cells, from the facet's corner to the wall
constexpr double most_open = 0.5;   // aperture: less is a wall that goes on
constexpr double least_angle = 0.1; // rad, of a line held at an edge
constexpr double same_wall = 0.95;  // cosine above which two walls are one

int steepest(const Vec3& n) {
  const double x = std::fabs(n.x), y = std::fabs(n.y), z = std::fabs(n.z);
  return x >= y && x >= z ? 0 : y >= z ? 1 : 2;
}

struct Wall {
  Vec3 normal, cell;  // unit, into the wall; centre of the cell it was seen in
  double constant = 0;
  ContactAngles angle{0};
};

class Walls {
 public:
  Walls(const Domain& domain, const CellRooms& rooms, const std::vector<ContactAngles>& angles, const Vec3& normal)
      : domain_(domain), rooms_(rooms), angles_(angles), axis_(steepest(normal)), outward_(normal[axis_] > 0 ? 1 : -1) {}

  void collect(Slot s) {
    add_room(s, {});
    for (int d = 0; d < 3; ++d)
      for (int side = 0; side < 2; ++side) add_side(s, d, side);
  }
  const Wall* begin() const { return walls_.data(); }
  const Wall* end() const { return walls_.data() + count_; }

 private:
  void add(const Wall& wall) {
    if (count_ == walls_.size()) return;
    for (const Wall& w : *this)
      if (dot(w.normal, wall.normal) > same_wall) return;
    walls_[count_++] = wall;
  }

  ContactAngles angles_of(Slot s, const Vec3& wall) const {
    return angles_at_edge(domain_, rooms_, angles_[domain_.mould_index[s]], s, wall, axis_, outward_);
  }

  void add_room(Slot s, Vec3 offset) {
    const CellRoom& room = rooms_.at(s);
    const std::uint8_t mould = domain_.mould_index[s];
    if (room.kind != CellRoom::Kind::cut || mould >= angles_.size()) return;
    add({room.wall, offset, room.constant + dot(room.wall, offset), angles_of(s, room.wall)});
  }

  void add_side(Slot s, int d, int side) {
    const BlockGrid& grid = domain_.grid;
    const int step = side ? 1 : -1;
    const Slot beyond = grid.neighbour(s, d == 0 ? step : 0, d == 1 ? step : 0, d == 2 ? step : 0);
    const Slot face = side ? beyond : s;
    if (face >= domain_.aperture[d].size()) return;
    Vec3 out;
    out[d] = step;
    if (domain_.aperture[d][face] > 0) {
      if (beyond < domain_.aperture[d].size()) add_room(beyond, out);
      return;
    }
    const FaceKind kind = domain_.kind[d][face];
    if (kind == FaceKind::inlet || kind == FaceKind::open || !reaches(s, d, side)) return;
    if (frictionless(kind)) {
      add({out, {}, 0.5, std::numbers::pi / 2});
    } else if (domain_.mould_index[s] < angles_.size()) {
      add({out, {}, 0.5, angles_of(s, out)});
    }
  }

  // Whether the room of a cell ends on its closed face itself (an aligned wall), not before it.
  bool reaches(Slot s, int d, int side) const {
    if (rooms_.cube(s)) return true;
    if (rooms_.at(s).kind != CellRoom::Kind::cut) return false;
    const Slot high = domain_.grid.neighbour(s, d == 0, d == 1, d == 2);
    const Slot opposite = side ? s : high;
    return opposite < domain_.aperture[d].size() &&
           std::fabs(domain_.aperture[d][opposite] - domain_.cavity_fraction[s]) < 1e-9;
  }

  const Domain& domain_;
  const CellRooms& rooms_;
  const std::vector<ContactAngles>& angles_;
  int axis_, outward_;   // along which the surface faces the gas
  std::array<Wall, 8> walls_;
  std::size_t count_ = 0;
};

bool within(const Vec3& x, const Vec3& cell) {
  constexpr double half = 0.6;
  return std::fabs(x.x - cell.x) < half && std::fabs(x.y - cell.y) < half && std::fabs(x.z - cell.z) < half;
}

/// Whether cell s, beside one with a wall of that normal, is open where the wall would go on.
bool opens(const Domain& domain, const CellRooms& rooms, Slot s, const Vec3& wall) {
  const int axis = steepest(wall);
  const Slot above = domain.grid.above(axis, s);
  const Slot face = wall[axis] > 0 ? above : s, beyond = wall[axis] > 0 ? above : domain.grid.below(axis, s);
  const auto wall_in = [&](Slot t) { return rooms.at(t).kind == CellRoom::Kind::cut && dot(rooms.at(t).wall, wall) > same_wall; };
  const std::size_t slots = domain.grid.flow_slots();
  return face < slots && beyond < slots && domain.aperture[axis][face] > most_open && !wall_in(s) && !wall_in(beyond);
}

}  // namespace

ContactAngles angles_at_edge(const Domain& domain, const CellRooms& rooms, ContactAngles angles, Slot s, const Vec3& wall, int axis, int outward) {
  if (steepest(wall) == axis) return angles;
  const Slot above = domain.grid.above(axis, s), below = domain.grid.below(axis, s);
  const auto ends = [&](Slot beside, Slot face) {
    const std::size_t slots = domain.grid.flow_slots();
    return face < slots && beside < slots && domain.aperture[axis][face] > 0 && opens(domain, rooms, beside, wall);
  };
  const bool ends_above = ends(above, above), ends_below = ends(below, s);
  constexpr double right = std::numbers::pi / 2;
  if (outward > 0 ? ends_below : ends_above) angles.receding = std::max(least_angle, angles.receding - right);
  if (outward > 0 ? ends_above : ends_below) angles.advancing = std::min(std::numbers::pi - least_angle, angles.advancing + right);
  return angles;
}

ContactRows contact_rows(const Domain& domain, const CellRooms& rooms, const std::vector<ContactAngles>& contact_angle, Slot s,
                         const Plane& plane) {
  ContactRows rows;
  Walls walls(domain, rooms, contact_angle, plane.normal());
  walls.collect(s);
  if (walls.begin() == walls.end()) return rows;
  std::array<Vec3, 32> corner;
  const int corners = room_corners(rooms.at(s), plane.normal(), plane.d, corner);
  for (const Wall& wall : walls) {
    const Vec3 along = plane.normal() - dot(plane.normal(), wall.normal) * wall.normal;
    const double steep = norm(along);  // sine of the present angle; 0 for a film along the wall
    const double upright = std::clamp((steep - 0.15) / 0.2, 0.0, 1.0);
    if (upright <= 0) continue;
    const Vec3 t = (1 / steep) * along;
    Vec3 point;
    double sum = 0, nearest = 0;
    for (int c = 0; c < corners; ++c) {
      const Vec3& x = corner[static_cast<std::size_t>(c)];
      const double gap = std::max(0.0, wall.constant - dot(wall.normal, x)), weight = 1 - gap / reach;
      if (weight <= 0) continue;
      point += weight * (x + gap * wall.normal);
      sum += weight;
      nearest = std::max(nearest, weight);
    }
    if (sum <= 0) continue;
    point = (1 / sum) * point;
    if (!within(point, wall.cell) && !within(point, {})) continue;
    const double angle = wall.angle.at(std::atan2(steep, -dot(plane.normal(), wall.normal)));
    const Vec3 normal = std::sin(angle) * t - std::cos(angle) * wall.normal;
    if (rows.count < ContactRows::most)
      rows.row[static_cast<std::size_t>(rows.count++)] = {point, normal, wall.normal, nearest * upright, t};
  }
  return rows;
}

}  // namespace sprue
