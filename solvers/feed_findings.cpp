// Why a casting is not full, seen from the feed: it froze on the way, or no more metal was there.
#include <cmath>

#include "solvers/chronicle.h"
#include "solvers/judge.h"

namespace sprue {

namespace {

constexpr double misrun_share = 0.02;   // of the parts without metal: less is a detail, not the feed (a part counts as filled from 98 %)

double unreached_share(const Judge& j) {
  double room = 0, missing = 0;
  for (Slot s = 0; s < j.domain.grid.flow_slots(); ++s) {
    if (!j.in_part(s)) continue;
    room += j.domain.cavity_fraction[s];
    missing += std::max(0.0, j.domain.cavity_fraction[s] - j.state.metal[s]);
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

}  // namespace

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
