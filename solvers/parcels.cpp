#include "solvers/parcels.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "solvers/connected_regions.h"
#include "solvers/flow_context.h"
#include "solvers/pass_through.h"
#include "solvers/volume_of_fluid.h"

namespace sprue {

namespace {

constexpr int layers_to_room = 2;      // cells: metal that lands goes no farther than a plane's neighbourhood
constexpr int most_reflections = 16;   // in one step: a parcel pressed against a mirror stays there
constexpr double looked_at = 0.5;      // cells between two places on the path
constexpr int most_places = 100000;    // on it: a parcel that fast has left any grid

}  // namespace

FreeFlight::FreeFlight(const CastingConditions& conditions, double time, double span, const Vec3& place, const Vec3& velocity)
    : point_(conditions.rotation.point), axis_(conditions.rotation.axis) {
  const BodyForce now = body_force(conditions, time, 0), over = body_force(conditions, time, span);
  gravity_ = now.gravity;
  speed_ = now.speed;
  acceleration_ = over.acceleration;
  start_ = place - point_;
  thrown_ = velocity + speed_ * cross(axis_, start_);
}

Vec3 FreeFlight::place(double t) const {
  return point_ + rotated(start_ + t * thrown_ + (0.5 * t * t) * gravity_, axis_, -angle(t));
}

Vec3 FreeFlight::velocity(double t) const {
  return rotated(thrown_ + t * gravity_, axis_, -angle(t)) - (speed_ + acceleration_ * t) * cross(axis_, place(t) - point_);
}

struct Parcels::Fragment {
  Parcel parcel;               // place and velocity as sums, weighted with metal, until it is made
  std::vector<Slot> cells;
  bool stays = false;
};

Parcels::Parcels(const Domain& domain, const CastingConditions& conditions)
    : domain_(domain), conditions_(conditions), cells_(domain), open_(open_faces(domain, CellRooms(domain))), body_(domain.grid.flow_slots(), 0), label_(domain.grid.flow_slots(), 0) {}

/// Beside a pressure cell with metal or an open inlet.
bool Parcels::attached(const CastingState& state, const Field<std::uint8_t>& pressure_cell, Slot s) const {
  for (int n = 0; n < 6; ++n) {
    const int d = n / 2;
    const Slot beyond = n % 2 ? domain_.grid.above(d, s) : domain_.grid.below(d, s), face = n % 2 ? beyond : s;
    if (!is_open(d, face)) continue;
    if (domain_.kind[d][face] == FaceKind::inlet) return true;
    if (beyond < open_.size() && pressure_cell[beyond] && state.metal[beyond] > plane_threshold) return true;
  }
  return false;
}

/// Bodies of metal without a pressure cell, by their lowest slot, with what keeps them in the field. All others are marked in body_.
std::vector<Parcels::Fragment> Parcels::fragments(const CastingState& state, const Field<std::uint8_t>& pressure_cell,
                                                  const std::function<bool(Slot)>& rigid, const NearCells* near) {
  const std::span<const Slot> cells = near != nullptr ? near->all() : cells_.all();
  if (near != nullptr)
    for (const Slot s : near->dropped()) body_[s] = 0, label_[s] = 0;
  const auto loose = [&](Slot s) { return state.metal[s] > plane_threshold && !pressure_cell[s]; };
  std::vector<Fragment> found(static_cast<std::size_t>(label_regions(domain_, cells, loose, label_, near != nullptr)));
  for (const Slot s : cells) {
    body_[s] = state.metal[s] > plane_threshold && label_[s] == 0;
    if (label_[s] == 0) continue;
    Fragment& f = found[static_cast<std::size_t>(label_[s] - 1)];
    f.parcel.metal += state.metal[s];
    f.stays = f.stays || f.parcel.metal >= parcel_volume || attached(state, pressure_cell, s) || rigid(s);
    if (f.stays) f.cells.clear();
    else f.cells.push_back(s);
  }
  for (const Slot s : cells)
    if (label_[s] != 0) body_[s] = found[static_cast<std::size_t>(label_[s] - 1)].stays;
  std::erase_if(found, [](const Fragment& f) { return f.stays; });
  return found;
}

void Parcels::take(CastingState& state, const Field<std::uint8_t>& pressure_cell, const std::function<bool(Slot)>& rigid, const NearCells* near) {
  for (Fragment& f : fragments(state, pressure_cell, rigid, near)) {
    Parcel parcel;
    Slot heaviest = f.cells.front();
    for (const Slot s : f.cells) {
      const double metal = state.metal[s];
      if (metal > state.metal[heaviest]) heaviest = s;
      parcel.metal += metal;
      parcel.enthalpy += state.enthalpy[s];
      parcel.position += metal * domain_.grid.centre(s);
      for (int d = 0; d < 3; ++d) {
        const Slot above = domain_.grid.above(d, s);
        const auto speed = [&](Slot face) { return is_open(d, face) ? state.velocity[d][face] : 0.0; };
        parcel.velocity[d] += 0.5 * metal * (speed(s) + speed(above));
      }
    }
    parcel.position = (1 / parcel.metal) * parcel.position;
    parcel.velocity = (1 / parcel.metal) * parcel.velocity;
    if (!std::binary_search(f.cells.begin(), f.cells.end(), slot_of(parcel.position))) parcel.position = domain_.grid.centre(heaviest);
    for (const Slot s : f.cells) state.metal[s] = state.enthalpy[s] = 0;
    state.parcels.push_back(parcel);
    ++state.parcels_made;
    state.parcel_metal_made += parcel.metal;
  }
}

Index3 Parcels::cell_at(const Vec3& place) const {
  const double beyond = 1e9;   // cells: farther than any grid, and still a whole number
  const Vec3 x = (1 / domain_.grid.cell) * (place - domain_.grid.origin);
  const auto whole = [=](double v) { return static_cast<int>(std::floor(std::min(beyond, std::max(-beyond, v)))); };
  return {whole(x.x), whole(x.y), whole(x.z)};
}

Slot Parcels::slot_of(const Vec3& place) const { return domain_.grid.find(cell_at(place)); }

/// Metal is here, and it was part of a body here or next door when the step began.
bool Parcels::lands(const CastingState& state, Slot s) const {
  if (state.metal[s] <= plane_threshold) return false;
  if (body_[s]) return true;
  for (int d = 0; d < 3; ++d) {
    const Slot below = domain_.grid.below(d, s), above = domain_.grid.above(d, s);
    if ((is_open(d, s) && below < body_.size() && body_[below]) || (is_open(d, above) && body_[above])) return true;
  }
  return false;
}

/// From cell to cell until the one that holds the place; through open faces only, along whichever axis is open.
Parcels::Passed Parcels::walk(Slot& s, const Vec3& place, int& axis, Slot& face) const {
  const Index3 to = cell_at(place);
  for (;;) {
    const Index3 at = domain_.grid.cell_of(s);
    axis = -1;
    bool open = false;
    for (int d = 0; d < 3 && !open; ++d) {
      if (at[d] == to[d]) continue;
      const Slot f = to[d] > at[d] ? domain_.grid.above(d, s) : s;
      open = is_open(d, f);
      if (open || axis < 0) axis = d, face = f;
    }
    if (axis < 0) return Passed::yes;
    if (!open) return face != no_slot && frictionless(domain_.kind[axis][face]) ? Passed::mirror : Passed::wall;
    const Slot next = to[axis] > at[axis] ? face : domain_.grid.below(axis, s);
    if (!inside(next)) return Passed::opening;
    s = next;
  }
}

void Parcels::leave(CastingState& state, const Parcel& parcel, int axis, Slot face) const {
  state.metal_out += parcel.metal;
  state.enthalpy_out += parcel.enthalpy;
  if (domain_.kind[axis][face] == FaceKind::inlet) state.poured -= parcel.metal;
}

Parcels::End Parcels::move(CastingState& state, Parcel& parcel, double dt) const {
  Slot s = slot_of(parcel.position);
  if (lands(state, s)) return End::landed;
  if (parcel.stuck) return End::stuck;
  double done = 0;
  for (int reflections = 0; reflections < most_reflections && done < dt; ++reflections) {
    const double left = dt - done;
    const FreeFlight flight(conditions_, state.time + done, left, parcel.position, parcel.velocity);
    const double fastest = std::max(norm(parcel.velocity), norm(flight.velocity(left)));
    const int places = static_cast<int>(std::clamp(std::ceil(fastest * left / (looked_at * domain_.grid.cell)), 1.0, 1.0 * most_places));
    const double start = done;
    bool reflected = false;
    for (int k = 1; k <= places && !reflected; ++k) {
      const double t = left * k / places;
      const Vec3 place = flight.place(t);
      int axis = -1;
      Slot face = no_slot;
      switch (walk(s, place, axis, face)) {
        case Passed::opening: return leave(state, parcel, axis, face), End::left;
        case Passed::wall: return parcel.velocity = {}, parcel.stuck = true, End::stuck;
        case Passed::mirror:
          parcel.velocity[axis] = -parcel.velocity[axis];
          s = slot_of(parcel.position);
          reflected = true;
          continue;
        case Passed::yes: break;
      }
      parcel.position = place;
      parcel.velocity = flight.velocity(t);
      done = start + t;
      if (lands(state, s)) return End::landed;
    }
    if (!reflected) break;
  }
  return End::flying;
}

/// Cells that can be reached from s through open faces over so many cells, nearest first.
std::vector<Slot> Parcels::around(Slot s, int layers) const {
  std::vector<Slot> reached{s}, known{s};
  for (std::size_t begin = 0; layers > 0; --layers) {
    const std::size_t end = reached.size();
    for (std::size_t i = begin; i < end; ++i)
      for (int n = 0; n < 6; ++n) {
        const int d = n / 2;
        const Slot beyond = n % 2 ? domain_.grid.above(d, reached[i]) : domain_.grid.below(d, reached[i]), face = n % 2 ? beyond : reached[i];
        if (!is_open(d, face) || !inside(beyond)) continue;
        const auto at = std::lower_bound(known.begin(), known.end(), beyond);
        if (at != known.end() && *at == beyond) continue;
        known.insert(at, beyond);
        reached.push_back(beyond);
      }
    if (reached.size() == end) break;
    begin = end;
  }
  return reached;
}

/// Volume and heat into the cell, momentum into its faces by halves: each keeps the sum of mass times velocity.
void Parcels::give(CastingState& state, Parcel& parcel, Slot s, double amount) const {
  const auto metal = [&](Slot n) { return inside(n) ? state.metal[n] : 0.0; };
  for (int d = 0; d < 3; ++d)
    for (const Slot face : {s, domain_.grid.above(d, s)}) {
      if (!is_open(d, face) || domain_.kind[d][face] == FaceKind::inlet) continue;
      const double there = 0.5 * (metal(domain_.grid.below(d, face)) + metal(face)), comes = 0.5 * amount;
      double& u = state.velocity[d][face];
      u += comes / (there + comes) * (parcel.velocity[d] - u);
    }
  const double heat = amount < parcel.metal ? parcel.enthalpy * (amount / parcel.metal) : parcel.enthalpy;
  state.metal[s] += amount;
  state.enthalpy[s] += heat;
  parcel.metal -= amount;
  parcel.enthalpy -= heat;
  state.parcel_metal_returned += amount;
}

void Parcels::give_back(CastingState& state, Parcel& parcel, int layers, bool to_metal) const {
  for (const Slot s : around(slot_of(parcel.position), layers)) {
    if (to_metal && state.metal[s] <= plane_threshold) continue;
    const double amount = std::min(parcel.metal, domain_.cavity_fraction[s] - state.metal[s]);
    if (amount > 0) give(state, parcel, s, amount);
    if (parcel.metal <= 0) break;
  }
  if (parcel.metal <= 0) ++state.parcels_returned;
}

/// Parcels stuck in one cell become the first of them.
void Parcels::join_stuck(CastingState& state) const {
  std::map<Slot, std::size_t> first;
  for (std::size_t i = 0; i < state.parcels.size(); ++i) {
    Parcel& parcel = state.parcels[i];
    if (!parcel.stuck) continue;
    const auto [at, alone] = first.try_emplace(slot_of(parcel.position), i);
    if (alone) continue;
    state.parcels[at->second].metal += parcel.metal;
    state.parcels[at->second].enthalpy += parcel.enthalpy;
    parcel.metal = 0;
  }
}

Slot Parcels::fly(CastingState& state, double dt) {
  for (Parcel& parcel : state.parcels) {
    const FreeFlight flight(conditions_, state.time, dt, parcel.position, parcel.velocity);
    if (!std::isfinite(norm(flight.place(dt)) + norm(flight.velocity(dt)) + parcel.metal + parcel.enthalpy)) return slot_of(parcel.position);
    const End end = move(state, parcel, dt);
    if (end == End::landed) give_back(state, parcel, layers_to_room, true);
    if (end == End::left) parcel.metal = 0;
  }
  join_stuck(state);
  std::erase_if(state.parcels, [](const Parcel& p) { return p.metal <= 0; });
  return no_slot;
}

void Parcels::settle(CastingState& state) const {
  for (Parcel& parcel : state.parcels) give_back(state, parcel, static_cast<int>(std::min<std::size_t>(open_.size(), 1u << 20)), false);
  std::erase_if(state.parcels, [](const Parcel& p) { return p.metal <= 0; });
}

}  // namespace sprue
