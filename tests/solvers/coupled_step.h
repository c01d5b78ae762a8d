/// The coupled step of metal and gas without heat, in the order of solvers/casting.cpp, for tests of flow and gas.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "solvers/curvature.h"
#include "solvers/flow.h"
#include "tests/solvers/box_domain.h"

namespace sprue::test {

/// A liquid of one density (kg/m3), viscosity (Pa s) and surface tension (N/m).
inline AlloyCurve liquid(double density, double viscosity, double tension = 0) {
  AlloyProperties a;
  a.liquidus = a.solidus = 300;
  a.latent_heat = 1e5;
  a.specific_heat_solid = a.specific_heat_liquid = {{300, 1000}};
  a.thermal_conductivity_solid = a.thermal_conductivity_liquid = {{300, 1}};
  a.density_solid = a.density_liquid = {{300, density}};
  a.viscosity_liquid = {{300, viscosity}};
  a.surface_tension = tension;
  return AlloyCurve(a);
}

/// Share of the unit cube around the origin where dot(n, x) <= d; exact (Scardovelli & Zaleski 2000).
inline double cube_below(Vec3 n, double d) {
  std::array<double, 3> m{std::abs(n.x), std::abs(n.y), std::abs(n.z)};
  std::sort(m.begin(), m.end());
  const double sum = m[0] + m[1] + m[2], alpha = d / sum + 0.5;
  if (alpha <= 0) return 0;
  if (alpha >= 1) return 1;
  for (double& v : m) v /= sum;
  const double a = std::min(alpha, 1 - alpha), m12 = m[0] + m[1];
  const auto cube = [](double x) { return x > 0 ? x * x * x : 0.0; };
  double v = 0;
  if (m[0] > 1e-14)
    v = (cube(a) - cube(a - m[0]) - cube(a - m[1]) - cube(a - m[2]) + cube(a - m12)) / (6 * m[0] * m[1] * m[2]);
  else if (m[1] > 1e-14)
    v = (std::pow(a, 2) - std::pow(std::max(0.0, a - m[1]), 2)) / (2 * m[1] * m[2]);
  else
    v = a / m[2];
  return alpha <= 0.5 ? v : 1 - v;
}

class Tank {
 public:
  Tank(Domain d, AlloyCurve alloy, CastingConditions c, Numerics n = {})
      : domain(std::move(d)), curve(std::move(alloy)), conditions(c), numerics(n), state(make_casting_state(domain, 300)),
        record(make_record(domain)), surface(domain), flow(domain, conditions, numerics, curve),
        gas(domain, conditions.gas), curvature(domain.grid.flow_slots(), 0.0), drag(domain.grid.flow_slots(), 0.0) {}

  /// Metal where dot(n, x) <= d (n unit, x and d in metres); aligned full cells only.
  void fill_below(Vec3 n, double d) {
    fill([&](Slot s) { return cube_below(n, (d - dot(n, domain.grid.centre(s))) / domain.grid.cell); });
  }
  void fill(const std::function<double(Slot)>& share) {
    for (Slot s = 0; s < state.metal.size(); ++s)
      if (domain.cavity_fraction[s] > 0) state.metal[s] = domain.cavity_fraction[s] * share(s);
  }
  void start() {
    gas.initialise(state);
    surface.reconstruct(state);
  }

  /// One step; dt = 0 chooses the stable one.
  void step(double dt = 0) {
    report_dt = dt > 0 ? dt : flow.stable_dt(state, surface, &limited_by);
    const Field<double> before = state.metal;
    advection = surface.advance(state, report_dt, fluxes);
    flow.carry_momentum(state, before, fluxes);
    surface.reconstruct(state, report_dt);
    gas_report = gas.advance(state, report_dt, record);
    if (curve.surface_tension() > 0) surface_curvature(domain, state, surface, contact_angle, 0, curvature, true);
    report = flow.advance(state, report_dt, surface, curvature, gas, drag);
    state.time += report_dt;
    ++state.step;
  }

  double total_metal() const {
    double sum = 0;
    for (const double m : state.metal) sum += m;
    return sum;
  }
  Vec3 centre_of_mass() const {
    Vec3 sum;
    for (Slot s = 0; s < state.metal.size(); ++s) sum += state.metal[s] * domain.grid.centre(s);
    return (1 / total_metal()) * sum;
  }

  std::vector<ContactAngles> contact_angle;   // by mould index
  Domain domain;
  AlloyCurve curve;
  CastingConditions conditions;
  Numerics numerics;
  CastingState state;
  Record record;
  VolumeOfFluid surface;
  Flow flow;
  GasPockets gas;
  MetalFluxes fluxes;
  Field<double> curvature, drag;
  AdvectionReport advection;
  FlowReport report;
  GasReport gas_report;
  double report_dt = 0;
  const char* limited_by = "";
};

}  // namespace sprue::test
