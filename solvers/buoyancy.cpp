#include "solvers/buoyancy.h"

#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr double least_metal = 1e-6;  // units of a cell: below it the enthalpy says little about the temperature
constexpr double far = 1000;          // K above the liquidus, where a density that changes at all has changed

}  // namespace

Buoyancy::Buoyancy(const FlowContext& context)
    : c_(context), acts_(c_.conditions.heat && c_.alloy.density(c_.alloy.enthalpy(c_.alloy.liquidus() + far)) != c_.density) {
  if (acts_) lightness_.assign(c_.slots, 0.0);
}

void Buoyancy::advance(CastingState& state, double dt, const BodyForce& force) {
  if (!acts_) return;
  const double mass = c_.density * c_.cell * c_.cell * c_.cell;
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    for (const Slot s : c_.near.of(c_.blocks[i])) {
      lightness_[s] = 0;
      if (state.metal[s] < least_metal) continue;
      const double enthalpy = state.enthalpy[s] / (mass * state.metal[s]);
      if (enthalpy > c_.alloy.liquidus_enthalpy()) lightness_[s] = 1 - c_.alloy.density(enthalpy) / c_.density;
    }
  });
  for (int d = 0; d < 3; ++d)
    parallel_for(c_.blocks.size(), [&](std::size_t i) {
      for (const Slot s : c_.near.of(c_.blocks[i])) {
        const Slot below = c_.low(s, d);
        const double own = state.metal[s], other = below == no_slot ? 0 : state.metal[below];
        if (own + other < least_metal || c_.aperture[d][s] <= 0 || c_.inlet(d, s)) continue;
        const double light = (own > 0 ? own * lightness_[s] : 0) + (other > 0 ? other * lightness_[below] : 0);
        state.velocity[d][s] += dt * light / (own + other) * force.gradient(c_.face_centre(d, s))[d];
      }
    });
}

}  // namespace sprue
