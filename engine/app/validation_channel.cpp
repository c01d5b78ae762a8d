/// Channel cases (E3): pressure that a slow flow needs in a plane slot, straight or turned against the grid, and in a square duct.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/app/simulation.h"
#include "engine/app/case_tools.h"
#include "engine/app/validation.h"
#include "engine/core/error.h"

namespace sprue {

namespace {

struct Channel {
  Vec3 along;            ///< unit vector
  double width = 0;      ///< m
  double conductance = 0;  ///< Q mu / G, m4
  double peak = 0;       ///< largest velocity over the mean one
};

/// A parallelogram of the drawing between mirrors: its first side is a wall, the second and fourth are the ends.
Channel plane_slot(const Scene::Shape& shape) {
  if (shape.points.size() != 4)
    throw InputError("the slot is drawn with four points: along one wall, then back along the other", "shape.0.points", std::to_string(shape.points.size()), "give four");
  const Vec2 wall = shape.points[1] - shape.points[0], across = shape.points[3] - shape.points[0];
  const double length = std::hypot(wall.x, wall.y), width = std::abs(cross(wall, across)) / length;
  return {{wall.x / length, wall.y / length, 0}, width, width * width * width * (shape.high - shape.low) / 12, 1.5};
}

/// Square duct along x: series of Boussinesq (White, Viscous Fluid Flow, 3-48), side a.
Channel square_duct(const Scene::Shape& shape) {
  const double a = shape.size.y, pi = std::numbers::pi;
  if (std::abs(shape.high - shape.low - a) > 1e-9 * a)
    throw InputError("this case needs a square section", "shape.0", "", "make high - low equal to the second size");
  double flow = 1, centre = 1;
  for (int n = 1; n < 200; n += 2) {
    flow -= 192 / std::pow(pi, 5) * std::tanh(n * pi / 2) / std::pow(n, 5);
    centre -= 32 / std::pow(pi, 3) * (n % 4 == 1 ? 1 : -1) / (std::pow(n, 3) * std::cosh(n * pi / 2));
  }
  return {{1, 0, 0}, a, a * a * a * a / 12 * flow, 1.5 * centre / flow};
}

/// What is measured in the middle half of the channel.
struct Measured {
  double gradient = 0;   ///< of pressure along the channel, Pa/m; least squares over cells at least half open
  double flow = 0;       ///< m3/s through the section across x in the middle
  double peak = 0;       ///< largest velocity there over the mean one
};

Measured measure(const Domain& domain, const CastingState& state, const Vec3& along) {
  const BlockGrid& grid = domain.grid;
  int low = std::numeric_limits<int>::max(), high = std::numeric_limits<int>::min();
  for (Slot s = 0; s < grid.flow_slots(); ++s) {
    if (domain.cavity_fraction[s] <= 0) continue;
    low = std::min(low, grid.cell_of(s).i);
    high = std::max(high, grid.cell_of(s).i);
  }
  const int middle = (low + high + 1) / 2, reach = (high - low + 1) / 4;
  Measured m;
  double n = 0, x = 0, p = 0, xx = 0, xp = 0, area = 0, fastest = 0;
  for (Slot s = 0; s < grid.flow_slots(); ++s) {
    const double v = domain.cavity_fraction[s], at = dot(along, grid.centre(s));
    const int column = grid.cell_of(s).i;
    if (v >= 0.5 && std::abs(column - middle) <= reach)
      n += v, x += v * at, p += v * state.pressure[s], xx += v * at * at, xp += v * at * state.pressure[s];
    if (column != middle || domain.aperture[0][s] <= 0) continue;
    area += domain.aperture[0][s] * grid.cell * grid.cell;
    m.flow += domain.aperture[0][s] * state.velocity[0][s] * grid.cell * grid.cell;
    fastest = std::max(fastest, state.velocity[0][s]);
  }
  m.gradient = (n * xp - x * p) / (n * xx - x * x);
  m.peak = fastest * area / m.flow;
  return m;
}

/// Bars of the reference ladder by cells across the channel.
double flow_bar(int across, bool turned) {
  if (across < 8) return 0.08;
  if (across < 16) return turned ? 0.03 : 0.015;
  return turned ? 0.008 : 0.004;
}

void run(Scene scene, const Channel& channel, double cell, CaseResult& result) {
  scene.resolution.cell = cell;
  const int across = static_cast<int>(std::round(channel.width / cell));
  const auto made = simulation_of(scene);
  const auto casting = made->start();
  while (running(*casting)) casting->step();
  const Measured m = measure(made->domain, casting->state(), channel.along);
  const std::string at = " at w/h " + std::to_string(across);
  const double exact = -m.gradient * channel.conductance / made->alloy.viscosity(*scene.alloy.pour_temperature);
  result.cells += cavity_cell_count(made->domain);
  result.observables["flow mm3/s" + at] = m.flow * 1e9;
  result.observables["peak / mean" + at] = m.peak;
  result.reference["flow mm3/s" + at] = exact * 1e9;
  result.reference["peak / mean" + at] = channel.peak;
  result.errors["flow" + at] = std::abs(m.flow / exact - 1);
  result.bars["flow" + at] = flow_bar(across, channel.along.x < 1 - 1e-9);
}

CaseResult run_channel(const Scene& scene, const Channel& channel) {
  CaseResult result;
  const double cell = *scene.resolution.cell;
  for (const double h : {2 * cell, cell}) run(scene, channel, h, result);
  return result;
}

const Scene::Shape& first_shape(const Scene& scene) {
  if (scene.shapes.empty()) throw InputError("this case needs a channel", "[[shape]]", "", "add a [[shape]]");
  return scene.shapes.front();
}

}  // namespace

CaseResult case_slot_flow(const Scene& scene) { return run_channel(scene, plane_slot(first_shape(scene))); }
CaseResult case_duct_flow(const Scene& scene) { return run_channel(scene, square_duct(first_shape(scene))); }

}  // namespace sprue
