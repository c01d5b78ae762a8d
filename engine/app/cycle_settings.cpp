#include "engine/app/cycle_settings.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

constexpr double zero_celsius = 273.15;

// Handbook values of low confidence where nothing else is said.
constexpr double out_of_silicone = 150 + zero_celsius;      // metal
constexpr double under_solidus = 80;                        // K: metal that has strength enough to be ejected, least of 80 to 150
constexpr double rubber_warm = 40 + zero_celsius;           // discs start at 40 to 80 degC
constexpr double rubber_hot_zinc = 150 + zero_celsius, rubber_hot_tin = 120 + zero_celsius;   // stop and cool above
constexpr double die_warm = 160 + zero_celsius, die_hot = 220 + zero_celsius;   // hot-chamber zinc dies run at 160 to 220 degC, about 200 for thin walls (Teck HF alloy)
constexpr double soldering_share = 0.9;                     // of the melting point in degC: 350 degC for zinc

std::string celsius(double kelvin) { return to_text(std::round(kelvin - zero_celsius)) + " degC"; }

void fill(std::optional<double>& value, double chosen, const std::string& key, const std::string& why, std::vector<std::string>& notes) {
  if (value) return;
  value = chosen;
  notes.push_back("cycle." + key + " " + celsius(chosen) + ": " + why);
}

/// Heat of many shots must leave: through what is left of each half of the mould, to the platens that press it.
void add_platens(Scene& scene, std::vector<std::string>& notes) {
  const double behind = std::max(0.0, *scene.mould.disc_thickness - scene.mould.band - scene.part.plate);
  for (const char* side : {"-z", "+z"}) {
    Scene::Thermal platen;
    platen.side = side;
    platen.kind = "platen";
    platen.temperature = scene.cycle.air_temperature;
    platen.thickness = behind;
    scene.thermals.push_back(platen);
  }
  notes.push_back("[[thermal]] -z and +z: platens of " + celsius(scene.cycle.air_temperature) + " behind " + to_text(std::round(behind * 1e4) / 10) +
                  " mm of mould that conducts and stores nothing; the sides let nothing through (widen mould.band for a cycle of hours)");
}

}  // namespace

void fill_cycle(Scene& scene, const SceneMaterials& materials, std::vector<std::string>& notes) {
  Scene::Cycle& c = scene.cycle;
  if (c.ageing == "auto") c.ageing = materials.mould.family == "silicone" ? "silicone" : "none";
  if (c.shots == 1) return;
  if (!scene.run.heat) throw InputError("many shots are a matter of heat", scene.source + ", cycle.shots", std::to_string(c.shots), "set run.heat = true, or cycle.shots = 1");
  const bool rubber = materials.mould.family == "silicone", tin = materials.alloy.family == "tin";
  const double liquidus = materials.alloy.require("liquidus").value, solidus = materials.alloy.require("solidus").value;
  fill(c.eject_temperature, rubber ? std::min(out_of_silicone, solidus - under_solidus) : solidus - under_solidus, "eject_temperature",
       rubber ? "castings leave silicone under 150 degC (handbook value, low confidence)" : "80 K under the solidus (handbook value, low confidence)", notes);
  fill(c.close_temperature, !rubber ? die_hot : tin ? rubber_hot_tin : rubber_hot_zinc, "close_temperature",
       rubber ? "stop and cool the disc above that (handbook value, low confidence)" : "zinc dies run at 160 to 220 degC (handbook range)", notes);
  fill(c.good_temperature, rubber ? rubber_warm : die_warm, "good_temperature",
       rubber ? "discs are warmed to 40 to 80 degC before castings are good (handbook value, low confidence)" : "zinc dies run at 160 to 220 degC (handbook range)", notes);
  fill(c.soldering_temperature, zero_celsius + soldering_share * (liquidus - zero_celsius), "soldering_temperature", "0.9 of the liquidus in degC (handbook value, low confidence)", notes);
  if (*c.good_temperature >= *c.close_temperature)
    throw InputError("no wall is warm enough for a good shot and cold enough to close", scene.source + ", cycle.good_temperature", celsius(*c.good_temperature),
                     "under cycle.close_temperature, which is " + celsius(*c.close_temperature));
  if (scene.drawn() && scene.thermals.empty()) add_platens(scene, notes);
}

}  // namespace sprue
