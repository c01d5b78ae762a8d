#include "meshing/roles.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

namespace sprue {

namespace {

constexpr double dark = 0.3;      // luminance below which a colour is read as ink
constexpr double most_ink = 0.3;  // share of the drawing up to which dark colours are lines, not areas
constexpr double narrow_cell =
    0.35e-3;  // m, mean width below which a coloured element is metal: too narrow for enamel

constexpr const char* role_words[] = {"metal",  "recess", "soft-enamel", "hard-enamel",
                                      "cutout", "ignore", "backstamp",   "post"};  // in the order of Role

bool is_dark(const std::string& colour) {
  unsigned rgb = 0;
  if (std::sscanf(colour.c_str(), "#%6x", &rgb) != 1) return false;
  return std::max({rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255}) < dark * 255;
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  std::size_t left = words.size();
  for (const auto& word : words) {
    text += (text.empty() ? "" : ", ") + word;
    if (--left > 0 && words.size() - left >= 12) return text + " and " + std::to_string(left) + " more";
  }
  return text;
}

void guess_many_colours(const std::vector<std::size_t>& open, const std::vector<Visible>& visible,
                        Design& design) {
  double all = 0, ink = 0;
  for (const std::size_t i : open) {
    all += visible[i].area;
    if (is_dark(design.elements[i].colour)) ink += visible[i].area;
  }
  const bool ink_is_lines = ink < most_ink * all;
  std::set<std::string> lines, cells, thin;
  for (const std::size_t i : open) {
    Element& e = design.elements[i];
    if (ink_is_lines && is_dark(e.colour)) {
      e.role = Role::metal;
      lines.insert(e.colour);
    } else if (visible[i].mean_width() < narrow_cell) {
      e.role = Role::metal;
      thin.insert(e.id);
    } else {
      e.role = Role::recess;
      cells.insert(e.colour);
    }
  }
  if (!lines.empty()) design.guesses.push_back("Dark colours are raised metal lines: " + joined(lines) + ".");
  if (!cells.empty())
    design.guesses.push_back("Other colours are recesses for enamel: " + joined(cells) + ".");
  if (!thin.empty()) {
    design.guesses.push_back("Elements too narrow for enamel are raised metal instead: " + joined(thin) +
                             ".");
  }
}

}  // namespace

const char* to_string(Role role) { return role_words[static_cast<std::size_t>(role)]; }

std::optional<Role> role_named(const std::string& name) {
  for (std::size_t i = 0; i < std::size(role_words); ++i)
    if (name == role_words[i]) return static_cast<Role>(i);
  return std::nullopt;
}

const char* role_names() {
  static const std::string names = [] {
    std::string all;
    for (const char* word : role_words) all += (all.empty() ? "" : "|") + std::string(word);
    return all;
  }();
  return names.c_str();
}

bool assign_roles(const RoleMap& roles, const std::vector<Visible>& visible, Design& design) {
  std::vector<std::size_t> open;
  std::set<std::string> colours;
  bool any_recess = false;
  for (std::size_t i = 0; i < design.elements.size(); ++i) {
    Element& e = design.elements[i];
    const auto mapped = roles.role_of(e);
    if (mapped) {
      e.role = *mapped;
      any_recess = any_recess || is_recess(e.role);
    } else if (visible[i].area > 0) {
      open.push_back(i);
    }
    const bool counts = !mapped || e.role == Role::metal || is_recess(e.role);
    if (visible[i].area > 0 && counts) colours.insert(e.colour);
  }
  if (colours.size() > 1 || any_recess) {
    guess_many_colours(open, visible, design);
    return false;
  }
  for (const std::size_t i : open) design.elements[i].role = Role::metal;
  if (!open.empty())
    design.guesses.push_back("The drawing has one colour, " + joined(colours) +
                             ": it is raised metal, the ground around it is recessed.");
  return true;
}

}  // namespace sprue
