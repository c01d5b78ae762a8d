#include "solvers/hot_tear.h"

#include <algorithm>
#include <cmath>

namespace sprue {

namespace {

constexpr double open = 0.9, closed = 0.99;       // solid fractions between which the last channels close
constexpr double first = 0.95;                    // from where on their steepness counts

}  // namespace

double kou_index(const AlloyCurve& alloy) {
  double steepest = 0;
  for (double low = alloy.solidus_enthalpy(); low < alloy.liquidus_enthalpy();) {
    const double high = std::min(alloy.at(low).high, alloy.liquidus_enthalpy());
    const double cold = alloy.solid_fraction(low), warm = alloy.solid_fraction(high);   // cold >= warm
    if (cold > first && warm < closed && cold > warm) {
      const double slope = (alloy.temperature(high) - alloy.temperature(low)) / (cold - warm);   // f is straight in T here: dT / d sqrt f = 2 sqrt f dT / df
      steepest = std::max(steepest, 2 * std::sqrt(std::min(cold, closed)) * slope);
    }
    low = high;
  }
  return steepest;
}

HotTear hot_tear(const Record& record) {
  const std::size_t n = record.solid_40.size();
  HotTear result;
  result.clyne_davies.assign(n, never);
  result.bridging_rate.assign(n, never);
  for (std::size_t s = 0; s < n; ++s) {
    if (record.solid_99[s] < 0 || record.solid_90[s] < 0) continue;
    const float vulnerable = record.solid_99[s] - record.solid_90[s], relaxed = record.solid_90[s] - record.solid_40[s];
    if (vulnerable > 0) result.bridging_rate[s] = static_cast<float>((std::sqrt(closed) - std::sqrt(open)) / vulnerable);
    if (record.solid_40[s] >= 0 && relaxed > 0) result.clyne_davies[s] = vulnerable / relaxed;
  }
  return result;
}

}  // namespace sprue
