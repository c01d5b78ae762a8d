/// Temperature of a gas pocket between its walls.
///
/// Equation:  dT/dt = (T_wall - T) / tau,  tau = rho c_v d^2 4 / (pi^2 k),  d = V / A: the slowest mode of conduction in a gap of width 2 d at
///            constant volume. 1 mm gap of air at 1 bar: 5 ms; 0.2 mm: 0.2 ms. A is at least that of the sphere of the same volume.
/// Air:       c_v = 718 J/kg/K; k = 0.0241 (T / 273)^0.81 W/m/K.
/// Limits:    no convection in the pocket (faster); metal around the pocket counts as wall by area only, not as hot.
/// Citation:  Carslaw & Jaeger, Conduction of Heat in Solids, 3.3; air: VDI Heat Atlas, D2.2, fit within 2 % from 250 to 1000 K.
#pragma once

namespace sprue {

/// tau, s; volume m3, wall area m2, pressure Pa, temperature K.
double wall_relaxation_time(double volume, double area, double pressure, double temperature, double gas_constant);

}  // namespace sprue
