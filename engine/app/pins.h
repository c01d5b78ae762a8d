/// The designs of a scene, each from its drawing to its part: that of [design], on a disc also those of [[pin]].
#pragma once

#include "engine/app/scene_materials.h"
#include "engine/core/finding.h"
#include "meshing/tooling.h"

namespace sprue {

struct Pin {
  std::string name;           ///< of its drawing; empty where the scene has one design
  std::string serial;         ///< where cavities differ by a number in the back: that of its one cavity
  std::string file;           ///< as the scene names it
  int cavities = 1;
  double turn = 0;            ///< rad, of the part in its cavity
  Design design;
  LayeredMap part;            ///< finished and cold
  LayeredMap master;          ///< the casting (the part with finishing allowance) scaled by the whole shrink chain; from add_tooling on
  std::vector<Post> posts;    ///< on its back
  double relief_error = 0;    ///< m, largest of dome and height image together, in height
  std::size_t relief_facets = 0;
  std::int32_t first_element = 0;   ///< of design.elements, in the tool's numbering (Domain::element)

  /// "part" of the only design, "part-NAME" of several, "part-NAME-SERIAL" where serials differ.
  std::string named(const std::string& what) const { return what + (name.empty() ? "" : "-" + name) + (serial.empty() ? "" : "-" + serial); }
};

/// The scene with design `n` (0: its own) as the only one.
Scene pin_scene(const Scene& scene, std::size_t n);

/// Reads the drawings, checks the rules, makes the parts; of a design with serials one a cavity. Throws InputError.
std::vector<Pin> checked_pins(const Scene& resolved_scene, std::vector<Finding>& findings);

/// The part with what finishing takes.
LayeredMap casting_of(const Scene& resolved_scene, const Pin& pin);

/// Tips of the posts of a casting `scale` times the part.
std::vector<PostTip> post_tips(const Scene& scene, const Pin& pin, double scale);

/// Of the pins that differ from this one by their serial alone the first.
const Pin& first_of(const std::vector<Pin>& pins, const Pin& pin);
int cavities_of(const std::vector<Pin>& pins, const std::string& name);

/// Elements counted from `first` on.
LayeredMap with_elements_from(LayeredMap map, std::int32_t first);

}  // namespace sprue
