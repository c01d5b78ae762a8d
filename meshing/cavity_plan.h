/// The cavity measured in cells: its prisms and their exact cover of the lattice, and the pieces of its
/// boundary.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "meshing/band_topology.h"
#include "meshing/domain_builder.h"
#include "meshing/plane_coverage.h"

namespace sprue {

struct CellInterval {
  double low = 0, high = 0;  ///< in cells
  double overlap(double a, double b) const { return std::max(0.0, std::min(high, b) - std::max(low, a)); }
  int first() const { return static_cast<int>(std::floor(low)); }
  int last() const { return static_cast<int>(std::ceil(high)) - 1; }
};

/// How high something stands in a layer of cells, in cells: a mean along a piece of a wall.
struct LayerHeight {
  int layer = 0;
  double height = 0;
};

/// What of `own` stands free of `other` (null: nothing there) over the straight way from a to b, by layers of cells. Heights are linear along it: exact,
/// by the mean between all places where two of them, or one and a cell plane, cross.
void expose(const FaceEnds& own, const FaceEnds* other, Vec2 a, Vec2 b, std::vector<LayerHeight>& exposed);

/// Refers to the LayeredMap it was made from.
struct CavityPlan {
  const LayeredMap* cavity = nullptr;
  std::array<FaceKind, 4> sides{};
  std::vector<char> filled;    ///< one a face
  std::vector<FaceEnds> ends;  ///< one a face
  PlaneCoverage coverage;
  /// Null where nothing is filled.
  const FaceEnds* standing(std::int32_t face) const {
    return face == no_face || !filled[static_cast<std::size_t>(face)] ? nullptr : &ends[static_cast<std::size_t>(face)];
  }
  const Layer& layer(std::int32_t face) const { return cavity->layers[static_cast<std::size_t>(face)]; }
};

/// Throws InputError when the cavity is out of the lattice's reach, or an end that is no wall lies off the
/// cell planes.
CavityPlan make_plan(const LayeredMap& cavity, const DomainOptions& options);

/// The cells that exist: none beyond symmetry planes, nor beyond inlets and openings in the sides.
CellBox clip_box(const CavityPlan& plan);

/// Columns of the cells on the left and on the right of a piece (the same one unless it lies on a line).
std::array<std::array<int, 2>, 2> columns_beside(const EdgePiece& piece);

/// Calls f(k, height) for each layer of cells in which `own` stands free of `other` along the piece.
template <class F>
void each_exposed(const FaceEnds* own, const FaceEnds* other, const EdgePiece& piece, F&& f) {
  if (own == nullptr) return;
  if (!own->level() || (other != nullptr && !other->level())) {
    std::vector<LayerHeight> exposed;
    expose(*own, other, piece.from, piece.from + Vec2{piece.dx, piece.dy}, exposed);
    for (const LayerHeight& e : exposed) f(e.layer, e.height);
    return;
  }
  const auto part = [&](double low, double high) {
    if (!(high > low)) return;
    const CellInterval free{low, high};
    for (int k = free.first(); k <= free.last(); ++k) f(k, free.overlap(k, k + 1));
  };
  const double low = own->low.at, high = own->high.at;
  if (other == nullptr) return part(low, high);
  part(low, std::min(high, other->low.at));
  part(std::max(low, other->high.at), high);
}

/// Calls f(i, j, k, area vector, kind) for every piece of the cavity's boundary; lengths in cells.
template <class F>
void each_boundary_piece(const CavityPlan& plan, F&& f) {
  for (const EdgePiece& p : plan.coverage.pieces) {
    const auto columns = columns_beside(p);
    const FaceKind kind = p.side < 0 ? FaceKind::wall : plan.sides[static_cast<std::size_t>(p.side)];
    const FaceEnds *left = plan.standing(p.left), *right = plan.standing(p.right);
    each_exposed(left, right, p, [&](int k, double height) {
      f(columns[0][0], columns[0][1], k, Vec3{p.dy * height, -p.dx * height, 0}, kind);
    });
    each_exposed(right, left, p, [&](int k, double height) {
      f(columns[1][0], columns[1][1], k, Vec3{-p.dy * height, p.dx * height, 0}, kind);
    });
  }
  for (const FaceShare& s : plan.coverage.shares) {
    const FaceEnds& ends = *plan.standing(s.face);
    f(s.i, s.j, s.last, Vec3{-ends.high.slope.x * s.area, -ends.high.slope.y * s.area, s.area}, plan.layer(s.face).top);
    f(s.i, s.j, s.first, Vec3{ends.low.slope.x * s.area, ends.low.slope.y * s.area, -s.area}, plan.layer(s.face).bottom);
  }
}

}  // namespace sprue
