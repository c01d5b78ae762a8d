#include "solvers/momentum.h"

#include <cmath>
#include <utility>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr double tiny_mass = 1e-9;       // units of a cell: below it a face keeps the extended velocity
constexpr double safe_mass = 0.75;       // no step carries more out of a face volume fuller than that
constexpr int mixing_passes = 50;

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
  double momentum = g.mass * old;
  for (int n = 0; n < 6; ++n) momentum += g.flux[n] * u[g.donor[n]];
  return momentum / (g.mass + g.in);
}

/// Replaces u at the faces that are passed through by the velocity of their mixture; returns them with what they held.
std::vector<MixedFace> mix(const FlowContext& c, const Carrier& carrier, const Field<double>& metal, int d,
                           Field<double>& u) {
  std::vector<std::vector<MixedFace>> found(c.blocks.size());
  parallel_for(c.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c.blocks[i];
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      if (c.aperture[d][s] <= 0 || c.inlet(d, s) || face_mass(c, metal, d, s) > safe_mass) continue;
      const FaceCarriage g = carrier.gather(d, s);
      if (g.out > g.mass && g.in > 0) found[i].push_back({s, u[s], u[s]});
    }
  });
  std::vector<MixedFace> faces;
  for (const auto& part : found) faces.insert(faces.end(), part.begin(), part.end());
  double scale = 0;
  for (const MixedFace& f : faces) scale = std::max(scale, std::abs(f.old));
  for (int pass = 0; pass < mixing_passes; ++pass) {
    parallel_chunks(faces.size(), 256, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        faces[i].mixed = mixture(carrier.gather(d, faces[i].slot), u, faces[i].old);
    });
    double change = 0;
    for (const MixedFace& f : faces) {
      change = std::max(change, std::abs(f.mixed - u[f.slot]));
      u[f.slot] = f.mixed;
    }
    if (change <= 1e-12 * scale) break;
  }
  return faces;
}

/// Momentum balance of one face; `leaving` is the velocity of what leaves.
double carried(const FaceCarriage& g, const Field<double>& u, double old, double leaving) {
  const double mass = g.mass + g.in - g.out;
  if (mass < tiny_mass) return leaving;
  double change = g.mass * (old - leaving);
  for (int n = 0; n < 6; ++n) change += g.flux[n] * (u[g.donor[n]] - leaving);
  return leaving + change / mass;
}

}  // namespace

double face_mass(const FlowContext& c, const Field<double>& metal, int d, Slot s) {
  const Slot below = c.low(s, d);
  return 0.5 * ((c.inside(below) ? metal[below] : 0) + (c.inside(s) ? metal[s] : 0));
}

void carry_face_momentum(const FlowContext& c, CastingState& state, const Field<double>& metal_before,
                         const MetalFluxes& fluxes, FaceField<double>& scratch) {
  const Carrier carrier(c, metal_before, fluxes);
  for (int d = 0; d < 3; ++d) {
    Field<double>& u = state.velocity[d];
    const std::vector<MixedFace> mixed = mix(c, carrier, metal_before, d, u);
    Field<double>& next = scratch[d];
    next = u;
    parallel_for(c.blocks.size(), [&](std::size_t i) {
      const std::size_t b = c.blocks[i];
      for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
        if (c.aperture[d][s] <= 0 || c.inlet(d, s)) continue;
        const FaceCarriage g = carrier.gather(d, s);
        if (g.in > 0) next[s] = carried(g, u, u[s], u[s]);
      }
    });
    for (const MixedFace& f : mixed) next[f.slot] = carried(carrier.gather(d, f.slot), u, f.old, u[f.slot]);
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
      for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
        if (c.aperture[d][s] <= 0 || c.inlet(d, s)) continue;
        const Slot below = c.low(s, d);
        Vec3 u;
        for (int e = 0; e < 3; ++e) {
          const Field<double>& v = state.velocity[e];
          if (e == d) { u[e] = v[s]; continue; }
          for (const Slot cell : {s, below}) {
            const Slot above = cell == no_slot ? no_slot : c.high(cell, e);
            if (above != no_slot) u[e] += 0.25 * (v[cell] + v[above]);
          }
        }
        scratch[d][s] = force.turned(u, dt)[d] + dt * force.euler(c.face_centre(d, s))[d];
      }
    });
  }
  std::swap(state.velocity, scratch);
}

}  // namespace sprue
