/// Units at the boundary: text with a unit ("0.4 mm", "420 degC", "450 rpm") becomes an SI double of a stated dimension.
///
/// Inside, all numbers are SI (m, kg, s, K, Pa, rad, J, W). Nothing but this table knows another unit.
#pragma once

#include <string>

namespace sprue {

enum class Dimension {
  none,                       ///< a pure number or a percentage: "3 %" = 0.03
  length, area, volume, angle, time, mass,
  temperature,                ///< on the absolute scale, K
  temperature_difference,     ///< K
  speed, acceleration, angular_speed, pressure,
  volume_rate, mass_rate,
  density, dynamic_viscosity, surface_tension,
  thermal_conductivity, specific_heat, specific_energy, heat_transfer_coefficient,
  mass_flux,                  ///< kg/m2/s
  expansion,                  ///< 1/K
  gas_constant,               ///< J/kg/K
  bytes,
};

/// A number that knows its dimension; made only by parsing, so that a length cannot be handed on as a pressure.
template <Dimension D>
struct Quantity {
  double si = 0;
};

const char* name_of(Dimension dimension);          ///< "length"
const char* si_unit(Dimension dimension);          ///< "m"; "" for none
std::string accepted_units(Dimension dimension);   ///< "mm, m, cm, um, inch", the most usual first

/// SI value of `number` in `unit`. Throws InputError naming `where`, the unit and the accepted ones.
double to_si(double number, const std::string& unit, Dimension dimension, const std::string& where);

/// SI value of "NUMBER UNIT". Throws InputError for a missing or foreign unit, no number, or one that is not finite.
double parse_si(const std::string& text, Dimension dimension, const std::string& where);

template <Dimension D>
Quantity<D> parse_quantity(const std::string& text, const std::string& where) {
  return {parse_si(text, D, where)};
}

/// The same value as text in the dimension's most usual unit, read back to the same double: "0.4 mm".
std::string to_text(double si, Dimension dimension);

/// Shortest text that reads back to the same double.
std::string to_text(double number);

/// Nearest of `known` to a mistyped word by edit distance; empty if none is near (more than a third of its letters off).
template <class Strings>
std::string nearest_word(const std::string& word, const Strings& known);

int edit_distance(const std::string& a, const std::string& b);

template <class Strings>
std::string nearest_word(const std::string& word, const Strings& known) {
  std::string best;
  int least = static_cast<int>(word.size()) / 3 + 2;
  for (const auto& k : known) {
    const int d = edit_distance(word, k);
    if (d < least) {
      least = d;
      best = k;
    }
  }
  return best;
}

}  // namespace sprue
