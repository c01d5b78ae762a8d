/// Gas pockets: connected bodies of ideal gas, each with one pressure; vents drain them; merging and splitting keep the mass.
#pragma once

#include "engine/core/casting_state.h"
#include "engine/core/conditions.h"
#include "engine/core/record.h"

namespace sprue {

struct GasReport {
  double mass_error = 0;   ///< relative, of total gas mass + what left
  int pockets = 0, merged = 0, split = 0;
};

class GasPockets {
 public:
  GasPockets(const Domain& domain, const Gas& gas);
  /// At t = 0: labels the gas and fills the pockets at Gas::pressure.
  void initialise(CastingState& state);
  /// After the metal moved: relabels, carries masses over by overlap, drains vents over dt, sets pressure = m R T / V.
  GasReport advance(CastingState& state, double dt, Record& record);
  /// Gauge pressure (Pa) of the gas next to slot s (its own pocket, else the largest neighbouring one; outside = 0).
  double gauge_pressure(const CastingState& state, Slot s) const;
  /// dp/dV (Pa/m3, negative) of a pocket, for the semi-implicit term of the projection; 0 where it is open to the outside.
  double stiffness(const GasPocket& pocket) const;

 private:
  const Domain& domain_;
  Gas gas_;
};

}  // namespace sprue
