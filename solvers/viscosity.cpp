#include "solvers/viscosity.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/cube_section.h"
#include "solvers/momentum.h"

namespace sprue {

namespace {

constexpr double tiny_mass = 1e-9;       // units of a cell
constexpr double tolerance = 1e-9;       // relative residual of the viscous solve
constexpr int most_iterations = 200;
constexpr double impact_room = 0.1;      // of a cell
constexpr std::size_t grain = 1024;      // unknowns a chunk
constexpr double least_distance = 1e-3;  // cells, of a face's velocity from a wall: keeps a touched corner finite
constexpr int widest_slot = 24;          // cells; beyond it the slot's width hardly matters

/// Wall vector without the mirror planes, units of a cell face.
Vec3 true_wall_vector(const Domain& domain, Slot s) {
  Vec3 n = domain.wall_vector(s);
  for (int d = 0; d < 3; ++d) {
    const Slot above = domain.grid.neighbour(s, d == 0, d == 1, d == 2);
    if (frictionless(domain.kind[d][s]) && domain.aperture[d][s] == 0) n[d] += 1;
    if (above < domain.kind[d].size() && frictionless(domain.kind[d][above]) && domain.aperture[d][above] == 0)
      n[d] -= 1;
  }
  return n;
}

/// How far the cavity reaches from a cell along an axis, that cell included, and whether it ends at a mirror.
struct Reach {
  double cells = INFINITY;
  bool mirror = false;
};

Reach reach_of(const FlowContext& c, Slot s, int d, int by) {
  double width = 0;
  Slot at = s;
  for (int k = 0; k < widest_slot; ++k) {
    width += c.domain.cavity_fraction[at];
    const Slot next = c.step(at, d, by), face = by > 0 ? next : at;
    if (face == no_slot) return {width, false};
    if (c.aperture[d][face] <= 0) return {width, frictionless(c.domain.kind[d][face])};
    if (!c.inside(next)) return {};
    at = next;
  }
  return {};
}

/// Width of the cavity from a wall cell across to the facing wall, cells along axis d; infinity where none faces it.
double width_across(const FlowContext& c, Slot s, int d, int inward) {
  const Reach reach = reach_of(c, s, d, inward);
  return reach.mirror ? 2 * reach.cells : reach.cells;
}

/// Width of the cavity through a cell along an axis, cells; infinity where it is open or lies between mirrors.
double width_through(const FlowContext& c, Slot s, int d) {
  const Reach low = reach_of(c, s, d, -1), high = reach_of(c, s, d, 1);
  if (low.mirror && high.mirror) return INFINITY;
  return (low.cells + high.cells - c.domain.cavity_fraction[s]) * (low.mirror || high.mirror ? 2 : 1);
}

/// G / (2 mu g) in the middle of a wall, 1/cells: G the pressure gradient, g the velocity's gradient at the wall, of a channel as wide as
/// `across` between this wall and the next and `along` the other way. Fit to the table of largest shear in the torsion of rectangles
/// (the same equation): Timoshenko & Goodier, Theory of Elasticity, art. 109.
double bend_at_wall(double across, double along) {
  if (along >= across) return (1 + 0.48 * std::pow(across / along, 2.5)) / across;
  return (1.35 + 0.13 * std::pow(along / across, 3)) / along;
}

/// Strength (area over distance) of the walls on a full cell's faces across d, both together, on the velocity along e.
double aligned_strength(const FlowContext& c, Slot s, int d, int e) {
  const bool low = c.wall_face(d, s), high = c.wall_face(d, c.high(s, d));
  if (!low && !high) return 0;
  if (low && high) return 12;
  const double across = width_across(c, s, d, low ? 1 : -1), along = width_through(c, s, 3 - d - e);
  const double bend = std::isinf(across) && std::isinf(along) ? 0 : bend_at_wall(across, along);
  return 1 / (0.5 - std::min(1.0, bend) / 3);
}

/// Mean over the open part of a face of the distance to a cell's wall, cells; `inside` = distance of the face's centre, `reach` = half
/// of what the distance varies over the face.
double mean_distance(double inside, double reach) { return inside >= reach ? inside : 0.5 * std::max(0.0, inside + reach); }

/// Strength of a cut cell's walls on the velocity at its low (0) or high (1) face of axis d.
double cut_strength(const FlowContext& c, Slot s, int d, int side) {
  const double area = c.domain.wall_area[s], v = c.domain.cavity_fraction[s], thickness = v / area;
  const Vec3 n = true_wall_vector(c.domain, s);
  const double length = norm(n), facing = std::clamp(1 - length / area, 0.0, 1.0);
  if (facing > 0.5) return area / (thickness * (0.5 - facing / 6));
  const Vec3 unit = (1 / length) * n;
  const double plane = v < 1 ? cube_constant(unit, v) : 0.5;
  const double reach = 0.5 * (std::abs(unit[(d + 1) % 3]) + std::abs(unit[(d + 2) % 3]));
  const double distance = mean_distance(plane - (side ? 0.5 : -0.5) * unit[d], reach);
  int across = 0;
  for (int e = 1; e < 3; ++e)
    if (std::abs(n[e]) > std::abs(n[across])) across = e;
  const double width = width_across(c, s, across, n[across] > 0 ? -1 : 1) * std::abs(unit[across]);
  const double bent = distance * (1 - std::min(0.75, 4 * distance / (3 * std::max(distance, width))));
  return area / std::max(bent, least_distance);
}

/// Cut cell with one open face along d whose wall lies mostly across d: the whole of its wall rubs at that face.
bool ends_at_wall(const FlowContext& c, Slot s, int d) {
  if (!c.inside(s) || c.domain.cavity_fraction[s] > 1 - 1e-12) return false;
  const Slot above = c.high(s, d);
  if (c.aperture[d][s] > 0 && above != no_slot && c.aperture[d][above] > 0) return false;
  const Vec3 n = true_wall_vector(c.domain, s);
  return std::abs(n[d]) >= std::max(std::abs(n[(d + 1) % 3]), std::abs(n[(d + 2) % 3])) && n[d] != 0;
}

/// What the walls of a cell take from the velocity at its low or high face of axis d.
double cell_strength(const FlowContext& c, Slot s, int d, int side) {
  if (s == no_slot || !c.inside(s) || c.domain.wall_area[s] <= 0 || c.domain.cavity_fraction[s] < sliver_fraction) return 0;
  if (c.domain.cavity_fraction[s] <= 1 - 1e-12) return (ends_at_wall(c, s, d) ? 1 : 0.5) * cut_strength(c, s, d, side);
  double sum = 0;
  for (int e = 0; e < 3; ++e)
    if (e != d) sum += 0.5 * aligned_strength(c, s, e, d);
  return sum;
}

/// Closed faces beside, of the same axis, stand still: what is between them and this one rubs like a wall.
double closed_strength(const FlowContext& c, Slot s, int d) {
  const Slot below = c.low(s, d);
  double sum = 0;
  for (int n = 0; n < 6; ++n) {
    const int e = n / 2, by = n % 2 ? 1 : -1;
    const Slot beside = c.step(s, e, by);
    if (beside == no_slot || c.aperture[d][beside] > 0) continue;
    if (e == d) {
      const Slot between = by > 0 ? s : below;
      if (between != no_slot && !ends_at_wall(c, between, d)) sum += c.domain.cavity_fraction[between];
      continue;
    }
    if (frictionless(c.domain.kind[d][beside])) continue;
    const Slot side = by > 0 ? beside : s, other = c.low(side, d);
    const double area = 0.5 * (c.aperture[e][side] + (other == no_slot ? 0 : c.aperture[e][other]));
    sum += area / std::max(least_distance, 0.5 * c.aperture[d][s]);   // the wall passes at the edge of the open part
  }
  return sum;
}

}  // namespace

/// What walls that slide pull their cells with.
void Viscosity::add_sliding_wall(const SlidingWall& wall) {
  if (pulling_[0].empty()) pulling_ = make_face_field<float>(c_.slots);
  for (const Slot s : c_.cells_at(wall)) {
    const bool both = c_.wall_face(wall.axis, s) && c_.wall_face(wall.axis, c_.high(s, wall.axis));
    for (int e = 0; e < 3; ++e) {
      if (e == wall.axis) continue;
      const auto pull = static_cast<float>(0.5 * aligned_strength(c_, s, wall.axis, e) * (both ? 0.5 : 1) * wall.velocity[e]);
      pulling_[e][s] += pull;
      pulling_[e][c_.high(s, e)] += pull;
    }
  }
}

Viscosity::Viscosity(const FlowContext& context)
    : c_(context), eddies_(context), surface_stress_(context), friction_(make_face_field<float>(context.slots)), nu_(context.slots, 0.0), mass_(context.slots, 0.0),      pull_(context.slots, 0.0), pulled_(context.slots, 0), number_(context.slots, -1) {
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.near.of(b))
      for (int d = 0; d < 3; ++d) {
        if (c_.aperture[d][s] <= 0) continue;
        const Slot below = c_.low(s, d);
        friction_[d][s] = static_cast<float>(cell_strength(c_, s, d, 0) + cell_strength(c_, below, d, 1) + closed_strength(c_, s, d));
      }
  });
  for (const SlidingWall& wall : c_.conditions.sliding_walls) add_sliding_wall(wall);
}

void Viscosity::clear(Slot s) {
  nu_[s] = mass_[s] = pull_[s] = 0;
  pulled_[s] = 0;
  number_[s] = -1;
  surface_stress_.clear(s);
}

void Viscosity::kinematic_viscosity(const CastingState& state) {
  const double cold = c_.alloy.liquidus();
  const double volume = c_.cell * c_.cell * c_.cell;
  const double at_liquidus = c_.alloy.viscosity(cold) / c_.density;
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.near.of(b)) {
      if (state.metal[s] <= 0) { nu_[s] = 0; continue; }
      nu_[s] = at_liquidus;
      if (state.metal[s] < 1e-6 || state.enthalpy[s] <= 0) continue;
      const double t = c_.alloy.temperature(state.enthalpy[s] / (c_.density * volume * state.metal[s]));
      if (t > cold) nu_[s] = c_.alloy.viscosity(t) / c_.density;
    }
  });
  eddies_.add(state, nu_);
}

/// Masses of the faces along d, and the list of those that are unknowns.
void Viscosity::find_unknowns(const CastingState& state, const Field<double>& drag, int d) {
  std::vector<std::vector<Slot>> found(c_.blocks.size());
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    for (const Slot s : c_.near.of(c_.blocks[i])) {
      mass_[s] = 0;
      number_[s] = -1;
      if (c_.aperture[d][s] <= 0 || c_.inlet(d, s)) continue;
      const double m = face_mass(c_, state.metal, d, s);
      if (m < tiny_mass || std::isinf(c_.face_drag(drag, c_.low(s, d), s))) continue;
      mass_[s] = m;
      found[i].push_back(s);
    }
  });
  slot_.clear();
  for (const auto& part : found) slot_.insert(slot_.end(), part.begin(), part.end());
  parallel_chunks(slot_.size(), grain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t n = begin; n < end; ++n) number_[slot_[n]] = static_cast<std::int32_t>(n);
  });
}

/// Acceleration by the last step's pressure and the potential between two cells that had a pressure; other faces with metal take
/// the mean of those beside them, twice (free fall stays uniform, rest stays 0).
void Viscosity::accelerations(const CastingState& state, const BodyForce& force, int d) {
  parallel_chunks(slot_.size(), grain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t n = begin; n < end; ++n) {
      const Slot s = slot_[n], below = c_.low(s, d);
      const double p0 = steady_pressure(state, below), p1 = steady_pressure(state, s);
      pulled_[s] = p0 != 0 && p1 != 0;
      pull_[s] = 0;
      if (!pulled_[s]) continue;
      pull_[s] = -(p1 - p0) / (c_.density * c_.cell) - force.gradient(c_.face_centre(d, s))[d]   // the potential is quadratic
                 - c_.filter_drag(d, s) * state.velocity[d][s];
    }
  });
  std::vector<Slot> open;
  for (const Slot s : slot_)
    if (!pulled_[s]) open.push_back(s);
  std::vector<double> mean(open.size());
  for (std::uint8_t layer = 1; layer <= 2; ++layer) {
    parallel_chunks(open.size(), grain, [&](std::size_t begin, std::size_t end) {
      for (std::size_t n = begin; n < end; ++n) mean[n] = pull_beside(open[n], layer);
    });
    for (std::size_t n = 0; n < open.size(); ++n) {
      if (pulled_[open[n]] || std::isnan(mean[n])) continue;
      pull_[open[n]] = mean[n];
      pulled_[open[n]] = static_cast<std::uint8_t>(layer + 1);
    }
  }
}

/// Pressure of the last step; 0 where there is none, or where it is that of an impact (slivers fill within a step).
double Viscosity::steady_pressure(const CastingState& state, Slot s) const {
  return s != no_slot && c_.domain.cavity_fraction[s] > impact_room ? state.pressure[s] : 0;
}

/// Mean over the unknowns beside s that have a pull of up to this layer; not a number where there is none.
double Viscosity::pull_beside(Slot s, std::uint8_t layer) const {
  double sum = 0;
  int count = 0;
  for (int n = 0; n < 6; ++n) {
    const Slot beside = c_.step(s, n / 2, n % 2 ? 1 : -1);
    if (beside == no_slot || mass_[beside] == 0 || pulled_[beside] == 0 || pulled_[beside] > layer) continue;
    sum += pull_[beside];
    ++count;
  }
  return sum / count;
}

/// Row of one unknown without what its high faces add: mass, friction, right-hand side, low faces.
void Viscosity::assemble_row(const CastingState& state, double dt, int d, std::size_t n) {
  const double scale = dt / (c_.cell * c_.cell);
  const Slot s = slot_[n], below = c_.low(s, d);
  const double nu_face = std::max(nu_[s], below == no_slot ? 0 : nu_[below]), share = surface_stress_.share(d, s), wetted = scale * nu_face * share;
  system_.x[n] = state.velocity[d][s] + dt * pull_[s];
  system_.rhs[n] = mass_[s] * system_.x[n] + (pulling_[d].empty() ? 0 : pulling_[d][s] * wetted);
  CompactSystem::Row& row = system_.rows[n];
  row.diagonal = mass_[s] + friction_[d][s] * wetted;
  for (int e = 0; e < 3; ++e) {
    const auto axis = static_cast<std::size_t>(e);
    const Slot beside = c_.low(s, e), above = c_.high(s, e);
    row.low[axis] = beside == no_slot ? -1 : number_[beside];
    row.high[axis] = above == no_slot ? -1 : number_[above];
    row.face[axis] = 0;
    if (row.low[axis] < 0) continue;
    const double area = e == d ? (below == no_slot ? 0.5 : c_.domain.cavity_fraction[below])
                               : 0.5 * (c_.aperture[e][s] + (below == no_slot ? 0 : c_.aperture[e][below]));
    const double distance = e == d ? 1 : 1 - 0.5 * std::abs(c_.aperture[d][s] - c_.aperture[d][beside]);
    const double nu = std::max(nu_face, nu_[beside]);
    row.face[axis] = scale * nu * area / distance * std::min(share, surface_stress_.share(d, beside));
  }
}

void Viscosity::assemble(const CastingState& state, double dt, int d) {
  system_.resize(slot_.size());
  parallel_chunks(slot_.size(), grain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t n = begin; n < end; ++n) assemble_row(state, dt, d, n);
  });
}

SolveReport Viscosity::advance(CastingState& state, double dt, const BodyForce& force, const Field<double>& drag) {
  kinematic_viscosity(state);
  SolveReport worst;
  worst.converged = true;
  const std::array<SurfaceStress::Change, 3> at_surface = surface_stress_.advance(state, nu_, dt);
  for (int d = 0; d < 3; ++d) {
    find_unknowns(state, drag, d);
    accelerations(state, force, d);
    assemble(state, dt, d);
    for (const auto& [s, change] : at_surface[static_cast<std::size_t>(d)])
      if (number_[s] >= 0) system_.rhs[static_cast<std::size_t>(number_[s])] += change;
    const SolveReport report = system_.solve(tolerance, most_iterations);
    worst.iterations = std::max(worst.iterations, report.iterations);
    worst.residual = std::max(worst.residual, report.residual);
    worst.converged = worst.converged && report.converged;
    parallel_chunks(slot_.size(), grain, [&](std::size_t begin, std::size_t end) {
      for (std::size_t n = begin; n < end; ++n) state.velocity[d][slot_[n]] = system_.x[n] - dt * pull_[slot_[n]];
    });
  }
  return worst;
}

}  // namespace sprue
