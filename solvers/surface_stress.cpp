#include "solvers/surface_stress.h"

#include <algorithm>

#include "engine/core/parallel.h"
#include "solvers/momentum.h"

namespace sprue {

namespace {

constexpr double full_share = 1e-6;   // of its room that a full cell may lack
constexpr double tiny_mass = 1e-9;    // units of a cell: as in the viscous solve

}  // namespace

void SurfaceStress::clear(Slot s) {
  beside_[s] = 0;
  for (Field<double>& share : share_) share[s] = 0;
}

void SurfaceStress::mark(const CastingState& state) {
  const auto lacks = [&](Slot s) { return c_.inside(s) && state.metal[s] < (1 - full_share) * c_.domain.cavity_fraction[s]; };
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    for (const Slot s : c_.near.of(c_.blocks[i])) {
      bool near = lacks(s);
      for (int n = 0; n < 6 && !near; ++n) near = lacks(c_.step(s, n / 2, n % 2 ? 1 : -1));
      beside_[s] = near;
      for (int d = 0; d < 3; ++d) {
        const double mass = c_.aperture[d][s] > 0 ? face_mass(c_, state.metal, d, s) : 0;
        share_[static_cast<std::size_t>(d)][s] = mass >= tiny_mass ? mass / face_mass(c_, c_.domain.cavity_fraction, d, s) : 0;
      }
    }
  });
}

/// nu du_e/dx_d through the low side across e of the volume of face s along d, m/s times m2/s; e = d: in the cell below that face.
double SurfaceStress::through(const CastingState& state, const Field<double>& nu, int d, int e, Slot s) const {
  const Slot below = c_.low(s, d), beside = c_.low(s, e);
  if (below == no_slot || beside == no_slot) return 0;
  const Field<double>& u = state.velocity[e];
  if (e == d) {
    const double weight = std::min(share(d, s), share(d, below));
    return weight * c_.domain.cavity_fraction[below] * nu[below] * (u[s] - u[below]);
  }
  const double weight = std::min(std::min(share(d, s), share(d, beside)), std::min(share(e, s), share(e, below)));
  if (weight == 0) return 0;
  const double thickest = std::max(std::max(nu[s], nu[below]), nu[beside]);
  return weight * 0.5 * (c_.aperture[e][s] + c_.aperture[e][below]) * thickest * (u[s] - u[below]);
}

double SurfaceStress::traction(const CastingState& state, const Field<double>& nu, int d, Slot s) const {
  double sum = 0;
  for (int e = 0; e < 3; ++e) {
    const Slot above = c_.high(s, e);
    sum -= through(state, nu, d, e, s);
    if (above != no_slot) sum += through(state, nu, d, e, above);
  }
  return sum;
}

std::array<SurfaceStress::Change, 3> SurfaceStress::advance(const CastingState& state, const Field<double>& nu, double dt) {
  mark(state);
  const double scale = dt / (c_.cell * c_.cell);
  std::vector<std::array<Change, 3>> found(c_.blocks.size());
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    for (const Slot s : c_.near.of(c_.blocks[i]))
      for (int d = 0; d < 3; ++d) {
        const Slot below = c_.low(s, d);
        if (c_.aperture[d][s] <= 0 || c_.rim(d, s) || below == no_slot || !(beside_[s] || beside_[below])) continue;
        if (share(d, s) == 0) continue;
        if (const double change = scale * traction(state, nu, d, s); change != 0) found[i][static_cast<std::size_t>(d)].push_back({s, change});
      }
  });
  std::array<Change, 3> all;
  for (const auto& part : found)
    for (std::size_t d = 0; d < 3; ++d) all[d].insert(all[d].end(), part[d].begin(), part[d].end());
  return all;
}

}  // namespace sprue
