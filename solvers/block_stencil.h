/// The seven-point operator on one block, fp64, in difference form: y_i = d_i x_i + sum_f c_f (x_i - x_n) +
/// l_i (x_i - x_twin).
///
/// Neighbour rows are read where they lie (no halo): the caller gives the address of each of the six
/// neighbour blocks, or the empty block where there is none. The difference form keeps the residual of a
/// nearly constant x exact to the rounding of its differences.
#pragma once

#include <array>
#include <cstddef>

#include "solvers/linear_system.h"

namespace sprue {

struct BlockStencil {
  std::array<const double*, 3> face{};       ///< own low-face coefficients, 512 each
  std::array<const double*, 3> face_high{};  ///< those of the neighbours at +x, +y, +z
  const double* diagonal = nullptr;
  const double* link = nullptr;  ///< nullptr: no twin
};

/// Where x of the neighbour blocks lies: -x +x -y +y -z +z (nullptr: none) and of the twin.
template <class T>
struct NeighbourValues {
  std::array<const T*, 6> side{};
  const T* twin = nullptr;
};

/// Coefficients of block b of the system.
BlockStencil coefficients_of(const LinearSystem& system, std::size_t b);

/// y = A x on one block (without low-rank terms), computed in fp64 for T = double or float. x, y: 512 values,
/// not overlapping.
template <class T>
void apply_block(const BlockStencil& stencil, const NeighbourValues<T>& near, const T* x, double* y);
extern template void apply_block(const BlockStencil&, const NeighbourValues<double>&, const double*, double*);
extern template void apply_block(const BlockStencil&, const NeighbourValues<float>&, const float*, double*);

}  // namespace sprue
