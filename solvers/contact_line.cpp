#include "solvers/contact_line.h"

#include <algorithm>
#include <numbers>

namespace sprue {
namespace {

constexpr double reach = 0.4;       // cells, from the facet's corner to the wall
constexpr double same_wall = 0.95;  // cosine above which two walls are one

struct Wall {
  Vec3 normal, cell;  // unit, into the wall; centre of the cell it was seen in
  double constant = 0;
  ContactAngles angle{0};
};

class Walls {
 public:
  Walls(const Domain& domain, const CellRooms& rooms, const std::vector<ContactAngles>& angles)
      : domain_(domain), rooms_(rooms), angles_(angles) {}

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

  void add_room(Slot s, Vec3 offset) {
    const CellRoom& room = rooms_.at(s);
    const std::uint8_t mould = domain_.mould_index[s];
    if (room.kind != CellRoom::Kind::cut || mould >= angles_.size()) return;
    add({room.wall, offset, room.constant + dot(room.wall, offset), angles_[mould]});
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
      add({out, {}, 0.5, angles_[domain_.mould_index[s]]});
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
  std::array<Wall, 8> walls_;
  std::size_t count_ = 0;
};

bool within(const Vec3& x, const Vec3& cell) {
  constexpr double half = 0.6;
  return std::fabs(x.x - cell.x) < half && std::fabs(x.y - cell.y) < half && std::fabs(x.z - cell.z) < half;
}

}  // namespace

ContactRows contact_rows(const Domain& domain, const CellRooms& rooms, const std::vector<ContactAngles>& contact_angle, Slot s,
                         const Plane& plane) {
  ContactRows rows;
  Walls walls(domain, rooms, contact_angle);
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
