#include "meshing/roles.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double dark = 0.3;      // luminance below which a colour is read as ink
constexpr double most_ink = 0.3;  // share of the drawing up to which dark colours are lines, not areas
constexpr double narrow_cell =
    0.35e-3;  // m, mean width below which a coloured element is metal: too narrow for enamel

bool is_dark(const std::string& colour) {
  unsigned rgb = 0;
  if (std::sscanf(colour.c_str(), "#%6x", &rgb) != 1) return false;
  return std::max({rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255}) < dark * 255;
}

void check_map(const DesignOptions& options, const Design& design) {
  std::set<std::string> drawn;
  std::string colours;
  for (const Element& e : design.elements) {
    drawn.insert(e.id);
    if (drawn.insert(e.colour).second) colours += (colours.empty() ? "" : ", ") + e.colour;
  }
  for (const auto& [key, role] : options.roles) {
    if (drawn.contains(key)) continue;
    throw InputError("no element has this colour or id", "roles", key, "drawn colours are " + colours);
  }
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

const char* to_string(Role role) {
  switch (role) {
    case Role::metal:
      return "metal";
    case Role::recess:
      return "recess";
    case Role::cutout:
      return "cutout";
    default:
      return "ignore";
  }
}

bool assign_roles(const DesignOptions& options, const std::vector<Visible>& visible, Design& design) {
  check_map(options, design);
  std::vector<std::size_t> open;
  std::set<std::string> colours;
  bool any_recess = false;
  for (std::size_t i = 0; i < design.elements.size(); ++i) {
    Element& e = design.elements[i];
    auto mapped = options.roles.find(e.id);
    if (mapped == options.roles.end()) mapped = options.roles.find(e.colour);
    if (mapped != options.roles.end()) {
      e.role = mapped->second;
      any_recess = any_recess || e.role == Role::recess;
    } else if (visible[i].area > 0) {
      open.push_back(i);
    }
    const bool counts = mapped == options.roles.end() || e.role == Role::metal || e.role == Role::recess;
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
