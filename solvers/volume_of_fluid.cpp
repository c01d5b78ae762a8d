#include "solvers/volume_of_fluid.h"

#include <algorithm>

#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "solvers/gas_bodies.h"
#include "solvers/pass_through.h"

namespace sprue {
namespace {

constexpr double film = film_share, dust = 1e-3, nearly_full = 0.9;  // of a cell's room
constexpr int wall_steps = 2, open_steps = 2, between_wall_steps = 2;
constexpr double worth_refitting = 1e-8, far_better = 1e-3;  // sum of squares of metal missed in the neighbours, units of a cell

Slot first_slot(std::size_t block) { return static_cast<Slot>(block * block_cells); }

}  // namespace

VolumeOfFluid::VolumeOfFluid(const Domain& domain)
    : domain_(domain),
      near_(domain),
      rooms_(domain),
      open_(open_faces(domain, rooms_)),
      pressure_cell_(domain.grid.flow_slots(), 0),
      plane_(domain.grid.flow_slots()),
      number_(domain.grid.flow_slots(), -1),
      between_(domain.grid.flow_slots(), 0.0) {
  for (std::size_t b = 0; b < domain.grid.flow_blocks; ++b)
    for (Slot s = first_slot(b); s < first_slot(b + 1); ++s)
      for (int d = 0; d < 3; ++d)
        if (domain.kind[d][s] == FaceKind::inlet || domain.kind[d][s] == FaceKind::open) rim_.push_back({d, s});
}

// Metal moves within what was near, unless it was set from outside.
void VolumeOfFluid::find_active_cells(const CastingState& state, bool anywhere) {
  const std::size_t blocks = domain_.grid.flow_blocks;
  std::vector<std::size_t> holds(anywhere ? blocks : 0);
  for (std::size_t b = 0; b < holds.size(); ++b) holds[b] = b;
  if (!anywhere) holds = near_.blocks();
  near_.begin();
  near_.mark(state.metal, holds);
  if (anywhere) near_.mark(state.pressure, holds);   // cells closed in the last step
  near_.spread();
  for (const Slot s : near_.dropped()) between_[s] = 0;   // the sweeps read it beside the cells they visit
}

bool VolumeOfFluid::is_mixed(const Field<double>& metal, Slot s) const {
  return metal[s] > plane_threshold && metal[s] < domain_.cavity_fraction[s] - plane_threshold && !rooms_.closed(s);
}

// A film of gas at a wall or a bubble the solver's residual left, with nothing but metal around; or dust, with nothing but gas around: no
// plane can stand for it.
bool VolumeOfFluid::without_surface(const Field<double>& metal, Slot s) const {
  const auto gas_share = [&](Slot t) {
    return t >= metal.size() || domain_.cavity_fraction[t] < sliver_fraction ? -1.0 : 1 - metal[t] / domain_.cavity_fraction[t];
  };
  const double own = gas_share(s);
  if (own > film && own < 1 - dust) return false;
  const bool full = own <= film;
  for (int n = 0; n < 27; ++n) {
    const double share = gas_share(domain_.grid.neighbour(s, n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1));
    if (share >= 0 && (full ? share > film : share < 1 - dust)) return false;
  }
  return true;
}

void VolumeOfFluid::clear_planes() {
  parallel_for(near_.blocks().size(), [&](std::size_t a) {
    for (const Slot s : near_.of(near_.blocks()[a])) plane_[s] = {};
  });
  beside_.clear();
}

void VolumeOfFluid::find_mixed(const Field<double>& metal) {
  std::vector<std::uint32_t> begin(near_.blocks().size() + 1, 0);
  parallel_for(near_.blocks().size(), [&](std::size_t a) {
    std::uint32_t count = 0;
    for (const Slot s : near_.of(near_.blocks()[a])) count += is_mixed(metal, s) && !without_surface(metal, s);
    begin[a + 1] = count;
  });
  for (std::size_t a = 0; a < near_.blocks().size(); ++a) begin[a + 1] += begin[a];
  mixed_.resize(begin.back());
  parallel_for(near_.blocks().size(), [&](std::size_t a) {
    std::uint32_t at = begin[a];
    if (begin[a + 1] == at) return;
    for (const Slot s : near_.of(near_.blocks()[a]))
      if (is_mixed(metal, s) && !without_surface(metal, s)) mixed_[at++] = s;
  });
}

void VolumeOfFluid::number_mixed() {
  for (const Slot s : numbered_) number_[s] = -1;
  numbered_ = mixed_;
  for (std::size_t m = 0; m < mixed_.size(); ++m) number_[mixed_[m]] = static_cast<std::int32_t>(m);
}

Neighbourhood VolumeOfFluid::neighbourhood(const Field<double>& metal, Slot s) const {
  static constexpr int stride[3] = {1, 3, 9};
  static constexpr std::array<std::uint8_t, 26> faces_first = {4,  10, 12, 14, 16, 22, 1,  3,  5,  7,  9,  11, 15,
                                                               17, 19, 21, 23, 25, 0,  2,  6,  8,  18, 20, 24, 26};
  const BlockGrid& grid = domain_.grid;
  Neighbourhood cells;
  cells.whole = rooms_.whole_around(s);
  const bool mirrored = cells.whole && !rooms_.open_around(s);
  std::array<Slot, 27> slot;
  const int l = static_cast<int>(s % block_cells), x = l & 7, y = (l >> 3) & 7, z = l >> 6;
  const bool inner = x > 0 && x < 7 && y > 0 && y < 7 && z > 0 && z < 7;
  for (int n = 0; n < 27; ++n) {
    const int i = n % 3 - 1, j = n / 3 % 3 - 1, k = n / 9 - 1;
    const auto at = static_cast<std::size_t>(n);
    slot[at] = inner ? s + static_cast<Slot>(i + 8 * j + 64 * k) : grid.at(s / block_cells, x + i, y + j, z + k);
    if (!mirrored) continue;
    const std::array<int, 3> seen = seen_through_mirrors(domain_, s, {i, j, k});
    slot[at] = grid.neighbour(s, seen[0], seen[1], seen[2]);
  }
  if (cells.whole) {
    for (std::size_t n = 0; n < 27; ++n) {
      cells.metal[n] = metal[slot[n]];
      cells.room[n] = &rooms_.at(slot[n]);
    }
    return cells;
  }
  cells.metal.fill(0);
  cells.room.fill(nullptr);
  cells.metal[13] = metal[s];
  cells.room[13] = &rooms_.at(s);
  for (const std::uint8_t n : faces_first) {
    const Slot t = slot[n];
    if (t == no_slot || t >= metal.size() || rooms_.closed(t)) continue;
    const int o[3] = {n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1};
    for (int d = 0; d < 3 && !cells.room[n]; ++d) {
      if (o[d] == 0) continue;
      const auto nearer = static_cast<std::size_t>(n - o[d] * stride[d]);
      if (cells.room[nearer] && domain_.aperture[d][o[d] > 0 ? t : slot[nearer]] > 0) cells.room[n] = &rooms_.at(t);
    }
    if (cells.room[n]) cells.metal[n] = metal[t];
  }
  return cells;
}

void VolumeOfFluid::fit_planes(const Field<double>& metal) {
  missed_.assign(mixed_.size(), 0.0);
  parallel_chunks(mixed_.size(), 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t m = begin; m < end; ++m) {
      const Neighbourhood cells = neighbourhood(metal, mixed_[m]);
      plane_[mixed_[m]] = fit_plane(cells, start_normal(cells), cells.whole ? open_steps : wall_steps, &missed_[m]);
    }
  });
}

// The normal of the step's beginning (of the cell, or of the surface next to it) is kept and only moved to the new amount.
void VolumeOfFluid::refit_between_sweeps(const Field<double>& metal) {
  find_mixed(metal);
  parallel_chunks(mixed_.size(), 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t m = begin; m < end; ++m) {
      const Slot s = mixed_[m];
      Plane& p = plane_[s];
      if (p.normal() != Vec3{}) {
        p.d = room_constant(rooms_.at(s), p.normal(), metal[s]);
        continue;
      }
      const Neighbourhood cells = neighbourhood(metal, s);
      p = fit_plane(cells, start_normal(cells), cells.whole ? 0 : between_wall_steps);
    }
  });
}

// A wall cell sees too few neighbours to start well when the surface only cuts its edge: where a connected neighbour fits far better,
// the search starts again from its normal.
void VolumeOfFluid::refit_from_neighbours(const Field<double>& metal, int steps) {
  std::vector<Plane> better(mixed_.size());
  parallel_chunks(mixed_.size(), 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t m = begin; m < end; ++m) {
      if (missed_[m] < worth_refitting || rooms_.whole_around(mixed_[m])) continue;
      const Neighbourhood cells = neighbourhood(metal, mixed_[m]);
      double least = far_better * missed_[m];
      Slot best = no_slot;
      for (int n = 0; n < 27; ++n) {
        if (n == 13 || !cells.room[static_cast<std::size_t>(n)]) continue;
        const Slot t = domain_.grid.neighbour(mixed_[m], n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1);
        if (t >= number_.size() || number_[t] < 0) continue;
        const double missed = missed_[static_cast<std::size_t>(number_[t])];
        if (missed < least) least = missed, best = t;
      }
      if (best == no_slot) continue;
      double missed = 0;
      const Plane plane = fit_plane(cells, plane_[best].normal(), steps, &missed);
      if (missed < far_better * missed_[m]) better[m] = plane;
    }
  });
  for (std::size_t m = 0; m < mixed_.size(); ++m)
    if (better[m].normal() != Vec3{}) plane_[mixed_[m]] = better[m];
}

// Full and empty cut cells that touch a mixed cell get the plane of the nearest one, moved to their own centre.
void VolumeOfFluid::extend_planes(const Field<double>& metal) {
  for (const Slot s : mixed_) {
    if (rooms_.whole_around(s)) continue;
    for (int n = 0; n < 27; ++n) {
      const Slot t = domain_.grid.neighbour(s, n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1);
      if (t < metal.size() && rooms_.cut(t) && !is_mixed(metal, t)) beside_.push_back(t);
    }
  }
  std::sort(beside_.begin(), beside_.end());
  beside_.erase(std::unique(beside_.begin(), beside_.end()), beside_.end());
  parallel_chunks(beside_.size(), 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t b = begin; b < end; ++b) {
      const Slot s = beside_[b];
      const Neighbourhood cells = neighbourhood(metal, s);
      double nearest = 1e9;
      for (int n = 0; n < 27; ++n) {
        if (n == 13 || !cells.room[static_cast<std::size_t>(n)]) continue;
        const Vec3 o{n % 3 - 1.0, n / 3 % 3 - 1.0, n / 9 - 1.0};
        const Slot t = domain_.grid.neighbour(s, n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1);
        if (t >= metal.size() || !is_mixed(metal, t) || plane_[t].normal() == Vec3{}) continue;
        Plane p = plane_[t];
        p.d += dot(p.normal(), o);
        const double distance = 100 * dot(o, o) + std::fabs(p.d);  // centre to centre first, then to the plane
        if (distance < nearest) nearest = distance, plane_[s] = p;
      }
    }
  });
}

// Beside metal under pressure, and so small, or nearly full and closed in the last step, or (where metal is: around dry cells not all velocities are known yet) fed so fast, that the
// metal could fill it within the step.
bool VolumeOfFluid::closing(const CastingState& state, const OpenFlux& flux, double dt, Slot s) const {
  if (dt == 0) return state.pressure[s] != 0;
  const double v = domain_.cavity_fraction[s];
  if (v >= soon_full && state.metal[s] <= plane_threshold) return false;   // by the last line: most cells are dry
  double net = 0;
  bool beside = false, fed = false;
  for (int d = 0; d < 3; ++d) {
    const Slot below = flux.below(d, s), above = flux.above(d, s);
    const auto metal = [&](Slot n, Slot face) { return n < state.metal.size() && flux.is_open(d, face) && pressure_cell_[n] == 1; };
    const double in = flux(d, s), out = above < state.metal.size() ? flux(d, above) : 0.0;
    const bool low = metal(below, s), high = above < state.metal.size() && metal(above, above);
    net += in - out;
    beside = beside || low || high;
    fed = fed || (low && in > 0) || (high && out < 0);
  }
  const bool was_closed = state.pressure[s] > 0 && state.metal[s] > nearly_full * v;
  return (beside && (v < soon_full || was_closed)) || (fed && state.metal[s] > plane_threshold && net > filled_in_a_step * std::max(0.0, v - state.metal[s]));
}

void VolumeOfFluid::close(const std::vector<Slot>& cells) {
  for (const Slot s : cells) pressure_cell_[s] = filled_cell;
}

void VolumeOfFluid::release(const std::vector<Slot>& cells) {
  for (const Slot s : cells) pressure_cell_[s] = 0;
}

void VolumeOfFluid::reconstruct(const CastingState& state, double dt) {
  const Field<double>& metal = state.metal;
  SPRUE_ASSERT(metal.size() == plane_.size());
  clear_planes();
  find_active_cells(state, dt == 0);
  find_mixed(metal);
  number_mixed();
  fit_planes(metal);
  refit_from_neighbours(metal, wall_steps);
  extend_planes(metal);
  std::fill(pressure_cell_.begin(), pressure_cell_.end(), std::uint8_t{0});
  const OpenFlux flux(domain_, open_, state.velocity, dt);
  parallel_for(near_.blocks().size(), [&](std::size_t a) {
    for (const Slot s : near_.of(near_.blocks()[a])) {
      if (metal[s] <= plane_threshold || rooms_.closed(s)) continue;
      const Plane& p = plane_[s];
      const bool has_plane = p.nx != 0 || p.ny != 0 || p.nz != 0;
      pressure_cell_[s] = has_plane ? p.d >= 0 : metal[s] > 0.5 * domain_.cavity_fraction[s];
    }
  });
  std::vector<std::vector<Slot>> closed(near_.blocks().size());
  parallel_for(near_.blocks().size(), [&](std::size_t a) {
    for (const Slot s : near_.of(near_.blocks()[a]))
      if (!pressure_cell_[s] && !rooms_.closed(s) && closing(state, flux, dt, s)) closed[a].push_back(s);
  });
  for (const auto& part : closed)
    for (const Slot s : part) pressure_cell_[s] = closing_cell;
}

}  // namespace sprue
