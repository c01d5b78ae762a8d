#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/drive.h"
#include "solvers/field_findings.h"

namespace sprue {

StaticHead::StaticHead(const Domain& domain, const CastingConditions& conditions, double density)
    : conditions_(conditions), density_(density) {
  const double h = domain.grid.cell;
  double area = 0, sum = 0;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    for (std::size_t d = 0; d < 3; ++d) {
      if (domain.kind[d][s] != FaceKind::inlet) continue;
      Vec3 x = domain.grid.centre(s);
      x[static_cast<int>(d)] -= 0.5 * h;
      area += domain.aperture[d][s];
      sum += domain.aperture[d][s] * potential(x);
    }
  fed_ = area > 0;
  if (fed_) inlet_potential_ = sum / area;
}

double StaticHead::potential(
    Vec3 x) const {  // energy per mass, J/kg: falls where the effective gravity pulls
  const Rotation& r = conditions_.rotation;
  const Vec3 from_axis = x - r.point;
  const Vec3 radial = from_axis - dot(from_axis, r.axis) * r.axis;
  return -dot(conditions_.gravity, x) - 0.5 * r.speed * r.speed * dot(radial, radial);
}

double StaticHead::at(Vec3 x) const {
  return fed_ ? last_pressure(conditions_.inlet) + density_ * (inlet_potential_ - potential(x)) : 0.0;
}

LineEntry line_entry(double width, double temperature, double mould_temperature, const Interface& interface,
                     const AlloyCurve& alloy) {
  LineEntry entry;
  entry.needed = std::max(0.0, -2 * alloy.surface_tension() * std::cos(interface.angles().advancing) / width);
  // Half the latent heat and the superheat leave through both walls of the line: rho w dH / (2 h dT).
  const double heat =
      std::max(0.0, alloy.enthalpy(std::max(temperature, alloy.liquidus())) - alloy.liquidus_enthalpy()) +
      0.5 * alloy.latent_heat();
  const double drop = 0.5 * (temperature + alloy.solidus()) - mould_temperature;
  entry.freezing =
      drop > 0 ? alloy.reference_density() * width * heat / (2 * interface.heat_transfer_coefficient * drop)
               : std::numeric_limits<double>::infinity();
  return entry;
}

}  // namespace sprue
