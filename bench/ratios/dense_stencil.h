/// The seven-point operator of linear_system.h on one dense array: what the blocks are measured against.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace sprue::bench {

/// A box of nx x ny x nz cells, x fastest, with a layer of empty cells around it.
class DenseOperator {
 public:
  DenseOperator(std::size_t nx, std::size_t ny, std::size_t nz);
  std::size_t cells() const { return nx_ * ny_ * nz_; }
  void apply();  ///< y = A x
  double sum() const;

 private:
  std::size_t at(std::size_t i, std::size_t j, std::size_t k) const { return ((k + 1) * (ny_ + 2) + j + 1) * (nx_ + 2) + i + 1; }
  std::size_t nx_, ny_, nz_;
  std::array<std::vector<double>, 3> face_;
  std::vector<double> diagonal_, x_, y_;
};

}  // namespace sprue::bench
