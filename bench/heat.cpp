// Heat: one implicit step over metal and mould, and the choice of its length. Items are slots of both layers.
#include <benchmark/benchmark.h>

#include "solvers/heat.h"
#include "tests/solvers/slab_domain.h"

namespace {

struct FreezingSlab {
  FreezingSlab()
      : domain(sprue::test::slab_domain({400, 400, 0.2e-3, 0.4})), alloy(sprue::load_material("zamak3")),
        state(sprue::make_casting_state(domain, 333)), record(sprue::make_record(domain)) {
    conditions.interfaces = {{2.44, 1500}};
    for (sprue::Slot s = 0; s < domain.grid.flow_slots(); ++s) {
      state.metal[s] = domain.cavity_fraction[s];
      state.enthalpy[s] = state.metal[s] * alloy.reference_density() * domain.cell_volume() * alloy.enthalpy(693);
    }
  }
  std::size_t slots() const { return domain.grid.flow_slots() + domain.grid.slots(); }
  sprue::Heat solver() const { return {domain, conditions, sprue::Numerics{}, alloy, {{0.3, 1250, 1300, 0}}}; }
  sprue::Domain domain;
  sprue::AlloyCurve alloy;
  sprue::CastingState state;
  sprue::Record record;
  sprue::CastingConditions conditions;
};

void heat_step(benchmark::State& run) {
  FreezingSlab slab;
  sprue::Heat heat = slab.solver();
  const sprue::CastingState start = slab.state;
  for (auto _ : run) {
    slab.state = start;
    benchmark::DoNotOptimize(heat.advance(slab.state, 1e-3, slab.record));
  }
  run.SetItemsProcessed(static_cast<std::int64_t>(run.iterations() * slab.slots()));
}
BENCHMARK(heat_step)->Unit(benchmark::kMillisecond);

void heat_step_size(benchmark::State& run) {
  const FreezingSlab slab;
  const sprue::Heat heat = slab.solver();
  for (auto _ : run) benchmark::DoNotOptimize(heat.stable_dt(slab.state));
  run.SetItemsProcessed(static_cast<std::int64_t>(run.iterations() * slab.slots()));
}
BENCHMARK(heat_step_size)->Unit(benchmark::kMillisecond);

}  // namespace
