#include <algorithm>
#include <cmath>

#include "meshing/tooling.h"

namespace sprue {

namespace {

constexpr double enough_cavity = 0.2;  // of a cell: slivers beside the outline are passed over

/// Going inwards from just outside the mouth: the first cell with enough cavity, else with the most of it.
Slot first_cavity_cell(const Domain& domain, Vec2 mouth, Vec2 direction, double z) {
  const double h = domain.grid.cell;
  const Vec3& o = domain.grid.origin;
  Slot best = no_slot;
  double most = 0;
  for (double inwards = -h; inwards <= 3 * h; inwards += 0.25 * h) {
    const Vec2 p = mouth - inwards * direction;
    const Slot s = domain.grid.find({static_cast<int>(std::floor((p.x - o.x) / h)),
                                     static_cast<int>(std::floor((p.y - o.y) / h)),
                                     static_cast<int>(std::floor((z - o.z) / h))});
    if (s == no_slot || s >= domain.grid.flow_slots()) continue;
    const double v = domain.cavity_fraction[s];
    if (v > most) most = v, best = s;
    if (v >= enough_cavity) return s;
  }
  return best;
}

}  // namespace

void place_vents(const Tooling& tooling, Domain& domain) {
  int number = 0, cavity = 0;
  for (const PlacedVent& placed : tooling.vents) {
    number = placed.cavity == cavity ? number + 1 : 1;
    cavity = placed.cavity;
    Vent vent;
    vent.name = "cavity " + std::to_string(cavity) + " vent " + std::to_string(number);
    vent.cavity = cavity;
    vent.area = placed.width * placed.depth;
    vent.where = {placed.mouth.x, placed.mouth.y, 0.5 * placed.depth};
    const Vec2 across{-placed.direction.y, placed.direction.x};
    const int samples = std::max(1, static_cast<int>(std::ceil(2 * placed.width / domain.grid.cell)));
    for (int n = 0; n < samples; ++n) {
      const Vec2 p = placed.mouth + placed.width * ((n + 0.5) / samples - 0.5) * across;
      const Slot s = first_cavity_cell(domain, p, placed.direction, vent.where.z);
      if (s != no_slot && std::find(vent.cells.begin(), vent.cells.end(), s) == vent.cells.end())
        vent.cells.push_back(s);
    }
    domain.vents.push_back(std::move(vent));
  }
}

}  // namespace sprue
