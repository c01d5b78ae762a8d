/// Materials as data: every number with unit, range, source and confidence; and the curves the solvers use.
///
/// Files: engine/core/materials/*.toml, found from $SPRUE_MATERIALS, the build tree or the installed place.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/error.h"

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
  std::string composition, note;  ///< as written
  std::string binary;             ///< "Zn-4.0Al": the binary alloy whose phase diagram gave solid_fraction; empty = none
  std::string file;
  std::vector<Property> properties;

  const Property* find(const std::string& property) const;
  /// Throws InputError naming file and property where it is missing.
  const Property& require(const std::string& property) const;
  /// Its value, or `otherwise` where it is missing.
  double value_or(const std::string& property, double otherwise) const;
};

/// Where a property may be used: stated in the file, else from the first to the last row of its table.
struct PropertyRange {
  enum class State { solid, liquid };
  std::string property;
  double low = 0, high = 0;   ///< K
  State state = State::solid;   ///< asked of the liquid above the liquidus, of the solid below the solidus; mush takes the ends
};

/// An alloy in plain numbers (SI, K): what AlloyCurve is made of. Tables are (temperature, value), ascending; a table with
/// one row is a constant; between rows linear, beyond them the end value.
struct AlloyProperties {
  using Table = std::vector<std::pair<double, double>>;
  double liquidus = 0, solidus = 0;   ///< K; equal for a pure metal
  double latent_heat = 0;             ///< J/kg from liquidus to solidus
  Table specific_heat_solid, specific_heat_liquid;                 ///< J/kg/K
  Table thermal_conductivity_solid, thermal_conductivity_liquid;   ///< W/m/K
  Table density_solid;                ///< kg/m3 from 25 degC to the solidus
  Table density_liquid;               ///< kg/m3; its value at the liquidus is the reference density
  Table solid_fraction;               ///< mass fraction from 1 to 0; a repeated temperature is an isothermal reaction. Empty = linear
  Table latent_heat_share;            ///< of the latent heat, released down to each row of solid_fraction (the same temperatures). Empty = solid_fraction
  Table viscosity_liquid;             ///< Pa s
  double surface_tension = 0;         ///< N/m at the liquidus
  Table surface_tensions;             ///< N/m against temperature; empty = surface_tension at any
  double coherency_fraction = 0.25, feeding_limit_fraction = 0.7, dendrite_arm_spacing = 20e-6;
  std::vector<PropertyRange> ranges;  ///< of the properties that have one
};
/// Reads them from a material: liquidus, solidus, latent_heat, specific_heat_*, thermal_conductivity_*, density_solid,
/// density_liquid, viscosity_liquid, surface_tension, coherency_fraction, feeding_limit_fraction, dendrite_arm_spacing; and where
/// stated density_solid_at_solidus, solid_fraction. Throws InputError where one is missing or out of order.
AlloyProperties alloy_properties(const Material& alloy);

/// Monotone enthalpy curve of an alloy and what hangs on it. Piecewise linear in temperature between knots;
/// an isothermal reaction (eutectic, pure metal) is a jump of enthalpy at one temperature, kept exactly.
class AlloyCurve {
 public:
  explicit AlloyCurve(const Material& alloy);
  explicit AlloyCurve(const AlloyProperties& alloy);

  struct Point {
    double temperature;    ///< K
    double solid;          ///< mass fraction
    double capacity;       ///< dH/dT, J/kg/K; infinity on a plateau
    double conductivity;   ///< W/m/K
    double low, high;      ///< J/kg, ends of the straight piece of curve it is on
  };
  /// The widest isothermal reaction. `exists` is false for an alloy that freezes over a range only.
  struct Plateau {
    bool exists = false;
    double temperature = 0;                               ///< K
    double enthalpy_solid = 0, enthalpy_liquid = 0;       ///< J/kg at its two ends
    double capacity_solid = 0, capacity_liquid = 0;       ///< J/kg/K beside it
    double width_solid = 0, width_liquid = 0;             ///< K over which those capacities hold
    double conductivity_solid = 0, conductivity_liquid = 0;  ///< W/m/K beside it
  };

  double reference_density() const { return density_; }     ///< kg/m3, liquid at the liquidus
  double liquidus() const { return liquidus_; }             ///< K
  double solidus() const { return solidus_; }               ///< K
  /// J/kg against solid at 25 degC. At an isothermal reaction the liquid-side value.
  double enthalpy(double temperature) const;
  Point at(double enthalpy) const;                ///< everything the heat solver needs, in one look-up
  double temperature(double enthalpy) const;      ///< K; exact inverse
  double solid_fraction(double enthalpy) const;   ///< mass fraction, 0..1
  double heat_capacity(double enthalpy) const;    ///< dH/dT in J/kg/K at this enthalpy; infinity on a plateau
  double conductivity(double enthalpy) const;     ///< W/m/K
  double density(double enthalpy) const;          ///< kg/m3 of the metal itself (contracts as it freezes and cools)
  double viscosity(double temperature) const;     ///< Pa s of the liquid
  double solidus_enthalpy() const { return solidus_enthalpy_; }   ///< J/kg, largest at which all is solid
  double liquidus_enthalpy() const { return liquidus_enthalpy_; } ///< J/kg, least at which all is liquid
  double latent_heat() const { return latent_heat_; }             ///< J/kg
  double solid_capacity() const { return solid_capacity_; }       ///< J/kg/K of the solid just below the solidus
  const Plateau& plateau() const { return plateau_; }
  double surface_tension() const { return tension_; }        ///< N/m at the liquidus
  double surface_tension(double temperature) const;          ///< N/m
  double coherency_fraction() const { return coherency_; }   ///< solid fraction above which metal cannot flow freely
  double feeding_limit() const { return feeding_limit_; }    ///< solid fraction above which mass feeding stops
  double arm_spacing() const { return arm_spacing_; }        ///< secondary arm spacing for Darcy drag, m
  /// Every property used beyond its range at this temperature (K); none inside ranged_low() to ranged_high().
  std::vector<const PropertyRange*> left_ranges(double temperature) const;
  double ranged_low() const { return ranged_low_; }    ///< J/kg: between the two no property leaves its range;
  double ranged_high() const { return ranged_high_; }  ///< -+ infinity where no property has one

 private:
  struct Knot {
    double temperature, enthalpy, solid, conductivity, density;
  };
  const Knot* segment(double enthalpy) const;  // lower end of the segment that holds it; the end ones reach to infinity
  void find_plateau();
  void index_knots();
  void find_ranges();
  std::vector<Knot> knots_;  // ascending in enthalpy, at least two
  std::vector<std::uint16_t> first_;  // of each bucket of enthalpy: the segment at its beginning
  double bucket_start_ = 0, buckets_per_enthalpy_ = 0;
  std::vector<std::pair<double, double>> viscosity_, tensions_;
  std::vector<PropertyRange> ranges_;
  double ranged_low_ = 0, ranged_high_ = 0;
  Plateau plateau_;
  double density_ = 0, liquidus_ = 0, solidus_ = 0, tension_ = 0, coherency_ = 0, feeding_limit_ = 0, arm_spacing_ = 0;
  double solidus_enthalpy_ = 0, liquidus_enthalpy_ = 0, latent_heat_ = 0, solid_capacity_ = 0;
};

struct MouldProperties {  ///< constants the heat solver uses
  double conductivity = 0;   ///< W/m/K
  double density = 0;        ///< kg/m3
  double specific_heat = 0;  ///< J/kg/K
  double limit_temperature = 0;  ///< K, short contact with metal
  double expansion = 0;      ///< 1/K, linear
};
MouldProperties mould_properties(const Material& mould);

/// What is wrong with a material that is well-formed: solidus above liquidus, no curve of solid fraction, one that does not fall from 1 to 0
/// between solidus and liquidus, tables that do not cover what a casting passes through, a pour below the liquidus. Each names file, property,
/// value and remedy.
std::vector<InputError> material_faults(const Material& material);

/// Throws the InputError of a casting poured at `pour` into a mould at `mould` (K): the mould hotter than the metal, or a table that does not
/// reach the pour.
void check_temperatures(const Material& alloy, double pour, double mould, const std::string& where);

/// Names of the shipped materials, sorted.
std::vector<std::string> material_names();
/// Loads by name ("zamak3") or by path ("my.toml"). Throws InputError with file, line, property, value, remedy; so too for the first of
/// its material_faults().
Material load_material(const std::string& name_or_path);
/// The same without asking for faults.
Material parse_material(const std::string& name_or_path);

}  // namespace sprue
