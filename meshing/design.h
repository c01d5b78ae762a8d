/// The drawing: regions of the plane, each with a role, from a vector file.
///
/// Frame: metres, x right, y up as drawn, origin at the centre of the drawing's bounding box.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/finding.h"
#include "meshing/planar_map.h"
#include "meshing/relief_surface.h"

namespace sprue {

/// recess: for enamel, of the kind left open, cast as soft_enamel is. backstamp and post belong to the back: they are not in
/// the map of the front.
enum class Role { metal, recess, soft_enamel, hard_enamel, cutout, ignore, backstamp, post };
const char* to_string(Role role);             ///< "soft-enamel"
std::optional<Role> role_named(const std::string& name);
const char* role_names();                     ///< "metal|recess|..."
constexpr bool is_recess(Role role) { return role == Role::recess || role == Role::soft_enamel || role == Role::hard_enamel; }

/// One drawn object. Findings point back at `id` (the file's own id, else tag plus running number: "path12").
struct Element {
  std::string id;
  std::string colour;    ///< "#rrggbb"; of a recess that of its enamel
  Role role = Role::metal;
  PlanarShape shape;     ///< after transforms, strokes widened; design frame
  Vec2 where;            ///< a point inside
  std::vector<std::string> layers;  ///< names of the layers it is on, innermost first
  Vec2 text_up{};        ///< of the file's text (outlines here): unit vector, upwards along its letters; 0 of anything else
};

/// Where a post stands on the back.
struct PostMark {
  Element drawn;         ///< as drawn
  Vec2 centre;           ///< centroid of its area
};

struct DesignOptions {
  double width = 0;                       ///< m, of the whole design with its rim; 0 = the file's own size (then the rim comes on top)
  std::map<std::string, Role> roles;      ///< element id, layer, "layer:NAME/#rrggbb" or colour -> role (role_map.h); the rest is guessed
  double rim_width = 0.6e-3;              ///< m, metal outline added around a drawing that has none; 0 = none
  double divider_width = 0.4e-3;          ///< m, metal put between touching colours; 0 = none
  double curve_tolerance = 2e-6;          ///< m, chord error of flattened curves
  double join_tolerance = 0.05e-3;        ///< m, at the drawing's own size: ends of a DXF's lines this near are joined
  double pen_width = 0;                   ///< m, at the drawing's own size: a DXF's open lines are drawn this wide; 0 = left out
  bool height_image = false;              ///< a PNG is a height image (height_design.h), not traced
  double height_threshold = 0;            ///< share of white; darker pixels of a height image lie outside the part
  double relief_depth = 0.75e-3;          ///< m, from white down to black
  double relief_tolerance = 10e-6;        ///< m, largest error of facets
  double unit = 0;                        ///< m, of a solid's file; 0 = as the file states, else 1 mm
  std::string up = "+z";                  ///< direction of a solid's file that becomes +z
  double parting = 0;                     ///< m, height of the parting plane over a solid's lowest point
};

struct DroppedElement { std::string element, reason; };

struct Design {
  double width = 0, height = 0;               ///< m, with rim
  double scale = 0;                           ///< of what is drawn: size here over the size that the file states
  std::vector<Element> elements;
  PlanarMap map;
  std::vector<Role> role;                     ///< per face of map; cutout where there is no metal at all
  std::vector<std::int32_t> element;          ///< per face: topmost element; no_element for rim and dividers
  std::vector<Element> backstamp;             ///< on the back, in painter's order; drawn as seen through the front
  std::vector<PostMark> posts;
  std::optional<ReliefSurface> relief;        ///< of a height image, added to the plate
  std::optional<LayeredMap> solid;            ///< the part itself, where it was given as a solid; map and roles are its plan
  std::vector<DroppedElement> dropped;
  std::vector<std::string> guesses;           ///< sentences on every assumption made, printed to the user
  std::vector<Finding> findings;              ///< touching-colours, dropped-element, ...
};

/// By the file's extension. Throws InputError: file missing, not a drawing, nothing drawable, too many vertices, unsupported
/// content that hides everything, a role for what the drawing lacks.
Design read_design(const std::filesystem::path& file, const DesignOptions& options);

}  // namespace sprue
