/// The room for metal in a cell: the unit cube, the cube cut by one wall plane, or a porous cube; and what a plane cuts from it.
///
/// A cut cell is rebuilt from two numbers of the domain, its cavity fraction V and the direction of its wall vector: the wall is
/// the plane of that direction that leaves the volume V. A wall lying on a face of the cell is not part of the direction. Where no
/// direction is left (walls facing each other) metal is taken to spread evenly over the cube, with porosity V.
/// Limits: a cell that holds an edge or corner of the mould is replaced by one plane; volumes stay exact, shape is first order.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/core/domain.h"
#include "solvers/cube_section.h"

namespace sprue {

/// A box cut by at most one plane: up to seven convex faces with shared vertices, loops outward by the right hand rule.
class FluidPolyhedron {
 public:
  /// low..high in the frame of the cell (centre at the origin, unit edge); room where dot(wall, x) <= constant.
  FluidPolyhedron(Vec3 low, Vec3 high, Vec3 wall, double constant);
  double volume() const { return volume_; }
  /// n must be a unit vector. The centroid of the cut costs extra.
  Section section(Vec3 n, double d, bool with_centroid = true) const;
  /// Corners of the cut, in no order, each once or twice; returns how many.
  int corners(Vec3 n, double d, std::array<Vec3, 32>& out) const;
  /// d with section(n, d).volume = v, 0 < v < volume(): bracketed Newton, to 1e-15.
  double constant(Vec3 n, double v) const;

 private:
  static constexpr int max_vertices = 20, max_loop = 12, max_faces = 7;
  class Projection;
  class Rim;
  struct Face {
    int axis = 0;       // along which it is projected
    double scale = 0;   // area over area in projection, with sign: box faces -1 and 1
    double offset = 0;  // of its plane from the cell's centre, outward
    double area = 0;
  };
  void cut(Vec3 wall, double constant);
  double clipped_area(std::size_t f, const double* s, Rim& rim) const;
  int vertices_ = 0, faces_ = 0;
  double volume_ = 0;
  Vec3 wall_;
  std::array<Face, max_faces> face_;   // low and high by axis, then the wall
  std::array<Vec3, max_vertices> vertex_;
  std::array<std::uint8_t, max_faces> size_{};
  std::array<std::array<std::uint8_t, max_loop>, max_faces> loop_;
};

/// Shape of the room in one cell; all volumes in units of the cell.
struct CellRoom {
  enum class Kind : std::uint8_t { closed, cube, cut, porous };
  Kind kind = Kind::closed;
  double volume = 0;    ///< V
  Vec3 wall;            ///< unit, out of the cavity (kind cut)
  double constant = 0;  ///< cavity where dot(wall, x) <= constant
  std::shared_ptr<const FluidPolyhedron> body;  ///< the cut cube (kind cut), kept: planes are tried on it many times a step
};

/// The room of kind cut from its wall and constant, with its body.
CellRoom cut_room(double volume, Vec3 wall, double constant);

/// Metal below the plane, area and centroid of the facet within the room. n unit.
Section room_section(const CellRoom& room, Vec3 n, double d);
/// Corners of the facet within the room (of the whole cube, if porous).
int room_corners(const CellRoom& room, Vec3 n, double d, std::array<Vec3, 32>& out);
/// Plane constant that puts `metal` below the plane, 0 < metal < V.
double room_constant(const CellRoom& room, Vec3 n, double metal);
/// Metal in the strip next to the low (side 0) or high (side 1) face of `axis` whose room is `open` (0 < open < V).
double room_strip(const CellRoom& room, int axis, int side, double open, Vec3 n, double d);

/// Offset from s to the cell that stands for the one at `offset` (each of -1, 0, 1): mirror planes at the faces of s are looked through.
std::array<int, 3> seen_through_mirrors(const Domain& domain, Slot s, std::array<int, 3> offset);

/// The rooms of all flow slots, computed once.
class CellRooms {
 public:
  explicit CellRooms(const Domain& domain);
  const CellRoom& at(Slot s) const {
    const std::int32_t i = index_[s];
    return i >= 0 ? cut_[static_cast<std::size_t>(i)] : i == cube_index ? whole_ : none_;
  }
  bool cube(Slot s) const { return index_[s] == cube_index; }
  bool closed(Slot s) const { return index_[s] == closed_index; }
  bool cut(Slot s) const { return index_[s] >= 0; }
  /// True when all 27 cells around s are whole cubes.
  bool open_around(Slot s) const { return around_[s] == open_cubes; }
  /// The same where mirror planes at the faces of s give the cells beyond them.
  bool whole_around(Slot s) const { return around_[s] != 0; }

 private:
  static constexpr std::int32_t cube_index = -1, closed_index = -2;
  Field<std::int32_t> index_;
  static constexpr std::uint8_t open_cubes = 1, mirrored_cubes = 2;
  Field<std::uint8_t> around_;
  std::vector<CellRoom> cut_;
  CellRoom whole_{CellRoom::Kind::cube, 1, {}, 0, nullptr}, none_;
};

}  // namespace sprue
