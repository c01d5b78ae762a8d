#include "solvers/eddy_viscosity.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr double coefficient = 1.35;   // of the model's authors, from decaying isotropic turbulence
constexpr double well_filled = 0.5;    // share of a cell's room: less is a surface or a drop, whose gradients are not of the metal

double determinant(const std::array<Vec3, 3>& g) { return dot(g[0], cross(g[1], g[2])); }

}  // namespace

double sigma_rate(const std::array<Vec3, 3>& g) {
  // invariants of g g^T; its eigenvalues are the squares of the singular values
  const double a = dot(g[0], g[0]), b = dot(g[1], g[1]), c = dot(g[2], g[2]);
  const double ab = dot(g[0], g[1]), bc = dot(g[1], g[2]), ca = dot(g[2], g[0]);
  const double first = a + b + c, second = a * b + b * c + c * a - ab * ab - bc * bc - ca * ca, third = determinant(g) * determinant(g);
  const double spread = first * first / 9 - second / 3;
  if (!(spread > 1e-14 * first * first)) return 0;   // all three equal
  const double skew = first * first * first / 27 - first * second / 6 + third / 2;
  const double angle = std::acos(std::clamp(skew / (spread * std::sqrt(spread)), -1.0, 1.0)) / 3, reach = 2 * std::sqrt(spread);
  const double s1 = std::sqrt(std::max(0.0, first / 3 + reach * std::cos(angle)));
  const double s2 = std::sqrt(std::max(0.0, first / 3 - reach * std::cos(std::numbers::pi / 3 + angle)));
  const double s3 = s1 > 0 && s2 > 0 ? std::min(s2, std::sqrt(third) / (s1 * s2)) : 0;   // exact where it vanishes
  return s1 > 0 ? s3 * std::max(0.0, s1 - s2) * (s2 - s3) / (s1 * s1) : 0;
}

/// Mean of the faces of a cell; closed faces count with 0.
Vec3 EddyViscosity::velocity(const CastingState& state, Slot s) const {
  Vec3 u;
  for (int d = 0; d < 3; ++d) {
    const Slot above = c_.high(s, d);
    u[d] = 0.5 * (state.velocity[d][s] + (above == no_slot ? 0 : state.velocity[d][above]));
  }
  return u;
}

Vec3 EddyViscosity::velocity_beside(const CastingState& state, Slot s, int d, int by, const Vec3& own) const {
  const Slot beside = c_.step(s, d, by);
  const Slot face = by > 0 ? beside : s;
  if (c_.wall_face(d, face)) return -own;
  if (beside == no_slot || !c_.inside(beside) || state.metal[beside] < well_filled * c_.domain.cavity_fraction[beside]) return own;
  return velocity(state, beside);
}

void EddyViscosity::add(const CastingState& state, Field<double>& viscosity) const {
  if (!c_.conditions.eddy_viscosity) return;
  const double length = coefficient * c_.cell;
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    for (const Slot s : c_.near.of(c_.blocks[i])) {
      if (!c_.inside(s) || state.metal[s] < well_filled * c_.domain.cavity_fraction[s]) continue;
      const Vec3 own = velocity(state, s);
      std::array<Vec3, 3> gradient;   // [component][direction]
      for (int e = 0; e < 3; ++e) {
        const Vec3 rise = velocity_beside(state, s, e, 1, own) - velocity_beside(state, s, e, -1, own);
        const Slot above = c_.high(s, e);
        for (int d = 0; d < 3; ++d) gradient[static_cast<std::size_t>(d)][e] = rise[d] / (2 * c_.cell);
        if (above != no_slot) gradient[static_cast<std::size_t>(e)][e] = (state.velocity[e][above] - state.velocity[e][s]) / c_.cell;
      }
      viscosity[s] += length * length * sigma_rate(gradient);
    }
  });
}

}  // namespace sprue
