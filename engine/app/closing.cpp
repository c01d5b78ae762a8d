#include "engine/app/closing.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>

#include "engine/app/cast_numbers.h"
#include "engine/app/report_tables.h"
#include "solvers/drive.h"

namespace sprue {

namespace {

constexpr std::size_t told = 4, widest = 150;   // findings, characters of each

template <class... Values>
std::string line(const char* format, Values... values) {
  char text[256];
  std::snprintf(text, sizeof text, format, values...);
  return std::string(text) + "\n";
}

std::string painted(const std::string& word, bool colour) {
  if (!colour) return word;
  const char* code = word == "reject" ? "31" : word == "warn" ? "33" : word == "pass" ? "32" : "36";
  return std::string("\033[1;") + code + "m" + word + "\033[0m";
}

/// At most `widest` bytes, ended at a word and never within a character.
std::string shortened(const std::string& text) {
  if (text.size() <= widest) return text;
  const auto space = text.rfind(' ', widest);
  return text.substr(0, space == std::string::npos ? widest : space) + " …";
}

std::string worst(const std::vector<Finding>& findings, bool colour) {
  std::string out;
  std::set<std::pair<std::string, std::string>> said;
  for (const Finding& f : ranked(findings)) {
    if (said.size() == told || f.severity == Severity::info) break;
    if (!said.insert({f.kind, f.element}).second) continue;
    out += "  " + painted(to_string(f.severity), colour) + "  " + shortened(f.kind + (f.element.empty() ? "" : " (" + f.element + ")") + ": " + f.evidence) + "\n";
  }
  return out;
}

std::string counted(const std::vector<Finding>& findings) {
  const auto count = [&](Severity s) { return std::to_string(std::count_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.severity == s; })); };
  return count(Severity::reject) + " findings reject, " + count(Severity::warn) + " warn, " + count(Severity::info) + " inform";
}

}  // namespace

std::string closing_text(const CastRun& run, const Simulation& simulation, const std::vector<Finding>& findings, const std::string& verdict, const std::string& report, bool colour) {
  const CastingState& state = run.casting().state();
  const RunTotals& t = run.totals();
  const bool filling = state.phase == Phase::filling;   // stopped by run.end_time
  const Balances errors = balances(simulation, state);
  std::string out = painted(verdict, colour) + ": " + std::filesystem::path(simulation.scene.source).stem().string() + ", " + counted(findings) + "\n" + worst(findings, colour);
  out += line("filled   %.1f %% in %.3g s, %zu gas pockets", 100 * (filling ? run.casting().fill_fraction() : t.fill_fraction), filling ? state.time : t.fill_time, run.casting().record().pockets.size());
  out += line(state.phase == Phase::done ? "frozen   after %.3g s" : "stopped  at %.3g s", state.time);
  out += line("balances metal %.1e, energy %.1e", errors.metal_error, errors.energy_error);
  out += line("cost     %lld fill and %lld freeze steps in %.0f s, %.2f M cell-steps per CPU second", static_cast<long long>(t.fill_steps), static_cast<long long>(t.freeze_steps), t.wall_s,
              t.cpu_s > 0 ? 1e-6 * t.cell_steps / t.cpu_s : 0.0);
  return out + "report   " + report + "\n";
}

}  // namespace sprue
