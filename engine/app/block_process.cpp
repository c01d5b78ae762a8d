#include "engine/app/block_process.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/app/pipeline.h"
#include "engine/app/spin_process.h"
#include "engine/app/tool_sheet.h"
#include "engine/core/error.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

constexpr double nadca = 34.6, per_solid = 250, solid_share = 0.1;   // s/m, K (2.5 K a percent); process data C2
constexpr double discharge = 0.8;           // of a choke: 0.7 to 0.9 (process data C3)
constexpr double share_of_freezing = 0.3;   // shop default, low confidence
constexpr double some_part = 25e-3;         // m, where the drawing itself states its size
constexpr double piston = 40e-3, hot_chamber_pressure = 15e6, spare_stroke = 1.5;  // m, Pa: 10 to 20 MPa for decorative parts (process data C2); shop default
constexpr double far = 10, flask_wall = 10e-3;   // m: everywhere; from metal to the mould's outside (block_layout.cpp, rim)
constexpr double usual_parting_gap = 0.02e-3;   // m
constexpr double thin_wall = 0.76e-3, thin_speed = 50, thick_wall = 2.6e-3, thick_speed = 41.5;

double middle_temperature(const SceneMaterials& m) { return 0.5 * (m.alloy.require("liquidus").value + m.alloy.require("solidus").value); }

/// s, of a plate that gives its heat to both faces.
double freezing_time(const Scene& s, const SceneMaterials& m) {
  const double modulus = 0.5 * s.part.plate, freezes = middle_temperature(m), drop = freezes - *s.mould.temperature;
  const double heat = m.alloy.require("density_liquid").value *
                      (m.alloy.require("latent_heat").value + m.alloy.require("specific_heat_liquid").value * std::max(0.0, *s.alloy.pour_temperature - freezes));
  const MouldProperties mould = mould_properties(m.mould);
  const double effusivity = std::sqrt(mould.conductivity * mould.density * mould.specific_heat);
  const double chvorinov = std::numbers::pi / 4 * std::pow(heat * modulus / (drop * effusivity), 2);
  return chvorinov + heat * modulus / (m.interface.values().heat_transfer_coefficient * drop);
}

double die_fill_time(const Scene& s, const SceneMaterials& m) {
  const double least = m.alloy.require("liquidus").value;
  return nadca * s.part.plate * (*s.alloy.pour_temperature - least + solid_share * per_solid) / (least - *s.mould.temperature);
}

/// m/s: a front that is faster throws its film up, v = 2 (sigma g / rho)^(1/4) (process data E4).
double quiet_speed(const SceneMaterials& m) { return 2 * std::pow(m.alloy.require("surface_tension").value * 9.80665 / m.alloy.require("density_liquid").value, 0.25); }

double poured_fill_time(const Scene& s, const SceneMaterials& m, std::string& reason) {
  const double way = s.design.width > 0 ? s.design.width : some_part, quiet = way / quiet_speed(m), frozen = freezing_time(s, m);
  reason = words("%.0f mm of part at %.2f m/s, as fast as the front stays quiet", 1e3 * way, quiet_speed(m));
  if (quiet <= share_of_freezing * frozen) return quiet;
  reason = words("0.3 of the plate's freezing time of %.3f s (shop default, low confidence), though the front is quiet only from %.0f ms on", frozen, 1e3 * quiet);
  return share_of_freezing * frozen;
}

double usual_gate_speed(double wall) {
  const double t = std::clamp((wall - thin_wall) / (thick_wall - thin_wall), 0.0, 1.0);
  return thin_speed + t * (thick_speed - thin_speed);
}

void stand_upright(Scene& s, std::vector<std::string>& notes) {
  Vec3& g = s.gravity.acceleration;
  if (g.x == 0 && g.y == 0) {
    g = {0, -std::abs(g.z), 0};
    notes.push_back("gravity.acceleration down the mould, " + rounded(norm(g), 2) + " m/s2 along -y: it stands on its edge and is poured from above");
  }
  if (s.domain.sides == std::array<std::string, 4>{"wall", "wall", "wall", "wall"}) s.domain.sides[3] = "inlet";
}

void fill_blocks(Scene& s, std::vector<std::string>& notes) {
  if (!s.mould.disc_thickness) {
    s.mould.disc_thickness = 25e-3;
    notes.push_back(Choice{"mould.disc_thickness", "25.00 mm", "of each block", shop_default}.text());
  }
  if (s.mould.vents_per_cavity) return;
  s.mould.vents_per_cavity = 3;
  if (s.process.kind != "investment") notes.push_back(Choice{"mould.vents_per_cavity", "3", "grooves at the far side", shop_default}.text());
}

/// Halves that are laid together by hand let gas out all round; metal would need 2 sigma |cos| / gap, tens of kPa, to follow it.
void leak(Scene& s, std::vector<std::string>& notes) {
  Scene::Mould& d = s.mould;
  if (!d.parting_gap) {
    d.parting_gap = usual_parting_gap;
    notes.push_back(Choice{"mould.parting_gap", in_mm(*d.parting_gap), "between halves held by hand, talc or wash between them", shop_default}.text());
  }
  if (*d.parting_gap == 0) return;
  Scene::Vent gap;
  gap.kind = "parting-line";
  gap.low = {-far, -far, -far}, gap.high = {far, far, far};
  gap.depth = *d.parting_gap, gap.length = d.rim_wall.value_or(flask_wall);
  s.vents.push_back(gap);
}

/// Gas leaves a flask through its walls everywhere.
void breathe(Scene& s, const SceneMaterials& m, std::vector<std::string>& notes) {
  const double permeability = m.mould.value_or("gas_permeability", 0);
  if (permeability <= 0) return;
  Scene::Vent walls;
  walls.kind = "permeable";
  walls.low = {-far, -far, -far}, walls.high = {far, far, far};
  walls.permeability = permeability, walls.length = flask_wall;
  s.vents.push_back(walls);
  notes.push_back("[[vent]] permeable: gas leaves through " + rounded(flask_wall * 1e3, 0) + " mm of " + m.mould.name + " with a permeability of " + to_text(permeability) + " m2 (" +
                  m.mould.require("gas_permeability").source + ")");
}

}  // namespace

bool in_blocks(const Scene& s) {
  return s.drawn() && (s.process.kind == "gravity" || s.process.kind == "pressure" || s.process.kind == "investment" || s.process.kind == "rtv");
}

void fill_block_process(Scene& s, const SceneMaterials& m, std::vector<std::string>& notes) {
  if (!in_blocks(s)) return;
  stand_upright(s, notes);
  fill_blocks(s, notes);
  const bool die = s.process.kind == "pressure";
  if (!s.process.fill_time) {
    std::string reason = "NADCA's formula for the plate's wall, 0.0346 s/mm T (Ti - Tf + 25 K) / (Tf - Td)";
    s.process.fill_time = die ? die_fill_time(s, m) : poured_fill_time(s, m, reason);
    if (*s.process.fill_time <= 0)
      throw InputError("the die is hotter than the metal can bear", s.source + ", mould.temperature", to_text(*s.mould.temperature, Dimension::temperature), "under the alloy's liquidus");
    notes.push_back(Choice{"process.fill_time", rounded(*s.process.fill_time * 1e3, 1) + " ms", reason, die ? "process data C2" : "process data E4"}.text());
  }
  if (die && !s.process.gate_speed) {
    s.process.gate_speed = usual_gate_speed(s.part.plate);
    notes.push_back(Choice{"process.gate_speed", rounded(*s.process.gate_speed, 1) + " m/s", "by the wall's thickness, 50 m/s at 0.76 mm to 41.5 at 2.6 mm", "process data C2"}.text());
  }
  if (s.process.kind == "investment" && s.vents.empty()) breathe(s, m, notes);
  if ((s.process.kind == "gravity" || s.process.kind == "rtv") && s.vents.empty()) leak(s, notes);
  if (s.process.kind == "gravity" && s.interface.coating.empty() && m.interface.coating == gravity_wash) {
    s.interface.coating = gravity_wash;
    notes.push_back(Choice{"interface.coating", gravity_wash, "gravity dies are washed so that metal runs before it freezes", "handbook value, medium confidence"}.text());
  }
  if (s.process.drive == "auto") s.process.drive = die ? "plunger" : "pump";
  if (die && s.process.drive == "plunger" && !s.process.pour_pressure) {
    s.process.pour_pressure = hot_chamber_pressure;
    notes.push_back(Choice{"process.pour_pressure", "15 MPa", "hot chamber, decorative parts have 10 to 20", "process data C2"}.text());
  }
}

BlockOptions block_options(const Scene& s) {
  const Scene::Mould& m = s.mould;
  BlockOptions o;
  using Kind = BlockOptions::Kind;
  o.kind = s.process.kind == "pressure" ? Kind::pressure : s.process.kind == "investment" ? Kind::investment : s.process.kind == "rtv" ? Kind::rtv : Kind::gravity;
  o.cavities = m.cavities;
  o.thickness = *m.disc_thickness;
  o.turn = m.turn;
  o.cell = *s.resolution.cell;
  o.fill_time = *s.process.fill_time;
  o.gate_speed = s.process.gate_speed.value_or(0);
  o.head = o.kind == Kind::pressure ? 0 : s.process.pour_head;
  o.gravity = std::max(1e-3, norm(s.gravity.acceleration));
  o.sprue_width = m.sprue_diameter.value_or(0), o.sprue_top_width = m.sprue_top_width.value_or(0), o.sprue_length = m.sprue_length.value_or(0);
  o.runner_width = m.runner_width.value_or(0), o.runner_depth = m.runner_depth.value_or(0);
  o.gate_width = m.gate_width.value_or(0), o.gate_depth = m.gate_depth.value_or(0), o.gate_length = m.gate_length.value_or(0);
  o.riser_width = m.riser_width.value_or(0), o.riser_height = m.riser_height.value_or(0), o.overflow_share = m.overflow_share.value_or(-1);
  o.cavity_wall = m.cavity_wall.value_or(0), o.rim_wall = m.rim_wall.value_or(0);
  o.vent_width = m.vent_width.value_or(0), o.vent_depth = m.vent_depth.value_or(0);
  o.vents_per_cavity = *m.vents_per_cavity;
  o.post_vent_diameter = m.drilled_vents.value_or(1) > 0 ? m.drilled_vent_diameter.value_or(o.post_vent_diameter) : 0;
  o.keys = key_options(s);
  o.ejectors = {m.ejectors.value_or(-1), m.ejector_diameter.value_or(0), m.ejector_places};
  return o;
}

void fill_pour(Scene& s, const Tooling& tooling, std::vector<std::string>& notes) {
  if (!in_blocks(s)) return;
  const double shot = volume(tooling.cavity);
  if (s.process.drive == "pump" && !s.process.pour_rate) {
    const FeedPiece& sprue = tooling.feed.front();
    const double foot = (sprue.width_to > 0 ? sprue.width_to : sprue.width) * sprue.depth, fall = norm(sprue.to - sprue.from) + s.process.pour_head;
    s.process.pour_rate = discharge * foot * std::sqrt(2 * 9.80665 * fall);
    notes.push_back(Choice{"process.pour_rate", rounded(*s.process.pour_rate * 1e6, 2) + " mL/s", words("keeps the sprue full, 0.8 A sqrt(2 g H) with %.1f mm2 at its foot under %.0f mm of metal", foot * 1e6, fall * 1e3), "process data C3"}.text());
  }
  if (s.process.drive != "plunger") return;
  Scene::Process& p = s.process;
  if (!p.piston_diameter) {
    p.piston_diameter = piston;
    notes.push_back(Choice{"process.piston_diameter", "40 mm", "of a small hot-chamber machine", shop_default}.text());
  }
  const double bore = std::numbers::pi / 4 * *p.piston_diameter * *p.piston_diameter;
  if (!p.slow_speed) {
    const double gates = static_cast<double>(tooling.placements.size()) * tooling.gate_width * tooling.gate_depth;
    p.slow_speed = *p.gate_speed * gates / bore;
    notes.push_back(Choice{"process.slow_speed", rounded(*p.slow_speed, 4) + " m/s", rounded(*p.gate_speed, 1) + " m/s in gates of " + rounded(gates * 1e6, 2) + " mm2", "continuity"}.text());
  }
  if (!p.stroke) {
    p.stroke = spare_stroke * shot / bore;
    notes.push_back(Choice{"process.stroke", rounded(*p.stroke * 1e3, 1) + " mm", "1.5 times the tool's volume", shop_default}.text());
  }
}

}  // namespace sprue
