/// Roles by colour: what becomes raised metal and what a recess, with every guess as a sentence.
#pragma once

#include <string>
#include <vector>

#include "meshing/design.h"

namespace sprue {

/// What is seen of an element once later ones have covered it.
struct Visible {
  double area = 0;     ///< m2
  double outline = 0;  ///< m, length of its borders
  double mean_width() const { return outline > 0 ? 2 * area / outline : 0; }
};

/// Sets Element::role: as mapped (by id first, then by colour), else guessed. Returns whether a single colour
/// is drawn, so that what is left bare inside the outline must be the background. Throws InputError for a
/// mapped colour or id that is not drawn.
bool assign_roles(const DesignOptions& options, const std::vector<Visible>& visible, Design& design);

}  // namespace sprue
