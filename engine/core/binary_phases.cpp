#include "engine/core/binary_phases.h"

#include <cmath>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double gas_constant = 8.31451;  // J/mol/K, of the assessments

using Terms = std::vector<GibbsTerms>;

const GibbsTerms& piece(const Terms& terms, double t) {
  for (const GibbsTerms& g : terms)
    if (t < g.until) return g;
  return terms.back();
}

double gibbs_of(const Terms& terms, double t) {
  const GibbsTerms& g = piece(terms, t);
  return g.constant + g.linear * t + g.logarithmic * t * std::log(t) + g.square * t * t + g.cube * t * t * t + g.inverse / t +
         g.seventh * std::pow(t, 7) + g.ninth * std::pow(t, -9);
}

double enthalpy_of(const Terms& terms, double t) {
  const GibbsTerms& g = piece(terms, t);
  return g.constant - g.logarithmic * t - g.square * t * t - 2 * g.cube * t * t * t + 2 * g.inverse / t - 6 * g.seventh * std::pow(t, 7) +
         10 * g.ninth * std::pow(t, -9);
}

/// The same element in another phase: constant + linear T added.
Terms shifted(Terms terms, double constant, double linear) {
  for (GibbsTerms& g : terms) {
    g.constant += constant;
    g.linear += linear;
  }
  return terms;
}

const Terms solid_aluminium = {{700, -7976.15, 137.0715, -24.36720, -1.884662e-3, -0.877664e-6, 74092},
                               {933.6, -11276.24, 223.0269, -38.58443, 18.531982e-3, -5.764227e-6, 74092}};
const Terms liquid_aluminium = {{700, 3029.403, 125.2307, -24.36720, -1.884662e-3, -0.877664e-6, 74092, 79.401e-21},
                                {933.6, -270.6860, 211.1861, -38.58443, 18.53198e-3, -5.764227e-6, 74092, 79.401e-21}};

/// Zinc as written in an Mey's file, to the digits given there.
const Terms solid_zinc_mey = {{692.7, -7285.787, 118.4693, -23.70131, -1.712034e-3, -1.264963e-6},
                              {1700, -11070.60, 172.3449, -31.38, 0, 0, 0, 0, 4.70657e26}};
const Terms liquid_zinc_mey = {{692.7, -7285.787 + 7157.213, 118.4693 - 10.29299, -23.70131, -1.712034e-3, -1.264963e-6, 0, -3.5896e-19},
                               {1700, -11070.60 + 7450.168, 172.3449 - 10.737066, -31.38, 0, 0, 0, 0, 4.70657e26 - 4.7051e26}};

const Terms solid_copper = {{1357.77, -7770.458, 130.485235, -24.112392, -0.00265684, 1.29223e-7, 52478},
                            {2900, -13542.026, 183.803828, -31.38, 0, 0, 0, 0, 3.64167e29}};
const Terms liquid_copper = {{1357.77, 5194.277, 120.973331, -24.112392, -0.00265684, 1.29223e-7, 52478, -5.849e-21},
                             {2900, -46.545, 173.881484, -31.38}};
const Terms solid_zinc = {{692.68, -7285.787, 118.470069, -23.701314, -1.712034e-3, -1.264963e-6},
                          {1700, -11070.559, 172.34566, -31.38, 0, 0, 0, 0, 4.70514e26}};
const Terms liquid_zinc = {{692.68, -128.574, 108.177079, -23.701314, -1.712034e-3, -1.264963e-6, 0, -3.58958e-19},
                           {6000, -3620.391, 161.608594, -31.38}};

}  // namespace

SolutionPhase::SolutionPhase(std::string name, Terms solvent, Terms solute, std::vector<Interaction> excess, bool solute_first)
    : name_(std::move(name)), solvent_(std::move(solvent)), solute_(std::move(solute)), excess_(std::move(excess)), sign_(solute_first ? 1 : -1) {}

double SolutionPhase::gibbs(double x, double t) const {
  SPRUE_ASSERT(x > 0 && x < 1);
  double excess = 0, power = 1;
  for (const Interaction& l : excess_) {
    excess += (l.constant + l.linear * t) * power;
    power *= sign_ * (2 * x - 1);
  }
  return (1 - x) * gibbs_of(solvent_, t) + x * gibbs_of(solute_, t) + gas_constant * t * (x * std::log(x) + (1 - x) * std::log(1 - x)) +
         x * (1 - x) * excess;
}

double SolutionPhase::slope(double x, double t) const {
  const double y = sign_ * (2 * x - 1);
  double excess = 0, change = 0, power = 1, before = 0;  // sum L_k y^k, its derivative by x
  for (std::size_t k = 0; k < excess_.size(); ++k) {
    const double l = excess_[k].constant + excess_[k].linear * t;
    excess += l * power;
    change += l * static_cast<double>(k) * before * 2 * sign_;
    before = power;
    power *= y;
  }
  return gibbs_of(solute_, t) - gibbs_of(solvent_, t) + gas_constant * t * std::log(x / (1 - x)) + (1 - 2 * x) * excess + x * (1 - x) * change;
}

double SolutionPhase::enthalpy(double x, double t) const {
  double excess = 0, power = 1;
  for (const Interaction& l : excess_) {
    excess += l.constant * power;
    power *= sign_ * (2 * x - 1);
  }
  return (1 - x) * enthalpy_of(solvent_, t) + x * enthalpy_of(solute_, t) + x * (1 - x) * excess;
}

double SolutionPhase::pure_solvent(double t) const { return gibbs_of(solvent_, t); }
double SolutionPhase::pure_solute(double t) const { return gibbs_of(solute_, t); }

double BinarySystem::mole_fraction(double mass_fraction) const {
  const double b = mass_fraction / solute_mass, a = (1 - mass_fraction) / solvent_mass;
  return b / (a + b);
}

const BinarySystem& zinc_aluminium() {
  static const BinarySystem system = {
      "Zn-Al", "Zn", "Al", 65.39e-3, 26.982e-3,
      SolutionPhase("liquid", liquid_zinc_mey, liquid_aluminium, {{10465.5, -3.39259}}, true),
      {SolutionPhase("eta", solid_zinc_mey, shifted(solid_aluminium, 5481, -1.8), {{18821.0, -8.95255}, {}, {}, {-702.8, 0}}, true),
       SolutionPhase("beta", shifted(solid_zinc_mey, 2969.82, -1.56968), solid_aluminium,
                     {{7297.5, 0.47512}, {6612.9, -4.5911}, {-3097.2, 3.30635}}, true)},
      298.15, 933,
      "an Mey 1993, Z. Metallkd. 84:451 (parameters as in pycalphad examples/alzn_mey.tdb)"};
  return system;
}

const BinarySystem& copper_zinc() {
  static const BinarySystem system = {
      "Cu-Zn", "Cu", "Zn", 63.546e-3, 65.39e-3,
      SolutionPhase("liquid", liquid_copper, liquid_zinc, {{-40688.6, 12.8655}, {2252.3, -4.8069}, {5405.9, -2.9197}}, false),
      {SolutionPhase("alpha", solid_copper, shifted(solid_zinc, 2969.82, -1.56968), {{-40716, 8.3}, {4812.8, -4}}, false),
       SolutionPhase("beta", shifted(solid_copper, 4017, -1.255), shifted(solid_zinc, 2886.96, -2.5104), {{-48042, 9.97}, {6100, -6}, {1000, 0}},
                     false)},
      298.15, 1357,
      "Liang, Hsiao and Schmid-Fetzer 2015 Calphad (parameters as in hasundue/Calmato.jl test/tdb/cuzn_liang.tdb)"};
  return system;
}

double zinc_pressure(double zinc_mass_fraction, double t) {
  const BinarySystem& brass = copper_zinc();
  const double x = brass.mole_fraction(zinc_mass_fraction);
  const double activity = std::exp((brass.liquid.solute_potential(x, t) - brass.liquid.pure_solute(t)) / (gas_constant * t));
  constexpr double mmHg = 133.322;  // Pa
  return activity * mmHg * std::pow(10, -6620 / t - 1.255 * std::log10(t) + 12.34);
}

}  // namespace sprue
