/// Cholesky factor of a small dense symmetric positive definite matrix (the coarsest level).
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace sprue {

struct DenseCholesky {
  std::size_t size = 0;
  std::vector<double> factor;  ///< row-major lower triangle L, A = L L^T

  /// a: row-major, positive definite; at most some hundred rows.
  DenseCholesky(std::vector<double> a, std::size_t n) : size(n), factor(std::move(a)) {
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j <= i; ++j) {
        double sum = factor[i * n + j];
        for (std::size_t k = 0; k < j; ++k) sum -= factor[i * n + k] * factor[j * n + k];
        factor[i * n + j] = i == j ? std::sqrt(sum) : sum / factor[j * n + j];
      }
  }

  void solve(std::vector<double>& x) const {
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t k = 0; k < i; ++k) x[i] -= factor[i * size + k] * x[k];
      x[i] /= factor[i * size + i];
    }
    for (std::size_t i = size; i-- > 0;) {
      x[i] /= factor[i * size + i];
      for (std::size_t k = 0; k < i; ++k) x[k] -= factor[i * size + k] * x[i];
    }
  }
};

}  // namespace sprue
