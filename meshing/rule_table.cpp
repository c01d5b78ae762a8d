#include "meshing/rule_table.h"

#include <algorithm>
#include <cstdio>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double rounding = 2e-3;  // share of a limit: lattices and flattened curves of a drawing move borders by micrometres

std::string text_of(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

std::string cell(double limit, const Rule& rule) {
  if (std::isnan(limit)) return "-";
  if (limit == 0 && !rule.at_most) return "0";
  return (rule.at_most ? "> " : "< ") + text_of(limit);
}

/// Agrees with the limit that is broken; says how much more takes every doubt away.
std::string advice_of(const Rule& rule, double limit) {
  const double least = limit == 0 && !rule.at_most ? rule.warn : limit;  // no draft at all: some would still be too little
  std::string text = std::string(rule.remedy) + " to " + with_unit(least, rule.unit) + (rule.at_most ? " at the most" : " at the least");
  if (rule.beyond(least, rule.warn)) text += (rule.at_most ? "; over " : "; under ") + with_unit(rule.warn, rule.unit) + " it stays in doubt";
  if (rule.preferred > 0 && rule.preferred != least) text += "; " + with_unit(rule.preferred, rule.unit) + (rule.at_most ? " or less" : " or more") + " is preferred";
  return text + ".";
}

}  // namespace

bool Rule::beyond(double value, double limit) const {
  if (std::isnan(limit)) return false;
  const double tolerance = limit == 0 ? 1e-9 : rounding * limit;
  return at_most ? value > limit + tolerance : limit == 0 ? value <= tolerance : value < limit - tolerance;
}

std::string with_unit(double value, const char* unit) { return text_of(value) + (*unit ? " " : "") + unit; }

const std::vector<const Rule*>& pin_rules() {
  using namespace rule;
  static const std::vector<const Rule*> all = {&thin_line,   &thin_wall,      &narrow_recess, &acute_tip, &small_cell,   &small_island, &soft_depth,  &hard_depth,
                                               &fired_depth, &rule::plate,    &large_plate,   &solid_plate,  &large_solid_plate, &rule::floor, &fired_floor, &thin_body, &cutout,      &web,
                                               &text,        &inside_corner,  &outside_corner, &draft,       &throwing,     &post_edge,   &post_floor,
                                               &post_spacing, &post_spread,   &single_post,   &stamp_line,   &stamp_depth,  &stamp_deep,  &stamp_opposite,
                                               &touching,    &pieces};
  return all;
}

std::string rules_reference() {
  std::string out = "| finding | what is measured | unit | reject | warn | preferred | source | confidence |\n|---|---|---|---|---|---|---|---|\n";
  for (const Rule* r : pin_rules()) {
    const std::string preferred = std::isnan(r->preferred) ? "-" : std::string(r->at_most ? "<= " : ">= ") + text_of(r->preferred);
    const std::string doubtful = cell(r->warn, *r) + (r->doubtful == Severity::info ? " (info)" : "");
    out += "| `" + std::string(r->kind) + "` | " + r->measured + " | " + (*r->unit ? r->unit : "-") + " | " + cell(r->reject, *r) + " | " + doubtful + " | " + preferred + " | " + r->source + " | " +
           r->confidence + " |\n";
  }
  return out;
}

Finding finding_of(const Rule& rule, const RuleBreak& found) {
  SPRUE_ASSERT(rule.broken(found.value));
  Finding f;
  f.kind = rule.kind;
  f.severity = rule.beyond(found.value, rule.reject) ? Severity::reject : rule.doubtful;
  f.where = found.where;
  f.element = found.element;
  f.size = found.extent;
  f.value = found.value, f.limit = rule.limit(found.value), f.unit = rule.unit;
  f.evidence = "The " + std::string(rule.measured) + (found.element.empty() ? "" : " of \"" + found.element + "\"") + " measures " + with_unit(found.value, rule.unit) +
               (found.places > 1 ? " at the worst of " + std::to_string(found.places) + " places" : "") + ", the limit is " + with_unit(f.limit, rule.unit) + ".";
  f.cause = rule.cause;
  f.advice = advice_of(rule, f.limit);
  f.confidence = rule.confidence;
  f.source = rule.source;
  return f;
}

void RuleBreaks::add(const Rule& rule, const RuleBreak& found) {
  if (!rule.broken(found.value)) return;
  const auto [known, first] = number_.try_emplace({&rule, found.element}, entries_.size());
  if (first) {
    entries_.push_back({&rule, found});
    return;
  }
  RuleBreak& worst = entries_[known->second].worst;
  const int places = worst.places + found.places;
  if (rule.at_most ? found.value > worst.value : found.value < worst.value) worst = found;
  worst.places = places;
}

void RuleBreaks::report(std::vector<Finding>& findings) const {
  for (const Entry& e : entries_) {
    RuleBreak worst = e.worst;
    worst.places = std::max(1, worst.places);
    findings.push_back(finding_of(*e.rule, worst));
  }
}

}  // namespace sprue
