#include "engine/app/mould_cycle.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include <nlohmann/json.hpp>

#include "engine/app/cast_numbers.h"
#include "engine/app/cycle_report.h"
#include "engine/app/rubber_life.h"
#include "engine/core/error.h"

namespace sprue {
namespace {

// 1.5 mm of zinc between two discs of 6 mm of rubber on platens, a column of it between mirror planes.
const char* const column = R"(
[[shape]]
centre = ["1 mm", "1 mm", "0 mm"]
size = ["2 mm", "2 mm", "0 mm"]
high = "1.5 mm"
[domain]
sides = ["symmetry", "symmetry", "symmetry", "symmetry"]
[resolution]
cell = "0.5 mm"
[mould]
material = "htv-silicone"
temperature = "25 degC"
band = "6 mm"
[alloy]
name = "zamak3"
pour_temperature = "430 degC"
[[initial]]
kind = "half-space"
point = ["0 mm", "0 mm", "1 m"]
normal = [0, 0, 1]
[[thermal]]
side = "-z"
kind = "platen"
temperature = "25 degC"
[[thermal]]
side = "+z"
kind = "platen"
temperature = "25 degC"
[run]
flow = false
feeding = false
)";

std::unique_ptr<Simulation> column_with(const std::string& more) { return simulation_of(parse_scene(column + more, "column.toml")); }

FilledMould filled_at_start(const Simulation& simulation) { return filled_mould(simulation, simulation.start()->state()); }

CycleReport cycle_of(const Simulation& simulation) {
  Progress quiet(Progress::Style::quiet);
  return run_cycle(simulation, filled_at_start(simulation), quiet);
}

// Twenty shots into a cold disc: it warms up to a cycle that repeats itself (1 K anywhere in the rubber), in which what a shot brings leaves with the casting and
// through platens and air. Energy closes to round-off in every shot. The advised wait follows from the rubber's own time, tau = 4 L^2 / (pi^2 alpha) of a disc of
// thickness L that gives its heat to the platen: its slowest mode falls from the walls' temperature T at opening to the closing temperature in
// tau ln((T - platen) / (closing - platen)). The walls fall faster at first (heat spreads into rubber that is still cold, air and radiation help: down
// to a third of it), and the mode may stand 4 / pi above the mean (0.24 tau more): so between 0.3 and 1.2 of it.
TEST(MouldCycle, TwentyShotsReachASteadyCycleOnTheRubbersOwnTime) {
  const auto made = column_with("[cycle]\nshots = 20\nclose_temperature = \"70 degC\"\ngood_temperature = \"40 degC\"\n");
  const CycleReport report = cycle_of(*made);
  ASSERT_EQ(report.shots.size(), 20u);
  EXPECT_GT(report.steady_shot, 2);
  EXPECT_LE(report.steady_shot, 20);
  EXPECT_EQ(report.first_good_shot, 2);   // the first meets rubber of 25 degC, the second of 70
  for (const CycleShot& s : report.shots) EXPECT_LT(s.energy_error, 1e-10) << s.number;
  const CycleShot& last = report.shots.back();
  EXPECT_LE(last.change, 1);
  EXPECT_LT(std::abs(last.heat_kept), 0.01 * last.heat_brought);
  EXPECT_GT(last.heat_lost, 0.2 * last.heat_brought);
  EXPECT_NEAR(last.metal_opened, 423.15, 0.5);      // ejected at 150 degC
  EXPECT_GT(last.surface_hottest, 590);             // contact of zinc at 430 degC with rubber: 50 K and more under the metal
  EXPECT_LT(last.surface_hottest, 703.15);
  ASSERT_TRUE(report.wait && report.dwell);
  const MouldProperties& rubber = made->moulds[0];
  const double depth = 6e-3 + rubber.conductivity / 1000;   // the platen's contact counts as rubber
  const double tau = 4 * depth * depth * rubber.density * rubber.specific_heat / (std::numbers::pi * std::numbers::pi * rubber.conductivity);
  const double cooling = made->scene.cycle.open + *report.wait, slowest = tau * std::log((last.metal_opened - 298.15) / 45);
  EXPECT_GT(cooling, 0.3 * slowest);
  EXPECT_LT(cooling, 1.2 * slowest);
  RecordProperty("cooling_s", std::to_string(cooling) + " of " + std::to_string(slowest));
}

// Times that are given are kept, and the advice is that of the cycle in which they are chosen.
TEST(MouldCycle, AdviceDoesNotHangOnTheTimesGiven) {
  const std::string common = "[cycle]\nshots = 6\nsteady_change = \"3 K\"\nclose_temperature = \"70 degC\"\n";
  const auto chosen = column_with(common), given = column_with(common + "dwell = \"40 s\"\nwait = \"60 s\"\n");
  const CycleReport a = cycle_of(*chosen), b = cycle_of(*given);
  ASSERT_TRUE(a.dwell && a.wait && b.dwell && b.wait);
  EXPECT_DOUBLE_EQ(b.shots.back().dwell, 40);
  EXPECT_DOUBLE_EQ(b.shots.back().wait, 60);
  EXPECT_NEAR(*b.dwell / *a.dwell, 1, 0.05);   // both within some kelvin of the steady cycle
  EXPECT_NEAR(*b.wait / *a.wait, 1, 0.1);
}

// What filling left in the mould is brought by every shot: here 2 K everywhere, so 2 K times what the mould holds.
TEST(MouldCycle, HeatOfFillingIsBroughtByEveryShot) {
  const auto made = column_with("[cycle]\nshots = 2\ndwell = \"5 s\"\nwait = \"5 s\"\n");
  FilledMould filled = filled_at_start(*made);
  for (double& t : filled.warmed) t = 2;
  filled.time = 0.5;
  MouldCycle cycle(*made, filled);
  const MouldProperties& rubber = made->moulds[0];
  const double capacity = rubber.density * rubber.specific_heat * 4e-6 * 12e-3;   // two discs of 2 x 2 x 6 mm3
  for (int i = 0; i < 2; ++i) {
    const CycleShot shot = cycle.shot();
    EXPECT_NEAR(shot.heat_of_filling, 2 * capacity, 1e-9 * capacity);
    EXPECT_LT(shot.energy_error, 1e-10);
    EXPECT_NEAR(shot.length, 0.5 + 5 + 20 + 5 + 5, 1e-9);   // filling, dwell, open, wait, close
  }
}

// Spray cools the walls more than air does: by its coefficient, so that a doubled one is felt.
TEST(MouldCycle, SprayCools) {
  const auto kept = [](const std::string& more) {
    const auto made = column_with("[cycle]\nshots = 2\ndwell = \"30 s\"\nopen = \"1 s\"\nwait = \"1 s\"\n" + more);
    MouldCycle cycle(*made, filled_at_start(*made));
    return cycle.shot().heat_lost;
  };
  const double air = kept(""), talc = kept("spray = \"5 s\"\nspray_coefficient = \"10 W/m2/K\"\n"), spray = kept("spray = \"5 s\"\nspray_coefficient = \"100 W/m2/K\"\n");
  EXPECT_GT(talc, air);
  EXPECT_GT(spray, 1.1 * talc);
}

// A die of H13 behind which 30 mm of steel lead to platens: it warms up to its cycle as a linear body does, each shot by the same share of what is left (within
// 5 %: with metal and with its gap the exchange is not quite linear), and the casting takes longer to freeze the warmer it is. It freezes in tenths of a second, as the
// interface rules. Far from soldering.
TEST(MouldCycle, ADieWarmsUpAsALinearBody) {
  std::string text = column;
  const auto put = [&](const std::string& from, const std::string& to) { text.replace(text.find(from), from.size(), to); };
  put("htv-silicone", "h13");
  put("temperature = \"25 degC\"\nband = \"6 mm\"", "temperature = \"150 degC\"\nband = \"10 mm\"");
  for (int side = 0; side < 2; ++side) put("kind = \"platen\"\ntemp", "kind = \"platen\"\nthickness = \"20 mm\"\ntemp");
  const auto made = simulation_of(parse_scene(text + "[cycle]\nshots = 16\ndwell = \"3 s\"\nopen = \"5 s\"\nspray = \"1 s\"\nwait = \"0 s\"\nclose = \"2 s\"\n", "die.toml"));
  const CycleReport report = cycle_of(*made);
  const std::vector<CycleShot>& shots = report.shots;
  for (std::size_t i = 1; i < shots.size(); ++i) {
    EXPECT_GT(shots[i].surface_before, shots[i - 1].surface_before);
    EXPECT_GT(shots[i].frozen, shots[i - 1].frozen);
    EXPECT_LT(shots[i].energy_error, 1e-10);
  }
  const double early = shots[9].change / shots[8].change, late = shots[15].change / shots[14].change;
  EXPECT_NEAR(early / late, 1, 0.05);
  EXPECT_LT(late, 1);
  EXPECT_GT(shots[0].frozen, 0.2);
  EXPECT_LT(shots[15].frozen, 1);
  const auto warm = std::find_if(shots.begin(), shots.end(), [](const CycleShot& s) { return s.surface_before >= 433.15; });   // 160 degC
  EXPECT_GT(warm->number, 1);
  EXPECT_EQ(report.first_good_shot, warm->number);
  EXPECT_LT(*report.dwell, 3);            // the casting could leave earlier
  const auto json = nlohmann::json::parse(cycle_json(report, made->scene));
  EXPECT_NEAR(json["soldering_degC"], 0.9 * 387, 1);
  EXPECT_FALSE(json["solders"]);
  std::vector<Finding> findings;
  cycle_findings(report, made->scene, findings);
  EXPECT_TRUE(findings.empty());
}

TEST(MouldCycle, SettingsThatCannotBeAreRefused) {
  const auto error = [](const std::string& more) {
    try {
      column_with(more);
    } catch (const InputError& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  EXPECT_NE(error("heat = false\n[cycle]\nshots = 2\n").find("cycle.shots"), std::string::npos);
  EXPECT_NE(error("[cycle]\nshots = 2\ngood_temperature = \"200 degC\"\n").find("cycle.good_temperature"), std::string::npos);
}

// Bytes and back; bytes of another domain are refused.
TEST(FilledMould, SurvivesACheckpoint) {
  const auto made = column_with("[cycle]\nshots = 2\n");
  const FilledMould filled = filled_at_start(*made), again = FilledMould::restore(filled.save(), made->domain, "here");
  EXPECT_EQ(again.metal, filled.metal);
  EXPECT_EQ(again.enthalpy, filled.enthalpy);
  EXPECT_EQ(again.warmed, filled.warmed);
  EXPECT_THROW(FilledMould::restore("", made->domain, "here"), InputError);
}

// The data themselves, and between and beyond them shorter the hotter.
TEST(RubberLife, IsThatOfTheData) {
  constexpr double year = 365.25 * 86400;
  EXPECT_NEAR(silicone_life(363.15) / (40 * year), 1, 1e-12);
  EXPECT_NEAR(silicone_life(588.15) / (14 * 86400.0), 1, 1e-12);
  EXPECT_GT(silicone_life(473.15), 2 * year);
  EXPECT_LT(silicone_life(473.15), 5 * year);
  for (double t = 300; t < 800; t += 10) EXPECT_GT(silicone_life(t), silicone_life(t + 10));
}

// A line a shot, and in the summary what a person asks for.
TEST(CycleReport, IsWritten) {
  const auto made = column_with("[cycle]\nshots = 2\ndwell = \"10 s\"\nwait = \"10 s\"\nlongest = \"20 s\"\n");
  const CycleReport report = cycle_of(*made);
  const std::string csv = cycle_csv(report);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 3);
  const auto json = nlohmann::json::parse(cycle_json(report, made->scene));
  EXPECT_EQ(json["shots"], 2);
  EXPECT_TRUE(json["wait_advised_s"].is_null() || json["wait_advised_s"].is_number());
  EXPECT_GT(json["surface_hottest_degC"], 300);
  EXPECT_GT(json["life_shots"], 10);
  EXPECT_NE(cycle_text(report, made->scene).find("2 shots"), std::string::npos);
  std::vector<Finding> findings;   // metal that is still hot, walls that are cold at first
  cycle_findings(report, made->scene, findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].kind, "cold-cycle");
}

}  // namespace
}  // namespace sprue
