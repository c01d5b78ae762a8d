#include "solvers/field_findings.h"

#include <cmath>
#include <map>

#include "solvers/judge.h"

namespace sprue {

/// The largest of a kind each for itself; small ones (not rejects) beyond the limit joined in one.
void Judge::keep(std::vector<Finding> list) const {
  std::stable_sort(list.begin(), list.end(), [](const Finding& a, const Finding& b) {
    return a.severity != b.severity ? a.severity > b.severity : a.volume > b.volume;
  });
  const std::size_t kept = std::min(list.size(), thresholds.most_of_a_kind);
  findings.insert(findings.end(), list.begin(), list.begin() + static_cast<std::ptrdiff_t>(kept));
  if (kept == list.size()) return;
  Finding rest = list[kept];
  for (std::size_t n = kept + 1; n < list.size(); ++n) rest.volume += list[n].volume;
  rest.value = rest.volume * mm3;
  rest.limit = 0;
  rest.unit = "mm3";
  rest.evidence = text("%zu further smaller places of this kind, %.3g mm3 together; the largest of them: ",
                       list.size() - kept, rest.volume * mm3) +
                  rest.evidence;
  findings.push_back(std::move(rest));
}

namespace {

/// Posts stand behind the back.
bool in_post(const Judge& j, const Region& r) { return j.part_place(r.cavity, j.domain.grid.centre(r.middle)).z < -thresholds.post_depth; }

void unfilled_regions(Judge& j) {
  const auto share = [&](Slot s) { return std::max(0.0, j.domain.cavity_fraction[s] - j.state.metal[s]); };
  std::vector<Finding> misruns, gas;
  for (const Region& r : find_regions(
           j.domain, [&](Slot s) { return j.unfilled(s); }, share)) {
    if (!j.big_enough(r)) continue;
    const GasPocket* pocket = j.pocket_of(r.middle);
    const bool closed = pocket && !pocket->vented;
    const double outside = j.conditions.gas.pressure;
    const double metal = j.head.at(j.domain.grid.centre(r.middle)) + outside;
    if (closed) {
      const bool hole = r.volume <= thresholds.gas_reject;
      Finding f = j.start(in_post(j, r) ? "short-post" : hole ? "pin-hole" : "trapped-gas", hole ? Severity::warn : Severity::reject, r);
      f.value = r.volume * mm3;
      f.limit = thresholds.gas_reject * mm3;
      f.unit = "mm3";
      f.evidence = text(
          "Closed pocket of %.3g mm3 at %.1f kPa absolute, metal at rest there would bring %.1f kPa; the "
          "metal never came.",
          r.volume * mm3, pocket->pressure / 1000, metal / 1000);
      f.cause = "Gas was cut off from every vent and its pressure stopped the metal.";
      f.advice = "Cut a vent at this place, or move the gate so that the metal pushes the gas towards a vent.";
      f.confidence = "high: resolved pocket with conserved gas mass";
      gas.push_back(std::move(f));
      continue;
    }
    Finding f = j.start(in_post(j, r) ? "short-post" : "misrun", r.volume > thresholds.misrun_reject ? Severity::reject : Severity::warn, r);
    f.value = r.volume * mm3;
    f.limit = thresholds.misrun_reject * mm3;
    f.unit = "mm3";
    f.evidence = text("%.3g mm3 of the cavity were left without metal; static head there %.1f kPa.",
                      r.volume * mm3, (metal - outside) / 1000);
    f.cause = j.head.at(j.domain.grid.centre(r.middle)) <= 0
                  ? "The metal has no head here."
                  : "The front froze or stopped before it got here.";
    f.advice = in_post(j, r) ? "A vent at the post's tip, a thicker or shorter post, hotter metal or more speed." : "Hotter metal or mould, more speed, a thicker gate, or a wider path to this place.";
    f.confidence = "medium: the filling is simulated, the interface coefficient is uncertain";
    misruns.push_back(std::move(f));
  }
  j.keep(std::move(misruns));
  j.keep(std::move(gas));
}

void cold_shuts(Judge& j) {
  const auto solid_at = [&](Slot s) {
    return j.alloy.solid_fraction(j.alloy.enthalpy(j.record.meeting_temperature[s]));
  };
  const auto cold = [&](Slot s) {
    return j.in_part(s) && j.record.meeting_temperature[s] != never &&
           (solid_at(s) >= thresholds.cold_warn_solid ||
            j.record.meeting_temperature[s] < j.alloy.liquidus() - thresholds.cold_margin);
  };
  const auto near_cold =
      [&](Slot s) {  // a seam is a sheet one cell thick: its neighbours make it hang together
        for (int d = 0; d < 3; ++d)
          for (int side = -1; side <= 1; side += 2) {
            const Slot n = j.domain.grid.neighbour(s, side * (d == 0), side * (d == 1), side * (d == 2));
            if (n < j.record.meeting_temperature.size() && cold(n)) return true;
          }
        return cold(s);
      };
  std::vector<Finding> list;
  for (Region& r : find_regions(j.domain, near_cold, [&](Slot s) { return j.cavity_share(s); })) {
    std::erase_if(r.cells, [&](Slot s) { return !cold(s); });
    if (static_cast<double>(r.cells.size()) <= thresholds.ignored_cells) continue;
    r.extent = 0;
    measure(
        j.domain, [&](Slot s) { return j.cavity_share(s); }, r);
    Slot coldest = r.cells.front();
    for (Slot s : r.cells)
      if (j.record.meeting_temperature[s] < j.record.meeting_temperature[coldest]) coldest = s;
    const double t = j.record.meeting_temperature[coldest], solid = solid_at(coldest);
    Finding f =
        j.start("cold-shut", solid >= thresholds.cold_reject_solid ? Severity::reject : Severity::warn, r);
    f.where = j.part_place(r.cavity, j.domain.grid.centre(coldest));
    f.value = celsius(t);
    f.limit = celsius(j.alloy.liquidus()) - thresholds.cold_margin;
    f.unit = "degC";
    f.evidence = text("Fronts met along %.1f mm at %.1f to %.1f degC, solid fraction up to %.2f.",
                      r.extent * mm, celsius(t), celsius(j.alloy.liquidus()), solid);
    f.cause = "Two streams met after they had begun to freeze: they touch but do not join.";
    f.advice = "Hotter metal, faster fill, or move the gate so that the streams meet outside the face.";
    f.confidence = "low: thresholds from handbooks, none measured for zinc in silicone";
    list.push_back(std::move(f));
  }
  j.keep(std::move(list));
}

void hot_spots(Judge& j) {
  std::map<int, std::pair<double, double>> mean;  // cavity -> (sum of V t, sum of V) of solidification
  std::map<int, double> volume;
  for (Slot s = 0; s < j.record.solidification.size(); ++s)
    if (j.in_part(s) && j.domain.cavity_fraction[s] > 0) {
      volume[j.domain.cavity[s]] += j.domain.cavity_fraction[s] * j.domain.cell_volume();
      if (j.record.solidification[s] == never) continue;
      mean[j.domain.cavity[s]].first += j.domain.cavity_fraction[s] * double(j.record.solidification[s]);
      mean[j.domain.cavity[s]].second += j.domain.cavity_fraction[s];
    }
  std::vector<Finding> list;
  for (const Region& r : find_regions(
           j.domain, [&](Slot s) { return j.in_part(s) && j.record.cut_off[s] != never; },
           [&](Slot s) { return j.cavity_share(s); })) {
    if (r.volume < thresholds.hot_spot_volume || mean[r.cavity].second <= 0) continue;
    Slot last = r.cells.front();
    float cut = j.record.cut_off[last];
    for (Slot s : r.cells) {
      if (j.record.solidification[s] > j.record.solidification[last]) last = s;
      cut = std::min(cut, j.record.cut_off[s]);
    }
    if (j.record.solidification[last] == never) continue;
    const double average = mean[r.cavity].first / mean[r.cavity].second,
                 limit = thresholds.hot_spot_ratio * average;
    const bool whole = r.volume > 0.5 * volume[r.cavity];
    Finding f =
        j.start("hot-spot", j.record.solidification[last] > limit ? Severity::warn : Severity::info, r);
    f.where = j.part_place(r.cavity, j.domain.grid.centre(last));
    f.value = j.record.solidification[last];
    f.limit = limit;
    f.unit = "s";
    f.evidence = text(
        "%.1f mm3 (%.0f %% of the cavity) were still liquid when the feed was lost at %.2f s; the last froze "
        "at %.2f s, the cavity's mean is %.2f s.",
        r.volume * mm3, 100 * r.volume / volume[r.cavity], double(cut), double(j.record.solidification[last]),
        average);
    f.cause = whole ? "The gate freezes before the pin: from then on the pin feeds itself."
                    : "A thick place behind thinner ones that freeze first.";
    f.advice = whole ? "A thicker or wider gate stays open longer."
                     : "Gate into the thick place, or core it out from the back.";
    f.confidence = "medium: order of freezing is robust, its times carry the uncertainty of the interface";
    list.push_back(std::move(f));
  }
  j.keep(std::move(list));
}

}  // namespace

Vec3 CavityFrame::to_part(Vec3 tool) const {
  const auto& m = to_tool;
  const Vec3 a{m[0], m[4], m[8]}, b{m[1], m[5], m[9]}, c{m[2], m[6], m[10]};
  const Vec3 p = tool - Vec3{m[3], m[7], m[11]};
  const double det = dot(a, cross(b, c));
  SPRUE_ASSERT(det != 0);
  return {dot(p, cross(b, c)) / det, dot(p, cross(c, a)) / det, dot(p, cross(a, b)) / det};
}

void field_findings(const Domain& domain, const CastingState& state, const Record& record,
                    const CastingConditions& conditions, const AlloyCurve& alloy,
                    const std::vector<CavityFrame>& frames, const std::vector<std::string>& elements,
                    std::vector<Finding>& findings, const Finishing& finishing) {
  Judge judge{domain, state, record, conditions, alloy, frames, elements, findings, finishing};
  if (conditions.flow) {
    unfilled_regions(judge);
    vanished_pockets(judge);
    unfilled_details(judge);
    frozen_or_empty_feed(judge);
    creeping_front(judge);
  }
  if (conditions.heat && conditions.flow) {
    cold_shuts(judge);
    cold_flow_marks(judge);
  }
  if (conditions.heat) hot_tears(judge);
  if (conditions.heat && conditions.feeding) {
    shrinkage_voids(judge);
    dispersed_porosity(judge);
    hot_spots(judge);
  }
}

}  // namespace sprue
