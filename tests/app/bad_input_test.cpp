// Bad input of every kind: exit 2, one line on stderr with place, value and remedy, and no results folder that looks whole.
#include <unistd.h>

#include <algorithm>

#include <gtest/gtest.h>

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

TEST_F(BadInput, PlateUnderThreeCells) {
  const std::string drawing = scratch.write("square.svg", square);
  expect_refused(drawing, "--cell 0.6mm", {"plate", "0.6 mm", "at most 0.5"});
}

// 25 mm at 1 um is 1e13 cells: the estimate must come before the allocation, so the run must end at once.
TEST_F(BadInput, CellSoFineThatMemoryRunsOut) {
  const std::string drawing = scratch.write("square.svg", square);
  expect_refused(drawing, "--cell 1um", {"GB", "cell"});
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

}  // namespace
}  // namespace sprue
