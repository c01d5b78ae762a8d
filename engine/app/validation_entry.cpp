/// Entry cases: the pressure at which a non-wetting metal enters a slot (B6), and which lines of a comb fill under a given pressure.

#include <algorithm>
#include <cmath>

#include "engine/app/case_tools.h"
#include "engine/app/validation.h"
#include "engine/core/error.h"

namespace sprue {

namespace {

/// Share filled of each cavity at the end, by cavity number, when metal is pushed with the given pressure.
std::map<int, double> filling(Scene scene, double pressure) {
  scene.process.pour_pressure = pressure;
  const auto made = simulation_of(scene);
  const Domain& domain = made->domain;
  const auto casting = made->start();
  while (running(*casting)) casting->step();
  std::map<int, double> room, metal;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    room[domain.cavity[s]] += domain.cavity_fraction[s];
    metal[domain.cavity[s]] += casting->state().metal[s];
  }
  for (auto& [cavity, share] : metal) share /= room[cavity];
  return metal;
}

/// A section one cell thick between mirrors, fed at the same speed.
Scene thin(Scene scene, double cell) {
  scene.resolution.cell = cell;
  for (Scene::Shape& shape : scene.shapes) {
    if (&shape == &scene.shapes.front()) *scene.process.pour_rate *= cell / (shape.high - shape.low);
    shape.high = shape.low + cell;
  }
  return scene;
}

/// -2 sigma cos(theta) of the scene's alloy and mould, N/m: entry pressure of a slot times its width; and the cells of the case.
double entry_strength(const Scene& scene, std::size_t& cells) {
  const auto made = simulation_of(scene);
  cells = cavity_cell_count(made->domain);
  return -2 * made->alloy.surface_tension() * std::cos(made->conditions.interfaces[0].angles().advancing);
}

}  // namespace

CaseResult case_slot_entry(const Scene& scene) {
  const double width = case_length(scene);
  std::vector<double> sizes{*scene.resolution.cell};  // the full size takes the quick one along
  if (scene.reference.full_cell && scene.reference.quick_cell && sizes[0] == *scene.reference.full_cell) sizes.push_back(*scene.reference.quick_cell);
  CaseResult result;
  for (const double cell : sizes) {
    Scene sized = scene;
    sized.resolution.cell = cell;
    const double entry = entry_strength(sized, result.cells) / width, across = width / cell;
    // entered: metal passed the middle of the slot (cavity 2); the bulge of a meniscus that stays at the mouth does not reach it
    const auto enters = [&](double share) { return filling(sized, share * entry)[2] > 0.5; };
    const std::string at = " at " + std::to_string(std::lround(across)) + " cells";
    const bool early = enters(0.9), late = !enters(1.1);
    double low = 0.8, high = 1.2;
    for (int i = 0; i < 4; ++i) {
      const double middle = 0.5 * (low + high);
      (enters(middle) ? high : low) = middle;
    }
    result.observables["entry_pressure_Pa" + at] = 0.5 * (low + high) * entry;
    result.reference["entry_pressure_Pa" + at] = entry;
    result.errors["entry pressure" + at] = std::abs(0.5 * (low + high) - 1);
    result.errors["enters at 0.9" + at] = early;
    result.errors["stays out at 1.1" + at] = late;
    result.bars["entry pressure" + at] = across > 5 ? 0.05 : 0.10;
    result.bars["enters at 0.9" + at] = result.bars["stays out at 1.1" + at] = 0;
  }
  return result;
}

namespace {

struct Line {
  int cavity;
  double width;
};

std::vector<Line> lines_of(const Scene& scene) {
  std::vector<Line> lines;
  for (const Scene::Shape& shape : scene.shapes)
    if (shape.cavity > 1) lines.push_back({shape.cavity, shape.size.x});
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.width < b.width; });
  if (lines.size() < 2) throw InputError("this case needs lines", "[[shape]]", "", "give rectangles of cavity 2 and on");
  return lines;
}

constexpr double resolved_cells = 4;  // lines from this width on are solved, finer ones judged by the closure (curvature.h)

}  // namespace

// Each run puts the limit of the balance half-way (geometrically) between two neighbouring lines: the wider ones must fill, the finer stay
// empty. Neighbours differ so much that a line on the wrong side is off by more than the bar in width.
CaseResult case_line_comb(const Scene& scene) {
  const Scene section = thin(scene, *scene.resolution.cell);
  const std::vector<Line> lines = lines_of(scene);
  const double cell = *section.resolution.cell;
  CaseResult result;
  const double strength = entry_strength(section, result.cells);
  std::vector<double> pressures{scene.process.pour_pressure.value_or(500.0)};  // nothing fills
  const bool full = scene.reference.full_cell && *scene.reference.full_cell == cell;
  for (std::size_t i = 1; i < lines.size(); i += full ? 1 : 4) pressures.push_back(strength / std::sqrt(lines[i - 1].width * lines[i].width));
  double resolved_wrong = 0, closure_wrong = 0;
  for (const double pressure : pressures) {
    const std::map<int, double> filled = filling(section, pressure);
    double finest = 0;
    for (const Line& line : lines) {
      const bool fills = filled.at(line.cavity) > 0.5, should = line.width > strength / pressure;
      if (fills && finest == 0) finest = line.width;
      (line.width < resolved_cells * cell * (1 - 1e-9) ? closure_wrong : resolved_wrong) += fills != should;
    }
    const std::string at = "finest_filled_mm at " + std::to_string(std::lround(pressure)) + " Pa";
    result.observables[at] = 1e3 * finest;
    result.reference[at] = 1e3 * strength / pressure;
  }
  result.errors = {{"resolved lines on the wrong side", resolved_wrong}, {"closure lines on the wrong side", closure_wrong}};
  result.bars = {{"resolved lines on the wrong side", 0}, {"closure lines on the wrong side", 0}};
  return result;
}

}  // namespace sprue
