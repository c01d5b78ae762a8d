#include "engine/app/tool_sheet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "engine/core/units.h"

namespace sprue {

namespace {

std::string mm(double metres) { return rounded(1e3 * metres, 2) + " mm"; }
std::string percent(double share) { return rounded(1e2 * share, 2) + " %"; }
std::string cross(double width, double depth) { return rounded(1e3 * width, 2) + " x " + mm(depth); }
const char* const diameter = "\xC3\x98 ";

std::string shrink_words(const Scene& scene, const Stages& stages, const MakerFiles& made) {
  std::string words = percent(stages.shrink.master - 1);
  if (made.shrink_interval[1] - made.shrink_interval[0] > 1e-9) words += " (" + rounded(1e2 * made.shrink_interval[0], 2) + " to " + percent(made.shrink_interval[1]) + ")";
  return words + ": casting " + percent(*scene.mould.casting_shrink) + ", mould " + percent(*scene.mould.mould_shrink);
}

std::vector<SheetLine> head_of(const Scene& scene, const Stages& stages, const SceneMaterials& materials, const MakerFiles& made) {
  const std::string title = materials.mould.title.empty() ? materials.mould.name : materials.mould.title;
  const std::size_t cavities = stages.tooling.placements.size();
  std::string drawings;
  for (const Pin& pin : stages.pins)
    if (&pin == &first_of(stages.pins, pin)) drawings += (drawings.empty() ? "" : ", ") + (pin.name.empty() ? "" : std::to_string(cavities_of(stages.pins, pin.name)) + "x ") + pin.file;
  std::vector<SheetLine> head = {{stages.pins.front().name.empty() ? "Drawing" : "Drawings", drawings},
                                 {"Alloy", materials.alloy.name + ", poured at " + rounded(*scene.alloy.pour_temperature - 273.15, 0) + " \xC2\xB0""C"},
                                 {"Mould", title},
                                 {"Process", scene.process.kind + ", " + std::to_string(cavities) + (cavities == 1 ? " cavity" : " cavities") +
                                                 (scene.process.kind == "spin" ? ", " + rounded(std::abs(*scene.rotation.speed) * 30 / 3.14159265358979, 0) + " rpm" : "")},
                                 {"Master allowance", shrink_words(scene, stages, made)}};
  for (const RubberFill& r : made.rubber) head.push_back({"Rubber, " + r.half, rounded(1e6 * r.volume, 0) + " mL, " + rounded(1e3 * r.mass, 0) + " g"});
  return head;
}

/// Those of the cavities' own pieces; of different designs each once.
std::string sections(const Tooling& tooling, FeedPiece::Kind kind) {
  std::vector<std::string> all;
  for (const FeedPiece& f : tooling.feed)
    if (f.kind == kind && f.cavity > 0)
      if (const std::string section = cross(f.width_to > 0 ? f.width_to : f.width, f.depth); std::find(all.begin(), all.end(), section) == all.end()) all.push_back(section);
  std::string words;
  for (const std::string& section : all) words += (words.empty() ? "" : "; ") + section;
  return words;
}

/// m, least and largest from the axis to the cavities' origins.
std::array<double, 2> radii(const Tooling& tooling) {
  std::array<double, 2> r{HUGE_VAL, 0};
  for (const CavityPlacement& p : tooling.placements) {
    const double out = std::hypot(p.transform[3], p.transform[7]);
    r = {std::min(r[0], out), std::max(r[1], out)};
  }
  return r;
}

void add_tool_sizes(const Tooling& tooling, std::vector<SheetLine>& sizes) {
  const Vec2 extent = tooling.high - tooling.low;
  const bool disc = tooling.disc_diameter > 0;
  if (disc) sizes.push_back({"Disc", diameter + mm(tooling.disc_diameter)});
  else sizes.push_back({"Block, width x height", cross(extent.x, extent.y)});
  sizes.push_back({"Thickness of each half", mm(tooling.disc_thickness)});
  if (const auto [low, high] = radii(tooling); disc) sizes.push_back({"Axis to cavities", "R " + (high - low < 1e-8 ? mm(low) : rounded(1e3 * low, 2) + " to " + mm(high))});
  const auto feed = [&](FeedPiece::Kind kind, const char* name) {
    for (const FeedPiece& f : tooling.feed)
      if (f.kind == kind) return sizes.push_back({name, f.bore() ? diameter + mm(f.width) : cross(f.width_to > 0 ? f.width_to : f.width, f.depth)});
  };
  feed(FeedPiece::sprue, disc ? "Sprue" : "Sprue's foot, w x d");
  if (const FeedPiece* f = runner_at_gates(tooling)) {
    if (f->radius > 0) sizes.push_back({"Ring, middle", "R " + mm(f->radius)});
    sizes.push_back({f->radius > 0 ? "Ring, width x depth" : "Runner, width x depth", f->cavity > 0 ? sections(tooling, FeedPiece::runner) : cross(f->width, f->depth)});
    for (const FeedPiece& shared : tooling.feed)
      if (shared.kind == FeedPiece::runner && shared.cavity == 0 && &shared != f && shared.radius == 0) {
        sizes.push_back({f->radius > 0 ? "Spokes, width x depth" : "Trunks, width x depth", cross(shared.width, shared.depth)});
        break;
      }
  }
  sizes.push_back({"Gate, width x depth", sections(tooling, FeedPiece::gate)});
  const auto vents = [&](const char* name, bool drilled, bool at_posts) {
    const PlacedVent* first = nullptr;
    std::size_t count = 0;
    for (const PlacedVent& v : tooling.vents)
      if (v.drilled == drilled && (v.top < 0) == at_posts && v.cavity == 1) first = first ? first : &v, ++count;
    if (first) sizes.push_back({name, std::to_string(count) + "x " + (drilled ? diameter + mm(first->width) : cross(first->width, first->depth))});
  };
  vents("Vents to the rim a cavity", false, false);
  vents("Drilled vents a cavity", true, false);
  vents("Vents at posts a cavity", true, true);
}

void add_fittings(const Tooling& tooling, std::vector<SheetLine>& sizes) {
  if (!tooling.keys.empty()) {
    const LocatingKey& k = tooling.keys.front();
    sizes.push_back({k.dowel ? "Dowel bores, each half" : "Keys, foot x height", std::to_string(tooling.keys.size()) + "x " + diameter + (k.dowel ? mm(k.diameter) + ", " + mm(k.height) + " deep" : cross(k.diameter, k.height))});
    if (!k.dowel) sizes.push_back({"Key clearance", mm(k.clearance)});
  }
  std::size_t own = 0;
  for (const Ejector& e : tooling.ejectors) own += e.cavity == 1;
  if (own > 0) sizes.push_back({"Ejectors a cavity", std::to_string(own) + "x " + diameter + mm(tooling.ejectors.front().diameter)});
}

void add_forces(const ToolForces& f, std::vector<SheetLine>& sizes) {
  if (f.opening > 0) sizes.push_back({"Locking force", newtons(f.locking[0]) + " to " + newtons(f.locking[1])});
  if (f.disc) sizes.push_back({"Imbalance, cast", rounded(1e6 * norm(f.imbalance), 0) + " g mm"});
  if (f.gates.empty()) return;
  const auto [low, high] = std::minmax_element(f.gates.begin(), f.gates.end(), [](const auto& a, const auto& b) { return a.way < b.way; });
  sizes.push_back({"Sprue to gates, way", high->way - low->way < 1e-5 ? mm(low->way) : rounded(1e3 * low->way, 1) + " to " + rounded(1e3 * high->way, 1) + " mm"});
  const double pressure = f.gates.front().pressure;
  sizes.push_back({"Pressure at gate 1", pressure < 1e6 ? rounded(1e-3 * pressure, 1) + " kPa" : rounded(1e-6 * pressure, 1) + " MPa"});
}

struct Extent {
  double low_x = HUGE_VAL, high_x = -HUGE_VAL, low_y = HUGE_VAL, high_y = -HUGE_VAL;
  std::vector<double> tops;   // levels of filled faces, highest first
};

Extent extent_of(const LayeredMap& part) {
  Extent e;
  double level = 0, sloping = 0;   // m2
  for (std::size_t f = 0; f < part.layers.size(); ++f) {
    if (!part.layers[f].filled) continue;
    (part.layers[f].high.level() ? level : sloping) += area(part.map, part.map.faces[f]);
    if (part.layers[f].high.level()) e.tops.push_back(part.layers[f].high.at);
    for (const auto& loop : part.map.faces[f].loops)
      for (const auto v : loop) {
        const Vec2 p = part.map.vertices[v];
        e.low_x = std::min(e.low_x, p.x), e.high_x = std::max(e.high_x, p.x), e.low_y = std::min(e.low_y, p.y), e.high_y = std::max(e.high_y, p.y);
      }
  }
  if (sloping > level) e.tops.clear();   // a relief has no plate
  std::sort(e.tops.rbegin(), e.tops.rend());
  e.tops.erase(std::unique(e.tops.begin(), e.tops.end(), [](double a, double b) { return a - b < 1e-9; }), e.tops.end());
  return e;
}

}  // namespace

std::string newtons(double force) { return force < 1000 ? rounded(force, 1) + " N" : rounded(1e-3 * force, 2) + " kN"; }

std::string rounded(double value, int digits) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  std::string s = text;
  if (s.find('.') == std::string::npos) return s;
  while (s.back() == '0') s.pop_back();
  if (s.back() == '.') s.pop_back();
  return s == "-0" ? "0" : s;
}

namespace {

/// Of several designs one row each, and the levels of the first.
void add_part_sizes(const std::vector<Pin>& pins, double density, std::vector<SheetLine>& sizes) {
  const bool several = std::any_of(pins.begin(), pins.end(), [&](const Pin& pin) { return pin.name != pins.front().name; });
  for (const Pin& pin : pins) {
    if (&pin != &first_of(pins, pin)) continue;
    const Extent e = extent_of(pin.part);
    const double v = volume(pin.part);
    const std::string size = rounded(1e3 * (e.high_x - e.low_x), 2) + " x " + mm(e.high_y - e.low_y), amount = rounded(1e9 * v, 0) + " mm\xC2\xB3, " + rounded(1e3 * v * density, 1) + " g";
    if (several) sizes.push_back({pin.name, size + ", " + rounded(1e3 * v * density, 1) + " g"});
    else sizes.push_back({"Part, width x height", size}), sizes.push_back({"Part, volume and mass", amount});
  }
  const Extent e = extent_of(pins.front().part);
  if (!e.tops.empty()) sizes.push_back({"Plate", mm(e.tops.front())});
  for (std::size_t n = 1; n < std::min<std::size_t>(e.tops.size(), 5); ++n) sizes.push_back({"Recess depth", mm(e.tops[0] - e.tops[n])});
}

}  // namespace

DrawingSheet tool_sheet(const Scene& scene, const Stages& stages, const SceneMaterials& materials, const MakerFiles& made) {
  DrawingSheet sheet;
  sheet.title = std::filesystem::path(scene.source).stem().string();
  sheet.head = head_of(scene, stages, materials, made);
  const double shot = volume(stages.tooling.cavity), density = materials.alloy.require("density_solid").value;
  add_part_sizes(stages.pins, density, sheet.sizes);
  const Vec3& master = stages.shrink.directions;
  const bool even = master.x == master.y && master.y == master.z;
  sheet.sizes.push_back({even ? "Master against part" : "Master, tang. x rad. x thick", even ? rounded(master.x, 4) + "x" : rounded(master.x, 4) + " x " + rounded(master.y, 4) + " x " + rounded(master.z, 4)});
  add_tool_sizes(stages.tooling, sheet.sizes);
  add_fittings(stages.tooling, sheet.sizes);
  sheet.sizes.push_back({"Shot, volume", rounded(1e9 * shot, 0) + " mm\xC2\xB3"});
  sheet.sizes.push_back({"Projected area of metal", rounded(1e6 * stages.tooling.projected_area, 0) + " mm\xC2\xB2"});
  add_forces(made.forces, sheet.sizes);
  for (const Pin& pin : stages.pins) sheet.parts.push_back({pin.name, &pin.part, &pin == &first_of(stages.pins, pin)});
  sheet.tooling = &stages.tooling;
  return sheet;
}

}  // namespace sprue
