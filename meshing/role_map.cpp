#include "meshing/role_map.h"

#include <algorithm>
#include <cctype>

#include "engine/core/error.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

const std::string layer_prefix = "layer:";

/// "#F00" -> "#ff0000"; empty if the text is no colour.
std::string as_colour(const std::string& text) {
  const auto hexadecimal = [](unsigned char c) { return std::isxdigit(c) != 0; };
  if ((text.size() != 4 && text.size() != 7) || text[0] != '#' || !std::all_of(text.begin() + 1, text.end(), hexadecimal))
    return "";
  std::string colour = "#";
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
    colour.append(text.size() == 4 ? 2 : 1, c);
  }
  return colour;
}

std::string normalised(const std::string& key) {
  if (const std::string colour = as_colour(key); !colour.empty()) return colour;
  const auto slash = key.rfind('/');
  if (!key.starts_with(layer_prefix) || slash == std::string::npos) return key;
  const std::string colour = as_colour(key.substr(slash + 1));
  return colour.empty() ? key : key.substr(0, slash + 1) + colour;
}

std::string listed(const std::set<std::string>& words) {
  std::string text;
  std::size_t count = 0;
  for (const auto& word : words) {
    if (++count > 12) return text + ", ... (" + std::to_string(words.size()) + " in all)";
    text += (text.empty() ? "" : ", ") + word;
  }
  return text.empty() ? "none" : text;
}

/// Every key that would be heard, by kind.
struct Known {
  std::set<std::string> elements, layers, colours, pairs;
  std::set<std::string> keys() const {
    std::set<std::string> all = elements;
    all.insert(colours.begin(), colours.end());
    all.insert(pairs.begin(), pairs.end());
    for (const auto& layer : layers) all.insert({layer, layer_prefix + layer});
    return all;
  }
};

}  // namespace

RoleMap::RoleMap(const std::map<std::string, Role>& roles) {
  for (const auto& [key, role] : roles) roles_[normalised(key)] = role;
}

std::optional<Role> RoleMap::find(const std::string& element, const std::vector<std::string>& layers,
                                  const std::string& colour) const {
  const auto get = [&](const std::string& key) -> std::optional<Role> {
    const auto found = roles_.find(key);
    return found == roles_.end() ? std::nullopt : std::optional(found->second);
  };
  if (const auto role = get(element)) return role;
  for (const auto& layer : layers)
    if (const auto role = get(layer_prefix + layer + "/" + colour)) return role;
  for (const auto& layer : layers) {
    if (const auto role = get(layer_prefix + layer)) return role;
    if (const auto role = get(layer)) return role;
  }
  return get(colour);
}

std::optional<Role> RoleMap::role_of(const PaintedShape& s) const { return find(s.element, s.layers, s.colour); }
std::optional<Role> RoleMap::role_of(const Element& e) const { return find(e.id, e.layers, e.colour); }

void RoleMap::check(const std::vector<PaintedShape>& painted, const std::set<std::string>& layers,
                    const std::filesystem::path& file, DrawingNotes& notes) const {
  if (roles_.empty()) return;
  Known known;
  std::set<std::string> used_layers;
  for (const auto& one : painted) {
    known.elements.insert(one.element);
    known.colours.insert(one.colour);
    for (const auto& layer : one.layers) {
      used_layers.insert(layer);
      known.pairs.insert(layer_prefix + layer + "/" + one.colour);
    }
  }
  known.layers = layers;
  known.layers.insert(used_layers.begin(), used_layers.end());
  std::set<std::string> dropped;
  for (const auto& d : notes.dropped) dropped.insert(d.element);
  const auto keys = known.keys();
  for (const auto& [key, role] : roles_) {
    const std::string layer = key.starts_with(layer_prefix) ? key.substr(layer_prefix.size()) : key;
    if (!keys.contains(key) && !dropped.contains(key)) {
      const std::string near = nearest_word(key, keys);
      throw InputError("no element, layer or colour of the drawing has this name", file.string() + ", design.roles", key,
                       (near.empty() ? "" : "did you mean \"" + near + "\"? ") + "Colours: " + listed(known.colours) +
                           "; layers: " + listed(known.layers));
    }
    if (dropped.contains(key) && !known.elements.contains(key))
      notes.guesses.push_back("The role of \"" + key + "\" has no effect: the element is left out.");
    else if (!known.elements.contains(key) && known.layers.contains(layer) && !used_layers.contains(layer))
      notes.guesses.push_back("Layer \"" + layer + "\" has a role, but nothing on it can be metal or enamel.");
  }
}

}  // namespace sprue
