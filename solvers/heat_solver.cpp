#include "solvers/heat_solver.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/simd_row.h"

namespace sprue {

namespace {

constexpr double smooth_low = 0.4, smooth_high = 2.0;
constexpr int steps = 2;
constexpr double relaxed_from = 30;   // of the target: rows over it by less are relaxed one by one
constexpr std::size_t few = 200;      // where they are one in so many
std::size_t at(Unknown u) { return static_cast<std::size_t>(u); }

double product_sum(const float* a, const float* b, HeatMesh::Range range) {
  return simd::product_sum(a + range.begin, b + range.begin, range.end - range.begin);
}

}  // namespace

HeatSolver::HeatSolver(const HeatMesh& mesh, const HeatMatrix& matrix, const SolvedRows& rows)
    : mesh_(mesh), matrix_(matrix), rows_(rows), polynomial_(chebyshev(smooth_low, smooth_high, steps)) {
  for (std::unique_ptr<float[]>* v : {&p_, &q_, &inverse_, &s_, &y_, &z_}) {
    v->reset(new float[at(mesh.most())]);
    std::fill_n(v->get(), HeatMesh::row_length, 0.0f);   // stand for every missing neighbour
  }
  find_candidates();
}

template <class Body>
double HeatSolver::sum(Part part, Body body) const {
  double total = 0;
  if (mould_in_cycle() == (part == Part::cycle))
    total += parallel_sum(rows_.solved_runs().size(), [&](std::size_t i) { return body(rows_.solved_runs()[i]); });
  if ((cycle_begin_ < mesh_.end()) == (part == Part::cycle))
    total += parallel_sum(mesh_.metal_blocks().size(), [&](std::size_t i) { return body(mesh_.metal_in(mesh_.metal_blocks()[i])); });
  return total;
}

/// Sum of body(range, whether of metal) over all unknowns.
template <class T, class Body>
T HeatSolver::sum_of_all(Body body) const {
  T total = parallel_sum<T>(rows_.solved_runs().size(), [&](std::size_t i) { return body(rows_.solved_runs()[i], false); });
  return total += parallel_sum<T>(mesh_.metal_blocks().size(), [&](std::size_t i) { return body(mesh_.metal_in(mesh_.metal_blocks()[i]), true); });
}

/// out = A x on the cycle's block.
void HeatSolver::apply(const float* x, float* out) const {
  each(Part::cycle, [&](HeatMesh::Range range) {
    matrix_.product(mesh_, range, x, out);
    for (const Link& l : links_in(range)) {   // mould of the same block: done before, and by no one else
      const float heat = l.left * (mould_in_cycle() ? x[l.metal] - x[l.mould] : x[l.metal]);
      out[l.metal] += heat;
      if (mould_in_cycle()) out[l.mould] -= heat;
    }
  });
}

/// q = A p; returns p . A p.
double HeatSolver::apply_to_direction() {
  const float* p = p_.get();
  float* q = q_.get();
  return sum_of_all([&](HeatMesh::Range range, bool) {
    matrix_.product(mesh_, range, p, q);
    double links = product_sum(p, q, range);
    for (const Link& l : links_in(range)) {
      const float difference = p[l.metal] - p[l.mould], heat = l.whole * difference;
      q[l.metal] += heat;
      q[l.mould] -= heat;
      links += static_cast<double>(heat) * static_cast<double>(difference);
    }
    return links;
  });
}

void HeatSolver::smooth_from_zero() {
  const float a0 = polynomial_[0], a1 = polynomial_[1];
  const float *inverse = inverse_.get(), *s = s_.get();
  float *y = y_.get(), *z = z_.get();
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) y[u] = inverse[u] * s[u];
  });
  apply(y, z);
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) z[u] = a0 * y[u] + a1 * inverse[u] * z[u];
  });
}

void HeatSolver::smooth() {
  const float a0 = polynomial_[0], a1 = polynomial_[1];
  const float *inverse = inverse_.get(), *s = s_.get();
  float *y = y_.get(), *z = z_.get(), *out = q_.get();   // q is free between two directions
  apply(z, out);
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) y[u] = inverse[u] * (s[u] - out[u]);
  });
  apply(y, out);
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) z[u] += a0 * y[u] + a1 * inverse[u] * out[u];
  });
}

void HeatSolver::coarse_correction() {
  GraphLevel& level = graphs_.first();
  const float* s = s_.get();
  float *z = z_.get(), *out = q_.get();
  apply(z, out);
  std::fill(level.r.begin(), level.r.end(), 0.0f);
  each(Part::cycle, [&](HeatMesh::Range range) {   // the cells of a node lie in one block
    for (Unknown u = range.begin; u < range.end; ++u)
      if (const std::int32_t n = node_[at(u - cycle_begin_)]; n >= 0) level.r[at(n)] += s[u] - out[u];
  });
  for (std::size_t n = 0; n < level.size; ++n) level.r[n] *= level.inverse_root[n];
  graphs_.cycle();
  for (std::size_t n = 0; n < level.size; ++n) level.x[n] *= level.inverse_root[n];
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u)
      if (const std::int32_t n = node_[at(u - cycle_begin_)]; n >= 0) z[u] += level.x[at(n)];
  });
}

/// z = M r in the cycle, with the mould eliminated beside it; returns its share of r . M r.
double HeatSolver::precondition(const float* r) {
  if (cycle_begin_ == mesh_.end()) return 0;
  const float* plain = q_.get();   // D^-1 r, see advance
  float* s = s_.get();
  each(Part::cycle, [&](HeatMesh::Range range) {
    std::copy(r + range.begin, r + range.end, s + range.begin);
    if (mould_in_cycle()) return;
    for (const Link& l : links_in(range)) s[l.metal] += l.whole * plain[l.mould];
  });
  smooth_from_zero();
  if (coarse_) coarse_correction();
  smooth();
  return sum(Part::cycle, [&](HeatMesh::Range range) { return product_sum(s, z_.get(), range); });
}

/// Largest residual over the inertia of its row, K.
double HeatSolver::warmth(const float* r, double least_inertia) const {
  const float *inertia = matrix_.inertia.data(), least = static_cast<float>(least_inertia);
  const auto largest = [&](HeatMesh::Range range) {
    float most = 0;
    for (Unknown u = range.begin; u < range.end; ++u) most = std::max(most, std::abs(r[u]) / std::max(inertia[u], least));
    return static_cast<double>(most);
  };
  const double mould = parallel_max(rows_.solved_runs().size(), 0.0, [&](std::size_t i) { return largest(rows_.solved_runs()[i]); });
  return parallel_max(mesh_.metal_blocks().size(), mould, [&](std::size_t i) { return largest(mesh_.metal_in(mesh_.metal_blocks()[i])); });
}

/// What is needed of a residual: r . r and the plain part's r . M r.
struct HeatSolver::Iteration {
  double square = 0, plain = 0;
  Iteration& operator+=(const Iteration& o) { return square += o.square, plain += o.plain, *this; }
};

/// x += alpha p, r -= alpha q, then q = D^-1 r (of pairs their block's inverse) in the plain part, where the direction's next part is read.
HeatSolver::Iteration HeatSolver::advance(float alpha, float* r, float* x) {
  using Row = simd::FloatRow;
  using Wide = simd::DoubleRow;
  const float *p = p_.get(), *inverse = matrix_.inverse.data();
  float* q = q_.get();
  Iteration now = sum_of_all<Iteration>([&](HeatMesh::Range range, bool metal) {
    const bool plain = metal ? cycle_begin_ == mesh_.end() : !mould_in_cycle();
    Wide square{}, weighted{};
    for (Unknown u = range.begin; u < range.end; u += HeatMesh::row_length) {
      const Row left = simd::load<Row>(r + u) - alpha * simd::load<Row>(q + u);
      simd::store(x + u, simd::load<Row>(x + u) + alpha * simd::load<Row>(p + u));
      simd::store(r + u, left);
      const Wide value = __builtin_convertvector(left, Wide);
      square += value * value;
      if (!plain) continue;
      const Row part = simd::load<Row>(inverse + u) * left;
      simd::store(q + u, part);
      weighted += value * __builtin_convertvector(part, Wide);
    }
    Iteration sum;
    for (int l = 0; l < HeatMesh::row_length; ++l) sum += {square[l], weighted[l]};
    return sum;
  });
  for (const Pair& pair : pairs_) {
    const float a = r[pair.first], b = r[pair.second];
    const float first = pair.inverse[0] * a + pair.inverse[1] * b, second = pair.inverse[1] * a + pair.inverse[2] * b;
    now.plain += static_cast<double>(a) * static_cast<double>(first - q[pair.first]) + static_cast<double>(b) * static_cast<double>(second - q[pair.second]);
    q[pair.first] = first;
    q[pair.second] = second;
  }
  return now;
}

/// p = M r + beta p.
void HeatSolver::turn(float beta) {
  float *p = p_.get();
  const float *z = z_.get(), *q = q_.get(), *inverse = matrix_.inverse.data();
  each(Part::plain, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) p[u] = q[u] + beta * p[u];
  });
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) p[u] = z[u] + beta * p[u];
    if (mould_in_cycle()) return;
    for (const Link& l : links_in(range)) p[l.mould] += l.whole * inverse[l.mould] * z[l.metal];
  });
  if (cycle_begin_ == mesh_.end()) return;
  const auto pull = [&](Unknown mould) {   // of the metal in the same slot
    const Unknown metal = mesh_.metal_of(mesh_.slot(mould));
    return metal > 0 ? matrix_.link[mesh_.metal_index(metal)] * z[metal] : 0.0f;
  };
  for (const Pair& pair : pairs_) {
    const float a = pull(pair.first), b = pull(pair.second);
    p[pair.first] += (pair.inverse[0] - inverse[pair.first]) * a + pair.inverse[1] * b;
    p[pair.second] += pair.inverse[1] * a + (pair.inverse[2] - inverse[pair.second]) * b;
  }
}

SolveReport HeatSolver::solve(float* r, float* x, const Target& target, int most_iterations) {
  SolveReport report;
  for (const std::int32_t row : rows_.outside_rows())   // mould that is not solved for does not change
    for (float* v : {p_.get(), y_.get(), z_.get()}) std::fill_n(v + row * HeatMesh::row_length, HeatMesh::row_length, 0.0f);
  for (const Part part : {Part::plain, Part::cycle})
    each(part, [&](HeatMesh::Range range) {
      for (float* v : {x, p_.get(), q_.get()}) std::fill(v + range.begin, v + range.end, 0.0f);
    });
  Iteration now = advance(0, r, x);
  const double size = now.square;
  right_side_ = std::sqrt(size);
  const double enough = target.norm * std::max(right_side_, target.reference);
  report.converged = size == 0;
  double before = 0;
  bool fresh = true;   // no direction before this one
  while (!report.converged && report.iterations < most_iterations) {
    const double product = now.plain + precondition(r);
    if (!(product > 0)) break;
    turn(fresh ? 0.0f : static_cast<float>(product / before));
    fresh = false;
    before = product;
    const double curvature = apply_to_direction();
    if (!(curvature > 0)) break;
    now = advance(static_cast<float>(product / curvature), r, x);
    ++report.iterations;
    if (now.square > enough * enough) continue;
    const double warmest = warmth(r, target.least_inertia);
    report.converged = warmest <= target.warmth;
    if (report.converged || warmest > relaxed_from * target.warmth) continue;
    std::vector<Unknown> left = too_warm(r, target);
    if (left.size() > at(mesh_.end()) / few) continue;
    report.converged = relax(left, r, x, target);
    if (fresh = !report.converged; fresh) now = advance(0, r, x);
  }
  report.residual = size > 0 ? std::sqrt(now.square / size) : 0.0;
  return report;
}

}  // namespace sprue
