/// Jets: fountain, draining tank.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/app/case_tools.h"
#include "engine/app/validation.h"
#include "solvers/chronicle.h"

namespace sprue {

namespace {

/// Open area of all faces of a kind, m2.
double area_of(const Domain& domain, FaceKind kind) {
  double faces = 0;
  for (int d = 0; d < 3; ++d)
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
      if (domain.kind[d][s] == kind) faces += domain.aperture[d][s];
  return faces * domain.grid.cell * domain.grid.cell;
}

/// Height of the surface in the highest cell that is at least half full, m; nothing counts that hangs above as spray.
double top_of_metal(const Domain& domain, const CastingState& state) {
  double top = -std::numeric_limits<double>::infinity();
  const double h = domain.grid.cell;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    if (state.metal[s] >= 0.5) top = std::max(top, domain.grid.centre(s).z + (state.metal[s] - 0.5) * h);
  return top;
}

}  // namespace

CaseResult case_fountain(const Scene& scene) {
  const auto simulation = simulation_of(scene);
  const auto casting = simulation->start();
  const double speed = simulation->conditions.inlet.flow_rate / area_of(simulation->domain, FaceKind::inlet);
  const double exact = speed * speed / (2 * norm(simulation->conditions.gravity)), floor = scene.shapes.front().low;
  const double rise = speed / norm(simulation->conditions.gravity), settled = 2 * rise;   // the overshoot has fallen back
  double most = 0, sum = 0, time = 0;
  Balances balances(casting->state());
  while (running(*casting)) {
    casting->step();
    const double height = top_of_metal(simulation->domain, casting->state()) - floor, dt = casting->state().last_dt;
    most = std::max(most, height);
    balances.watch(casting->state());
    if (casting->state().time < settled) continue;
    sum += height * dt;
    time += dt;
  }
  const double height = sum / time;
  CaseResult result;
  result.cells = cavity_cell_count(simulation->domain);
  result.observables = {{"height_mm", 1e3 * height}, {"overshoot_mm", 1e3 * (most - exact)}, {"cells_in_jet", case_length(scene) / simulation->domain.grid.cell}};
  result.reference = {{"height_mm", 1e3 * exact}};
  result.errors = {{"height", std::abs(height / exact - 1)}, {"metal volume", balances.metal()}, {"gas mass", balances.gas()}};
  result.bars = {{"height", 0.03}, {"metal volume", 1e-10}, {"gas mass", 1e-8}};
  return result;
}

namespace {

/// Contraction of a plane jet from a slot in the end of a channel `ratio` times as wide (von Mises 1917): delta / a with
/// a / delta = 1 + 2 / pi (1 / r - r) atan r, r = delta / A the speed in the channel over that of the jet. A wide tank: pi / (pi + 2).
double slot_contraction(double ratio) {
  double share = 0.6;
  for (int k = 0; k < 100; ++k) {
    const double r = share / ratio;
    share = 1 / (1 + 2 / std::numbers::pi * (1 / r - r) * std::atan(r));
  }
  return share;
}

/// Discharge of a slot in the bottom under a head h, over its area and sqrt(2 g h). The head grows along the jet by its own length, which
/// widens it: 1 + 0.068 a / h. This was computed for the wide tank by a conformal map (tank and jet to a half plane, log of the velocity
/// on the free streamline from Bernoulli with gravity, its angle by the Hilbert transform): 0.0683 to 0.0670 for a / h from 0.007 to 0.13.
double slot_discharge(double ratio, double slot, double head) {
  const double share = slot_contraction(ratio), r = share / ratio;
  return share * (1 + 0.068 * slot / head) / std::sqrt(1 - r * r);
}

/// Time for the level to fall from `high` to `low`, s; midpoint rule in a thousand parts.
double drain_time(double ratio, double slot, double high, double low, double gravity) {
  constexpr int parts = 1000;
  double time = 0;
  for (int k = 0; k < parts; ++k) {
    const double h = low + (high - low) * (k + 0.5) / parts;
    time += ratio * (high - low) / parts / (slot_discharge(ratio, slot, h) * std::sqrt(2 * gravity * h));
  }
  return time;
}

}  // namespace

CaseResult case_torricelli(const Scene& scene) {
  const auto simulation = simulation_of(scene);
  const auto casting = simulation->start();
  const BlockGrid& grid = simulation->domain.grid;
  const Scene::Initial& tank = first_initial(scene);
  const double slot = case_length(scene), width = 2 * (tank.high.x - tank.low.x), h = grid.cell;
  const double full = tank.high.y - tank.low.y, g = norm(simulation->conditions.gravity);
  const double at_start = total_metal(casting->state());
  const auto level = [&] {
    double above = 0;
    for (Slot s = 0; s < grid.flow_slots(); ++s)
      if (grid.centre(s).y > tank.low.y) above += casting->state().metal[s];
    return full * above / at_start;
  };
  std::vector<Sample> path = {{0, full}};
  Balances balances(casting->state());
  while (running(*casting)) {
    casting->step();
    path.push_back({casting->state().time, level()});
    balances.watch(casting->state());
  }
  const double high = 0.95 * full, low = 0.85 * full;   // the jet forms within 2 L / V, L = 0.3 m its inertia: 2 % of the drain
  const double time = crossing_time(path, low) - crossing_time(path, high), exact = drain_time(width / slot, slot, high, low, g);
  CaseResult result;
  result.cells = cavity_cell_count(simulation->domain);
  const double mean = 0.5 * (high + low), used = slot_discharge(width / slot, slot, mean);
  result.observables = {{"drain_time_ms", 1e3 * time}, {"discharge_coefficient", used * exact / time}, {"cells_in_slot", slot / h}};
  result.reference = {{"drain_time_ms", 1e3 * exact}, {"discharge_coefficient", used}};
  result.errors = {{"drain time", std::abs(time / exact - 1)}, {"metal volume", balances.metal()}, {"gas mass", balances.gas()}};
  result.bars = {{"drain time", 0.02}, {"metal volume", 1e-10}, {"gas mass", 1e-8}};
  return result;
}

}  // namespace sprue
