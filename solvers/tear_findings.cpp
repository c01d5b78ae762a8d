// Where the last liquid between grains stays long: places that may tear while hot.
#include "solvers/hot_tear.h"
#include "solvers/judge.h"

namespace sprue {

void hot_tears(Judge& j) {
  const HotTear tear = hot_tear(j.record);
  const auto prone = [&](Slot s) {
    return j.in_part(s) && j.domain.cavity_fraction[s] >= thresholds.tear_room && static_cast<double>(tear.clyne_davies[s]) > thresholds.tear_suspicious;
  };
  const double kou = kou_index(j.alloy);
  std::vector<Finding> list;
  for (const Region& r : find_regions(j.domain, prone, [&](Slot s) { return j.cavity_share(s); })) {
    if (!j.big_enough(r)) continue;
    Slot worst = r.cells.front();
    for (const Slot s : r.cells)
      if (tear.clyne_davies[s] > tear.clyne_davies[worst]) worst = s;
    Finding f = j.start("hot-tear", Severity::warn, r);
    f.where = j.part_place(r.cavity, j.domain.grid.centre(worst));
    f.value = tear.clyne_davies[worst];
    f.limit = thresholds.tear_suspicious;
    f.unit = "1";
    f.evidence = text("Clyne and Davies' ratio up to %.2f over %.1f mm: %.3g s from solid fraction 0.9 to 0.99, %.3g s from 0.4 to 0.9. Kou's index of the alloy is %.3g K.", f.value,
                      r.extent * mm, double(j.record.solid_99[worst] - j.record.solid_90[worst]), double(j.record.solid_90[worst] - j.record.solid_40[worst]), kou);
    f.cause = "The last liquid between the grains lasts longer than the time in which strain is still fed.";
    f.advice = "Round the inner corners here, even out the sections, or let the mould give.";
    f.confidence = "low: ranks places, no strain is computed";
    list.push_back(std::move(f));
  }
  j.keep(std::move(list));
}

}  // namespace sprue
