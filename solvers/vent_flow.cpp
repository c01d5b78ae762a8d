#include "solvers/vent_flow.h"

#include <algorithm>
#include <cmath>

namespace sprue {

namespace {

constexpr double exponent = 1.4;  // of a diatomic gas

}  // namespace

double orifice_flow(double effective_area, double pressure, double back_pressure, double temperature, double gas_constant) {
  if (pressure <= back_pressure || pressure <= 0 || temperature <= 0) return 0;
  const double critical = std::pow(2 / (exponent + 1), exponent / (exponent - 1));
  const double ratio = std::max(back_pressure / pressure, critical);
  const double shape = std::pow(ratio, 2 / exponent) - std::pow(ratio, (exponent + 1) / exponent);
  return effective_area * pressure *
         std::sqrt(2 * exponent / (exponent - 1) * std::max(0.0, shape) / (gas_constant * temperature));
}

double air_viscosity(double temperature) {
  constexpr double at_zero = 1.716e-5, zero = 273.15, sutherland = 110.4;
  return at_zero * std::pow(temperature / zero, 1.5) * (zero + sutherland) / (temperature + sutherland);
}

double friction_flow(double conductance, double pressure, double back_pressure, double temperature, double gas_constant) {
  if (pressure <= back_pressure || temperature <= 0) return 0;
  return conductance * (pressure - back_pressure) * (pressure + back_pressure) / (2 * air_viscosity(temperature) * gas_constant * temperature);
}

double outlet_flow(const Outlet& outlet, double pressure, double back_pressure, double temperature, double gas_constant) {
  const double free = orifice_flow(outlet.effective_area, pressure, back_pressure, temperature, gas_constant);
  if (outlet.conductance <= 0) return free;
  return std::min(free, friction_flow(outlet.conductance, pressure, back_pressure, temperature, gas_constant));
}

}  // namespace sprue
