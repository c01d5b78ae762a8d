#include "solvers/niyama.h"

#include <cmath>
#include <limits>
#include <vector>

#include "engine/core/error.h"
#include "engine/core/parallel.h"

namespace sprue {

namespace {

/// A straight piece of the table, from its warm end to its cold one.
struct Piece {
  double warm, cold;               // theta
  double first, last;              // solid fraction there, first <= last
};

/// From the liquidus down. theta over the freezing range.
std::vector<Piece> pieces(const AlloyCurve& alloy) {
  std::vector<Piece> list;
  const double range = alloy.liquidus() - alloy.solidus();
  const auto theta = [&](double enthalpy) { return (alloy.temperature(enthalpy) - alloy.solidus()) / range; };
  for (double low = alloy.solidus_enthalpy(); low < alloy.liquidus_enthalpy();) {
    const double high = std::min(alloy.at(low).high, alloy.liquidus_enthalpy());
    list.push_back({theta(high), theta(low), alloy.solid_fraction(high), alloy.solid_fraction(low)});
    low = high;
  }
  return {list.rbegin(), list.rend()};
}

/// Integral of 180 g^2 / (1 - g)^2 dtheta over the piece down to the fraction g.
double drop(const Piece& piece, double g) {
  const auto antiderivative = [](double f) { return f + 2 * std::log1p(-f) + 1 / (1 - f); };
  const double length = piece.warm - piece.cold, rise = piece.last - piece.first;
  if (length <= 0) return 0;
  if (g >= 1) return std::numeric_limits<double>::infinity();
  if (rise <= 0) return 180 * piece.first * piece.first / ((1 - piece.first) * (1 - piece.first)) * length;
  return 180 * length / rise * (antiderivative(g) - antiderivative(piece.first));
}

}  // namespace

double niyama_number_at(const AlloyCurve& alloy, double critical) {
  SPRUE_ASSERT(critical >= 0 && critical <= 1);
  double sum = 0;
  for (const Piece& piece : pieces(alloy)) {
    if (piece.first >= critical) break;
    sum += drop(piece, std::min(critical, piece.last));
  }
  return std::sqrt(sum);
}

double niyama_number(const AlloyCurve& alloy, double gradient, double cooling_rate, double pressure_drop) {
  const double range = alloy.liquidus() - alloy.solidus(), contraction = freezing_contraction(alloy);
  if (range <= 0 || contraction <= 0) return std::numeric_limits<double>::infinity();
  return gradient * alloy.arm_spacing() * std::sqrt(pressure_drop / (alloy.viscosity(alloy.liquidus()) * contraction * range * cooling_rate));
}

double critical_fraction(const AlloyCurve& alloy, double number) {
  const double wanted = number * number;
  double sum = 0;
  for (const Piece& piece : pieces(alloy)) {
    const double whole = drop(piece, piece.last);
    if (sum + whole < wanted) {
      sum += whole;
      continue;
    }
    double low = piece.first, high = piece.last;
    for (int i = 0; i < 100 && high - low > 1e-15; ++i) {   // the drop grows with the fraction
      const double middle = 0.5 * (low + high);
      (sum + drop(piece, middle) < wanted ? low : high) = middle;
    }
    return 0.5 * (low + high);
  }
  return 1;
}

double niyama_porosity(const AlloyCurve& alloy, double number) {
  const double beta = freezing_contraction(alloy);
  if (beta <= 0 || std::isinf(number)) return 0;
  return beta / (1 + beta) * (1 - critical_fraction(alloy, number));
}

NiyamaFields niyama_fields(const AlloyCurve& alloy, const Field<float>& gradient, const Field<float>& cooling_rate, double pressure_drop) {
  SPRUE_ASSERT(gradient.size() == cooling_rate.size());
  NiyamaFields fields;
  fields.number.assign(gradient.size(), -1.0f);
  fields.porosity.assign(gradient.size(), -1.0f);
  parallel_chunks(gradient.size(), 512, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
      if (gradient[s] < 0 || cooling_rate[s] <= 0) continue;
      const double number = niyama_number(alloy, gradient[s], cooling_rate[s], pressure_drop);
      if (std::isfinite(number)) fields.number[s] = static_cast<float>(number);
      fields.porosity[s] = static_cast<float>(niyama_porosity(alloy, number));
    }
  });
  return fields;
}

double freezing_contraction(const AlloyCurve& alloy) {
  return alloy.density(alloy.solidus_enthalpy()) / alloy.density(alloy.liquidus_enthalpy()) - 1;
}

}  // namespace sprue
