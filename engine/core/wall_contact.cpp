#include "engine/core/wall_contact.h"

#include <limits>

#include "engine/core/error.h"

namespace sprue {

double transfer_coefficient(const WallContact& c, double gap, double temperature) {
  SPRUE_ASSERT(gap >= 0 && c.coating_thickness >= 0 && c.film_thickness >= 0 && c.gas_conductivity > 0 && c.coating_conductivity > 0);
  constexpr double stefan_boltzmann = 5.670374419e-8;  // W/m2/K4
  const double gas = c.film_thickness + gap;
  double through = gas > 0 ? c.gas_conductivity / gas : std::numeric_limits<double>::infinity();
  if (gap > 0) through += 4 * c.emissivity * stefan_boltzmann * temperature * temperature * temperature;
  const double resistance = c.coating_resistance() + 1 / through;
  return 1 / resistance;
}

double open_gap(const Shell& s) {
  if (s.thickness <= 0 || s.shrinkage <= 0) return 0;
  const double slenderness = s.span / s.thickness;
  return s.pressure > 0 && 0.75 * s.pressure * slenderness * slenderness > s.yield ? 0 : s.shrinkage;
}

}  // namespace sprue
