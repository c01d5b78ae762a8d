// sprue report: the page again, from a results folder alone.
#include <cstdio>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "engine/app/cast_results.h"
#include "engine/app/commands.h"
#include "engine/core/checkpoint.h"
#include "engine/core/error.h"

namespace sprue {

namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw InputError("not a results folder: this file is missing", file.string(), "", "name a folder written by sprue cast");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The scene's name as the casting was given it: the page bears it, not the checkpoint's.
std::string source_of(const std::string& summary, const std::filesystem::path& file) {
  const auto json = nlohmann::json::parse(summary, nullptr, false);
  const auto at = nlohmann::json::json_pointer("/scene/source");
  if (json.is_discarded() || !json.contains(at) || !json[at].is_string())
    throw InputError("not the summary of a casting: no scene.source in it", file.string(), "", "cast again with --force");
  return json[at].get<std::string>();
}

}  // namespace

int report_command(const std::filesystem::path& folder, const RunOptions& options) {
  const std::string summary = text_of(folder / "summary.json");
  Scene scene = parse_scene(read_checkpoint(folder / "checkpoint.h5").scene, (folder / "checkpoint.h5").string());
  const SceneMaterials materials = materials_of(scene);
  scene.folder.clear();
  scene.source = source_of(summary, folder / "summary.json");
  const Stages stages = tooled(with_kept_drawings(scene, folder), materials);
  const Simulation simulation(scene, materials, &stages);
  const CastRun run(simulation, folder, true);
  write_report(simulation, run, stages, summary, all_findings(simulation, run, stages), folder, options.pictures);
  if (!options.quiet) std::printf("report: %s\n", (folder / "report.html").c_str());
  return exit_code::done;
}

}  // namespace sprue
