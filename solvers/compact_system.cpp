#include "solvers/compact_system.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr std::size_t grain = 1024;   // unknowns a chunk

}  // namespace

void CompactSystem::resize(std::size_t count) {
  rows.resize(count);
  for (std::vector<double>* v : {&rhs, &x, &inverse_, &r_, &p_, &q_}) v->resize(count);
}

double CompactSystem::product(const std::vector<double>& v, std::size_t n) const {
  const Row& row = rows[n];
  double sum = row.diagonal * v[n];
  for (std::size_t e = 0; e < 3; ++e) {
    if (row.low[e] >= 0) sum += row.face[e] * (v[n] - v[static_cast<std::size_t>(row.low[e])]);
    if (row.high[e] >= 0) sum += high_face(row, e) * (v[n] - v[static_cast<std::size_t>(row.high[e])]);
  }
  return sum;
}

SolveReport CompactSystem::solve(double tolerance, int most_iterations, double absolute) {
  const auto each = [&](auto&& f) {   // f(n) for every unknown; the sum of what it returns
    return parallel_sum((size() + grain - 1) / grain, [&](std::size_t c) {
      double total = 0;
      for (std::size_t n = c * grain; n < std::min(size(), (c + 1) * grain); ++n) total += f(n);
      return total;
    });
  };
  each([&](std::size_t n) {
    double sum = rows[n].diagonal;
    for (std::size_t e = 0; e < 3; ++e) sum += rows[n].face[e] + high_face(rows[n], e);
    return inverse_[n] = sum > 0 ? 1 / sum : 0;
  });
  SolveReport report;
  const double scale = std::sqrt(each([&](std::size_t n) { return rhs[n] * rhs[n] * inverse_[n]; }));
  double rz = each([&](std::size_t n) {
    if (inverse_[n] == 0) x[n] = 0;
    r_[n] = rhs[n] - product(x, n);
    p_[n] = inverse_[n] * r_[n];
    return r_[n] * p_[n];
  });
  const double enough = std::max(tolerance * scale, absolute);
  while (std::sqrt(rz) > enough && report.iterations < most_iterations) {
    const double curvature = each([&](std::size_t n) { return p_[n] * (q_[n] = product(p_, n)); });
    const double step = rz / curvature;
    const double next = each([&](std::size_t n) {
      x[n] += step * p_[n];
      r_[n] -= step * q_[n];
      return r_[n] * r_[n] * inverse_[n];
    });
    each([&](std::size_t n) { return p_[n] = inverse_[n] * r_[n] + (next / rz) * p_[n]; });
    rz = next;
    ++report.iterations;
  }
  report.residual = scale > 0 ? std::sqrt(rz) / scale : 0;
  report.converged = std::sqrt(rz) <= enough;
  return report;
}

}  // namespace sprue
