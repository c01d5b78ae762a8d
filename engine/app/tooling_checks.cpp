#include "engine/app/tooling_checks.h"

#include <algorithm>
#include <cmath>

#include "engine/app/pipeline.h"
#include "engine/core/error.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

constexpr double fast_pour = 7;       // m/s: free jets in a spinning disc reach 1.2 to 7 (rubber discs, 300 to 600 rpm)
constexpr double fastest_pour = 100;  // m/s: die gates end at 55
constexpr double quiet_swirl = 0.5;   // m/s at the sprue's wall: measured, docs/validation.md, "One sector"

std::string rounded(double value, double to) { return to_text(std::round(value / to) * to); }
std::string millimetres(double metres) { return rounded(metres * 1e3, 1e-3) + " mm"; }

Finding doubt(const std::string& kind, double value, double limit, const std::string& unit) {
  Finding f;
  f.kind = kind;
  f.severity = Severity::warn;
  f.value = value;
  f.limit = limit;
  f.unit = unit;
  return f;
}

/// A gate under one cell is in the grid as a cut cell's slit, its flow and freezing are not resolved.
void check_gate(const Scene& scene, const Tooling& tooling, std::vector<Finding>& findings) {
  const double gate = std::min(tooling.gate_width, tooling.gate_depth), cell = *scene.resolution.cell;
  if (gate <= 0 || gate >= cell) return;
  Finding f = doubt("assumption", 1e3 * gate, 1e3 * cell, "mm");
  f.size = gate;
  f.evidence = "The gate of " + millimetres(tooling.gate_width) + " by " + millimetres(tooling.gate_depth) + " is smaller than a cell of " + millimetres(cell) + ".";
  f.cause = "The grid is too coarse for it.";
  f.advice = "A finer cell, at most " + millimetres(gate / 2) + ", or a thicker gate: pressure loss and freezing in the gate are not resolved.";
  f.confidence = "high: a comparison of two lengths";
  findings.push_back(f);
}

void check_vents(const Scene& scene, const Tooling& tooling, std::vector<Finding>& findings) {
  if (!tooling.vents.empty() || !scene.vents.empty()) return;
  Finding f = doubt("trapped-gas", 0, 1, "vents");
  f.evidence = "The mould has no vent at all: the gas of the cavities can leave through the sprue only.";
  f.cause = scene.mould.vents_per_cavity == 0 && scene.mould.drilled_vents.value_or(0) == 0 ? "mould.vents_per_cavity and mould.drilled_vents are 0."
                                                                                  : "The outline of the part leaves no place for the vents asked for.";
  f.advice = "Vent the rim side and the axis side of each cavity; as soon as metal fills the runner, what gas is left is trapped.";
  f.confidence = "high: counted; how much is trapped says the casting";
  findings.push_back(f);
}

void check_pour(const Scene& scene, const Tooling& tooling, std::vector<Finding>& findings) {
  if (scene.process.drive != "pump" || !scene.process.pour_rate) return;   // else the tool's own size chooses it
  double inlet = 0;
  for (std::size_t n = 0; n < tooling.cavity.layers.size(); ++n)
    if (tooling.cavity.layers[n].top == FaceKind::inlet) inlet += area(tooling.cavity.map, tooling.cavity.map.faces[n]);
  const FeedPiece& mouth = tooling.feed.front();
  if (tooling.disc_diameter == 0) inlet = mouth.width * mouth.depth;
  const double speed = *scene.process.pour_rate / inlet;
  const std::string rate = to_text(*scene.process.pour_rate, Dimension::volume_rate), sprue = millimetres(mouth.width);
  if (speed > fastest_pour)
    throw InputError("metal would enter the sprue of " + sprue + " at " + rounded(speed, 1) + " m/s", scene.source + ", process.pour_rate", rate,
                     "at most " + rounded(fastest_pour * inlet * 1e6, 1) + " mL/s, or a wider sprue: no process is faster than " + rounded(fastest_pour, 1) + " m/s");
  if (speed <= fast_pour) return;
  Finding f = doubt("assumption", speed, fast_pour, "m/s");
  f.evidence = "A pour of " + rate + " enters the sprue of " + sprue + " at " + rounded(speed, 0.1) + " m/s: the inlet floods.";
  f.cause = "The pour is faster than the sprue swallows. What finds no room stays outside: the inlet's head of " + millimetres(scene.process.pour_head) + " is all that presses.";
  f.advice = "Pour slower, or widen the sprue.";
  f.confidence = "high: rate over area";
  findings.push_back(f);
}

/// Says that one sector was cast, and how far that can be trusted.
void note_sector(const Scene& scene, std::vector<Finding>& findings) {
  const int sectors = disc_sectors(scene);
  if (sectors == 1) return;
  const double swirl = 0.5 * *scene.mould.sprue_diameter * std::abs(*scene.rotation.speed);
  Finding f = doubt("assumption", swirl, quiet_swirl, "m/s");
  if (swirl <= quiet_swirl) f.severity = Severity::info;
  f.evidence = "One sector of " + std::to_string(sectors) + " was cast, with " + std::to_string(scene.mould.cavities / sectors) + " of " + std::to_string(scene.mould.cavities) +
               " cavities; volumes and masses of the whole disc are " + std::to_string(sectors) + " times those of fill, porosity and history. The sprue's wall turns at " +
               rounded(swirl, 0.01) + " m/s.";
  f.cause = "mould.sector is set: the sprue is cut by mirror planes between the cavities, across which the metal cannot swirl.";
  f.advice = "Cast the whole disc (mould.sector = false) where the wall of the sprue turns faster than " + rounded(quiet_swirl, 0.1) + " m/s: metal then arrives up to a third too early.";
  f.confidence = "medium: whole discs of two were cast beside it (docs/validation.md); cavities and runners do not touch the planes";
  findings.push_back(f);
}

}  // namespace

void check_tooling(const Scene& scene, const Tooling& tooling, std::vector<Finding>& findings) {
  check_gate(scene, tooling, findings);
  check_vents(scene, tooling, findings);
  check_pour(scene, tooling, findings);
  note_sector(scene, findings);
}

}  // namespace sprue
