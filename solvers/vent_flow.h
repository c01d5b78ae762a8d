/// Gas through the ways out of a mould.
///
/// Orifice:   m' = Cd A p1 sqrt(2 k / (k - 1) / (R T1) (r^(2/k) - r^((k+1)/k))), r = p2 / p1 not below the critical ratio (choking), k = 1.4.
/// Friction:  m' = G (p1^2 - p2^2) / (2 mu R T1), laminar and isothermal: the pressure falls along the way as p dp = const.
///            G (m3) of a hole pi D^4 / (128 L), of a slit w d^3 / (12 L), of a parting line d^3 / (12 L) per length, of a porous wall k A / L
///            (Darcy). mu of air by Sutherland.
/// Both:      the smaller of the two. In series they would give up to a third less where they are equal.
/// Limits:    no slip at the wall of pores (Klinkenberg: more flow, where pores are under a micrometre), no turbulence in long holes
///            (Re > 2300: less flow).
/// Citation:  Shapiro, Compressible Fluid Flow (1953), ch. 4; Bird, Stewart, Lightfoot, Transport Phenomena, ch. 2 and 3; White, Viscous
///            Fluid Flow (air: 1.716e-5 Pa s at 273 K, 110.4 K).
#pragma once

namespace sprue {

/// Mass flow (kg/s, >= 0) through an orifice of area * discharge coefficient `effective_area` (m2) from gas at `pressure` (Pa) and
/// `temperature` (K) to `back_pressure` <= pressure.
double orifice_flow(double effective_area, double pressure, double back_pressure, double temperature, double gas_constant);

/// Mass flow (kg/s, >= 0) that friction allows through a way of the given conductance G (m3).
double friction_flow(double conductance, double pressure, double back_pressure, double temperature, double gas_constant);

/// Dynamic viscosity of air, Pa s.
double air_viscosity(double temperature);

/// One way out: what can choke and what rubs.
struct Outlet {
  double effective_area = 0;  ///< Cd A, m2
  double conductance = 0;     ///< G, m3; 0 = no friction
};
double outlet_flow(const Outlet& outlet, double pressure, double back_pressure, double temperature, double gas_constant);

}  // namespace sprue
