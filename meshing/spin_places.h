/// Radius and angle of the cavities of a spin disc.
#pragma once

#include "meshing/spin_layout.h"

namespace sprue {

/// Sets the radius of each design, the cavities and runner_end. Throws InputError where they do not fit the disc (says how many would).
void place_cavities(const SpinOptions& options, SpinLayout& layout);

}  // namespace sprue
