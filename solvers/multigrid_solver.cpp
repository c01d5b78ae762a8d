#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "solvers/block_stencil.h"
#include "solvers/linear_system.h"
#include "solvers/multigrid.h"
#include "solvers/simd_row.h"

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
constexpr double replacement = 1e-3;

Norms norms_of(const double* v) {
  double lane[8] = {};
  for (int i = 0; i < block_cells; i += 8)
    for (int l = 0; l < 8; ++l) lane[l] = std::abs(v[i + l]) > lane[l] ? std::abs(v[i + l]) : lane[l];
  return {simd::product_sum(v, v, block_cells), *std::max_element(lane, lane + 8)};
}

}  // namespace

/// Preconditioned conjugate gradients (Hestenes and Stiefel), packed. x and b are fp64; the residual is kept
/// as the preconditioner wants it, r' = D^-1/2 r, in fp32, and so are the direction p and q' = D^-1/2 A p. A
/// p itself is formed in fp64 from the fp64 coefficients, so that each step's rounding is relative to the
/// residual of that step, not to x: the drift is about 1e-7 of b and ends at the next true residual.
struct MultigridSolver::Impl {
  explicit Impl(const BlockTopology& t) : topology(&t), multigrid(t), blocks(multigrid.blocks) {}

  const BlockTopology* topology;
  Multigrid multigrid;
  const PackedBlocks& blocks;
  const LinearSystem* system = nullptr;
  std::vector<double> x, b, kept;
  std::vector<float> p, q;
  double scale = 1;  ///< r' holds scale * D^-1/2 r: brings it near 1 whatever the units

  std::size_t count() const { return blocks.block_count(); }
  static std::size_t start(std::size_t n) {
    return (n + 1) * block_cells;
  }  ///< first slot of the n-th block in use

  void gather(std::span<const double> from, std::vector<double>& to) const {
    parallel_for(count(), [&](std::size_t n) {
      const std::size_t o = start(n), s = static_cast<std::size_t>(blocks.block[n + 1]) * block_cells;
      for (std::size_t i = 0; i < block_cells; ++i) to[o + i] = blocks.root[o + i] > 0 ? from[s + i] : 0.0;
    });
  }

  void scatter(std::span<double> to) const {
    parallel_for(topology->coordinates.size(), [&](std::size_t t) {
      const auto o = static_cast<std::size_t>(blocks.packed[t]) * block_cells;
      std::copy_n(x.data() + o, block_cells, to.data() + t * block_cells);
    });
  }

  /// out = A v without low-rank terms on the n-th block.
  template <class T>
  void apply_to_block(std::size_t n, const std::vector<T>& v, double* out) const {
    const auto at = [&](std::int32_t other) {
      return v.data() + static_cast<std::size_t>(other) * block_cells;
    };
    NeighbourValues<T> near;
    for (std::size_t side = 0; side < 6; ++side)
      if (blocks.neighbour[n + 1][side] != 0) near.side[side] = at(blocks.neighbour[n + 1][side]);
    near.twin = at(blocks.twin[n + 1]);
    apply_block(coefficients_of(*system, static_cast<std::size_t>(blocks.block[n + 1])), near,
                v.data() + start(n), out);
  }

  /// body(packed slot, value) for the low-rank part of A v.
  template <class T, class Body>
  void low_rank_part(const std::vector<T>& v, Body body) const {
    const auto packed_slot = [&](Slot s) {
      return static_cast<std::size_t>(blocks.packed[s / block_cells]) * block_cells + s % block_cells;
    };
    for (const LowRankTerm& term : system->low_rank) {
      double product = 0;
      for (std::size_t n = 0; n < term.slots.size(); ++n)
        product += term.weights[n] * static_cast<double>(v[packed_slot(term.slots[n])]);
      for (std::size_t n = 0; n < term.slots.size(); ++n) {
        const std::size_t s = packed_slot(term.slots[n]);
        if (blocks.root[s] > 0) body(s, term.beta * term.weights[n] * product);
      }
    }
  }

  Norms norms(const std::vector<double>& v) const {
    return parallel_sum<Norms>(count(), [&](std::size_t n) { return norms_of(v.data() + start(n)); });
  }

  /// b - A x in fp64, without the means of singular components; leaves its scaled form in multigrid.r.
  Norms true_residual() {
    std::vector<double> r(blocks.slots(), 0.0);
    parallel_for(count(), [&](std::size_t n) {
      apply_to_block(n, x, r.data() + start(n));
      for (std::size_t i = start(n); i < start(n) + block_cells; ++i) r[i] = b[i] - r[i];
    });
    low_rank_part(x, [&](std::size_t s, double value) { r[s] -= value; });
    multigrid.remove_means(r);
    parallel_for(count(), [&](std::size_t n) {
      for (std::size_t i = start(n); i < start(n) + block_cells; ++i)
        multigrid.r[i] = static_cast<float>(scale * r[i]) * blocks.inverse_root[i];
    });
    return norms(r);
  }

  /// q' = D^-1/2 A p; returns p . A p.
  double apply_to_direction() {
    const double curvature = parallel_sum(count(), [&](std::size_t n) {
      alignas(64) double out[block_cells];
      apply_to_block(n, p, out);
      float* to = q.data() + start(n);
      const float* inverse = blocks.inverse_root.data() + start(n);
      for (std::size_t i = 0; i < block_cells; ++i)
        to[i] = static_cast<float>(out[i] * static_cast<double>(inverse[i]));
      return simd::product_sum(p.data() + start(n), out, block_cells);
    });
    double terms = 0;
    low_rank_part(p, [&](std::size_t s, double value) {
      q[s] += static_cast<float>(value) * blocks.inverse_root[s];
      terms += value * static_cast<double>(p[s]);
    });
    return curvature + terms;
  }

  /// x += alpha p, r -= alpha A p; returns the norms of r.
  Norms step(double alpha) {
    const auto change = static_cast<float>(scale * alpha), back = static_cast<float>(1 / scale);
    return parallel_sum<Norms>(count(), [&](std::size_t n) {
      const std::size_t o = start(n);
      float* r = multigrid.r.data();
      alignas(64) double residual[block_cells];
      for (std::size_t i = 0; i < block_cells; ++i) x[o + i] += alpha * static_cast<double>(p[o + i]);
      for (std::size_t i = 0; i < block_cells; ++i) {
        r[o + i] -= change * q[o + i];
        residual[i] = static_cast<double>(r[o + i] * blocks.root[o + i] * back);
      }
      return norms_of(residual);
    });
  }

  /// p = M r + beta p.
  void turn(double beta) {
    multigrid.remove_means_of_z();
    const auto keep = static_cast<float>(beta);
    parallel_for(count(), [&](std::size_t n) {
      for (std::size_t i = start(n); i < start(n) + block_cells; ++i)
        p[i] = multigrid.z[i] * blocks.inverse_root[i] + keep * p[i];
    });
  }

  /// Iterates from the residual in multigrid.r until `done` or the limit. Where the residual has fallen so
  /// far that the rounding of earlier steps begins to show in it, it is replaced by the true one; the
  /// directions go on (van der Vorst and Ye, 2000).
  template <class Done>
  void iterate(Norms now, int& iterations, int limit, Done done) {
    double before = 0, last_true = now.square;
    for (bool first = true; iterations < limit && !done(now); first = false) {
      multigrid.remove_means_of_r();
      const double product = multigrid.cycle();
      if (!(product > 0)) return;
      turn(first ? 0.0 : product / before);
      before = product;
      const double curvature = apply_to_direction();
      if (!(curvature > 0)) return;
      now = step(product / (scale * curvature));
      ++iterations;
      if (now.square < replacement * replacement * last_true && !done(now)) {
        now = true_residual();
        last_true = now.square;
      }
    }
  }

  SolveReport solve(std::span<double> solution, double tolerance, int max_iterations, double absolute) {
    SolveReport report;
    multigrid.setup(*system);
    x.resize(blocks.slots());
    b.resize(blocks.slots());
    p.assign(blocks.slots(), 0.0f);
    q.resize(blocks.slots());
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
    scale = 1 / std::sqrt(size.square / (static_cast<double>(count()) * block_cells));
    const auto done = [&](const Norms& n) {
      return n.square <= tolerance * tolerance * size.square || n.largest <= absolute;
    };
    Norms now = true_residual();
    for (int restart = 0; restart < most_restarts && !done(now) && report.iterations < max_iterations;
         ++restart) {
      const Norms before = now;
      kept = x;
      iterate(now, report.iterations, max_iterations, done);
      now = true_residual();
      const bool worse = !(now.square < before.square);
      if (worse) {
        x.swap(kept);
        now = before;
      }
      if (worse || now.square > 0.25 * before.square)
        break;  // round-off rules: no further restart would help
    }
    multigrid.remove_means(x);
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
