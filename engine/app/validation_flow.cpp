/// Flow cases: rest, dam break, paraboloid, slot entry.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "engine/app/case_tools.h"
#include "engine/app/validation.h"
#include "solvers/chronicle.h"

namespace sprue {

CaseResult case_rest(const Scene& scene) {
  const auto made = simulation_of(scene);
  const Simulation& simulation = *made;
  const auto casting = simulation.start();
  const Scene::Initial& level = first_initial(scene);
  const double depth = case_length(scene), rho = simulation.alloy.reference_density();
  const double speed_scale = std::sqrt(norm(simulation.conditions.gravity) * depth);
  const double metal = total_metal(casting->state());
  double speed = 0;
  while (running(*casting)) {
    casting->step();
    speed = std::max(speed, pressure_cell_speed(simulation.domain, *casting));
  }
  double pressure_error = 0;
  const auto& wet = casting->surface().pressure_cell();
  for (Slot s = 0; s < simulation.domain.grid.flow_slots(); ++s) {
    if (!wet[s]) continue;
    const double exact =
        rho * dot(simulation.conditions.gravity, simulation.domain.grid.centre(s) - level.point);
    pressure_error = std::max(pressure_error, std::abs(casting->state().pressure[s] - exact));
  }
  CaseResult result;
  result.cells = cavity_cell_count(simulation.domain);
  result.observables = {{"speed_m_s", speed}, {"steps", static_cast<double>(casting->state().step)}};
  result.reference = {{"speed_m_s", 0}};
  result.errors = {{"speed / sqrt(g H)", speed / speed_scale},
                   {"pressure / (rho g H)", pressure_error / (rho * speed_scale * speed_scale)},
                   {"metal volume", std::abs(total_metal(casting->state()) / metal - 1)}};
  const bool aligned = std::abs(simulation.conditions.gravity.x) + std::abs(simulation.conditions.gravity.y) == 0;
  result.bars = {{"speed / sqrt(g H)", aligned ? 1e-10 : 1e-5}, {"pressure / (rho g H)", 1e-4}, {"metal volume", 1e-10}};
  return result;
}

namespace {

/// Martin & Moyce 1952, tables 2 and 6, a = 57.15 mm, n^2 = 2: front z/a against t sqrt(2 g / a).
constexpr Sample front_measured[] = {{.41, 1.11},  {.84, 1.22},  {1.19, 1.44}, {1.43, 1.67}, {1.63, 1.89},
                                     {1.83, 2.11}, {1.98, 2.33}, {2.20, 2.56}, {2.32, 2.78}, {2.51, 3.00},
                                     {2.65, 3.22}, {2.83, 3.44}, {2.98, 3.67}, {3.11, 3.89}, {3.33, 4.11}};
/// Height eta / (n^2 a) against t sqrt(g / a).
constexpr Sample height_measured[] = {{.56, .94},  {.77, .89},  {.93, .83},  {1.08, .78}, {1.28, .72}, {1.46, .67},
                                      {1.66, .61}, {1.84, .56}, {2.00, .50}, {2.21, .44}, {2.45, .39}, {2.70, .33},
                                      {3.06, .28}, {3.44, .22}, {4.20, .17}};

template <std::size_t n>
double relative_rms(const std::vector<Sample>& curve, const Sample (&measured)[n], double shift) {
  double sum = 0;
  for (const Sample& m : measured) {
    const double e = interpolate(curve, m.time - shift) / m.value - 1;
    sum += e * e;
  }
  return std::sqrt(sum / n);
}

/// The shift of at most 0.3 that fits best, and its relative RMS.
template <std::size_t n>
std::pair<double, double> best_shift(const std::vector<Sample>& curve, const Sample (&measured)[n]) {
  double shift = 0, least = std::numeric_limits<double>::infinity();
  for (double t = 0; t <= 0.3001; t += 0.01)
    if (const double e = relative_rms(curve, measured, t); e < least) least = e, shift = t;
  return {shift, least};
}

}  // namespace

CaseResult case_dam_break(const Scene& scene) {
  const auto made = simulation_of(scene);
  const Simulation& simulation = *made;
  const auto casting = simulation.start();
  const BlockGrid& grid = simulation.domain.grid;
  const double a = case_length(scene), g = norm(simulation.conditions.gravity), h = grid.cell;
  const Scene::Initial& column = first_initial(scene);
  const double column_height = column.high.z - column.low.z, cells_thick = std::round((column.high.y - column.low.y) / h);
  const double metal = total_metal(casting->state());
  std::vector<Sample> front, height;
  while (running(*casting)) {
    casting->step();
    // front: farthest cell of the floor row that is half full; height: metal above the far corner of the column
    double reach = 0, above = 0;
    for (Slot s = 0; s < grid.flow_slots(); ++s) {
      const double f = casting->state().metal[s];
      if (f <= 0) continue;
      const Vec3 x = grid.centre(s);
      if (x.z - column.low.z < h && f >= 0.5) reach = std::max(reach, x.x - h / 2 + f * h - column.low.x);
      if (x.x - column.low.x < h && x.x > column.low.x) above += f * h;
    }
    front.push_back({casting->state().time * std::sqrt(2 * g / a), reach / a});
    height.push_back({casting->state().time * std::sqrt(g / a), above / (cells_thick * column_height)});
  }
  const auto [shift, front_rms] = best_shift(front, front_measured);
  const auto [height_shift, own_height_rms] = best_shift(height, height_measured);   // the two tables need not have one origin of time
  CaseResult result;
  result.cells = cavity_cell_count(simulation.domain);
  const double slope = (interpolate(front, 3.3 - shift) - interpolate(front, 1.4 - shift)) / 1.9;
  result.observables = {{"slope", slope}, {"time_shift", shift}, {"front_at_T3", interpolate(front, 3.0 - shift)},
                        {"height_own_shift", height_shift}, {"height_rms_own_shift", own_height_rms}};
  result.reference = {{"slope", 1.284}, {"front_at_T3", 3.70}};
  result.errors = {{"front RMS", front_rms},
                   {"front slope", std::abs(slope / 1.284 - 1)},
                   {"height RMS", relative_rms(height, height_measured, shift / std::numbers::sqrt2)},
                   {"metal volume", std::abs(total_metal(casting->state()) / metal - 1)}};
  result.bars = {{"front RMS", 0.03}, {"front slope", 0.06}, {"height RMS", 0.02}, {"metal volume", 1e-10}};
  return result;
}

CaseResult case_paraboloid(const Scene& scene) {
  const auto made = simulation_of(scene);
  const Simulation& simulation = *made;
  const auto casting = simulation.start();
  const BlockGrid& grid = simulation.domain.grid;
  const double omega = simulation.conditions.rotation.speed, g = norm(simulation.conditions.gravity);
  const double radius = case_length(scene), h = grid.cell;
  const Field<double> start = casting->state().metal;
  const double turn = 2 * std::numbers::pi / std::abs(omega), end = scene.run.end_time.value();
  double speed = 0, last = 0;   // over the run, over its last turn
  while (running(*casting)) {
    casting->step();
    const double now = pressure_cell_speed(simulation.domain, *casting);
    speed = std::max(speed, now);
    if (casting->state().time > end - turn) last = std::max(last, now);
  }
  // level of each column that lies whole within the cylinder, against z0 + omega^2 r^2 / 2 g with z0 from the start
  std::map<std::pair<int, int>, std::pair<double, double>> column;  // now, at the start
  for (Slot s = 0; s < grid.flow_slots(); ++s) {
    const Index3 c = grid.cell_of(s);
    if (std::hypot(grid.centre(s).x, grid.centre(s).y) > radius - h) continue;
    auto& [now, then] = column[{c.i, c.j}];
    now += casting->state().metal[s] * h;
    then += start[s] * h;
  }
  double sum = 0;
  for (const auto& [place, level] : column) sum += (level.first - level.second) * (level.first - level.second);
  const double rms = std::sqrt(sum / static_cast<double>(column.size()));
  CaseResult result;
  result.cells = cavity_cell_count(simulation.domain);
  result.observables = {{"profile_rms_mm", rms * 1e3}, {"largest_speed_m_s", speed}, {"turns", casting->state().time / turn}};
  result.reference = {{"centre_to_rim_mm", 1e3 * omega * omega * radius * radius / (2 * g)}};
  result.errors = {{"profile RMS / h", rms / h}, {"speed in the last turn / (omega R)", last / (std::abs(omega) * radius)}};
  result.bars = {{"profile RMS / h", 0.25}, {"speed in the last turn / (omega R)", 1e-4}};
  return result;
}

}  // namespace sprue
