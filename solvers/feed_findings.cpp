// Why a casting is not full, seen from the feed: it froze on the way, or no more metal was there.
#include <cmath>

#include "solvers/chronicle.h"
#include "solvers/judge.h"

namespace sprue {

namespace {

constexpr double last_share = 0.1;      // of the filling's time, over which its last rate is taken
constexpr double misrun_share = 0.02;   // of the parts without metal: less is a detail, not the feed (a part counts as filled from 98 %)

/// When flow retired: what contraction has emptied since was full.
double unreached_share(const Judge& j) {
  double room = 0, missing = 0;
  for (Slot s = 0; s < j.domain.grid.flow_slots(); ++s) {
    if (!j.in_part(s)) continue;
    room += j.domain.cavity_fraction[s];
    const double occupied = j.state.skin.empty() ? j.state.metal[s] : j.state.skin[s];
    missing += std::max(0.0, j.domain.cavity_fraction[s] - occupied);
  }
  return room > 0 ? missing / room : 0;
}

/// s when flow retired; 0 if it never ran.
double flow_end(const Judge& j) {
  double end = 0;
  for (const HistorySample& h : j.record.history)
    if (h.max_speed > 0) end = h.time;
  return end;
}

/// The first place of the feed system that was solid while metal still flowed; no_slot if there is none.
Slot first_frozen(const Judge& j, double end) {
  Slot first = no_slot;
  for (Slot s = 0; s < j.domain.grid.flow_slots(); ++s) {
    if (j.domain.cavity_fraction[s] < 0.5 || j.in_part(s)) continue;
    const float t = j.record.solidification[s];
    if (t == never || t > end) continue;
    if (first == no_slot || t < j.record.solidification[first]) first = s;
  }
  return first;
}

Finding misrun(double share) {
  Finding f;
  f.kind = "misrun";
  f.severity = Severity::reject;
  f.value = 100 * share;
  f.limit = 100 * misrun_share;
  f.unit = "%";
  return f;
}

/// m3/s that came in over the last of the filling; 0 where none did, or some ran out.
double last_rate(const Judge& j, double end) {
  const HistorySample *first = nullptr, *last = nullptr;
  for (const HistorySample& h : j.record.history) {
    if (h.time > end) break;
    if (first == nullptr && h.time >= (1 - last_share) * end) first = &h;
    last = &h;
  }
  if (first == nullptr || last->time <= first->time) return 0;
  return std::max(0.0, (last->metal - first->metal) / (last->time - first->time)) * j.domain.cell_volume();
}

/// Mean time, s, from the end of filling until the parts' metal beside cells without metal was solid; 0 where none lies beside such cells.
double front_stayed_liquid(const Judge& j, double end) {
  double sum = 0, metal = 0;
  for (Slot s = 0; s < j.domain.grid.flow_slots(); ++s) {
    if (!j.in_part(s) || j.unfilled(s) || j.record.solidification[s] == never) continue;
    bool beside = false;
    for (int n = 0; n < 6 && !beside; ++n) {
      const Slot t = n % 2 ? j.domain.grid.above(n / 2, s) : j.domain.grid.below(n / 2, s);
      beside = t < j.domain.cavity_fraction.size() && j.unfilled(t) && j.domain.aperture[n / 2][n % 2 ? t : s] > 0;
    }
    if (!beside) continue;
    sum += j.state.metal[s] * std::max(0.0, double(j.record.solidification[s]) - end);
    metal += j.state.metal[s];
  }
  return metal > 0 ? sum / metal : 0;
}

/// Of the largest body of gas that vents still drain: what is above the pressure behind them, Pa.
double gas_above_vents(const Judge& j, double end) {
  const GasPocket* largest = nullptr;
  for (const GasPocket& p : j.state.pockets)
    if (p.id > 0 && p.vented && (largest == nullptr || p.volume > largest->volume)) largest = &p;
  return largest == nullptr ? 0 : largest->pressure - j.conditions.gas.behind_vents(end);
}

}  // namespace

/// Filling is followed until hardly any metal comes; where the metal then stays liquid for long, its last rate may bring more than was computed.
void creeping_front(Judge& j) {
  const double missing = unreached_share(j), end = flow_end(j);
  if (missing < misrun_share || end <= 0) return;
  const double rate = last_rate(j, end), liquid = front_stayed_liquid(j, end), gas = gas_above_vents(j, end);
  double room = 0;
  for (Slot s = 0; s < j.domain.grid.flow_slots(); ++s)
    if (j.in_part(s)) room += j.domain.cavity_fraction[s] * j.domain.cell_volume();
  const double more = std::min(missing, rate * liquid / room);
  if (more < misrun_share) return;
  Finding f = misrun(more);
  f.kind = "creeping-front";
  f.severity = Severity::warn;
  f.evidence = text("When the flow was no longer followed, at %.3g s, %.3g mm3/s still came in. The metal at the front stayed liquid for %.3g s more: at that rate it fills up to %.0f %% of the parts besides, of %.0f %% that are missing.",
                    end, rate * mm3, liquid, 100 * more, 100 * missing);
  f.cause = gas > 0 ? text("Gas leaves slowly: it stood %.3g kPa above the pressure behind the vents.", gas / 1000) : "The metal creeps, held by surface tension or friction.";
  f.advice = "More vents or vacuum, or more pressure on the metal. A longer numerics.stall_time follows the front further, at the price of many steps; what is missing here is an upper bound.";
  f.confidence = "low: the last rate is continued, not computed";
  j.findings.push_back(std::move(f));
}

void frozen_or_empty_feed(Judge& j) {
  const double share = unreached_share(j), end = flow_end(j);
  if (share < misrun_share || end <= 0) return;
  const double poured = j.state.poured * j.domain.cell_volume();
  const Inlet& inlet = j.conditions.inlet;
  if (const Slot s = first_frozen(j, end); s != no_slot) {
    Finding f = misrun(share);
    f.where = j.domain.grid.centre(s);
    f.evidence = text("The feed froze here at %.3f s, while metal still flowed; %.0f %% of the parts stayed empty.", double(j.record.solidification[s]), 100 * share);
    f.cause = "The metal lost its heat on the way to the gate.";
    f.advice = "A thicker or shorter runner here, hotter metal or mould, or a faster pour.";
    f.confidence = "medium: the interface coefficient decides it";
    j.findings.push_back(std::move(f));
  }
  if (poured >= inlet.volume || end > inlet.shut_time) {
    Finding f = misrun(share);
    f.evidence = text("The pour ended after %.4g mm3; %.0f %% of the parts stayed empty.", poured * mm3, 100 * share);
    f.cause = poured >= inlet.volume ? "No more metal was in the ladle, basin or sleeve." : "The pour was stopped.";
    f.advice = "Pour more: process.pour_volume, pour_time or stroke.";
    f.confidence = "high: the volume is counted";
    j.findings.push_back(std::move(f));
  }
}

}  // namespace sprue
