#include "engine/app/spin_process.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "engine/app/pipeline.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

constexpr double inch = 25.4e-3, rpm = std::numbers::pi / 30;
constexpr std::array<double, 3> known_discs = {9, 12, 18};   // inch
const char* const speed_source = "process data C1, handbook values, low confidence";

/// What is open is set and said, in drawn scenes.
template <class Value>
void choose(std::optional<Value>& value, Value chosen, const char* key, const std::string& shown, const char* reason, bool say, std::vector<std::string>& notes) {
  if (value) return;
  value = chosen;
  if (say) notes.push_back(Choice{key, shown, reason, shop_default}.text());
}

double pressing_speed(const Scene& s, const SceneMaterials& m, double radius) { return std::sqrt(2 * s.process.spin_pressure / m.alloy.require("density_liquid").value) / radius; }
double pressure_at(const SceneMaterials& m, double speed, double radius) { return 0.5 * m.alloy.require("density_liquid").value * speed * speed * radius * radius; }

/// What is usual, and from which discs that is known.
std::string words_for(const SpeedWindow& window, const std::string& family, double disc) {
  const std::string range = words("%.0f to %.0f rpm usual for ", window.low / rpm, window.high / rpm) + family + words(" on a disc of %.1f inch", disc / inch);
  const double size = disc / inch, first = known_discs.front(), last = known_discs.back();
  if (size > first - 1e-6 && size < last + 1e-6) return range;
  return range + words(" are those of the nearest disc they are known for, %.0f inch", size < first ? first : last);
}

/// Of the speed chosen within the usual window, where `needed` would press the metal as asked at `radius`.
std::string speed_reason(const Scene& s, const SceneMaterials& m, const SpeedWindow& window, double needed, double radius) {
  const double pressure = pressure_at(m, *s.process.speed, radius);
  const std::string place = s.mould.radius ? "at mould.radius" : "as far out as the disc allows", asked = to_text(s.process.spin_pressure, Dimension::pressure);
  if (needed > window.high || (s.mould.radius && needed < window.low))
    return std::string("the ") + (needed > window.high ? "highest" : "lowest") + words(" usual speed, which presses the metal with %.1f kPa ", 1e-3 * pressure) + place + words("; %.0f rpm would press it with ", needed / rpm) + asked;
  if (s.mould.radius) return words("presses the metal with %.0f kPa ", 1e-3 * pressure) + place;
  return needed > 0.5 * (window.low + window.high) ? "for " + asked + " " + place : "the middle of what is usual";
}

double widest(const Scene& s) {
  double width = s.design.width;
  for (const Scene::Pin& pin : s.pins) width = std::max(width, pin.width.value_or(s.design.width));
  return width;
}

void fill_speed(Scene& s, const SceneMaterials& m, std::vector<std::string>& notes) {
  if (s.process.speed) return;
  const double disc = *s.mould.disc_diameter, room = 0.5 * disc - s.mould.rim_wall.value_or(usual_disc_rim) - 0.5 * widest(s);
  const std::string pressed = to_text(s.process.spin_pressure, Dimension::pressure);
  const auto window = usual_speeds(m.alloy.family, disc);
  const auto say = [&](const std::string& reason) {
    s.process.speed = std::round(*s.process.speed / rpm) * rpm;
    if (s.drawn() && s.process.kind == "spin") notes.push_back(Choice{"process.speed", words("%.0f rpm", *s.process.speed / rpm), reason, speed_source}.text());
  };
  if (!window) {
    s.process.speed = pressing_speed(s, m, s.mould.radius.value_or(0.25 * disc));
    return say("presses the metal with " + pressed + (s.mould.radius ? " at mould.radius" : " half-way out") + "; no usual speeds are known for " + m.alloy.name);
  }
  const double radius = s.mould.radius ? *s.mould.radius : std::max(room, 0.1 * disc), needed = pressing_speed(s, m, radius), middle = 0.5 * (window->low + window->high);
  s.process.speed = std::round(std::clamp(s.mould.radius ? needed : std::max(middle, needed), window->low, window->high) / rpm) * rpm;
  say(speed_reason(s, m, *window, needed, radius) + "; " + words_for(*window, m.alloy.family, disc));
}

}  // namespace

std::optional<SpeedWindow> usual_speeds(const std::string& family, double disc_diameter) {
  static constexpr std::array<double, 3> tin_low = {300, 250, 200}, tin_high = {450, 400, 300}, zinc_low = {450, 400, 250}, zinc_high = {700, 550, 400};
  if (family != "tin" && family != "zinc") return std::nullopt;
  const double size = std::clamp(disc_diameter / inch, known_discs.front(), known_discs.back());
  const std::size_t n = size < known_discs[1] ? 0 : 1;
  const double t = (size - known_discs[n]) / (known_discs[n + 1] - known_discs[n]);
  const auto at = [&](const std::array<double, 3>& speeds) { return rpm * (speeds[n] + t * (speeds[n + 1] - speeds[n])); };
  return family == "tin" ? SpeedWindow{at(tin_low), at(tin_high)} : SpeedWindow{at(zinc_low), at(zinc_high)};
}

void fill_disc(Scene& s, const SceneMaterials& m, std::vector<std::string>& notes) {
  Scene::Mould& d = s.mould;
  const bool say = s.drawn();
  const auto length = [&](std::optional<double>& value, double chosen, const char* key, const char* reason) { choose(value, chosen, key, in_mm(chosen), reason, say, notes); };
  length(d.disc_diameter, 9 * inch, "mould.disc_diameter", "9 inch, the smallest disc made; 12 and 18 inch are usual too");
  length(d.disc_thickness, 25e-3, "mould.disc_thickness", "of each half");
  length(d.sprue_diameter, 12e-3, "mould.sprue_diameter", "of the bore, a ladle's stream with air around it");
  length(d.sprue_height, 6e-3, "mould.sprue_height", "of the bore that is simulated, the rest is process.pour_head");
  length(d.vent_width, 1e-3, "mould.vent_width", "0.3 to 1 mm are drilled or cut (process data C1)");
  length(d.vent_depth, 0.3e-3, "mould.vent_depth", "0.3 to 1 mm are drilled or cut (process data C1)");
  length(d.drilled_vent_diameter, 0.8e-3, "mould.drilled_vent_diameter", "0.3 to 1 mm are drilled or cut (process data C1)");
  choose(d.vents_per_cavity, 3, "mould.vents_per_cavity", "3", "to the rim", say, notes);
  choose(d.drilled_vents, 8, "mould.drilled_vents", "8", "at most, where the spin gathers gas", say, notes);
  if (!s.process.pour_rate) {
    s.process.pour_rate = 16e-6;
    if (say) notes.push_back(Choice{"process.pour_rate", "16 mL/s", "from a ladle by hand", shop_default}.text());
  }
  if (s.process.drive == "auto") s.process.drive = "pump";
  fill_speed(s, m, notes);
}

KeyOptions key_options(const Scene& s) {
  KeyOptions o;
  o.count = s.mould.keys.value_or(-1);
  o.diameter = s.mould.key_diameter.value_or(0), o.height = s.mould.key_height.value_or(0), o.clearance = s.mould.key_clearance.value_or(-1);
  return o;
}

SpinOptions spin_options(const Scene& scene, const SceneMaterials& materials) {
  const Scene::Mould& m = scene.mould;
  SpinOptions o;
  const double speed = std::abs(*scene.rotation.speed);
  if (speed > 0 && scene.process.spin_pressure > 0) o.pressed_radius = pressing_speed(scene, materials, 1) / speed;
  o.cavities = m.cavities;
  o.sectors = disc_sectors(scene);
  o.disc_diameter = *m.disc_diameter, o.disc_thickness = *m.disc_thickness;
  o.radius = m.radius.value_or(0), o.turn = m.turn;
  o.sprue_diameter = *m.sprue_diameter;
  const double cell = *scene.resolution.cell;  // the inlet on top of the sprue lies on a cell plane
  o.sprue_height = std::max(1.0, std::round(*m.sprue_height / cell)) * cell;
  using Runners = SpinOptions::Runners;
  o.runners = m.runners == "ring" ? Runners::ring : m.runners == "pairs" ? Runners::pairs : Runners::spider;
  o.runner_width = m.runner_width.value_or(0), o.runner_depth = m.runner_depth.value_or(0), o.runner_length = m.runner_length.value_or(0);
  o.gate_width = m.gate_width.value_or(0), o.gate_depth = m.gate_depth.value_or(0), o.gate_length = m.gate_length.value_or(0);
  o.cavity_wall = m.cavity_wall.value_or(0), o.rim_wall = m.rim_wall.value_or(0);
  o.vent_width = *m.vent_width, o.vent_depth = *m.vent_depth;
  o.vents_per_cavity = *m.vents_per_cavity, o.drilled_vents = *m.drilled_vents;
  o.drilled_vent_diameter = *m.drilled_vent_diameter;
  o.keys = key_options(scene);
  return o;
}

}  // namespace sprue
