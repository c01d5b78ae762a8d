#include "engine/app/pins.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "engine/app/finishing.h"
#include "engine/app/pipeline.h"
#include "engine/app/scene_stamp.h"
#include "engine/core/error.h"
#include "engine/core/units.h"
#include "meshing/drawing_file.h"
#include "meshing/formats/solid_reader.h"
#include "meshing/upper_envelope.h"
#include "meshing/rules.h"
#include "meshing/solid_design.h"
#include "meshing/steep_walls.h"
#include "meshing/text_outline.h"

namespace sprue {

namespace {

constexpr double least_stamp = 1e-3;   // of its area may lie beside the metal

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

/// The text of part.backstamp, mirrored so that it reads from behind. Throws InputError where it does not lie on the back.
Element stamp_of(const Scene& scene, const Design& design, int serial) {
  const std::string where = scene.source + ", part.backstamp", text = with_serial(scene.part.backstamp, serial);
  Element stamp;
  stamp.id = "part.backstamp", stamp.role = Role::backstamp, stamp.text_up = {0, 1};
  stamp.shape = text_outline(text, scene.part.backstamp_height, scene.design.curve_tolerance, where);
  const Vec2 place{scene.part.backstamp_place.x, scene.part.backstamp_place.y};
  for (auto& ring : stamp.shape.rings)
    for (Vec2& p : ring) p = {place.x - p.x, place.y + p.y};
  stamp.where = place;
  std::vector<PlanarShape> shapes{stamp.shape};
  for (std::size_t f = 0; f < design.map.faces.size(); ++f)
    if (design.role[f] == Role::metal || is_recess(design.role[f])) shapes.push_back(shape_of(design.map, design.map.faces[f]));
  const PlanarMap map = overlay(shapes);
  double all = 0, beside = 0;
  for (const PlanarFace& face : map.faces) {
    if (face.covered_by.empty() || face.covered_by.front() != 0) continue;
    const double size = area(map, face);
    all += size, beside += face.covered_by.size() == 1 ? size : 0;
  }
  if (beside > least_stamp * all)
    throw InputError(to_text(std::round(1e3 * beside / all) / 10) + " % of the stamp lie beside the metal", where, text, "a smaller part.backstamp_height, or a part.backstamp_place with room");
  return stamp;
}

/// The same pin with another serial; what is found in its back is that of the first.
Pin with_next_serial(const Scene& scene, const Pin& first, int serial) {
  Pin pin = first;
  pin.serial = std::to_string(serial);
  pin.design.backstamp.back() = stamp_of(scene, pin.design, serial);
  pin.part = make_part(pin.design, part_options(scene));
  return pin;
}

Pin checked_pin(const Scene& scene, std::vector<Finding>& findings) {
  if (!scene.drawn()) throw InputError("this scene has no drawing", scene.source, "", "name one: file = \"...\" in [design]");
  Pin pin;
  pin.file = scene.design.file, pin.cavities = scene.mould.cavities, pin.turn = scene.mould.turn;
  pin.design = is_solid_file(scene.drawing()) ? solid_design(read_solid(scene.drawing()), design_options(scene)) : read_design(scene.drawing(), design_options(scene));
  Design& design = pin.design;
  if (!scene.part.backstamp.empty()) design.backstamp.push_back(stamp_of(scene, design, scene.part.serial_start));
  findings.insert(findings.end(), design.findings.begin(), design.findings.end());
  const PartOptions options = part_options(scene);
  pin.part = make_part(design, options);
  RuleOptions rules = rule_options(scene, design);
  if (design.relief || design.solid) rules.body = &pin.part;
  check_rules(design, rules, findings);
  pin.posts = part_posts(design, options);
  if (options.back.posts != 0 && design.posts.empty()) design.guesses.push_back(post_words(scene.part.posts, pin.posts));
  const std::vector<ReliefSurface> surfaces = part_surfaces(design, options);
  if (!pin.posts.empty() || !design.backstamp.empty())
    check_back(design.relief ? with_surfaces(upright_part(design, options), surfaces) : upright_part(design, options), pin.posts, backstamp_of(design), options.back, findings);
  for (const ReliefSurface& surface : surfaces) {
    pin.relief_facets += surface.patches.size(), pin.relief_error += surface.error;
    design.guesses.push_back(surface.words);
  }
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
    const bool serials = has_serial(one.part.backstamp);
    const int copies = serials ? std::exchange(pin.cavities, 1) : 1;
    if (serials) pin.serial = std::to_string(one.part.serial_start);
    for (int copy = 0; copy < copies; ++copy) {
      pins.push_back(copy == 0 ? pin : with_next_serial(one, pin, one.part.serial_start + copy));
      pins.back().first_element = elements;
      elements += static_cast<std::int32_t>(pin.design.elements.size());
    }
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

const Pin& first_of(const std::vector<Pin>& pins, const Pin& pin) {
  return *std::find_if(pins.begin(), pins.end(), [&](const Pin& p) { return p.name == pin.name; });
}

int cavities_of(const std::vector<Pin>& pins, const std::string& name) {
  int count = 0;
  for (const Pin& pin : pins) count += pin.name == name ? pin.cavities : 0;
  return count;
}

LayeredMap with_elements_from(LayeredMap map, std::int32_t first) {
  for (Layer& layer : map.layers)
    if (layer.element != no_element) layer.element += first;
  return map;
}

}  // namespace sprue
