/// The finest level of the preconditioner: the blocks that hold unknowns, packed, fp32, scaled symmetrically
/// to a unit diagonal.
///
///   A' = D^-1/2 A D^-1/2 = I - C',   C'_ij = c_ij / sqrt(D_i D_j),   D = row sum; spectrum in [0, 2]
///
/// Jacobi scaling is then part of the data: no pass reads the diagonal, and every coefficient lies in [0, 1]
/// whatever the units. Twin blocks lie next to each other (a unit); their links enter the smoother as exact
/// 2x2 solves B^-1, so that a link much stronger than the faces does not hide the faces from it. Packed block
/// 0 is empty and stands for every missing neighbour.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "solvers/linear_system.h"

namespace sprue {

struct PackedBlocks {
  explicit PackedBlocks(const BlockTopology& topology);

  /// Finds the blocks that hold unknowns and computes their scaled coefficients. Low-rank terms enter D by a
  /// bounded share of their row sums, so that a component held by such a term alone is not singular to the
  /// preconditioner.
  void assemble(const LinearSystem& system);

  std::size_t block_count() const { return block.size() - 1; }      ///< without the empty block
  std::size_t slots() const { return block.size() * block_cells; }  ///< with the empty block
  std::size_t unit_count() const { return unit_start.size() - 1; }

  const BlockTopology* topology;
  std::vector<std::int32_t> order;   ///< all blocks of the topology in Morton order, twins adjacent
  std::vector<std::int32_t> block;   ///< packed -> topology; [0] = -1
  std::vector<std::int32_t> packed;  ///< topology -> packed; 0 = none
  std::vector<std::array<std::int32_t, 6>> neighbour;  ///< packed numbers; 0 = none
  std::vector<std::int32_t> twin;                      ///< packed; 0 = none
  std::vector<std::int32_t> unit_start;    ///< packed numbers; a unit is one block or a pair of twins
  std::array<std::vector<float>, 3> face;  ///< C' at low faces
  std::vector<float> link;                 ///< C' between twins; empty without links
  std::vector<float> root, inverse_root;   ///< sqrt(D), 1/sqrt(D); 0 where there is no unknown
  std::vector<float> extra;                ///< share of low-rank terms in D; empty without them
  double least_dominance = 1;  ///< min over unknowns of d / (d + sum of faces): lower bound of the spectrum

  /// out = C' v on packed block p (512 values).
  void couple(std::size_t p, const float* v, float* out) const;
  /// x = a0 y + a1 B^-1 A' y with y = B^-1 r: two Chebyshev steps from zero. y is scratch (unused without
  /// links).
  double smooth_from_zero(const std::vector<float>& r, std::vector<float>& y, std::vector<float>& x, float a0,
                          float a1) const;
  /// x += a0 g + a1 B^-1 A' g with g = B^-1 (r - A' x); g is scratch. Returns r . x.
  double smooth(const std::vector<float>& r, std::vector<float>& x, std::vector<float>& g, float a0,
                float a1) const;

 private:
  void find_blocks(const LinearSystem& system);
  void spread_low_rank(const LinearSystem& system);
  void scale_block(const LinearSystem& system, std::size_t p);
  void sum_faces(const LinearSystem& system, std::size_t p, double* sum) const;
  double sum_rows(const LinearSystem& system, std::size_t p);
  void solve_pairs(std::size_t unit, float* v) const;
  double polynomial(const std::vector<float>& r, const std::vector<float>& y, std::vector<float>& x, float a0,
                    float a1, bool add) const;
};

}  // namespace sprue
