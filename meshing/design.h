/// The drawing: regions of the plane, each with a role, from a vector file.
///
/// Frame: metres, x right, y up as drawn, origin at the centre of the drawing's bounding box.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/core/finding.h"
#include "meshing/planar_map.h"

namespace sprue {

enum class Role { metal, recess, cutout, ignore };
const char* to_string(Role role);

/// One drawn object. Findings point back at `id` (the file's own id, else tag plus running number: "path12").
struct Element {
  std::string id;
  std::string colour;    ///< "#rrggbb"
  Role role = Role::metal;
  PlanarShape shape;     ///< after transforms, strokes widened; design frame
  Vec2 where;            ///< a point inside
};

struct DesignOptions {
  double width = 0;                       ///< m, of the whole design with its rim; 0 = the file's own size (then the rim comes on top)
  std::map<std::string, Role> roles;      ///< colour "#rrggbb" or element id -> role; the rest is guessed
  double rim_width = 0.6e-3;              ///< m, metal outline added around a drawing that has none; 0 = none
  double divider_width = 0.4e-3;          ///< m, metal put between touching colours; 0 = none
  double curve_tolerance = 2e-6;          ///< m, chord error of flattened curves
};

struct DroppedElement { std::string element, reason; };

struct Design {
  double width = 0, height = 0;               ///< m, with rim
  std::vector<Element> elements;
  PlanarMap map;
  std::vector<Role> role;                     ///< per face of map; cutout where there is no metal at all
  std::vector<std::int32_t> element;          ///< per face: topmost element; no_element for rim and dividers
  std::vector<DroppedElement> dropped;
  std::vector<std::string> guesses;           ///< sentences on every assumption made, printed to the user
  std::vector<Finding> findings;              ///< touching-colours, dropped-element, ...
};

/// Throws InputError: file missing, not SVG, nothing drawable, too many vertices, unsupported content that hides everything.
Design read_svg(const std::filesystem::path& file, const DesignOptions& options);

}  // namespace sprue
