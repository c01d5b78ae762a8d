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

/// check.svg (of several designs check-NAME.svg): the drawing in mm, findings marked by their numbers in summary.json and on stdout.
void write_results(const Stages& stages, const Summary& summary, const RunOptions& options) {
  ResultsFolder folder(options.folder, options.force, false);
  for (const Pin& pin : stages.pins)
    if (&pin == &first_of(stages.pins, pin)) write_text_file(folder.path() / ("check" + (pin.name.empty() ? "" : "-" + pin.name) + ".svg"), design_svg(pin.design, marks_of(stages.findings, pin.name), "the drawing with findings marked by number", true));
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
  const std::string verdict = verdict_of(stages.findings);
  Summary summary("sprue.check/1");
  summary.scene(whole, notes);
  summary.pins(stages.pins, materials.alloy.require("density_solid").value);
  summary.findings(stages.findings);
  if (!options.folder.empty()) write_results(stages, summary, options);
  if (options.json) {
    std::fputs(summary.text().c_str(), stdout);
  } else {
    for (const std::string& guess : guesses_of(stages.pins)) std::printf("assumed: %s\n", guess.c_str());
    std::fputs(findings_text(stages.findings).c_str(), stdout);
    for (const Pin& pin : stages.pins)
      if (&pin == &first_of(stages.pins, pin)) std::printf("%s: %.1f x %.1f mm, %zu elements\n", pin.file.c_str(), pin.design.width * 1e3, pin.design.height * 1e3, pin.design.elements.size());
    std::printf("%s: %s\n", whole.source.c_str(), verdict.c_str());
  }
  return verdict == "reject" ? exit_code::rejected : exit_code::done;
}

}  // namespace sprue
