// The reference cases that must be reached, at quick size, through the program.
#include <unistd.h>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/app/program.h"

namespace sprue {
namespace {

class ReferenceCase : public testing::TestWithParam<const char*> {};

// Bars and sources: scenes/validation/NAME.toml and docs/validation.md.
TEST_P(ReferenceCase, IsReached) {
  const test::Scratch scratch(std::string("validate-") + GetParam());
  const test::Outcome o = test::sprue_program(scratch, std::string("validate ") + GetParam() + " --json");
  ASSERT_FALSE(o.out.empty()) << o.err;
  const auto document = nlohmann::json::parse(o.out);
  EXPECT_EQ(document["schema"], "sprue.validate/1");
  ASSERT_EQ(document["cases"].size(), 1u);
  EXPECT_TRUE(document["cases"][0]["pass"]) << document["cases"][0]["errors"].dump() << " against " << document["cases"][0]["bars"].dump();
  EXPECT_EQ(o.code, 0);
}

INSTANTIATE_TEST_SUITE_P(Quick, ReferenceCase,
                         testing::Values("zalesak", "deformation3d", "shear3d", "drop-transport", "sphere-curvature", "oscillating-drop", "static-drop", "sessile-inclined", "jurin", "slot-entry", "line-comb",
                                         "hydrostatic", "tilted-tank", "rotated-tank", "gas-spring", "bagnold-piston", "vented-piston", "neumann", "stefan", "schwarz-al-steel", "schwarz-al-sand", "schwarz-zn-steel", "schwarz-zn-silicone", "contact-resistance", "contact-resistance-30", "chvorinov-plate", "chvorinov-sphere", "freezing-plate", "rubber-rib", "darcy", "niyama", "pipe", "fluidity",
                                         "slot-flow", "rotated-slot", "duct-flow", "cavity2d", "natural-convection", "enthalpy-transport", "fountain", "spin-paraboloid"),
                         [](const auto& info) {
                           std::string name = info.param;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

// A case that is started off its balance must miss its bar: gravity twice as tilted as the surface drawn makes the tank slosh.
TEST(ReferenceCases, AnUnbalancedTankIsNotReached) {
  const test::Scratch scratch("validate-unbalanced");
  const test::Outcome o =
      test::sprue_program(scratch, "validate tilted-tank --json --set run.end_time=0.1s --set 'gravity.acceleration=[\"-8 m/s2\", \"0 m/s2\", \"-5 m/s2\"]'");
  ASSERT_FALSE(o.out.empty()) << o.err;
  EXPECT_FALSE(nlohmann::json::parse(o.out)["cases"][0]["pass"]);
  EXPECT_EQ(o.code, 1);
}

// A casting that fails is no result: under a gravity of 1e200 m/s2 the squares in the pressure solve overflow. The case says which operator met
// that, in which step, and is not reached; what it had observed until then is not shown.
TEST(ReferenceCases, AFailedRunIsNotReachedAndNamesItsOperator) {
  const test::Scratch scratch("validate-failed");
  const std::string command = "validate hydrostatic --set 'gravity.acceleration=[\"0 m/s2\", \"0 m/s2\", \"-1e200 m/s2\"]'";
  const test::Outcome shown = test::sprue_program(scratch, command);
  EXPECT_EQ(shown.code, 1);
  EXPECT_NE(shown.out.find("NOT REACHED"), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("not finite in step "), std::string::npos) << shown.out << shown.err;
  const auto result = nlohmann::json::parse(test::sprue_program(scratch, command + " --json").out)["cases"][0];
  EXPECT_FALSE(result["pass"]);
  EXPECT_NE(result["failure"].get<std::string>().find("asked for by"), std::string::npos);
  EXPECT_TRUE(result["errors"].empty());
}

}  // namespace
}  // namespace sprue
