// Marks on the skin: where metal laid itself against the wall when it had already begun to freeze.
#include "solvers/judge.h"

namespace sprue {

namespace {

/// Metal touched the mould here below the temperature at which fronts still join; where two of them met it is a cold shut's place.
bool wrinkled(const Judge& j, Slot s) {
  if (!j.in_part(s) || j.domain.wall_area[s] <= 0 || j.record.arrival_temperature[s] == never || j.record.meeting_temperature[s] != never || j.unfilled(s)) return false;
  const double t = j.record.arrival_temperature[s];
  return t < j.alloy.liquidus() - thresholds.cold_margin || j.alloy.solid_fraction(j.alloy.enthalpy(t)) >= thresholds.cold_warn_solid;
}

}  // namespace

void cold_flow_marks(Judge& j) {
  std::vector<Finding> list;
  for (const Region& r : find_regions(j.domain, [&](Slot s) { return wrinkled(j, s); }, [&](Slot s) { return j.cavity_share(s); })) {
    if (!j.big_enough(r)) continue;
    double area = 0;
    Slot coldest = r.cells.front();
    for (const Slot s : r.cells) {
      area += double(j.domain.wall_area[s]) * j.domain.grid.cell * j.domain.grid.cell;
      if (j.record.arrival_temperature[s] < j.record.arrival_temperature[coldest]) coldest = s;
    }
    const double t = j.record.arrival_temperature[coldest];
    Finding f = j.start("cold-flow", Severity::warn, r);
    f.where = j.part_place(r.cavity, j.domain.grid.centre(coldest));
    f.value = celsius(t);
    f.limit = celsius(j.alloy.liquidus()) - thresholds.cold_margin;
    f.unit = "degC";
    f.evidence = text("Over %.2g mm2 of wall the metal came at %.1f degC and less than %.1f (solid fraction up to %.2f), no second front beside it.", area * 1e6, celsius(t), f.limit,
                      j.alloy.solid_fraction(j.alloy.enthalpy(t)));
    f.cause = "The front lost its heat on the way and froze in wrinkles where it touched the mould.";
    f.advice = "Hotter metal or mould, a faster fill, or the gate nearer to this place.";
    f.confidence = "low: threshold of fronts that meet (handbook), arrival temperatures carry the uncertainty of the interface";
    list.push_back(std::move(f));
  }
  j.keep(std::move(list));
}

}  // namespace sprue
