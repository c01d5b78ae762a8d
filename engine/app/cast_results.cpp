#include "engine/app/cast_results.h"

#include "engine/app/report.h"
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "meshing/solid.h"
#include "solvers/field_findings.h"

namespace sprue {

std::vector<Finding> all_findings(const Simulation& simulation, const CastRun& run, const Stages& stages) {
  std::vector<Finding> findings = stages.findings;
  std::vector<CavityFrame> frames;
  for (std::size_t n = 0; n < stages.tooling.cast_cavities(); ++n) frames.push_back({stages.tooling.placements[n].cavity, stages.tooling.placements[n].transform});
  std::vector<std::string> elements;
  for (const Element& element : stages.design.elements) elements.push_back(element.id);
  field_findings(simulation.domain, run.casting().state(), run.casting().record(), simulation.conditions, simulation.alloy, frames,
                 elements, findings);
  return findings;
}

void write_report(const Simulation& simulation, const CastRun& run, const Stages& stages, const std::string& summary_json,
                  const std::vector<Finding>& findings, const std::filesystem::path& folder) {
  const TriangleMesh part = extrude(stages.part), upper = extrude(stages.tooling.upper), lower = extrude(stages.tooling.lower);
  ReportData data;
  data.title = std::filesystem::path(simulation.scene.source).stem().string();
  data.summary_json = summary_json;
  data.findings = findings;
  data.design = &stages.design;
  data.part = &part;
  data.upper = &upper;
  data.lower = &lower;
  data.placements = &stages.tooling.placements;
  data.domain = &simulation.domain;
  data.state = &run.casting().state();
  data.record = &run.casting().record();
  data.snapshots = run.snapshots();
  data.scene_text = to_toml(simulation.scene);
  write_text_file(folder / "report.html", build_report(data));
}

std::filesystem::path kept_drawing(const std::filesystem::path& folder) { return folder / "drawing.svg"; }

void keep_drawing(const Scene& scene, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::copy_file(scene.drawing(), kept_drawing(folder), std::filesystem::copy_options::overwrite_existing, error);
  if (error) throw InputError("the drawing cannot be copied: " + error.message(), kept_drawing(folder).string(), "", "free space on the disk");
}

}  // namespace sprue
