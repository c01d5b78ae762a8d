#include <limits>
#include <map>

#include "solvers/judge.h"

namespace sprue {

namespace {

struct ElementShare {
  double volume = 0, unfilled = 0;                       // cells
  double narrow = 0;                                     // volume of its under-resolved cells, cells
  float width = std::numeric_limits<float>::infinity();  // narrowest of them, m
  float first = std::numeric_limits<float>::infinity(), last = 0;  // arrival in them, s
  float coldest = std::numeric_limits<float>::infinity();          // arrival temperature, K
  std::vector<Slot> empty, thin;
};

void judge_unfilled(Judge& j, int cavity, std::int32_t element, const ElementShare& e) {
  Region r;
  r.cells = e.empty;
  measure(
      j.domain, [&](Slot s) { return j.cavity_share(s); }, r);
  const double share = e.unfilled / e.volume;
  Finding f =
      j.start("unfilled-detail", share > thresholds.detail_reject ? Severity::reject : Severity::warn, r);
  f.cavity = cavity;
  f.element = j.element_id(element);
  f.value = 100 * share;
  f.limit = 100 * thresholds.detail_warn;
  f.unit = "%";
  f.evidence = text("%.0f %% of this element's %.3g mm3 were left without metal.", 100 * share,
                    e.volume * j.domain.cell_volume() * mm3);
  f.cause = "Metal does not enter the drawn detail before it freezes, or gas is in the way.";
  f.advice = "Widen the detail, raise the speed (entry pressure), or vent it.";
  f.confidence = e.narrow > 0.5 * e.volume ? "low: under four cells wide" : "high: resolved by the grid";
  j.findings.push_back(std::move(f));
}

/// The sub-grid closure for the lines of one element that the grid does not resolve.
void judge_thin(Judge& j, int cavity, std::int32_t element, const ElementShare& e) {
  Slot weakest = e.thin.front();
  for (Slot s : e.thin)
    if (j.head.at(j.domain.grid.centre(s)) < j.head.at(j.domain.grid.centre(weakest))) weakest = s;
  const double available = j.head.at(j.domain.grid.centre(weakest));
  const double temperature = std::isfinite(e.coldest) ? double(e.coldest) : j.conditions.inlet.temperature;
  const LineEntry entry =
      line_entry(e.width, temperature, j.conditions.mould_temperature, j.interface_at(weakest), j.alloy);
  const double run = std::isfinite(e.first) ? double(e.last) - double(e.first) : 0;
  const bool no_entry = entry.needed > available, frozen = run > entry.freezing;
  if (!no_entry && !frozen) return;
  Region r;
  r.cells = e.thin;
  measure(
      j.domain, [&](Slot s) { return j.cavity_share(s); }, r);
  Finding f = j.start("unfilled-detail", Severity::warn, r);
  f.cavity = cavity;
  f.element = j.element_id(element);
  f.value = no_entry ? entry.needed / 1000 : run;
  f.limit = no_entry ? available / 1000 : entry.freezing;
  f.unit = no_entry ? "kPa" : "s";
  f.evidence = text(
      "Narrowest line %.2f mm (%.1f cells): needs %.2f kPa to enter, has %.2f kPa at rest; freezes in %.3f "
      "s, metal runs along it for %.3f s.",
      double(e.width) * mm, double(e.width) / j.domain.grid.cell, entry.needed / 1000, available / 1000,
      entry.freezing, run);
  f.cause = no_entry ? "Surface tension keeps the metal out of a line this narrow."
                     : "The line freezes before the metal has run along it.";
  f.advice = no_entry ? "Widen the line, or raise the speed or the radius of the cavity."
                      : "Widen the line, or pour hotter.";
  f.confidence = "low: the line is under four cells wide, judged by entry pressure and freezing time";
  j.findings.push_back(std::move(f));
}

}  // namespace

void unfilled_details(Judge& j) {
  std::map<std::pair<int, std::int32_t>, ElementShare> shares;
  const double resolved = thresholds.resolved_cells * j.domain.grid.cell;
  for (Slot s = 0; s < j.domain.cavity_fraction.size(); ++s) {
    const double v = j.domain.cavity_fraction[s];
    if (v <= 0 || !j.in_part(s) || j.domain.element[s] == no_element) continue;
    ElementShare& e = shares[{j.domain.cavity[s], j.domain.element[s]}];
    e.volume += v;
    if (j.unfilled(s)) {
      e.unfilled += v;
      e.empty.push_back(s);
    }
    const float w = j.domain.feature_width[s];
    if (w <= 0 || w >= resolved) continue;
    e.narrow += v;
    e.thin.push_back(s);
    e.width = std::min(e.width, w);
    if (j.record.arrival[s] == never) continue;
    e.first = std::min(e.first, j.record.arrival[s]);
    e.last = std::max(e.last, j.record.arrival[s]);
    e.coldest = std::min(e.coldest, j.record.arrival_temperature[s]);
  }
  for (const auto& [key, e] : shares) {
    if (e.unfilled > thresholds.detail_warn * e.volume && e.unfilled > thresholds.ignored_cells)
      judge_unfilled(j, key.first, key.second, e);
    else if (!e.thin.empty() && j.head.fed())
      judge_thin(j, key.first, key.second, e);
  }
}

}  // namespace sprue
