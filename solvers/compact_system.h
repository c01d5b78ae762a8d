/// A sparse system on a short list of unknowns on the lattice, each joined to at most six others; solved by conjugate gradients with the
/// diagonal as preconditioner. For what couples weakly (dt nu / h^2 small) or lies in a layer one or two cells thick beside known values
/// a few passes over the list do, where the multigrid of linear_system.h would visit every block.
///
///   diagonal_n x_n + sum over the six of face (x_n - x_m) = rhs_n,   face, diagonal >= 0
///
/// A row without diagonal and faces is no unknown: x = 0 there.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "solvers/linear_system.h"

namespace sprue {

class CompactSystem {
 public:
  struct Row {
    double diagonal = 0;
    std::array<double, 3> face{};                // to the unknown below, by axis
    std::array<std::int32_t, 3> low{}, high{};   // numbers of those beside; -1 = none
  };
  std::vector<Row> rows;
  std::vector<double> rhs, x;   // x: first guess and solution

  void resize(std::size_t count);
  std::size_t size() const { return rows.size(); }
  /// Residuals are measured by sqrt(r . r / D), D the whole diagonal. tolerance: of that of rhs; absolute: in its own units.
  SolveReport solve(double tolerance, int most_iterations, double absolute = 0);

 private:
  double high_face(const Row& row, std::size_t e) const { return row.high[e] < 0 ? 0 : rows[static_cast<std::size_t>(row.high[e])].face[e]; }
  double product(const std::vector<double>& v, std::size_t n) const;

  std::vector<double> inverse_, r_, p_, q_;
};

}  // namespace sprue
