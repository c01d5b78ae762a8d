/// Blisters: gas shut in a pore close under a face pushes the skin up when the casting is baked (plating, resin enamel).
///
///   p(T) = p0 T / T0                      closed pore, ideal gas, absolute
///   stress = 0.75 (p - outside) (a / t)^2    largest bending stress of a clamped round plate of radius a and thickness t
///
/// A blister rises where the stress passes the yield strength of the hot metal. Limits: thin skin (a > t; where the pore is deeper than wide the
/// plate's formula says too much), no creep, no hydrogen. Citation: Timoshenko & Woinowsky-Krieger, Theory of Plates and Shells, 2nd ed. (1959), 16.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace sprue {

/// A step after casting that heats the part.
struct Bake {
  std::string step;          ///< "enamel", "plating"; as shown to the user
  double temperature = 0;    ///< K
  bool assumed = false;      ///< not stated in the scene
};

struct Finishing {
  std::vector<Bake> bakes;
  std::vector<std::pair<double, double>> yield_strength;   ///< K, Pa, ascending; under two rows nothing is judged
  std::string strength_source;
};

struct PoreUnderSkin {
  double pressure = 0, temperature = 0;   ///< Pa absolute and K when it was shut in, > 0
  double volume = 0;                      ///< m3, of a round pore
  double skin = 0;                        ///< m of metal above it
};

/// Pa; 0 where the pore presses less than the outside (Pa). bake: K.
inline double blister_stress(const PoreUnderSkin& pore, double bake, double outside) {
  const double over = pore.pressure * bake / pore.temperature - outside;
  if (over <= 0) return 0;
  if (pore.skin <= 0) return std::numeric_limits<double>::infinity();
  const double ratio = std::cbrt(0.75 * pore.volume / 3.14159265358979323846) / pore.skin;
  return 0.75 * over * ratio * ratio;
}

}  // namespace sprue
