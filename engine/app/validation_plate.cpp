/// The plate of a pin of shipped metal in a shipped mould: how long it takes to freeze.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/app/case_tools.h"
#include "engine/app/validation.h"
#include "engine/app/validation_heat_tools.h"

namespace sprue {

namespace {

constexpr double nearly_frozen = 0.99;   // of the metal: the last of it freezes in the cells of the middle, one after another
constexpr int instants = 1500;           // of the reference, dense at the beginning: twice as many change it by less than 1e-4

/// Metal of one temperature (J/kg by its curve) over deep mould, with a resistance between them:
///     rho M dH/dt = -q,  T(H) - T_wall = q r,  T_wall = T0 + (1 / (b sqrt(pi))) integral q(t') / sqrt(t - t') dt'
/// (Duhamel's integral for a half-space, Carslaw & Jaeger 1959, section 2.5); q constant between instants.
struct PlateOverHalfSpace {
  const AlloyCurve& alloy;
  double modulus, mould_effusivity, resistance, cold, pour;

  /// s until `nearly_frozen` of it is solid, looked for up to `end`; infinity if later.
  double freezing_time(double end) const {
    std::vector<double> time{0}, flux;
    double enthalpy = alloy.enthalpy(pour);
    for (int n = 1; n <= instants; ++n) {
      const double x = static_cast<double>(n) / instants, t = end * x * x, dt = t - time.back();
      double warmed = cold;   // by the flux of earlier instants
      for (std::size_t j = 0; j < flux.size(); ++j)
        warmed += 2 * flux[j] * (std::sqrt(t - time[j]) - std::sqrt(t - time[j + 1])) / (mould_effusivity * std::sqrt(std::numbers::pi));
      const double own = 2 * std::sqrt(dt / std::numbers::pi) / mould_effusivity + resistance, mass = alloy.reference_density() * modulus;
      const double q = increasing_root(0, (pour - cold) / own, [&](double f) { return f * own - (alloy.temperature(enthalpy - f * dt / mass) - warmed); });
      const double before = alloy.solid_fraction(enthalpy), after = alloy.solid_fraction(enthalpy - q * dt / mass);
      if (after >= nearly_frozen) return time.back() + dt * (nearly_frozen - before) / (after - before);
      enthalpy -= q * dt / mass;
      flux.push_back(q);
      time.push_back(t);
    }
    return std::numeric_limits<double>::infinity();
  }
};

}  // namespace

CaseResult case_freezing_plate(const Scene& scene) {
  const auto made = simulation_of(scene);
  const auto casting = made->start();
  const AlloyCurve& alloy = made->alloy;
  const double pour = *made->scene.alloy.pour_temperature, modulus = cavity_volume(made->domain) / wall_area(made->domain);
  EnergyBalance balance(*made, casting->state());
  std::vector<Sample> solid{{0, 0}};
  double widest_gap = 0;
  while (running(*casting) && solid.back().value < nearly_frozen) {
    widest_gap = std::max(widest_gap, casting->step().heat.widest_gap);
    balance.watch(casting->state());
    solid.push_back({casting->state().time, solid_share(*casting)});
  }
  const double conductivity = alloy.conductivity(alloy.solidus_enthalpy());
  const PlateOverHalfSpace plate{alloy, modulus, effusivity(made->moulds[0]), 1 / made->conditions.interfaces[0].heat_transfer_coefficient + modulus / (3 * conductivity),
                                 made->conditions.mould_temperature, pour};
  const double found = crossing_time(solid, nearly_frozen), exact = plate.freezing_time(2 * found);
  CaseResult result;
  result.cells = cavity_cell_count(made->domain);
  result.observables = {{"freezing_time_s", found}, {"steps", static_cast<double>(casting->state().step)}, {"widest_gap_m", widest_gap}};
  result.reference = {{"freezing_time_s", exact}};
  result.errors = {{"freezing time", std::abs(found / exact - 1)}, {"energy", balance.error()}};
  result.bars = {{"freezing time", 0.03}, {"energy", 1e-10}};
  return result;
}

}  // namespace sprue
