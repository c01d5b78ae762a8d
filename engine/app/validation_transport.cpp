/// Transport by a uniform flow: drop transport (B7: a free drop at uniform speed through empty space keeps that speed, whatever its direction to
/// the grid) and enthalpy transport (no new extremum of temperature, energy kept).

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/app/case_tools.h"
#include "engine/app/validation.h"
#include "engine/core/error.h"
#include "solvers/chronicle.h"

namespace sprue {

namespace {

struct Flight {
  std::size_t cells = 0;
  double deviation = 0;  // largest |u - U| / |U| on a face of the drop
  double shape = 0;      // sum |f - f_exact| / sum f
  double metal = 0, moved = 0;
};

/// Metal of the scene's first body moved by `path`, as the grid sees it.
Field<double> moved_body(Scene scene, const Vec3& path) {
  scene.initials.front().centre += path;
  return simulation_of(scene)->start()->state().metal;
}

double deviation(const Domain& domain, const Casting& casting, const Vec3& velocity) {
  double most = 0;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    if (!casting.surface().pressure_cell()[s]) continue;
    for (int d = 0; d < 3; ++d)
      for (const Slot face : {s, domain.grid.neighbour(s, d == 0, d == 1, d == 2)})
        if (domain.aperture[d][face] > 0) most = std::max(most, std::abs(casting.state().velocity[d][face] - velocity[d]));
  }
  return most / norm(velocity);
}

Flight fly(Scene scene, double length) {
  const Vec3 velocity = scene.initials.front().velocity;
  scene.run.end_time = length / norm(velocity);
  const auto made = simulation_of(scene);
  const auto casting = made->start();
  const double metal = total_metal(casting->state());
  Flight flight;
  flight.cells = cavity_cell_count(made->domain);
  while (running(*casting)) {
    flight.moved += casting->step().advection.moved_by_fallback / metal;
    flight.deviation = std::max(flight.deviation, deviation(made->domain, *casting, velocity));
    flight.metal = std::max(flight.metal, std::abs(total_metal(casting->state()) / metal - 1));
  }
  const Field<double> exact = moved_body(scene, casting->state().time * velocity);
  for (std::size_t s = 0; s < exact.size(); ++s) flight.shape += std::abs(casting->state().metal[s] - exact[s]) / metal;
  return flight;
}

/// A slice one cell thick between mirrors, through a cylinder in place of the sphere.
Scene sliced(Scene scene) {
  for (Scene::Shape& shape : scene.shapes) {
    shape.high = shape.low + *scene.resolution.cell;
    shape.top = shape.bottom = "symmetry";
  }
  scene.initials.front().kind = "cylinder";
  scene.initials.front().velocity.z = 0;
  return scene;
}

}  // namespace

CaseResult case_drop_transport(const Scene& given) {
  const double length = case_length(given);
  if (first_initial(given).kind != "sphere" || norm(first_initial(given).velocity) == 0)
    throw InputError("this case needs a moving sphere of metal", "[[initial]]", first_initial(given).kind, "give kind = \"sphere\" and a velocity");
  CaseResult result;
  const auto run = [&](const std::string& name, const Scene& scene) {
    const Flight flight = fly(scene, length);
    result.cells = flight.cells;
    result.errors["velocity, " + name] = flight.deviation;
    result.observables["shape, " + name] = flight.shape;
    result.errors["metal volume"] = std::max(result.errors["metal volume"], flight.metal);
    result.errors["moved by fallback"] = std::max(result.errors["moved by fallback"], flight.moved);
    result.bars["velocity, " + name] = 1e-10;
  };
  // oblique as given, and with the same speed along x; the full size adds the sphere to the cylinder
  const auto both = [&](const std::string& name, Scene scene) {
    run(name + " oblique", scene);
    const double speed = norm(scene.initials.front().velocity);
    scene.initials.front().velocity = {speed, 0, 0};
    run(name + " along x", scene);
  };
  both("cylinder", sliced(given));
  if (full_size(given)) both("sphere", given);
  result.bars["metal volume"] = 1e-10;
  result.bars["moved by fallback"] = 1e-6;
  return result;
}

namespace {

/// Specific enthalpies, J per unit of metal, of the cells with more than a thousandth of metal.
struct Extremes {
  double low = INFINITY, high = -INFINITY;
};
Extremes extremes(const CastingState& state) {
  Extremes e;
  for (std::size_t s = 0; s < state.metal.size(); ++s) {
    if (state.metal[s] < 1e-3) continue;
    e.low = std::min(e.low, state.enthalpy[s] / state.metal[s]);
    e.high = std::max(e.high, state.enthalpy[s] / state.metal[s]);
  }
  return e;
}

/// Of the metal there is, and of what left less what came in: constant.
double energy(const CastingState& state) {
  double sum = state.enthalpy_out - state.enthalpy_in;
  for (const double h : state.enthalpy) sum += h;
  return sum;
}

}  // namespace

CaseResult case_enthalpy_transport(const Scene& given) {
  const double length = case_length(given);
  const Vec3 velocity = first_initial(given).velocity;
  if (given.initials.size() < 2 || norm(velocity) == 0)
    throw InputError("this case needs a moving body with a hot part", "[[initial]]", std::to_string(given.initials.size()), "give two bodies and a velocity");
  Scene scene = given;
  scene.run.end_time = length / norm(velocity);
  const auto made = simulation_of(scene);
  const auto casting = made->start();
  const Extremes start = extremes(casting->state());
  const double rise = start.high - start.low, energy_at_start = energy(casting->state()), held_at_start = casting->state().enthalpy_in;
  double beyond = 0, worst_energy = 0;
  while (running(*casting)) {
    casting->step();
    const Extremes now = extremes(casting->state());
    beyond = std::max({beyond, (start.low - now.low) / rise, (now.high - start.high) / rise});
    worst_energy = std::max(worst_energy, std::abs(energy(casting->state()) - energy_at_start) / held_at_start);
  }
  for (Scene::Initial& body : scene.initials) {
    body.low += casting->state().time * velocity;
    body.high += casting->state().time * velocity;
  }
  const auto exact = simulation_of(scene)->start();
  double smeared = 0, carried = 0;
  for (std::size_t s = 0; s < exact->state().metal.size(); ++s) {
    const double hot = exact->state().enthalpy[s] - exact->state().metal[s] * start.low;
    carried += hot;
    smeared += std::abs(casting->state().enthalpy[s] - casting->state().metal[s] * start.low - hot);
  }
  CaseResult result;
  result.cells = cavity_cell_count(made->domain);
  result.observables = {{"peak_kept", (extremes(casting->state()).high - start.low) / rise}, {"smeared", smeared / carried},
                        {"cells_in_slab", (scene.initials[1].high.x - scene.initials[1].low.x) / made->domain.grid.cell}};
  result.reference = {{"peak_kept", 1}, {"smeared", 0}};
  result.errors = {{"beyond the extrema", std::max(0.0, beyond)}, {"energy", worst_energy}};
  result.bars = {{"beyond the extrema", 1e-12}, {"energy", 1e-12}};
  return result;
}

}  // namespace sprue
