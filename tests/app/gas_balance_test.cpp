// Mass of gas, recomputed from the pockets, in every reference case and shipped scene; and a mould that no gas can leave.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "engine/app/case_tools.h"
#include "engine/app/validation.h"
#include "solvers/field_findings.h"

namespace sprue {
namespace {

/// What the pockets hold, what left and what the mould gave off are what was there at the start: to 1e-8, the bar of the project; metal to 1e-10.
void expect_balanced(const Simulation& simulation, int steps) {
  const auto casting = simulation.start();
  if (!simulation.conditions.flow) return;
  Balances balances(casting->state());
  for (int n = 0; n < steps && !casting->finished(); ++n) {
    casting->step();
    balances.watch(casting->state());
  }
  EXPECT_LE(balances.gas(), 1e-8);
  EXPECT_LE(balances.metal(), 1e-10);
}

class CaseOfTheLadder : public testing::TestWithParam<std::string> {};

TEST_P(CaseOfTheLadder, KeepsGasAndMetal) {
  Scene scene = load_scene(case_file(GetParam()));
  scene.resolution.cell = scene.reference.quick_cell;
  expect_balanced(*simulation_of(scene), 40);
}

std::string as_name(std::string name) {
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, CaseOfTheLadder, testing::ValuesIn(case_names()), [](const auto& info) { return as_name(info.param); });

class DrawnScene : public testing::TestWithParam<std::string> {};

// The first sixty steps of the fill at three cells in the plate: pockets open, split and merge in sprue and runner. A whole fill takes minutes; its error
// is in summary.json (balances.gas).
TEST_P(DrawnScene, KeepsGasAndMetal) {
  Scene scene = load_scene(std::filesystem::path(SPRUE_SOURCE_DIR) / "scenes" / (GetParam() + ".toml"));
  const SceneMaterials materials = materials_of(scene);
  scene.run.heat = scene.run.feeding = false;
  scene.resolution.cell = scene.part.plate / 3;
  std::vector<std::string> notes;
  const Scene whole = resolved(scene, materials, notes);
  const Stages stages = tooled(whole, materials);
  expect_balanced(Simulation(whole, materials, &stages), 60);
}

INSTANTIATE_TEST_SUITE_P(Shipped, DrawnScene, testing::Values("kingfisher", "monstera", "summit"), [](const auto& info) { return info.param; });

const char* const closed_mould = R"(
[[shape]]
centre = ["3 mm", "3 mm", "0 mm"]
size = ["6 mm", "6 mm", "0 mm"]
high = "3 mm"

[[shape]]
centre = ["3 mm", "7.5 mm", "0 mm"]
size = ["2 mm", "3 mm", "0 mm"]
high = "3 mm"
cavity = 0

[domain]
sides = ["wall", "wall", "wall", "inlet"]

[resolution]
cell = "0.5 mm"

[process]
kind = "gravity"
pour_rate = "2 mL/s"
pour_pressure = "5 kPa"

[alloy]
name = "zamak3"

[mould]
material = "h13"

[run]
heat = false
feeding = false
)";

// No vent at all: metal comes in until the gas has the pressure of the pour, p V = const: at 5 kPa over 101.3 kPa 4.7 % of the room at most, and
// what the first jet carries; then nothing moves. The run must end by itself, part empty, with a finding of gas that stopped the metal.
TEST(ClosedMould, EndsWithAFindingAndNotInALoop) {
  Scene scene = parse_scene(closed_mould, "closed.toml");
  scene.gas.heat_exponent = 1;
  const auto simulation = simulation_of(scene);
  const auto casting = simulation->start();
  Balances balances(casting->state());
  int steps = 0;
  for (; steps < 5000 && !casting->finished(); ++steps) {
    casting->step();
    balances.watch(casting->state());
  }
  EXPECT_TRUE(casting->finished()) << "still running after " << steps << " steps at " << casting->state().time << " s";
  EXPECT_LT(casting->shot_fraction(), 0.5);
  EXPECT_LE(balances.gas(), 1e-8);
  std::vector<Finding> findings;
  CavityFrame frame;
  for (std::size_t d = 0; d < 4; ++d) frame.to_tool[5 * d] = 1;
  field_findings(simulation->domain, casting->state(), casting->record(), simulation->conditions, simulation->alloy, {frame}, {}, findings);
  EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return f.kind == "trapped-gas"; })) << findings.size() << " findings";
}

}  // namespace
}  // namespace sprue
