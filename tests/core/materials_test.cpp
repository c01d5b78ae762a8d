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
  for (const char* needed : {"zamak2", "zamak3", "zamak5", "zamak7", "za8", "za12", "zinc", "tin", "pewter", "c85700", "c36000", "cuzn37", "cuzn40", "c87850",
                             "htv-silicone", "filled-silicone", "rtv-silicone", "h13", "p20", "graphite", "beryllium-copper", "plaster", "investment"})
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

/// zamak3's file with one text in it replaced.
std::string changed(const std::string& from, const std::string& to) {
  std::ifstream in(load_material("zamak3").file);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// Each fault of an alloy that is well-formed: file, property, value and remedy are in the message.
TEST_F(BadMaterial, FaultsOfAnAlloyNamePropertyValueAndRemedy) {
  struct { const char *from, *to; std::vector<std::string> said; } faults[] = {
      {"value = 381", "value = 391", {"property solidus", "391 degC", "at most 387 degC"}},
      {"[381.647, 0.2659]", "[381.647, 0.3]", {"property solid_fraction", "does not fall", "0.3", "0.2906"}},
      {"[387.000, 0]", "[387.000, 0.01]", {"property solid_fraction", "0.01", "end with 0"}},
      {"[387.000, 0]", "[385.000, 0]", {"property solid_fraction", "385 degC", "387 degC"}},
      {"[480, 2.917]]", "[460, 3]]", {"property viscosity_liquid", "ends too early", "460 degC", "480 degC"}},
      {"[[20, 408], [100, 420], ", "[[100, 420], ", {"property specific_heat_solid", "begins too late", "100 degC"}},
      {"value = 430\nunit = \"degC\"\ninterval = [420, 480]", "value = 380\nunit = \"degC\"", {"property pour_temperature", "380 degC", "at least 387 degC"}},
      {"value = 117.6\nunit = \"kJ/kg\"\ninterval = [101, 130]", "value = -117.6\nunit = \"kJ/kg\"", {"property latent_heat", "-117600", "expected 1000"}},
      {"interval = [101, 130]", "interval = [118, 130]", {"property latent_heat", "interval does not hold"}},
      {"[384.531, 0.1288]", "[384.6, 0.1288]", {"property latent_heat_share", "temperatures of solid_fraction"}},
      {"[381.000, 0.3001]", "[381.000, 0.2001]", {"property solid_fraction_lever", "does not fall"}},
      {"[384.409, 0.1467]", "[384.409, 0.05]", {"property solid_fraction_lever", "cross"}},
      {"[properties.solid_fraction]", "[properties.cte_linear_x]", {"unknown property"}},
      {"binary = \"Zn-4.0Al\"", "binary = \"Zn-4.0Ag\"", {"binary", "Zn-4.0Ag", "Cu-37Zn"}},
  };
  for (const auto& fault : faults) {
    const std::string error = error_of(changed(fault.from, fault.to));
    EXPECT_NE(error.find("bad_material.toml"), std::string::npos) << fault.to << ": " << error;
    for (const std::string& word : fault.said) EXPECT_NE(error.find(word), std::string::npos) << fault.to << ": " << error;
  }
  EXPECT_EQ(error_of(changed("value = 117.6", "value = 118")), "");
}

TEST_F(BadMaterial, AnAlloyWithoutACurve) {
  Material m = load_material("zamak3");
  std::erase_if(m.properties, [](const Property& p) { return p.name.starts_with("solid_fraction"); });
  const auto faults = material_faults(m);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_NE(std::string(faults[0].what()).find("solid_fraction"), std::string::npos);
}

TEST(Materials, AMouldHotterThanTheMetalAndATableThatEndsBelowThePour) {
  const Material zamak = load_material("zamak3");
  EXPECT_NO_THROW(check_temperatures(zamak, 703, 333, "scene"));
  EXPECT_THROW(check_temperatures(zamak, 703, 703, "scene"), InputError);
  try {
    check_temperatures(zamak, 500 + 273.15, 333, "scene");
    FAIL();
  } catch (const InputError& e) {
    EXPECT_NE(std::string(e.what()).find("480 degC"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("500 degC"), std::string::npos) << e.what();
  }
}

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
