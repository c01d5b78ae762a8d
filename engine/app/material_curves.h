/// Every curve of a material: those of its file and those the solvers make of them.
#pragma once

#include <string>
#include <vector>

#include "engine/app/curve_figure.h"
#include "engine/core/materials.h"

namespace sprue {

/// A curve as the user sees it: temperature in degC, the value in the unit of the file.
struct MaterialCurve {
  std::string name, unit, source, confidence;
  std::vector<std::pair<double, double>> rows;
  double low = 0, high = 0;   ///< interval about the first value, relative to it
};

/// The tables of the file; of an alloy also enthalpy (kJ/kg against the solid at 25 degC) and density (kg/m3) as the solvers use them, from
/// 20 degC to the end of its pouring window.
std::vector<MaterialCurve> material_curves(const Material& material);

/// One sentence on where the solid fraction comes from: the binary, and that the temperature axis was scaled; empty without a binary.
std::string freezing_note(const Material& material);

/// All curves as an SVG; the two bounds of the solid fraction in one panel.
std::string material_sheet(const Material& material);

/// [properties.solid_fraction] and [properties.solid_fraction_lever] as TOML: of a binary ("Zn-4.0Al") on its own axis, of a material with one
/// on its published axis. Throws InputError where it is neither.
std::string freezing_tables(const std::string& binary_or_material);

}  // namespace sprue
