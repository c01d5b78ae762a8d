#include "solvers/momentum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/core/parallel.h"
#include "solvers/momentum_kernel.h"

namespace sprue {

namespace {

using PassedFace = Momentum::PassedFace;

constexpr double film_share = 1e-3;     // of its room: less metal has no surface of its own (volume_of_fluid.h), its velocity is extended
constexpr float most_room = 2;          // of upstream differences: the limiter's own bound
constexpr int mixing_passes = 30;      // each is a mean of old and entering metal: bounded and conservative wherever it ends
constexpr double mixed_well = 1e-9;     // of the fastest
constexpr std::size_t grain = 256;      // faces a chunk

/// What enters and leaves the volume of one face in a step, units of a cell.
struct FaceCarriage {
  double mass = 0, in = 0, out = 0;
  double rise = 0;       // of momentum, by what the sides' velocities differ from their donors'
  double flux[6] = {};   // inward share of each side; 0 where it flows out
  double given[6] = {};  // outward share
  Slot donor[6] = {};    // face (same axis) it comes from
};

class Carrier {
 public:
  Carrier(const FlowContext& c, const Field<double>& metal, const Field<float>& room, const FaceField<float>& walls, const MetalFluxes& f)
      : c_(c), metal_(metal), room_(room), walls_(walls), f_(f) {}

  FaceCarriage gather(int d, Slot s) const {
    FaceCarriage g;
    const Slot below = c_.low(s, d), above = c_.high(s, d);
    const bool has_low = c_.inside(below), has_high = c_.inside(s);
    g.mass = 0.5 * ((has_low ? metal_[below] : 0) + (has_high ? metal_[s] : 0));
    const double own = f_.volume[d][s];
    side(g, 2 * d, has_low ? 0.5 * (f_.volume[d][below] + own) : own, has_low ? below : s);
    side(g, 2 * d + 1, has_high ? -0.5 * (own + flux(d, above)) : -own, has_high && above != no_slot ? above : s);
    for (int e = 0; e < 3; ++e) {
      if (e == d) continue;
      double enters = 0, leaves = 0;
      if (has_low) enters += f_.volume[e][below], leaves += flux(e, c_.high(below, e));
      if (has_high) enters += f_.volume[e][s], leaves += flux(e, c_.high(s, e));
      side(g, 2 * e, 0.5 * enters, enters > 0 ? known(c_.low(s, e), s) : s);
      side(g, 2 * e + 1, -0.5 * leaves, leaves < 0 ? known(c_.high(s, e), s) : s);
    }
    return g;
  }

  /// The same with the limited differences of u.
  FaceCarriage gather(int d, Slot s, const Field<double>& u) const {
    FaceCarriage g = gather(d, s);
    for (int n = 0; n < 6; ++n) {
      const int e = n / 2, by = n % 2 ? 1 : -1;
      const Slot beside = c_.step(s, e, by);
      if (beside == no_slot) continue;
      if (g.flux[n] > 0) g.rise += g.flux[n] * rise(d, e, by, beside, s, u);
      else g.rise -= g.given[n] * rise(d, e, -by, s, beside, u);
    }
    return g;
  }

 private:
  float room(int d, Slot s) const {
    const Slot below = s == no_slot ? no_slot : c_.low(s, d);
    return s == no_slot ? 0 : std::min(room_[s], below == no_slot ? 0 : room_[below]);
  }
  /// Of a flux from one face's volume into the other's; `by` leads from there upstream.
  double rise(int d, int e, int by, Slot from, Slot to, const Field<double>& u) const {
    const Slot upstream = c_.step(from, e, by);
    if (upstream == no_slot) return 0;
    const double wall = walls_[d].empty() ? 0 : walls_[d][upstream];
    return rise_of_flux(u[upstream] + wall, u[from], u[to], room(d, upstream), room(d, from), room(d, to), e != d);
  }
  static Slot known(Slot n, Slot self) { return n == no_slot ? self : n; }
  double flux(int d, Slot s) const { return s == no_slot ? 0 : f_.volume[d][s]; }
  static void side(FaceCarriage& g, int n, double inward, Slot donor) {
    g.donor[n] = donor;
    if (inward > 0) g.in += g.flux[n] = inward;
    else g.out += g.given[n] = -inward;
  }

  const FlowContext& c_;
  const Field<double>& metal_;
  const Field<float>& room_;
  const FaceField<float>& walls_;
  const MetalFluxes& f_;
};

double mixture(const FaceCarriage& g, const Field<double>& u, double old) {
  const double mass = std::max(0.0, g.mass);   // rounding leaves a little less than none
  double momentum = mass * old;
  for (int n = 0; n < 6; ++n) momentum += g.flux[n] * u[g.donor[n]];
  return momentum / (mass + g.in);
}

/// Replaces u at the faces that are passed through by the velocity of their mixture.
void mix(const Carrier& carrier, int d, std::vector<PassedFace>& faces, Field<double>& u) {
  double scale = 0;
  for (const PassedFace& f : faces) scale = std::max(scale, std::abs(f.old));
  std::vector<FaceCarriage> carriage(faces.size());
  parallel_chunks(faces.size(), grain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) carriage[i] = carrier.gather(d, faces[i].slot);
  });
  for (int pass = 0; pass < mixing_passes; ++pass) {
    parallel_chunks(faces.size(), grain, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        faces[i].mixed = mixture(carriage[i], u, faces[i].old);
    });
    double change = 0;
    for (const PassedFace& f : faces) {
      change = std::max(change, std::abs(f.mixed - u[f.slot]));
      u[f.slot] = f.mixed;
    }
    if (change <= mixed_well * scale) break;
  }
}

/// Faces beside those, each once.
std::vector<Slot> beside_mixed(const FlowContext& c, int d, const std::vector<PassedFace>& faces) {
  std::vector<Slot> beside;
  for (const PassedFace& f : faces)
    for (int n = 0; n < 6; ++n) {
      const Slot s = c.step(f.slot, n / 2, n % 2 ? 1 : -1);
      if (s != no_slot && c.aperture[d][s] > 0 && !c.inlet(d, s)) beside.push_back(s);
    }
  std::sort(beside.begin(), beside.end());
  beside.erase(std::unique(beside.begin(), beside.end()), beside.end());
  return beside;
}

/// Momentum balance of one face; `leaving` is the velocity of what leaves.
double carried(const FaceCarriage& g, const Field<double>& u, double old, double leaving) {
  const double mass = g.mass + g.in - g.out;
  if (mass < tiny_face_mass) return leaving;
  double change = g.mass * (old - leaving) + g.rise;
  for (int n = 0; n < 6; ++n) change += g.flux[n] * (u[g.donor[n]] - leaving);
  return leaving + change / mass;
}

/// The balance of a face that is passed through, between the velocities that were mixed in it: with mixing settled it is their mixture, but what is
/// not settled would be divided by the little that stays behind.
double settled(const FaceCarriage& g, const Field<double>& u, double old, double mixed) {
  double least = std::min(old, mixed), most = std::max(old, mixed);
  for (int n = 0; n < 6; ++n)
    if (g.flux[n] > 0) least = std::min(least, u[g.donor[n]]), most = std::max(most, u[g.donor[n]]);
  return std::clamp(carried(g, u, old, mixed), least, most);
}

/// Faces of block b where carry_block holds: open, within the cavity.
bool plain(const FlowContext& c, int d, Slot s) { return c.aperture[d][s] > 0 && !c.rim(d, s); }

/// Bound of the upstream differences of what leaves a cell: 2 (m - out) / out keeps the velocity between those around it at any
/// Courant number; 0 in cells with no more than a film of metal.
float cell_room(const FlowContext& c, const Field<double>& metal, const MetalFluxes& fluxes, Slot s) {
  if (!c.inside(s)) return wall_room;
  if (metal[s] < film_share * c.domain.cavity_fraction[s]) return 0;
  double out = 0;
  for (int d = 0; d < 3; ++d) {
    const Slot above = c.high(s, d);
    out += std::max(0.0, -fluxes.volume[d][s]) + (above == no_slot ? 0 : std::max(0.0, fluxes.volume[d][above]));
  }
  return out <= 0 ? most_room : static_cast<float>(std::clamp(2 * (metal[s] - out) / out, 0.0, static_cast<double>(most_room)));
}

/// Layers of a block's faces with a flux through a side, first and last; first > last where there is none.
std::pair<int, int> moving_layers(const BlockFlows& flows) {
  int low = flows.high + 1, high = flows.low - 1;
  for (const auto& flux : flows.flux)
    for (int k = flows.low - 1; k <= flows.high + 1; ++k)
      if (!flux.none(k)) low = std::min(low, std::max(flows.low, k - 1)), high = std::max(high, std::min(flows.high, k + 1));
  return {low, high};
}

}  // namespace

Momentum::Momentum(const FlowContext& context)
    : c_(context), next_(make_face_field<double>(context.slots)), room_(context.slots, wall_room) {
  for (const Slot s : c_.cells.all())
    if (c_.inside(s)) room_[s] = 0;
  for (const SlidingWall& wall : c_.conditions.sliding_walls) {
    if (walls_[0].empty()) walls_ = make_face_field<float>(c_.slots);
    for (const Slot s : c_.cells_at(wall)) {
      const Slot beyond = c_.step(s, wall.axis, wall.high ? 1 : -1);
      for (int e = 0; e < 3; ++e) {
        if (e == wall.axis || beyond == no_slot) continue;
        walls_[e][beyond] = static_cast<float>(wall.velocity[e]);
        if (const Slot next = c_.high(beyond, e); next != no_slot) walls_[e][next] = static_cast<float>(wall.velocity[e]);
      }
    }
  }
}

void Momentum::clear(Slot s) {
  room_[s] = c_.inside(s) ? 0 : wall_room;
  for (Field<double>& u : next_) u[s] = 0;   // it changes places with the velocity, which is 0 there
}

/// First pass over one block: next velocities, and the faces that are passed through or lie at an opening.
void Momentum::carry_first(const CastingState& state, const Field<double>& metal_before, const MetalFluxes& fluxes, std::size_t b,
                           std::array<std::vector<PassedFace>, 3>& passed) {
  const BlockGrid& grid = c_.domain.grid;
  const auto cells = c_.near.of(b);
  if (cells.empty()) return;
  BlockFlows flows;
  flows.low = static_cast<int>(cells.front() % block_cells) / 64;
  flows.high = static_cast<int>(cells.back() % block_cells) / 64;
  for (std::size_t d = 0; d < 3; ++d) flows.flux[d].load(grid, fluxes.volume[d], b, flows.low, flows.high);
  const auto [low, high] = moving_layers(flows);
  for (const Slot s : cells)   // where nothing moves the velocity stays
    if (const int layer = static_cast<int>(s % block_cells) / 64; layer < low || layer > high)
      for (std::size_t d = 0; d < 3; ++d) next_[d][s] = state.velocity[d][s];
  if (low > high) return;
  flows.low = low;
  flows.high = high;
  flows.metal.load(grid, metal_before, b, flows.low, flows.high);
  flows.room.load(grid, room_, b, flows.low, flows.high);
  flows.second_order = flows.room.any_positive(flows.low, flows.high);
  const Carrier carrier(c_, metal_before, room_, walls_, fluxes);
  Halo<2, double> u;
  std::array<double, block_cells> result;
  std::array<std::uint8_t, block_cells> over;
  for (int d = 0; d < 3; ++d) {
    const Field<double>& old = state.velocity[d];
    const bool slides = !walls_[d].empty();
    if (slides) u.values.fill(0);
    u.load(grid, old, b, flows.low, flows.high);
    if (slides) {   // velocities of closed faces are 0: walls that slide put theirs there
      Halo<2, float> wall{};
      wall.load(grid, walls_[d], b, flows.low, flows.high);
      for (std::size_t n = 0; n < u.values.size(); ++n) u.values[n] += static_cast<double>(wall.values[n]);
    }
    carry_block(flows, u, d, result.data(), over.data());
    for (const Slot s : cells) {
      const std::size_t n = s % block_cells;
      if (const int layer = static_cast<int>(n) / 64; layer < low || layer > high) continue;
      bool through = over[n];
      if (plain(c_, d, s)) {
        next_[d][s] = result[n];
      } else if (c_.aperture[d][s] > 0 && !c_.inlet(d, s)) {
        const FaceCarriage g = carrier.gather(d, s, old);
        next_[d][s] = carried(g, old, old[s], old[s]);
        through = g.in > 0 && g.out > g.mass;
      } else {
        next_[d][s] = old[s];
        continue;
      }
      if (through) passed[static_cast<std::size_t>(d)].push_back({s, old[s], old[s]});
    }
  }
}

/// Second pass along one axis: the faces that are passed through, and those beside them, which take what leaves the mixture.
void Momentum::carry_passed(CastingState& state, const Field<double>& metal_before, const MetalFluxes& fluxes, int d,
                            std::vector<PassedFace>& passed) {
  const Carrier carrier(c_, metal_before, room_, walls_, fluxes);
  Field<double>&u = state.velocity[d], &next = next_[d];
  mix(carrier, d, passed, u);
  const std::vector<Slot> beside = beside_mixed(c_, d, passed);
  parallel_chunks(beside.size(), grain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) next[beside[i]] = carried(carrier.gather(d, beside[i], u), u, u[beside[i]], u[beside[i]]);
  });
  parallel_chunks(passed.size(), grain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) next[passed[i].slot] = settled(carrier.gather(d, passed[i].slot), u, passed[i].old, u[passed[i].slot]);
  });
  std::swap(u, next);
}

void Momentum::carry(CastingState& state, const Field<double>& metal_before, const MetalFluxes& fluxes) {
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    for (const Slot s : c_.near.of(c_.blocks[i])) room_[s] = cell_room(c_, metal_before, fluxes, s);
  });
  std::vector<std::array<std::vector<PassedFace>, 3>> found(c_.blocks.size());
  parallel_for(c_.blocks.size(), [&](std::size_t i) { carry_first(state, metal_before, fluxes, c_.blocks[i], found[i]); });
  for (int d = 0; d < 3; ++d) {
    std::vector<PassedFace> passed;
    for (const auto& part : found) passed.insert(passed.end(), part[static_cast<std::size_t>(d)].begin(), part[static_cast<std::size_t>(d)].end());
    carry_passed(state, metal_before, fluxes, d, passed);
  }
}

void Momentum::turn(CastingState& state, double dt, const BodyForce& force) {
  if (force.mean_speed == 0 && force.acceleration == 0) return;
  for (int d = 0; d < 3; ++d) {
    parallel_for(c_.blocks.size(), [&](std::size_t i) {
      const std::size_t b = c_.blocks[i];
      for (const Slot s : c_.near.of(b)) {
        next_[d][s] = state.velocity[d][s];
        const Slot below = c_.low(s, d);
        if (state.metal[s] == 0 && (below == no_slot || state.metal[below] == 0)) continue;
        if (c_.aperture[d][s] <= 0 || c_.inlet(d, s)) continue;
        Vec3 u;
        for (int e = 0; e < 3; ++e) {
          const Field<double>& v = state.velocity[e];
          if (e == d) { u[e] = v[s]; continue; }
          for (const Slot cell : {s, below}) {
            const Slot above = cell == no_slot ? no_slot : c_.high(cell, e);
            if (above != no_slot) u[e] += 0.25 * (v[cell] + v[above]);
          }
        }
        next_[d][s] = dot(force.turn[static_cast<std::size_t>(d)], u);
        if (force.acceleration != 0) next_[d][s] += dt * force.euler(c_.face_centre(d, s))[d];
      }
    });
  }
  std::swap(state.velocity, next_);
}

}  // namespace sprue
