/// The free surface against the triad of the same run: planes (reconstruct) and one step of advection, on a wavy sheet among whole cells
/// and in a channel whose walls cut every cell they meet at 30 degrees. Counters: ns_mixed (a mixed cell), of_triad (the 88 bytes a slot of
/// metal, velocity, apertures and fluxes that a step must move over its time, as a share of the triad).
#include <benchmark/benchmark.h>

#include <cmath>

#include "bench/triad.h"
#include "engine/core/parallel.h"
#include "solvers/volume_of_fluid.h"
#include "tests/solvers/box_domain.h"
#include "tests/solvers/channel_domain.h"

namespace sprue::bench {
namespace {

constexpr double bytes_a_slot = 88, speed = 1, courant = 0.3;

/// Metal below a wave of four cells' height, all of it moving along `way` (unit).
struct Wave {
  Wave(Domain d, Vec3 way) : domain(std::move(d)), state(make_casting_state(domain, 700)), surface(domain) {
    const double h = domain.grid.cell;
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
      const double v = domain.cavity_fraction[s];
      if (v <= 0) continue;
      const Vec3 x = domain.grid.centre(s);
      const double level = 8 * h + 2 * h * std::sin(x.x / (8 * h)) * std::cos(x.y / (6 * h));
      state.metal[s] = v * std::clamp((level - x.z) / h + 0.5, 0.0, 1.0);
      for (int d = 0; d < 3; ++d) state.velocity[d][s] = domain.aperture[d][s] > 0 ? speed * way[d] : 0;
      ++cavity_slots;
    }
    dt = courant * h / speed;
    surface.reconstruct(state, dt);
  }
  Domain domain;
  CastingState state;
  VolumeOfFluid surface;
  double dt = 0;
  std::size_t cavity_slots = 0;
};

Wave whole_cells() {
  test::BoxOptions ends;
  ends.sides[0] = ends.sides[1] = FaceKind::open;
  return {test::box_domain(128, 128, 24, 1e-3, ends), {1, 0, 0}};
}
Wave cut_cells() {
  test::Channel channel;
  channel.angle = 30 * M_PI / 180;
  channel.width = 48;
  channel.length = 160;
  channel.depth = 24;
  return {test::channel_domain(channel, 1e-3), channel.axis()};
}

void report(benchmark::State& run, const Wave& wave, double bytes) {
  const auto mixed = static_cast<double>(wave.surface.mixed_cells().size());
  run.counters["ns_mixed"] = benchmark::Counter(mixed * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  run.counters["mixed"] = mixed;
  if (bytes > 0)
    run.counters["of_triad"] = benchmark::Counter(static_cast<double>(wave.cavity_slots) * bytes / triad_bandwidth(static_cast<int>(run.range(0))),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}

void planes(benchmark::State& run, Wave (*make)()) {
  const ThreadLimit threads(static_cast<int>(run.range(0)));
  Wave wave = make();
  for (auto _ : run) wave.surface.reconstruct(wave.state, wave.dt);
  report(run, wave, 0);
}

void advection(benchmark::State& run, Wave (*make)()) {
  const ThreadLimit threads(static_cast<int>(run.range(0)));
  Wave wave = make();
  const Field<double> metal = wave.state.metal;
  MetalFluxes fluxes;
  for (auto _ : run) {
    wave.state.metal = metal;
    benchmark::DoNotOptimize(wave.surface.advance(wave.state, wave.dt, fluxes));
  }
  wave.state.metal = metal;
  wave.surface.reconstruct(wave.state, wave.dt);
  report(run, wave, bytes_a_slot);
}

BENCHMARK_CAPTURE(planes, whole_cells, whole_cells)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(planes, cut_cells, cut_cells)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(advection, whole_cells, whole_cells)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(advection, cut_cells, cut_cells)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace sprue::bench
