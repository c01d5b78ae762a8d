// sprue cast: from the drawing (or a scene) to the report.
#include <cstdio>

#include <unistd.h>

#include "engine/app/block_process.h"
#include "engine/app/cast_results.h"
#include "engine/app/closing.h"
#include "engine/app/commands.h"
#include "engine/app/cycle_report.h"
#include "engine/app/results_folder.h"
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "engine/core/vdb_file.h"

namespace sprue {

namespace {

struct Prepared {
  SceneMaterials materials;
  Scene scene;
  std::vector<std::string> notes;
};

Prepared prepare(const Scene& scene) {
  Prepared p;
  p.materials = materials_of(scene);
  p.scene = resolved(scene, p.materials, p.notes);
  require_castable(p.scene);
  return p;
}

Summary summary_of(const Prepared& p, const Stages& stages) {
  Summary summary("sprue.cast/1");
  summary.scene(p.scene, p.notes);
  summary.pins(stages.pins, p.materials.alloy.require("density_solid").value);
  summary.provenance(p.materials);
  return summary;
}

int finish(const std::string& verdict, const RunOptions& options, const Summary& summary, const std::string& text) {
  std::fputs(options.json ? summary.text().c_str() : text.c_str(), stdout);
  return verdict == "reject" ? exit_code::rejected : exit_code::done;
}

/// The pair of alloy and mould is refused: said so, nothing is cast.
int refuse(const Prepared& p, const Stages& stages, const RunOptions& options) {
  Summary summary = summary_of(p, stages);
  summary.set("/status", "refused");
  summary.findings(stages.findings);
  return finish("reject", options, summary, "refused, nothing was cast\n" + findings_text(stages.findings));
}

int unfinished(const CastRun& run, CastRun::End end, const ResultsFolder& folder) {
  const bool failed = end == CastRun::End::failed;
  std::fprintf(stderr, failed ? "sprue: %s; the last good step is saved in %s/checkpoint.h5\n" : "sprue: %s; checkpoint in %s, go on with --resume\n",
               failed ? run.failure().c_str() : "stopped", folder.path().c_str());
  return failed ? exit_code::failed : exit_code::stopped;
}

void write_tables(const Simulation& simulation, const CastRun& run, const CycleReport& cycle, const std::filesystem::path& folder) {
  write_history(simulation, run.casting().record(), folder / "history.csv");
  if (!simulation.probes.empty()) write_text_file(folder / "probes.csv", run.probes().csv());
  if (!cycle.shots.empty()) write_text_file(folder / "cycle.csv", cycle_csv(cycle));
  write_vdb(folder / "domain.vdb", simulation.domain, run.casting().state(), simulation.alloy);
}

}  // namespace

int cast_command(const Scene& given, const RunOptions& options) {
  Prepared p = prepare(given);
  const ThreadLimit threads(p.scene.run.threads);
  if (!p.scene.drawn())
    throw InputError("this scene has no drawing", p.scene.source, "", "cast needs [design] file; reference cases run by `sprue validate`");
  Progress progress(options.progress);
  progress.stage("design");
  Stages stages = checked_design(p.scene, p.materials);
  if (incompatibility(p.materials.alloy, p.materials.mould, *p.scene.alloy.pour_temperature)) return refuse(p, stages, options);

  ResultsFolder folder(results_path(given, options), options.force, options.resume);
  progress.stage("tooling");
  add_tooling(p.scene, p.materials, stages);
  fill_pour(p.scene, stages.tooling, p.notes);
  progress.stage("domain");
  const Simulation simulation(p.scene, p.materials, &stages);
  CastRun run(simulation, folder.path(), options.resume);   // refuses a checkpoint of another scene before anything is written
  folder.begin();
  progress.also_to(folder.path() / ResultsFolder::live_progress);
  const MakerFiles made = write_maker_files(p.scene, stages, p.materials, folder.path());
  std::vector<std::string> notes = p.notes;
  for (const std::string& guess : guesses_of(stages.pins)) notes.push_back(guess);
  for (const Choice& choice : stages.tooling.defaults) notes.push_back(choice.text());
  notes.insert(notes.end(), made.notes.begin(), made.notes.end());
  write_log(p.scene, notes, folder.path());
  keep_drawings(p.scene, folder.path());

  const CastRun::End end = run.run(progress);
  if (end != CastRun::End::finished) return unfinished(run, end, folder);
  CycleReport cycle;   // without shots where the scene has one, or run.end_time came before the mould was full
  if (!run.filled().metal.empty()) cycle = run_cycle(simulation, run.filled(), progress);
  if (cycle.stopped) {
    std::fprintf(stderr, "sprue: stopped; the first shot is saved in %s, --resume makes the others anew\n", folder.path().c_str());
    return exit_code::stopped;
  }
  progress.stage("report");
  std::vector<Finding> findings = all_findings(simulation, run, stages);
  if (!cycle.shots.empty()) cycle_findings(cycle, p.scene, findings);
  Summary summary = summary_of(p, stages);
  summary.mould(stages, made);
  summary.findings(findings);
  add_casting(simulation, run, stages.tooling.placements, "completed", summary);
  if (stages.tooling.sectors > 1) add_sector(simulation, run, stages.tooling, summary);
  if (!cycle.shots.empty()) summary.set_json("/cycle", cycle_json(cycle, p.scene));
  write_tables(simulation, run, cycle, folder.path());
  summary.write(folder.path() / "summary.json");
  write_report(simulation, run, stages, summary.text(), findings, folder.path());
  folder.publish();
  const std::string verdict = verdict_of(findings);
  return finish(verdict, options, summary,
                (cycle.shots.empty() ? "" : cycle_text(cycle, p.scene)) +
                    closing_text(run, simulation, findings, verdict, (folder.final_path() / "report.html").string(), isatty(STDOUT_FILENO) == 1));
}

}  // namespace sprue
