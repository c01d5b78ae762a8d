// Drawings from strangers, with every default: forty of those that docs/foreign-drawings.md counts.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <fstream>
#include <regex>

#include "tests/app/program.h"

namespace sprue {
namespace {

namespace fs = std::filesystem;

struct Foreign {
  std::string file;   // in tests/drawings
  double area = 0;    // mm2 as another renderer covers it, at the size that the file states
};

std::vector<Foreign> drawings() {
  std::vector<Foreign> found;
  std::ifstream list(SPRUE_SOURCE_DIR "/tests/drawings/areas.txt");
  for (Foreign one; list >> one.file >> one.area;) found.push_back(one);
  return found;
}

class ForeignDrawing : public testing::TestWithParam<Foreign> {
 protected:
  std::string drawing() const { return "'" SPRUE_SOURCE_DIR "/tests/drawings/" + GetParam().file + "'"; }
};

std::string said_by(const test::Scratch& scratch, const std::string& command) {
  const fs::path file = scratch / "said.txt";
  EXPECT_NE(std::system((command + " >'" + file.string() + "' 2>/dev/null").c_str()), -1);
  return test::slurp(file);
}

int count(const std::string& text, const std::string& words) {
  int found = 0;
  for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++found;
  return found;
}

// Part, master, shot and halves are solids for the program itself, for admesh, for prusa-slicer and for CGAL's exact predicates on the
// single-precision file (no edge without two triangles, none flat, none that cross).
TEST_P(ForeignDrawing, GivesSolidsThatOtherProgramsAccept) {
  const test::Scratch scratch("foreign");
  const fs::path out = scratch / "out";
  const test::Outcome o = test::sprue_program(scratch, "mould " + drawing() + " --width 25mm --quiet --set output.step=no -o '" + out.string() + "'");
  ASSERT_TRUE(o.code == 0 || o.code == 1) << o.err;
  const auto summary = nlohmann::json::parse(test::slurp(out / "summary.json"));
  std::string files;
  ASSERT_EQ(summary["mould"]["parts"].size(), 5u);
  for (const auto& part : summary["mould"]["parts"]) {
    const std::string file = "'" + (out / part["file"].get<std::string>()).string() + "' ";
    EXPECT_TRUE(part["watertight"]) << part.dump();
    const std::string said = said_by(scratch, "admesh " + file);
    EXPECT_TRUE(std::regex_search(said, std::regex("Total disconnected facets\\s+:\\s+0\\s+0\\b"))) << file << said;
    EXPECT_TRUE(std::regex_search(said, std::regex("Degenerate facets\\s+:\\s+0\\b"))) << file << said;
    files += file;
  }
  const std::string exact = said_by(scratch, SPRUE_SOLID_CHECK " " + files), sliced = said_by(scratch, "prusa-slicer --info " + files);
  EXPECT_EQ(count(exact, " 0 open edges, 0 flat, 0 crossing pairs\n"), 5) << exact;
  EXPECT_EQ(count(sliced, "manifold = yes"), 5) << sliced;
}

// 0.2 % is what a drawing may lose to curves flattened at 2 um, slivers given to their neighbours and closed cracks; the renderer's coverage is good to
// 1e-4 at 2400 pixels. Without rim and dividers, which cover colours.
TEST_P(ForeignDrawing, CoversTheAreaThatARendererPaints) {
  const test::Scratch scratch("foreign-area");
  const test::Outcome o = test::sprue_program(scratch, "check " + drawing() + " --width 25mm --quiet --json --set design.rim_width='0 mm' --set design.divider_width='0 mm'");
  ASSERT_TRUE(o.code == 0 || o.code == 1) << o.err;
  const auto drawn = nlohmann::json::parse(o.out)["design"]["drawn"];
  const double scale = drawn["scale"];
  EXPECT_NEAR(drawn["area_mm2"].get<double>() / (scale * scale) / GetParam().area, 1, 2e-3);
}

INSTANTIATE_TEST_SUITE_P(Forty, ForeignDrawing, testing::ValuesIn(drawings()), [](const auto& info) {
  return std::regex_replace(info.param.file, std::regex("[^A-Za-z0-9]+"), "_");
});

TEST(ForeignDrawings, AreForty) { EXPECT_EQ(drawings().size(), 40u); }

}  // namespace
}  // namespace sprue
