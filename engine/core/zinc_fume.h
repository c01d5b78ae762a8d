/// Zinc boils out of brass: the pressure of zinc over the melt at the pour against what it is poured into.
#pragma once

#include <optional>

#include "engine/core/finding.h"
#include "engine/core/materials.h"

namespace sprue {

/// Finding (kind zinc-fume) by zinc_vapour_pressure at `pour_temperature` (K): warn over 0.3 bar, reject over 0.6 bar (handbook values of low
/// confidence: 60/40 brass at about 965 and 1040 degC), reject where it exceeds the pressure `surroundings` (Pa) of the gas: the melt boils, as
/// in a vacuum. Nothing for an alloy without the property.
std::optional<Finding> zinc_fume(const Material& alloy, double pour_temperature, double surroundings = 101325);

}  // namespace sprue
