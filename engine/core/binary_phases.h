/// Gibbs energies of the phases a binary casting alloy freezes into: Zn-Al and Cu-Zn.
///
/// A phase is a substitutional solution of a solvent A and a solute B. With x the mole fraction of B,
///
///     G(x, T) = (1 - x) G_A(T) + x G_B(T) + R T (x ln x + (1 - x) ln (1 - x)) + x (1 - x) sum_k L_k(T) (x_1 - x_2)^k,
///
/// where L_k = a_k + b_k T and x_1 - x_2 is taken in the order of the assessment (alphabetical: Al before Zn, Cu before Zn).
/// G_A and G_B are polynomials a + b T + c T ln T + d T^2 + e T^3 + f / T + g T^7 + h T^-9 by ranges of T. Enthalpy is
/// H = G - T dG/dT, term by term; chemical potentials are mu_A = G - x dG/dx, mu_B = G + (1 - x) dG/dx.
///
/// Parameters: Zn-Al by S. an Mey, Z. Metallkd. 84 (1993) 451-455; Cu-Zn by S.-M. Liang, D. Hsiao, R. Schmid-Fetzer, Calphad (2015);
/// pure elements by SGTE (A. T. Dinsdale, Calphad 15 (1991) 317). Limits: the binary alone (copper, magnesium, lead, tin, silicon are not in
/// it); the ordering of beta brass below 460 degC is left out; 298 K to 1357 K (Cu-Zn) and 933 K (Zn-Al).
#pragma once

#include <string>
#include <vector>

namespace sprue {

/// G or a part of it (J/mol) in the form above, up to `until` (K).
struct GibbsTerms {
  double until = 0;
  double constant = 0, linear = 0, logarithmic = 0, square = 0, cube = 0, inverse = 0, seventh = 0, ninth = 0;
};

struct Interaction {
  double constant = 0, linear = 0;  ///< J/mol, J/mol/K
};

class SolutionPhase {
 public:
  /// `solute_first`: the solute comes first in the assessment's order of names.
  SolutionPhase(std::string name, std::vector<GibbsTerms> solvent, std::vector<GibbsTerms> solute, std::vector<Interaction> excess,
                bool solute_first);
  const std::string& name() const { return name_; }
  double gibbs(double x, double temperature) const;      ///< J/mol of atoms
  double slope(double x, double temperature) const;      ///< dG/dx, J/mol
  double enthalpy(double x, double temperature) const;   ///< J/mol
  double solvent_potential(double x, double temperature) const { return gibbs(x, temperature) - x * slope(x, temperature); }
  double solute_potential(double x, double temperature) const { return gibbs(x, temperature) + (1 - x) * slope(x, temperature); }
  double pure_solvent(double temperature) const;  ///< G of the pure solvent in this phase, J/mol
  double pure_solute(double temperature) const;

 private:
  std::string name_;
  std::vector<GibbsTerms> solvent_, solute_;
  std::vector<Interaction> excess_;
  double sign_;  // of x_1 - x_2 = sign (2 x - 1)
};

struct BinarySystem {
  std::string name, solvent, solute;      ///< "Zn-Al", "Zn", "Al"
  double solvent_mass = 0, solute_mass = 0;  ///< kg/mol
  SolutionPhase liquid;
  std::vector<SolutionPhase> solids;
  double low = 298.15, high = 0;          ///< K, where the parameters hold
  std::string source;
  double molar_mass(double x) const { return (1 - x) * solvent_mass + x * solute_mass; }
  double mole_fraction(double mass_fraction) const;
  double mass_fraction(double mole_fraction) const { return mole_fraction * solute_mass / molar_mass(mole_fraction); }
};

const BinarySystem& zinc_aluminium();
const BinarySystem& copper_zinc();

/// Pressure (Pa) of zinc over the liquid with this mass fraction of zinc: activity by the assessment times the vapour pressure of pure
/// zinc, log10 (p / mmHg) = -6620 / T - 1.255 log10 T + 12.34 (Kubaschewski's form, 693 to 1180 K).
double zinc_pressure(double zinc_mass_fraction, double temperature);

}  // namespace sprue
