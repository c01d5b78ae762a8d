#include "engine/app/scene_materials.h"

#include <algorithm>
#include <numbers>

#include "engine/core/error.h"
#include "engine/core/material_schema.h"

namespace sprue {

namespace {

const char* const stated = "stated in the scene";

Property constant(const std::string& name, double value, Dimension dimension) {
  Property p;
  p.name = name;
  p.value = p.low = p.high = value;
  p.unit = p.unit_as_written = si_unit(dimension);
  p.source = stated;
  p.confidence = "high";
  return p;
}

Material material(const std::string& name, const std::string& kind, const PropertyValues& values, const Scene& scene, const std::string& key) {
  Material m;
  if (name == "custom") {
    m.name = m.title = m.family = "custom";
    m.kind = kind;
    m.file = scene.source;
  } else {
    const bool path = name.find('/') != std::string::npos || name.ends_with(".toml");
    m = load_material(path ? (scene.folder / name).string() : name);
    if (m.kind != kind) throw InputError("not an " + kind + " but a " + m.kind, scene.source + ", " + key, name, "`sprue materials` lists alloys and moulds");
  }
  for (const PropertyRule& rule : property_rules(kind)) {
    const auto value = values.find(rule.name);
    if (value == values.end()) continue;
    std::erase_if(m.properties, [&](const Property& p) { return p.name == rule.name; });
    m.properties.push_back(constant(rule.name, value->second, rule.dimension));
  }
  if (name == "custom")
    for (const std::string& needed : required_properties(kind))
      if (!m.find(needed))
        throw InputError("property '" + needed + "' of the custom " + kind + " is missing", scene.source, "", "add it to " + kind + ".properties");
  return m;
}

void check_angles(const Interface& i, const std::string& source) {
  const auto text = [](double angle) { return to_text(angle * 180 / std::numbers::pi) + " deg"; };
  const auto [receding, advancing] = i.angles();
  if (receding <= i.contact_angle && i.contact_angle <= advancing) return;
  throw InputError("the contact angle does not lie between the receding and the advancing one", source + ", interface",
                   text(receding) + ", " + text(i.contact_angle) + ", " + text(advancing), "let receding_angle <= contact_angle <= advancing_angle");
}

Property replaced(const std::optional<Property>& own, const std::optional<double>& stated_value, const char* name, Dimension dimension, const Scene& scene) {
  if (stated_value) return constant(name, *stated_value, dimension);
  if (own) return *own;
  throw InputError(std::string("the coating's ") + name + " is missing", scene.source + ", interface", scene.interface.coating, std::string("give ") + name);
}

/// Gravity dies are washed against the chill, whatever lube the pair has in a pressure die.
bool washed(const Scene& scene, const InterfaceProperties& pair) {
  const Scene::Interface& i = scene.interface;
  return scene.drawn() && scene.process.kind == "gravity" && pair.coating == "die lube" && i.coating.empty() && !i.coating_thickness && !i.coating_conductivity && !i.heat_transfer_coefficient;
}

/// Layers between metal and wall as the scene wants them. A coefficient it states is that of the whole closed contact.
void set_contact(const Scene& scene, InterfaceProperties& pair) {
  const Scene::Interface& i = scene.interface;
  pair.opens = i.gap;
  if (washed(scene, pair)) pair = with_coating(pair, gravity_wash);
  if (i.gas_conductivity) pair.gas_conductivity = constant("gas_conductivity", *i.gas_conductivity, Dimension::thermal_conductivity);
  if (i.emissivity) pair.emissivity = constant("emissivity", *i.emissivity, Dimension::none);
  if (i.skin_yield) pair.yield_stress = constant("yield_stress", *i.skin_yield, Dimension::pressure);
  if (i.heat_transfer_coefficient) {   // how much of it is the pair's own coating is not known
    pair.heat_transfer_coefficient = constant("heat_transfer_coefficient", *i.heat_transfer_coefficient, Dimension::heat_transfer_coefficient);
    pair.coating.clear();
    pair.coating_thickness = pair.coating_conductivity = std::nullopt;
  }
  if (i.coating.empty() && !i.coating_thickness && !i.coating_conductivity) return;
  const bool own = i.coating_thickness && i.coating_conductivity;
  const InterfaceProperties named = i.coating.empty() || own ? pair : with_coating(pair, i.coating);
  const Property thickness = replaced(named.coating_thickness, i.coating_thickness, "coating_thickness", Dimension::length, scene);
  const Property conductivity = replaced(named.coating_conductivity, i.coating_conductivity, "coating_conductivity", Dimension::thermal_conductivity, scene);
  const Property whole = pair.heat_transfer_coefficient;
  pair = with_coating(pair, i.coating.empty() ? pair.coating : i.coating, thickness, conductivity);
  if (i.heat_transfer_coefficient) pair.heat_transfer_coefficient = whole;
}

}  // namespace

std::string usual_mould(const std::string& kind) {
  return kind == "gravity" || kind == "pressure" ? "h13" : kind == "investment" ? "investment" : kind == "rtv" ? "rtv-silicone" : "htv-silicone";
}

SceneMaterials materials_of(const Scene& scene) {
  SceneMaterials m;
  m.alloy = material(scene.alloy.name, "alloy", scene.alloy.properties, scene, "alloy.name");
  m.mould = material(scene.mould.material.empty() ? usual_mould(scene.drawn() ? scene.process.kind : "spin") : scene.mould.material, "mould", scene.mould.properties, scene, "mould.material");
  const auto& angle = scene.interface.contact_angle;
  const auto& receding = scene.interface.receding_angle;
  const auto& advancing = scene.interface.advancing_angle;
  const bool custom = m.alloy.family == "custom" || m.mould.family == "custom", stated_whole = angle && scene.interface.heat_transfer_coefficient;
  if (custom && !stated_whole)
    throw InputError("a custom material needs its interface", scene.source, "", "give contact_angle and heat_transfer_coefficient in [interface]");
  if (!custom && (!stated_whole || has_interface(m.alloy, m.mould))) m.interface = load_interface(m.alloy, m.mould);
  if (angle) {   // the pair's other angles belong to the pair's own
    m.interface.contact_angle = constant("contact_angle", *angle, Dimension::angle);
    m.interface.receding_angle = m.interface.advancing_angle = std::nullopt;
  }
  if (receding) m.interface.receding_angle = constant("receding_angle", *receding, Dimension::angle);
  if (advancing) m.interface.advancing_angle = constant("advancing_angle", *advancing, Dimension::angle);
  set_contact(scene, m.interface);
  check_angles(m.interface.values(), scene.source);
  return m;
}

}  // namespace sprue
