#include "engine/app/scene.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include <toml++/toml.h>

#include "engine/app/scene_schema.h"
#include "engine/app/scene_stamp.h"
#include "engine/core/error.h"
#include "engine/core/material_schema.h"
#include "meshing/drawing_file.h"

namespace sprue {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t largest_scene_file = 4 << 20;
constexpr std::size_t longest_stamp = 200;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

std::string shown(const toml::node& node) {
  std::ostringstream out;
  node.visit([&](const auto& n) { out << n; });
  return out.str();
}

[[noreturn]] void unknown(const std::string& what, const std::string& word, const std::vector<std::string>& known, const std::string& where) {
  const std::string near = nearest_word(word, known);
  std::string list;
  for (const std::string& k : known) list += (list.empty() ? "" : ", ") + k;
  throw InputError("unknown " + what + " '" + word + "'", where, "", near.empty() ? "known are " + list : "did you mean '" + near + "'?");
}

/// Writes one TOML value to the place a key is bound to.
class Assign {
 public:
  Assign(const SceneKey& key, const toml::node& node, const std::string& where) : key_(key), node_(node), where_(where + ", " + key.name) {}

  void operator()(double* to) const { *to = number(node_); }
  void operator()(std::optional<double>* to) const { *to = number(node_); }
  void operator()(int* to) const { *to = whole(); }
  void operator()(std::optional<int>* to) const { *to = whole(); }
  void operator()(bool* to) const {
    if (!node_.is_boolean()) wrong("true or false is needed");
    *to = node_.as_boolean()->get();
  }
  void operator()(std::string* to) const { *to = text(node_); }
  void operator()(Vec3* to) const {
    const toml::array* a = node_.as_array();
    if (!a || a->size() < 2 || a->size() > 3) wrong("three values are needed");
    Vec3 v;
    for (std::size_t d = 0; d < a->size(); ++d) v[static_cast<int>(d)] = number((*a)[d]);
    *to = v;
  }
  void operator()(std::vector<Vec2>* to) const {
    if (!node_.is_array()) wrong("an array of points is needed");
    std::vector<Vec2> points;
    for (const toml::node& p : *node_.as_array()) {
      const toml::array* a = p.as_array();
      if (!a || a->size() != 2) wrong("each point is [x, y]");
      points.push_back({number((*a)[0]), number((*a)[1])});
    }
    *to = points;
  }
  void operator()(std::array<std::string, 4>* to) const {
    const toml::array* a = node_.as_array();
    if (!a || a->size() != 4) wrong("four values are needed");
    for (std::size_t i = 0; i < 4; ++i) (*to)[i] = text((*a)[i]);
  }
  void operator()(std::map<std::string, std::string>* to) const {
    for (const auto& [name, value] : table()) (*to)[std::string(name.str())] = text(value);
  }
  void operator()(const PropertyTarget& to) const {
    std::vector<std::string> known;
    for (const PropertyRule& r : property_rules(to.kind)) known.emplace_back(r.name);
    for (const auto& [name, value] : table()) {
      const auto& rules = property_rules(to.kind);
      const auto rule = std::find_if(rules.begin(), rules.end(), [n = std::string(name.str())](const PropertyRule& r) { return n == r.name; });
      if (rule == rules.end()) unknown("property", std::string(name.str()), known, where_);
      const SceneKey key{key_.name + "." + rule->name, rule->dimension, static_cast<double*>(nullptr), "", "", rule->low, rule->high};
      (*to.values)[rule->name] = Assign(key, value, where_).number(value);
    }
  }

 private:
  [[noreturn]] void wrong(const std::string& what) const { throw InputError(what, where_, shown(node_), "write " + describe_kind(key_)); }
  [[noreturn]] void out_of_range() const {
    throw InputError("out of range", where_, shown(node_), "from " + to_text(key_.low, key_.dimension) + " to " + to_text(key_.high, key_.dimension));
  }
  const toml::table& table() const {
    if (!node_.is_table()) wrong("a table is needed");
    return *node_.as_table();
  }
  int whole() const {
    if (!node_.is_integer()) wrong("a whole number is needed");
    const auto value = node_.as_integer()->get();
    if (static_cast<double>(value) < key_.low || static_cast<double>(value) > key_.high) out_of_range();
    return static_cast<int>(value);
  }
  double number(const toml::node& node) const {
    double value = 0;
    if (node.is_string()) {
      value = parse_si(node.as_string()->get(), key_.dimension, where_);
    } else if (!node.is_number()) {
      wrong("a number is needed");
    } else if (key_.dimension != Dimension::none) {
      throw InputError("the unit is missing", where_, shown(node),
                       "write a " + std::string(name_of(key_.dimension)) + " as text with its unit, like \"" + to_text(*node.value<double>()) + " " +
                           split(accepted_units(key_.dimension), ',').front() + "\" (accepted: " + accepted_units(key_.dimension) + ")");
    } else {
      value = *node.value<double>();
    }
    if (!std::isfinite(value)) wrong("a finite number is needed");
    if (value < key_.low || value > key_.high) out_of_range();
    return value;
  }
  std::string text(const toml::node& node) const {
    if (!node.is_string()) wrong("text is needed");
    const std::string value = node.as_string()->get();
    const std::vector<std::string> allowed = split(key_.choices, '|');
    if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
      const std::string near = nearest_word(value, allowed);
      throw InputError("not one of the choices", where_, value, "use " + key_.choices + (near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
    return value;
  }

  const SceneKey& key_;
  const toml::node& node_;
  const std::string where_;
};

void assign(const SceneKey& key, const toml::node& node, const std::string& where) { std::visit(Assign(key, node, where), key.target); }

class Reader {
 public:
  Reader(Scene& scene, const std::string& file) : file_(file), keys_(scene_keys(scene)), lists_(scene_lists(scene)) {
    for (const SceneKey& k : keys_) sections_.push_back(split(k.name, '.')[0]);
    for (const SceneList& l : lists_) sections_.push_back(l.name);
    std::sort(sections_.begin(), sections_.end());
    sections_.erase(std::unique(sections_.begin(), sections_.end()), sections_.end());
  }

  void read(const toml::table& document) {
    for (const auto& [key, node] : document) {
      const std::string name(key.str());
      const auto list = std::find_if(lists_.begin(), lists_.end(), [&](const SceneList& l) { return l.name == name; });
      if (list != lists_.end()) read_list(*list, node);
      else read_section(name, node);
    }
  }

 private:
  std::string place(const toml::node& node) const {
    return file_ + ":" + std::to_string(node.source().begin.line) + ":" + std::to_string(node.source().begin.column);
  }
  void read_section(const std::string& section, const toml::node& node) {
    std::vector<std::string> inside;
    for (const SceneKey& k : keys_)
      if (k.name.starts_with(section + ".")) inside.push_back(k.name.substr(section.size() + 1));
    if (inside.empty()) unknown(node.is_table() ? "section" : "key", section, sections_, place(node));
    if (!node.is_table()) throw InputError("'" + section + "' is a section", place(node), shown(node), "write [" + section + "] and its keys below");
    for (const auto& [key, value] : *node.as_table()) {
      const std::string name = section + "." + std::string(key.str());
      const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const SceneKey& k) { return k.name == name; });
      if (found == keys_.end()) unknown("key", std::string(key.str()), inside, place(value) + ", [" + section + "]");
      assign(*found, value, place(value));
    }
  }
  void read_list(const SceneList& list, const toml::node& node) {
    const std::string& name = list.name;
    const toml::array* entries = node.as_array();
    if (!entries) throw InputError("'" + name + "' is a list", place(node), "", "write [[" + name + "]] for each entry");
    for (const toml::node& entry : *entries) {
      if (!entry.is_table()) throw InputError("an entry of '" + name + "' must be a table", place(entry), shown(entry), "write [[" + name + "]]");
      const std::vector<SceneKey> keys = list.keys(list.add());
      std::vector<std::string> known;
      for (const SceneKey& k : keys) known.push_back(k.name);
      for (const auto& [key, value] : *entry.as_table()) {
        const std::string word(key.str());
        const auto found = std::find_if(keys.begin(), keys.end(), [&](const SceneKey& k) { return k.name == word; });
        if (found == keys.end()) unknown("key", word, known, place(value) + ", [[" + name + "]]");
        assign(*found, value, place(value));
      }
    }
  }

  const std::string file_;
  const std::vector<SceneKey> keys_;    // of all sections, bound to the scene
  const std::vector<SceneList> lists_;
  std::vector<std::string> sections_;   // names of sections and lists, sorted
};

std::string read_text(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) throw InputError("no such file", file.string(), "", "give the path of a scene (.toml), a drawing (.svg, .dxf, .png) or a solid (.stl, .3mf)");
  if (!fs::is_regular_file(file, error)) throw InputError("not a file", file.string(), "", "give the path of a scene (.toml), a drawing (.svg, .dxf, .png) or a solid (.stl, .3mf)");
  if (fs::file_size(file, error) > largest_scene_file)
    throw InputError("too large for a scene", file.string(), std::to_string(fs::file_size(file, error)) + " bytes", "a scene has at most 4 MiB; drawings are named in design.file");
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) throw InputError("cannot be read", file.string(), "", "check the permissions");
  return text.str();
}

Scene bare_drawing(const fs::path& file) {
  if (!fs::is_regular_file(file)) throw InputError("no such file", file.string(), "", "give the path of a scene (.toml), a drawing (.svg, .dxf, .png) or a solid (.stl, .3mf)");
  Scene scene;
  scene.design.file = file.filename().string();
  scene.folder = file.parent_path();
  scene.source = file.string();
  return scene;
}

/// The value as the TOML it would be in a scene: bare words and quantities count as text.
toml::table value_of(const std::string& text, bool text_wanted) {
  try {
    toml::table parsed = toml::parse("v = " + text);
    if (parsed.size() == 1 && (!text_wanted || parsed["v"].is_string())) return parsed;
  } catch (const toml::parse_error&) {
    // Not TOML by itself, so text whose quotes were left out.
  }
  return toml::table{{"v", text}};
}

}  // namespace

Scene parse_scene(const std::string& toml_text, const std::string& name) {
  Scene scene;
  try {
    const toml::table document = toml::parse(toml_text, name);
    Reader(scene, name).read(document);
  } catch (const toml::parse_error& e) {
    throw InputError("not valid TOML: " + std::string(e.description()),
                     name + ":" + std::to_string(e.source().begin.line) + ":" + std::to_string(e.source().begin.column), "",
                     "correct the file; text and quantities stand in quotes");
  }
  return scene;
}

void set_key(Scene& scene, const KeyValue& setting) {
  std::vector<SceneKey> keys = scene_keys(scene);
  for (const SceneList& l : scene_lists(scene))
    for (std::size_t i = 0; i < l.size; ++i)
      for (SceneKey k : l.keys(i)) {
        k.name = l.name + "." + std::to_string(i) + "." + k.name;
        keys.push_back(k);
      }
  std::vector<std::string> known;
  for (const SceneKey& k : keys) {
    known.push_back(k.name);
    const bool table = std::holds_alternative<PropertyTarget>(k.target) || std::holds_alternative<std::map<std::string, std::string>*>(k.target);
    if (table && setting.key.rfind(k.name + ".", 0) == 0) {
      toml::table entry;
      entry.insert(setting.key.substr(k.name.size() + 1), *value_of(setting.value, true).get("v"));
      return assign(k, entry, setting.where);
    }
    if (k.name != setting.key) continue;
    const toml::table value = value_of(setting.value, std::holds_alternative<std::string*>(k.target));
    return assign(k, *value.get("v"), setting.where);
  }
  const std::string near = nearest_word(setting.key, known);
  throw InputError("unknown key '" + setting.key + "'", setting.where, "",
                   near.empty() ? "keys are written section.key, as in docs/scenes.md" : "did you mean '" + near + "'?");
}

namespace {

void check_times(const std::vector<Scene::TimedPressure>& table, const std::string& name) {
  for (std::size_t i = 1; i < table.size(); ++i)
    if (table[i].time <= table[i - 1].time)
      throw InputError("the times do not ascend", name + "." + std::to_string(i) + ".time", to_text(table[i].time, Dimension::time),
                       "after the entry before it, which is at " + to_text(table[i - 1].time, Dimension::time));
}

void check_drive(const Scene& s, const std::string& where) {
  const Scene::Process& p = s.process;
  const auto need = [&](const std::optional<double>& value, const char* key, const char* like) {
    if (!value) throw InputError("the drive '" + p.drive + "' needs " + key, where + ", process." + key, "", std::string("like ") + key + " = \"" + like + "\"");
  };
  check_times(s.inlet_pressures, where + ", inlet_pressure");
  check_times(s.vent_pressures, where + ", vent_pressure");
  if (p.drive == "pressure" && s.inlet_pressures.empty())
    throw InputError("the drive 'pressure' needs a table", where + ", inlet_pressure", "", "give [[inlet_pressure]] entries with time and pressure");
  if (p.drive != "pressure" && !s.inlet_pressures.empty())
    throw InputError("[[inlet_pressure]] drives nothing", where + ", process.drive", p.drive, "set process.drive = \"pressure\", or drop the table");
  if (p.drive == "basin") need(p.basin_area, "basin_area", "20 cm2");
  if (p.drive != "plunger" || (s.drawn() && p.kind == "pressure")) return;   // of a drawn die what is left open is chosen (block_process.h)
  if (p.kind != "pressure") throw InputError("a plunger belongs to the pressure process", where + ", process.kind", p.kind, "set process.kind = \"pressure\", or another drive");
  need(p.piston_diameter, "piston_diameter", "40 mm");
  need(p.stroke, "stroke", "60 mm");
  need(p.slow_speed, "slow_speed", "0.3 m/s");
  need(p.pour_pressure, "pour_pressure", "20 MPa");
  if (p.intensified_pressure && *p.intensified_pressure < *p.pour_pressure)
    throw InputError("intensification lowers the pressure", where + ", process.intensified_pressure", to_text(*p.intensified_pressure, Dimension::pressure),
                     "at least process.pour_pressure, which is " + to_text(*p.pour_pressure, Dimension::pressure));
}

void check_filters(const Scene& s, const std::string& where) {
  for (std::size_t i = 0; i < s.filters.size(); ++i) {
    const Scene::Filter& f = s.filters[i];
    const std::string name = where + ", filter." + std::to_string(i);
    for (int d = 0; d < 3; ++d)
      if (f.high[d] < f.low[d] || (f.high[d] == f.low[d] && std::string(1, "xyz"[d]) != f.axis))
        throw InputError("the filter has no extent along " + std::string(1, "xyz"[d]), name, to_text(f.high[d] - f.low[d], Dimension::length), "high above low, but along the filter's axis");
    if (f.permeability.has_value() != (f.thickness > 0))
      throw InputError("a porous filter needs permeability and thickness", name, "", "give both, or loss_coefficient alone");
    if (f.loss_coefficient == 0 && !f.permeability) throw InputError("the filter costs nothing", name, "", "give loss_coefficient, or permeability and thickness");
  }
}

/// One sector stands for all only where all are alike.
void check_sector(const Scene& s, const std::string& where) {
  const auto refuse = [&](const std::string& what, const std::string& key, const std::string& value, const std::string& remedy) {
    throw InputError(what, where + ", " + key, value, remedy);
  };
  if (!s.drawn() || s.process.kind != "spin") refuse("only a spin disc has sectors", "process.kind", s.drawn() ? s.process.kind : "[[shape]]", "set mould.sector = false, or process.kind = \"spin\" and a drawing");
  if (s.mould.runners != "spider") refuse("metal can turn in rings and forked runners, so the sectors are not apart", "mould.runners", s.mould.runners, "\"spider\", or mould.sector = false");
  if (s.mould.cavities < 2 || s.mould.cavities % 2 != 0)
    refuse("this number of cavities has no sector between planes of the grid", "mould.cavities", std::to_string(s.mould.cavities), "an even number (halves), or one that divides by four (quarters); else set mould.sector = false");
  if (std::abs(s.gravity.acceleration.x) + std::abs(s.gravity.acceleration.y) > 0) refuse("gravity is not along the spin axis, so the sectors differ", "gravity.acceleration", "", "x and y 0, or mould.sector = false");
  if (std::hypot(s.rotation.point.x, s.rotation.point.y) > 0 || std::hypot(s.rotation.axis.x, s.rotation.axis.y) > 0)
    refuse("the spin axis is not that of the disc, so the sectors differ", "rotation", "", "rotation.point and axis on the z axis, or mould.sector = false");
  if (std::hypot(s.domain.origin.x, s.domain.origin.y) > 0) refuse("the cuts of a sector are cell planes", "domain.origin", "", "x and y 0, or mould.sector = false");
  const bool aside = std::any_of(s.thermals.begin(), s.thermals.end(), [](const Scene::Thermal& t) { return t.side.find('z') == std::string::npos; });
  if (!s.vents.empty() || !s.filters.empty() || !s.initials.empty() || aside || !s.channels.empty())
    refuse("cavities differ: [[vent]], [[filter]], [[initial]], [[thermal]] (but of z) and [[channel]] lie in one place of the disc", "mould.sector", "true", "drop them, or set mould.sector = false");
}

void check_backstamp(const Scene& s, const std::string& where) {
  const std::string& text = s.part.backstamp;
  if (text.size() > longest_stamp) throw InputError("the stamp is too long", where + ", part.backstamp", std::to_string(text.size()) + " bytes", "at most " + std::to_string(longest_stamp));
  if (s.mould.sector && has_serial(text)) throw InputError("cavities differ: no sector stands for the others", where + ", mould.sector", "true", "set mould.sector = false, or take the serial out of part.backstamp");
  const std::string plain = with_serial(text, 1);
  if (plain.find_first_of("{}") != std::string::npos)
    throw InputError("no such field in the stamp", where + ", part.backstamp", text, "{n} is the serial, {nnn} the serial with three digits");
}

/// Several designs: drawings on a disc.
void check_pins(const Scene& s, const std::string& where) {
  const auto refuse = [&](const std::string& what, const std::string& key, const std::string& value, const std::string& remedy) {
    throw InputError(what, where + ", " + key, value, remedy);
  };
  if (!s.drawn()) refuse("the first design is missing", "design.file", "", "name one of the drawings there, the others in [[pin]]");
  if (s.process.kind != "spin" && s.process.kind != "strike") refuse("only a spin disc holds different designs", "[[pin]]", s.process.kind, "set process.kind = \"spin\", or give each design a scene of its own");
  if (s.mould.sector) refuse("cavities differ: no sector stands for the others", "mould.sector", "true", "set mould.sector = false");
  if (s.design.image == "height") refuse("a height image stands alone in its mould", "design.image", "height", "set design.image = \"trace\", or leave [[pin]] out");
  if (is_solid_file(s.drawing())) refuse("a solid stands alone in its mould", "design.file", s.design.file, "give drawings, or leave [[pin]] out");
  for (std::size_t i = 0; i < s.pins.size(); ++i) {
    const std::string key = "pin." + std::to_string(i) + ".file";
    if (s.pins[i].file.empty()) refuse("the design has no drawing", key, "", "like file = \"star.svg\"");
    if (is_solid_file(s.pins[i].file)) refuse("a solid stands alone in its mould", key, s.pins[i].file, "give a drawing");
  }
}

}  // namespace

void check_scene(const Scene& s) {
  const std::string where = s.source.empty() ? "scene" : s.source;
  if (!s.drawn() && s.shapes.empty())
    throw InputError("nothing to cast", where, "", "name a drawing (file = \"...\" in [design]) or give [[shape]] entries");
  const bool solid = s.drawn() && is_solid_file(s.drawing());
  if (solid && (s.part.dome > 0 || s.part.fillet > 0 || s.part.posts != "none" || !s.part.backstamp.empty() || s.design.image == "height"))
    throw InputError("a solid is cast as it is: dome, fillet, posts, stamps and height images are for drawings", where + ", part", s.design.file, "leave them out, or give the solid its own");
  if (!solid && s.part.recess_depth >= s.part.plate)
    throw InputError("the recess goes through the plate", where + ", part.recess_depth", to_text(s.part.recess_depth, Dimension::length),
                     "less than part.plate, which is " + to_text(s.part.plate, Dimension::length));
  if (s.design.image == "height" && s.part.relief_depth.value_or(0) >= s.part.plate)
    throw InputError("the relief goes through the plate", where + ", part.relief_depth", to_text(*s.part.relief_depth, Dimension::length),
                     "less than part.plate, which is " + to_text(s.part.plate, Dimension::length));
  if (norm(s.rotation.axis) < 1e-12) throw InputError("the axis has no direction", where + ", rotation.axis", "[0, 0, 0]", "like [0, 0, 1]");
  check_drive(s, where);
  check_filters(s, where);
  if (!s.pins.empty()) check_pins(s, where);
  if (!s.part.backstamp.empty()) check_backstamp(s, where);
  if (s.mould.sector) check_sector(s, where);
  for (std::size_t i = 0; i < s.shapes.size(); ++i)
    if (s.shapes[i].high <= s.shapes[i].low)
      throw InputError("the shape has no height", where + ", shape." + std::to_string(i), to_text(s.shapes[i].high, Dimension::length),
                       "high must be above low, which is " + to_text(s.shapes[i].low, Dimension::length));
}

Scene load_scene(const fs::path& input, const std::vector<KeyValue>& settings) {
  const std::string kind = input.extension().string();
  Scene scene;
  if (kind == ".toml") {
    scene = parse_scene(read_text(input), input.string());
    scene.folder = input.parent_path();
    scene.source = input.string();
  } else if (is_drawing(input) || is_solid_file(input)) {
    scene = bare_drawing(input);
  } else {
    if (!fs::exists(input)) throw InputError("no such file", input.string(), "", "give the path of a scene (.toml), a drawing (.svg, .dxf, .png) or a solid (.stl, .3mf)");
    throw InputError("neither a scene nor a drawing that can be read", input.string(), kind, "give a .toml scene, an .svg, .dxf or .png drawing, an .stl or .3mf solid");
  }
  for (const KeyValue& setting : settings) set_key(scene, setting);
  check_scene(scene);
  return scene;
}

}  // namespace sprue
