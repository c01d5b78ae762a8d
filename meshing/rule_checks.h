/// The groups of checks that check_rules() runs, and what they share.
#pragma once

#include "meshing/face_raster.h"
#include "meshing/rule_table.h"
#include "meshing/rules.h"

namespace sprue {

struct RuleContext {
  RuleContext(const Design& design, const RuleOptions& options);

  const Design& design;
  const RuleOptions& options;
  double step;          ///< m, of rasters
  FaceRaster faces;     ///< all faces, cutouts too

  const Element* element_of(int face) const;              ///< null where no element draws it
  const Element* element_at(Vec2 p) const { return element_of(faces.at(p)); }
  std::string name_at(Vec2 p) const;                      ///< of the element, else ""
  std::string cutout_at(Vec2 p) const;                    ///< of the element that cuts the part out there, else ""
  std::string colour_of(int face) const;                  ///< of its enamel; "" where no element draws it
  bool is(int face, Role role) const { return face >= 0 && design.role[static_cast<std::size_t>(face)] == role; }
  bool recess(int face) const { return face >= 0 && is_recess(design.role[static_cast<std::size_t>(face)]); }
  bool metal_or_recess(int face) const { return is(face, Role::metal) || recess(face); }
  double top(int face) const;                             ///< m, height of the part on a face; of raised metal elsewhere
  Vec3 on(Vec2 p, int face) const { return {p.x, p.y, top(face)}; }
  Vec3 on(Vec2 p) const { return on(p, faces.at(p)); }

  /// Faces by what is in them.
  template <typename Choose>
  std::vector<char> chosen(Choose choose) const {
    std::vector<char> out;
    for (std::size_t f = 0; f < design.role.size(); ++f) out.push_back(choose(static_cast<int>(f)));
    return out;
  }
};

/// thin-line, thin-wall, narrow-recess, acute-tip, plating-throw, narrow-cutout, narrow-web, backstamp-line.
void check_widths(const RuleContext& context, RuleBreaks& breaks);
/// small-cell, small-island.
void check_pieces(const RuleContext& context, RuleBreaks& breaks);
/// sharp-corner, sharp-edge.
void check_corners(const RuleContext& context, RuleBreaks& breaks);
/// small-text.
void check_text(const RuleContext& context, RuleBreaks& breaks);
/// plate-thickness, floor-thickness, shallow-recess, draft.
void check_heights(const RuleContext& context, RuleBreaks& breaks);
/// floor-thickness of a body: a place is as thin as the metal under the whole of a circle there, as wide as the limit; so edges that taper by 45 deg or more are none.
void check_thickness(const RuleContext& context, RuleBreaks& breaks);

}  // namespace sprue
