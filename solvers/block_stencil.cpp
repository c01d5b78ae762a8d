#include "solvers/block_stencil.h"

#include "solvers/simd_row.h"

namespace sprue {

namespace {

template <class T>
const T* empty_block() {
  alignas(64) static const T zeros[block_cells] = {};
  return zeros;
}

simd::DoubleRow load_row(const double* p) { return simd::load<simd::DoubleRow>(p); }
simd::DoubleRow load_row(const float* p) {
  return __builtin_convertvector(simd::load<simd::FloatRow>(p), simd::DoubleRow);
}

}  // namespace

BlockStencil coefficients_of(const LinearSystem& system, std::size_t b) {
  const BlockTopology& t = *system.topology;
  BlockStencil s;
  for (std::size_t d = 0; d < 3; ++d) {
    const std::int32_t high = t.neighbour[b][2 * d + 1];
    s.face[d] = system.face[d].data() + b * block_cells;
    s.face_high[d] = high < 0 ? empty_block<double>()
                              : system.face[d].data() + static_cast<std::size_t>(high) * block_cells;
  }
  s.diagonal = system.diagonal.data() + b * block_cells;
  if (!system.link.empty() && t.twin[b] >= 0) s.link = system.link.data() + b * block_cells;
  return s;
}

template <class T>
void apply_block(const BlockStencil& s, const NeighbourValues<T>& near, const T* x, double* y) {
  using Row = simd::DoubleRow;
  const auto side = [&](std::size_t n) { return near.side[n] != nullptr ? near.side[n] : empty_block<T>(); };
  const T *xm = side(0), *xp = side(1), *ym = side(2), *yp = side(3), *zm = side(4), *zp = side(5);
  const bool open_x = near.side[0] != nullptr;  // a face to a missing block counts nothing
  const double* cy_first = near.side[2] != nullptr ? s.face[1] : empty_block<double>();
  const double* cz_first = near.side[4] != nullptr ? s.face[2] : empty_block<double>();
  for (int k = 0; k < 8; ++k)
    for (int j = 0; j < 8; ++j) {
      const int o = (k * 8 + j) * 8;
      const Row own = load_row(x + o);
      Row sum = load_row(s.diagonal + o) * own;
      Row cx = load_row(s.face[0] + o);
      const Row cx_high = simd::from_above(cx, load_row(s.face_high[0] + o));
      if (!open_x) cx[0] = 0;
      sum += cx * (own - simd::from_below(load_row(xm + o), own));
      sum += cx_high * (own - simd::from_above(own, load_row(xp + o)));
      sum += load_row((j > 0 ? s.face[1] : cy_first) + o) * (own - load_row(j > 0 ? x + o - 8 : ym + o + 56));
      sum += load_row(j < 7 ? s.face[1] + o + 8 : s.face_high[1] + o - 56) *
             (own - load_row(j < 7 ? x + o + 8 : yp + o - 56));
      sum +=
          load_row((k > 0 ? s.face[2] : cz_first) + o) * (own - load_row(k > 0 ? x + o - 64 : zm + o + 448));
      sum += load_row(k < 7 ? s.face[2] + o + 64 : s.face_high[2] + o - 448) *
             (own - load_row(k < 7 ? x + o + 64 : zp + o - 448));
      if (s.link != nullptr) sum += load_row(s.link + o) * (own - load_row(near.twin + o));
      simd::store(y + o, sum);
    }
}

template void apply_block(const BlockStencil&, const NeighbourValues<double>&, const double*, double*);
template void apply_block(const BlockStencil&, const NeighbourValues<float>&, const float*, double*);

}  // namespace sprue
