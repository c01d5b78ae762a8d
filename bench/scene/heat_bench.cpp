// sprue_heat_bench SCENE [STEPS = 20] [THREADS = 1] [key=value ...]: the heat solve alone on a scene whose cavity is full of metal at the pouring
// temperature at once: steps of numerics.heat_interval as while filling, then steps as while freezing. Figures are rates of unknowns (metal and mould)
// over CPU time and the triad's bandwidth, a step and a Newton iteration. Each step is repeated, the triad taken between, of each the best counts.
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "bench/ratios/timing.h"
#include "bench/triad.h"
#include "engine/app/cast_run.h"
#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "engine/core/work_space.h"

namespace {

using namespace sprue;

constexpr int repeats = 5;   // of each step, from the same state: others may load the machine

struct Arguments {
  std::string scene;
  int steps = 20, threads = 1;
  std::vector<KeyValue> settings;
};

Arguments read(int argc, char** argv) {
  Arguments a;
  a.scene = argv[1];
  int number = 0;
  for (int n = 2; n < argc; ++n) {
    const std::string word = argv[n];
    const std::size_t equals = word.find('=');
    if (equals != std::string::npos) a.settings.push_back({word.substr(0, equals), word.substr(equals + 1), word});
    else *(number == 0 ? &a.steps : &a.threads) = std::atoi(argv[n]), ++number;
  }
  return a;
}

/// Full of metal at the temperature of the inlet.
CastingState full_cavity(const Simulation& s) {
  CastingState state = s.start()->state();
  const double enthalpy = s.alloy.enthalpy(s.conditions.inlet.temperature) * s.alloy.reference_density() * s.domain.cell_volume();
  for (Slot n = 0; n < s.domain.grid.flow_slots(); ++n) {
    state.metal[n] = s.domain.cavity_fraction[n];
    state.enthalpy[n] = state.metal[n] * enthalpy;
  }
  return state;
}

struct Phase {
  const char* name;
  double cpu = 0, cells = 0, solved = 0, cell_newtons = 0, energy_error = 0, time = 0;
  int steps = 0, newton = 0, linear = 0;

  void print(double triad) const {
    std::printf("%s: %d steps, %.4g s, %.1f Newton iterations and %.1f linear ones a step, %.0f k unknowns (%.0f k solved for), energy %.1e\n", name, steps, time,
                static_cast<double>(newton) / steps, static_cast<double>(linear) / steps, 1e-3 * cells / steps, 1e-3 * solved / steps, energy_error);
    std::printf("  %.0f ms a step; M cell-steps/s per GB/s of triad: %.3f a step, %.3f a Newton iteration (bar 0.6)\n", 1e3 * cpu / steps, 1e-6 * cells / cpu / triad,
                1e-6 * cell_newtons / cpu / triad);
  }
};

void measure(const Arguments& a) {
  const ThreadLimit limit(a.threads);
  const Scene scene = load_scene(a.scene, a.settings);
  const SceneMaterials materials = materials_of(scene);
  std::vector<std::string> notes;
  const Scene whole = resolved(scene, materials, notes);
  std::optional<Stages> stages;
  if (!whole.design.file.empty()) stages = tooled(whole, materials);
  double triad = bench::measured_triad(a.threads) * 1e-9;
  const Simulation simulation(whole, materials, stages ? &*stages : nullptr);
  CastingState state = full_cavity(simulation);
  Record record = make_record(simulation.domain);
  Heat heat(simulation.domain, simulation.conditions, simulation.scene.numerics, simulation.alloy, simulation.moulds);
  Phase phases[2] = {{"filled at once, steps as while filling"}, {"freezing"}};
  for (Phase& phase : phases) {
    const bool filling = &phase == phases;
    for (double dt = 0; phase.steps < a.steps; ++phase.steps) {
      const double most = dt > 0 ? 1.25 * dt : 1e6;
      dt = filling ? simulation.scene.numerics.heat_interval : std::min(most, heat.stable_dt(state));
      const CastingState start = state;
      bench::Times time;
      HeatReport report;
      for (int repeat = 0; repeat < repeats; ++repeat) {
        state = start;
        time.keep_best(bench::time_of([&] { report = heat.advance(state, dt, record); }));
      }
      triad = std::max(triad, bench::measured_triad(a.threads) * 1e-9);
      state.time += dt;
      phase.time += dt;
      phase.cpu += time.cpu;
      const double cells = static_cast<double>(report.metal_cells + report.mould_cells);
      phase.cells += cells;
      phase.solved += static_cast<double>(report.metal_cells + report.solved_mould_cells);
      phase.cell_newtons += cells * report.newton_iterations;
      phase.newton += report.newton_iterations;
      phase.linear += report.solve.iterations;
      phase.energy_error = std::max(phase.energy_error, report.energy_error);
    }
  }
  triad = std::max(triad, bench::measured_triad(a.threads) * 1e-9);
  std::printf("%s, %d threads, triad %.1f GB/s\n", a.scene.c_str(), a.threads, triad);
  for (const Phase& phase : phases) phase.print(triad);
  std::printf("state hash: %s\n", state_hash(state).c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: sprue_heat_bench SCENE [STEPS = 20] [THREADS = 1] [key=value ...]\n");
    return 2;
  }
  keep_work_space();
  try {
    measure(read(argc, argv));
  } catch (const InputError& e) {
    std::fprintf(stderr, "sprue_heat_bench: %s\n", e.what());
    return 2;
  }
  return 0;
}
