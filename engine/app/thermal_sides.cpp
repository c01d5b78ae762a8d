#include "engine/app/thermal_sides.h"

#include "engine/core/error.h"

namespace sprue {

void set_thermal_boundaries(const Scene& scene, Domain& domain) {
  const BlockGrid& grid = domain.grid;
  const auto conducts = [&](Slot s) {
    return s != no_slot && (domain.mould_index[s] != no_mould ||
                            (s < domain.cavity_fraction.size() && domain.cavity_fraction[s] > 0));
  };
  for (const Scene::Thermal& thermal : scene.thermals) {
    const auto axis = std::string("xyz").find(thermal.side.size() == 2 ? thermal.side[1] : '?');
    if (axis == std::string::npos || (thermal.side[0] != '-' && thermal.side[0] != '+'))
      throw InputError("unknown side", "[[thermal]] side", thermal.side, "use -x, +x, -y, +y, -z or +z");
    const int d = static_cast<int>(axis), step = thermal.side[0] == '-' ? -1 : 1;
    ThermalBoundary boundary;
    boundary.temperature = thermal.temperature;
    boundary.heat_transfer_coefficient = thermal.heat_transfer_coefficient;
    boundary.kind = thermal.kind == "fixed"        ? ThermalKind::fixed_temperature
                    : thermal.kind == "convective" ? ThermalKind::convective
                                                   : ThermalKind::adiabatic;
    domain.thermal_boundaries.push_back(boundary);
    const auto number = static_cast<std::uint8_t>(domain.thermal_boundaries.size());
    for (Slot s = 0; s < grid.slots(); ++s) {
      if (!conducts(s)) continue;
      const Slot beyond = grid.neighbour(s, step * (d == 0), step * (d == 1), step * (d == 2));
      if (conducts(beyond)) continue;
      SPRUE_ASSERT(step < 0 || beyond != no_slot);  // the builder keeps a rim of slots around what conducts
      domain.thermal_boundary[d][step < 0 ? s : beyond] = number;
    }
  }
}

}  // namespace sprue
