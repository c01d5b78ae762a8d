/// Feeding cases: pressure that mush takes (G1), dimensionless Niyama number (G2), pipe and closed void (G3), fluidity (G4).

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string>

#include "engine/app/case_tools.h"
#include "engine/app/simulation.h"
#include "engine/app/validation.h"
#include "engine/app/validation_heat_tools.h"
#include "engine/core/error.h"
#include "solvers/chronicle.h"
#include "solvers/niyama.h"

namespace sprue {

namespace {

std::string fraction_text(double fraction) {
  char text[16];
  std::snprintf(text, sizeof text, "%.2f", fraction);
  return text;
}

/// Solid fraction of an alloy that freezes linearly between liquidus and solidus.
double linear_fraction(const AlloyCurve& alloy, double temperature) {
  if (alloy.plateau().exists) throw InputError("this case needs an alloy that freezes over a range", "alloy", "", "set solidus below liquidus, without a table of solid_fraction");
  return (alloy.liquidus() - temperature) / (alloy.liquidus() - alloy.solidus());
}

/// Least squares of pressure over x in the middle half of [low, high], Pa/m.
double pressure_gradient(const Domain& domain, const CastingState& state, double low, double high) {
  const double middle = 0.5 * (low + high), reach = 0.25 * (high - low);
  double n = 0, x = 0, p = 0, xx = 0, xp = 0;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    const double at = domain.grid.centre(s).x;
    if (domain.cavity_fraction[s] <= 0 || std::abs(at - middle) > reach) continue;
    n += 1, x += at, p += state.pressure[s], xx += at * at, xp += at * state.pressure[s];
  }
  return (n * xp - x * p) / (n * xx - x * x);
}

/// Ny*^2 by the midpoint rule over temperature.
double niyama_quadrature(const AlloyCurve& alloy, double critical) {
  constexpr int points = 200000;
  const double range = alloy.liquidus() - alloy.solidus();
  double sum = 0;
  for (int i = 0; i < points; ++i) {
    const double g = alloy.solid_fraction(alloy.enthalpy(alloy.solidus() + (i + 0.5) / points * range));
    if (g < critical) sum += 180 * g * g / ((1 - g) * (1 - g)) / points;
  }
  return sum;
}

/// A block run until it is solid.
struct Frozen {
  explicit Frozen(const Scene& scene) : made(simulation_of(scene)), casting(made->start()) {
    metal = total_metal(casting->state());
    while (running(*casting) && casting->frozen_fraction() < 1) casting->step();
  }
  double voids() const {   // m3
    double sum = 0;
    for (const double v : casting->state().shrinkage) sum += v;
    return sum * made->domain.cell_volume();
  }
  std::unique_ptr<Simulation> made;
  std::unique_ptr<Casting> casting;
  double metal;            // at the start, units of a cell
};

/// 1 - density at the pour / density of the solid at the end of freezing, by the scene's numbers.
double whole_contraction(const Scene& scene, const AlloyCurve& alloy) {
  const double pour = first_initial(scene).temperature.value_or(*scene.alloy.pour_temperature);
  return 1 - alloy.density(alloy.enthalpy(pour)) / alloy.density(alloy.solidus_enthalpy());
}

/// Of the disc that the polygon is a quarter of, m.
double quarter_radius(const Scene::Shape& shape) {
  if (shape.points.size() < 3) throw InputError("this case needs a quarter of a disc", "[[shape]]", shape.kind, "draw it as a polygon around the corner at 0, 0");
  double twice = 0;
  for (std::size_t i = 0; i < shape.points.size(); ++i) twice += cross(shape.points[i], shape.points[(i + 1) % shape.points.size()]);
  return std::sqrt(2 * std::abs(twice) / std::numbers::pi);
}

/// Shell by shell: liquid within the radius r stands at z; freezing a shell dr takes rho_s / rho_l of its volume, d(r^2 z) = rho_s / rho_l 2 r z dr, so
/// that z = z0 (r / R)^(2 (rho_s / rho_l - 1)). Compared with the empty height of each column of whole cells, from two cells off the axis.
struct PipeDepth {
  double mean = 0, exact = 0, rms = 0;   // m
};
PipeDepth pipe_depth(const Scene& scene, const Frozen& run) {
  const Domain& domain = run.made->domain;
  const AlloyCurve& alloy = run.made->alloy;
  const Scene::Shape& shape = scene.shapes.front();
  const double height = shape.high - shape.low, melt = alloy.density(alloy.liquidus_enthalpy());
  const double radius = quarter_radius(shape), power = 2 * (alloy.density(alloy.solidus_enthalpy()) / melt - 1);
  std::map<std::pair<int, int>, double> empty;
  const BlockGrid& grid = domain.grid;
  for (Slot s = 0; s < grid.flow_slots(); ++s)
    if (domain.cavity_fraction[s] == 1) empty[{grid.cell_of(s).i, grid.cell_of(s).j}] += run.casting->state().shrinkage[s] * grid.cell;
  PipeDepth depth;
  double columns = 0, square = 0, exact_square = 0;
  for (const auto& [column, measured] : empty) {
    const double r = std::hypot(grid.origin.x + (column.first + 0.5) * grid.cell, grid.origin.y + (column.second + 0.5) * grid.cell);
    if (r < 2 * grid.cell) continue;
    const double exact = height - height * std::pow(r / radius, power);
    depth.mean += measured, depth.exact += exact, columns += 1;
    square += (measured - exact) * (measured - exact), exact_square += exact * exact;
  }
  return {depth.mean / columns, depth.exact / columns, std::sqrt(square / exact_square)};
}

/// s that metal of one temperature across a channel cooled on one side runs, from the pour until the tip has the coherency fraction: rho depth dH = -h (T - T0) dt,
/// by the midpoint rule over H.
double flow_time(const AlloyCurve& alloy, double pour, double depth, const Scene::Thermal& cooling) {
  constexpr int points = 20000;
  const double hot = alloy.enthalpy(pour);
  const double stopped = -increasing_root(-hot, -alloy.solidus_enthalpy(), [&](double less) { return alloy.solid_fraction(-less) - alloy.coherency_fraction(); });
  const double step = (hot - stopped) / points;
  double sum = 0;
  for (int i = 0; i < points; ++i) sum += step / (alloy.temperature(stopped + (i + 0.5) * step) - cooling.temperature);
  return alloy.reference_density() * depth / cooling.heat_transfer_coefficient * sum;
}

}  // namespace

CaseResult case_pipe(const Scene& scene) {
  if (scene.shapes.empty()) throw InputError("this case needs a riser", "[[shape]]", "", "add a quarter of a disc");
  Scene open = scene, closed = scene;   // the shells take no account of superheat: only the block has some
  if (open.initials.empty()) throw InputError("this case needs [[initial]] metal", "scene", "", "add it");
  open.initials.front().temperature = simulation_of(scene)->alloy.liquidus();
  closed.shapes.front().top = closed.shapes.front().bottom = "wall";
  const Frozen riser(open), block(closed);
  CaseResult result;
  result.cells = cavity_cell_count(riser.made->domain) + cavity_cell_count(block.made->domain);
  for (const Frozen* run : {&riser, &block}) {
    const std::string in = run == &riser ? " in the open riser" : " in the closed block";
    const CastingState& state = run->casting->state();
    const double contraction = whole_contraction(run->made->scene, run->made->alloy);
    const double share = run->voids() / cavity_volume(run->made->domain);
    result.observables["voids" + in] = share;
    result.reference["voids" + in] = contraction;
    result.errors["voids" + in] = std::abs(share - contraction);
    result.bars["voids" + in] = 1e-3;
    result.errors["metal" + in] = std::abs(total_metal(state) / run->metal - 1);
    result.bars["metal" + in] = 1e-12;
    result.errors["not frozen" + in] = 1 - run->casting->frozen_fraction();
    result.bars["not frozen" + in] = 0;
  }
  const PipeDepth depth = pipe_depth(scene, riser);
  result.observables["mean depth of the pipe mm"] = depth.mean * 1e3;
  result.reference["mean depth of the pipe mm"] = depth.exact * 1e3;
  result.errors["depth of the pipe, RMS"] = depth.rms;
  result.bars["depth of the pipe, RMS"] = 0.05;
  return result;
}

CaseResult case_fluidity(const Scene& scene) {
  if (scene.shapes.empty() || scene.thermals.empty()) throw InputError("this case needs a channel cooled from above", "scene", "", "add [[shape]] and [[thermal]] side = \"+z\"");
  const auto made = simulation_of(scene);
  const AlloyCurve& alloy = made->alloy;
  const Scene::Shape& channel = scene.shapes.front();
  const double section = channel.size.y * (channel.high - channel.low), depth = channel.high - channel.low;
  const auto casting = made->start();
  while (running(*casting) && casting->state().phase == Phase::filling) casting->step();
  const double length = total_metal(casting->state()) * made->domain.cell_volume() / section;
  const double exact = *scene.process.pour_rate / section * flow_time(alloy, *made->scene.alloy.pour_temperature, depth, scene.thermals.front());
  CaseResult result;
  result.cells = cavity_cell_count(made->domain);
  result.observables = {{"length mm", length * 1e3}, {"stopped at s", casting->state().time}};
  result.reference = {{"length mm", exact * 1e3}};
  result.errors = {{"length", std::abs(length / exact - 1)}};
  result.bars = {{"length", 0.05}};
  return result;
}

CaseResult case_darcy(const Scene& scene) {
  const auto made = simulation_of(scene);
  const Domain& domain = made->domain;
  const AlloyCurve& alloy = made->alloy;
  if (scene.shapes.empty() || scene.initials.empty()) throw InputError("this case needs a channel with bodies of mush in series", "scene", "", "add [[shape]] and [[initial]]");
  const Scene::Shape& channel = scene.shapes.front();
  const double speed = *scene.process.pour_rate / (channel.size.y * (channel.high - channel.low));
  const auto casting = made->start();
  double longest = 0;
  while (running(*casting)) longest = std::max(longest, casting->step().dt);
  CaseResult result;
  result.cells = cavity_cell_count(domain);
  result.observables = {{"steps", static_cast<double>(casting->state().step)}, {"longest step s", longest}};
  for (const Scene::Initial& body : scene.initials) {
    const double temperature = body.temperature.value_or(*scene.alloy.pour_temperature), f = linear_fraction(alloy, temperature);
    const double permeability = std::pow(alloy.arm_spacing(), 2) * std::pow(1 - f, 3) / (180 * f * f);
    const double exact = alloy.viscosity(temperature) * speed / permeability;
    const double measured = -pressure_gradient(domain, casting->state(), body.low.x, body.high.x);
    const std::string at = " at solid fraction " + fraction_text(f);
    result.observables["gradient Pa/mm" + at] = measured * 1e-3;
    result.reference["gradient Pa/mm" + at] = exact * 1e-3;
    result.errors["gradient" + at] = std::abs(measured / exact - 1);
    result.bars["gradient" + at] = 0.005;
  }
  return result;
}

CaseResult case_niyama(const Scene& scene) {
  const auto made = simulation_of(scene);
  const AlloyCurve& alloy = made->alloy;
  const bool straight = !alloy.plateau().exists;
  CaseResult result;
  result.cells = cavity_cell_count(made->domain);
  for (const double g : {0.5, 0.7, 0.9, 0.95}) {
    const double closed = 180 * (g + 2 * std::log(1 - g) + 1 / (1 - g) - 1);
    const double exact = std::sqrt(straight ? closed : niyama_quadrature(alloy, g)), number = niyama_number_at(alloy, g);
    const std::string at = " at solid fraction " + fraction_text(g);
    result.observables["Ny*" + at] = number;
    result.reference["Ny*" + at] = exact;
    result.errors["Ny*" + at] = std::abs(number / exact - 1);
    result.bars["Ny*" + at] = 1e-3;
  }
  return result;
}

}  // namespace sprue
