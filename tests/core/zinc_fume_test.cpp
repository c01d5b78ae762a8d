#include "engine/core/zinc_fume.h"

#include <gtest/gtest.h>

#include "engine/core/binary_phases.h"

namespace sprue {
namespace {

std::optional<Finding> at(const char* alloy, double celsius, double surroundings = 101325) { return zinc_fume(load_material(alloy), celsius + 273.15, surroundings); }

// The data's own temperatures: over 60/40 brass 0.3 bar at about 965 degC and 0.6 bar at about 1040 degC; zinc alloys in silicone have pascals.
TEST(ZincFume, WarnsAndRefusesWhereTheDataSays) {
  EXPECT_FALSE(at("cuzn40", 960).has_value());
  ASSERT_TRUE(at("cuzn40", 970).has_value());
  EXPECT_EQ(at("cuzn40", 970)->severity, Severity::warn);
  EXPECT_EQ(at("cuzn40", 1035)->severity, Severity::warn);
  EXPECT_EQ(at("cuzn40", 1045)->severity, Severity::reject);
  EXPECT_EQ(at("c85700", 1000)->severity, Severity::warn);
  EXPECT_FALSE(at("c87850", 1035).has_value());
  EXPECT_FALSE(at("zinc", 450).has_value());
  EXPECT_FALSE(at("zamak3", 430).has_value());
}

// 42 kPa over 60/40 at 1000 degC: it boils in 0.4 bar, not in 0.45.
TEST(ZincFume, BoilsUnderVacuum) {
  EXPECT_EQ(at("cuzn40", 1000, 40e3)->severity, Severity::reject);
  EXPECT_NE(at("cuzn40", 1000, 40e3)->evidence.find("boils"), std::string::npos);
  EXPECT_EQ(at("cuzn40", 1000, 45e3)->severity, Severity::warn);
}

// Between rows ln p is linear in 1 / T: half-way (975 degC) within 0.5 % of the assessment's own value, rows having three digits.
TEST(ZincFume, InterpolatesAsVapourPressuresGo) {
  EXPECT_NEAR(at("cuzn40", 975)->value * 1e3 / zinc_pressure(0.40, 975 + 273.15), 1, 5e-3);
}

}  // namespace
}  // namespace sprue
