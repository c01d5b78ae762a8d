#include "engine/core/units.h"

#include <gtest/gtest.h>

#include <numbers>

#include "engine/core/error.h"

namespace sprue {
namespace {

TEST(Units, CommonQuantitiesBecomeSi) {
  EXPECT_DOUBLE_EQ(parse_si("0.4 mm", Dimension::length, "t"), 0.4e-3);
  EXPECT_DOUBLE_EQ(parse_si("25mm", Dimension::length, "t"), 25e-3);
  EXPECT_DOUBLE_EQ(parse_si("9 inch", Dimension::length, "t"), 0.2286);
  EXPECT_DOUBLE_EQ(parse_si("420 degC", Dimension::temperature, "t"), 693.15);
  EXPECT_NEAR(parse_si("32 degF", Dimension::temperature, "t"), 273.15, 1e-12);
  EXPECT_DOUBLE_EQ(parse_si("450 rpm", Dimension::angular_speed, "t"), 15 * std::numbers::pi);
  EXPECT_DOUBLE_EQ(parse_si("2 bar", Dimension::pressure, "t"), 2e5);
  EXPECT_DOUBLE_EQ(parse_si("10 g/s", Dimension::mass_rate, "t"), 0.01);
  EXPECT_DOUBLE_EQ(parse_si("16000 mm3/s", Dimension::volume_rate, "t"), 1.6e-5);
  EXPECT_DOUBLE_EQ(parse_si("2 kW/m2/K", Dimension::heat_transfer_coefficient, "t"), 2000);
  EXPECT_DOUBLE_EQ(parse_si("140 deg", Dimension::angle, "t"), 140 * std::numbers::pi / 180);
  EXPECT_DOUBLE_EQ(parse_si("3 %", Dimension::none, "t"), 0.03);
  EXPECT_DOUBLE_EQ(parse_si("-1e-3 1/K", Dimension::expansion, "t"), -1e-3);
}

// A temperature difference has no zero point: 10 degC of difference is 10 K, not 283.15 K.
TEST(Units, DifferenceHasNoOffset) { EXPECT_DOUBLE_EQ(parse_si("10 degC", Dimension::temperature_difference, "t"), 10); }

TEST(Units, ErrorsNamePlaceValueAndAcceptedUnits) {
  for (const char* bad : {"0.4", "0.4 degC", "mm", "", "nan mm", "1e999 mm", "0.4 mm mm", "0x10 mm"}) {
    try {
      parse_si(bad, Dimension::length, "pin.toml:3:9");
      FAIL() << bad;
    } catch (const InputError& e) {
      const std::string message = e.what();
      EXPECT_NE(message.find("pin.toml:3:9"), std::string::npos) << message;
      EXPECT_NE(message.find("mm, m, cm"), std::string::npos) << message;
      EXPECT_FALSE(e.value.empty());
    }
  }
}

// Shown text must read back to the same double, else a resolved scene would not reproduce its run.
TEST(Units, TextReadsBackToTheSameDouble) {
  for (int d = 0; d <= static_cast<int>(Dimension::bytes); ++d)
    for (double x : {0.4e-3, 1.0 / 3, 693.15, 430 + 273.15, 1e-9, 12345.678, 41.8879020478639}) {
      const auto dimension = static_cast<Dimension>(d);
      EXPECT_EQ(parse_si(to_text(x, dimension), dimension, "t"), x) << to_text(x, dimension);
    }
  EXPECT_EQ(to_text(0.4e-3, Dimension::length), "0.4 mm");
  EXPECT_EQ(to_text(703.15, Dimension::temperature), "430 degC");
}

TEST(Units, NearestWordForgivesTyposOnly) {
  const std::vector<std::string> known = {"pour_temperature", "speed", "cavities"};
  EXPECT_EQ(nearest_word("pour_temprature", known), "pour_temperature");
  EXPECT_EQ(nearest_word("sped", known), "speed");
  EXPECT_EQ(nearest_word("zzzzzz", known), "");
}

}  // namespace
}  // namespace sprue
