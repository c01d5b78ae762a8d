/// What finishing takes from a casting and puts on it, so that the master can be made larger by it.
///
/// Rule: finished line = line in the mould - 2 polish + 2 plating (process.md D); so top faces and walls of the casting stand out by what polishing steps take
/// less what plating steps build, in whatever order. Recess floors are not polished: the recess is cast deeper by as much as the top is higher.
#pragma once

#include <optional>
#include <set>

#include "engine/app/scene.h"
#include "engine/core/finding.h"
#include "engine/core/materials.h"

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

/// Of the colours given ("" = ground that no element draws) those that take fired enamel: a `fire` step, or an `enamel` step whose kind is "fired" or "vitreous", for
/// that colour or for all.
std::set<std::string> fired_colours(const Scene& scene, const std::set<std::string>& colours);

/// Those that lie open when the pin is plated: a `plate` step comes before any `enamel` step for that colour. Hard enamel is filled and ground first, soft enamel after.
std::set<std::string> open_plated_colours(const Scene& scene, const std::set<std::string>& colours);

/// What firing enamel does to the alloy, if the scene has it fired: it melts (reject), or holds so much zinc that the glass bubbles (warn). The temperature is that of
/// the `fire` step, else 750 degC, the coolest of jewellery enamels.
std::optional<Finding> fired_on(const Scene& scene, const Material& alloy);

}  // namespace sprue
