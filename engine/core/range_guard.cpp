#include "engine/core/range_guard.h"

#include <algorithm>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr double wisp = 1e-3;        // of a cell: the enthalpy of less is rounding and mixing error as much as heat
constexpr std::size_t grain = 4096;  // cells a chunk
constexpr Slot none = static_cast<Slot>(-1);

struct Ends {
  Slot coldest = none, hottest = none;  // outside the range; the first of equal ones
  double low = 0, high = 0;             // J/kg
};

}  // namespace

RangeGuard::RangeGuard(const Domain& domain, const AlloyCurve& alloy) : domain_(domain), alloy_(alloy), cells_(domain) {}

void RangeGuard::watch(const CastingState& state) {
  const auto cells = cells_.all();
  const double mass = alloy_.reference_density() * domain_.cell_volume(), low = alloy_.ranged_low(), high = alloy_.ranged_high();
  std::vector<Ends> ends((cells.size() + grain - 1) / grain, Ends{none, none, low, high});
  parallel_chunks(cells.size(), grain, [&](std::size_t b, std::size_t e) {
    Ends& end = ends[b / grain];
    for (std::size_t i = b; i < e; ++i) {
      const Slot s = cells[i];
      if (state.metal[s] < wisp) continue;
      const double h = state.enthalpy[s] / (mass * state.metal[s]);
      if (h < end.low) end.low = h, end.coldest = s;
      if (h > end.high) end.high = h, end.hottest = s;
    }
  });
  Ends all{none, none, low, high};
  for (const Ends& end : ends) {
    if (end.coldest != none && end.low < all.low) all.low = end.low, all.coldest = end.coldest;
    if (end.hottest != none && end.high > all.high) all.high = end.high, all.hottest = end.hottest;
  }
  ++watched_;
  for (Slot s : {all.coldest, all.hottest})
    if (s != none) note(state, s);
}

void RangeGuard::note(const CastingState& state, Slot s) {
  const double mass = alloy_.reference_density() * domain_.cell_volume() * state.metal[s];
  const double t = alloy_.temperature(state.enthalpy[s] / mass);
  for (const PropertyRange* r : alloy_.left_ranges(t)) {
    auto known = std::find_if(excesses_.begin(), excesses_.end(), [&](const RangeExcess& e) { return e.property == r->property; });
    if (known == excesses_.end()) known = excesses_.insert(excesses_.end(), RangeExcess{r->property, r->low, r->high, 0.5 * (r->low + r->high), {}, 0, 0, 0, 0});
    if (known->last_step != watched_) ++known->steps;  // too hot here and too cold there is one step
    known->last_step = watched_;
    const auto beyond = [&](double at) { return std::max(r->low - at, at - r->high); };
    if (beyond(t) <= beyond(known->temperature)) continue;
    known->temperature = t;
    known->where = domain_.grid.centre(s);
    known->cavity = domain_.cavity[s];
    known->time = state.time;
  }
}

}  // namespace sprue
