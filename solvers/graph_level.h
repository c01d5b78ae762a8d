/// A coarse level of the preconditioner: aggregates as a weighted graph with lattice coordinates, in Morton
/// order.
///
///   (A x)_i = d_i x_i + sum_edges c_ij (x_i - x_j), scaled like the finest level: A' = I - C'
///
/// Rows are kept sixteen abreast (sliced ELLPACK), so that a pass over the edges is a vector loop with
/// gathers.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/vec.h"

namespace sprue {

struct Graph {
  std::vector<Index3> at;  ///< aggregate coordinates on this level's lattice; Morton order, ties allowed
  std::vector<std::int32_t> row_start;  ///< size + 1
  std::vector<std::int32_t> column;
  std::vector<float> weight;    ///< c > 0
  std::vector<float> diagonal;  ///< d >= 0
  std::size_t size() const { return at.size(); }
};

constexpr float face_share = 0.5f;   ///< of what joins two octants: the coarse nodes lie twice as far apart

/// Piecewise-constant coarsening 2:1: the nodes of one 2x2x2 octant that are connected inside it become one
/// node. Edges between different octants lie twice as far apart, so their sum counts half; edges within the
/// octant (split parts, links) count whole. d: the part common to all children (inertia) counts whole, the
/// rest (Dirichlet faces) 0.75. parent: coarse node of each node; -1 for a node without edges (solved here,
/// needs no coarser level).
Graph coarsen(const Graph& fine, std::vector<std::int32_t>& parent);

/// d of an aggregate from the d of its children.
float coarse_diagonal(double sum, double least, int children);

struct GraphLevel {
  static constexpr std::size_t lanes = 16;

  void assemble(const Graph& graph);
  /// For other weights and diagonals on the graph of the last assemble().
  void update(const Graph& graph);

  std::size_t size = 0;
  std::vector<std::size_t> slice_start;   ///< into column and weight; one slice = 16 rows
  std::vector<std::int32_t> column;       ///< [entry][lane]
  std::vector<float> weight;              ///< C'
  std::vector<float> root, inverse_root;  ///< sqrt(D), 1/sqrt(D); padded to whole slices
  double least_dominance = 1;             ///< min over nodes with edges of d / D

  std::vector<float> r, x;  ///< right-hand side and solution of a cycle, scaled
  std::vector<float> work[3];

  /// x = q(A') r, q given by its coefficients (lowest first).
  void smooth_from_zero(const std::vector<float>& q);
  /// x += q(A') (r - A' x).
  void smooth(const std::vector<float>& q);
  /// out = r - A' x
  void residual(std::vector<float>& out) const;

 private:
  /// x = q(A') start, or x += q(A') start.
  void polynomial(const std::vector<float>& q, const std::vector<float>& start, bool add);
};

}  // namespace sprue
