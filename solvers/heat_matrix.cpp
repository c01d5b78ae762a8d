#include "solvers/heat_matrix.h"

#include "solvers/simd_row.h"

namespace sprue {

namespace {

template <class To, class From>
To as(const From& row) {
  return __builtin_convertvector(row, To);
}

/// Conductances at the six faces of a row: those at its own low faces and those at the low faces of the rows above.
struct Faces {
  simd::FloatRow low[3], high[3];
  Faces(const HeatMatrix& a, const HeatRow& row, std::size_t r) {
    const auto load = [&](int d, std::size_t n) { return simd::load<simd::FloatRow>(a.face[d].data() + 8 * n); };
    const auto near = [&](std::size_t side) { return static_cast<std::size_t>(row.near[side]); };
    for (int d = 0; d < 3; ++d) low[d] = load(d, r);
    high[0] = simd::from_above(low[0], load(0, near(1)));
    high[1] = load(1, near(3));
    high[2] = load(2, near(5));
  }
};

/// sum over the faces of c (own - beside) on one row.
template <class Row, class T>
Row differences(const Faces& c, const HeatRow& row, const T* x, const Row& own) {
  const auto beside = [&](std::size_t side) { return simd::load<Row>(x + 8 * static_cast<std::size_t>(row.near[side])); };
  Row sum = as<Row>(c.low[0]) * (own - simd::from_below(beside(0), own)) + as<Row>(c.high[0]) * (own - simd::from_above(own, beside(1)));
  sum += as<Row>(c.low[1]) * (own - beside(2)) + as<Row>(c.high[1]) * (own - beside(3));
  sum += as<Row>(c.low[2]) * (own - beside(4)) + as<Row>(c.high[2]) * (own - beside(5));
  return sum;
}

}  // namespace

HeatMatrix::HeatMatrix(const HeatMesh& mesh) {
  const auto most = static_cast<std::size_t>(mesh.most());
  for (std::vector<float>* v : {&face[0], &face[1], &face[2], &inertia, &inverse}) v->reserve(most);
  resize(mesh);
}

void HeatMatrix::resize(const HeatMesh& mesh) {
  const auto first = static_cast<std::size_t>(mesh.metal_begin()), last = static_cast<std::size_t>(mesh.end());
  for (std::vector<float>* v : {&face[0], &face[1], &face[2], &inertia, &inverse}) {
    v->resize(first, 0.0f);
    v->resize(last, 0.0f);
  }
  link.assign(mesh.metal_size(), 0.0f);
  twin.assign(mesh.metal_size(), 0);
}

void HeatMatrix::face_sums(const HeatMesh& mesh, HeatMesh::Range range, float* sum) const {
  for (auto r = static_cast<std::size_t>(range.begin / 8); r < static_cast<std::size_t>(range.end / 8); ++r) {
    const Faces c(*this, mesh.rows()[r], r);
    simd::store(sum + 8 * r, ((c.low[0] + c.high[0]) + (c.low[1] + c.high[1])) + (c.low[2] + c.high[2]));
  }
}

void HeatMatrix::product(const HeatMesh& mesh, HeatMesh::Range range, const float* x, float* out) const {
  using Row = simd::FloatRow;
  for (auto r = static_cast<std::size_t>(range.begin / 8); r < static_cast<std::size_t>(range.end / 8); ++r) {
    const Row own = simd::load<Row>(x + 8 * r);
    simd::store(out + 8 * r, simd::load<Row>(inertia.data() + 8 * r) * own + differences(Faces(*this, mesh.rows()[r], r), mesh.rows()[r], x, own));
  }
}

void HeatMatrix::flow(const HeatMesh& mesh, HeatMesh::Range range, const double* t, double* net) const {
  using Row = simd::DoubleRow;
  for (auto r = static_cast<std::size_t>(range.begin / 8); r < static_cast<std::size_t>(range.end / 8); ++r)
    simd::store(net + 8 * r, -differences(Faces(*this, mesh.rows()[r], r), mesh.rows()[r], t, simd::load<Row>(t + 8 * r)));
}

}  // namespace sprue
