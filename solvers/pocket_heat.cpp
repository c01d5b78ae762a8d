#include "solvers/pocket_heat.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sprue {

double wall_relaxation_time(double volume, double area, double pressure, double temperature, double gas_constant) {
  constexpr double specific_heat = 718, conductivity = 0.0241, reference = 273.15, power = 0.81, pi = std::numbers::pi;
  const double sphere = std::cbrt(36 * pi * volume * volume), depth = volume / std::max(area, sphere);
  const double density = pressure / (gas_constant * temperature), k = conductivity * std::pow(temperature / reference, power);
  return density * specific_heat * depth * depth * 4 / (pi * pi * k);
}

}  // namespace sprue
