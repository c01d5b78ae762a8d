/// Materials as data: every number with unit, range, source and confidence; and the curves the solvers use.
///
/// Files: engine/core/materials/*.toml, found from $SPRUE_MATERIALS, the build tree or the installed place.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sprue {

/// One property as written in the file. Values in SI units, temperatures in K; `unit_as_written` is kept for show.
struct Property {
  std::string name;
  double value = 0;                               ///< at the reference temperature, or the only value
  double low = 0, high = 0;                       ///< interval of the value (== value where not uncertain)
  std::vector<std::pair<double, double>> table;   ///< (temperature K, value), ascending; empty = constant. A temperature
                                                  ///< given twice is a jump: the value below it first
  double range_low = 0, range_high = 0;           ///< K, where it may be used; 0,0 = not stated
  std::string unit, unit_as_written, source, confidence, note;
};

struct Material {
  std::string name, title, kind;  ///< kind: "alloy" or "mould"
  std::string family;             ///< what interfaces.toml pairs: "zinc", "tin", "brass"; "silicone", "steel", "plaster"
  std::string file;
  std::vector<Property> properties;

  const Property* find(const std::string& property) const;
  /// Throws InputError naming file and property where it is missing.
  const Property& require(const std::string& property) const;
  /// Its value, or `otherwise` where it is missing.
  double value_or(const std::string& property, double otherwise) const;
};

/// Monotone enthalpy curve of an alloy and what hangs on it. Piecewise linear in temperature between knots;
/// an isothermal reaction (eutectic, pure metal) is a jump of enthalpy at one temperature, kept exactly.
class AlloyCurve {
 public:
  explicit AlloyCurve(const Material& alloy);

  double reference_density() const { return density_; }     ///< kg/m3, liquid at the liquidus
  double liquidus() const { return liquidus_; }             ///< K
  double solidus() const { return solidus_; }               ///< K
  /// J/kg against solid at 25 degC. At an isothermal reaction the liquid-side value.
  double enthalpy(double temperature) const;
  double temperature(double enthalpy) const;      ///< K; exact inverse
  double solid_fraction(double enthalpy) const;   ///< mass fraction, 0..1
  double heat_capacity(double enthalpy) const;    ///< dH/dT in J/kg/K at this enthalpy; infinity on a plateau
  double conductivity(double enthalpy) const;     ///< W/m/K
  double density(double enthalpy) const;          ///< kg/m3 of the metal itself (contracts as it freezes and cools)
  double viscosity(double temperature) const;     ///< Pa s of the liquid
  double surface_tension() const { return tension_; }        ///< N/m
  double coherency_fraction() const { return coherency_; }   ///< solid fraction above which metal cannot flow freely
  double feeding_limit() const { return feeding_limit_; }    ///< solid fraction above which mass feeding stops
  double arm_spacing() const { return arm_spacing_; }        ///< secondary arm spacing for Darcy drag, m

 private:
  struct Knot {
    double temperature, enthalpy, solid, conductivity, density;
  };
  const Knot* segment(double enthalpy) const;
  std::vector<Knot> knots_;  // ascending in enthalpy
  std::vector<std::pair<double, double>> viscosity_;
  double density_ = 0, liquidus_ = 0, solidus_ = 0, tension_ = 0, coherency_ = 0, feeding_limit_ = 0, arm_spacing_ = 0;
};

struct MouldProperties {  ///< constants the heat solver uses
  double conductivity = 0;   ///< W/m/K
  double density = 0;        ///< kg/m3
  double specific_heat = 0;  ///< J/kg/K
  double limit_temperature = 0;  ///< K, short contact with metal
};
MouldProperties mould_properties(const Material& mould);

/// Names of the shipped materials, sorted.
std::vector<std::string> material_names();
/// Loads by name ("zamak3") or by path ("my.toml"). Throws InputError with file, line, property, value, remedy.
Material load_material(const std::string& name_or_path);

}  // namespace sprue
