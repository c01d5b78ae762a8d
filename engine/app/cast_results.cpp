#include "engine/app/cast_results.h"

#include <cctype>
#include <cmath>

#include "engine/app/material_colours.h"
#include "engine/app/report.h"
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/units.h"
#include "meshing/solid.h"
#include "meshing/thinned.h"
#include "solvers/field_findings.h"

namespace sprue {

namespace {

constexpr double warm = 313.15;   // K: finishing below it is no bake

std::string celsius(double kelvin) { return to_text(std::round(10 * (kelvin - 273.15)) / 10) + " degC"; }

Finding range_finding(const RangeExcess& e, const std::vector<CavityFrame>& frames) {
  Finding f;
  f.kind = "assumption";
  f.severity = Severity::warn;
  f.cavity = e.cavity;
  f.where = e.where;
  for (const CavityFrame& frame : frames)
    if (frame.cavity == e.cavity) f.where = frame.to_part(e.where);
  f.value = e.temperature - 273.15;
  f.limit = (e.temperature > e.high ? e.high : e.low) - 273.15;
  f.unit = "degC";
  f.evidence = "Metal of " + celsius(e.temperature) + " at " + to_text(std::round(1e4 * e.time) / 1e4) + " s: " + e.property + " is stated for " + celsius(e.low) + " to " +
               celsius(e.high) + " (" + std::to_string(e.steps) + " heat steps outside).";
  f.cause = "The run left the range of the alloy's data; the end value was used.";
  f.advice = "Pour inside the range, or give the property over a wider one (sprue materials show).";
  f.confidence = "high: counted";
  return f;
}

/// The scene's steps that heat the part; where it names none, what pins usually see: the thermal-shock test of plating on zinc (ISO 2819, 150 degC) and
/// the hottest cure of resin enamel that makers quote (204 degC).
Finishing finishing_of(const Simulation& simulation) {
  Finishing finishing;
  for (const Scene::Finish& step : simulation.scene.finishes)
    if (step.temperature > warm) finishing.bakes.push_back({step.step, step.temperature, false});
  if (finishing.bakes.empty()) finishing.bakes = {{"plating", 423.15, true}, {"resin enamel", 477.15, true}};
  if (const Property* strength = simulation.alloy_material.find("yield_strength")) {
    finishing.yield_strength = strength->table;
    finishing.strength_source = strength->source;
  }
  return finishing;
}

}  // namespace

std::vector<Finding> all_findings(const Simulation& simulation, const CastRun& run, const Stages& stages) {
  std::vector<Finding> findings = stages.findings;
  std::vector<CavityFrame> frames;
  for (std::size_t n = 0; n < stages.tooling.cast_cavities(); ++n) frames.push_back({stages.tooling.placements[n].cavity, stages.tooling.placements[n].transform});
  std::vector<std::string> elements;
  for (const Element* element : stages.elements()) elements.push_back(element->id);
  field_findings(simulation.domain, run.casting().state(), run.casting().record(), simulation.conditions, simulation.alloy, frames,
                 elements, findings, finishing_of(simulation));
  for (const RangeExcess& excess : run.ranges().excesses()) findings.push_back(range_finding(excess, frames));
  for (std::size_t n = stages.findings.size(); n < findings.size(); ++n)
    for (const CavityPlacement& p : stages.tooling.placements)
      if (p.cavity == findings[n].cavity) findings[n].pin = stages.pins[p.pin].name;
  return findings;
}

namespace {

/// Names of designs may hold anything: letters, digits, dots and hyphens stay.
std::string file_name(std::string name) {
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '.') c = '_';
  return name;
}

/// Surfaces for pictures: with fewer corners where a disc has so many that browsers without a graphics card would be slow to turn it.
struct DrawnTool {
  TriangleMesh shot, upper, lower;
  double within = 0;   ///< m by which borders may be off; 0 = exact
};

constexpr std::size_t many_triangles = 150'000;
constexpr double thin_steps[] = {5e-6, 20e-6, 50e-6};   // m, tried in turn

DrawnTool drawn_tool(const Tooling& tooling) {
  const auto drawn = [](const LayeredMap& shot, const LayeredMap& upper, const LayeredMap& lower, double within) { return DrawnTool{extrude(shot), extrude(upper), extrude(lower), within}; };
  DrawnTool tool = drawn(tooling.cavity, tooling.upper, tooling.lower, 0);
  const auto triangles = [&] { return tool.shot.triangles.size() + tool.upper.triangles.size() + tool.lower.triangles.size(); };
  for (const double within : thin_steps) {
    if (triangles() <= many_triangles) break;
    tool = drawn(thinned(tooling.cavity, within), thinned(tooling.upper, within), thinned(tooling.lower, within), within);
  }
  return tool;
}

}  // namespace

void write_report(const Simulation& simulation, const CastRun& run, const Stages& stages, const std::string& summary_json,
                  const std::vector<Finding>& findings, const std::filesystem::path& folder, bool pictures) {
  const DrawnTool tool = drawn_tool(stages.tooling);
  ReportData data;
  data.title = std::filesystem::path(simulation.scene.source).stem().string();
  data.summary_json = summary_json;
  data.findings = findings;
  for (const Pin& pin : stages.pins)
    if (&pin == &first_of(stages.pins, pin)) data.pins.push_back({pin.name, &pin.design, extrude(pin.part)});
  for (const Pin& pin : stages.pins) data.designs.push_back(pin.name);
  data.shot = &tool.shot, data.upper = &tool.upper, data.lower = &tool.lower, data.thinned = tool.within;
  data.placements = &stages.tooling.placements;
  data.domain = &simulation.domain;
  data.state = &run.casting().state();
  data.record = &run.casting().record();
  const SceneMaterials materials = materials_of(simulation.scene);
  data.metal = colour_of(materials.alloy), data.mould = colour_of(materials.mould);
  data.alloy = &simulation.alloy;
  data.snapshots = run.snapshots();
  data.scene_text = to_toml(simulation.scene);
  write_text_file(folder / "report.html", build_report(data));
  if (!pictures) return;
  for (const Figure& figure : report_figures(data)) write_text_file(folder / ("picture-" + file_name(figure.name) + ".png"), figure_png(figure));
}

namespace {

std::string kept_name(const std::filesystem::path& drawing, std::size_t n) { return "drawing" + (n == 0 ? "" : "-" + std::to_string(n + 1)) + drawing.extension().string(); }

}  // namespace

Scene with_kept_drawings(Scene scene, const std::filesystem::path& folder) {
  const auto kept = [&](const std::string& file, std::size_t n) { return std::filesystem::absolute(folder / kept_name(file, n)).string(); };
  scene.design.file = kept(scene.design.file, 0);
  for (std::size_t n = 0; n < scene.pins.size(); ++n) scene.pins[n].file = kept(scene.pins[n].file, n + 1);
  return scene;
}

void keep_drawings(const Scene& scene, const std::filesystem::path& folder) {
  for (std::size_t n = 0; n <= scene.pins.size(); ++n) {
    const std::filesystem::path from = pin_scene(scene, n).drawing(), to = folder / kept_name(from, n);
    std::error_code error;
    std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing, error);
    if (error) throw InputError("the drawing cannot be copied: " + error.message(), to.string(), "", "free space on the disk");
  }
}

}  // namespace sprue
