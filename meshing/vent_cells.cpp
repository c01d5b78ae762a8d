#include <algorithm>
#include <cmath>
#include <numbers>

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

void add_cells_at_groove(const Domain& domain, const PlacedVent& groove, std::vector<Slot>& cells) {
  const Vec2 across{-groove.direction.y, groove.direction.x};
  const int samples = std::max(1, static_cast<int>(std::ceil(2 * groove.width / domain.grid.cell)));
  for (int n = 0; n < samples; ++n) {
    const Vec2 p = groove.mouth + groove.width * ((n + 0.5) / samples - 0.5) * across;
    const Slot s = first_cavity_cell(domain, p, groove.direction, 0.5 * groove.depth);
    if (s != no_slot && std::find(cells.begin(), cells.end(), s) == cells.end()) cells.push_back(s);
  }
}

/// Cells of the cavity over a drilled hole: those whose middle it reaches, and the one over its centre.
void add_cells_over_hole(const Domain& domain, const PlacedVent& hole, std::vector<Slot>& cells) {
  const double h = domain.grid.cell, radius = 0.5 * hole.width;
  const Vec3& o = domain.grid.origin;
  const int reach = static_cast<int>(std::ceil(radius / h));
  const int i0 = static_cast<int>(std::floor((hole.mouth.x - o.x) / h)), j0 = static_cast<int>(std::floor((hole.mouth.y - o.y) / h)),
            k = static_cast<int>(std::floor((hole.top + 0.5 * h - o.z) / h));
  for (int j = j0 - reach; j <= j0 + reach; ++j)
    for (int i = i0 - reach; i <= i0 + reach; ++i) {
      const Slot s = domain.grid.find({i, j, k});
      if (s == no_slot || s >= domain.grid.flow_slots() || domain.cavity_fraction[s] < enough_cavity) continue;
      const Vec3 c = domain.grid.centre(s);
      if ((i == i0 && j == j0) || std::hypot(c.x - hole.mouth.x, c.y - hole.mouth.y) <= radius) cells.push_back(s);
    }
}

}  // namespace

void place_vents(const Tooling& tooling, Domain& domain) {
  int number = 0, cavity = 0;
  for (const PlacedVent& placed : tooling.vents) {
    if (static_cast<std::size_t>(placed.cavity) > tooling.cast_cavities()) continue;
    number = placed.cavity == cavity ? number + 1 : 1;
    cavity = placed.cavity;
    Vent vent;
    vent.name = "cavity " + std::to_string(cavity) + " vent " + std::to_string(number);
    vent.cavity = cavity;
    vent.where = {placed.mouth.x, placed.mouth.y, placed.drilled ? placed.top : 0.5 * placed.depth};
    if (placed.drilled) {
      vent.area = 0.25 * std::numbers::pi * placed.width * placed.width;
      vent.conductance = std::numbers::pi * std::pow(placed.width, 4) / (128 * placed.length);
      add_cells_over_hole(domain, placed, vent.cells);
    } else {
      vent.area = placed.width * placed.depth;
      vent.conductance = placed.width * std::pow(placed.depth, 3) / (12 * placed.length);   // wide against its depth
      add_cells_at_groove(domain, placed, vent.cells);
    }
    domain.vents.push_back(std::move(vent));
  }
}

}  // namespace sprue
