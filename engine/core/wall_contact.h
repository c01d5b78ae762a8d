/// Heat from metal to wall: coating, gas in the roughness, and the gap that opens as the metal shrinks, in series.
///
///     1 / h = d_c / k_c + 1 / h_g,    h_g = k_g / (d_r + d) + 4 eps sigma T^3                          (1)
///
/// d_c, k_c: coating; d_r: the gas film that stands for the roughness the metal bridges (Griffiths and co-workers, Metall. Mater. Trans. B 35B
/// (2004) 721: coating and trapped gas in series); d: the gap; k_g: gas; eps: emissivity of two grey faces at about T. Radiation is left out
/// while the metal touches (d = 0), where it is part of what was measured.
///
/// The gap is what the shell shrinks away from the wall, as long as the liquid behind it does not press it back (`open_gap`): a shell of
/// thickness t over a span a, clamped, under a pressure p yields where 0.75 p (a / t)^2 exceeds the yield stress (plate theory, process note
/// E15); a shell that yields follows the wall. Spin and die pressure keep the gap shut so, gravity does not for long.
///
/// Limits: one mean gap a place, no transfer of load between places, no creep; the interval of h in the data covers what this does not know.
#pragma once

namespace sprue {

struct WallContact {
  double coating_thickness = 0, coating_conductivity = 1;  ///< m, W/m/K
  double film_thickness = 0;                               ///< m of gas in the roughness
  double gas_conductivity = 0.045;                         ///< W/m/K, air at 350 degC
  double emissivity = 0.5;                                 ///< of metal and wall together, 0..1
  double coating_resistance() const { return coating_thickness / coating_conductivity; }  ///< m2 K/W
};

/// (1), W/m2/K, for a gap (m, at least 0) at a mean temperature (K) of the two faces. Infinity for a bare, smooth, closed contact.
double transfer_coefficient(const WallContact& contact, double gap, double temperature);

struct Shell {
  double shrinkage = 0;   ///< m the face would have moved away from the wall by contraction since it became coherent
  double thickness = 0;   ///< m of solid behind the face; 0 = liquid still touches
  double span = 0;        ///< m over which it is held
  double yield = 0;       ///< Pa, of the hot metal
  double pressure = 0;    ///< Pa, of the liquid behind it over that in the gap
};

/// The gap (m): 0 while the shell yields to the pressure, else its shrinkage.
double open_gap(const Shell& shell);

}  // namespace sprue
