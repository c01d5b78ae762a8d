/// Heights per role make a relief; the relief is the part. Part frame: z = 0 at the back.
#pragma once

#include "meshing/design.h"

namespace sprue {

struct PartOptions {
  double plate = 1.5e-3;         ///< m, back to the top of raised metal
  double recess_depth = 0.5e-3;  ///< m, below the top of raised metal
  double hard_enamel_depth = 0.6e-3;  ///< m, the same for hard enamel

  double depth(Role role) const { return role == Role::hard_enamel ? hard_enamel_depth : is_recess(role) ? recess_depth : 0; }
};

/// Part as prisms: metal regions 0..plate, recesses 0..plate less their depth, nothing in cutouts.
/// Throws InputError: a plate or a depth that leaves no floor.
LayeredMap make_part(const Design& design, const PartOptions& options);

/// Part scaled about the origin by `scale` (> 0; for a master: shrink chain), plus `allowance` (m) on the top face.
LayeredMap make_master(const LayeredMap& part, double scale, double allowance);

/// Design rules (process.md D1): thin-line, thin-wall, narrow-recess, plate-thickness, floor, shallow-recess; with element and place.
void check_rules(const Design& design, const PartOptions& options, std::vector<Finding>& findings);

}  // namespace sprue
