/// Roles by colour: what becomes raised metal and what a recess, with every guess as a sentence.
#pragma once

#include <string>
#include <vector>

#include "meshing/role_map.h"

namespace sprue {

/// What is seen of an element once later ones have covered it.
struct Visible {
  double area = 0;     ///< m2
  double outline = 0;  ///< m, length of its borders
  double mean_width() const { return outline > 0 ? 2 * area / outline : 0; }
};

/// Sets Element::role of the front: as mapped, else guessed. Returns whether a single colour is drawn, so that what is left
/// bare inside the outline must be the background.
bool assign_roles(const RoleMap& roles, const std::vector<Visible>& visible, Design& design);

}  // namespace sprue
