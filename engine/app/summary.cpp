#include "engine/app/summary.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <nlohmann/json.hpp>

#include "engine/app/scene_schema.h"
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/material_schema.h"

namespace sprue {

using Json = nlohmann::ordered_json;

struct Summary::Impl {
  Json root;
};

namespace {

Json number(double v) { return std::isfinite(v) ? Json(v) : Json(nullptr); }
Json mm(double metres) { return number(metres * 1e3); }
Json where_mm(const Vec3& p) { return {mm(p.x), mm(p.y), mm(p.z)}; }

struct SceneValue {
  const SceneKey& key;
  Json value(double v) const { return key.dimension == Dimension::none ? number(v) : Json(to_text(v, key.dimension)); }
  Json operator()(const double* v) const { return value(*v); }
  Json operator()(const std::optional<double>* v) const { return *v ? value(**v) : Json(nullptr); }
  Json operator()(const int* v) const { return *v; }
  Json operator()(const std::optional<int>* v) const { return *v ? Json(**v) : Json(nullptr); }
  Json operator()(const bool* v) const { return *v; }
  Json operator()(const std::string* v) const { return *v; }
  Json operator()(const Vec3* v) const { return {value(v->x), value(v->y), value(v->z)}; }
  Json operator()(const std::vector<Vec2>* v) const {
    Json out = Json::array();
    for (const Vec2& p : *v) out.push_back({value(p.x), value(p.y)});
    return out;
  }
  Json operator()(const std::array<std::string, 4>* v) const { return *v; }
  Json operator()(const std::map<std::string, std::string>* v) const { return Json(*v); }
  Json operator()(const PropertyTarget& t) const {
    Json out = Json::object();
    for (const PropertyRule& rule : property_rules(t.kind))
      if (const auto v = t.values->find(rule.name); v != t.values->end()) out[rule.name] = to_text(v->second, rule.dimension);
    return out;
  }
};

Json value_of(const SceneKey& key) {
  return std::visit([&](const auto& target) { return SceneValue{key}(target); }, key.target);
}

Json to_json(const Finding& f) {
  return {{"kind", f.kind},
          {"severity", to_string(f.severity)},
          {"pin", f.pin},
          {"cavity", f.cavity},
          {"where_mm", where_mm(f.where)},
          {"element", f.element},
          {"size_mm", mm(f.size)},
          {"volume_mm3", number(f.volume * 1e9)},
          {"value", number(f.value)},
          {"limit", number(f.limit)},
          {"unit", f.unit},
          {"evidence", f.evidence},
          {"cause", f.cause},
          {"advice", f.advice},
          {"confidence", f.confidence},
          {"source", f.source}};
}

Json fittings(const Tooling& tooling) {
  Json keys = Json::array(), pins = Json::array();
  for (const LocatingKey& k : tooling.keys)
    keys.push_back({{"kind", k.dowel ? "dowel" : "cone"}, {"where_mm", where_mm({k.place.x, k.place.y, 0})}, {"diameter_mm", mm(k.diameter)}, {"height_mm", mm(k.height)}, {"clearance_mm", mm(k.clearance)}});
  for (const Ejector& e : tooling.ejectors) pins.push_back({{"cavity", e.cavity}, {"where_mm", where_mm({e.place.x, e.place.y, 0})}, {"diameter_mm", mm(e.diameter)}});
  return {{"keys", keys}, {"ejectors", pins}};
}

Json to_json(const ToolForces& f) {
  Json gates = Json::array();
  for (const ToolForces::Gate& g : f.gates) gates.push_back({{"cavity", g.cavity}, {"way_mm", mm(g.way)}, {"pressure_kPa", number(1e-3 * g.pressure)}});
  Json out = {{"opening_force_N", number(f.opening)}, {"locking_force_N", {number(f.locking[0]), number(f.locking[1])}}, {"gates", gates}};
  if (f.disc) {
    const auto g_mm = [](Vec2 u) -> Json { return {number(1e6 * u.x), number(1e6 * u.y)}; };
    out["imbalance_g_mm"] = number(1e6 * norm(f.imbalance));
    out["balance"] = {{"cast_g_mm", g_mm(f.imbalance)}, {"empty_g_mm", g_mm(f.empty_imbalance)}, {"permissible_g_mm", number(1e6 * f.permissible)}};
  }
  return out;
}

std::array<double, 6> bounds(const LayeredMap& solid) {
  std::array<double, 6> b = {1e300, 1e300, 1e300, -1e300, -1e300, -1e300};
  for (std::size_t i = 0; i < solid.map.faces.size(); ++i) {
    const Layer& layer = solid.layers[i];
    if (!layer.filled) continue;
    b[2] = std::min(b[2], height_range(solid.map, solid.map.faces[i], layer.low).low);
    b[5] = std::max(b[5], height_range(solid.map, solid.map.faces[i], layer.high).high);
    for (const auto& loop : solid.map.faces[i].loops)
      for (const auto v : loop) {
        const Vec2 p = solid.map.vertices[v];
        b[0] = std::min(b[0], p.x), b[1] = std::min(b[1], p.y);
        b[3] = std::max(b[3], p.x), b[4] = std::max(b[4], p.y);
      }
  }
  return b;
}

}  // namespace

Summary::Summary(const std::string& schema) : impl_(std::make_unique<Impl>()) {
  impl_->root["schema"] = schema;
  impl_->root["version"] = SPRUE_VERSION;
}
Summary::~Summary() = default;
Summary::Summary(Summary&&) noexcept = default;

void Summary::scene(const Scene& resolved_scene, const std::vector<std::string>& notes) {
  Scene copy = resolved_scene;  // the table binds to changeable members
  Json out = Json::object();
  for (const SceneKey& key : scene_keys(copy)) {
    const std::size_t dot = key.name.find('.');
    out[key.name.substr(0, dot)][key.name.substr(dot + 1)] = value_of(key);
  }
  for (const SceneList& list : scene_lists(copy)) {
    Json entries = Json::array();
    for (std::size_t i = 0; i < list.size; ++i) {
      Json entry = Json::object();
      for (const SceneKey& key : list.keys(i)) entry[key.name] = value_of(key);
      entries.push_back(entry);
    }
    out[list.name] = entries;
  }
  out["source"] = resolved_scene.source;
  out["notes"] = notes;
  impl_->root["scene"] = out;
}

namespace {

Json design_json(const Design& d) {
  double metal = 0, recess = 0, cutout = 0, drawn = 0;
  for (std::size_t i = 0; i < d.map.faces.size(); ++i) {
    const double size = area(d.map, d.map.faces[i]);
    if (d.role[i] == Role::metal) metal += size;
    if (is_recess(d.role[i])) recess += size;
    if (d.role[i] == Role::cutout) cutout += size;
    if (d.element[i] != no_element) drawn += size;
  }
  Json dropped = Json::array();
  for (const DroppedElement& e : d.dropped) dropped.push_back({{"element", e.element}, {"reason", e.reason}});
  return {{"width_mm", mm(d.width)},
          {"height_mm", mm(d.height)},
          {"element_count", d.elements.size()},
          {"dropped", dropped},
          {"area_mm2", {{"metal", metal * 1e6}, {"recess", recess * 1e6}, {"cutout", cutout * 1e6}}},
          {"drawn", {{"area_mm2", drawn * 1e6}, {"scale", d.scale}}},
          {"guesses", d.guesses}};
}

Json part_json(const Pin& pin, double density) {
  const LayeredMap& part = pin.part;
  double plan = 0;
  for (std::size_t i = 0; i < part.map.faces.size(); ++i)
    if (part.layers[i].filled) plan += area(part.map, part.map.faces[i]);
  Json box = Json::array();
  for (const double b : bounds(part)) box.push_back(mm(b));
  Json posts_at = Json::array();
  for (const Post& p : pin.posts) posts_at.push_back({{"where_mm", where_mm({p.where.x, p.where.y, 0})}});
  const double v = volume(part);
  Json out = {{"volume_mm3", v * 1e9}, {"area_mm2", plan * 1e6}, {"mass_g", v * density * 1e3}, {"bbox_mm", box}, {"posts", posts_at}};
  if (pin.relief_facets > 0) out["relief"] = {{"facets", pin.relief_facets}, {"largest_error_um", pin.relief_error * 1e6}};
  return out;
}

}  // namespace

void Summary::pins(const std::vector<Pin>& pins, double density) {
  impl_->root["design"] = design_json(pins.front().design);
  impl_->root["part"] = part_json(pins.front(), density);
  if (pins.size() == 1) return;
  Json all = Json::array();
  for (const Pin& pin : pins) all.push_back({{"name", pin.name}, {"serial", pin.serial}, {"file", pin.file}, {"cavities", pin.cavities}, {"design", design_json(pin.design)}, {"part", part_json(pin, density)}});
  impl_->root["pins"] = all;
}

void Summary::mould(const Stages& stages, const MakerFiles& made) {
  const Tooling& tooling = stages.tooling;
  const ShrinkChain& shrink = stages.shrink;
  Json parts = Json::array(), cavities = Json::array(), defaults = Json::array();
  for (const Choice& choice : tooling.defaults) defaults.push_back(choice.text());
  for (const SolidFile& f : made.solids)
    parts.push_back({{"file", f.file}, {"volume_mm3", f.volume * 1e9}, {"triangles", f.triangles}, {"watertight", f.watertight}});
  for (const CavityPlacement& p : tooling.placements) {
    Json transform = Json::array();
    for (std::size_t i = 0; i < 16; ++i) transform.push_back(i % 4 == 3 && i < 12 ? p.transform[i] * 1e3 : p.transform[i]);  // mm -> mm
    cavities.push_back({{"cavity", p.cavity}, {"transform", transform}});
    if (stages.pins.size() > 1) cavities.back()["pin"] = stages.pins[p.pin].name, cavities.back()["serial"] = stages.pins[p.pin].serial;
  }
  impl_->root["mould"] = {{"parts", parts},
                          {"files", made.others},
                          {"cavities", cavities},
                          {"cavity_volume_mm3", volume(tooling.cavity) * 1e9},
                          {"projected_area_mm2", tooling.projected_area * 1e6},
                          {"shrink_allowance", shrink.master - 1},
                          {"shrink_allowance_directions", {{"tangential", shrink.directions.x - 1}, {"radial", shrink.directions.y - 1}, {"thickness", shrink.directions.z - 1}}},
                          {"shrink_allowance_interval", {number(made.shrink_interval[0]), number(made.shrink_interval[1])}},
                          {"cavity_allowance", shrink.cavity - 1},
                          {"vents", tooling.vents.size()},
                          {"defaults", defaults}};
  impl_->root["mould"].update(fittings(tooling));
  impl_->root["mould"].update(to_json(made.forces));
  if (made.rubber.empty()) return;
  Json halves = Json::array();
  double rubber = 0, mass = 0;
  for (const RubberFill& r : made.rubber) {
    halves.push_back({{"half", r.half}, {"volume_mm3", r.volume * 1e9}, {"mass_g", r.mass * 1e3}});
    rubber += r.volume, mass += r.mass;
  }
  impl_->root["mould"]["rubber_volume_mm3"] = rubber * 1e9;
  impl_->root["mould"]["rubber_mass_g"] = mass * 1e3;
  impl_->root["mould"]["rubber"] = halves;
}

void Summary::findings(const std::vector<Finding>& all) {
  Json out = Json::array();
  for (const Finding& f : all) out.push_back(to_json(f));
  impl_->root["verdict"] = verdict_of(all);
  impl_->root["findings"] = out;
}

void Summary::provenance(const SceneMaterials& m) {
  Json out = Json::array();
  const auto add = [&](const std::string& name, const Property& p) {
    out.push_back({{"name", name}, {"property", p.name}, {"value", number(p.value)}, {"low", number(p.low)}, {"high", number(p.high)}, {"unit", p.unit},
                   {"source", p.source}, {"confidence", p.confidence}});
  };
  for (const Material* material : {&m.alloy, &m.mould})
    for (const Property& p : material->properties) add(material->name, p);
  add(m.alloy.name + " on " + m.mould.name, m.interface.contact_angle);
  for (const auto* angle : {&m.interface.receding_angle, &m.interface.advancing_angle})
    if (*angle) add(m.alloy.name + " on " + m.mould.name, **angle);
  add(m.alloy.name + " on " + m.mould.name, m.interface.heat_transfer_coefficient);
  for (const auto* layer : {&m.interface.coating_thickness, &m.interface.coating_conductivity, &m.interface.gas_conductivity, &m.interface.emissivity, &m.interface.yield_stress})
    if (*layer) add(m.alloy.name + " on " + m.mould.name, **layer);
  impl_->root["provenance"]["materials"] = out;
}

void Summary::set(const std::string& pointer, double value) { impl_->root[Json::json_pointer(pointer)] = number(value); }
void Summary::set(const std::string& pointer, const std::string& value) { impl_->root[Json::json_pointer(pointer)] = value; }
void Summary::set(const std::string& pointer, const char* value) { impl_->root[Json::json_pointer(pointer)] = value; }
void Summary::set(const std::string& pointer, bool value) { impl_->root[Json::json_pointer(pointer)] = value; }
void Summary::set_count(const std::string& pointer, std::int64_t value) { impl_->root[Json::json_pointer(pointer)] = value; }
void Summary::set_where(const std::string& pointer, const Vec3& p) { impl_->root[Json::json_pointer(pointer)] = where_mm(p); }
void Summary::set_json(const std::string& pointer, const std::string& text) { impl_->root[Json::json_pointer(pointer)] = Json::parse(text); }

std::string Summary::text() const { return impl_->root.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"; }

void Summary::write(const std::filesystem::path& file) const { write_text_file(file, text()); }

void write_log(const Scene& resolved_scene, const std::vector<std::string>& notes, const std::filesystem::path& folder) {
  std::string text;
  for (const std::string& note : notes) text += "# " + note + "\n";
  Scene anywhere = resolved_scene;
  if (anywhere.drawn()) anywhere.design.file = std::filesystem::absolute(anywhere.drawing()).lexically_normal().string();
  for (Scene::Pin& pin : anywhere.pins) pin.file = std::filesystem::absolute(anywhere.folder / pin.file).lexically_normal().string();
  write_text_file(folder / "log.txt", text + "\n" + to_toml(anywhere));
}

std::vector<std::string> guesses_of(const std::vector<Pin>& pins) {
  std::vector<std::string> all;
  for (const Pin& pin : pins)
    if (&pin == &first_of(pins, pin))
      for (const std::string& guess : pin.design.guesses) all.push_back(pin.name.empty() ? guess : pin.name + ": " + guess);
  return all;
}

const char* verdict_of(const std::vector<Finding>& findings) {
  Severity worst = Severity::info;
  for (const Finding& f : findings) worst = std::max(worst, f.severity);
  return worst == Severity::reject ? "reject" : worst == Severity::warn ? "warn" : "pass";
}

std::string findings_text(const std::vector<Finding>& findings) {
  std::vector<const Finding*> sorted;
  for (const Finding& f : findings) sorted.push_back(&f);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Finding* a, const Finding* b) { return a->severity > b->severity; });
  constexpr int most = 6;  // of a kind that many elements share
  std::map<std::pair<Severity, std::string>, int> left;
  for (const Finding* f : sorted) ++left[{f->severity, f->kind}];
  std::map<std::pair<Severity, std::string>, int> said;
  std::string out;
  for (std::size_t n = 0; n < sorted.size(); ++n) {
    const Finding& f = *sorted[n];
    const std::pair alike{f.severity, f.kind};
    if (++said[alike] > most && left[alike] > most + 1) continue;
    out += std::to_string(n + 1) + ". " + to_string(f.severity) + "  " + f.kind;
    if (const std::string of = f.pin + (f.pin.empty() || f.element.empty() ? "" : ": ") + f.element; !of.empty()) out += " (" + of + ")";
    out += ": " + f.evidence;
    if (!f.advice.empty()) out += " " + f.advice;
    out += "\n";
    if (said[alike] == most && left[alike] > most + 1) out += "   and " + std::to_string(left[alike] - most) + " more of " + f.kind + ": --json lists all\n";
  }
  return out;
}

}  // namespace sprue
