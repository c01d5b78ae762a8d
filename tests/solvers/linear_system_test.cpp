#include "solvers/linear_system.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/parallel.h"
#include "solvers/multigrid.h"
#include "tests/solvers/linear_cases.h"

namespace sprue {
namespace {

using test::Case;

double norm_of(const std::vector<double>& v, const std::vector<char>& unknown) {
  double sum = 0;
  for (std::size_t s = 0; s < v.size(); ++s)
    if (unknown[s]) sum += v[s] * v[s];
  return std::sqrt(sum);
}

/// ||b - A x|| / ||b|| by the public operator, not by the solver's own sums.
double residual_of(const Case& c, const std::vector<double>& x) {
  std::vector<double> y(x.size());
  apply(c.system, x, y);
  for (std::size_t s = 0; s < y.size(); ++s) y[s] = c.system.rhs[s] - y[s];
  return norm_of(y, c.unknown) / norm_of(c.system.rhs, c.unknown);
}

struct Solved {
  std::vector<double> x;
  SolveReport report;
};

Solved solve(const Case& c, double tolerance, int limit = 60) {
  Solved s{std::vector<double>(c.system.rhs.size(), 0.0), {}};
  MultigridSolver solver(*c.topology);
  s.report = solver.solve(c.system, s.x, tolerance, limit);
  return s;
}

/// The report is honest: converged means that the residual formed outside the solver meets the tolerance.
void expect_converged(const Case& c, const Solved& s, double tolerance, int ceiling) {
  EXPECT_TRUE(s.report.converged);
  EXPECT_LE(s.report.iterations, ceiling);
  if (s.report.singular_components > 0) return;  // b itself was projected
  const double residual = residual_of(c, s.x);
  EXPECT_LE(residual, tolerance);
  EXPECT_NEAR(residual, s.report.residual, 1e-3 * tolerance + 1e-13);
}

/// Solution of the rows [A | b] by Gauss elimination (A positive definite: no pivoting).
std::vector<double> eliminate(std::vector<std::vector<double>> rows) {
  const std::size_t n = rows.size();
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = rows[i][k] / rows[k][k];
      for (std::size_t j = k; j <= n; ++j) rows[i][j] -= factor * rows[k][j];
    }
  std::vector<double> x(n);
  for (std::size_t i = n; i-- > 0;) {
    x[i] = rows[i][n];
    for (std::size_t j = i + 1; j < n; ++j) x[i] -= rows[i][j] * x[j];
    x[i] /= rows[i][i];
  }
  return x;
}

std::vector<double> operate(const LinearSystem& a, const std::vector<double>& x) {
  std::vector<double> y(x.size());
  apply(a, x, y);
  return y;
}

// -u'' = pi^2/L^2 u with u = sin(pi z / L), Dirichlet at half a cell beyond both ends: second order, error
// pi^2/24 (h/L)^2.
TEST(LinearSystem, SineBetweenTwoColdPlatesConvergesAtSecondOrder) {
  double error[2];
  for (int level = 0; level < 2; ++level) {
    const int n = 16 << level;
    Case c = test::box_case(8, 8, n, 2);
    const double h = 1.0 / n;
    const auto exact = [&](Slot s) { return std::sin(std::numbers::pi * (c.grid->cell_of(s).k + 0.5) * h); };
    for (Slot s = 0; s < c.grid->slots(); ++s) {
      const int k = c.grid->cell_of(s).k;
      if (k == 0 || k == n - 1) c.system.diagonal[s] = 2;
      c.system.rhs[s] = std::numbers::pi * std::numbers::pi * h * h * exact(s);
    }
    const Solved s = solve(c, 1e-12);
    EXPECT_TRUE(s.report.converged);
    error[level] = 0;
    for (Slot q = 0; q < c.grid->slots(); ++q)
      error[level] = std::max(error[level], std::abs(s.x[q] - exact(q)));
  }
  EXPECT_GT(std::log2(error[0] / error[1]), 1.9);
}

// b = A x for a chosen x with coefficients over four decades: the solver returns that x to condition number
// (~1e6) times tolerance.
TEST(LinearSystem, ManufacturedSolutionWithCoefficientsOverFourDecades) {
  Case c = test::box_case(24, 24, 24, 0.6);
  for (std::size_t d = 0; d < 3; ++d)
    for (Slot s = 0; s < c.grid->slots(); ++s)
      c.system.face[d][s] *= std::pow(10.0, 4 * test::noise(c.grid->cell_of(s), 20 + d) - 4);
  std::vector<double> exact(c.system.rhs.size(), 0.0);
  for (Slot s = 0; s < exact.size(); ++s)
    if (c.unknown[s]) exact[s] = test::noise(c.grid->cell_of(s), 30);
  c.system.rhs = operate(c.system, exact);
  const Solved s = solve(c, 1e-11, 100);
  expect_converged(c, s, 1e-11, 70);
  for (Slot q = 0; q < exact.size(); ++q) ASSERT_NEAR(s.x[q], exact[q], 1e-6);
}

// Ceilings: iterations to a true residual of 1e-5, whatever the size (findings part A: 10 for boxes and
// plates, 15 for networks).
TEST(LinearSystem, HalfFullBoxConvergesAtTheSameRateAtEverySize) {
  for (const int n : {16, 32, 64}) {
    const Case c = test::box_case(n, n, n, 0.5);
    expect_converged(c, solve(c, 1e-5), 1e-5, 10);
  }
}

TEST(LinearSystem, PlateWithIslands) {
  const Case c = test::plate_case(90, test::PlateKind::islands);
  expect_converged(c, solve(c, 1e-5), 1e-5, 10);
}

TEST(LinearSystem, ChannelNetworkThroughThePlate) {
  const Case c = test::plate_case(90, test::PlateKind::channels);
  expect_converged(c, solve(c, 1e-5), 1e-5, 15);
}

// Walls of 1.6 cells: aggregates that join both sides of a wall would need more than twice the iterations.
TEST(LinearSystem, ThinWallsSplitTheAggregates) {
  const Case c = test::plate_case(90, test::PlateKind::thin_walls);
  expect_converged(c, solve(c, 1e-5), 1e-5, 15);
}

TEST(LinearSystem, SlantedChannelsWithRandomAperturesDownToOneHundredth) {
  const Case c = test::channel_case(48, 0.01);
  expect_converged(c, solve(c, 1e-5), 1e-5, 20);
}

// A closed box takes any constant: b's mean cannot be balanced, is projected out and reported (sum |mean| *
// size), x has mean zero.
TEST(LinearSystem, ClosedBoxProjectsTheMean) {
  Case c = test::box_case(20, 20, 20, 2);
  double sum = 0;
  for (Slot s = 0; s < c.grid->slots(); ++s)
    if (c.unknown[s]) sum += c.system.rhs[s] += 0.25;
  const Solved s = solve(c, 1e-10);
  EXPECT_TRUE(s.report.converged);
  EXPECT_LE(s.report.iterations, 16);
  EXPECT_EQ(s.report.singular_components, 1);
  EXPECT_NEAR(s.report.projected_out, std::abs(sum), 1e-9 * std::abs(sum));
  double mean = 0, largest = 0;
  for (const double v : s.x) mean += v / 8000, largest = std::max(largest, std::abs(v));
  EXPECT_LT(std::abs(mean), 1e-12 * largest);
}

// Pockets that do not touch are solved each for itself: 27 closed boxes of 6^3, of which one has a Dirichlet
// cell.
TEST(LinearSystem, DisconnectedPocketsAreCountedAndBalancedOneByOne) {
  const auto kind = [](Index3 c) {
    return c.i % 8 < 6 && c.j % 8 < 6 && c.k % 8 < 6 ? test::Cell::metal : test::Cell::solid;
  };
  Case c = test::pressure_case(test::box_grid(24, 24, 24), kind, [](Index3, int) { return 1.0; });
  c.system.diagonal[0] = 1;
  const Solved s = solve(c, 1e-8);
  EXPECT_TRUE(s.report.converged);
  EXPECT_EQ(s.report.singular_components, 26);
  for (std::size_t b = 1; b < 27; ++b) {
    double mean = 0, largest = 0;
    for (std::size_t l = 0; l < block_cells; ++l) {
      mean += s.x[b * block_cells + l] / 216;
      largest = std::max(largest, std::abs(s.x[b * block_cells + l]));
    }
    EXPECT_LT(std::abs(mean), 1e-12 * largest);
    EXPECT_GT(largest, 0);
  }
}

TEST(LinearSystem, TwoLayersWithLinksAThousandTimesTheFaces) {
  const Case c = test::linked_case(32, 1e3, 0);
  expect_converged(c, solve(c, 1e-5), 1e-5, 12);
}

TEST(LinearSystem, TwoLayersWithWeakLinks) {
  const Case c = test::linked_case(32, 1e-2, 0);
  expect_converged(c, solve(c, 1e-5), 1e-5, 18);
}

// Inertia d against six faces of 1: Jacobi alone bounds the condition number by (d + 12) / d.
TEST(LinearSystem, DominantDiagonalNeedsFewIterations) {
  const Case strong = test::mass_case(32, 30), weak = test::mass_case(32, 0.02);
  expect_converged(strong, solve(strong, 1e-8), 1e-8, 10);
  expect_converged(weak, solve(weak, 1e-8), 1e-8, 12);
}

// Against a dense factorisation (another algorithm, all terms explicit): tolerance = condition (~1e3) times
// 1e-12.
TEST(LinearSystem, LowRankTermsAgainstDenseSolve) {
  Case c = test::box_case(7, 6, 5, 2);
  LowRankTerm gas{3.0, {}, {}}, pump{0.5, {}, {}};
  std::vector<Slot> unknowns;
  for (Slot s = 0; s < c.grid->slots(); ++s)
    if (c.unknown[s]) unknowns.push_back(s);
  for (const Slot s : unknowns) {
    const Index3 at = c.grid->cell_of(s);
    if (at.k == 4) gas.slots.push_back(s), gas.weights.push_back(0.5 + test::noise(at, 40));
    if (at.i == 0) pump.slots.push_back(s), pump.weights.push_back(-1);
  }
  c.system.low_rank = {gas, pump};
  const std::size_t n = unknowns.size();
  std::vector<std::vector<double>> a(n, std::vector<double>(n + 1));
  for (std::size_t j = 0; j < n; ++j) {
    std::vector<double> unit(c.system.rhs.size(), 0.0);
    unit[unknowns[j]] = 1;
    const std::vector<double> column = operate(c.system, unit);
    for (std::size_t i = 0; i < n; ++i) a[i][j] = column[unknowns[i]];
    a[j][n] = c.system.rhs[unknowns[j]];
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j) ASSERT_NEAR(a[i][j], a[j][i], 1e-13);
  const std::vector<double> exact = eliminate(std::move(a));
  const Solved s = solve(c, 1e-12);
  EXPECT_TRUE(s.report.converged);
  EXPECT_EQ(s.report.singular_components, 0);
  for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(s.x[unknowns[i]], exact[i], 1e-9);
}

// x . M y = y . M x to the rounding of fp32, x . M x > 0: what plain conjugate gradients ask of a
// preconditioner.
TEST(Multigrid, CycleIsSymmetricAndPositive) {
  const Case cases[] = {test::plate_case(64, test::PlateKind::thin_walls), test::channel_case(32, 0.01),
                        test::linked_case(24, 1e3, 0), test::mass_case(16, 1.0)};
  for (const Case& c : cases) {
    Multigrid m(*c.topology);
    m.setup(c.system);
    std::vector<float> v[2], mv[2];
    for (int n = 0; n < 2; ++n) {
      v[n].assign(m.blocks.slots(), 0.0f);
      for (std::size_t s = 0; s < v[n].size(); ++s)
        if (m.blocks.root[s] > 0)
          v[n][s] = static_cast<float>(test::noise({static_cast<int>(s), n, 0}, 50) - 0.5);
      m.r = v[n];
      m.cycle();
      mv[n] = m.z;
    }
    const auto product = [](const std::vector<float>& a, const std::vector<float>& b) {
      double sum = 0;
      for (std::size_t s = 0; s < a.size(); ++s) sum += static_cast<double>(a[s]) * b[s];
      return sum;
    };
    const double scale = std::sqrt(product(v[0], mv[0]) * product(v[1], mv[1]));
    EXPECT_GT(product(v[0], mv[0]), 0);
    EXPECT_GT(product(v[1], mv[1]), 0);
    EXPECT_NEAR(product(v[0], mv[1]), product(v[1], mv[0]), 1e-5 * scale);
  }
}

TEST(LinearSystem, SameBitsWithOneAndTwoThreads) {
  const Case cases[] = {test::plate_case(64, test::PlateKind::thin_walls), test::linked_case(24, 10, 0)};
  for (const Case& c : cases) {
    std::vector<double> x[2];
    for (int n = 0; n < 2; ++n) {
      const ThreadLimit limit(n + 1);
      x[n] = solve(c, 1e-6).x;
    }
    EXPECT_EQ(x[0], x[1]);
  }
}

// Empty rows are no unknowns: what the caller left there is cleared, and b there does not count.
TEST(LinearSystem, EmptyRowsAreZeroAndDoNotCount) {
  Case c = test::box_case(16, 16, 16, 0.5);
  for (Slot s = 0; s < c.grid->slots(); ++s)
    if (!c.unknown[s]) c.system.rhs[s] = 1e9;
  std::vector<double> x(c.system.rhs.size(), 5.0);
  const SolveReport report = MultigridSolver(*c.topology).solve(c.system, x, 1e-8, 40);
  EXPECT_TRUE(report.converged);
  for (Slot s = 0; s < c.grid->slots(); ++s) EXPECT_TRUE(c.unknown[s] || x[s] == 0);
  EXPECT_LE(residual_of(c, x), 1e-8);
}

// A good first guess is used; b = 0 gives x = 0; an unreachable tolerance is reported as not converged, with
// the true residual.
TEST(LinearSystem, ReportsAreHonest) {
  const Case c = test::box_case(16, 16, 16, 0.5);
  Solved s = solve(c, 1e-6);
  MultigridSolver solver(*c.topology);
  EXPECT_EQ(solver.solve(c.system, s.x, 2e-6, 40).iterations, 0);
  const SolveReport best = solver.solve(c.system, s.x, 1e-30, 200);
  EXPECT_FALSE(best.converged);
  EXPECT_LT(best.residual, 1e-12);
  EXPECT_NEAR(best.residual, residual_of(c, s.x), 1e-13);
  Case zero = test::box_case(8, 8, 8, 0.5);
  std::fill(zero.system.rhs.begin(), zero.system.rhs.end(), 0.0);
  std::vector<double> x(zero.system.rhs.size(), 1.0);
  EXPECT_TRUE(MultigridSolver(*zero.topology).solve(zero.system, x, 1e-6, 10).converged);
  EXPECT_EQ(*std::max_element(x.begin(), x.end()), 0);
}

}  // namespace
}  // namespace sprue
