/// What several kinds of reference cases share: values of the scene, curves over time, sums over the metal.
#pragma once

#include <stdexcept>
#include <vector>

#include "engine/app/simulation.h"

namespace sprue {

/// The first [[initial]] body; throws InputError where there is none.
const Scene::Initial& first_initial(const Scene& scene);

/// case.length in m; throws InputError where it is missing.
double case_length(const Scene& scene);

/// Whether the scene is run at its full size (case.full_cell).
bool full_size(const Scene& scene);

/// A reference case whose casting failed has no observables: the case is not reached.
struct CaseFailed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Whether the casting has steps left: every case loops on this. Throws CaseFailed (operator, step, time, cell) where it failed, which
/// finished() alone would take for an end.
bool running(const Casting& casting);

/// Largest speed over faces that touch a pressure cell, m/s.
double pressure_cell_speed(const Domain& domain, const Casting& casting);

/// Mean position of the metal, m, tool frame.
Vec3 centre_of_metal(const Domain& domain, const CastingState& state);

/// Mass of all pockets and of what left since t = 0 less what the mould gave off, kg: constant.
double gas_total(const CastingState& state);

/// Worst relative errors of the balances over a run: metal against what was there, came in and left; gas against what was there.
class Balances {
 public:
  explicit Balances(const CastingState& start);
  void watch(const CastingState& state);
  double metal() const { return metal_; }
  double gas() const { return gas_; }

 private:
  double gas_at_start_, metal_ = 0, gas_ = 0;
};

/// One point of a curve over time (s, or scaled).
struct Sample {
  double time, value;
};

/// Linear between the samples (ascending in time), constant beyond them.
double interpolate(const std::vector<Sample>& curve, double time);

/// First time the curve passes `value` from above or below, interpolated; infinity if never.
double crossing_time(const std::vector<Sample>& curve, double value);

}  // namespace sprue
