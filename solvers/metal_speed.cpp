#include "solvers/metal_speed.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"

namespace sprue {

double metal_speed(const FlowContext& c, const CastingState& state, const Field<std::uint8_t>& pressure) {
  return parallel_max(c.blocks.size(), 0.0, [&](std::size_t i) {
    double most = 0;
    for (const Slot s : c.near.of(c.blocks[i])) {
      if (!pressure[s]) continue;
      for (int n = 0; n < 6; ++n) {
        const int d = n / 2;
        const Slot face = n % 2 ? c.high(s, d) : s;
        if (face == no_slot || c.aperture[d][face] <= 0) continue;
        const double u = state.velocity[d][face];
        const Slot upstream = u > 0 ? c.low(face, d) : face;
        if (c.inside(upstream) ? state.metal[upstream] >= metal_that_moves : c.inlet(d, face)) most = std::max(most, std::abs(u));
      }
    }
    return most;
  });
}

}  // namespace sprue
