// sprue_scene_bench SCENE [STEPS = 600] [THREADS = 2] [REPEATS = 1] [key=value ...]: the first fill steps of a scene, drawn or of shapes (steps 0:
// to its end), in figures that compare over machines and versions. The triad is taken before and after every repeat, of all the best counts.
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>

#include "bench/triad.h"
#include "engine/app/cast_run.h"
#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "engine/core/work_space.h"

namespace {

using namespace sprue;

struct Arguments {
  std::string scene;
  int steps = 600, threads = 2, repeats = 1;
  std::vector<KeyValue> settings;
};

double resident_bytes() {
  double pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

struct Run {
  int steps = 0;
  double cell_steps = 0, metal_steps = 0, cpu = 0, wall = 0;
  double bytes = 0;          // resident beyond what was there before the domain was made, at most over the steps
  double cells = 0;          // with metal or heat, in the largest step
  std::string hash;
};

Run fill(const Simulation& simulation, int most_steps, double before, std::unique_ptr<Casting>& casting) {
  const Domain& domain = simulation.domain;
  casting = simulation.start();
  malloc_trim(0);   // what the making of the domain needed is no array of the run
  Run run;
  for (; (most_steps == 0 || run.steps < most_steps) && casting->state().phase == Phase::filling && !casting->finished(); ++run.steps) {
    const double cpu = cpu_seconds();
    timespec start{}, end{};
    clock_gettime(CLOCK_MONOTONIC, &start);
    const StepReport report = casting->step();
    clock_gettime(CLOCK_MONOTONIC, &end);
    run.cpu += cpu_seconds() - cpu;
    run.wall += static_cast<double>(end.tv_sec - start.tv_sec) + 1e-9 * static_cast<double>(end.tv_nsec - start.tv_nsec);
    run.cell_steps += active_cells(domain, casting->state(), report);
    StepReport flow_alone;
    run.metal_steps += active_cells(domain, casting->state(), flow_alone);
    run.bytes = std::max(run.bytes, resident_bytes() - before);
  }
  run.hash = state_hash(casting->state());
  return run;
}

void measure(const Arguments& a) {
  const ThreadLimit limit(a.threads);
  const Scene scene = load_scene(a.scene, a.settings);
  const SceneMaterials materials = materials_of(scene);
  std::vector<std::string> notes;
  const Scene whole = resolved(scene, materials, notes);
  std::optional<Stages> stages;
  if (!whole.design.file.empty()) stages = tooled(whole, materials);
  double triad = bench::measured_triad(a.threads) * 1e-9;
  malloc_trim(0);
  const double before = resident_bytes();
  const Simulation simulation(whole, materials, stages ? &*stages : nullptr);
  const Domain& domain = simulation.domain;
  double cells = static_cast<double>(cavity_cell_count(domain));
  const double cavity = cells;
  for (Slot s = 0; s < domain.grid.slots(); ++s)
    cells += domain.mould_index[s] != no_mould && (s >= domain.grid.flow_slots() || domain.cavity_fraction[s] <= 0);
  std::unique_ptr<Casting> casting;
  Run best;
  for (int repeat = 0; repeat < a.repeats; ++repeat) {
    casting.reset();
    Run run = fill(simulation, a.steps, before, casting);
    triad = std::max(triad, bench::measured_triad(a.threads) * 1e-9);
    if (repeat > 0) run.bytes = best.bytes;   // the triad's arrays may stay resident
    if (repeat == 0 || run.cpu < best.cpu) best = run;
  }
  std::printf("%s: %.0f cells (%.0f of cavity), %zu slots (%zu of flow), %d steps to t = %.4g s, %.1f %% filled, %d threads, triad %.1f GB/s\n", a.scene.c_str(), cells, cavity,
              domain.grid.slots(), domain.grid.flow_slots(), best.steps, casting->state().time, 100 * casting->shot_fraction(), a.threads, triad);
  std::printf("active cell-steps per CPU second: %.3f M (%.4f M per GB/s of triad; of metal alone %.4f M)\n", 1e-6 * best.cell_steps / best.cpu,
              1e-6 * best.cell_steps / best.cpu * a.threads / triad, 1e-6 * best.metal_steps / best.cpu * a.threads / triad);
  std::printf("CPU seconds: %.3f, wall seconds: %.3f, simulated ms: %.6g\n", best.cpu, best.wall, 1e3 * casting->state().time);
  std::printf("bytes per cell: %.0f\n", best.bytes / cells);
  std::printf("state hash: %s\n", best.hash.c_str());
  for (const auto& [name, s] : casting->seconds()) std::printf("  %-18s %6.2f ms a step\n", name.c_str(), 1e3 * s / best.steps);
}

Arguments read(int argc, char** argv) {
  Arguments a;
  a.scene = argv[1];
  int number = 0;
  for (int n = 2; n < argc; ++n) {
    const std::string word = argv[n];
    const std::size_t equals = word.find('=');
    if (equals != std::string::npos) a.settings.push_back({word.substr(0, equals), word.substr(equals + 1), word});
    else *(number == 0 ? &a.steps : number == 1 ? &a.threads : &a.repeats) = std::atoi(argv[n]), ++number;
  }
  return a;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: sprue_scene_bench SCENE [STEPS = 600] [THREADS = 2] [REPEATS = 1] [key=value ...]\n");
    return 2;
  }
  keep_work_space();
  try {
    measure(read(argc, argv));
  } catch (const InputError& e) {
    std::fprintf(stderr, "sprue_scene_bench: %s\n", e.what());
    return 2;
  }
  return 0;
}
