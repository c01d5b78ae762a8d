#include "solvers/microstructure.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr double counted_room = 0.5;   // of a cell: smaller ones have their middle elsewhere

bool passed(const Domain& domain, const Record& record, Slot s) {
  return s < record.critical_time.size() && domain.cavity_fraction[s] >= counted_room && record.critical_time[s] >= 0;
}

/// |grad t| in s/m; negative where no neighbour knows.
double slowness(const Domain& domain, const Record& record, Slot s) {
  const auto time = [&](Slot n) { return static_cast<double>(record.critical_time[n]); };
  double sum = 0;
  bool known = false;
  for (int d = 0; d < 3; ++d) {
    const Field<double>& aperture = domain.aperture[static_cast<std::size_t>(d)];
    const Slot low = domain.grid.below(d, s), high = domain.grid.above(d, s);
    const bool down = passed(domain, record, low) && aperture[s] > 0, up = passed(domain, record, high) && aperture[high] > 0;
    if (!up && !down) continue;
    const double slope = (time(up ? high : s) - time(down ? low : s)) / (up + down);
    sum += slope * slope;
    known = true;
  }
  return known ? std::sqrt(sum) / domain.grid.cell : -1;
}

}  // namespace

ArmSpacingLaw arm_spacing_law(const Material& alloy) {
  const Property* spacing = alloy.find("arm_spacing_at_one_second");
  if (spacing == nullptr) return {};
  return {spacing->value, spacing->low, spacing->high, alloy.require("arm_spacing_exponent").value};
}

Microstructure microstructure(const Domain& domain, const Record& record, const ArmSpacingLaw& arms) {
  const std::size_t n = domain.grid.flow_slots();
  Microstructure m;
  for (Field<float>* f : {&m.gradient, &m.front_speed, &m.local_time, &m.arm_spacing}) f->assign(n, never);
  parallel_chunks(n, block_cells, [&](std::size_t begin, std::size_t end) {
    for (Slot s = static_cast<Slot>(begin); s < end; ++s) {
      if (passed(domain, record, s)) {
        const double slow = slowness(domain, record, s);
        if (slow >= 0 && record.cooling_rate[s] >= 0) m.gradient[s] = static_cast<float>(record.cooling_rate[s] * slow);
        if (slow > 0) m.front_speed[s] = static_cast<float>(1 / slow);
      }
      if (record.solidification[s] < 0) continue;
      const float start = std::max(record.below_liquidus[s], record.arrival[s]);
      if (start < 0) continue;
      m.local_time[s] = std::max(0.0f, record.solidification[s] - start);
      if (arms.stated()) m.arm_spacing[s] = static_cast<float>(arms.at_one_second * std::pow(m.local_time[s], arms.exponent));
    }
  });
  return m;
}

}  // namespace sprue
