/// What the import has to say about a drawing: touching colours, elements left out, metal in more than one
/// piece.
#pragma once

#include <string>

#include "meshing/design.h"
#include "meshing/polygon.h"

namespace sprue {

std::string millimetres(double metres);  ///< "0.4 mm"

struct Touch {
  int first = 0, second = 0;  ///< numbers of the elements
  double length = 0;          ///< m, of the common border
  Vec2 where;                 ///< on it
};

/// touching-colours; info where a divider of that width parts them, else warn.
void report_touch(const Touch& touch, double divider_width, Design& design);

/// Whether what a shape covers has corners that are none of the shape's own: where it crosses itself.
bool has_new_corners(const Rings& covered, const Rings& drawn);

/// Elements that cross themselves: filled by their rule, and said.
void report_crossing(const std::vector<std::string>& elements, Design& design);

/// Element::where of all elements; dropped-element for those that own no face and those the import left out.
void report_elements(Design& design);

/// detached-part (reject) for every piece of metal but the largest.
void check_one_piece(Design& design);

}  // namespace sprue
