/// Cases of contact lines: drop on a wall, level of metal in a slot.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "engine/app/case_tools.h"
#include "engine/app/validation.h"
#include "engine/core/error.h"
#include "solvers/chronicle.h"

namespace sprue {

namespace {

constexpr double pi = std::numbers::pi;

/// A segment of a circle of contact angle theta on a wall: area / R^2, and distance of its centroid from the wall / R.
double segment_area(double theta) { return theta - std::sin(theta) * std::cos(theta); }
double segment_centroid(double theta) {
  return 2 * std::pow(std::sin(theta), 3) / (3 * segment_area(theta)) - std::cos(theta);
}

/// Contact angle of the segment whose centroid lies `distance` sqrt(area) from the wall.
double angle_of(double distance) {
  double low = 0.01, high = pi - 0.01;
  while (high - low > 1e-12) {
    const double middle = 0.5 * (low + high);
    (segment_centroid(middle) / std::sqrt(segment_area(middle)) < distance ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

/// Centroid of the metal in a mixed cell, m from the cell's centre, by 24^2 points in the plane of the drop (x, y).
Vec3 centroid_within(const VolumeOfFluid& surface, Slot s, double cell) {
  constexpr int n = 24;
  const Plane& p = surface.plane()[s];
  const CellRoom& room = surface.rooms().at(s);
  Vec3 sum;
  int inside = 0;
  for (int j = 0; j < n; ++j)
    for (int i = 0; i < n; ++i) {
      const Vec3 x{(i + 0.5) / n - 0.5, (j + 0.5) / n - 0.5, 0};
      if (dot(p.normal(), x) > p.d || (room.kind == CellRoom::Kind::cut && dot(room.wall, x) > room.constant)) continue;
      sum += x;
      ++inside;
    }
  return inside ? cell / inside * sum : Vec3{};
}

struct Wall {
  Vec3 point, out;   // out of the wall, unit
};

/// The low side of the first shape, a rectangle.
Wall wall_of(const Scene& scene) {
  if (scene.shapes.empty() || scene.shapes.front().kind != "rectangle")
    throw InputError("this case needs a rectangle whose low side is the wall", "[[shape]]", "", "let the first shape be one");
  const Scene::Shape& shape = scene.shapes.front();
  const Vec3 out{-std::sin(shape.turn), std::cos(shape.turn), 0};
  return {shape.centre - (0.5 * shape.size.y) * out, out};
}

/// Lets the drop start as the segment of a circle that has the metal of the scene's half disc and an angle `off` nearer to 90 degrees.
void start_off(Scene& scene, double exact) {
  constexpr double off = pi / 12;
  const double start = exact + (exact < 0.5 * pi + 1e-9 ? off : -off);
  const double radius = first_initial(scene).radius * std::sqrt(0.5 * pi / segment_area(start));
  Scene::Initial& disc = scene.initials.front();
  disc.centre = disc.centre - radius * std::cos(start) * wall_of(scene).out;
  disc.radius = radius;
}

struct Drop {
  double angle = 0, speed = 0, steps = 0, metal_error = 0;
  std::size_t cells = 0;
};

/// A drop left alone until its currents are `still` of sqrt(sigma / (rho D)), or the scene's end time. Its angle from area and centroid.
Drop settled_drop(const Scene& scene) {
  constexpr double still = 1e-4;
  const auto made = simulation_of(scene);
  const BlockGrid& grid = made->domain.grid;
  const auto casting = made->start();
  const Wall wall = wall_of(scene);
  const double metal = total_metal(casting->state()), diameter = 2 * first_initial(scene).radius;
  const double scale = std::sqrt(made->alloy.surface_tension() / (made->alloy.reference_density() * diameter));
  Drop drop;
  while (running(*casting)) {
    casting->step();
    drop.speed = pressure_cell_speed(made->domain, *casting) / scale;
    if (drop.speed < still && casting->state().time > diameter / scale) break;
  }
  double area = 0, moment = 0;
  const bool mirrored = scene.domain.sides[0] == "symmetry";
  Field<std::uint8_t> mixed(grid.flow_slots(), 0);
  for (const Slot s : casting->surface().mixed_cells()) mixed[s] = 1;
  for (Slot s = 0; s < grid.flow_slots(); ++s) {
    const double f = casting->state().metal[s];
    if (f <= 0) continue;
    Vec3 x = grid.centre(s);
    if (mixed[s] || casting->surface().rooms().cut(s)) x += centroid_within(casting->surface(), s, grid.cell);
    area += f;
    moment += f * dot(x - wall.point, wall.out);
  }
  const double distance = moment / area;
  area *= grid.cell * grid.cell * grid.cell * (mirrored ? 2 : 1) / (scene.shapes.front().high - scene.shapes.front().low);
  drop.angle = angle_of(distance / std::sqrt(area));
  drop.steps = static_cast<double>(casting->state().step);
  drop.metal_error = std::abs((total_metal(casting->state()) + casting->state().metal_out) / metal - 1);   // dust leaves by the open sides
  drop.cells = cavity_cell_count(made->domain);
  return drop;
}

}  // namespace

CaseResult case_sessile_drop(const Scene& given) {
  // R / R0 = sqrt(pi / (theta - sin theta cos theta)); the scene's angle and those 30 and 60 degrees below and above it
  const double middle = given.interface.contact_angle.value_or(0.5 * pi);
  const bool inclined = wall_of(given).out.x != 0;
  CaseResult result;
  double largest_volume_error = 0;
  for (const int by : {-60, -30, 0, 30, 60}) {
    Scene scene = given;
    const double exact = middle + by * pi / 180;
    if (exact < 0.05 || exact > pi - 0.05) continue;
    scene.interface.contact_angle = exact;
    start_off(scene, exact);
    const Drop drop = settled_drop(scene);
    const std::string name = std::to_string(static_cast<int>(std::lround(exact * 180 / pi))) + " deg";
    const auto radius = [](double theta) { return std::sqrt(pi / segment_area(theta)); };
    result.observables[name + " R/R0"] = radius(drop.angle);
    result.observables[name + " angle_deg"] = drop.angle * 180 / pi;
    result.observables[name + " speed_scaled"] = drop.speed;
    result.observables[name + " steps"] = drop.steps;
    result.reference[name + " R/R0"] = radius(exact);
    result.errors[name] = std::abs(radius(drop.angle) / radius(exact) - 1);
    result.bars[name] = inclined ? 0.02 : 5e-3;
    largest_volume_error = std::max(largest_volume_error, drop.metal_error);
    result.cells = drop.cells;
  }
  result.errors["metal volume"] = largest_volume_error;
  result.bars["metal volume"] = 1e-10;
  return result;
}

CaseResult case_jurin(const Scene& scene) {
  // Shapes: [1] the slot's half (its left side a plane of symmetry), [2] the basin (its right side one). Each column of metal is held by
  // its walls: mean level = sigma cos(theta) / (rho g half width), meniscus included, whatever its shape.
  if (scene.shapes.size() < 3) throw InputError("this case needs three shapes", "[[shape]]", "", "passage, slot, basin");
  const auto made = simulation_of(scene);
  const BlockGrid& grid = made->domain.grid;
  const auto casting = made->start();
  const double metal = total_metal(casting->state());
  double speed = 0;
  while (running(*casting)) casting->step(), speed = pressure_cell_speed(made->domain, *casting);
  const auto width = [&](std::size_t i) { return scene.shapes[i].size.x; };
  const auto level = [&](std::size_t i) {
    const double left = scene.shapes[i].centre.x - 0.5 * width(i), right = left + width(i);
    double sum = 0;
    for (Slot s = 0; s < grid.flow_slots(); ++s) {
      const double x = grid.centre(s).x;
      if (x > left && x < right) sum += casting->state().metal[s];
    }
    return sum * grid.cell * grid.cell * grid.cell / (width(i) * (scene.shapes[i].high - scene.shapes[i].low));
  };
  const double pull = made->alloy.surface_tension() * std::cos(made->conditions.interfaces[0].contact_angle) /
                      (made->alloy.reference_density() * norm(made->conditions.gravity));
  const double exact = pull * (1 / width(1) - 1 / width(2)), rise = level(1) - level(2);
  CaseResult result;
  result.cells = cavity_cell_count(made->domain);
  result.observables = {{"rise_mm", 1e3 * rise}, {"cells_across", 2 * width(1) / grid.cell}, {"speed_m_s", speed}, {"steps", static_cast<double>(casting->state().step)}};
  result.reference = {{"rise_mm", 1e3 * exact}};
  result.errors = {{"rise", std::abs(rise / exact - 1)}, {"metal volume", std::abs(total_metal(casting->state()) / metal - 1)}};
  result.bars = {{"rise", 0.015}, {"metal volume", 1e-10}};
  return result;
}

}  // namespace sprue
