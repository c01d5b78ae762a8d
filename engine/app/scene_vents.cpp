#include "engine/app/scene_vents.h"

#include <cmath>
#include <numbers>

#include "engine/core/error.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

bool inside(const Vec3& x, const Vec3& low, const Vec3& high) {
  return x.x >= low.x && x.y >= low.y && x.z >= low.z && x.x <= high.x && x.y <= high.y && x.z <= high.z;
}

void require(double value, const char* key, const Scene::Vent& vent, const std::string& where) {
  if (value > 0) return;
  throw InputError("a vent of kind " + vent.kind + " needs its " + key, where + ", " + key, "", "like " + std::string(key) + (std::string(key) == "area" || std::string(key) == "permeability" ? " = \"0.5 mm2\"" : " = \"0.5 mm\""));
}

/// How much of the vent a cell carries: length of the outline (m) or wall (m2); 1 for vents with one mouth.
double weight(const Domain& domain, Slot s, const Scene::Vent& vent) {
  const double h = domain.grid.cell;
  if (vent.kind == "permeable") return domain.wall_area[s] * h * h;
  if (vent.kind != "parting-line") return 1;
  const double middle = 0.5 * (vent.low.z + vent.high.z), bottom = domain.grid.centre(s).z - 0.5 * h;
  if (middle < bottom || middle >= bottom + h) return 0;
  const Vec3 wall = domain.wall_vector(s);
  return std::hypot(wall.x, wall.y) * h;
}

/// Area and conductance by kind (solvers/vent_flow.h); `extent` is the sum of the weights.
void set_conductance(const Scene::Vent& given, double extent, const std::string& where, Vent& vent) {
  const double d = given.depth, length = given.length;
  if (given.kind == "orifice") {
    require(given.area, "area", given, where);
    vent.area = given.area;
    return;
  }
  require(length, "length", given, where);
  if (given.kind == "hole") {
    require(given.diameter, "diameter", given, where);
    const double square = given.diameter * given.diameter;
    vent.area = std::numbers::pi / 4 * square;
    vent.conductance = std::numbers::pi * square * square / (128 * length);
  } else if (given.kind == "permeable") {
    require(given.permeability, "permeability", given, where);
    vent.area = extent;
    vent.conductance = given.permeability * extent / length;
  } else {
    require(d, "depth", given, where);
    if (given.kind == "slit") require(given.width, "width", given, where);
    const double width = given.kind == "slit" ? given.width : extent;
    vent.area = width * d;
    vent.conductance = width * d * d * d / (12 * length);
  }
}

}  // namespace

void place_vents(const Scene& scene, Domain& domain) {
  int number = 0;
  for (const Scene::Vent& given : scene.vents) {
    const std::string where = scene.source + ", vent." + std::to_string(number++);
    const bool spread = given.kind == "parting-line" || given.kind == "permeable";
    Vent vent;
    vent.name = "vent " + std::to_string(number);
    vent.discharge_coefficient = given.discharge_coefficient;
    vent.where = 0.5 * (given.low + given.high);
    double extent = 0;
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
      if (domain.cavity_fraction[s] <= 0 || !inside(domain.grid.centre(s), given.low, given.high)) continue;
      const double w = weight(domain, s, given);
      if (w <= 0) continue;
      vent.cells.push_back(s);
      if (spread) vent.share.push_back(w);
      extent += w;
    }
    if (vent.cells.empty())
      throw InputError(spread ? "no wall of the cavity lies in the vent's box" : "no cell of the cavity lies in the vent's box", where, "",
                       "low and high must hold the centre of at least one cell of the cavity");
    for (double& share : vent.share) share /= extent;
    set_conductance(given, extent, where, vent);
    vent.cavity = domain.cavity[vent.cells.front()];
    domain.vents.push_back(std::move(vent));
  }
}

}  // namespace sprue
