#include "solvers/pass_through.h"

#include <algorithm>

#include "engine/core/parallel.h"

namespace sprue {

Field<std::uint8_t> open_faces(const Domain& domain, const CellRooms& rooms) {
  Field<std::uint8_t> open(domain.grid.flow_slots(), 0);
  const auto closed = [&](Slot s) { return s >= open.size() || rooms.closed(s); };
  parallel_for(domain.grid.flow_blocks, [&](std::size_t b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s)
      for (int d = 0; d < 3; ++d) {
        if (!(domain.aperture[d][s] > 0)) continue;
        const bool low = closed(domain.grid.neighbour(s, -(d == 0), -(d == 1), -(d == 2)));
        const FaceKind kind = domain.kind[d][s];
        const bool rim = kind == FaceKind::inlet || kind == FaceKind::open;
        if (rim ? !(closed(s) && low) : !closed(s) && !low) open[s] |= static_cast<std::uint8_t>(1u << d);
      }
  });
  return open;
}

namespace {

struct Outflow {
  int axis = 0, side = 0;
  Slot face = no_slot, beyond = no_slot;
  double open = 0, metal = 0;  // both >= 0, out of the cell
};

// What a slot misses its bounds by: > 0 too much, < 0 too little, 0 within.
double excess(const Domain& domain, const Field<double>& metal, Slot s) {
  const double over = metal[s] - domain.cavity_fraction[s];
  if (over > bound_tolerance) return over;
  return metal[s] < -bound_tolerance ? metal[s] : 0.0;
}

int outflows(const OpenFlux& flux, const FaceField<double>& fluxes, Slot s, Outflow (&out)[6]) {
  int count = 0;
  for (int d = 0; d < 3; ++d)
    for (int side = 0; side < 2; ++side) {
      const Slot face = side ? flux.above(d, s) : s;
      if (face >= fluxes[0].size()) continue;
      const double sign = side ? 1 : -1, open = sign * flux(d, face);
      if (open <= 0) continue;
      out[count++] = {d, side, face, side ? face : flux.below(d, s), open, sign * fluxes[d][face]};
    }
  return count;
}

// Changes the outflow of s so that it keeps its bounds as far as its faces allow; lists the cells beyond.
bool adjust(const CellRooms& rooms, const OpenFlux& flux, Slot s, double miss, Field<double>& metal,
            FaceField<double>& fluxes, std::vector<Slot>& touched, std::vector<Slot>& visited) {
  Outflow out[6];
  const int count = outflows(flux, fluxes, s, out);
  double able = 0;
  for (int i = 0; i < count; ++i) able += miss > 0 ? std::max(0.0, out[i].open - out[i].metal) : std::max(0.0, out[i].metal);
  if (able <= 0) return false;
  const double share = std::min(1.0, std::fabs(miss) / able);
  for (int i = 0; i < count; ++i) {
    const double room = miss > 0 ? std::max(0.0, out[i].open - out[i].metal) : std::max(0.0, out[i].metal);
    if (room <= 0) continue;
    const double change = (miss > 0 ? share : -share) * room;
    fluxes[out[i].axis][out[i].face] += out[i].side ? change : -change;
    visited.insert(visited.end(), {out[i].face, s});
    metal[s] -= change;
    if (out[i].beyond >= metal.size() || rooms.closed(out[i].beyond)) continue;
    metal[out[i].beyond] += change;
    visited.push_back(out[i].beyond);
    touched.push_back(out[i].beyond);
  }
  return true;
}

// Shares what a cell cannot pass on among the cells around it, first those that hold metal, in growing boxes.
double redistribute(const Domain& domain, const CellRooms& rooms, Slot s, double miss, Field<double>& metal, std::vector<Slot>& visited) {
  constexpr int widest = 4;
  double left = miss;
  for (int radius = 1; radius <= widest && std::fabs(left) > bound_tolerance; ++radius)
    for (int only_metal = 1; only_metal >= 0 && std::fabs(left) > bound_tolerance; --only_metal) {
      const auto able = [&](Slot t) {
        if (t == s || t >= metal.size() || rooms.closed(t) || (only_metal && metal[t] <= 0)) return 0.0;
        return std::max(0.0, left > 0 ? domain.cavity_fraction[t] - metal[t] : metal[t]);
      };
      const auto each = [&](auto&& f) {
        for (int k = -radius; k <= radius; ++k)
          for (int j = -radius; j <= radius; ++j)
            for (int i = -radius; i <= radius; ++i) f(domain.grid.neighbour(s, i, j, k));
      };
      double total = 0;
      each([&](Slot t) { total += able(t); });
      if (total <= 0) continue;
      const double share = std::min(1.0, std::fabs(left) / total), sign = left > 0 ? 1 : -1;
      double moved = 0;
      each([&](Slot t) {
        const double change = sign * share * able(t);
        if (change == 0) return;
        metal[t] += change;
        visited.push_back(t);
        moved += change;
      });
      metal[s] -= moved;
      left -= moved;
    }
  return std::fabs(miss - left);
}

}  // namespace

PassThroughReport pass_through(const Domain& domain, const CellRooms& rooms, const OpenFlux& flux,
                               const Field<std::uint8_t>& pressure_cell, std::vector<Slot> violating, Field<double>& metal,
                               FaceField<double>& fluxes, Field<double>& residual, std::vector<Slot>& visited) {
  constexpr int most_passes = 500;
  PassThroughReport report;
  std::vector<Slot> stuck, touched;
  for (int pass = 0; pass < most_passes && !violating.empty(); ++pass) {
    touched.clear();
    for (const Slot s : violating) {
      const double miss = excess(domain, metal, s);
      if (miss == 0) continue;
      ++report.corrected_cells;
      adjust(rooms, flux, s, miss, metal, fluxes, touched, visited);
      if (excess(domain, metal, s) != 0) stuck.push_back(s);
    }
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    violating.clear();
    for (const Slot s : touched)
      if (excess(domain, metal, s) != 0) violating.push_back(s);
  }
  stuck.insert(stuck.end(), violating.begin(), violating.end());
  std::sort(stuck.begin(), stuck.end());
  stuck.erase(std::unique(stuck.begin(), stuck.end()), stuck.end());
  for (const Slot s : stuck) {
    const double miss = excess(domain, metal, s);
    if (miss == 0) continue;
    if (pressure_cell[s] && std::fabs(miss) < residual_size) {
      metal[s] -= miss;
      residual[s] += miss;
    } else {
      report.moved_by_fallback += redistribute(domain, rooms, s, miss, metal, visited);
    }
  }
  return report;
}

}  // namespace sprue
