/// One linear solver for pressure, extension and heat: multigrid-preconditioned conjugate gradients on blocks.
///
///   (A x)_s = diagonal_s x_s + sum_faces c_f (x_s - x_n) + link_s (x_s - x_twin(s)) + sum_k beta_k w_k,s (w_k . x) = b_s
///
/// Symmetric positive (semi-)definite, c, link, beta >= 0, diagonal >= 0. A slot whose row is empty (no diagonal, face or link)
/// is not an unknown: x = 0, its b does not count. A face or link to a block that does not exist counts nothing.
/// Components without any diagonal (and not reached by a low-rank term) are singular: the mean of b is projected out per component, reported, and x has mean zero there.
/// Preconditioner: V-cycle by piecewise-constant aggregation 2:1 in all directions, aggregates split where no face connects them,
/// coarse faces the mean of the fine, Chebyshev smoothing; fp32 inside, fp64 outside. What is reported is the true residual.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/core/block_grid.h"

namespace sprue {

/// Which blocks touch which. One or more layers on the lattice (metal and mould are two): blocks of different layers are never
/// neighbours; slots of twin blocks can be linked one to one.
struct BlockTopology {
  std::vector<Index3> coordinates;                     ///< block coordinates
  std::vector<std::int32_t> layer;                     ///< 0, 1, ...
  std::vector<std::array<std::int32_t, 6>> neighbour;  ///< -x +x -y +y -z +z; -1 = none
  std::vector<std::int32_t> twin;                      ///< block whose slots this one's link to; -1 = none. Symmetric.
  std::size_t slots() const { return coordinates.size() * block_cells; }
};
BlockTopology flow_topology(const BlockGrid& grid);          ///< the flow blocks
BlockTopology two_layer_topology(const BlockGrid& grid);     ///< blocks 0..flow-1: metal; flow..flow+all-1: mould; twins linked

/// beta (w w^T); w sparse. beta may be negative where the sum stays positive definite: a gas pocket that gives way (solvers/projection.h)
/// takes off less than its surface faces put on the diagonal.
struct LowRankTerm {
  double beta = 0;
  std::vector<Slot> slots;
  std::vector<double> weights;
};

struct LinearSystem {
  explicit LinearSystem(const BlockTopology& t);
  const BlockTopology* topology;
  std::array<std::vector<double>, 3> face;  ///< c at the low face of the slot
  std::vector<double> diagonal;
  std::vector<double> link;                 ///< empty, or one a slot, equal on both twins
  std::vector<LowRankTerm> low_rank;
  std::vector<double> rhs;
  std::vector<std::size_t> blocks;          ///< that may hold unknowns, ascending: in all others the coefficients are 0. Empty = any
};

struct SolveReport {
  int iterations = 0;
  double residual = 0;            ///< true ||b - A x||_2 / ||b||_2 (1 if b = 0 and x != 0)
  bool converged = false;
  int singular_components = 0;
  double projected_out = 0;       ///< sum |mean| * size removed from b, units of b
};

class MultigridSolver {
 public:
  explicit MultigridSolver(const BlockTopology& topology);
  ~MultigridSolver();
  /// x holds the first guess and receives the solution. tolerance is relative to ||b||_2 (max norm floor `absolute`).
  SolveReport solve(const LinearSystem& system, std::span<double> x, double tolerance, int max_iterations,
                    double absolute = 0);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// y = A x of the system as stated above (used by tests and for true residuals).
void apply(const LinearSystem& system, std::span<const double> x, std::span<double> y);

}  // namespace sprue
