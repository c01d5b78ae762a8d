/// A pair of alloy and mould: how the metal meets the wall, and whether the two may meet at all.
#pragma once

#include <optional>

#include "engine/core/conditions.h"
#include "engine/core/finding.h"
#include "engine/core/materials.h"
#include "engine/core/wall_contact.h"

namespace sprue {

struct InterfaceProperties {
  Property contact_angle;              ///< rad, measured in the metal
  Property heat_transfer_coefficient;  ///< W/m2/K
  std::optional<Property> receding_angle{}, advancing_angle{};  ///< rad; of lines that move back and forth, contact_angle if empty
  std::string coating{};  ///< on the wall; empty = bare
  std::optional<Property> coating_thickness{}, coating_conductivity{};  ///< m, W/m/K
  std::optional<Property> gas_conductivity{}, emissivity{};             ///< of what opens between metal and wall; W/m/K, 0..1
  std::optional<Property> yield_stress{};                               ///< Pa, of the metal's skin just after freezing
  bool opens = true;                                                    ///< a gap may open; only where the gas in it is known
  /// What the heat crosses, the gas in the roughness such that contact gives heat_transfer_coefficient. Throws InputError where the coating
  /// alone resists more than that.
  WallContact contact() const;
  /// Throws as contact().
  Interface values() const {
    const auto value = [](const std::optional<Property>& p) { return p ? std::optional(p->value) : std::nullopt; };
    const auto layers = opens && gas_conductivity ? std::optional(contact()) : std::nullopt;
    return {contact_angle.value, heat_transfer_coefficient.value, value(receding_angle), value(advancing_angle), layers, value(yield_stress).value_or(0)};
  }
};

/// A coating of interfaces.toml instead of the pair's own ("ceramic wash"); the gas in the roughness stays. Throws InputError for an unknown one.
InterfaceProperties with_coating(InterfaceProperties pair, const std::string& coating);
/// The same with a coating given by its layers.
InterfaceProperties with_coating(InterfaceProperties pair, const std::string& name, const Property& thickness, const Property& conductivity);

/// Whether interfaces.toml lists the pair of families.
bool has_interface(const Material& alloy, const Material& mould);

/// By the families of the two, from interfaces.toml. Throws InputError where the pair is not listed.
InterfaceProperties load_interface(const Material& alloy, const Material& mould);

/// Refusal of the pair (kind alloy-mould, severity reject) where metal poured at `pour_temperature` (K) is hotter than the
/// mould's metal_contact_limit; nothing otherwise.
std::optional<Finding> incompatibility(const Material& alloy, const Material& mould, double pour_temperature);

/// Warning where the pair is not refused but within 20 K of it; nothing otherwise.
std::optional<Finding> mould_wear(const Material& alloy, const Material& mould, double pour_temperature);

}  // namespace sprue
