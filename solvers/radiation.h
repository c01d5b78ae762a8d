/// Radiation of a grey surface to surroundings of one temperature, as a heat transfer coefficient.
///
/// Equation:  q = emissivity sigma (Ts^4 - Te^4) = hr (Ts - Te),  hr = emissivity sigma (Ts^2 + Te^2) (Ts + Te)
/// Scheme:    Ts, the temperature of the surface itself, from the balance of what reaches it from the node beside it and what leaves it by
///            convection and radiation; hr is that of the start of a heat step (first order in time, as the step).
/// Limits:    every surface sees the surroundings alone, not other surfaces.
#pragma once

namespace sprue {

/// W/m2/K at a surface (K) against surroundings (K).
double radiative_coefficient(double emissivity, double surface, double surroundings);

/// K, of the surface of a body whose node (K) lies behind `inner` (W/m2/K, > 0; infinite: the node lies on the surface), cooled by `coefficient` (W/m2/K) and by radiation.
double radiating_surface(double node, double inner, double coefficient, double emissivity, double surroundings);

}  // namespace sprue
