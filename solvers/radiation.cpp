#include "solvers/radiation.h"

#include <cmath>

namespace sprue {

namespace {

constexpr double stefan_boltzmann = 5.670374419e-8;  // W/m2/K4, CODATA 2018 (exact in the SI)
constexpr int most_iterations = 50;
constexpr double settled = 1e-9;  // K

}  // namespace

double radiative_coefficient(double emissivity, double surface, double surroundings) {
  return emissivity * stefan_boltzmann * (surface * surface + surroundings * surroundings) * (surface + surroundings);
}

double radiating_surface(double node, double inner, double coefficient, double emissivity, double surroundings) {
  // Newton from the node's temperature: the balance falls steadily in Ts, and is convex on that side, so that it does not overshoot.
  double surface = node;
  if (std::isinf(inner)) return node;
  for (int i = 0; i < most_iterations; ++i) {
    const double cube = emissivity * stefan_boltzmann * surface * surface * surface;
    const double outside = coefficient * (surface - surroundings) + cube * surface - emissivity * stefan_boltzmann * std::pow(surroundings, 4);
    const double change = (inner * (node - surface) - outside) / (inner + coefficient + 4 * cube);
    surface += change;
    if (std::abs(change) < settled) break;
  }
  return surface;
}

}  // namespace sprue
