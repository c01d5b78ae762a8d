/// Castings whose mould alone rules: Chvorinov's plate and sphere, ribs of rubber between castings.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/app/case_tools.h"
#include "engine/app/validation.h"
#include "engine/app/validation_heat_tools.h"
#include "engine/core/error.h"
#include "solvers/chronicle.h"

namespace sprue {

namespace {

constexpr double nearly_frozen = 0.99;   // of the metal: the last of it freezes in the cells of the middle, one after another

/// Mean temperature of the slab 0 < x < width that starts at 0, held at 1 beyond a resistance on both sides (Carslaw & Jaeger 1959, section 3.11).
double slab_mean(double width, double alpha, double biot, double t) {
  const double half = 0.5 * width;
  double mean = 1;
  for (int n = 0; n < 200; ++n) {
    const double low = n * std::numbers::pi;
    const double b = increasing_root(low + 1e-12, low + 0.5 * std::numbers::pi - 1e-12, [&](double x) { return x * std::tan(x) - biot; });
    mean -= 2 * biot * biot / (b * b * (b * b + biot * biot + biot)) * std::exp(-b * b * alpha * t / (half * half));
  }
  return mean;
}

/// Mean temperature (K) of the mould between two planes across x.
double mean_mould_temperature(const Domain& domain, const CastingState& state, double low, double high) {
  double sum = 0, volume = 0;
  for (Slot s = 0; s < domain.grid.slots(); ++s) {
    const double x = domain.grid.centre(s).x;
    if (domain.mould_index[s] == no_mould || x < low - 0.5 * domain.grid.cell || x > high + 0.5 * domain.grid.cell) continue;
    const double share = s < domain.grid.flow_slots() ? 1 - domain.cavity_fraction[s] : 1.0;
    sum += share * state.mould_temperature[s];
    volume += share;
  }
  return sum / volume;
}

std::string millimetres(double m) {
  const auto text = std::to_string(std::round(m * 1e4) / 10);
  return text.substr(0, text.find('.') + 2) + " mm";
}

}  // namespace

CaseResult case_rubber_rib(const Scene& scene) {
  const auto made = simulation_of(scene);
  const auto casting = made->start();
  const double cold = made->conditions.mould_temperature, hot = single_melting_point(made->alloy).temperature;
  const MouldProperties& rubber = made->moulds[0];
  EnergyBalance balance(*made, casting->state());
  const double bar = full_size(scene) ? 0.01 : 0.02;
  CaseResult result;
  result.cells = cavity_cell_count(made->domain);
  while (running(*casting)) {
    casting->step();
    const CastingState& state = casting->state();
    balance.watch(state);
    for (const Scene::Shape& rib : scene.shapes) {
      if (rib.filled) continue;
      const double low = rib.centre.x - 0.5 * rib.size.x, high = rib.centre.x + 0.5 * rib.size.x;
      const double biot = made->conditions.interfaces[0].heat_transfer_coefficient * 0.5 * rib.size.x / rubber.conductivity;
      const double mean = (mean_mould_temperature(made->domain, state, low, high) - cold) / (hot - cold);
      const double exact = slab_mean(rib.size.x, diffusivity(rubber), biot, state.time);
      const std::string name = "mean temperature, " + millimetres(rib.size.x);
      result.observables[name] = mean;
      result.reference[name] = exact;
      result.errors[name] = std::max(result.errors[name], std::abs(mean - exact));
      result.bars[name] = bar;
    }
  }
  result.observables["steps"] = static_cast<double>(casting->state().step);
  result.errors["energy"] = balance.error();
  result.bars["energy"] = 1e-10;
  return result;
}

CaseResult case_chvorinov(const Scene& scene) {
  const auto made = simulation_of(scene);
  const auto casting = made->start();
  const AlloyCurve::Plateau& p = single_melting_point(made->alloy);
  const MouldProperties& mould = made->moulds[0];
  const double modulus = cavity_volume(made->domain) / wall_area(made->domain), rise = p.temperature - made->conditions.mould_temperature;
  const double latent = made->alloy.reference_density() * (p.enthalpy_liquid - p.enthalpy_solid);
  const double curvature = scene.shapes.at(0).kind == "sphere" ? 1 / scene.shapes.front().radius : 0.0;
  // heat through a wall of constant temperature, plane or around a sphere: exact
  const double exact = increasing_root(0, 1e9, [&](double t) {
    return rise * (2 * effusivity(mould) * std::sqrt(t / std::numbers::pi) + mould.conductivity * t * curvature) - nearly_frozen * latent * modulus;
  });
  EnergyBalance balance(*made, casting->state());
  std::vector<Sample> solid{{0, 0}};
  while (running(*casting) && solid.back().value < nearly_frozen) {
    casting->step();
    balance.watch(casting->state());
    solid.push_back({casting->state().time, solid_share(*casting)});
  }
  CaseResult result;
  result.cells = cavity_cell_count(made->domain);
  result.observables = {{"freezing_time_s", crossing_time(solid, nearly_frozen)}, {"steps", static_cast<double>(casting->state().step)}};
  result.reference = {{"freezing_time_s", exact}};
  result.errors = {{"freezing time", std::abs(result.observables["freezing_time_s"] / exact - 1)}, {"energy", balance.error()}};
  result.bars = {{"freezing time", curvature > 0 ? 0.03 : 0.02}, {"energy", 1e-10}};
  return result;
}

}  // namespace sprue
