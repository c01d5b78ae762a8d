// sprue check: design rules and process compatibility.
#include <cstdio>

#include "engine/app/commands.h"
#include "engine/app/design_picture.h"
#include "engine/app/report_tables.h"
#include "engine/app/results_folder.h"
#include "engine/app/summary.h"
#include "engine/core/atomic_file.h"

namespace sprue {

namespace {

Finding not_castable(const Scene& scene) {
  Finding f;
  f.kind = "process";
  f.severity = Severity::info;
  f.evidence = "Process " + scene.process.kind + " is checked by its rules only; it is not simulated.";
  f.confidence = "high";
  return f;
}

/// check.svg: the drawing in mm, findings marked by their numbers in summary.json and on stdout.
void write_results(const Stages& stages, const Summary& summary, const RunOptions& options) {
  ResultsFolder folder(options.folder, options.force, false);
  write_text_file(folder.path() / "check.svg", design_svg(stages.design, marks_of(stages.findings), "the drawing with findings marked by number", true));
  summary.write(folder.path() / "summary.json");
  folder.publish();
}

}  // namespace

int check_command(const Scene& scene, const RunOptions& options) {
  std::vector<std::string> notes;
  const SceneMaterials materials = materials_of(scene);
  const Scene whole = resolved(scene, materials, notes);
  Stages stages = checked_design(whole, materials);
  if (whole.process.kind == "strike") stages.findings.push_back(not_castable(whole));
  stages.findings = ranked(std::move(stages.findings));
  const LayeredMap part = make_part(stages.design, part_options(whole));
  const std::string verdict = verdict_of(stages.findings);
  Summary summary("sprue.check/1");
  summary.scene(whole, notes);
  summary.design(stages.design);
  summary.part(part, stages, materials.alloy.require("density_solid").value);
  summary.findings(stages.findings);
  if (!options.folder.empty()) write_results(stages, summary, options);
  if (options.json) {
    std::fputs(summary.text().c_str(), stdout);
  } else {
    for (const std::string& guess : stages.design.guesses) std::printf("assumed: %s\n", guess.c_str());
    std::fputs(findings_text(stages.findings).c_str(), stdout);
    std::printf("%s: %.1f x %.1f mm, %zu elements: %s\n", whole.source.c_str(), stages.design.width * 1e3, stages.design.height * 1e3,
                stages.design.elements.size(), verdict.c_str());
  }
  return verdict == "reject" ? exit_code::rejected : exit_code::done;
}

}  // namespace sprue
