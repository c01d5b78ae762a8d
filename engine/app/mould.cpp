// sprue mould: from the drawing to the tooling, as files.
#include <cstdio>

#include "engine/app/commands.h"
#include "engine/app/progress.h"
#include "engine/app/results_folder.h"
#include "engine/app/summary.h"

namespace sprue {

std::filesystem::path results_path(const Scene& scene, const RunOptions& options) {
  return options.folder.empty() ? std::filesystem::path(std::filesystem::path(scene.source).stem().string() + ".out") : options.folder;
}

int mould_command(const Scene& scene, const RunOptions& options) {
  std::vector<std::string> notes;
  Progress progress(options.progress);
  const SceneMaterials materials = materials_of(scene);
  const Scene whole = resolved(scene, materials, notes);
  ResultsFolder folder(results_path(scene, options), options.force, false);
  progress.stage("tooling");
  const Stages stages = tooled(whole, materials);
  progress.stage("solids");
  const MakerFiles made = write_maker_files(whole, stages, materials, folder.path());
  Summary summary("sprue.mould/1");
  summary.scene(whole, notes);
  summary.pins(stages.pins, materials.alloy.require("density_solid").value);
  summary.mould(stages, made);
  summary.findings(stages.findings);
  summary.write(folder.path() / "summary.json");
  for (const std::string& guess : guesses_of(stages.pins)) notes.push_back(guess);
  for (const Choice& choice : stages.tooling.defaults) notes.push_back(choice.text());
  std::vector<std::string> said = notes;
  said.insert(said.end(), made.notes.begin(), made.notes.end());
  write_log(whole, said, folder.path());
  folder.publish();
  const std::string verdict = verdict_of(stages.findings);
  if (options.json) {
    std::fputs(summary.text().c_str(), stdout);
  } else {
    for (const std::string& note : notes) std::printf("assumed: %s\n", note.c_str());
    for (const std::string& note : made.notes) std::printf("note: %s\n", note.c_str());
    std::fputs(findings_text(stages.findings).c_str(), stdout);
    for (const SolidFile& f : made.solids)
      std::printf("%s: %.1f mm3, %zu triangles, %s\n", f.file.c_str(), f.volume * 1e9, f.triangles, f.watertight ? "watertight" : "NOT WATERTIGHT");
    for (const std::string& file : made.others) std::printf("%s\n", file.c_str());
    std::printf("%s: %s\n", folder.final_path().c_str(), verdict.c_str());
  }
  return verdict == "reject" ? exit_code::rejected : exit_code::done;
}

}  // namespace sprue
