#include "engine/app/thermal_sides.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "engine/core/error.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

bool conducts(const Domain& domain, Slot s) {
  return s != no_slot && (domain.mould_index[s] != no_mould || (s < domain.cavity_fraction.size() && domain.cavity_fraction[s] > 0));
}

/// Number of a new boundary, as Domain::thermal_boundary holds it.
std::uint8_t add_boundary(const ThermalBoundary& boundary, const std::string& where, Domain& domain) {
  if (domain.thermal_boundaries.size() >= std::numeric_limits<std::uint8_t>::max())
    throw InputError("too many thermal sides and channels", where, "", "at most 255 together");
  domain.thermal_boundaries.push_back(boundary);
  return static_cast<std::uint8_t>(domain.thermal_boundaries.size());
}

/// Coefficients of air and platens where none is given: sources at the keys (scene_schema.cpp).
ThermalBoundary outside_of(const Scene::Thermal& thermal) {
  constexpr double free_air = 5, pressed_joint = 1000;   // W/m2/K
  constexpr double dark_surface = 0.9;
  const bool air = thermal.kind == "air", platen = thermal.kind == "platen";
  ThermalBoundary boundary;
  boundary.temperature = thermal.temperature;
  boundary.heat_transfer_coefficient = thermal.heat_transfer_coefficient;
  if (boundary.heat_transfer_coefficient == 0 && (air || platen)) boundary.heat_transfer_coefficient = air ? free_air : pressed_joint;
  boundary.emissivity = thermal.emissivity.value_or(air ? dark_surface : 0.0);
  boundary.thickness = thermal.thickness;
  boundary.kind = thermal.kind == "fixed"       ? ThermalKind::fixed_temperature
                  : thermal.kind == "adiabatic" ? ThermalKind::adiabatic
                                                : ThermalKind::convective;
  return boundary;
}

void set_side(const Scene::Thermal& thermal, Domain& domain) {
  const BlockGrid& grid = domain.grid;
  const auto axis = std::string("xyz").find(thermal.side.size() == 2 ? thermal.side[1] : '?');
  if (axis == std::string::npos || (thermal.side[0] != '-' && thermal.side[0] != '+'))
    throw InputError("unknown side", "[[thermal]] side", thermal.side, "use -x, +x, -y, +y, -z or +z");
  const int d = static_cast<int>(axis), step = thermal.side[0] == '-' ? -1 : 1;
  const std::uint8_t number = add_boundary(outside_of(thermal), "[[thermal]]", domain);
  for (Slot s = 0; s < grid.slots(); ++s) {
    if (!conducts(domain, s)) continue;
    const Slot beyond = grid.neighbour(s, step * (d == 0), step * (d == 1), step * (d == 2));
    if (conducts(domain, beyond)) continue;
    SPRUE_ASSERT(step < 0 || beyond != no_slot);  // the builder keeps a rim of slots around what conducts
    domain.thermal_boundary[d][step < 0 ? s : beyond] = number;
  }
}

bool in_bore(const Scene::Channel& c, Vec3 x) {
  const Vec3 axis = c.to - c.from, from = x - c.from;
  const double along = dot(from, axis) / dot(axis, axis);
  return along >= 0 && along <= 1 && norm(from - along * axis) <= 0.5 * c.diameter;
}

/// Share of the cell around `centre` that lies in the bore, by points.
double share_in_bore(const Scene::Channel& channel, Vec3 centre, double cell) {
  constexpr int points = 6;   // along each axis: 1 % of the section of a bore of four cells
  const Vec3 axis = (1 / norm(channel.to - channel.from)) * (channel.to - channel.from), from = centre - channel.from;
  if (norm(from - dot(from, axis) * axis) > 0.5 * channel.diameter + cell) return 0;
  int inside = 0;
  for (int i = 0; i < points; ++i)
    for (int j = 0; j < points; ++j)
      for (int k = 0; k < points; ++k) {
        const auto offset = [&](int n) { return ((n + 0.5) / points - 0.5) * cell; };
        inside += in_bore(channel, centre + Vec3{offset(i), offset(j), offset(k)});
      }
  return static_cast<double>(inside) / (points * points * points);
}

/// The mould's cells in the bore are taken out; the stair of faces around them conducts as the bore's own wall (4 / diameter times the bore's volume in the mould).
void cut_channel(const Scene::Channel& channel, const std::string& where, Domain& domain) {
  const BlockGrid& grid = domain.grid;
  if (norm(channel.to - channel.from) <= 0) throw InputError("the channel has no length", where, "", "give from and to");
  std::vector<Slot> bore;
  double volume = 0;   // cells
  for (Slot s = 0; s < grid.slots(); ++s) {
    if (!conducts(domain, s)) continue;
    volume += share_in_bore(channel, grid.centre(s), grid.cell);
    if (!in_bore(channel, grid.centre(s))) continue;
    if (s < grid.flow_slots() && domain.cavity_fraction[s] > 0)
      throw InputError("the channel runs into the cavity", where, to_text(channel.diameter, Dimension::length), "lay it deeper in the mould, or make it thinner");
    bore.push_back(s);
  }
  if (bore.empty())
    throw InputError("no cell of the mould lies in the channel", where, to_text(channel.diameter, Dimension::length), "lay it within mould.band of the cavity, or use finer cells");
  for (const Slot s : bore) domain.mould_index[s] = no_mould;
  const std::uint8_t number = add_boundary({ThermalKind::convective, channel.temperature, 0}, where, domain);
  std::size_t faces = 0;
  for (const Slot s : bore)
    for (int d = 0; d < 3; ++d)
      for (const int step : {-1, 1}) {
        const Slot beyond = grid.neighbour(s, step * (d == 0), step * (d == 1), step * (d == 2));
        if (!conducts(domain, beyond)) continue;
        domain.thermal_boundary[d][step < 0 ? s : beyond] = number;
        ++faces;
      }
  const double wall = 4 / channel.diameter * volume * grid.cell;   // in faces
  domain.thermal_boundaries.back().heat_transfer_coefficient = faces > 0 ? channel.heat_transfer_coefficient * wall / static_cast<double>(faces) : 0;
}

}  // namespace

void set_thermal_boundaries(const Scene& scene, Domain& domain) {
  for (const Scene::Thermal& thermal : scene.thermals) set_side(thermal, domain);
  for (std::size_t i = 0; i < scene.channels.size(); ++i)
    cut_channel(scene.channels[i], scene.source + ", channel." + std::to_string(i), domain);
}

}  // namespace sprue
