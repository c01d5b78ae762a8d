#include "solvers/compact_system.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace sprue {
namespace {

/// -x'' = f on a row of n cells between two ends held at 0 (half a cell away: face 2).
CompactSystem row_of(int n) {
  CompactSystem system;
  system.resize(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) {
    CompactSystem::Row& row = system.rows[static_cast<std::size_t>(i)];
    row = {};
    row.low = {i > 0 ? i - 1 : -1, -1, -1};
    row.high = {i + 1 < n ? i + 1 : -1, -1, -1};
    row.face[0] = i > 0 ? 1 : 0;
    row.diagonal = i == 0 || i + 1 == n ? 2 : 0;
  }
  return system;
}

// x = sin(pi (i + 1/2) / n) is an eigenvector with eigenvalue 2 - 2 cos(pi / n); conjugate gradients find it exactly.
TEST(CompactSystem, SolvesARow) {
  const int n = 40;
  CompactSystem system = row_of(n);
  const double eigenvalue = 2 - 2 * std::cos(std::numbers::pi / n);
  for (int i = 0; i < n; ++i) {
    system.rhs[static_cast<std::size_t>(i)] = eigenvalue * std::sin(std::numbers::pi * (i + 0.5) / n);
    system.x[static_cast<std::size_t>(i)] = i % 3;
  }
  const SolveReport report = system.solve(1e-12, 200);
  EXPECT_TRUE(report.converged);
  EXPECT_LE(report.iterations, n + 5) << "at most one an unknown, but for rounding";
  for (int i = 0; i < n; ++i) EXPECT_NEAR(system.x[static_cast<std::size_t>(i)], std::sin(std::numbers::pi * (i + 0.5) / n), 1e-9);
}

// A row without diagonal and faces is no unknown; it disturbs nobody.
TEST(CompactSystem, EmptyRowIsZero) {
  CompactSystem system;
  system.resize(2);
  system.rows[0] = {};
  system.rows[0].low = system.rows[0].high = {-1, -1, -1};
  system.rows[1] = system.rows[0];
  system.rows[1].diagonal = 4;
  system.rhs = {5, 8};
  system.x = {7, 0};
  const SolveReport report = system.solve(1e-12, 10);
  EXPECT_TRUE(report.converged);
  EXPECT_EQ(system.x[0], 0);
  EXPECT_NEAR(system.x[1], 2, 1e-15);
}

}  // namespace
}  // namespace sprue
