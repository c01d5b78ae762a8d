// Bad input of every kind: exit 2, one line on stderr with place, value and remedy, and no results folder that looks whole.
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/app/cast_run.h"
#include "engine/core/checkpoint.h"
#include "solvers/finite.h"
#include "tests/app/program.h"

namespace sprue {
namespace {

using test::Outcome;
using test::Scratch;

const char* const square =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'><path id='face' fill='#333' d='M2 2H18V18H2Z'/></svg>";

class BadInput : public testing::Test {
 protected:
  Scratch scratch{"bad-input"};

  /// Runs `sprue cast INPUT` into a folder that must not appear.
  void expect_refused(const std::string& input, const std::string& more, const std::vector<std::string>& said) {
    const std::string folder = (scratch / "result").string();
    const Outcome o = test::sprue_program(scratch, "cast '" + input + "' -o '" + folder + "' --quiet " + more);
    EXPECT_EQ(o.code, 2) << o.err;
    EXPECT_EQ(o.out, "");
    EXPECT_EQ(std::count(o.err.begin(), o.err.end(), '\n'), 1) << o.err;
    EXPECT_EQ(o.err.rfind("sprue: ", 0), 0u) << o.err;
    for (const std::string& part : said) EXPECT_NE(o.err.find(part), std::string::npos) << "wanted '" << part << "' in: " << o.err;
    EXPECT_FALSE(std::filesystem::exists(folder));
    EXPECT_FALSE(std::filesystem::exists(folder + ".partial"));
  }
};

TEST_F(BadInput, MissingFile) {
  expect_refused((scratch / "absent.svg").string(), "", {"absent.svg", "no such file"});
  expect_refused((scratch / "absent.toml").string(), "", {"absent.toml", "no such file"});
  const std::string scene = scratch.write("pin.toml", "[design]\nfile = \"absent.svg\"\n");
  expect_refused(scene, "", {"absent.svg"});
}

TEST_F(BadInput, NothingDrawable) {
  expect_refused(scratch.write("empty.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'></svg>"), "", {"empty.svg"});
  expect_refused(scratch.write("torn.svg", "<svg><path d='M0 0"), "", {"torn.svg"});
  expect_refused(scratch.write("text.svg", "not a drawing"), "", {"text.svg"});
  expect_refused(scratch.write("picture.bmp", "x"), "", {"picture.bmp", ".svg"});
}

TEST_F(BadInput, UnitLeftOut) {
  scratch.write("square.svg", square);
  expect_refused(scratch.write("pin.toml", "[design]\nfile = \"square.svg\"\nwidth = 25\n"), "", {"pin.toml:3:9", "25", "\"25 mm\""});
  expect_refused((scratch / "square.svg").string(), "--width 25", {"--width", "mm"});
}

TEST_F(BadInput, UnknownKey) {
  scratch.write("square.svg", square);
  expect_refused(scratch.write("pin.toml", "[design]\nfile = \"square.svg\"\nwdth = \"25 mm\"\n"), "", {"pin.toml:3:", "did you mean 'width'"});
  expect_refused((scratch / "square.svg").string(), "--set proces.speed=3rpm", {"--set", "did you mean 'process.speed'"});
}

TEST_F(BadInput, UnknownMaterialAndProcess) {
  const std::string drawing = scratch.write("square.svg", square);
  expect_refused(drawing, "--alloy zamak33", {"zamak33", "did you mean 'zamak3'"});
  expect_refused(drawing, "--process spinn", {"spinn", "did you mean 'spin'"});
  expect_refused(drawing, "--process strike", {"strike", "not cast"});
}

TEST_F(BadInput, AMouldHotterThanTheMetalAndATableThatEndsBelowThePour) {
  const std::string drawing = scratch.write("square.svg", square);
  expect_refused(drawing, "--set mould.temperature=440degC", {"mould is hotter", "mould.temperature", "440 degC", "430 degC"});
  expect_refused(drawing, "--set alloy.pour_temperature=490degC", {"zamak3.toml", "density_liquid", "480 degC", "490 degC"});
}

TEST_F(BadInput, PlateUnderThreeCells) {
  const std::string drawing = scratch.write("square.svg", square);
  expect_refused(drawing, "--cell 0.6mm", {"plate", "0.6 mm", "at most 0.5"});
}

// 25 mm at 1 um is 1e13 cells: the estimate must come before the allocation, so the run must end at once.
TEST_F(BadInput, CellSoFineThatMemoryRunsOut) {
  const std::string drawing = scratch.write("square.svg", square);
  expect_refused(drawing, "--cell 1um", {"GB", "cell"});
}

TEST_F(BadInput, MoreCavitiesThanTheDiscHolds) {
  const std::string drawing = scratch.write("square.svg", square);
  expect_refused(drawing, "--set mould.cavities=60", {"mould.cavities", "60 of 2", "228.6 mm", "would fit", "mould.disc_diameter", "design.width"});
}

TEST_F(BadInput, ARoleForAColourThatTheDrawingLacks) {
  const std::string drawing = scratch.write("square.svg", square);
  expect_refused(drawing, "--set 'design.roles.#abcdef=recess'", {"square.svg", "design.roles", "#abcdef", "#333333"});
}

TEST_F(BadInput, DrawingsOutToHarm) {
  const std::string root = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'>";
  expect_refused(scratch.write("bomb.svg", "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>" + root + "&b;</svg>"), "", {"bomb.svg", "entities", "without a DOCTYPE"});
  expect_refused(scratch.write("pen.svg", root + "<path id='pen' d='M-1e6 9h2e6' stroke='#333'/></svg>"), "", {"pen.svg, element \"pen\"", "times the page", "within two pages"});
  expect_refused(scratch.write("size.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1e308 1e308'><path d='M1 1h1v1z'/></svg>"), "", {"size.svg", "no size", "viewBox"});
}

TEST_F(BadInput, AFilterBesideTheMetalsWay) {
  scratch.write("square.svg", square);
  expect_refused(scratch.write("pin.toml", "[design]\nfile = \"square.svg\"\n[[filter]]\nlow = [\"100 mm\", \"0 mm\", \"1 mm\"]\nhigh = [\"101 mm\", \"1 mm\", \"1 mm\"]\nloss_coefficient = 2\n"),
                 "--width 8mm --cell 0.5mm", {"no metal passes this filter", "filter.0", "tool frame"});
}

TEST_F(BadInput, ATableOfPressuresThatDoesNotAscend) {
  scratch.write("square.svg", square);
  const std::string entry = "[[inlet_pressure]]\ntime = \"1 s\"\npressure = \"5 kPa\"\n";
  expect_refused(scratch.write("pin.toml", "[design]\nfile = \"square.svg\"\n[process]\ndrive = \"pressure\"\n" + entry + entry), "", {"times do not ascend", "inlet_pressure.1.time", "1 s"});
}

TEST_F(BadInput, StampsThatCannotBe) {
  const std::string drawing = scratch.write("square.svg", square);
  expect_refused(drawing, "--set 'part.backstamp=No {serial}'", {"no such field", "part.backstamp", "{nnn}"});
  expect_refused(drawing, "--set 'part.backstamp=A rather long maker of pins' --set part.backstamp_height=4mm", {"beside the metal", "part.backstamp", "part.backstamp_place"});
  expect_refused(drawing, "--set 'part.backstamp=\xe4\xb8\xad'", {"no letter", "part.backstamp"});
  expect_refused(drawing, "--set 'part.backstamp={n}' --set mould.cavities=2 --set mould.sector=true", {"cavities differ", "mould.sector"});
}

TEST_F(BadInput, DesignsThatCannotShareAMould) {
  scratch.write("square.svg", square);
  const auto scene = [&](const std::string& more, const std::string& pin) { return scratch.write("disc.toml", "[design]\nfile = \"square.svg\"\n" + more + "[[pin]]\n" + pin); };
  const std::string other = "file = \"square.svg\"\n";
  expect_refused(scene("[process]\nkind = \"gravity\"\n", other), "", {"only a spin disc holds different designs", "disc.toml", "gravity"});
  expect_refused(scene("[mould]\ncavities = 2\nsector = true\n", other), "", {"cavities differ", "mould.sector"});
  expect_refused(scene("", "width = \"9 mm\"\n"), "", {"no drawing", "pin.0.file"});
  expect_refused(scene("", "file = \"star.svg\"\n"), "", {"star.svg"});
  expect_refused(scene("", other + "[pin.roles]\n\"#abcdef\" = \"recess\"\n"), "", {"square.svg", "#abcdef"});
  expect_refused(scene("", other + "cavities = 90\n"), "", {"do not fit", "1 of 2", "and 90 of 2", "pin.cavities", "mould.disc_diameter"});
}

// One sector stands for the disc only where all sectors are alike and the cuts are planes of the grid.
TEST_F(BadInput, ASectorOfADiscThatHasNone) {
  const std::string drawing = scratch.write("square.svg", square);
  for (const char* number : {"1", "3"}) expect_refused(drawing, std::string("--set mould.sector=true --set mould.cavities=") + number, {"mould.cavities", number, "even"});
  const std::string two = "--set mould.sector=true --set mould.cavities=2 ";
  expect_refused(drawing, two + "--process gravity", {"only a spin disc has sectors", "process.kind", "gravity"});
  expect_refused(drawing, two + "--set 'gravity.acceleration=[\"1 m/s2\", \"0 m/s2\", \"-9 m/s2\"]'", {"gravity", "sectors differ"});
  expect_refused(scratch.write("pin.toml", "[design]\nfile = \"square.svg\"\n[mould]\ncavities = 2\nsector = true\n[[vent]]\nlow = [\"0 mm\", \"0 mm\", \"0 mm\"]\nhigh = [\"9 mm\", \"9 mm\", \"1 mm\"]\narea = \"1 mm2\"\n"),
                 "", {"cavities differ", "[[vent]]", "mould.sector"});
}

TEST_F(BadInput, DamagedCheckpoint) {
  const std::string drawing = scratch.write("square.svg", square);
  const auto folder = scratch / "stopped";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "checkpoint.h5") << "this is no checkpoint";
  const Outcome o = test::sprue_program(scratch, "cast '" + drawing + "' --resume --quiet -o '" + folder.string() + "'");
  EXPECT_EQ(o.code, 2) << o.err;
  EXPECT_NE(o.err.find("checkpoint"), std::string::npos) << o.err;
  EXPECT_EQ(std::count(o.err.begin(), o.err.end(), '\n'), 1) << o.err;
  EXPECT_FALSE(std::filesystem::exists(folder / "summary.json"));
}

TEST_F(BadInput, UsageErrors) {
  for (const char* arguments : {"", "cast", "cats pin.svg", "cast a.svg --sped 3", "materials shw", "materials show"}) {
    const Outcome o = test::sprue_program(scratch, arguments);
    EXPECT_EQ(o.code, 2) << arguments << o.err;
    EXPECT_EQ(std::count(o.err.begin(), o.err.end(), '\n'), 1) << o.err;
  }
}

TEST_F(BadInput, AnExistingFolderIsLeftAlone) {
  const std::string drawing = scratch.write("square.svg", square);
  const auto folder = scratch / "mine";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "letter.txt") << "keep me";
  for (const char* force : {"", "--force"}) {
    const Outcome o = test::sprue_program(scratch, "mould '" + drawing + "' --quiet -o '" + folder.string() + "' " + force);
    EXPECT_EQ(o.code, 2) << o.err;
    EXPECT_EQ(test::slurp(folder / "letter.txt"), "keep me");
  }
}

/// A coarse coin whose filling takes seconds.
class Trouble : public testing::Test {
 protected:
  Scratch scratch{"trouble"};
  std::string drawing = scratch.write("square.svg", square);
  std::string folder = (scratch / "run").string();

  Outcome cast(const std::string& more) const {
    return test::sprue_program(scratch, "cast '" + drawing + "' -o '" + folder +
                                            "' --width 8mm --cell 0.5mm --set mould.band=1.5mm --set mould.sprue_diameter=6mm --quiet " + more);
  }
  void expect_said(const Outcome& o, int code, const std::vector<std::string>& said) const {
    EXPECT_EQ(o.code, code) << o.err;
    EXPECT_EQ(std::count(o.err.begin(), o.err.end(), '\n'), 1) << o.err;
    for (const std::string& part : said) EXPECT_NE(o.err.find(part), std::string::npos) << "wanted '" << part << "' in: " << o.err;
    EXPECT_FALSE(std::filesystem::exists(folder)) << "a failed run must not look whole";
  }
};

// More steps than anyone waits for: stops at once with the state saved, and names who asked for the step.
TEST_F(Trouble, ACollapsedTimeStepStopsWithItsOperatorNamed) {
  expect_said(cast("--set run.step_budget=20"), 3, {"time step has collapsed", "asked for by ", "checkpoint.h5"});
  const Checkpoint saved = read_checkpoint(folder + ".partial/checkpoint.h5");
  EXPECT_EQ(saved.state.step, 1);
  EXPECT_GT(saved.state.time, 0);
}

TEST(TimeStep, HasCollapsedUnderAMillionthOrBeyondTheBudget) {
  EXPECT_FALSE(collapsed(1e-4, 1e-4, 1000, 0.2, 1e6));
  EXPECT_TRUE(collapsed(0.9e-10, 1e-4, 1000, 0, 1e6));   // under 1e-6 of the first
  EXPECT_FALSE(collapsed(1.1e-10, 1e-4, 1000, 0, 1e6));
  EXPECT_TRUE(collapsed(1.9e-7, 1e-4, 0, 0.2, 1e6));     // 0.2 s would take 1.05e6 steps
  EXPECT_FALSE(collapsed(2.1e-7, 1e-4, 0, 0.2, 1e6));
  EXPECT_TRUE(collapsed(1e-4, 1e-4, 1e6 + 1, 0, 1e6));   // taken already
}

// A mould temperature that is not a number (put into a checkpoint) stops the run in the step that solves for heat, some steps later,
// with operator, step and cell; the checkpoint that is kept is that of the step before, and nothing in it is not a number.
TEST_F(Trouble, ANumberThatIsNotFiniteStopsWithCellStepAndOperator) {
  expect_said(cast("--set run.step_budget=20"), 3, {"collapsed"});
  const std::string file = folder + ".partial/checkpoint.h5";
  Checkpoint saved = read_checkpoint(file);
  saved.state.mould_temperature[1000] = std::nan("");
  write_checkpoint(file, saved);
  const Outcome o = cast("--resume");
  expect_said(o, 3, {"heat met a number that is not finite in step ", ", cell ", " mm of the tool", "asked for by", "last good step is saved"});
  const CastingState last = read_checkpoint(file).state;
  EXPECT_GT(last.step, 10);
  EXPECT_NE(o.err.find("step " + std::to_string(last.step + 1) + ","), std::string::npos) << o.err << last.step;
  EXPECT_EQ(first_not_finite(last.enthalpy), no_slot);
  EXPECT_EQ(first_not_finite(last.velocity[2]), no_slot);
  EXPECT_LT(last.heat_lag, 1);
  EXPECT_GT(last.heat_lag, 0) << "the heat solve that failed is undone";
}

// The same in the flow: a velocity that is not a number stops the very next step, named by the operator that met it, and the checkpoint kept is
// that of the step before. (The damage is in the state it goes back to, so it is met again at once on a second try.)
TEST_F(Trouble, AVelocityThatIsNotFiniteStopsTheNextStep) {
  expect_said(cast("--set run.step_budget=20"), 3, {"collapsed"});
  const std::string file = folder + ".partial/checkpoint.h5";
  Checkpoint saved = read_checkpoint(file);
  for (std::size_t s = 0; s < saved.state.metal.size(); ++s)
    if (saved.state.velocity[2][s] != 0) {
      saved.state.velocity[2][s] = std::nan("");
      break;
    }
  write_checkpoint(file, saved);
  const std::string step = std::to_string(saved.state.step + 1);
  for (int again = 0; again < 2; ++again)
    expect_said(cast("--resume"), 3, {" met a number that is not finite in step " + step + ",", ", cell ", "asked for by", "last good step is saved"});
}

/// A cast that runs to its end: its summary.
class Verdict : public Trouble {
 protected:
  nlohmann::json summary(const std::string& more) const {
    const Outcome o = cast(more + " --json");
    EXPECT_TRUE(o.code == 0 || o.code == 1) << o.err;
    return nlohmann::json::parse(o.out, nullptr, false);
  }
  /// The first finding whose evidence says so; null if there is none.
  static nlohmann::json finding(const nlohmann::json& summary, const std::string& said) {
    for (const auto& f : summary["findings"])
      if (f["evidence"].get<std::string>().find(said) != std::string::npos) return f;
    return nullptr;
  }
};

// Cold metal in a cold steel mould with a wet interface: it freezes in the feed. The misrun names that place, which lies between sprue and part
// (the part's edge nearest to the axis is at the cavity's radius less 4 mm), and the time, which is before the end of flow.
TEST_F(Verdict, MetalThatFreezesInTheRunnerIsAMisrunThere) {
  const auto s = summary("--mould h13 --set mould.temperature=20degC --set alloy.pour_temperature=383degC --set 'interface.heat_transfer_coefficient=1e6 W/m2/K' "
                         "--set 'process.pour_rate=1 mL/s' --set run.end_time=0.05s");
  const auto f = finding(s, "The feed froze here");
  ASSERT_FALSE(f.is_null());
  EXPECT_EQ(f["kind"], "misrun");
  EXPECT_EQ(f["severity"], "reject");
  EXPECT_EQ(f["cavity"], 0);
  const double from_axis = std::hypot(f["where_mm"][0].get<double>(), f["where_mm"][1].get<double>());
  EXPECT_LT(from_axis, 40);
  EXPECT_LT(s["fill"]["fraction"], 0.5);
}

// A ladle with less metal than the mould takes: the pour ends when it is empty (within a step's inflow), metal is kept, and the misrun says why.
TEST_F(Verdict, ALadleWithTooLittleMetalIsSaid) {
  const auto s = summary("--set 'process.pour_volume=60 mm3' --set run.end_time=0.02s");
  const auto f = finding(s, "The pour ended after 6");
  ASSERT_FALSE(f.is_null());
  EXPECT_EQ(f["kind"], "misrun");
  EXPECT_NE(f["cause"].get<std::string>().find("No more metal"), std::string::npos);
  EXPECT_LE(s["fill"]["metal_volume_error"], 1e-10);
}

// Poured six times as fast as usual, more than the sprue swallows: what finds no room stays outside (the inlet's head answers), the rest is kept.
TEST_F(Verdict, AnInletThatFloodsKeepsItsMetalOutside) {
  const auto s = summary("--set 'process.pour_rate=100 mL/s' --set run.heat=false --set run.end_time=0.004s");
  EXPECT_LE(s["fill"]["shot_fraction"], 1 + 1e-9);
  EXPECT_LE(s["fill"]["metal_volume_error"], 1e-10);
  EXPECT_GT(s["fill"]["shot_fraction"], 0.1) << "the sprue alone is a third of the shot; metal swings in and out of it";
}

// No vent at all is said before anything is cast; with vents nothing of the kind is.
TEST_F(Verdict, AMouldWithoutAnyVentIsSaid) {
  const auto tooled = [&](const std::string& more) {
    const Outcome o = test::sprue_program(scratch, "mould '" + drawing + "' -o '" + folder + "' --force --width 8mm --cell 0.5mm --quiet --json " + more);
    EXPECT_EQ(o.code, 0) << o.err;
    return nlohmann::json::parse(o.out, nullptr, false);
  };
  const auto f = finding(tooled("--set mould.vents_per_cavity=0 --set mould.drilled_vents=0"), "no vent at all");
  ASSERT_FALSE(f.is_null());
  EXPECT_EQ(f["kind"], "trapped-gas");
  EXPECT_EQ(f["severity"], "warn");
  EXPECT_TRUE(finding(tooled(""), "no vent at all").is_null());
}

// A pour that no process knows is a slip of the unit, and refused with the speed it would have (1 L/s through a stream of 3.6 mm: 98 m/s is a
// warning, 1 m3/s is refused): a run would take a million steps.
TEST_F(Verdict, APourFasterThanAnyProcess) {
  const std::string mould = "mould '" + drawing + "' -o '" + folder + "' --force --width 8mm --cell 0.5mm --set mould.sprue_diameter=6mm --quiet --json ";
  const Outcome refused = test::sprue_program(scratch, mould + "--set 'process.pour_rate=1 m3/s'");
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("process.pour_rate"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("m/s"), std::string::npos) << refused.err;
  const Outcome flooded = test::sprue_program(scratch, mould + "--set 'process.pour_rate=1 L/s'");
  EXPECT_EQ(flooded.code, 0) << flooded.err;
  const auto f = finding(nlohmann::json::parse(flooded.out, nullptr, false), "the inlet floods");
  ASSERT_FALSE(f.is_null());
  EXPECT_NEAR(f["value"].get<double>(), 1e-3 / (0.25 * M_PI * 3.6e-3 * 3.6e-3), 1) << "the stream is a polygon";
}

// A gate under one cell is said with both lengths, before anything is cast.
TEST_F(Verdict, AGateSmallerThanACellIsSaid) {
  const Outcome o = test::sprue_program(scratch, "mould '" + drawing + "' -o '" + folder + "' --width 8mm --cell 0.5mm --set mould.gate_width=0.3mm --set mould.gate_depth=0.1mm --quiet --json");
  EXPECT_EQ(o.code, 0) << o.err;
  const auto f = finding(nlohmann::json::parse(o.out, nullptr, false), "smaller than a cell");
  ASSERT_FALSE(f.is_null());
  EXPECT_EQ(f["severity"], "warn");
  EXPECT_DOUBLE_EQ(f["value"], 0.1);
  EXPECT_NEAR(f["limit"].get<double>(), 0.5, 1e-9);
}

}  // namespace
}  // namespace sprue
