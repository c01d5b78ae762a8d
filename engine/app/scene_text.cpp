// The dump of a scene: every key with its value and meaning.
#include <algorithm>
#include <cstdio>
#include <sstream>

#include "engine/app/scene.h"
#include "engine/app/scene_schema.h"
#include "engine/core/material_schema.h"

namespace sprue {

namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') (out += '\\') += c;
    else if (u < 0x20 || u == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04X", static_cast<unsigned>(u));
      out += escape;
    } else out += c;
  }
  return out + '"';
}

struct Write {
  const SceneKey& key;
  std::string number(double v) const { return key.dimension == Dimension::none ? to_text(v) : quoted(to_text(v, key.dimension)); }
  std::string operator()(const double* v) const { return number(*v); }
  std::string operator()(const std::optional<double>* v) const { return *v ? number(**v) : ""; }
  std::string operator()(const int* v) const { return std::to_string(*v); }
  std::string operator()(const std::optional<int>* v) const { return *v ? std::to_string(**v) : ""; }
  std::string operator()(const bool* v) const { return *v ? "true" : "false"; }
  std::string operator()(const std::string* v) const { return quoted(*v); }
  std::string operator()(const Vec3* v) const { return "[" + number(v->x) + ", " + number(v->y) + ", " + number(v->z) + "]"; }
  std::string operator()(const std::vector<Vec2>* v) const {
    std::string out = "[";
    for (const Vec2& p : *v) out += (out.size() > 1 ? ", [" : "[") + number(p.x) + ", " + number(p.y) + "]";
    return out + "]";
  }
  std::string operator()(const std::array<std::string, 4>* v) const {
    return "[" + quoted((*v)[0]) + ", " + quoted((*v)[1]) + ", " + quoted((*v)[2]) + ", " + quoted((*v)[3]) + "]";
  }
  std::string operator()(const std::map<std::string, std::string>* v) const {
    std::string out = "{";
    for (const auto& [k, value] : *v) out += (out.size() > 1 ? ", " : "") + quoted(k) + " = " + quoted(value);
    return out + "}";
  }
  std::string operator()(const PropertyTarget& t) const {
    std::string out = "{";
    for (const PropertyRule& rule : property_rules(t.kind)) {
      const auto found = t.values->find(rule.name);
      if (found != t.values->end()) out += (out.size() > 1 ? ", " : "") + found->first + " = " + quoted(to_text(found->second, rule.dimension));
    }
    return out + "}";
  }
};

void write_key(std::ostream& out, const std::string& name, const SceneKey& key) {
  const std::string value = std::visit([&](const auto& target) { return Write{key}(target); }, key.target);
  if (value.empty() || value == "{}") out << "# " << name << ":";
  else out << name << " = " << value << "  #";
  out << (key.doc.empty() ? " " + describe_kind(key) : " " + key.doc) << "\n";
}

/// Text for a cell of a Markdown table.
std::string in_cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
  return text;
}

}  // namespace

std::string to_toml(const Scene& original) {
  Scene scene = original;  // the table binds to changeable members
  std::ostringstream out;
  std::string section;
  std::vector<SceneKey> keys = scene_keys(scene);
  std::stable_sort(keys.begin(), keys.end(), [](const SceneKey& a, const SceneKey& b) {
    return a.name.substr(0, a.name.find('.')) < b.name.substr(0, b.name.find('.'));
  });
  for (const SceneKey& key : keys) {
    const std::size_t dot = key.name.find('.');
    if (key.name.substr(0, dot) != section) {
      section = key.name.substr(0, dot);
      out << (out.tellp() > 0 ? "\n[" : "[") << section << "]\n";
    }
    write_key(out, key.name.substr(dot + 1), key);
  }
  for (const SceneList& list : scene_lists(scene))
    for (std::size_t i = 0; i < list.size; ++i) {
      out << "\n[[" << list.name << "]]\n";
      for (const SceneKey& key : list.keys(i)) write_key(out, key.name, key);
    }
  return out.str();
}

std::string scene_reference() {
  Scene scene;
  std::ostringstream out;
  const auto row = [&](const SceneKey& key) {
    const std::string value = std::visit([&](const auto& target) { return Write{key}(target); }, key.target);
    const std::string kind = in_cell(describe_kind(key));
    out << "| `" << key.name << "` | " << kind << " | " << (value.empty() ? "" : "`" + value + "`") << " | " << in_cell(key.doc) << " |\n";
  };
  const char* const head = "| key | kind | default | meaning |\n|---|---|---|---|\n";
  out << head;
  for (const SceneKey& key : scene_keys(scene)) row(key);
  for (const SceneList& list : scene_lists(scene)) {
    out << "\n`[[" << list.name << "]]`: " << list.doc << ".\n\n" << head;
    const std::size_t entry = list.add();
    for (const SceneKey& key : list.keys(entry)) row(key);
  }
  return out.str();
}

}  // namespace sprue
