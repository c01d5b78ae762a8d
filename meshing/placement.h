/// From a page to elements at their size: scale, origin, what belongs to the front and what to the back.
#pragma once

#include "meshing/role_map.h"

namespace sprue {

constexpr double background_gap = 0.8e-3;  // m, ground around a drawing of one colour

struct PlacedDrawing {
  std::vector<Element> front;      ///< roles not decided yet; m, y up, origin in the middle of the front's ink
  std::vector<Element> backstamp;
  std::vector<PostMark> posts;
  double scale = 0;                ///< size here over the size that the file states
  bool solid = false;              ///< a drawing of one colour that can be the pin by itself
  DrawingNotes notes;
};

/// Scaled so that the front with its rim has options.width, or to the page's own size. Throws InputError: nothing drawn on
/// the front, no room left by the rim, larger than 0.9 m, a role for what the drawing lacks.
PlacedDrawing place_drawing(const DrawnPage& page, const std::filesystem::path& file, const DesignOptions& options,
                            const RoleMap& roles);

}  // namespace sprue
