/// Feeding cases: pressure that mush takes (G1), dimensionless Niyama number (G2).

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/app/case_tools.h"
#include "engine/app/simulation.h"
#include "engine/app/validation.h"
#include "engine/core/error.h"
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

}  // namespace

CaseResult case_darcy(const Scene& scene) {
  const auto made = simulation_of(scene);
  const Domain& domain = made->domain;
  const AlloyCurve& alloy = made->alloy;
  if (scene.shapes.empty() || scene.initials.empty()) throw InputError("this case needs a channel with bodies of mush in series", "scene", "", "add [[shape]] and [[initial]]");
  const Scene::Shape& channel = scene.shapes.front();
  const double speed = scene.process.pour_rate / (channel.size.y * (channel.high - channel.low));
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
