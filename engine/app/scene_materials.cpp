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

}  // namespace

SceneMaterials materials_of(const Scene& scene) {
  SceneMaterials m;
  m.alloy = material(scene.alloy.name, "alloy", scene.alloy.properties, scene, "alloy.name");
  m.mould = material(scene.mould.material, "mould", scene.mould.properties, scene, "mould.material");
  const auto& [angle, coefficient, receding, advancing] = scene.interface;
  if (!angle || !coefficient) {
    if (m.alloy.family == "custom" || m.mould.family == "custom")
      throw InputError("a custom material needs its interface", scene.source, "", "give contact_angle and heat_transfer_coefficient in [interface]");
    m.interface = load_interface(m.alloy, m.mould);
  }
  if (angle) {   // the pair's other angles belong to the pair's own
    m.interface.contact_angle = constant("contact_angle", *angle, Dimension::angle);
    m.interface.receding_angle = m.interface.advancing_angle = std::nullopt;
  }
  if (receding) m.interface.receding_angle = constant("receding_angle", *receding, Dimension::angle);
  if (advancing) m.interface.advancing_angle = constant("advancing_angle", *advancing, Dimension::angle);
  check_angles(m.interface.values(), scene.source);
  if (coefficient)
    m.interface.heat_transfer_coefficient = constant("heat_transfer_coefficient", *coefficient, Dimension::heat_transfer_coefficient);
  return m;
}

}  // namespace sprue
