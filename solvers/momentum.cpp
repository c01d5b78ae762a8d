#include "solvers/momentum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr double tiny_mass = 1e-12;      // units of a cell: below it a face keeps the extended velocity
constexpr int mixing_passes = 30;      // each is a mean of old and entering metal: bounded and conservative wherever it ends
constexpr double mixed_well = 1e-9;     // of the fastest
constexpr std::size_t grain = 256;      // faces a chunk

/// What enters and leaves the volume of one face in a step, units of a cell.
struct FaceCarriage {
  double mass = 0, in = 0, out = 0;
  double flux[6] = {};   // inward share of each side; 0 where it flows out
  Slot donor[6] = {};    // face (same axis) it comes from
};

class Carrier {
 public:
  Carrier(const FlowContext& c, const Field<double>& metal, const MetalFluxes& f) : c_(c), metal_(metal), f_(f) {}

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

 private:
  static Slot known(Slot n, Slot self) { return n == no_slot ? self : n; }
  double flux(int d, Slot s) const { return s == no_slot ? 0 : f_.volume[d][s]; }
  static void side(FaceCarriage& g, int n, double inward, Slot donor) {
    g.donor[n] = donor;
    if (inward > 0) g.in += g.flux[n] = inward;
    else g.out -= inward;
  }

  const FlowContext& c_;
  const Field<double>& metal_;
  const MetalFluxes& f_;
};

struct MixedFace {   // a face volume that lets more out than it held
  Slot slot;
  double old, mixed;
};

double mixture(const FaceCarriage& g, const Field<double>& u, double old) {
  const double mass = std::max(0.0, g.mass);   // rounding leaves a little less than none
  double momentum = mass * old;
  for (int n = 0; n < 6; ++n) momentum += g.flux[n] * u[g.donor[n]];
  return momentum / (mass + g.in);
}

/// Replaces u at the faces that are passed through by the velocity of their mixture.
void mix(const Carrier& carrier, int d, std::vector<MixedFace>& faces, Field<double>& u) {
  double scale = 0;
  for (const MixedFace& f : faces) scale = std::max(scale, std::abs(f.old));
  for (int pass = 0; pass < mixing_passes; ++pass) {
    parallel_chunks(faces.size(), grain, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        faces[i].mixed = mixture(carrier.gather(d, faces[i].slot), u, faces[i].old);
    });
    double change = 0;
    for (const MixedFace& f : faces) {
      change = std::max(change, std::abs(f.mixed - u[f.slot]));
      u[f.slot] = f.mixed;
    }
    if (change <= mixed_well * scale) break;
  }
}

/// Faces beside those, each once.
std::vector<Slot> beside_mixed(const FlowContext& c, int d, const std::vector<MixedFace>& faces) {
  std::vector<Slot> beside;
  for (const MixedFace& f : faces)
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
  if (mass < tiny_mass) return leaving;
  double change = g.mass * (old - leaving);
  for (int n = 0; n < 6; ++n) change += g.flux[n] * (u[g.donor[n]] - leaving);
  return leaving + change / mass;
}

/// Values of one block and the layer of one cell around it, 10^3, x fastest; 0 where there is no flow block.
using Halo = std::array<double, 1000>;

void load(const BlockGrid& grid, const Field<double>& field, std::size_t block, Halo& halo) {
  const auto& around = grid.around[block];
  const auto row = [&](int neighbour, int j, int k) -> const double* {
    const std::int32_t n = around[static_cast<std::size_t>(neighbour)];
    if (n < 0 || static_cast<std::size_t>(n) >= grid.flow_blocks) return nullptr;
    return field.data() + static_cast<std::size_t>(n) * block_cells + static_cast<std::size_t>(((k & 7) * 8 + (j & 7)) * 8);
  };
  double* out = halo.data();
  for (int k = -1; k <= 8; ++k)
    for (int j = -1; j <= 8; ++j, out += 10) {
      const int middle = ((k >> 3) + 1) * 9 + ((j >> 3) + 1) * 3 + 1;
      const double *low = row(middle - 1, j, k), *own = row(middle, j, k), *high = row(middle + 1, j, k);
      out[0] = low ? low[7] : 0;
      for (int i = 0; i < 8; ++i) out[i + 1] = own ? own[i] : 0;
      out[9] = high ? high[0] : 0;
    }
}

/// Balance of all interior faces of a block along axis d; `over` is 1 where more leaves than was there.
void carry_block(const Halo& metal, const std::array<Halo, 3>& flux, const Halo& u, int d, double* next, std::uint8_t* over) {
  static constexpr int stride[3] = {1, 10, 100};
  const int sd = stride[d], se = stride[(d + 1) % 3], sf = stride[(d + 2) % 3];
  const double *f = flux[static_cast<std::size_t>(d)].data(), *fe = flux[static_cast<std::size_t>((d + 1) % 3)].data(),
               *ff = flux[static_cast<std::size_t>((d + 2) % 3)].data();
  for (int row = 0; row < 64; ++row) {
    const int start = (row / 8 + 1) * 100 + (row % 8 + 1) * 10 + 1;
    for (int i = 0; i < 8; ++i) {
      const int c = start + i, l = c - sd;
      double in = 0, out = 0, change = 0;
      const auto side = [&](double inward, double donor) {
        const double enters = inward > 0 ? inward : 0;
        in += enters;
        out += enters - inward;
        change += enters * (donor - u[static_cast<std::size_t>(c)]);
      };
      side(0.5 * (f[l] + f[c]), u[static_cast<std::size_t>(l)]);
      side(-0.5 * (f[c] + f[c + sd]), u[static_cast<std::size_t>(c + sd)]);
      side(0.5 * (fe[l] + fe[c]), u[static_cast<std::size_t>(c - se)]);
      side(-0.5 * (fe[l + se] + fe[c + se]), u[static_cast<std::size_t>(c + se)]);
      side(0.5 * (ff[l] + ff[c]), u[static_cast<std::size_t>(c - sf)]);
      side(-0.5 * (ff[l + sf] + ff[c + sf]), u[static_cast<std::size_t>(c + sf)]);
      const double mass = 0.5 * (metal[static_cast<std::size_t>(l)] + metal[static_cast<std::size_t>(c)]);
      const double after = mass + in - out;
      const bool moves = in > 0 && after >= tiny_mass;
      next[row * 8 + i] = moves ? u[static_cast<std::size_t>(c)] + change / after : u[static_cast<std::size_t>(c)];
      over[row * 8 + i] = in > 0 && out > mass;
    }
  }
}

/// Faces of block b where carry_block holds: open, within the cavity.
bool plain(const FlowContext& c, int d, Slot s) { return c.aperture[d][s] > 0 && !c.rim(d, s); }

/// First pass over one block: next velocities, and the faces that are passed through or lie at an opening.
void carry_first(const FlowContext& c, const CastingState& state, const Field<double>& metal_before,
                 const MetalFluxes& fluxes, const Carrier& carrier, std::size_t b, FaceField<double>& next,
                 std::array<std::vector<MixedFace>, 3>& mixed) {
  Halo metal, u;
  std::array<Halo, 3> flux;
  for (int d = 0; d < 3; ++d) load(c.domain.grid, fluxes.volume[d], b, flux[static_cast<std::size_t>(d)]);
  const auto none = [](const Halo& h) { return std::none_of(h.begin(), h.end(), [](double v) { return v != 0; }); };
  if (none(flux[0]) && none(flux[1]) && none(flux[2])) return;
  load(c.domain.grid, metal_before, b, metal);
  std::array<double, block_cells> result;
  std::array<std::uint8_t, block_cells> over;
  for (int d = 0; d < 3; ++d) {
    load(c.domain.grid, state.velocity[d], b, u);
    carry_block(metal, flux, u, d, result.data(), over.data());
    for (std::size_t n = 0; n < block_cells; ++n) {
      const Slot s = static_cast<Slot>(b * block_cells + n);
      bool through = over[n];
      if (plain(c, d, s)) {
        next[d][s] = result[n];
      } else if (c.aperture[d][s] > 0 && !c.inlet(d, s)) {
        const FaceCarriage g = carrier.gather(d, s);
        next[d][s] = carried(g, state.velocity[d], state.velocity[d][s], state.velocity[d][s]);
        through = g.in > 0 && g.out > g.mass;
      } else {
        continue;
      }
      if (through) mixed[static_cast<std::size_t>(d)].push_back({s, state.velocity[d][s], state.velocity[d][s]});
    }
  }
}

}  // namespace

double face_mass(const FlowContext& c, const Field<double>& metal, int d, Slot s) {
  const Slot below = c.low(s, d);
  return 0.5 * ((c.inside(below) ? metal[below] : 0) + (c.inside(s) ? metal[s] : 0));
}

void carry_face_momentum(const FlowContext& c, CastingState& state, const Field<double>& metal_before,
                         const MetalFluxes& fluxes, FaceField<double>& scratch) {
  const Carrier carrier(c, metal_before, fluxes);
  std::vector<std::array<std::vector<MixedFace>, 3>> found(c.blocks.size());
  for (int d = 0; d < 3; ++d) scratch[d] = state.velocity[d];
  parallel_for(c.blocks.size(), [&](std::size_t i) {
    carry_first(c, state, metal_before, fluxes, carrier, c.blocks[i], scratch, found[i]);
  });
  for (int d = 0; d < 3; ++d) {
    std::vector<MixedFace> mixed;
    for (const auto& part : found) mixed.insert(mixed.end(), part[static_cast<std::size_t>(d)].begin(), part[static_cast<std::size_t>(d)].end());
    Field<double>&u = state.velocity[d], &next = scratch[d];
    mix(carrier, d, mixed, u);
    const std::vector<Slot> beside = beside_mixed(c, d, mixed);   // they take what leaves the mixture
    parallel_chunks(beside.size(), grain, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) next[beside[i]] = carried(carrier.gather(d, beside[i]), u, u[beside[i]], u[beside[i]]);
    });
    parallel_chunks(mixed.size(), grain, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) next[mixed[i].slot] = carried(carrier.gather(d, mixed[i].slot), u, mixed[i].old, u[mixed[i].slot]);
    });
    std::swap(u, next);
  }
}

void apply_rotation(const FlowContext& c, const BodyForce& force, CastingState& state, double dt,
                    FaceField<double>& scratch) {
  if (force.mean_speed == 0 && force.acceleration == 0) return;
  for (int d = 0; d < 3; ++d) {
    scratch[d] = state.velocity[d];
    parallel_for(c.blocks.size(), [&](std::size_t i) {
      const std::size_t b = c.blocks[i];
      for (const Slot s : c.cells.of(b)) {
        if (c.aperture[d][s] <= 0 || c.inlet(d, s)) continue;
        const Slot below = c.low(s, d);
        if (state.metal[s] == 0 && (below == no_slot || state.metal[below] == 0)) continue;
        Vec3 u;
        for (int e = 0; e < 3; ++e) {
          const Field<double>& v = state.velocity[e];
          if (e == d) { u[e] = v[s]; continue; }
          for (const Slot cell : {s, below}) {
            const Slot above = cell == no_slot ? no_slot : c.high(cell, e);
            if (above != no_slot) u[e] += 0.25 * (v[cell] + v[above]);
          }
        }
        scratch[d][s] = dot(force.turn[static_cast<std::size_t>(d)], u);
        if (force.acceleration != 0) scratch[d][s] += dt * force.euler(c.face_centre(d, s))[d];
      }
    });
  }
  std::swap(state.velocity, scratch);
}

}  // namespace sprue
