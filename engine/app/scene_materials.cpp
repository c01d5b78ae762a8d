#include "engine/app/scene_materials.h"

#include <algorithm>

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

}  // namespace

SceneMaterials materials_of(const Scene& scene) {
  SceneMaterials m;
  m.alloy = material(scene.alloy.name, "alloy", scene.alloy.properties, scene, "alloy.name");
  m.mould = material(scene.mould.material, "mould", scene.mould.properties, scene, "mould.material");
  const auto& [angle, coefficient] = scene.interface;
  if (!angle || !coefficient) {
    if (m.alloy.family == "custom" || m.mould.family == "custom")
      throw InputError("a custom material needs its interface", scene.source, "", "give contact_angle and heat_transfer_coefficient in [interface]");
    m.interface = load_interface(m.alloy, m.mould);
  }
  if (angle) m.interface.contact_angle = constant("contact_angle", *angle, Dimension::angle);
  if (coefficient)
    m.interface.heat_transfer_coefficient = constant("heat_transfer_coefficient", *coefficient, Dimension::heat_transfer_coefficient);
  return m;
}

}  // namespace sprue
