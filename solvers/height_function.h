/// Curvature from height functions: the metal of 3x3 columns of whole cells, as exact means of the surface's height over each column.
///
/// Columns: along the axis the surface faces most (else the second), from a full through the partial cells to an empty one, at most
///          `reach` cells from the cell asked for. The heights are the columns' sums, whatever the planes are.
/// Walls:   aligned ones beside the columns: ghost columns carry the surface on at the contact angle (mirrors: at 90 degrees). Along the
///          outward direction n it has the slope p = cot(theta) sqrt(1 + h_t^2) at the wall, so H_ghost = H + p + h_nnn / 12, the third
///          derivative that of the circle of slope p there whose slope between the last two columns is theirs. Where the receding angle is
///          less than the advancing one the line is held: its curvature is carried on from the two columns before (no force), within those of
///          the two angles. Nothing remembers where the line stood: it creeps by what that extrapolation misses.
/// Scheme:  H = h + (h_xx + h_yy) / 24 is the mean over a column; central differences of the nine H, less their truncation
///          H_x:  (h_xxx + h_xyy) / 24 + h_xxx / 6          H_xx: (h_xxxx + h_xxyy) / 24 + h_xxxx / 12
///          H_xy: (h_xxxy + h_xyyy) (1 / 24 + 1 / 6)
///          with the third and fourth derivatives of the surface of constant curvatures through it. Where the second fundamental form
///          II = D2h / W, W^2 = 1 + |Dh|^2, is parallel (spheres, cylinders, planes; k, l summed):
///          h_ijk = (s_i h_jk + s_j h_ik + s_k h_ij) / W^2,  s_i = h_l h_li,  and h_ijkm by differentiation.
/// Order:   second for any smooth surface, fourth for spheres and cylinders. Where the truncation is not small against what it is taken from,
///          less of it is taken: a surface far from rest bends the right way. A drop, also on a wall, has a shape whose discrete curvature is
///          the same in all cells to round-off, so that it comes to rest (a fit to PLIC facets has none: currents never end).
/// None:    within a column of a cut cell, where a column ends at a wall, at slopes or curvatures that no column of `reach` cells
///          resolves, where two surfaces share a column: the caller falls back to the fit.
/// Citation: Popinet, J. Comput. Phys. 228 (2009) 5838; Bornia, Cervone, Manservisi, Scardovelli & Zaleski, J. Comput. Phys. 230 (2011) 851;
///          Afkhami & Bussmann, Int. J. Numer. Meth. Fluids 57 (2008) 453 (ghost columns).
#pragma once

#include <array>
#include <numbers>
#include <optional>
#include <vector>

#include "engine/core/conditions.h"
#include "engine/core/domain.h"
#include "solvers/fluid_polyhedron.h"

namespace sprue {

/// Sum of principal curvatures (1/cell) of z = h(x, y), metal below, from mean heights (cells) over the columns (x, y) in {-1, 0, 1}^2 at index
/// 3 (y + 1) + x + 1; positive for a dome.
double height_curvature(const std::array<double, 9>& height);

class HeightFunctions {
 public:
  /// contact_angle by mould index; beside walls of moulds without one there are no columns.
  HeightFunctions(const Domain& domain, const CellRooms& rooms, const Field<double>& metal, const std::vector<ContactAngles>& contact_angle)
      : domain_(domain), rooms_(rooms), metal_(metal), angles_(contact_angle) {}

  /// Sum of principal curvatures (1/cell) at a mixed cell with the given outward normal of its metal; none where columns do not tell.
  std::optional<double> curvature(Slot s, const Vec3& normal) const;

  /// What columns meet beside a cell: others, or a wall or a mirror and its angle.
  struct Side {
    bool closed = false;
    ContactAngles angle{std::numbers::pi / 2};
  };

 private:
  struct Start;  // cell and axis the columns belong to
  std::optional<double> along(Slot s, int axis, int up, bool holding) const;
  std::optional<double> between(const Start& start, const std::array<Side, 2>& first, const std::array<Side, 2>& second) const;
  std::optional<double> held(Slot s, const Start& start, std::array<std::array<Side, 2>, 2> side, std::size_t across, std::size_t up) const;
  bool beside(Slot s, int axis, int column, int outward, std::array<Side, 2>& side) const;
  std::optional<double> column(const Start& start, const Index3& offset) const;

  const Domain& domain_;
  const CellRooms& rooms_;
  const Field<double>& metal_;
  const std::vector<ContactAngles>& angles_;
};

}  // namespace sprue
