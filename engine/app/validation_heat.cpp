/// Heat cases: Neumann's freezing half-space, two half-spaces with an interface.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/app/simulation.h"
#include "engine/app/case_tools.h"
#include "engine/app/validation.h"
#include "engine/app/validation_heat_tools.h"
#include "engine/core/error.h"
#include "solvers/chronicle.h"

namespace sprue {

namespace {

/// Neumann's similarity solution: liquid at `start` on a wall at `wall`, front s = 2 lambda sqrt(alpha_s t).
struct Neumann {
  double wall, melt, start, alpha_solid, alpha_liquid, lambda;

  Neumann(const AlloyCurve& alloy, double wall_temperature, double start_temperature)
      : wall(wall_temperature), melt(alloy.liquidus()), start(start_temperature) {
    const AlloyCurve::Plateau& p = single_melting_point(alloy);
    const double rho = alloy.reference_density();
    alpha_solid = p.conductivity_solid / (rho * p.capacity_solid);
    alpha_liquid = p.conductivity_liquid / (rho * p.capacity_liquid);
    const double ratio = std::sqrt(alpha_solid / alpha_liquid), latent = p.enthalpy_liquid - p.enthalpy_solid;
    lambda = increasing_root(1e-6, 5, [&](double l) {
      const double solid = p.capacity_solid * (melt - wall) * std::exp(-l * l) / std::erf(l);
      const double liquid = p.conductivity_liquid / p.conductivity_solid * ratio * p.capacity_solid * (start - melt) *
                            std::exp(-l * l * ratio * ratio) / std::erfc(l * ratio);
      return l * std::sqrt(std::numbers::pi) * latent - solid + liquid;
    });
  }
  double front(double t) const { return 2 * lambda * std::sqrt(alpha_solid * t); }
  double temperature(double x, double t) const {
    if (x <= front(t)) return wall + (melt - wall) * std::erf(x / (2 * std::sqrt(alpha_solid * t))) / std::erf(lambda);
    return start - (start - melt) * std::erfc(x / (2 * std::sqrt(alpha_liquid * t))) /
                       std::erfc(lambda * std::sqrt(alpha_solid / alpha_liquid));
  }
};

}  // namespace

CaseResult case_neumann(const Scene& scene) {
  const auto made = simulation_of(scene);
  const Simulation& simulation = *made;
  const auto casting = simulation.start();
  if (scene.thermals.empty() || scene.initials.empty() || !scene.initials[0].temperature)
    throw InputError("this case needs a [[thermal]] wall and [[initial]] metal with a temperature", "scene", "", "add them");
  const Neumann exact(simulation.alloy, scene.thermals[0].temperature, *scene.initials[0].temperature);
  const BlockGrid& grid = simulation.domain.grid;
  const double h = grid.cell, wall = scene.initials[0].low.x, scale = exact.start - exact.wall;
  const double enthalpy = total_enthalpy(casting->state());
  const std::size_t cells = cavity_cell_count(simulation.domain);
  const double section = cavity_volume(simulation.domain) / (scene.initials[0].high.x - wall);
  double front_error = 0, stair = 0, history = 0, energy = 0, last = 0;
  int samples = 0;
  const double probe = wall + 10.5 * h;  // a cell's centre, passed by the front
  while (running(*casting)) {
    casting->step();
    const CastingState& state = casting->state();
    double solid = 0, temperature = 0;
    for (Slot s = 0; s < grid.flow_slots(); ++s) {
      if (state.metal[s] <= 0) continue;
      solid += state.metal[s] * casting->heat().solid_fraction(state, s);
      if (std::abs(grid.centre(s).x - probe) < 0.25 * h) temperature = casting->heat().metal_temperature(state, s);
    }
    const double front = solid * simulation.domain.cell_volume() / section;
    const double relative = front / exact.front(state.time) - 1;
    energy = std::max(energy, std::abs(total_enthalpy(state) + state.heat_out - enthalpy) / std::max(std::abs(state.heat_out), 1e-300));
    if (front < 10 * h) continue;
    front_error = std::max(front_error, std::abs(relative));
    if (samples > 0) stair = std::max(stair, std::abs(relative - last));
    last = relative;
    const double e = (temperature - exact.temperature(probe - wall, state.time)) / scale;
    history += e * e;
    ++samples;
  }
  CaseResult result;
  result.cells = cells;
  result.observables = {{"steps", static_cast<double>(casting->state().step)}, {"samples_past_10_cells", static_cast<double>(samples)},
                        {"front_m", exact.front(casting->state().time) * (1 + last)}};
  result.reference = {{"lambda", exact.lambda}, {"front_m", exact.front(casting->state().time)}};
  result.errors = {{"front", samples ? front_error : 1.0}, {"temperature history RMS", samples ? std::sqrt(history / samples) : 1.0},
                   {"staircase", samples ? stair : 1.0}, {"energy", energy}};
  result.bars = {{"front", 0.005}, {"temperature history RMS", 0.005}, {"staircase", 0.01}, {"energy", 1e-10}};
  return result;
}

namespace {

/// Weight of each slot in the heat through the wall. Along the grid every slot counts. Of a turned slab, whose ends lose heat too, a smooth window
/// over the middle of the side towards -x does (cos^2 along the wall, zero within 100 mm of the ends; to half the depth, beyond which
/// the other wall rules): cells of a turned wall see it evenly whatever the angle.
std::vector<double> window(const Scene& scene, const BlockGrid& grid) {
  const Scene::Shape& slab = scene.shapes.at(0);
  std::vector<double> weight(grid.flow_slots(), 1.0);
  if (slab.turn == 0) return weight;
  const double half = 0.5 * slab.size.y - 0.1, c = std::cos(slab.turn), s = std::sin(slab.turn);
  if (half <= 0) throw InputError("the turned slab is too short", "shape.0.size", "", "more than 200 mm along its wall");
  for (Slot n = 0; n < grid.flow_slots(); ++n) {
    const Vec3 x = grid.centre(n) - slab.centre;
    const double along = -s * x.x + c * x.y;
    weight[n] = c * x.x + s * x.y < 0 && std::abs(along) < half ? std::pow(std::cos(0.5 * std::numbers::pi * along / half), 2) : 0.0;
  }
  return weight;
}

/// Sum of weight * values over the metal's slots.
template <class Values>
double weighed(const std::vector<double>& weight, const Values& values) {
  double sum = 0;
  for (std::size_t s = 0; s < weight.size(); ++s) sum += weight[s] * values[s];
  return sum;
}

}  // namespace

CaseResult case_contact_resistance(const Scene& scene) {
  const auto made = simulation_of(scene);
  const Simulation& simulation = *made;
  const auto casting = simulation.start();
  if (scene.initials.empty() || !scene.initials[0].temperature)
    throw InputError("this case needs [[initial]] metal with a temperature", "scene", "", "add it");
  const Domain& domain = simulation.domain;
  const MouldProperties& mould = simulation.moulds[0];
  const double hot = *scene.initials[0].temperature, cold = simulation.conditions.mould_temperature;
  const AlloyCurve::Point metal = simulation.alloy.at(simulation.alloy.enthalpy(hot));
  const double b1 = effusivity(metal.conductivity, simulation.alloy.reference_density(), metal.capacity), b2 = effusivity(mould);
  const double coefficient = simulation.conditions.interfaces[0].heat_transfer_coefficient;
  const std::vector<double> weight = window(scene, domain.grid);
  const double area = weighed(weight, domain.wall_area) * domain.grid.cell * domain.grid.cell;
  EnergyBalance balance(simulation, casting->state());
  double error = 0, before = weighed(weight, casting->state().enthalpy), flux = 0, exact = 0;
  while (running(*casting)) {
    const double dt = casting->step().dt;
    const CastingState& state = casting->state();
    balance.watch(state);
    const double now = weighed(weight, state.enthalpy);
    flux = (before - now) / (area * dt);
    before = now;
    // mean of the exact flux over the step: (Q(t) - Q(t - dt)) / dt with Q the integral of h dT exp(g^2) erfc(g)
    const auto heat = [&](double t) {
      const double k = coefficient * (1 / b1 + 1 / b2), g = k * std::sqrt(t);
      return t <= 0 ? 0.0 : coefficient * (hot - cold) / (k * k) * (std::exp(g * g) * std::erfc(g) - 1 + 2 * g / std::sqrt(std::numbers::pi));
    };
    exact = (heat(state.time) - heat(state.time - dt)) / dt;
    // an interface is resolved once heat has spread over some cells on both sides: over six where it cuts them (the ladder asks for eight)
    const double spread = std::sqrt(std::min(metal.conductivity / (simulation.alloy.reference_density() * metal.capacity),
                                             diffusivity(mould)) * state.time);
    if (spread > (scene.shapes.at(0).turn == 0 ? 2 : 6) * domain.grid.cell) error = std::max(error, std::abs(flux / exact - 1));
  }
  CaseResult result;
  result.cells = cavity_cell_count(domain);
  result.observables = {{"flux_W_m2", flux}, {"steps", static_cast<double>(casting->state().step)}};
  result.reference = {{"flux_W_m2", exact}};
  result.errors = {{"flux", error}, {"energy", balance.error()}};
  result.bars = {{"flux", 0.01}, {"energy", 1e-10}};
  return result;
}

}  // namespace sprue
