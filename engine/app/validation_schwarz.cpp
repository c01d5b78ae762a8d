/// Schwarz: metal freezing against a mould, all of finite conductivity; and at full size the same in cells far wider than the heated layer.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/app/case_tools.h"
#include "engine/app/validation.h"
#include "engine/app/validation_heat_tools.h"
#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double far_cells = 20;  // edge of the far cells, in units of the layer heated after the first of their times
constexpr double far_times[] = {1, 10};  // s

/// Similarity solution (Schwarz 1931; Carslaw & Jaeger 1959, section 11.2): contact at one temperature, front s = 2 lambda sqrt(alpha_s t).
struct Schwarz {
  double melt, cold, contact, lambda, alpha_solid, mould_effusivity;

  Schwarz(const Simulation& simulation, double start) {
    const AlloyCurve::Plateau& p = single_melting_point(simulation.alloy);
    const double rho = simulation.alloy.reference_density(), latent = p.enthalpy_liquid - p.enthalpy_solid;
    const double solid = effusivity(p.conductivity_solid, rho, p.capacity_solid), liquid = effusivity(p.conductivity_liquid, rho, p.capacity_liquid);
    const double ratio = std::sqrt(p.conductivity_solid / p.capacity_solid * p.capacity_liquid / p.conductivity_liquid);
    alpha_solid = p.conductivity_solid / (rho * p.capacity_solid);
    mould_effusivity = effusivity(simulation.moulds[0]);
    melt = p.temperature;
    cold = simulation.conditions.mould_temperature;
    const auto contact_at = [&](double l) {
      const double a = solid / std::erf(l);
      return (a * melt + mould_effusivity * cold) / (a + mould_effusivity);
    };
    lambda = increasing_root(1e-9, 5, [&](double l) {
      const double out = solid * (melt - contact_at(l)) / std::erf(l) * std::exp(-l * l);
      const double in = liquid * (start - melt) / std::erfc(l * ratio) * std::exp(-l * l * ratio * ratio);
      return l * std::sqrt(std::numbers::pi * alpha_solid) * rho * latent - out + in;
    });
    contact = contact_at(lambda);
  }
  double front(double t) const { return 2 * lambda * std::sqrt(alpha_solid * t); }
  double heat(double t) const { return 2 * mould_effusivity * (contact - cold) * std::sqrt(t / std::numbers::pi); }  // J/m2 into the mould
};

/// Mean temperature of the walls between metal and mould, K.
double wall_temperature(const Domain& domain, const CastingState& state) {
  double sum = 0, area = 0;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    if (domain.mould_index[s] == no_mould || state.metal[s] <= 0 || domain.wall_area[s] <= 0) continue;
    sum += domain.wall_area[s] * state.mould_temperature[s];
    area += domain.wall_area[s];
  }
  return sum / area;
}

/// Heat that the metal gave off by far_times, in cells of far_cells times the layer sqrt(alpha t) of the mould at the first of them.
void far_cell_heat(const Scene& scene, const Schwarz& exact, double mould_diffusivity, CaseResult& result) {
  Scene wide = scene;
  const double cell = far_cells * std::sqrt(mould_diffusivity * far_times[0]);
  wide.resolution.cell = cell;
  wide.shapes[0].size = {12 * cell, cell, 0};
  wide.shapes[0].centre = {6 * cell, 0.5 * cell, 0};
  wide.shapes[0].high = cell;
  wide.mould.band = 6 * cell;
  for (const double time : far_times) {
    wide.run.end_time = time;
    const auto made = simulation_of(wide);
    const auto casting = made->start();
    const EnergyBalance balance(*made, casting->state());
    while (running(*casting)) casting->step();
    const std::string name = "heat after " + std::to_string(static_cast<int>(time)) + " s, far cells";
    result.observables[name] = balance.given_off(casting->state()) / wall_area(made->domain);
    result.reference[name] = exact.heat(time);
    result.errors[name] = std::abs(result.observables[name] / result.reference[name] - 1);
    result.bars[name] = 0.02;
  }
}

}  // namespace

CaseResult case_schwarz(const Scene& scene) {
  const auto made = simulation_of(scene);
  const auto casting = made->start();
  const double start = first_initial(scene).temperature.value_or(*made->scene.alloy.pour_temperature);
  const Schwarz exact(*made, start);
  const double area = wall_area(made->domain), h = made->domain.grid.cell;
  EnergyBalance balance(*made, casting->state());
  double front_error = 0, contact_error = 0, front = 0, contact = 0;
  int samples = 0;
  while (running(*casting)) {
    casting->step();
    const CastingState& state = casting->state();
    balance.watch(state);
    front = solid_volume(*casting) / area;
    contact = wall_temperature(made->domain, state);
    if (exact.front(state.time) < 5 * h) continue;
    front_error = std::max(front_error, std::abs(front / exact.front(state.time) - 1));
    contact_error = std::max(contact_error, std::abs(contact - exact.contact) / (exact.melt - exact.cold));
    ++samples;
  }
  const CastingState& state = casting->state();
  CaseResult result;
  result.cells = cavity_cell_count(made->domain);
  result.observables = {{"front_m", front}, {"contact_K", contact}, {"steps", static_cast<double>(state.step)}, {"samples_past_5_cells", static_cast<double>(samples)}};
  result.reference = {{"lambda", exact.lambda}, {"front_m", exact.front(state.time)}, {"contact_K", exact.contact}};
  result.errors = {{"front", samples ? front_error : 1.0}, {"contact temperature", samples ? contact_error : 1.0}, {"energy", balance.error()}};
  result.bars = {{"front", 0.01}, {"contact temperature", 0.005}, {"energy", 1e-10}};
  if (full_size(scene)) far_cell_heat(scene, exact, diffusivity(made->moulds[0]), result);
  return result;
}

}  // namespace sprue
