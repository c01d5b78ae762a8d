// Design rules on combs of known widths. A width is measured by an exact inscribed circle: 1 um covers
// cairo's lattice.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "meshing/rule_table.h"
#include "meshing/rules.h"

namespace sprue {
namespace {

constexpr double mm = 1e-3;

/// On a plate of 20 mm x 16 mm of ground (recess).
Design drawn(const std::string& name, const std::string& inside) {
  const auto file = std::filesystem::path(testing::TempDir()) / ("sprue_rules_" + name + "_" + std::to_string(getpid()) + ".svg");
  std::ofstream(file)
      << "<svg xmlns='http://www.w3.org/2000/svg' width='20mm' height='16mm' viewBox='0 0 20 16'>"
         "<rect id='ground' width='20' height='16' fill='#3060a0'/>" +
             inside + "</svg>";
  DesignOptions options;
  options.roles = {{"#3060a0", Role::recess}, {"#d0a030", Role::metal}};
  if (inside.find("#a03030") != std::string::npos) options.roles["#a03030"] = Role::recess;
  options.divider_width = 0;
  return read_design(file, options);
}

std::string bar(const std::string& id, double x, double width, const std::string& colour = "#d0a030") {
  return "<rect id='" + id + "' x='" + std::to_string(x) + "' y='2' width='" + std::to_string(width) +
         "' height='12' fill='" + colour + "'/>";
}

std::vector<Finding> of_kind(const Design& design, const std::string& kind, const PartOptions& part = {}) {
  std::vector<Finding> all, some;
  check_rules(design, {part}, all);
  for (const auto& f : all) {
    if (f.kind == kind) some.push_back(f);
  }
  return some;
}

TEST(Rules, ThinLinesAreMeasuredAndNamed) {
  const Design design = drawn("lines", bar("hair", 4, 0.15) + bar("fine", 8, 0.22) + bar("good", 12, 0.35));
  const auto found = of_kind(design, "thin-line");
  ASSERT_EQ(found.size(), 2u);
  for (const auto& f : found) {
    const bool hair = f.element == "hair";
    EXPECT_TRUE(hair || f.element == "fine");
    EXPECT_EQ(f.severity, hair ? Severity::reject : Severity::warn);
    EXPECT_NEAR(f.value, hair ? 0.15 : 0.22, 0.001);
    EXPECT_NEAR(f.limit, hair ? 0.20 : 0.25, 1e-12);
    EXPECT_NEAR(f.where.x, ((hair ? 4.075 : 8.11) - 10) * mm, 0.1 * mm);
    EXPECT_NEAR(f.size, 12 * mm, 0.3 * mm);
    EXPECT_FALSE(f.evidence.empty() || f.cause.empty() || f.advice.empty() || f.confidence.empty());
  }
}

TEST(Rules, AWallBetweenTwoColoursNeedsMoreThanALine) {
  // 0.27 mm is enough for a line, too little for a wall between red and blue.
  const Design design = drawn("wall", bar("wall", 8, 0.27) + bar("red", 8.27, 4, "#a03030"));
  ASSERT_EQ(of_kind(design, "thin-wall").size(), 1u);
  EXPECT_EQ(of_kind(design, "thin-wall")[0].element, "wall");
  EXPECT_NEAR(of_kind(design, "thin-wall")[0].value, 0.27, 0.001);
  EXPECT_TRUE(of_kind(design, "thin-line").empty());
}

TEST(Rules, NarrowRecessesAreFoundBetweenMetal) {
  const Design design = drawn("slot", bar("block", 3, 12) + bar("slot", 5, 0.2, "#a03030") +
                                          bar("cell", 8, 0.4, "#a03030") + bar("wide", 11, 0.8, "#a03030"));
  const auto found = of_kind(design, "narrow-recess");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].element, "slot");
  EXPECT_EQ(found[0].severity, Severity::reject);
  EXPECT_EQ(found[1].element, "cell");
  EXPECT_EQ(found[1].severity, Severity::warn);
  EXPECT_NEAR(found[1].value, 0.4, 0.001);
}

TEST(Rules, CornersAreNoLines) {
  // A star's tips and a square's corners get narrow without being lines.
  const Design design = drawn(
      "star",
      "<path id='star' fill='#d0a030' d='M10 2 L11.4 6.1 L15.7 6.1 L12.2 8.7 L13.5 12.9 L10 10.3 L6.5 12.9 "
      "L7.8 8.7 L4.3 6.1 L8.6 6.1 z'/>");
  EXPECT_TRUE(of_kind(design, "thin-line").empty());
  EXPECT_TRUE(of_kind(design, "narrow-recess").empty());
}

TEST(Rules, PlateAndFloor) {
  const Design design = drawn("plate", bar("bar", 8, 2));
  EXPECT_TRUE(of_kind(design, "plate-thickness", {1.5 * mm, 0.5 * mm}).empty());
  ASSERT_EQ(of_kind(design, "plate-thickness", {1.0 * mm, 0.2 * mm}).size(), 1u);
  EXPECT_EQ(of_kind(design, "plate-thickness", {1.0 * mm, 0.2 * mm})[0].severity, Severity::warn);
  EXPECT_EQ(of_kind(design, "plate-thickness", {0.6 * mm, 0.2 * mm})[0].severity, Severity::reject);
  EXPECT_TRUE(of_kind(design, "floor-thickness", {1.5 * mm, 0.5 * mm}).empty());
  ASSERT_EQ(of_kind(design, "floor-thickness", {1.2 * mm, 0.8 * mm}).size(), 1u);
  EXPECT_EQ(of_kind(design, "floor-thickness", {1.2 * mm, 0.8 * mm})[0].severity, Severity::reject);
}

// docs/rules.md holds the table of the limits themselves. SPRUE_WRITE_DOCS=1 writes it anew.
TEST(Rules, TheDocumentHasTheProgramsLimits) {
  const std::string file = SPRUE_SOURCE_DIR "/docs/rules.md";
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  const std::string is = text.str(), head = "| finding |";
  const std::size_t from = is.find(head), to = is.find("\n\n", from) + 1;
  ASSERT_NE(from, std::string::npos);
  const std::string wanted = is.substr(0, from) + rules_reference() + is.substr(to);
  if (std::getenv("SPRUE_WRITE_DOCS")) std::ofstream(file) << wanted;
  else EXPECT_TRUE(is == wanted) << "run meshing_tests with SPRUE_WRITE_DOCS=1";
}

// What is advised does not break the rule, and names the limit that was broken.
TEST(Rules, AdviceAgreesWithTheLimit) {
  for (const Rule* rule : pin_rules())
    for (const double limit : {rule->reject, rule->warn}) {
      if (std::isnan(limit)) continue;
      const Finding f = finding_of(*rule, {rule->at_most ? 1.1 * limit + 0.1 : 0.9 * limit, {}, ""});
      EXPECT_EQ(f.limit, limit);
      EXPECT_NE(f.evidence.find("limit is " + with_unit(limit, rule->unit)), std::string::npos) << f.evidence;
      EXPECT_NE(f.advice.find((limit > 0 || rule->at_most ? with_unit(limit, rule->unit) : with_unit(rule->warn, rule->unit)) + (rule->at_most ? " at the most" : " at the least")), std::string::npos) << f.advice;
      EXPECT_FALSE(f.source.empty());
      EXPECT_FALSE(rule->broken(rule->preferred)) << rule->kind;
      EXPECT_FALSE(rule->broken(std::isnan(rule->warn) ? rule->reject : rule->warn == 0 ? 0 : rule->warn)) << rule->kind;
    }
}

}  // namespace
}  // namespace sprue
