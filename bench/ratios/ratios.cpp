// sprue_ratios [SECTION ...] [--cells N] [--repeats N]: the solver's figures beside their bars, each a ratio taken in this run.
// Sections: iterations, hypre, stencil, threads, size; all without one. --cells: size of the largest systems, in cells of their boxes
// (default 4e6). Repeats of what is compared are interleaved with the triad and the best of each counts: others may load the machine.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "bench/ratios/dense_stencil.h"
#include "bench/ratios/timing.h"
#include "bench/triad.h"
#include "engine/core/parallel.h"
#include "engine/core/work_space.h"
#include "tests/solvers/linear_cases.h"
#ifdef SPRUE_HYPRE
#include "bench/ratios/hypre.h"
#endif

namespace sprue::bench {
namespace {

using test::Case;
using test::PlateKind;

constexpr double tolerance = 1e-5;
constexpr int most_iterations = 100;

struct Options {
  std::vector<std::string> sections;
  double cells = 4e6;
  int repeats = 5;
  bool wants(const char* section) const {
    return sections.empty() || std::find(sections.begin(), sections.end(), section) != sections.end();
  }
};

/// One line of the table; `more` says whether more is better.
void line(const std::string& what, double measured, double bar, bool more, const std::string& detail) {
  const bool reached = more ? measured >= bar : measured <= bar;
  std::printf("%-46s %8.3g  bar %s %-6g %-11s %s\n", what.c_str(), measured, more ? ">=" : "<=", bar, reached ? "reached" : "NOT REACHED", detail.c_str());
  std::fflush(stdout);
}

template <class... A>
std::string text(const char* format, A... a) {
  char out[256];
  std::snprintf(out, sizeof out, format, a...);
  return out;
}

std::size_t unknowns(const Case& c) {
  std::size_t n = 0;
  for (const char u : c.unknown) n += u != 0;
  return n;
}

/// Families of systems, each of about `cells` cells in its box.
struct Family {
  const char* name;
  bool network;
  Case (*make)(double cells, double filled);
};
int side_of_plate(double cells) { return 8 * static_cast<int>(std::lround(std::sqrt(cells / 32) / 8)); }
int side_of_box(double cells) { return 8 * static_cast<int>(std::lround(std::cbrt(cells) / 8)); }
Case box(double cells, double filled) {
  const int n = side_of_box(cells);
  return test::box_case(n, n, n, filled >= 1 ? 2 : filled);
}
Case islands(double cells, double filled) { return test::plate_case(side_of_plate(cells), PlateKind::islands, filled >= 1 ? 2 : filled); }
Case channels(double cells, double filled) { return test::plate_case(side_of_plate(cells), PlateKind::channels, filled >= 1 ? 2 : filled); }
Case slanted(double cells, double filled) { return test::channel_case(side_of_box(cells), 0.01, filled >= 1 ? 2 : filled); }

const Family families[] = {{"box", false, box}, {"plate with islands", false, islands}, {"channels through a plate", true, channels}, {"slanted channels", true, slanted}};

struct OwnSolve {
  Times time;
  SolveReport report;
};
OwnSolve solve(const Case& c, MultigridSolver& solver) {
  OwnSolve own;
  std::vector<double> x(c.system.rhs.size(), 0.0);
  own.time = time_of([&] { own.report = solver.solve(c.system, x, tolerance, most_iterations); });
  return own;
}

void iterations(const Options& options) {
  std::printf("Pressure: iterations to a true residual of 1e-5\n");
  for (const Family& family : families)
    for (double cells = 0.3e6; cells <= 1.01 * options.cells; cells = cells < options.cells && 4 * cells > options.cells ? options.cells : 4 * cells)
      for (const double filled : {0.05, 0.3, 0.6, 0.95, 1.0}) {
        const Case c = family.make(cells, filled);
        MultigridSolver solver(*c.topology);
        const OwnSolve own = solve(c, solver);
        line(text("%s, %.1f M, %.0f %% full", family.name, 1e-6 * static_cast<double>(c.grid->slots()), 100 * filled), own.report.iterations,
             family.network ? 15 : 10, false,
             text("%.2f M unknowns, residual %.1e%s", 1e-6 * static_cast<double>(unknowns(c)), own.report.residual, own.report.converged ? "" : ", NOT CONVERGED"));
      }
}

#ifdef SPRUE_HYPRE
void against_hypre(const Options& options) {
  std::printf("Time of a solve to 1e-5 with set-up, CPU seconds on one thread, against %s\n", hypre_version().c_str());
  const ThreadLimit one(1);
  for (const Family& family : families)
    for (const double filled : {0.3, 0.6}) {   // closed ones are singular: BoomerAMG does not take them
      const Case c = family.make(std::min(options.cells, 4e6), filled);
      const bool in_box = family.make == box;
      MultigridSolver solver(*c.topology);
      Times own, peer;
      OwnSolve last = solve(c, solver);
      PeerSolve other;
      double triad = 0;
      for (int repeat = 0; repeat < options.repeats; ++repeat) {
        last = solve(c, solver);
        own.keep_best(last.time);
        other = in_box ? solve_with_pfmg(c, tolerance) : solve_with_boomeramg(c, tolerance);
        peer.keep_best({other.setup.cpu + other.solve.cpu, other.setup.wall + other.solve.wall});
        triad = std::max(triad, measured_triad(1));
      }
      line(text("%s, %.2f M unknowns, against %s", family.name, 1e-6 * static_cast<double>(unknowns(c)), in_box ? "PFMG" : "BoomerAMG"), peer.cpu / own.cpu, 3, true,
           text("%.3f s (%d it., %.0e) against %.3f s (%d it., %.0e), triad %.1f GB/s", own.cpu, last.report.iterations, last.report.residual, peer.cpu, other.iterations,
                other.residual, 1e-9 * triad));
    }
}
#endif

/// Time of one application of the operator, s, best of many.
void stencil(const Options& options) {
  std::printf("Block-sparse operator against the same on a dense array, one thread\n");
  const ThreadLimit one(1);
  const int n = 160;
  const Case full = test::box_case(n, n, n, 2);
  DenseOperator dense(n, n, n);
  std::vector<double> x(full.system.rhs.size(), 1.0), y(x.size());
  Times blocks, array;
  double triad = 0;
  for (int repeat = 0; repeat < 4 * options.repeats; ++repeat) {
    blocks.keep_best(time_of([&] { apply(full.system, x, y); }));
    array.keep_best(time_of([&] { dense.apply(); }));
    triad = std::max(triad, measured_triad(1));
  }
  const double cells = static_cast<double>(dense.cells());
  line("blocks against dense", array.cpu / blocks.cpu, 0.85, true,
       text("%.2f ns against %.2f ns a cell; %.2f of the triad's %.1f GB/s (48 bytes a cell; check %g)", 1e9 * blocks.cpu / cells, 1e9 * array.cpu / cells,
            48 * cells / blocks.cpu / triad, 1e-9 * triad, dense.sum()));
}

void threads(const Options& options) {
  std::printf("Gain of two threads over the triad's own, wall time\n");
  for (const Family& family : {families[0], families[1]}) {
    const Case c = family.make(4e6, 0.6);
    MultigridSolver solver(*c.topology);
    std::vector<double> x(c.system.rhs.size(), 1.0), y(x.size());
    Times applied[2], solved[2];
    double triad[2] = {};
    for (int repeat = 0; repeat < 3 * options.repeats; ++repeat)
      for (int t = 0; t < 2; ++t) {
        const ThreadLimit limit(t + 1);
        triad[t] = std::max(triad[t], measured_triad(t + 1, true));
        applied[t].keep_best(time_of([&] { apply(c.system, x, y); }));
        solved[t].keep_best(solve(c, solver).time);
      }
    const double gain = triad[1] / triad[0];
    const std::string detail = text("triad %.1f -> %.1f GB/s", 1e-9 * triad[0], 1e-9 * triad[1]);
    line(text("operator, %s", family.name), applied[0].wall / applied[1].wall / gain, 0.95, true, detail);
    line(text("pressure solve, %s", family.name), solved[0].wall / solved[1].wall / gain, 0.95, true, detail);
  }
}

void size(const Options& options) {
  const double large = std::max(options.cells, 4e6);
  std::printf("Pressure solve: cost per unknown at %.0f M cells against 3 M, one thread\n", 1e-6 * large);
  const ThreadLimit one(1);
  double cost[2] = {1e300, 1e300};
  SolveReport last[2];
  const Case cases[2] = {box(3e6, 0.6), box(large, 0.6)};
  MultigridSolver small(*cases[0].topology), big(*cases[1].topology);
  for (int repeat = 0; repeat < options.repeats; ++repeat)
    for (int n = 0; n < 2; ++n) {
      const OwnSolve own = solve(cases[n], n == 0 ? small : big);
      last[n] = own.report;
      cost[n] = std::min(cost[n], own.time.cpu / static_cast<double>(unknowns(cases[n])));
    }
  line(text("box, %.2f M unknowns against %.2f M", 1e-6 * static_cast<double>(unknowns(cases[1])), 1e-6 * static_cast<double>(unknowns(cases[0]))), cost[1] / cost[0], 1.15, false,
       text("%.0f ns (%d it.) against %.0f ns (%d it.) an unknown", 1e9 * cost[1], last[1].iterations, 1e9 * cost[0], last[0].iterations));
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int n = 1; n < argc; ++n) {
    const std::string word = argv[n];
    if (word == "--cells" && n + 1 < argc) options.cells = std::atof(argv[++n]);
    else if (word == "--repeats" && n + 1 < argc) options.repeats = std::atoi(argv[++n]);
    else options.sections.push_back(word);
  }
  return options;
}

void run(const Options& options) {
  if (options.wants("iterations")) iterations(options);
#ifdef SPRUE_HYPRE
  if (options.wants("hypre")) against_hypre(options);
#else
  if (options.wants("hypre")) std::printf("hypre: not built in (install libhypre-dev and configure again)\n");
#endif
  if (options.wants("stencil")) stencil(options);
  if (options.wants("threads")) threads(options);
  if (options.wants("size")) size(options);
}

}  // namespace
}  // namespace sprue::bench

int main(int argc, char** argv) {
  sprue::keep_work_space();
  sprue::bench::run(sprue::bench::read_options(argc, argv));
  return 0;
}
