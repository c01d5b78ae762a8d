/// What the freezing history of a cell says about its grains: gradient, front speed, spacing of secondary dendrite arms.
///
/// The critical temperature (freezing_record.h) sweeps through the casting: t(x) is when it passes. On that surface T(x, t(x)) is constant, so
///
///   grad T = -dT/dt grad t,      G = T' |grad t|,      v = 1 / |grad t|,      T' = G v
///
/// with T' the cooling rate recorded at the passing: gradient and speed come from times, which do not know of plateaus.
///   lambda2 = lambda2(1 s) (t_f / 1 s)^n,      t_f = from the liquidus (from arrival, if that is later) to the solidus
/// Scheme:     grad t by central differences over open faces between cells at least half cavity that the temperature has passed, one-sided
///             where there is one neighbour; second and first order.
/// Limits:     where fronts meet |grad t| is 0: no speed there (infinite), no gradient. The coefficient of lambda2 is the alloy's
///             (arm_spacing_at_one_second, arm_spacing_exponent), with its interval; ripening, so of the primary phase.
/// Citation:   Kurz & Fisher, Fundamentals of Solidification, 3rd ed. (1989), ch. 4: lambda2 = 5.5 (M t_f)^(1/3),
///             M = Gamma D ln(C_end / C_0) / (m (1 - k) (C_0 - C_end)).
#pragma once

#include "engine/core/domain.h"
#include "engine/core/materials.h"
#include "engine/core/record.h"

namespace sprue {

/// lambda2 = at_one_second (t_f / s)^exponent; all 0 where the alloy states none (pure metals have no arms).
struct ArmSpacingLaw {
  double at_one_second = 0, low = 0, high = 0;   ///< m, and its interval
  double exponent = 0;
  bool stated() const { return at_one_second > 0; }
};
/// Throws InputError where the alloy states the spacing without its exponent.
ArmSpacingLaw arm_spacing_law(const Material& alloy);

struct Microstructure {
  // flow_slots() entries; `never` where not known
  Field<float> gradient;      ///< K/m
  Field<float> front_speed;   ///< m/s
  Field<float> local_time;    ///< s between liquidus and solidus
  Field<float> arm_spacing;   ///< m
};

Microstructure microstructure(const Domain& domain, const Record& record, const ArmSpacingLaw& arms);

}  // namespace sprue
