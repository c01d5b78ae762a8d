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

/// Refers to the LayeredMap it was made from.
struct CavityPlan {
  const LayeredMap* cavity = nullptr;
  std::array<FaceKind, 4> sides{};
  std::vector<CellInterval> prisms;  ///< one a face; empty where nothing is filled
  PlaneCoverage coverage;
  CellInterval prism(std::int32_t face) const {
    return face == no_face ? CellInterval{} : prisms[static_cast<std::size_t>(face)];
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

/// Calls f(k, height) for each layer of cells in which `a` stands free of `b`.
template <class F>
void each_exposed(const CellInterval& a, const CellInterval& b, F&& f) {
  const auto part = [&](double low, double high) {
    if (!(high > low)) return;
    const CellInterval free{low, high};
    for (int k = free.first(); k <= free.last(); ++k) f(k, free.overlap(k, k + 1));
  };
  if (b.high <= b.low) return part(a.low, a.high);
  part(a.low, std::min(a.high, b.low));
  part(std::max(a.low, b.high), a.high);
}

/// Calls f(i, j, k, area vector, kind) for every piece of the cavity's boundary; lengths in cells.
template <class F>
void each_boundary_piece(const CavityPlan& plan, F&& f) {
  for (const EdgePiece& p : plan.coverage.pieces) {
    const auto columns = columns_beside(p);
    const FaceKind kind = p.side < 0 ? FaceKind::wall : plan.sides[static_cast<std::size_t>(p.side)];
    const CellInterval left = plan.prism(p.left), right = plan.prism(p.right);
    each_exposed(left, right, [&](int k, double height) {
      f(columns[0][0], columns[0][1], k, Vec3{p.dy * height, -p.dx * height, 0}, kind);
    });
    each_exposed(right, left, [&](int k, double height) {
      f(columns[1][0], columns[1][1], k, Vec3{-p.dy * height, p.dx * height, 0}, kind);
    });
  }
  for (const FaceShare& s : plan.coverage.shares) {
    const CellInterval z = plan.prism(s.face);
    f(s.i, s.j, z.last(), Vec3{0, 0, s.area}, plan.layer(s.face).top);
    f(s.i, s.j, z.first(), Vec3{0, 0, -s.area}, plan.layer(s.face).bottom);
  }
}

}  // namespace sprue
