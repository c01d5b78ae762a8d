// sprue materials: what is known of alloys and moulds, and from where.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "engine/app/commands.h"
#include "engine/core/error.h"
#include "engine/core/materials.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Material& m) {
  Json properties = Json::array();
  for (const Property& p : m.properties) {
    Json one = {{"name", p.name}, {"value", p.value}, {"low", p.low}, {"high", p.high}, {"unit", p.unit}, {"source", p.source}, {"confidence", p.confidence}};
    if (!p.note.empty()) one["note"] = p.note;
    if (!p.table.empty()) one["table"] = p.table;
    if (p.range_high > 0) one["range_K"] = {p.range_low, p.range_high};
    properties.push_back(one);
  }
  return {{"name", m.name}, {"title", m.title}, {"kind", m.kind}, {"family", m.family}, {"file", m.file}, {"properties", properties}};
}

void print(const Material& m) {
  std::printf("%s: %s (%s, %s)\n", m.name.c_str(), m.title.c_str(), m.kind.c_str(), m.family.c_str());
  for (const Property& p : m.properties) {
    std::printf("  %-28s %s %s", p.name.c_str(), to_text(p.value).c_str(), p.unit.c_str());
    if (p.low != p.high) std::printf("  (%s to %s)", to_text(p.low).c_str(), to_text(p.high).c_str());
    std::printf("  [%s] %s\n", p.confidence.c_str(), p.source.c_str());
    for (const auto& [temperature, value] : p.table) std::printf("      %8.3f degC  %s\n", temperature - 273.15, to_text(value).c_str());
    if (!p.note.empty()) std::printf("      %s\n", p.note.c_str());
  }
}

int list(bool json) {
  Json all = Json::array();
  for (const std::string& name : material_names()) {
    const Material m = load_material(name);
    all.push_back({{"name", m.name}, {"title", m.title}, {"kind", m.kind}, {"family", m.family}});
    if (!json) std::printf("%-14s %-6s %s\n", m.name.c_str(), m.kind.c_str(), m.title.c_str());
  }
  if (json) std::printf("%s\n", Json{{"schema", "sprue.materials/1"}, {"materials", all}}.dump(1).c_str());
  return exit_code::done;
}

}  // namespace

int materials_command(const std::string& action, const std::string& name, const RunOptions& options) {
  if (action == "list") return list(options.json);
  if (name.empty()) throw InputError("no material named", "materials " + action, "", "`sprue materials list` shows the names");
  const Material m = load_material(name);
  if (options.json) std::printf("%s\n", Json{{"schema", "sprue.materials/1"}, {"materials", {to_json(m)}}}.dump(1).c_str());
  else if (action == "show") print(m);
  else std::printf("%s: %s with %zu properties, all in order\n", m.file.c_str(), m.kind.c_str(), m.properties.size());
  return exit_code::done;
}

}  // namespace sprue
