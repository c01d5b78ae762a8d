#include "engine/app/tool_forces.h"

#include <algorithm>
#include <cmath>

#include "engine/app/block_process.h"
#include "engine/app/tool_sheet.h"
#include "meshing/tool_moments.h"

namespace sprue {

namespace {

constexpr double balance_grade = 6.3e-3;   // m/s
constexpr double even_ways = 1.25;         // longest over shortest (shop default, low confidence)
constexpr double standard_gravity = 9.80665;

/// m of metal over a place of the parting plane of a poured block.
double head_over(const Scene& s, const Tooling& t, double y) { return std::max(0.0, t.high.y + s.process.pour_head - y); }

double opening_force(const Scene& s, const Tooling& t, double density) {
  const PlanMoments m = plan_moments(t.cavity);
  if (s.process.kind == "spin") return *s.process.pour_pressure * m.area + 0.5 * density * std::pow(*s.rotation.speed, 2) * m.polar;
  if (s.process.kind == "pressure") return s.process.intensified_pressure.value_or(*s.process.pour_pressure) * m.area;
  if (s.process.kind == "investment") return 0;
  return density * standard_gravity * ((t.high.y + s.process.pour_head) * m.area - m.first.y);
}

double gate_pressure(const Scene& s, const Tooling& t, const FeedPiece& gate, double density) {
  if (s.process.kind == "pressure") return *s.process.pour_pressure;
  if (s.process.kind == "spin") return *s.process.pour_pressure + 0.5 * density * std::pow(*s.rotation.speed, 2) * dot(gate.to, gate.to);
  return density * standard_gravity * head_over(s, t, gate.to.y);
}

Finding of_tool(const char* kind, Severity severity, double value, double limit, const char* unit) {
  Finding f;
  f.kind = kind;
  f.severity = severity;
  f.value = value, f.limit = limit;
  f.unit = unit;
  return f;
}

}  // namespace

ToolForces tool_forces(const Scene& s, const Tooling& t, const SceneMaterials& m) {
  ToolForces forces;
  const double metal = m.alloy.require("density_liquid").value;
  forces.opening = opening_force(s, t, metal);
  const bool die = s.process.kind == "pressure";
  forces.locking = {1.1 * forces.opening, (die ? 1.2 : 1.25) * forces.opening};
  for (const FeedPiece& f : t.feed)
    if (f.kind == FeedPiece::gate) forces.gates.push_back({f.cavity, f.way, gate_pressure(s, t, f, metal)});
  std::stable_sort(forces.gates.begin(), forces.gates.end(), [](const auto& a, const auto& b) { return a.cavity < b.cavity; });
  forces.disc = t.disc_diameter > 0;
  if (!forces.disc) return forces;
  const double mould = m.mould.require("density").value;
  forces.empty_imbalance = mould * (first_moment(t.upper) + first_moment(t.lower));
  forces.imbalance = forces.empty_imbalance + metal * first_moment(t.cavity);
  const double speed = std::abs(*s.rotation.speed), mass = mould * (volume(t.upper) + volume(t.lower)) + metal * volume(t.cavity);
  forces.permissible = speed > 0 ? balance_grade * mass / speed : HUGE_VAL;
  return forces;
}

void check_forces(const Scene& s, const ToolForces& forces, std::vector<Finding>& findings) {
  constexpr double gram_millimetre = 1e-6;
  const double imbalance = norm(forces.imbalance), speed = std::abs(s.rotation.speed.value_or(0));
  if (forces.disc && imbalance > forces.permissible) {
    Finding f = of_tool("imbalance", Severity::info, imbalance / gram_millimetre, forces.permissible / gram_millimetre, "g mm");
    f.evidence = "The cast disc is " + rounded(f.value, 0) + " g mm out of balance, a shaking force of " + rounded(imbalance * speed * speed, 1) + " N at " + rounded(speed * 30 / 3.14159265358979, 0) + " rpm.";
    f.cause = forces.gates.size() == 1 ? "One cavity stands on one side of the axis." : "The cavities are not alike all round the axis.";
    f.advice = forces.gates.size() == 1 ? "Cast two or more at equal angles (mould.cavities), or put as much on the other side of the turntable." : "Put cavities at equal angles, or a weight opposite.";
    f.confidence = "medium: moments are exact; the limit is grade G 6.3 of ISO 21940-11 for the disc alone, a heavy turntable bears more";
    findings.push_back(f);
  }
  if (forces.gates.size() < 2) return;
  const auto [low, high] = std::minmax_element(forces.gates.begin(), forces.gates.end(), [](const auto& a, const auto& b) { return a.way < b.way; });
  if (high->way <= even_ways * low->way) return;
  Finding f = of_tool("uneven-filling", Severity::info, high->way / low->way, even_ways, "");
  f.cavity = high->cavity;
  f.evidence = "Metal has " + rounded(1e3 * high->way, 1) + " mm to the gate of cavity " + std::to_string(high->cavity) + ", " + rounded(1e3 * low->way, 1) + " mm to that of cavity " + std::to_string(low->cavity) + ".";
  f.cause = "The cavities hang on the feed one after the other.";
  f.advice = "The nearest fill first, the farthest with the coldest metal: fewer cavities, wider gates on the far ones, or a disc.";
  f.confidence = "high for the ways: measured on the layout; the limit of a quarter is a shop default, low confidence";
  findings.push_back(f);
}

}  // namespace sprue
