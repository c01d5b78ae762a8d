// sprue_scene_bench SCENE [STEPS] [THREADS]: the first fill steps of a scene, in figures that compare over machines and versions.
#include <malloc.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "bench/triad.h"
#include "engine/app/cast_run.h"
#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "engine/core/work_space.h"

namespace {

double resident_bytes() {
  double pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

void run(const char* file, int steps, int threads) {
  using namespace sprue;
  const ThreadLimit limit(threads);
  const Scene scene = load_scene(file);
  const SceneMaterials materials = materials_of(scene);
  std::vector<std::string> notes;
  const Scene whole = resolved(scene, materials, notes);
  const Stages stages = tooled(whole, materials);
  const double triad = bench::triad_bandwidth(threads) * 1e-9;
  malloc_trim(0);
  const double before = resident_bytes();
  const Simulation simulation(whole, materials, &stages);
  const Domain& domain = simulation.domain;
  std::size_t cells = cavity_cell_count(domain);
  for (Slot s = 0; s < domain.grid.slots(); ++s)
    cells += domain.mould_index[s] != no_mould && (s >= domain.grid.flow_slots() || domain.cavity_fraction[s] <= 0);
  const auto casting = simulation.start();
  double cell_steps = 0;
  const double cpu = cpu_seconds();
  int done = 0;
  for (; done < steps && casting->state().phase == Phase::filling; ++done) {
    const StepReport report = casting->step();
    cell_steps += active_cells(domain, casting->state(), report);
  }
  const double seconds = cpu_seconds() - cpu;
  std::printf("%s: %zu cells, %d steps to t = %.4g s, %.1f %% filled, %d threads, triad %.1f GB/s\n", file, cells, done, casting->state().time,
              100 * casting->shot_fraction(), threads, triad);
  std::printf("active cell-steps per CPU second: %.3f M (%.4f M per GB/s of triad)\n", 1e-6 * cell_steps / seconds,
              1e-6 * cell_steps / seconds * threads / triad);
  std::printf("bytes per cell: %.0f\n", (resident_bytes() - before) / static_cast<double>(cells));
  std::printf("state hash: %s\n", state_hash(casting->state()).c_str());
  for (const auto& [name, s] : casting->seconds()) std::printf("  %-18s %6.2f ms a step\n", name.c_str(), 1e3 * s / done);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 4) {
    std::fprintf(stderr, "usage: sprue_scene_bench SCENE [STEPS = 600] [THREADS = 2]\n");
    return 2;
  }
  sprue::keep_work_space();
  try {
    run(argv[1], argc > 2 ? std::atoi(argv[2]) : 600, argc > 3 ? std::atoi(argv[3]) : 2);
  } catch (const sprue::InputError& e) {
    std::fprintf(stderr, "sprue_scene_bench: %s\n", e.what());
    return 2;
  }
  return 0;
}
