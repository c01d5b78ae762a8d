/// The views of a drawing sheet: plan, part, section. Each fills a box on the paper (mm, y down) and returns its scale, as "1:2".
#pragma once

#include "meshing/formats/sheet_pen.h"
#include "meshing/tooling.h"

namespace sprue {

struct SheetBox {
  Vec2 low, high;   ///< mm on paper, y down
  Vec2 centre() const { return 0.5 * (low + high); }
};

/// Largest scale of ISO 5455 at which width x height (m) fits the room (mm); paper over model.
double standard_scale(double width, double height, Vec2 room);
std::string scale_text(double scale);

std::string draw_plan(SheetPen& pen, const Tooling& tooling, const std::vector<const LayeredMap*>& parts, const SheetBox& box);   ///< parts by CavityPlacement::pin
std::string draw_part(SheetPen& pen, const LayeredMap& part, const SheetBox& box);
std::string draw_section(SheetPen& pen, const Tooling& tooling, const SheetBox& box);

}  // namespace sprue
