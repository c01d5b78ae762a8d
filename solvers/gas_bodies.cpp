#include "solvers/gas_bodies.h"

#include <algorithm>
#include <tuple>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double least_share = 1e-9;   // of a cell's room: less is round-off

/// Calls visit(neighbour, side) for each neighbour behind an open face.
template <class Visit>
void through_open_faces(const Domain& domain, Slot s, std::size_t slots, const Visit& visit) {
  for (int d = 0; d < 3; ++d) {
    const Slot low = domain.grid.below(d, s), high = domain.grid.above(d, s);
    if (low < slots && domain.aperture[d][s] > 0) visit(low, 2 * d);
    if (high < slots && domain.aperture[d][high] > 0) visit(high, 2 * d + 1);
  }
}

std::size_t block_of(Slot s) { return s / block_cells; }

}  // namespace

GasBodies::GasBodies(const Domain& domain)
    : domain_(domain), cells_(domain), label_(domain.grid.flow_slots(), 0), empty_root_(domain.grid.flow_slots(), block_cells),
      links_(domain.grid.flow_blocks), slivers_(domain.grid.flow_blocks) {
  find_empty_bodies();
}

bool GasBodies::open(const Field<double>& metal, Slot s) const {
  const double room = domain_.cavity_fraction[s];
  return room >= sliver_fraction && room - metal[s] > film_share * room;
}

bool GasBodies::is_film(const Field<double>& metal, Slot s) const { return free(metal, s) > least_share * domain_.cavity_fraction[s]; }

Slot GasBodies::root(Slot s) {
  while (label_[s] != static_cast<std::int32_t>(s + 1)) {
    const auto parent = static_cast<Slot>(label_[s] - 1);
    label_[s] = label_[parent];
    s = static_cast<Slot>(label_[s] - 1);
  }
  return s;
}

/// Union-find in slot order, the lowest slot of a tree its root.
void GasBodies::join(Slot a, Slot b) {
  const Slot first = root(a), second = root(b);
  label_[std::max(first, second)] = static_cast<std::int32_t>(std::min(first, second) + 1);
}

/// With the cell below, which has its label already: a block below another comes first in Morton order.
void GasBodies::join_below(Slot s, int axis) {
  if (domain_.aperture[axis][s] <= 0) return;
  const Slot low = domain_.grid.below(axis, s);
  if (low >= label_.size() || label_[low] == 0) return;
  SPRUE_ASSERT(low < s);
  join(low, s);
}

/// The bodies within each block of the empty cavity, and which of them touch across blocks.
void GasBodies::find_empty_bodies() {
  const auto gas = [&](Slot s) { return domain_.cavity_fraction[s] >= sliver_fraction; };
  for (std::size_t b = 0; b < links_.size(); ++b) {
    for (const Slot s : cells_.of(b)) {
      if (domain_.cavity_fraction[s] > 0 && !gas(s)) slivers_[b].push_back(s);
      if (!gas(s)) continue;
      label_[s] = static_cast<std::int32_t>(s + 1);
      for (int d = 0; d < 3; ++d)
        if (const Slot low = domain_.grid.below(d, s); low < label_.size() && block_of(low) == b) join_below(s, d);
    }
    for (const Slot s : cells_.of(b))
      if (label_[s] != 0) empty_root_[s] = static_cast<std::uint16_t>(root(s) % block_cells);
    std::vector<std::tuple<int, int, int>> known;
    for (const Slot s : cells_.of(b))
      for (int d = 0; d < 3 && gas(s); ++d) {
        const Slot low = domain_.grid.below(d, s);
        if (low >= label_.size() || block_of(low) == b || domain_.aperture[d][s] <= 0 || !gas(low)) continue;
        const std::tuple<int, int, int> pair{d, empty_root_[s], empty_root_[low]};
        if (std::find(known.begin(), known.end(), pair) != known.end()) continue;
        known.push_back(pair);
        links_[b].push_back({s, low});
      }
  }
}

void GasBodies::label_block(const Field<double>& metal, std::size_t block) {
  for (const Slot s : cells_.of(block)) {
    label_[s] = 0;
    if (!open(metal, s)) continue;
    Slot lowest = s;
    label_[s] = static_cast<std::int32_t>(s + 1);
    for (int d = 0; d < 3; ++d) {
      if (domain_.aperture[d][s] <= 0) continue;
      const Slot low = domain_.grid.below(d, s);
      if (low >= label_.size() || label_[low] == 0) continue;
      SPRUE_ASSERT(low < s);
      const Slot other = root(low);
      if (other == lowest) continue;
      label_[std::max(other, lowest)] = static_cast<std::int32_t>(std::min(other, lowest) + 1);
      lowest = std::min(other, lowest);
    }
  }
}

void GasBodies::label_empty_block(std::size_t block, const NearCells* near) {
  const auto first = static_cast<std::int32_t>(block * block_cells);
  for (const Slot s : cells_.of(block)) label_[s] = empty_root_[s] < block_cells ? first + empty_root_[s] + 1 : 0;
  for (const Link& link : links_[block])
    if (!may_hold_metal(block_of(link.low), near)) join(link.low, link.own);
  for (int d = 0; d < 3; ++d) {
    const std::int32_t below = domain_.grid.face_neighbour(block, d, 0);
    if (below < 0 || static_cast<std::size_t>(below) >= links_.size() || !may_hold_metal(static_cast<std::size_t>(below), near)) continue;
    for (const Slot s : cells_.of(block))
      if (((s >> (3 * d)) & 7) == 0 && label_[s] != 0) join_below(s, d);
  }
}

/// Parents come before their children: they have their number already.
int GasBodies::number_bodies() {
  int bodies = 0;
  for (const Slot s : cells_.all()) {
    if (label_[s] == 0) continue;
    const auto parent = static_cast<Slot>(label_[s] - 1);
    label_[s] = parent == s ? -++bodies : label_[parent];
  }
  for (const Slot s : cells_.all()) label_[s] = -label_[s];
  return bodies;
}

/// From body to film, layer by layer; where bodies compete, that with the lowest cell beside the film has it.
void GasBodies::join_films(const Field<double>& metal, const NearCells* near) {
  std::vector<Film> first;
  const auto look = [&](Slot film) {
    if (label_[film] != 0 || !is_film(metal, film)) return;
    Film found{no_slot, 0, film};
    through_open_faces(domain_, film, label_.size(), [&](Slot n, int side) {
      if (label_[n] != 0 && n < found.beside) found = {n, side ^ 1, film};
    });
    if (found.beside != no_slot) first.push_back(found);
  };
  for (std::size_t b = 0; b < links_.size(); ++b) {
    if (!may_hold_metal(b, near))
      for (const Slot s : slivers_[b]) look(s);
    else
      for (const Slot s : cells_.of(b)) look(s);
  }
  std::sort(first.begin(), first.end(), [](const Film& a, const Film& b) { return std::tie(a.beside, a.side) < std::tie(b.beside, b.side); });
  std::vector<Slot> reached;
  for (const Film& f : first) {
    label_[f.film] = label_[f.beside];
    reached.push_back(f.film);
  }
  for (std::size_t k = 0; k < reached.size(); ++k) {
    const std::int32_t body = label_[reached[k]];
    through_open_faces(domain_, reached[k], label_.size(), [&](Slot n, int) {
      if (label_[n] != 0 || !is_film(metal, n)) return;
      label_[n] = body;
      reached.push_back(n);
    });
  }
}

int GasBodies::label(const Field<double>& metal, const NearCells* near) {
  for (std::size_t b = 0; b < links_.size(); ++b) {
    if (may_hold_metal(b, near)) label_block(metal, b);
    else label_empty_block(b, near);
  }
  const int bodies = number_bodies();
  join_films(metal, near);
  return bodies;
}

}  // namespace sprue
