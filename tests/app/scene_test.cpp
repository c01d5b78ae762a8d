#include "engine/app/scene.h"
#include "engine/app/scene_materials.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <numbers>
#include <sstream>

#include "engine/core/error.h"

namespace sprue {
namespace {

std::string error_of(const std::string& text) {
  try {
    const Scene scene = parse_scene(text, "pin.toml");
    check_scene(scene);
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

TEST(Scene, ReadsQuantitiesIntoSi) {
  const Scene s = parse_scene(R"(
[design]
file = "logo.svg"
width = "30 mm"
roles = { "#ff0000" = "recess" }
[process]
speed = "450 rpm"
direction = "clockwise"
[alloy]
name = "pewter"
pour_temperature = "300 degC"
properties = { viscosity_liquid = "2 mPa.s" }
[[initial]]
kind = "sphere"
centre = ["1 mm", "2 mm", "3 mm"]
radius = "4 mm"
)", "pin.toml");
  EXPECT_DOUBLE_EQ(s.design.width, 0.03);
  EXPECT_EQ(s.design.roles.at("#ff0000"), "recess");
  EXPECT_DOUBLE_EQ(*s.process.speed, 15 * std::numbers::pi);
  EXPECT_DOUBLE_EQ(*s.alloy.pour_temperature, 573.15);
  EXPECT_DOUBLE_EQ(s.alloy.properties.at("viscosity_liquid"), 2e-3);
  ASSERT_EQ(s.initials.size(), 1u);
  EXPECT_DOUBLE_EQ(s.initials[0].centre.y, 2e-3);
  EXPECT_FALSE(s.mould.temperature.has_value());
}

TEST(Scene, UnknownKeyNamesTheNearestWithLineAndColumn) {
  const std::string e = error_of("[design]\nfile = \"a.svg\"\nwidht = \"25 mm\"\n");
  EXPECT_NE(e.find("pin.toml:3:"), std::string::npos) << e;
  EXPECT_NE(e.find("did you mean 'width'?"), std::string::npos) << e;
  EXPECT_NE(error_of("[desing]\n").find("did you mean 'design'?"), std::string::npos);
  EXPECT_NE(error_of("[[initial]]\nradus = \"1 mm\"\n").find("did you mean 'radius'?"), std::string::npos);
  EXPECT_NE(error_of("[alloy]\nproperties = { viscosity = \"1 Pa.s\" }\n").find("viscosity_liquid"), std::string::npos);
}

TEST(Scene, UnitLeftOutIsAnErrorWithAnExample) {
  const std::string e = error_of("[design]\nfile = \"a.svg\"\nwidth = 25\n");
  EXPECT_NE(e.find("pin.toml:3:9"), std::string::npos) << e;
  EXPECT_NE(e.find("the unit is missing"), std::string::npos) << e;
  EXPECT_NE(e.find("\"25 mm\""), std::string::npos) << e;
  EXPECT_NE(error_of("[design]\nwidth = \"25\"\n").find("unit is missing"), std::string::npos);
  EXPECT_NE(error_of("[design]\nwidth = \"25 degC\"\n").find("not a unit of length"), std::string::npos);
}

TEST(Scene, WrongKindsChoicesAndRangesAreErrors) {
  EXPECT_NE(error_of("[process]\nkind = \"spinn\"\n").find("did you mean 'spin'?"), std::string::npos);
  EXPECT_NE(error_of("[mould]\ncavities = 0\n").find("out of range"), std::string::npos);
  EXPECT_NE(error_of("[mould]\ncavities = 99999999999\n").find("out of range"), std::string::npos);
  EXPECT_NE(error_of("[mould]\ncavities = \"2\"\n").find("whole number"), std::string::npos);
  EXPECT_NE(error_of("[numerics]\ncourant = nan\n").find("finite"), std::string::npos);
  EXPECT_NE(error_of("[design]\nfile = 3\n").find("text is needed"), std::string::npos);
  EXPECT_NE(error_of("design = 3\n").find("is a section"), std::string::npos);
  EXPECT_NE(error_of("initial = 3\n").find("is a list"), std::string::npos);
  EXPECT_NE(error_of("[design\n").find("not valid TOML"), std::string::npos);
  EXPECT_NE(error_of("").find("nothing to cast"), std::string::npos);
  EXPECT_NE(error_of("[design]\nfile = \"a.svg\"\n[part]\nplate = \"0.5 mm\"\n").find("recess"), std::string::npos);
}

TEST(Scene, SetReachesAnyKeyWithOrWithoutQuotes) {
  Scene s = parse_scene("[design]\nfile = \"a.svg\"\n[[initial]]\n", "pin.toml");
  set_key(s, {"process.speed", "300 rpm", "--set"});
  EXPECT_DOUBLE_EQ(*s.process.speed, 10 * std::numbers::pi);
  set_key(s, {"design.width", "\"3 cm\"", "--set"});
  EXPECT_DOUBLE_EQ(s.design.width, 0.03);
  set_key(s, {"alloy.name", "pewter", "--alloy"});
  EXPECT_EQ(s.alloy.name, "pewter");
  set_key(s, {"run.heat", "false", "--set"});
  EXPECT_FALSE(s.run.heat);
  set_key(s, {"mould.cavities", "3", "--set"});
  EXPECT_EQ(s.mould.cavities, 3);
  set_key(s, {"initial.0.temperature", "500 degC", "--set"});
  EXPECT_DOUBLE_EQ(*s.initials[0].temperature, 773.15);
  set_key(s, {"alloy.properties.viscosity_liquid", "4 mPa.s", "--set"});
  EXPECT_DOUBLE_EQ(s.alloy.properties.at("viscosity_liquid"), 4e-3);
  set_key(s, {"design.roles.#00ff00", "cutout", "--set"});
  EXPECT_EQ(s.design.roles.at("#00ff00"), "cutout");
  EXPECT_THROW(set_key(s, {"process.sped", "1 rpm", "--set"}), InputError);
  EXPECT_THROW(set_key(s, {"design.width", "25", "--width"}), InputError);
}

// What drives the metal: tables ascend, each drive has what it needs, a plunger belongs to the pressure process, a filter costs something.
TEST(Scene, DrivesAndFiltersAreChecked) {
  const std::string shape = "[[shape]]\nsize = [\"1 mm\", \"1 mm\"]\nhigh = \"1 mm\"\n";
  const auto error = [&](const std::string& text) { return error_of(text + shape); };
  const std::string table = "[[inlet_pressure]]\ntime = \"0 s\"\n[[inlet_pressure]]\ntime = \"2 s\"\n[[inlet_pressure]]\ntime = \"1 s\"\n";
  const std::string descending = error("[process]\ndrive = \"pressure\"\n" + table);
  EXPECT_NE(descending.find("times do not ascend"), std::string::npos) << descending;
  EXPECT_NE(descending.find("inlet_pressure.2.time"), std::string::npos) << descending;
  EXPECT_NE(error("[process]\ndrive = \"pressure\"\n").find("needs a table"), std::string::npos);
  EXPECT_NE(error("[[inlet_pressure]]\ntime = \"0 s\"\n").find("drives nothing"), std::string::npos);
  EXPECT_NE(error("[process]\ndrive = \"basin\"\n").find("basin_area"), std::string::npos);
  EXPECT_NE(error("[process]\ndrive = \"plunger\"\n").find("belongs to the pressure process"), std::string::npos);
  EXPECT_NE(error("[process]\ndrive = \"plunger\"\nkind = \"pressure\"\n").find("piston_diameter"), std::string::npos);
  const std::string plunger = "[process]\ndrive = \"plunger\"\nkind = \"pressure\"\npiston_diameter = \"40 mm\"\nstroke = \"60 mm\"\nslow_speed = \"0.3 m/s\"\npour_pressure = \"20 MPa\"\n";
  EXPECT_EQ(error(plunger), "");
  EXPECT_NE(error(plunger + "intensified_pressure = \"10 MPa\"\n").find("lowers the pressure"), std::string::npos);
  const std::string filter = "[[filter]]\naxis = \"x\"\nhigh = [\"0 mm\", \"1 mm\", \"1 mm\"]\n";
  EXPECT_NE(error(filter).find("costs nothing"), std::string::npos);
  EXPECT_NE(error(filter + "permeability = \"1e-3 mm2\"\n").find("thickness"), std::string::npos);
  EXPECT_NE(error("[[filter]]\nloss_coefficient = 2\n").find("no extent along x"), std::string::npos);
  EXPECT_EQ(error(filter + "loss_coefficient = 2\n"), "");
}

// A line recedes at no more than its contact angle and advances at no less; without angles of its own it has the one.
TEST(Scene, AnglesOfAContactLineAreInOrder) {
  const auto angles = [](const std::string& keys) { return materials_of(parse_scene("[interface]\n" + keys, "pin.toml")).interface.values().angles(); };
  EXPECT_EQ(angles("contact_angle = \"120 deg\"\n").receding, angles("contact_angle = \"120 deg\"\n").advancing);
  EXPECT_NEAR(angles("contact_angle = \"120 deg\"\nadvancing_angle = \"130 deg\"\n").advancing, 130 * std::numbers::pi / 180, 1e-12);
  EXPECT_THROW(angles("contact_angle = \"120 deg\"\nadvancing_angle = \"110 deg\"\n"), InputError);
  EXPECT_THROW(angles("contact_angle = \"120 deg\"\nreceding_angle = \"130 deg\"\n"), InputError);
}

// Layers of the wall's contact: zinc on steel with 120 um of wash at 0.4 W/m/K instead of 2 um of die lube at 0.2 adds 3e-4 - 1e-5 m2 K/W to the pair's
// 1e-4. A stated coefficient is that of all closed layers, whatever they are; without gap there are none to open; a gap needs the gas in it.
TEST(Scene, LayersOfTheContactCanBeReplaced) {
  const auto contact = [](const std::string& keys) {
    return materials_of(parse_scene("[alloy]\nname = \"zamak3\"\n[mould]\nmaterial = \"h13\"\n[interface]\n" + keys, "pin.toml")).interface.values();
  };
  EXPECT_NEAR(1 / contact("coating = \"ceramic wash\"\n").heat_transfer_coefficient, 1e-4 + 3e-4 - 1e-5, 1e-15);
  EXPECT_NEAR(1 / contact("coating_thickness = \"4 um\"\n").heat_transfer_coefficient, 1e-4 + 1e-5, 1e-15);
  EXPECT_NEAR(1 / contact("coating = \"soot\"\ncoating_thickness = \"10 um\"\ncoating_conductivity = \"0.1 W/m/K\"\n").heat_transfer_coefficient, 1e-4 + 1e-4 - 1e-5, 1e-15);
  EXPECT_THROW(contact("coating = \"soot\"\n"), InputError);
  const Interface stated = contact("heat_transfer_coefficient = \"1e6 W/m2/K\"\n");
  EXPECT_EQ(stated.heat_transfer_coefficient, 1e6);
  EXPECT_EQ(stated.opening->coating_thickness, 0);
  EXPECT_NEAR(transfer_coefficient(*stated.opening, 0, 600), 1e6, 1e-6);
  EXPECT_THROW(contact("heat_transfer_coefficient = \"1e6 W/m2/K\"\ncoating = \"ceramic wash\"\n"), InputError);
  EXPECT_FALSE(contact("gap = false\n").opening.has_value());
  EXPECT_EQ(contact("skin_yield = \"7 MPa\"\n").skin_yield, 7e6);
  EXPECT_EQ(contact("gas_conductivity = \"0.15 W/m/K\"\nemissivity = 0.9\n").opening->gas_conductivity, 0.15);
}

// The log holds the resolved scene; run again, it must be the same scene, bit for bit.
TEST(Scene, DumpReadsBackToTheSameDump) {
  Scene s = parse_scene(R"(
[design]
file = "we\"ird\\name.svg"
width = "33.3 mm"
[alloy]
pour_temperature = "431.7 degC"
properties = { density_liquid = "6171.3 kg/m3" }
[[shape]]
kind = "polygon"
points = [["0 mm", "0 mm"], ["1 mm", "0 mm"], ["0 mm", "1.7 mm"]]
high = "1 mm"
turn = "17 deg"
[[thermal]]
side = "+x"
kind = "convective"
heat_transfer_coefficient = "1 kW/m2/K"
)", "pin.toml");
  const std::string once = to_toml(s);
  const Scene back = parse_scene(once, "dump");
  EXPECT_EQ(to_toml(back), once);
  EXPECT_EQ(back.design.width, s.design.width);
  EXPECT_EQ(back.design.file, s.design.file);
  EXPECT_EQ(*back.alloy.pour_temperature, *s.alloy.pour_temperature);
  EXPECT_EQ(back.shapes[0].points.size(), 3u);
  EXPECT_EQ(back.process.speed, s.process.speed);
}

// Whatever stands in a scene, the answer is a scene or one InputError: 2000 damaged copies of a valid one, always the same.
TEST(Scene, DamagedTextIsAlwaysAnInputError) {
  Scene full;
  full.design.file = "a.svg";
  full.shapes.resize(1);
  full.initials.resize(1);
  full.thermals.resize(1);
  full.finishes.resize(1);
  const std::string whole = to_toml(full);
  const std::string pool = "\"'[]{}=.,#\n\\-+e019 \x01\xff";
  std::uint64_t seed = 1;
  const auto next = [&](std::size_t below) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>((seed >> 33) % below);
  };
  int refused = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string text = whole;
    for (std::size_t n = 1 + next(4); n > 0; --n) {
      const std::size_t at = next(text.size());
      if (next(3) == 0) text.erase(at, 1 + next(20));
      else if (next(2) == 0) text[at] = pool[next(pool.size())];
      else text.insert(at, 1, pool[next(pool.size())]);
    }
    try {
      parse_scene(text, "damaged");
    } catch (const InputError& e) {
      ++refused;
      EXPECT_EQ(std::string(e.what()).find('\n'), std::string::npos) << e.what();
    }
  }
  EXPECT_GT(refused, 500);
}

// docs/scenes.md ends with the tables of the schema itself. SPRUE_WRITE_DOCS=1 writes them anew.
TEST(Scene, TheReferenceInDocsIsTheSchema) {
  const std::string file = SPRUE_SOURCE_DIR "/docs/scenes.md", heading = "## Keys\n\n";
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  const std::size_t keys = text.str().find(heading);
  ASSERT_NE(keys, std::string::npos);
  const std::string wanted = text.str().substr(0, keys) + heading + scene_reference();
  if (std::getenv("SPRUE_WRITE_DOCS")) std::ofstream(file) << wanted;
  else EXPECT_TRUE(text.str() == wanted) << "run app_tests with SPRUE_WRITE_DOCS=1";
}

}  // namespace
}  // namespace sprue
