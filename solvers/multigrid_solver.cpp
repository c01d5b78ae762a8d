#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "solvers/block_stencil.h"
#include "solvers/linear_system.h"
#include "solvers/multigrid.h"

namespace sprue {

namespace {

struct Norms {
  double square = 0, largest = 0;
  Norms& operator+=(const Norms& o) {
    square += o.square;
    largest = std::max(largest, o.largest);
    return *this;
  }
};

constexpr int most_restarts = 6;

}  // namespace

/// Preconditioned conjugate gradients (Hestenes and Stiefel) on packed fp64 vectors.
struct MultigridSolver::Impl {
  explicit Impl(const BlockTopology& t) : topology(&t), multigrid(t) {}

  const BlockTopology* topology;
  Multigrid multigrid;
  const LinearSystem* system = nullptr;
  std::vector<double> x, b, r, p, q;
  float scale = 1;  ///< brings r near 1 for the fp32 preconditioner; constant over a solve, so that M stays
                    ///< one operator

  std::size_t count() const { return multigrid.blocks.block_count(); }

  void gather(std::span<const double> from, std::vector<double>& to) const {
    const PackedBlocks& blocks = multigrid.blocks;
    parallel_for(count(), [&](std::size_t n) {
      const std::size_t o = (n + 1) * block_cells,
                        s = static_cast<std::size_t>(blocks.block[n + 1]) * block_cells;
      for (std::size_t i = 0; i < block_cells; ++i) to[o + i] = blocks.root[o + i] > 0 ? from[s + i] : 0.0;
    });
  }

  void scatter(std::span<double> to) const {
    const PackedBlocks& blocks = multigrid.blocks;
    parallel_for(topology->coordinates.size(), [&](std::size_t t) {
      const auto o = static_cast<std::size_t>(blocks.packed[t]) * block_cells;
      std::copy_n(x.data() + o, block_cells, to.data() + t * block_cells);
    });
  }

  Slot packed_slot(Slot s) const {
    return static_cast<Slot>(multigrid.blocks.packed[s / block_cells]) * block_cells + s % block_cells;
  }

  /// out = A v without low-rank terms on packed block p.
  void apply_to_block(std::size_t block, const std::vector<double>& v, double* out) const {
    const PackedBlocks& blocks = multigrid.blocks;
    BlockStencil stencil = coefficients_of(*system, static_cast<std::size_t>(blocks.block[block]));
    for (std::size_t side = 0; side < 6; ++side)
      if (blocks.neighbour[block][side] != 0)
        stencil.x_side[side] =
            v.data() + static_cast<std::size_t>(blocks.neighbour[block][side]) * block_cells;
    stencil.x_twin = v.data() + static_cast<std::size_t>(blocks.twin[block]) * block_cells;
    apply_block(stencil, v.data() + block * block_cells, out);
  }

  void add_low_rank(const std::vector<double>& v, std::vector<double>& out, double sign) const {
    for (const LowRankTerm& term : system->low_rank) {
      double product = 0;
      for (std::size_t n = 0; n < term.slots.size(); ++n)
        product += term.weights[n] * v[packed_slot(term.slots[n])];
      for (std::size_t n = 0; n < term.slots.size(); ++n) {
        const Slot s = packed_slot(term.slots[n]);
        if (multigrid.blocks.root[s] > 0) out[s] += sign * term.beta * term.weights[n] * product;
      }
    }
  }

  Norms norms(const std::vector<double>& v) const {
    return parallel_sum<Norms>(count(), [&](std::size_t n) {
      Norms sum;
      for (std::size_t i = (n + 1) * block_cells; i < (n + 2) * block_cells; ++i) {
        sum.square += v[i] * v[i];
        sum.largest = std::max(sum.largest, std::abs(v[i]));
      }
      return sum;
    });
  }

  double product(const std::vector<double>& v, const std::vector<double>& w) const {
    return parallel_sum(count(), [&](std::size_t n) {
      double sum = 0;
      for (std::size_t i = (n + 1) * block_cells; i < (n + 2) * block_cells; ++i) sum += v[i] * w[i];
      return sum;
    });
  }

  /// r = b - A x in fp64.
  Norms true_residual() {
    parallel_for(count(), [&](std::size_t n) {
      const std::size_t o = (n + 1) * block_cells;
      apply_to_block(n + 1, x, r.data() + o);
      for (std::size_t i = o; i < o + block_cells; ++i) r[i] = b[i] - r[i];
    });
    add_low_rank(x, r, -1);
    return norms(r);
  }

  /// z = M r into q (unscaled fp64, without the means of singular components).
  void precondition() {
    const PackedBlocks& blocks = multigrid.blocks;
    parallel_for(count(), [&](std::size_t n) {
      for (std::size_t i = (n + 1) * block_cells; i < (n + 2) * block_cells; ++i)
        multigrid.r[i] = static_cast<float>(r[i] * static_cast<double>(scale)) * blocks.inverse_root[i];
    });
    multigrid.cycle();
    parallel_for(count(), [&](std::size_t n) {
      for (std::size_t i = (n + 1) * block_cells; i < (n + 2) * block_cells; ++i)
        q[i] = static_cast<double>(multigrid.z[i] * blocks.inverse_root[i]);
    });
    multigrid.remove_means(q);
  }

  /// One step along p; updates x and r.
  Norms step(double rz) {
    parallel_for(count(), [&](std::size_t n) { apply_to_block(n + 1, p, q.data() + (n + 1) * block_cells); });
    add_low_rank(p, q, 1);
    const double curvature = product(p, q);
    const double alpha = curvature > 0 ? rz / curvature : 0.0;
    return parallel_sum<Norms>(count(), [&](std::size_t n) {
      Norms sum;
      for (std::size_t i = (n + 1) * block_cells; i < (n + 2) * block_cells; ++i) {
        x[i] += alpha * p[i];
        r[i] -= alpha * q[i];
        sum.square += r[i] * r[i];
        sum.largest = std::max(sum.largest, std::abs(r[i]));
      }
      return sum;
    });
  }

  void turn(double beta) {
    parallel_for(count(), [&](std::size_t n) {
      for (std::size_t i = (n + 1) * block_cells; i < (n + 2) * block_cells; ++i) p[i] = q[i] + beta * p[i];
    });
  }

  /// Iterates from the residual in r until `done` or the limit.
  template <class Done>
  void iterate(Norms& now, int& iterations, int limit, Done done) {
    double rz = 0;
    for (bool first = true; iterations < limit && !done(now); first = false) {
      precondition();
      const double next = product(r, q);
      if (!(next > 0)) return;
      turn(first ? 0.0 : next / rz);
      rz = next;
      now = step(rz);
      ++iterations;
    }
  }

  SolveReport solve(std::span<double> solution, double tolerance, int max_iterations, double absolute) {
    SolveReport report;
    multigrid.setup(*system);
    for (std::vector<double>* v : {&x, &b, &r, &p, &q}) v->resize(multigrid.blocks.slots());
    gather(solution, x);
    gather(system->rhs, b);
    report.singular_components = multigrid.singular_components();
    report.projected_out = multigrid.remove_means(b);
    multigrid.remove_means(x);
    const Norms size = norms(b);
    if (size.square == 0) {
      std::fill(solution.begin(), solution.end(), 0.0);
      report.converged = true;
      return report;
    }
    scale = static_cast<float>(1 / std::sqrt(size.square / (static_cast<double>(count()) * block_cells)));
    const double target = tolerance * tolerance * size.square;
    const auto done = [&](const Norms& n) { return n.square <= target || n.largest <= absolute; };
    std::fill(p.begin(), p.end(), 0.0);
    Norms now = true_residual();
    for (int restart = 0; restart < most_restarts && !done(now) && report.iterations < max_iterations;
         ++restart) {
      const double before = now.square;
      iterate(now, report.iterations, max_iterations, done);
      now = true_residual();
      if (now.square > 0.25 * before) break;  // round-off rules: no further restart would help
    }
    report.residual = std::sqrt(now.square / size.square);
    report.converged = done(now);
    scatter(solution);
    return report;
  }
};

MultigridSolver::MultigridSolver(const BlockTopology& topology) : impl_(std::make_unique<Impl>(topology)) {}
MultigridSolver::~MultigridSolver() = default;

SolveReport MultigridSolver::solve(const LinearSystem& system, std::span<double> x, double tolerance,
                                   int max_iterations, double absolute) {
  SPRUE_ASSERT(system.topology == impl_->topology);
  SPRUE_ASSERT(x.size() == impl_->topology->slots() && system.rhs.size() == x.size());
  SPRUE_ASSERT(system.link.empty() || system.link.size() == x.size());
  impl_->system = &system;
  return impl_->solve(x, tolerance, max_iterations, absolute);
}

}  // namespace sprue
