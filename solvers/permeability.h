/// Permeability of mush: Kozeny and Carman's law with the secondary dendrite arm spacing as its length.
///
///   K = lambda2^2 (1 - f)^3 / (180 f^2)       m2; infinite without solid, 0 without liquid
///
/// f is the solid's share; here its mass fraction (the volume fraction is under 2 % less where the solid is 5 % denser).
/// Citation: Carman, Trans. Inst. Chem. Eng. 15 (1937) 150; coefficient 180 as in Carlson & Beckermann, Metall. Mater. Trans. A 40 (2009) 163.
#pragma once

#include <limits>

namespace sprue {

/// arm_spacing: m, > 0; solid: 0..1. m2.
inline double permeability(double arm_spacing, double solid) {
  const double liquid = 1 - solid;
  if (solid <= 0) return std::numeric_limits<double>::infinity();
  return arm_spacing * arm_spacing * liquid * liquid * liquid / (180 * solid * solid);
}

}  // namespace sprue
