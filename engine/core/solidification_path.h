/// How a binary alloy freezes: solid fraction and enthalpy against temperature, by Scheil and by the lever rule.
///
/// **Tie lines.** For a liquid of solute mole fraction x, a solid phase s freezes at the temperature T and with the composition y at which both
/// chemical potentials agree,
///
///     mu_A^L(x, T) = mu_A^s(y, T),   mu_B^L(x, T) = mu_B^s(y, T)                                       (1)
///
/// (binary_phases.h). The first is found by bisection of T on the driving force max_y [mu_A^L (1 - y) + mu_B^L y - G^s(y)], the next along the
/// path by Newton from the one before. The phase that freezes is the one with the highest T.
///
/// **Scheil** (E. Scheil, Z. Metallkd. 34 (1942) 70): complete mixing in the liquid, none in the solid, equilibrium at the front,
///
///     d ln f_L = dx / (y - x)    with f_L the mole fraction liquid,                                     (2)
///
/// integrated in x with the trapezoidal rule, second order. **Lever rule**: complete mixing in both, f_L = (y - x0) / (y - x). Real castings
/// lie between the two; fast ones (pins) next to Scheil.
///
/// **Three phases.** Where a second solid reaches the temperature of the first: the composition of the liquid lies between the two solids:
/// eutectic, all that is left freezes at that temperature. It lies outside: peritectic; by Scheil the first solid no longer reacts and the
/// second goes on; by the lever rule the first is used up at that temperature, or the liquid is.
///
/// **Enthalpy** of a state is the sum over its phases (by Scheil, over every layer of solid with the composition it froze with) of H(x, T) of the
/// assessment, so latent heat, sensible heat and heat of mixing are all in it.
///
/// Limits: two components (commercial zinc has copper and magnesium, brass lead, tin, silicon); no undercooling, no diffusion back into the
/// solid. By Scheil a solution freezes to ever lower temperatures: the path stops at a stated last liquid, which freezes there.
/// Checked against the figures of the assessments' own calculations in tests/core/solidification_path_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "engine/core/binary_phases.h"

namespace sprue {

enum class FreezingRule { scheil, lever };

struct FreezingRow {
  double temperature = 0;  ///< K
  double solid = 0;        ///< mass fraction
  double enthalpy = 0;     ///< J/kg against the liquid at the liquidus: 0 at the start, then negative
  double liquid_solute = 0;  ///< mass fraction of the solute in the liquid
  double sensible = 0;     ///< J/kg, the part of the enthalpy that is heat capacity of the phases present, integrated along the path
};

struct FreezingPath {
  std::vector<FreezingRow> rows;   ///< from the liquidus down, solid from 0 to 1; a repeated temperature is an isothermal reaction
  double isothermal = 0;           ///< mass fraction that freezes in the widest isothermal reaction
  double equilibrium_solidus = 0;  ///< K, end of freezing by the lever rule
  /// Share of the latent heat released down to a row. It differs from the solid fraction where the solid's composition does: the
  /// aluminium-rich first solid of ZA-12 releases 1.3 times the mean.
  double released(const FreezingRow& row) const { return (row.sensible - row.enthalpy) / latent(); }
  double latent() const { return rows.front().enthalpy - rows.back().enthalpy - (rows.front().sensible - rows.back().sensible); }  ///< J/kg
};

/// A binary alloy by name: "Zn-4.0Al", "Cu-37Zn" (mass percent of the solute). Throws InputError for any other text.
struct BinaryAlloy {
  const BinarySystem* system = nullptr;
  double solute = 0;  ///< mass fraction
};
BinaryAlloy binary_alloy(const std::string& name, const std::string& where);

/// `last_liquid`: mass fraction of liquid at which a Scheil path stops; that liquid freezes there. Throws InputError where the composition
/// lies outside what the assessments' two solids cover.
FreezingPath freezing_path(const BinaryAlloy& alloy, FreezingRule rule, double last_liquid = 0.01);

/// Temperatures mapped linearly so that the binary's liquidus and equilibrium solidus become the published ones; below the solidus (the
/// Scheil tail) they are shifted, not stretched. The shape, fractions and enthalpies stay.
FreezingPath scaled(FreezingPath path, double liquidus, double solidus);

struct FreezingTableRow {
  double temperature, solid, released;  ///< K, mass fraction, share of the latent heat
};

/// The fewest rows, ascending in temperature, between which straight lines stay within `tolerance` of the path's fractions and shares;
/// isothermal reactions are kept.
std::vector<FreezingTableRow> freezing_table(const FreezingPath& path, double tolerance = 4e-3);

}  // namespace sprue
