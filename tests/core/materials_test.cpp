#include "engine/core/materials.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/core/error.h"
#include "engine/core/interfaces.h"

namespace sprue {
namespace {

TEST(Materials, EveryShippedFileLoadsAndEveryNumberHasASource) {
  const auto names = material_names();
  for (const char* needed : {"zamak3", "pewter", "c85700", "htv-silicone", "h13", "plaster", "zinc"})
    EXPECT_NE(std::find(names.begin(), names.end(), needed), names.end()) << needed;
  for (const std::string& name : names) {
    const Material m = load_material(name);
    EXPECT_EQ(m.name, name);
    for (const Property& p : m.properties) {
      EXPECT_FALSE(p.source.empty()) << name << " " << p.name;
      EXPECT_LE(p.low, p.value);
      EXPECT_GE(p.high, p.value);
    }
  }
}

// Facts of the published tables: liquidus 387 degC, eutectic at 381 degC, 71 % of Zn-4.0Al freeze in the eutectic.
TEST(Materials, ZamakFreezesMostlyAtTheEutectic) {
  const Material zamak = load_material("zamak3");
  EXPECT_DOUBLE_EQ(zamak.require("liquidus").value, 387 + 273.15);
  const auto& table = zamak.require("solid_fraction").table;
  ASSERT_GE(table.size(), 3u);
  EXPECT_EQ(table[0].first, table[1].first);
  EXPECT_NEAR(table[0].first, 381 + 273.15, 1e-9);
  EXPECT_NEAR(table[0].second - table[1].second, 0.71, 0.005);  // given to two digits
  EXPECT_NEAR(table.back().first, 387 + 273.15, 1e-9);
  EXPECT_EQ(table.back().second, 0);
}

TEST(Materials, EveryAlloyHasAnInterfaceWithEveryMould) {
  for (const std::string& a : material_names())
    for (const std::string& m : material_names()) {
      const Material alloy = load_material(a), mould = load_material(m);
      if (alloy.kind != "alloy" || mould.kind != "mould") continue;
      const InterfaceProperties pair = load_interface(alloy, mould);
      EXPECT_GT(pair.contact_angle.value, 1.57) << a << " " << m;  // metal does not wet a mould
      EXPECT_LT(pair.contact_angle.value, 3.1416);
      EXPECT_GT(pair.heat_transfer_coefficient.value, 0);
    }
}

TEST(Materials, BrassInSiliconeIsRefusedAndZincIsNot) {
  const Material silicone = load_material("htv-silicone");
  const auto brass = incompatibility(load_material("c85700"), silicone, 1000 + 273.15);
  ASSERT_TRUE(brass.has_value());
  EXPECT_EQ(brass->severity, Severity::reject);
  EXPECT_NE(brass->evidence.find("500 degC"), std::string::npos) << brass->evidence;
  EXPECT_FALSE(incompatibility(load_material("zamak3"), silicone, 430 + 273.15).has_value());
  EXPECT_FALSE(mould_wear(load_material("zamak3"), silicone, 430 + 273.15).has_value());
  EXPECT_FALSE(incompatibility(load_material("zamak3"), silicone, 490 + 273.15).has_value());
  EXPECT_TRUE(mould_wear(load_material("zamak3"), silicone, 490 + 273.15).has_value());
  EXPECT_FALSE(incompatibility(load_material("c85700"), load_material("h13"), 1000 + 273.15).has_value());
}

class BadMaterial : public testing::Test {
 protected:
  std::string error_of(const std::string& text) {
    const auto file = std::filesystem::temp_directory_path() / "sprue_bad_material.toml";
    std::ofstream(file) << text;
    try {
      load_material(file.string());
    } catch (const InputError& e) {
      return e.what();
    }
    return "";
  }
  const std::string head = "name = \"x\"\ntitle = \"x\"\nkind = \"mould\"\nfamily = \"steel\"\n";
};

TEST_F(BadMaterial, ErrorsNameTheLineAndTheRemedy) {
  EXPECT_NE(error_of(head + "[properties.thermal_conductivty]\nvalue = 1\n").find("did you mean 'thermal_conductivity'"), std::string::npos);
  const std::string unit = error_of(head + "[properties.density]\nvalue = 1\nunit = \"kg\"\nsource = \"s\"\nconfidence = \"low\"\n");
  EXPECT_NE(unit.find("kg/m3"), std::string::npos) << unit;
  EXPECT_NE(unit.find("bad_material.toml:6:"), std::string::npos) << unit;
  EXPECT_NE(error_of(head + "[properties.density]\nvalue = 1\nunit = \"kg/m3\"\nconfidence = \"low\"\n").find("source"), std::string::npos);
  EXPECT_NE(error_of(head + "[properties.density]\nvalue = -5\nunit = \"kg/m3\"\nsource = \"s\"\nconfidence = \"low\"\n").find("physical"), std::string::npos);
  EXPECT_NE(error_of("name = \n").find("TOML"), std::string::npos);
  EXPECT_THROW(load_material("zamak33"), InputError);
}

}  // namespace
}  // namespace sprue
