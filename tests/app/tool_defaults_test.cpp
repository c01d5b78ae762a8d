// Every size that a process chooses is said with a source, or as a shop default, under the scene key that sets it; set there, it is obeyed.
#include <gtest/gtest.h>

#include <cstring>

#include "engine/app/block_process.h"
#include "engine/app/scene_schema.h"
#include "engine/app/spin_process.h"
#include "engine/app/tool_forces.h"
#include "engine/core/error.h"
#include "tests/app/program.h"

namespace sprue {
namespace {

const char* const coin =
    "<svg xmlns='http://www.w3.org/2000/svg' width='20mm' height='20mm' viewBox='0 0 20 20'><rect id='plate' x='1' y='1' width='18' height='18' fill='#2060c0'/></svg>";

struct Made {
  Scene scene;
  Stages stages;
  std::vector<std::string> said;   ///< "mould.gate_width 6.00 mm: reason (source)"
};

Made make(Scene scene) {
  Made made;
  const SceneMaterials materials = materials_of(scene);
  made.scene = resolved(std::move(scene), materials, made.said);
  made.stages = tooled(made.scene, materials);
  for (const Choice& choice : made.stages.tooling.defaults) made.said.push_back(choice.text());
  fill_pour(made.scene, made.stages.tooling, made.said);
  std::erase_if(made.said, [](const std::string& note) { return note.rfind("mould.", 0) != 0 && note.rfind("process.", 0) != 0; });
  return made;
}

/// All that a maker or a run would see of the tool and the pour.
std::vector<double> fingerprint(const Made& m) {
  const Tooling& t = m.stages.tooling;
  const CastingConditions c = conditions_from(m.scene, materials_of(m.scene));
  std::vector<double> seen = {volume(t.upper), volume(t.lower), volume(t.cavity), t.low.x, t.low.y, t.high.x, t.high.y, volume(m.stages.pins.front().master), c.inlet.flow_rate, c.inlet.head, c.inlet.volume,
                              c.inlet.piston_area, c.inlet.slow_speed, c.rotation.speed, c.mould_temperature};
  for (const FeedPiece& f : t.feed) seen.push_back(f.way);
  for (const Scene::Vent& v : m.scene.vents) seen.push_back(v.depth);
  return seen;
}

std::string key_of(const std::string& said) { return said.substr(0, said.find(' ')); }

/// Letters between the last bracket and the one it closes.
std::size_t source_length(const std::string& said) {
  int depth = 0;
  for (std::size_t n = said.size(); said.back() == ')' && n-- > 0;) {
    depth += said[n] == ')' ? 1 : said[n] == '(' ? -1 : 0;
    if (depth == 0) return said.size() - n - 2;
  }
  return 0;
}

bool says(const Made& m, const std::string& key) {
  return std::any_of(m.said.begin(), m.said.end(), [&](const std::string& s) { return key_of(s) == key; });
}

/// "6.00 mm" times a factor; "0.65 %" becomes a bare number; whole numbers become 1.
std::string changed(const std::string& value, double factor, bool whole) {
  if (whole) return "1";
  char* unit = nullptr;
  const double number = std::strtod(value.c_str(), &unit);
  if (std::strcmp(unit, " %") == 0) return std::to_string(number == 0 ? 0.01 : 0.01 * factor * number);
  if (std::strcmp(unit, " degC") == 0) return std::to_string(number + 10) + unit;
  return std::to_string(factor * number) + unit;
}

/// A change of a tenth shows in tool or pour, or a much larger one does (a bound or a rounding holds), or it is refused.
bool obeyed(const Scene& scene, const std::string& key, const std::string& value, const std::vector<double>& before) {
  Scene probe = scene;
  const auto keys = scene_keys(probe);
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const SceneKey& k) { return k.name == key; });
  const bool whole = std::holds_alternative<std::optional<int>*>(found->target);
  for (const double factor : {1.1, 10.0, 0.1}) {
    Scene set = scene;
    try {
      set_key(set, {key, changed(value, factor, whole), "test"});
      const Made made = make(set);
      EXPECT_FALSE(says(made, key) && key != "mould.keys" && key != "mould.ejectors") << key << " is chosen although it was set";
      if (fingerprint(made) != before) return true;
    } catch (const InputError&) {
      if (factor != 1.1) return true;
    }
  }
  return false;
}

class ToolDefaults : public testing::TestWithParam<const char*> {};

TEST_P(ToolDefaults, HaveSourceAndKeyAndAreObeyed) {
  const std::string process = GetParam();
  const test::Scratch scratch("defaults-" + process);
  Scene scene = load_scene(scratch.write("coin.svg", coin), {{"process.kind", process, "test"},
                                                             {"alloy.name", process == "investment" ? "c85700" : process == "rtv" ? "pewter" : "zamak3", "test"},
                                                             {"mould.cavities", process == "spin" ? "3" : "2", "test"}});
  if (process == "gravity" || process == "rtv") scene.mould.keys = 0;   // as those of pressure and spin, and they take time
  const Made made = make(scene);
  const std::vector<double> before = fingerprint(made);
  ASSERT_GT(made.said.size(), 8u);
  Scene table = scene;
  const auto keys = scene_keys(table);
  for (const std::string& said : made.said) {
    const std::string key = key_of(said);
    EXPECT_TRUE(std::any_of(keys.begin(), keys.end(), [&](const SceneKey& k) { return k.name == key; })) << "no such key: " << said;
    const std::size_t colon = said.find(": ");
    ASSERT_NE(colon, std::string::npos) << said;
    EXPECT_GT(source_length(said), 6u) << "no source: " << said;
    EXPECT_TRUE(obeyed(scene, key, said.substr(key.size() + 1, colon - key.size() - 1), before)) << said;
  }
}

INSTANTIATE_TEST_SUITE_P(EveryProcess, ToolDefaults, testing::Values("spin", "gravity", "pressure", "investment", "rtv"), [](const auto& p) { return std::string(p.param); });

ToolForces forces_of(const Made& m) { return tool_forces(m.scene, m.stages.tooling, materials_of(m.scene)); }

Made coin_in(const char* process, const char* cavities) {
  const test::Scratch scratch("forces");
  return make(load_scene(scratch.write("coin.svg", coin), {{"process.kind", process, "test"}, {"mould.cavities", cavities, "test"}}));
}

// F = p A of a die, held with 1.1 to 1.2 F (process data C2); a poured block is pressed by rho g times a depth between none and that of its foot.
TEST(ToolForces, PressTheHalvesApart) {
  const Made die = coin_in("pressure", "2"), book = coin_in("gravity", "2");
  EXPECT_NEAR(forces_of(die).opening / (15e6 * die.stages.tooling.projected_area), 1, 1e-9);
  EXPECT_NEAR(forces_of(die).locking[0] / forces_of(die).opening, 1.1, 1e-12);
  EXPECT_NEAR(forces_of(die).locking[1] / forces_of(die).opening, 1.2, 1e-12);
  const Tooling& t = book.stages.tooling;
  const double deepest = 6170 * 9.80665 * (t.high.y - t.low.y + book.scene.process.pour_head) * t.projected_area;
  EXPECT_GT(forces_of(book).opening, 0.2 * deepest);
  EXPECT_LT(forces_of(book).opening, deepest);
}

// Three coins at equal angles are in balance but for the key that stands aside (8 mm3 of play, 1.25 g/cm3, at 106 mm). One coin: its mass against the rubber it
// replaces, at its radius, and the runner's, which is shorter and nearer: up to a half more.
TEST(ToolForces, OneCavityAloneIsOutOfBalance) {
  const Made three = coin_in("spin", "3"), one = coin_in("spin", "1");
  EXPECT_LT(norm(forces_of(three).imbalance), 1e-6);   // 1 g mm
  const double coins = (6170 - 1250) * volume(one.stages.pins.front().part) * one.stages.tooling.radius;
  EXPECT_GT(norm(forces_of(one).imbalance), coins);
  EXPECT_LT(norm(forces_of(one).imbalance), 1.5 * coins);
  const auto found = [](const Made& m) { return std::any_of(m.stages.findings.begin(), m.stages.findings.end(), [](const Finding& f) { return f.kind == "imbalance"; }); };
  EXPECT_EQ(found(one), norm(forces_of(one).imbalance) > forces_of(one).permissible);
  EXPECT_FALSE(found(three));
}

// Tin and zinc on the three discs of process data C1, and half-way between two of them.
TEST(SpinSpeed, FollowsDiscAndAlloy) {
  constexpr double rpm = 3.14159265358979323846 / 30, inch = 25.4e-3;
  EXPECT_NEAR(usual_speeds("zinc", 9 * inch)->low / rpm, 450, 1e-9);
  EXPECT_NEAR(usual_speeds("zinc", 12 * inch)->high / rpm, 550, 1e-9);
  EXPECT_NEAR(usual_speeds("zinc", 18 * inch)->high / rpm, 400, 1e-9);
  EXPECT_NEAR(usual_speeds("tin", 9 * inch)->high / rpm, 450, 1e-9);
  EXPECT_NEAR(usual_speeds("tin", 15 * inch)->low / rpm, 225, 1e-9);
  EXPECT_FALSE(usual_speeds("brass", 9 * inch));
}

struct ChosenSpeed {
  double rpm = 0;
  std::string said;
};

ChosenSpeed speed_of(std::vector<KeyValue> settings) {
  const test::Scratch scratch("speed");
  std::vector<std::string> notes;
  const Scene scene = load_scene(scratch.write("coin.svg", coin), settings);
  ChosenSpeed chosen{*resolved(scene, materials_of(scene), notes).process.speed * 30 / 3.14159265358979323846, ""};
  for (const std::string& note : notes)
    if (note.rfind("process.speed", 0) == 0) chosen.said = note;
  return chosen;
}
double chosen_speed(std::vector<KeyValue> settings) { return speed_of(std::move(settings)).rpm; }

// Pewter turns slower than zinc, a large disc slower than a small one; with mould.radius the speed gives the pressure asked for, 1/2 rho w^2 r^2, within the window.
TEST(SpinSpeed, GivesThePressureWithinTheWindow) {
  EXPECT_NEAR(chosen_speed({}), 575, 1e-9);
  EXPECT_NEAR(chosen_speed({{"alloy.name", "pewter", ""}}), 375, 1e-9);
  EXPECT_NEAR(chosen_speed({{"mould.disc_diameter", "18 inch", ""}}), 325, 1e-9);
  const double w = chosen_speed({{"mould.radius", "45 mm", ""}, {"process.spin_pressure", "25 kPa", ""}}) * 3.14159265358979323846 / 30;
  EXPECT_NEAR(0.5 * 6170 * w * w * 0.045 * 0.045, 25e3, 0.01 * 25e3);   // rounded to a turn a minute; zamak3's liquid density
  EXPECT_NEAR(chosen_speed({{"mould.radius", "10 mm", ""}}), 700, 1e-9);
  EXPECT_NEAR(chosen_speed({{"process.speed", "600 rpm", ""}}), 600, 1e-9);
}

// A speed that the usual window holds back says so, with what it presses instead: 1/2 rho w^2 r^2 of zamak3 (6170 kg/m3).
TEST(SpinSpeed, SaysWhereTheWindowHoldsIt) {
  const auto kilopascals = [](double rpm, double radius) {
    char text[32];
    std::snprintf(text, sizeof text, "with %.1f kPa ", 0.5e-3 * 6170 * std::pow(rpm * 3.14159265358979323846 / 30 * radius, 2));
    return std::string(text);
  };
  const auto holds = [](const ChosenSpeed& s, const std::string& part) { return s.said.find(part) != std::string::npos; };
  const ChosenSpeed near = speed_of({{"mould.radius", "10 mm", ""}});
  EXPECT_TRUE(holds(near, "the highest usual speed") && holds(near, kilopascals(700, 0.010) + "at mould.radius") && holds(near, "2431 rpm would press it with 20 kPa")) << near.said;
  const ChosenSpeed far = speed_of({{"mould.radius", "90 mm", ""}, {"process.spin_pressure", "10 kPa", ""}});
  EXPECT_NEAR(far.rpm, 450, 1e-9);
  EXPECT_TRUE(holds(far, "the lowest usual speed") && holds(far, kilopascals(450, 0.090) + "at mould.radius")) << far.said;
  const ChosenSpeed strong = speed_of({{"process.spin_pressure", "300 kPa", ""}});   // the disc, 8 mm of rubber at the rim and half the pin of 25 mm leave 93.8 mm
  EXPECT_NEAR(strong.rpm, 700, 1e-9);
  EXPECT_TRUE(holds(strong, "the highest usual speed") && holds(strong, kilopascals(700, 0.1143 - 0.008 - 0.0125) + "as far out as the disc allows")) << strong.said;
  for (const auto& settings : {std::vector<KeyValue>{}, {{"mould.radius", "45 mm", ""}, {"process.spin_pressure", "25 kPa", ""}}}) EXPECT_FALSE(holds(speed_of(settings), "est usual speed")) << speed_of(settings).said;
}

// Speeds are known for discs of 9 to 18 inch: beyond them those of the nearest are taken, and that is said.
TEST(SpinSpeed, SaysThatADiscIsBeyondWhatIsKnown) {
  const auto said = [](const char* disc) { return speed_of({{"mould.disc_diameter", disc, ""}, {"mould.cavities", "1", ""}}).said; };
  EXPECT_NE(said("7 inch").find("on a disc of 7.0 inch are those of the nearest disc they are known for, 9 inch"), std::string::npos) << said("7 inch");
  EXPECT_NE(said("20 inch").find("on a disc of 20.0 inch are those of the nearest disc they are known for, 18 inch"), std::string::npos) << said("20 inch");
  for (const char* disc : {"9 inch", "12 inch", "18 inch"}) EXPECT_EQ(said(disc).find("nearest disc"), std::string::npos) << said(disc);
}

}  // namespace
}  // namespace sprue
