#include "engine/core/materials.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include <toml++/toml.h>

#include "engine/core/error.h"
#include "engine/core/material_files.h"
#include "engine/core/material_schema.h"
#include "engine/core/property_reader.h"
#include "engine/core/solidification_path.h"

namespace sprue {

namespace fs = std::filesystem;

namespace {

void check_bounds(const Property& p, const PropertyRule& rule, const std::string& where) {
  std::vector<double> values = {p.value, p.low, p.high};
  for (const auto& row : p.table) values.push_back(row.second);
  for (double v : values)
    if (!(v >= rule.low && v <= rule.high))
      throw InputError("property " + p.name + " is outside what is physical", where + ", property " + p.name, to_text(v) + " " + p.unit,
                       "expected " + to_text(rule.low) + " to " + to_text(rule.high) + " " + p.unit);
}

void read_properties(Material& m, const toml::table& properties) {
  const std::vector<PropertyRule>& rules = property_rules(m.kind);
  std::vector<std::string> known;
  for (const PropertyRule& r : rules) known.emplace_back(r.name);
  for (const auto& [key, node] : properties) {
    const std::string name(key.str());
    const std::string where = toml_place(m.file, node);
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const PropertyRule& r) { return name == r.name; });
    if (rule == rules.end()) {
      const std::string near = nearest_word(name, known);
      throw InputError("unknown property '" + name + "' of " + (m.kind == "alloy" ? "an alloy" : "a mould"), where, "",
                       near.empty() ? "sprue materials show " + std::string(m.kind == "mould" ? "h13" : "zamak3") + " lists the known ones" : "did you mean '" + near + "'?");
    }
    if (!node.is_table()) throw InputError("property '" + name + "' must be a table", where, "", "write [properties." + name + "] with value, unit, source, confidence");
    m.properties.push_back(read_property(m.file, name, *node.as_table(), rule->dimension));
    check_bounds(m.properties.back(), *rule, where);
  }
  std::sort(m.properties.begin(), m.properties.end(), [&](const Property& a, const Property& b) {
    auto rank = [&](const std::string& n) { return std::find(known.begin(), known.end(), n) - known.begin(); };
    return rank(a.name) < rank(b.name);
  });
  for (const std::string& name : required_properties(m.kind)) m.require(name);
}

std::string header_text(const toml::table& document, const char* key, const std::string& file) {
  const auto value = document[key].value<std::string>();
  if (!value || value->empty()) throw InputError(std::string("'") + key + "' is missing", file, "", std::string("add ") + key + " = \"...\" at the top");
  return *value;
}

Material read_material(const fs::path& path) {
  Material m;
  m.file = path.string();
  const toml::table document = parse_toml(m.file);
  for (const auto& [key, node] : document) {
    static const std::vector<std::string> keys = {"name", "title", "kind", "family", "properties", "composition", "binary", "note"};
    const std::string k(key.str());
    if (std::find(keys.begin(), keys.end(), k) == keys.end()) {
      const std::string near = nearest_word(k, keys);
      throw InputError("unknown key '" + k + "'", toml_place(m.file, node), "", near.empty() ? "keys are name, title, kind, family, composition, binary, note, [properties.*]" : "did you mean '" + near + "'?");
    }
  }
  m.name = header_text(document, "name", m.file);
  m.title = header_text(document, "title", m.file);
  m.kind = header_text(document, "kind", m.file);
  m.family = header_text(document, "family", m.file);
  if (m.kind != "alloy" && m.kind != "mould") throw InputError("unknown kind of material", m.file, m.kind, "use \"alloy\" or \"mould\"");
  m.composition = document["composition"].value_or(std::string());
  m.note = document["note"].value_or(std::string());
  m.binary = document["binary"].value_or(std::string());
  if (!m.binary.empty()) binary_alloy(m.binary, m.file + ", binary");  // throws where it is none
  const toml::table* properties = document["properties"].as_table();
  if (!properties) throw InputError("no properties", m.file, "", "add tables [properties.NAME]");
  read_properties(m, *properties);
  return m;
}

}  // namespace

fs::path material_file(const std::string& name) {
  std::vector<fs::path> folders;
  if (const char* own = std::getenv("SPRUE_MATERIALS")) folders.emplace_back(own);
  folders.emplace_back(SPRUE_MATERIALS_BUILD);
  folders.emplace_back(SPRUE_MATERIALS_INSTALLED);
  std::error_code ignored;
  for (const fs::path& folder : folders)
    if (fs::is_regular_file(folder / (name + ".toml"), ignored)) return folder / (name + ".toml");
  return {};
}

const Property* Material::find(const std::string& property) const {
  for (const Property& p : properties)
    if (p.name == property) return &p;
  return nullptr;
}

const Property& Material::require(const std::string& property) const {
  if (const Property* p = find(property)) return *p;
  throw InputError("property '" + property + "' of " + name + " is missing", file, "", "add [properties." + property + "] with value, unit, source and confidence");
}

double Material::value_or(const std::string& property, double otherwise) const {
  const Property* p = find(property);
  return p ? p->value : otherwise;
}

std::vector<std::string> material_names() {
  const fs::path folder = material_file("interfaces").parent_path();
  if (folder.empty()) throw InputError("the material files are not found", SPRUE_MATERIALS_INSTALLED, "", "set SPRUE_MATERIALS to the folder that holds them");
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".toml" && entry.path().stem() != "interfaces") names.insert(entry.path().stem().string());
  return {names.begin(), names.end()};
}

Material load_material(const std::string& name_or_path) {
  Material m = parse_material(name_or_path);
  if (const std::vector<InputError> faults = material_faults(m); !faults.empty()) throw faults.front();
  return m;
}

Material parse_material(const std::string& name_or_path) {
  const bool is_path = name_or_path.find('/') != std::string::npos || fs::path(name_or_path).extension() == ".toml";
  if (is_path) {
    if (!fs::is_regular_file(name_or_path)) throw InputError("no such material file", name_or_path, "", "give a path to a .toml file or one of the names of `sprue materials`");
    return read_material(name_or_path);
  }
  const fs::path file = material_file(name_or_path);
  if (name_or_path != "interfaces" && !file.empty()) return read_material(file);
  const std::vector<std::string> names = material_names();
  std::string list;
  for (const std::string& n : names) list += (list.empty() ? "" : ", ") + n;
  const std::string near = nearest_word(name_or_path, names);
  throw InputError("no such material", "material", name_or_path, (near.empty() ? "" : "did you mean '" + near + "'? ") + ("known are " + list));
}

}  // namespace sprue
