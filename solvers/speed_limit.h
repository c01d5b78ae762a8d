/// A counted guard against the few faces on which fragments, a wisp or a badly cut surface cell, take speeds that no pressure in the
/// casting can give. Without it one such face sets the time step of all.
///
///   limit = 3 sqrt(2 (p_inlet + p_gas) / rho + (omega R)^2 + 2 |g| H + 8 sigma / (rho h))       (Bernoulli, capillary retraction)
///
/// but at least twice the largest speed within bulk metal (faces between cells at least three quarters full), so that free flight at
/// any speed is left alone. R, H: reach of the domain from the axis, and its extent.
#pragma once

#include "solvers/flow_context.h"

namespace sprue {

class SpeedLimit {
 public:
  explicit SpeedLimit(const FlowContext& context);
  /// Cuts face velocities beyond the limit; returns how many.
  int apply(CastingState& state) const;

 private:
  double plausible(const CastingState& state) const;
  double bulk_speed(const CastingState& state) const;
  const FlowContext& context_;
  double fixed_ = 0;  ///< square of what does not change, m2/s2
};

}  // namespace sprue
