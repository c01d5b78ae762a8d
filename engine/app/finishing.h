/// What finishing takes from a casting and puts on it, so that the master can be made larger by it.
///
/// Rule: finished line = line in the mould - 2 polish + 2 plating (process.md D); so top faces and walls of the casting stand out by what polishing steps take
/// less what plating steps build, in whatever order. Recess floors are not polished: the recess is cast deeper by as much as the top is higher.
#pragma once

#include "engine/app/scene.h"

namespace sprue {

struct FinishingAllowance {
  double top = 0;    ///< m, raised faces of the casting above those of the finished part
  double walls = 0;  ///< m, upper edges of the casting outside those of the finished part; never negative
};

/// Thicknesses that are not given are those of fill_finishing.
FinishingAllowance finishing_allowance(const Scene& resolved_scene);

/// Fills in the thickness of every polish (0.05 mm a face: 0.05 to 0.1 mm are usual, handbook value) and plate (0.02 mm: JIS grades for zinc have 10 to 50 um of
/// copper and nickel); a note for each, and for plating that makes lines wider than drawn.
void fill_finishing(Scene& scene, std::vector<std::string>& notes);

}  // namespace sprue
