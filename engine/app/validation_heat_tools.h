/// What the heat cases share: metal read off the fields, roots of their similarity solutions.
#pragma once

#include "engine/app/simulation.h"

namespace sprue {

/// Root of an increasing function on [low, high] by bisection to round-off.
template <class F>
double increasing_root(double low, double high, const F& f) {
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    (f(middle) < 0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

/// The one temperature (K) at which the alloy freezes. Throws InputError where it freezes over a range.
const AlloyCurve::Plateau& single_melting_point(const AlloyCurve& alloy);

double solid_volume(const Casting& casting);                    ///< m3 of solid metal
double solid_share(const Casting& casting);                     ///< of all metal, 0..1
double mould_energy(const Simulation& simulation, const CastingState& state);  ///< J against its temperature at the start, so that round-off counts little
double wall_area(const Domain& domain);                          ///< m2 of walls between metal and mould
double effusivity(double conductivity, double density, double specific_heat);  ///< sqrt(k rho c), W s^0.5 / (m2 K)
double effusivity(const MouldProperties& mould);
double diffusivity(const MouldProperties& mould);                ///< k / (rho c), m2/s

/// Largest imbalance of metal, mould and rim since the start over the heat that the metal gave off: energy is neither made nor lost.
class EnergyBalance {
 public:
  EnergyBalance(const Simulation& simulation, const CastingState& start);
  void watch(const CastingState& state);
  double given_off(const CastingState& state) const;  ///< J by the metal since the start
  double error() const { return error_; }

 private:
  const Simulation& simulation_;
  const Field<double> metal_;   // J, at the start
  double mould_, error_ = 0;
};

}  // namespace sprue
