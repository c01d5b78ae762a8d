#include "engine/app/pins.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/app/finishing.h"
#include "engine/app/pipeline.h"
#include "engine/core/error.h"
#include "engine/core/units.h"
#include "meshing/drawing_file.h"
#include "meshing/formats/solid_reader.h"
#include "meshing/rules.h"
#include "meshing/solid_design.h"
#include "meshing/steep_walls.h"

namespace sprue {

namespace {

std::string post_words(const std::string& asked, const std::vector<Post>& posts) {
  std::string words = "part.posts " + asked + ": " + (posts.empty() ? "no place on the back is far enough from the edge" : posts.size() == 1 && asked != "1" ? "there is room for one, at" : "at");
  for (const Post& p : posts) words += " (" + to_text(std::round(p.where.x * 1e5) / 1e2 + 0.0) + ", " + to_text(std::round(p.where.y * 1e5) / 1e2 + 0.0) + ") mm";
  return words;
}

RuleOptions rule_options(const Scene& scene, const Design& design) {
  RuleOptions o;
  o.part = part_options(scene);
  o.rigid_mould = in_metal(scene);
  o.curve_tolerance = scene.design.curve_tolerance;
  std::set<std::string> colours{""};
  for (const Element& e : design.elements)
    if (is_recess(e.role)) colours.insert(e.colour);
  o.fired = fired_colours(scene, colours);
  o.open_plated = open_plated_colours(scene, colours);
  return o;
}

Pin checked_pin(const Scene& scene, std::vector<Finding>& findings) {
  if (!scene.drawn()) throw InputError("this scene has no drawing", scene.source, "", "name one: file = \"...\" in [design]");
  Pin pin;
  pin.file = scene.design.file, pin.cavities = scene.mould.cavities, pin.turn = scene.mould.turn;
  pin.design = is_solid_file(scene.drawing()) ? solid_design(read_solid(scene.drawing()), design_options(scene)) : read_design(scene.drawing(), design_options(scene));
  Design& design = pin.design;
  findings.insert(findings.end(), design.findings.begin(), design.findings.end());
  const PartOptions options = part_options(scene);
  check_rules(design, rule_options(scene, design), findings);
  pin.posts = part_posts(design, options);
  if (options.back.posts != 0 && design.posts.empty()) design.guesses.push_back(post_words(scene.part.posts, pin.posts));
  if (!pin.posts.empty() || !design.backstamp.empty()) check_back(upright_part(design, options), pin.posts, backstamp_of(design), options.back, findings);
  for (const ReliefSurface& surface : part_surfaces(design, options)) {
    pin.relief_facets += surface.patches.size(), pin.relief_error += surface.error;
    design.guesses.push_back(surface.words);
  }
  pin.part = make_part(design, options);
  if (design.relief || design.solid) check_steep_walls(pin.part, options.walls.draft, findings);
  return pin;
}

/// Stems of the drawings' names; of equal ones the later are numbered.
std::string name_of(const Scene& scene, const std::vector<Pin>& before) {
  const std::string stem = scene.drawing().stem().string();
  std::string name = stem;
  const auto taken = [&] { return std::any_of(before.begin(), before.end(), [&](const Pin& p) { return p.name == name; }); };
  for (int n = 2; taken(); ++n) name = stem + "-" + std::to_string(n);
  return name;
}

}  // namespace

Scene pin_scene(const Scene& scene, std::size_t n) {
  Scene one = scene;
  one.pins.clear();
  if (n == 0) return one;
  const Scene::Pin& pin = scene.pins.at(n - 1);
  one.source += ", pin." + std::to_string(n - 1);
  one.design.file = pin.file;
  one.design.width = pin.width.value_or(scene.design.width), one.design.rim_width = pin.rim_width.value_or(scene.design.rim_width);
  one.design.roles = pin.roles;
  one.mould.cavities = pin.cavities, one.mould.turn = pin.turn;
  return one;
}

std::vector<Pin> checked_pins(const Scene& scene, std::vector<Finding>& findings) {
  std::vector<Pin> pins;
  std::int32_t elements = 0;
  for (std::size_t n = 0; n <= scene.pins.size(); ++n) {
    const Scene one = pin_scene(scene, n);
    const std::size_t before = findings.size();
    Pin pin = checked_pin(one, findings);
    if (!scene.pins.empty()) pin.name = name_of(one, pins);
    for (std::size_t f = before; f < findings.size(); ++f) findings[f].pin = pin.name;
    pin.first_element = elements;
    elements += static_cast<std::int32_t>(pin.design.elements.size());
    pins.push_back(std::move(pin));
  }
  return pins;
}

LayeredMap casting_of(const Scene& scene, const Pin& pin) {
  const PartOptions options = casting_options(scene);
  return options == part_options(scene) ? pin.part : make_part(pin.design, options);
}

std::vector<PostTip> post_tips(const Scene& scene, const Pin& pin, double scale) {
  std::vector<PostTip> tips;
  for (const Post& post : pin.posts) tips.push_back({scale * post.where, -scale * scene.part.post_height, scale * scene.part.post_diameter});
  return tips;
}

LayeredMap with_elements_from(LayeredMap map, std::int32_t first) {
  for (Layer& layer : map.layers)
    if (layer.element != no_element) layer.element += first;
  return map;
}

}  // namespace sprue
