#include "solvers/block_stencil.h"

#include "solvers/simd_row.h"

namespace sprue {

const double* empty_block() {
  alignas(64) static const double zeros[block_cells] = {};
  return zeros;
}

BlockStencil coefficients_of(const LinearSystem& system, std::size_t b) {
  const BlockTopology& t = *system.topology;
  BlockStencil s;
  for (std::size_t d = 0; d < 3; ++d) {
    const std::int32_t high = t.neighbour[b][2 * d + 1];
    s.face[d] = system.face[d].data() + b * block_cells;
    s.face_high[d] =
        high < 0 ? empty_block() : system.face[d].data() + static_cast<std::size_t>(high) * block_cells;
  }
  s.diagonal = system.diagonal.data() + b * block_cells;
  if (!system.link.empty() && t.twin[b] >= 0) s.link = system.link.data() + b * block_cells;
  s.x_side.fill(nullptr);
  return s;
}

void apply_block(const BlockStencil& s, const double* x, double* y) {
  using Row = simd::DoubleRow;
  const auto load = [](const double* p) { return simd::load<Row>(p); };
  // A missing low neighbour: the face would see x itself, so that it counts nothing.
  const auto side = [&](std::size_t n) { return s.x_side[n] != nullptr ? s.x_side[n] : empty_block(); };
  const double *xm = side(0), *xp = side(1), *ym = side(2), *yp = side(3), *zm = side(4), *zp = side(5);
  const Row none{};
  for (int k = 0; k < 8; ++k)
    for (int j = 0; j < 8; ++j) {
      const int o = (k * 8 + j) * 8;
      const Row own = load(x + o);
      Row sum = load(s.diagonal + o) * own;
      Row cx = load(s.face[0] + o);
      const Row cx_high = simd::from_above(cx, load(s.face_high[0] + o));
      if (s.x_side[0] == nullptr) cx[0] = 0;
      sum += cx * (own - simd::from_below(load(xm + o), own));
      sum += cx_high * (own - simd::from_above(own, load(xp + o)));
      const Row cy = j == 0 && s.x_side[2] == nullptr ? none : load(s.face[1] + o);
      const Row cy_high = load(j < 7 ? s.face[1] + o + 8 : s.face_high[1] + o - 56);
      sum += cy * (own - load(j > 0 ? x + o - 8 : ym + o + 56));
      sum += cy_high * (own - load(j < 7 ? x + o + 8 : yp + o - 56));
      const Row cz = k == 0 && s.x_side[4] == nullptr ? none : load(s.face[2] + o);
      const Row cz_high = load(k < 7 ? s.face[2] + o + 64 : s.face_high[2] + o - 448);
      sum += cz * (own - load(k > 0 ? x + o - 64 : zm + o + 448));
      sum += cz_high * (own - load(k < 7 ? x + o + 64 : zp + o - 448));
      if (s.link != nullptr) sum += load(s.link + o) * (own - load(s.x_twin + o));
      simd::store(y + o, sum);
    }
}

}  // namespace sprue
