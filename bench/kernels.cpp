/// Kernels of the linear solver against the triad of the same run. Counters: ns_slot (per slot of the packed
/// blocks, and per iteration where there are iterations), of_triad (bytes the algorithm must move over time,
/// as a share of the triad), iterations.
#include <benchmark/benchmark.h>

#include <chrono>
#include <map>
#include <string>

#include "bench/triad.h"
#include "engine/core/parallel.h"
#include "solvers/multigrid.h"
#include "tests/solvers/linear_cases.h"

namespace sprue::bench {
namespace {

using test::Case;

const Case& box() {
  static const Case c = test::box_case(128, 128, 128, 0.5);
  return c;
}
const Case& plate() {
  static const Case c = test::plate_case(256, test::PlateKind::islands);
  return c;
}
const Case& network() {
  static const Case c = test::plate_case(256, test::PlateKind::channels);
  return c;
}

using CaseOf = const Case& (*)();

// Bytes per slot the passes must move (counted in the README of this folder; graphs with 0.12 nodes per slot
// and six edges each).
constexpr double cycle_bytes = 174, iteration_bytes = cycle_bytes + 96;

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::size_t packed_slots(const Case& c) {
  PackedBlocks blocks(*c.topology);
  blocks.assemble(c.system);
  return blocks.block_count() * block_cells;
}

std::size_t unknowns(const Case& c) {
  std::size_t n = 0;
  for (const char u : c.unknown) n += u != 0;
  return n;
}

void report(benchmark::State& state, double slots, double bytes_per_slot, int threads) {
  state.counters["ns_slot"] = benchmark::Counter(
      slots * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["of_triad"] = benchmark::Counter(slots * bytes_per_slot / triad_bandwidth(threads),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}

void triad(benchmark::State& state) {
  const int threads = static_cast<int>(state.range(0));
  for (auto _ : state) state.SetIterationTime(1.0);
  state.counters["GB_s"] = triad_bandwidth(threads) * 1e-9;
}
BENCHMARK(triad)->Arg(1)->Arg(2)->UseManualTime()->Iterations(1);

/// y = A x in fp64: three faces, diagonal, x, y.
void operator_apply(benchmark::State& state, CaseOf of) {
  const int threads = static_cast<int>(state.range(0));
  const ThreadLimit limit(threads);
  const Case& c = of();
  std::vector<double> x(c.system.rhs.size(), 1.0), y(x.size());
  for (auto _ : state) apply(c.system, x, y);
  report(state, static_cast<double>(x.size()), 48, threads);
}
BENCHMARK_CAPTURE(operator_apply, box, box)->Arg(1)->Arg(2)->UseRealTime();

/// One V-cycle. Bytes on the blocks: five passes with three coefficients (12) each; vectors and root 72;
/// aggregates 8.
void preconditioner(benchmark::State& state, CaseOf of) {
  const int threads = static_cast<int>(state.range(0));
  const ThreadLimit limit(threads);
  const Case& c = of();
  Multigrid m(*c.topology);
  m.setup(c.system);
  std::fill(m.r.begin() + block_cells, m.r.end(), 1.0f);
  for (auto _ : state) m.cycle();
  report(state, static_cast<double>(m.blocks.block_count() * block_cells), cycle_bytes, threads);
}
BENCHMARK_CAPTURE(preconditioner, box, box)->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK_CAPTURE(preconditioner, plate, plate)->Arg(1)->Arg(2)->UseRealTime();

/// One iteration of the whole solver: ten of them, less the set-up.
void iteration(benchmark::State& state, CaseOf of) {
  constexpr int count = 10;
  const int threads = static_cast<int>(state.range(0));
  const ThreadLimit limit(threads);
  const Case& c = of();
  MultigridSolver solver(*c.topology);
  std::vector<double> x(c.system.rhs.size(), 0.0);
  solver.solve(c.system, x, 0, 1);
  for (auto _ : state) {
    std::fill(x.begin(), x.end(), 0.0);
    const double setup = seconds([&] { solver.solve(c.system, x, 0, 0); });
    std::fill(x.begin(), x.end(), 0.0);
    state.SetIterationTime(seconds([&] { solver.solve(c.system, x, 0, count); }) - setup);
  }
  report(state, static_cast<double>(packed_slots(c) * count), iteration_bytes, threads);
}
BENCHMARK_CAPTURE(iteration, box, box)->Arg(1)->Arg(2)->UseManualTime();
BENCHMARK_CAPTURE(iteration, plate, plate)->Arg(1)->Arg(2)->UseManualTime();

/// A pressure solve to a true residual of 1e-5 with its set-up; setup = share of the time.
void pressure_solve(benchmark::State& state, CaseOf of) {
  const ThreadLimit limit(static_cast<int>(state.range(0)));
  const Case& c = of();
  MultigridSolver solver(*c.topology);
  std::vector<double> x(c.system.rhs.size(), 0.0);
  SolveReport last = solver.solve(c.system, x, 1e-5, 50);
  double setup = 0, total = 0;
  for (auto _ : state) {
    std::fill(x.begin(), x.end(), 0.0);
    setup += seconds([&] { solver.solve(c.system, x, 0, 0); });
    std::fill(x.begin(), x.end(), 0.0);
    const double time = seconds([&] { last = solver.solve(c.system, x, 1e-5, 50); });
    total += time;
    state.SetIterationTime(time);
  }
  state.counters["us_unknown"] =
      benchmark::Counter(static_cast<double>(unknowns(c)) * 1e-6,
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["iterations"] = last.iterations;
  state.counters["residual"] = last.residual;
  state.counters["setup"] = setup / total;
}
BENCHMARK_CAPTURE(pressure_solve, box, box)->Arg(1)->Arg(2)->UseManualTime();
BENCHMARK_CAPTURE(pressure_solve, plate, plate)->Arg(1)->Arg(2)->UseManualTime();
BENCHMARK_CAPTURE(pressure_solve, network, network)->Arg(1)->Arg(2)->UseManualTime();

}  // namespace
}  // namespace sprue::bench
