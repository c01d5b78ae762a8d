/// Cavity cases: the driven square (E1) and cube (E2), the square heated from one side (E4).

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "engine/app/simulation.h"
#include "engine/app/case_tools.h"
#include "engine/app/validation.h"
#include "engine/core/error.h"

namespace sprue {

namespace {

struct TablePoint {
  double at, value;
};
using Profile = std::vector<TablePoint>;

/// Velocity along d on the line through the middle of the cavity along `axis`; the layer at z = 0 lies on a mirror.
Profile centre_line(const Domain& domain, const CastingState& state, int d, int axis) {
  const BlockGrid& grid = domain.grid;
  std::map<int, double> line;
  Vec3 low{1e300, 1e300, 1e300}, high{-1e300, -1e300, -1e300};
  int bottom = 1 << 30, top = -(1 << 30);
  for (Slot s = 0; s < grid.flow_slots(); ++s) {
    if (domain.cavity_fraction[s] <= 0) continue;
    const Vec3 x = grid.centre(s);
    for (int e = 0; e < 3; ++e) low[e] = std::min(low[e], x[e]), high[e] = std::max(high[e], x[e]);
    bottom = std::min(bottom, grid.cell_of(s).k);
    top = std::max(top, grid.cell_of(s).k);
  }
  const double middle = 0.5 * (low[d] + high[d]);
  for (Slot s = 0; s < grid.flow_slots(); ++s) {
    const Index3 cell = grid.cell_of(s);
    if (domain.aperture[static_cast<std::size_t>(d)][s] <= 0 || std::abs(grid.centre(s)[d] - 0.5 * grid.cell - middle) > 0.25 * grid.cell) continue;
    const double even = top == bottom ? (cell.k == bottom) : cell.k == bottom ? 9.0 / 8 : cell.k == bottom + 1 ? -1.0 / 8 : 0;   // parabola through two layers, even about the mirror
    if (even != 0) line[axis == 0 ? cell.i : cell.j] += even * state.velocity[static_cast<std::size_t>(d)][s];
  }
  Profile profile;
  for (const auto& [n, value] : line) profile.push_back({(axis == 0 ? grid.origin.x : grid.origin.y) + (n + 0.5) * grid.cell, value});
  return profile;
}

/// Cubic through the four samples around a place.
double interpolate(const Profile& p, double at) {
  std::size_t n = 1;
  while (n + 3 < p.size() && p[n + 1].at < at) ++n;
  double sum = 0;
  for (std::size_t i = n - 1; i < n + 3; ++i) {
    double weight = p[i].value;
    for (std::size_t j = n - 1; j < n + 3; ++j)
      if (j != i) weight *= (at - p[j].at) / (p[i].at - p[j].at);
    sum += weight;
  }
  return sum;
}

/// Largest value (sign 1) or least (-1), by the parabola through the sample and its neighbours.
double extremum(const Profile& p, double sign) {
  std::size_t n = 1;
  for (std::size_t i = 1; i + 1 < p.size(); ++i)
    if (sign * p[i].value > sign * p[n].value) n = i;
  const double slope = 0.5 * (p[n + 1].value - p[n - 1].value), bend = p[n + 1].value - 2 * p[n].value + p[n - 1].value;
  return bend == 0 ? p[n].value : p[n].value - slope * slope / (2 * bend);
}

const Scene::Sliding& lid_of(const Scene& scene) {
  if (scene.sliding_walls.empty()) throw InputError("this case needs a lid", "[[sliding_wall]]", "", "add a [[sliding_wall]]");
  return scene.sliding_walls.front();
}

double reynolds_number(const Scene& scene, const Simulation& simulation) {
  return simulation.alloy.reference_density() * norm(lid_of(scene).velocity) * scene.shapes.at(0).size.x /
         simulation.alloy.viscosity(*scene.alloy.pour_temperature);
}

std::unique_ptr<Casting> finished(const Simulation& simulation) {
  auto casting = simulation.start();
  while (running(*casting)) casting->step();
  return casting;
}

/// Botella & Peyret, Comput. Fluids 27 (1998) 421: spectral, in units of the lid's velocity.
struct Extrema {
  double u_min, v_max, v_min;
};
constexpr Extrema extrema_100{-0.2140424, 0.1795728, -0.2538030}, extrema_1000{-0.3885698, 0.3769447, -0.5270771};

constexpr double order_bar = 1.8;

/// Extrema of one run over those of the reference; their largest deviation is returned, in units of the lid's velocity.
double square_error(Scene scene, double cell, double viscosity, const std::string& name, CaseResult& result) {
  scene.resolution.cell = scene.shapes[0].high = cell;   // one cell thick
  scene.alloy.properties["viscosity_liquid"] = viscosity;
  const auto made = simulation_of(scene);
  const double reynolds = reynolds_number(scene, *made);
  const bool slow = std::abs(reynolds - 100) < 1e-3;
  if (!slow && std::abs(reynolds - 1000) > 1e-2)
    throw InputError("no reference for this Reynolds number", "alloy.properties.viscosity_liquid", std::to_string(reynolds), "choose 1000 (the case runs 100 too)");
  const auto casting = finished(*made);
  const double speed = norm(lid_of(scene).velocity);
  const Profile u = centre_line(made->domain, casting->state(), 0, 1), v = centre_line(made->domain, casting->state(), 1, 0);
  const Extrema found{extremum(u, -1) / speed, extremum(v, 1) / speed, extremum(v, -1) / speed}, exact = slow ? extrema_100 : extrema_1000;
  result.cells += cavity_cell_count(made->domain);
  result.observables["u_min" + name] = found.u_min, result.reference["u_min" + name] = exact.u_min;
  result.observables["v_max" + name] = found.v_max, result.reference["v_max" + name] = exact.v_max;
  result.observables["v_min" + name] = found.v_min, result.reference["v_min" + name] = exact.v_min;
  result.errors["u_min" + name] = std::abs(found.u_min / exact.u_min - 1);
  result.errors["v_min" + name] = std::abs(found.v_min / exact.v_min - 1);
  return std::max({std::abs(found.u_min - exact.u_min), std::abs(found.v_max - exact.v_max), std::abs(found.v_min - exact.v_min)});
}

}  // namespace

CaseResult case_cavity2d(const Scene& scene) {
  if (scene.shapes.empty()) throw InputError("this case needs a cavity", "[[shape]]", "", "add a [[shape]]");
  const double cell = *scene.resolution.cell, viscosity = scene.alloy.properties.at("viscosity_liquid");
  const int across = static_cast<int>(std::round(scene.shapes[0].size.x / cell));
  CaseResult result;
  for (const auto& [reynolds, factor] : {std::pair<const char*, double>{"100", 10.0}, {"1000", 1.0}}) {
    if (factor == 1 && across < 128) continue;  // half of 64 cells does not resolve the boundary layers at Re 1000
    const std::string name = std::string(", Re ") + reynolds;
    Scene run = scene;
    if (factor != 1) run.run.end_time = 0.4 * scene.run.end_time.value_or(0);   // settles sooner
    const double error = square_error(run, cell, factor * viscosity, name, result);
    const double coarse = square_error(run, 2 * cell, factor * viscosity, name + ", coarse", result);
    result.bars["u_min" + name] = result.bars["v_min" + name] = 0.01;
    result.observables["order" + name] = std::log2(coarse / error);
    result.errors["order short of 1.8" + name] = std::max(0.0, order_bar - std::log2(coarse / error));
    result.bars["order short of 1.8" + name] = 0;
  }
  return result;
}

namespace {

/// Albensoeder & Kuhlmann, J. Comput. Phys. 206 (2005) 536, cube at Re 1000: lid at x = -1/2 sliding to +y.
constexpr TablePoint cube_v[] = {{-.4766, .58964}, {-.4531, .33171}, {-.3516, .12183}, {-.2344, .07334}, {0, .00802}, {.2187, -.10999}, {.3281, -.25160}, {.3984, -.27293}, {.4375, -.22283}};
constexpr TablePoint cube_u[] = {{-.4375, -.21738}, {-.4062, -.24407}, {-.2734, -.17580}, {0, -.03674}, {.3047, .15223}, {.3594, .31117}, {.4063, .43423}, {.4531, .29032}};

}  // namespace

CaseResult case_cavity3d(const Scene& scene) {
  const auto made = simulation_of(scene);
  const double reynolds = reynolds_number(scene, *made), speed = norm(lid_of(scene).velocity), side = scene.shapes[0].size.x;
  if (std::abs(reynolds - 1000) > 1e-2)
    throw InputError("no reference for this Reynolds number", "alloy.properties.viscosity_liquid", std::to_string(reynolds), "choose 1000");
  const auto casting = finished(*made);
  const Profile v = centre_line(made->domain, casting->state(), 1, 0), u = centre_line(made->domain, casting->state(), 0, 1);
  double sum = 0, most = 0;
  int samples = 0;
  const auto compare = [&](const Profile& profile, const auto& table) {
    for (const TablePoint& s : table) {
      const double e = interpolate(profile, s.at * side) / speed - s.value;
      sum += e * e, most = std::max(most, std::abs(e)), ++samples;
    }
  };
  compare(v, cube_v);
  compare(u, cube_u);
  CaseResult result;
  result.cells = cavity_cell_count(made->domain);
  const double coarse = std::pow(64 * *scene.resolution.cell / side, 2);   // bars are those of 64 cells
  result.observables = {{"v_min", extremum(v, -1) / speed}, {"u_min", extremum(u, -1) / speed}, {"u_max", extremum(u, 1) / speed}, {"largest deviation", most}};
  // extrema by the parabola through the table's three values around them
  result.reference = {{"v_min", -0.2803}, {"u_min", -0.2447}, {"u_max", 0.4350}};
  result.errors = {{"RMS", std::sqrt(sum / samples)}};
  result.bars = {{"RMS", 0.012 * coarse}};
  for (const char* name : {"v_min", "u_min", "u_max"}) {
    result.errors[name] = std::abs(result.observables[name] / result.reference[name] - 1);
    if (coarse <= 1 + 1e-9) result.bars[name] = 0.04;
  }
  return result;
}

namespace {

/// de Vahl Davis, Int. J. Numer. Meth. Fluids 3 (1983) 249, Pr 0.71: mean Nusselt number, largest velocities on the middle lines in
/// units of alpha / L, and the bar of the Nusselt number at 80 cells.
struct Convection {
  double rayleigh, nusselt, u_max, v_max, bar;
};
constexpr Convection convections[] = {{1e3, 1.118, 3.649, 3.697, 0.005}, {1e4, 2.243, 16.178, 19.617, 0.005},
                                      {1e5, 4.519, 34.73, 68.59, 0.005}, {1e6, 8.800, 64.63, 219.36, 0.01}};

/// Heat through the middle plane over that by conduction alone: mean over all planes of u T - alpha dT/dx.
double nusselt(const Simulation& simulation, const Casting& casting, double hot, double cold, double diffusivity) {
  const Domain& domain = simulation.domain;
  const BlockGrid& grid = domain.grid;
  const auto temperature = [&](Slot s) { return casting.heat().metal_temperature(casting.state(), s); };
  double sum = 0;
  std::map<int, double> count;
  for (Slot s = 0; s < grid.flow_slots(); ++s) {
    const Slot low = grid.below(0, s);
    if (domain.aperture[0][s] <= 0 || low == no_slot) continue;
    const double here = temperature(s), there = temperature(low);
    sum += casting.state().velocity[0][s] * (0.5 * (here + there) - 0.5 * (hot + cold)) - diffusivity * (here - there) / grid.cell;
    count[grid.cell_of(s).i] += 1;
  }
  const double planes = static_cast<double>(count.size()), rows = count.begin()->second;
  return sum / (planes * rows) * (planes + 1) * grid.cell / (diffusivity * (hot - cold));
}

void convect(Scene scene, double factor, CaseResult& result) {
  scene.shapes.at(0).high = *scene.resolution.cell;   // one cell thick
  scene.gravity.acceleration = factor * scene.gravity.acceleration;
  const auto made = simulation_of(scene);
  const AlloyCurve& alloy = made->alloy;
  const double hot = scene.thermals.at(0).temperature, cold = scene.thermals.at(1).temperature, side = scene.shapes.at(0).size.x;
  const double mean = 0.5 * (hot + cold), enthalpy = alloy.enthalpy(mean), rho = alloy.reference_density();
  const double diffusivity = alloy.conductivity(enthalpy) / (rho * alloy.heat_capacity(enthalpy)), nu = alloy.viscosity(mean) / rho;
  const double lightness = (alloy.density(alloy.enthalpy(cold)) - alloy.density(alloy.enthalpy(hot))) / rho;
  const double rayleigh = norm(scene.gravity.acceleration) * lightness * side * side * side / (nu * diffusivity);
  const auto known = std::find_if(std::begin(convections), std::end(convections), [&](const Convection& c) { return std::abs(rayleigh / c.rayleigh - 1) < 1e-3; });
  if (known == std::end(convections) || std::abs(nu / diffusivity / 0.71 - 1) > 1e-3)
    throw InputError("no reference for this Rayleigh or Prandtl number", "gravity.acceleration", std::to_string(rayleigh), "choose Ra 1e3 to 1e6 by decades and Pr 0.71");
  const auto casting = finished(*made);
  const std::string name = ", Ra 1e" + std::to_string(static_cast<int>(std::round(std::log10(rayleigh))));
  const double unit = diffusivity / side, coarse = std::pow(80 * *scene.resolution.cell / side, 2);
  const auto note = [&](const std::string& what, double found, double exact, double bar) {
    result.observables[what + name] = found;
    result.reference[what + name] = exact;
    result.errors[what + name] = std::abs(found / exact - 1);
    result.bars[what + name] = bar * coarse;
  };
  result.cells += cavity_cell_count(made->domain);
  note("Nu", nusselt(*made, *casting, hot, cold, diffusivity), known->nusselt, known->bar);
  note("u_max", extremum(centre_line(made->domain, casting->state(), 0, 1), 1) / unit, known->u_max, 0.015);
  note("v_max", extremum(centre_line(made->domain, casting->state(), 1, 0), 1) / unit, known->v_max, 0.015);
}

}  // namespace

CaseResult case_natural_convection(const Scene& scene) {
  if (scene.thermals.size() < 2 || scene.shapes.empty())
    throw InputError("this case needs a cavity, a hot and a cold side", "[[shape]], [[thermal]]", "", "add them, the hot side first");
  CaseResult result;
  const bool all = std::round(scene.shapes[0].size.x / *scene.resolution.cell) >= 80;
  for (const double factor : {0.1, 1.0, 10.0, 100.0})
    if (all || factor == 1) convect(scene, factor, result);
  return result;
}

}  // namespace sprue
