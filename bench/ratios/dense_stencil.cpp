#include "bench/ratios/dense_stencil.h"

#include "engine/core/parallel.h"

namespace sprue::bench {

DenseOperator::DenseOperator(std::size_t nx, std::size_t ny, std::size_t nz) : nx_(nx), ny_(ny), nz_(nz) {
  const std::size_t slots = (nx + 2) * (ny + 2) * (nz + 2);
  for (auto& f : face_) f.assign(slots, 0.0);
  diagonal_.assign(slots, 0.0);
  x_.assign(slots, 0.0);
  y_.assign(slots, 0.0);
  for (std::size_t k = 0; k < nz; ++k)
    for (std::size_t j = 0; j < ny; ++j)
      for (std::size_t i = 0; i < nx; ++i) {
        const std::size_t s = at(i, j, k);
        x_[s] = 1;
        face_[0][s] = i > 0;
        face_[1][s] = j > 0;
        face_[2][s] = k > 0;
      }
}

void DenseOperator::apply() {
  const std::size_t up = nx_ + 2, deep = up * (ny_ + 2);
  parallel_chunks(nz_, 4, [&](std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k)
      for (std::size_t j = 0; j < ny_; ++j) {
        const std::size_t o = at(0, j, k);
        const double *x = x_.data() + o, *d = diagonal_.data() + o, *cx = face_[0].data() + o, *cy = face_[1].data() + o, *cz = face_[2].data() + o;
        double* __restrict y = y_.data() + o;
        for (std::size_t i = 0; i < nx_; ++i) {
          const double own = x[i];
          y[i] = d[i] * own + cx[i] * (own - x[i - 1]) + cx[i + 1] * (own - x[i + 1]) + cy[i] * (own - x[i - up]) + cy[i + up] * (own - x[i + up]) +
                 cz[i] * (own - x[i - deep]) + cz[i + deep] * (own - x[i + deep]);
        }
      }
  });
}

double DenseOperator::sum() const {
  double total = 0;
  for (const double v : y_) total += v;
  return total;
}

}  // namespace sprue::bench
