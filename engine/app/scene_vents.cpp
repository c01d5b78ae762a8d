#include "engine/app/scene_vents.h"

#include "engine/core/error.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

bool inside(const Vec3& x, const Vec3& low, const Vec3& high) {
  return x.x >= low.x && x.y >= low.y && x.z >= low.z && x.x <= high.x && x.y <= high.y && x.z <= high.z;
}

}  // namespace

void place_vents(const Scene& scene, Domain& domain) {
  int number = 0;
  for (const Scene::Vent& given : scene.vents) {
    const std::string where = scene.source + ", vent." + std::to_string(number++);
    if (given.area <= 0) throw InputError("the vent has no area", where + ", area", to_text(given.area, Dimension::area), "like \"0.5 mm2\"");
    Vent vent;
    vent.name = "vent " + std::to_string(number);
    vent.area = given.area;
    vent.discharge_coefficient = given.discharge_coefficient;
    vent.where = 0.5 * (given.low + given.high);
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
      if (domain.cavity_fraction[s] > 0 && inside(domain.grid.centre(s), given.low, given.high)) vent.cells.push_back(s);
    if (vent.cells.empty())
      throw InputError("no cell of the cavity lies in the vent's box", where, "", "low and high must hold the centre of at least one cell of the cavity");
    vent.cavity = domain.cavity[vent.cells.front()];
    domain.vents.push_back(std::move(vent));
  }
}

}  // namespace sprue
