#include "engine/app/cycle_report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "engine/app/interrupt.h"

namespace sprue {

namespace {

constexpr double zero_celsius = 273.15;
constexpr double usual_life = 100;   // shots: rubber gives hundreds (low-melting alloys) to 20 (zinc, special grades; motor-manufaktur.de): fewer is worth a word

/// The first shot from which on all changed less than the scene allows; 0 = none.
int steady_from(const std::vector<CycleShot>& shots, double change) {
  int steady = 0;
  for (const CycleShot& s : shots) {
    const bool quiet = s.number > 1 && s.change <= change;
    if (!quiet) steady = 0;
    else if (steady == 0) steady = s.number;
  }
  return steady;
}

constexpr std::size_t falling_over = 4;   // shots: the share by which the change falls is taken over so many

void advise(CycleReport& report, const CycleShot& shot) {
  if (shot.ejectable >= 0) report.dwell = shot.dwell;
  if (shot.closable >= 0) report.wait = shot.wait;
}

double most(const CycleReport& report, double CycleShot::*value) {
  double largest = 0;
  for (const CycleShot& s : report.shots) largest = std::max(largest, s.*value);
  return largest;
}

template <class Number>
nlohmann::ordered_json positive(Number value) { return value > 0 ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr); }

nlohmann::ordered_json known(const std::optional<double>& value) { return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr); }

std::string seconds(const std::optional<double>& value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", value.value_or(0));
  return value ? text : "not reached";
}

}  // namespace

int expected_steady_shot(const std::vector<CycleShot>& shots, double change) {
  if (shots.size() < falling_over + 2) return 0;   // the first has nothing to change against
  const double now = shots.back().change, before = shots[shots.size() - 1 - falling_over].change;
  if (now <= 0 || now >= before) return 0;
  const double share = std::pow(now / before, 1.0 / falling_over);
  return shots.back().number + std::max(0, static_cast<int>(std::ceil(std::log(change / now) / std::log(share))));
}

CycleReport run_cycle(const Simulation& simulation, const FilledMould& filled, Progress& progress) {
  const Scene::Cycle& settings = simulation.scene.cycle;
  const InterruptGuard guard;
  CycleReport report;
  MouldCycle cycle(simulation, filled);
  const auto next = [&] {
    const CycleShot shot = cycle.shot();
    report.stopped = interrupted();
    progress.update({static_cast<double>(shot.number) / settings.shots, shot.start + shot.length});
    return shot;
  };
  progress.stage("cycle");
  while (!report.stopped && static_cast<int>(report.shots.size()) < settings.shots) report.shots.push_back(next());
  report.steady_shot = steady_from(report.shots, settings.steady_change);
  for (const CycleShot& s : report.shots)
    if (s.good && report.first_good_shot == 0) report.first_good_shot = s.number;
  if (!settings.dwell && !settings.wait) {
    if (report.steady_shot == 0) report.expected_steady = expected_steady_shot(report.shots, settings.steady_change);
    advise(report, report.shots.back());
    return report;
  }
  progress.stage("advice");
  cycle.choose_times();
  for (int i = 0; i < settings.shots && !report.stopped; ++i) {
    const CycleShot shot = next();
    if (i == 0 || shot.change > settings.steady_change) continue;
    advise(report, shot);
    break;
  }
  return report;
}

std::string cycle_csv(const CycleReport& report) {
  std::string text =
      "shot,start_s,length_s,frozen_s,ejectable_s,dwell_s,closable_s,wait_s,surface_before_degC,surface_hottest_degC,metal_opened_degC,change_K,"
      "heat_brought_J,heat_of_filling_J,heat_taken_J,heat_lost_J,heat_kept_J,energy_error,life_used,good\n";
  char line[512];
  const auto time = [](double t) {   // empty where it did not happen
    char value[32];
    std::snprintf(value, sizeof value, "%.6g", t);
    return std::string(t < 0 ? "" : value);
  };
  for (const CycleShot& s : report.shots) {
    std::snprintf(line, sizeof line, "%d,%.9g,%.9g,%s,%s,%.9g,%s,%.9g,%.6g,%.6g,%.6g,%.6g,%.12g,%.12g,%.12g,%.12g,%.12g,%.3g,%.4g,%d\n", s.number, s.start, s.length,
                  time(s.frozen).c_str(), time(s.ejectable).c_str(), s.dwell, time(s.closable).c_str(), s.wait, s.surface_before - zero_celsius,
                  s.surface_hottest - zero_celsius, s.metal_opened - zero_celsius, s.change, s.heat_brought, s.heat_of_filling, s.heat_taken, s.heat_lost, s.heat_kept,
                  s.energy_error, s.life_used, s.good ? 1 : 0);
    text += line;
  }
  return text;
}

std::string cycle_json(const CycleReport& report, const Scene& scene) {
  using Json = nlohmann::ordered_json;
  const CycleShot& last = report.shots.back();
  const double hottest = most(report, &CycleShot::surface_hottest), used = most(report, &CycleShot::life_used);
  Json json = {{"shots", report.shots.size()},
               {"steady_shot", positive(report.steady_shot)},
               {"expected_steady_shot", positive(report.expected_steady)},
               {"first_good_shot", positive(report.first_good_shot)},
               {"dwell_advised_s", known(report.dwell)},
               {"wait_advised_s", known(report.wait)},
               {"dwell_s", last.dwell},
               {"wait_s", last.wait},
               {"frozen_s", last.frozen < 0 ? Json(nullptr) : Json(last.frozen)},
               {"length_s", last.length},
               {"shots_per_hour", 3600 / last.length},
               {"change_K", last.change},
               {"surface_before_degC", last.surface_before - zero_celsius},
               {"surface_hottest_degC", hottest - zero_celsius},
               {"metal_opened_degC", last.metal_opened - zero_celsius},
               {"heat_brought_J", last.heat_brought},
               {"heat_of_filling_J", last.heat_of_filling},
               {"heat_taken_J", last.heat_taken},
               {"heat_lost_J", last.heat_lost},
               {"heat_kept_J", last.heat_kept},
               {"energy_error", most(report, &CycleShot::energy_error)}};
  if (scene.cycle.ageing == "silicone") {
    json["life_used_per_shot"] = used;
    json["life_shots"] = positive(used > 0 ? 1 / used : 0);
  } else {
    json["soldering_degC"] = *scene.cycle.soldering_temperature - zero_celsius;
    json["solders"] = hottest > *scene.cycle.soldering_temperature;
  }
  return json.dump();
}

std::string cycle_text(const CycleReport& report, const Scene& scene) {
  const CycleShot& last = report.shots.back();
  const auto shot = [](int number) { return number > 0 ? "shot " + std::to_string(number) : std::string("none of these shots"); };
  const double hottest = most(report, &CycleShot::surface_hottest), used = most(report, &CycleShot::life_used);
  char text[640], life[128] = "";
  if (scene.cycle.ageing == "silicone") std::snprintf(life, sizeof life, "; heat alone would age the rubber to its end in %.0f shots (order of magnitude)", used > 0 ? 1 / used : 0.0);
  const std::string steady = report.expected_steady > 0 ? "none of these shots on (as the change falls, from about shot " + std::to_string(report.expected_steady) + " on)"
                                                        : shot(report.steady_shot) + " on";
  std::snprintf(text, sizeof text,
                "%zu shots, the last of %.0f s: steady from %s, first good one %s; advised dwell %s, wait %s%s\n"
                "mould walls of %.0f degC as the last metal comes, %.0f degC at most%s\n",
                report.shots.size(), last.length, steady.c_str(), shot(report.first_good_shot).c_str(), seconds(report.dwell).c_str(),
                seconds(report.wait).c_str(), report.steady_shot == 0 && (report.dwell || report.wait) ? " (of the last shot: not steady yet)" : "", last.surface_before - zero_celsius, hottest - zero_celsius, life);
  return text;
}

void cycle_findings(const CycleReport& report, const Scene& scene, std::vector<Finding>& findings) {
  const auto warn = [&](const char* kind, double value, double limit, const char* unit) -> Finding& {
    Finding f;
    f.kind = kind;
    f.severity = Severity::warn;
    f.value = value;
    f.limit = limit;
    f.unit = unit;
    f.confidence = "low: limits are handbook values";
    findings.push_back(f);
    return findings.back();
  };
  const double hottest = most(report, &CycleShot::surface_hottest) - zero_celsius, used = most(report, &CycleShot::life_used);
  const double soldering = *scene.cycle.soldering_temperature - zero_celsius;
  if (scene.cycle.ageing != "silicone" && hottest > soldering) {
    Finding& f = warn("die-soldering", hottest, soldering, "degC");
    f.evidence = "The walls of the cavity reach the temperature in " + std::to_string(report.shots.size()) + " shots.";
    f.cause = "Metal solders to a die whose face is near its melting temperature.";
    f.advice = "Spray longer, wait longer, or cool the die by a channel.";
  }
  if (scene.cycle.ageing == "silicone" && used * usual_life > 1) {
    Finding& f = warn("mould-life", 1 / used, usual_life, "shots");
    f.evidence = "The hottest place of the cavity's walls uses up its life in so many shots.";
    f.cause = "Silicone hardens and cracks where it is hot for long.";
    f.advice = "Open earlier, pour colder, or use a filled rubber that takes the heat away.";
  }
  if (report.first_good_shot == 0) {
    Finding& f = warn("cold-cycle", report.shots.back().surface_before - zero_celsius, *scene.cycle.good_temperature - zero_celsius, "degC");
    f.evidence = "None of " + std::to_string(report.shots.size()) + " shots meets walls within cycle.good_temperature and cycle.close_temperature and leaves the mould cold enough.";
    f.cause = "Dwell, wait and what cools the mould do not go together.";
    f.advice = "Take the advised dwell and wait, or warm the mould before the first shot.";
  }
}

}  // namespace sprue
