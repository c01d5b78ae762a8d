// sprue_tooling_bench [key=value ...] [VERTICES ...]: from a drawing of so many vertices (default 1000 5000 20000 100000) to watertight tooling, one thread.
// The drawing is made up: a plate of 25 mm with wavy-edged recesses of 100 vertices each, drawn as polygons, so that their number is known. Every
// line says the CPU time of each stage, the order of the whole against the line before it (1 = linear), and the most memory the process has had.
// A drawing or scene file instead of a number is measured as it is.
#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numbers>

#include "engine/app/cast_run.h"
#include "engine/app/pipeline.h"
#include "engine/app/simulation.h"
#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "engine/core/work_space.h"
#include "meshing/solid.h"

namespace {

using namespace sprue;

constexpr int motif_vertices = 100;

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void draw(int vertices, const std::filesystem::path& file) {
  const int motifs = std::max(1, vertices / motif_vertices), across = static_cast<int>(std::ceil(std::sqrt(motifs)));
  const double pitch = 24.0 / across;
  std::ofstream svg(file);
  svg.precision(9);
  svg << "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 25 25' width='25mm' height='25mm'><rect width='25' height='25' fill='#000'/>\n";
  for (int m = 0; m < motifs; ++m) {
    const double x = 0.5 + pitch * (m % across + 0.5), y = 0.5 + pitch * (m / across + 0.5);
    svg << "<polygon fill='#c8102e' points='";
    for (int n = 0; n < motif_vertices; ++n) {
      const double a = 2 * std::numbers::pi * n / motif_vertices + m, r = pitch * (0.34 + 0.05 * std::cos(7 * a));
      svg << x + r * std::cos(a) << ',' << y + r * std::sin(a) << ' ';
    }
    svg << "'/>\n";
  }
  svg << "</svg>\n";
}

struct Line {
  double design = 0, tooling = 0, solids = 0, domain = 0;
  std::size_t triangles = 0;
  std::size_t cells = 0;
  bool watertight = true;
  double all() const { return design + tooling + solids; }
};

Line run(const std::filesystem::path& drawing, const std::vector<KeyValue>& settings) {
  const Scene given = load_scene(drawing, settings);
  const SceneMaterials materials = materials_of(given);
  std::vector<std::string> notes;
  const Scene scene = resolved(given, materials, notes);
  Line line;
  double last = cpu_seconds();
  const auto lap = [&] { const double now = cpu_seconds(), spent = now - last; last = now; return spent; };
  Stages stages = checked_design(scene, materials);
  line.design = lap();
  add_tooling(scene, materials, stages);
  line.tooling = lap();
  for (const LayeredMap* solid : {&stages.pins.front().part, &stages.pins.front().master, &stages.tooling.cavity, &stages.tooling.upper, &stages.tooling.lower}) {
    const TriangleMesh mesh = extrude(*solid);
    line.triangles += mesh.triangles.size();
    line.watertight = line.watertight && watertight(mesh);
  }
  line.solids = lap();
  const Simulation simulation(scene, materials, &stages);
  line.domain = lap();
  line.cells = cavity_cell_count(simulation.domain);
  return line;
}

std::vector<KeyValue> with_recesses(std::vector<KeyValue> settings) {
  settings.push_back({"design.roles.#c8102e", "recess", "the bench"});
  return settings;
}

}  // namespace

int main(int argc, char** argv) {
  keep_work_space();
  const ThreadLimit one(1);
  const std::filesystem::path made_up = std::filesystem::temp_directory_path() / ("sprue-tooling-bench-" + std::to_string(getpid()) + ".svg");
  std::vector<KeyValue> settings;
  std::vector<std::string> inputs;
  for (int n = 1; n < argc; ++n) {
    const std::string text = argv[n];
    if (const auto equals = text.find('='); equals != std::string::npos) settings.push_back({text.substr(0, equals), text.substr(equals + 1), text});
    else inputs.push_back(text);
  }
  if (inputs.empty()) inputs = {"1000", "5000", "20000", "100000"};
  std::printf("       input  design s  tooling s  solids s   all s  order  triangles  domain s     cells  peak MB\n");
  double before = 0, size_before = 0;
  try {
    for (const std::string& input : inputs) {
      const int size = std::atoi(input.c_str());   // 0: a file
      if (size > 0) draw(size, made_up);
      const Line line = size > 0 ? run(made_up, with_recesses(settings)) : run(input, settings);
      std::printf("%12s  %8.2f  %9.2f  %8.2f  %6.2f", input.substr(input.find_last_of('/') + 1).c_str(), line.design, line.tooling, line.solids, line.all());
      if (size > 0 && size_before > 0) std::printf("  %5.2f", std::log(line.all() / before) / std::log(size / size_before));
      else std::printf("       ");
      std::printf("  %9zu  %8.2f  %8zu  %7.0f%s\n", line.triangles, line.domain, line.cells, peak_megabytes(), line.watertight ? "" : "  NOT WATERTIGHT");
      std::fflush(stdout);
      before = line.all(), size_before = size;
    }
  } catch (const InputError& e) {
    std::fprintf(stderr, "%s\n", e.what());
    std::filesystem::remove(made_up);
    return 2;
  }
  std::filesystem::remove(made_up);
}
