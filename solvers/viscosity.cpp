#include "solvers/viscosity.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/momentum.h"

namespace sprue {

namespace {

constexpr double tiny_mass = 1e-9;       // units of a cell
constexpr double tolerance = 1e-9;       // relative residual of the viscous solve
constexpr int most_iterations = 200;
constexpr double impact_room = 0.1;      // of a cell
constexpr std::size_t grain = 1024;      // unknowns a chunk
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

/// Width of the cavity from a wall cell across to the facing wall, cells along axis d; infinity where none faces it.
double width_across(const FlowContext& c, Slot s, int d, int inward) {
  double width = 0;
  Slot at = s;
  for (int k = 0; k < widest_slot; ++k) {
    width += c.domain.cavity_fraction[at];
    const Slot next = c.step(at, d, inward), face = inward > 0 ? next : at;
    if (face == no_slot) return width;
    if (c.aperture[d][face] <= 0) return frictionless(c.domain.kind[d][face]) ? 2 * width : width;
    if (!c.inside(next)) return INFINITY;
    at = next;
  }
  return INFINITY;
}

bool is_wall(const FlowContext& c, int d, Slot face) {
  return face != no_slot && c.aperture[d][face] <= 0 && !frictionless(c.domain.kind[d][face]);
}

/// Full cell: walls lie on its faces. Friction per axis of the velocity.
Vec3 aligned_friction(const FlowContext& c, Slot s) {
  Vec3 friction;
  for (int d = 0; d < 3; ++d) {
    const bool low = is_wall(c, d, s), high = is_wall(c, d, c.high(s, d));
    if (!low && !high) continue;
    const double strength = low && high ? 12 : 1 / (0.5 - 1 / (3 * std::max(1.0, width_across(c, s, d, low ? 1 : -1))));
    for (int e = 0; e < 3; ++e)
      if (e != d) friction[e] += strength;
  }
  return friction;
}

/// Cut cell: one wall of any direction, or two that face each other within the cell.
Vec3 cut_friction(const FlowContext& c, Slot s) {
  const double area = c.domain.wall_area[s], thickness = c.domain.cavity_fraction[s] / area;
  const Vec3 n = true_wall_vector(c.domain, s);
  const double facing = std::clamp(1 - norm(n) / area, 0.0, 1.0);
  double distance = thickness * (0.5 - facing / 6);
  if (facing <= 0.5) {
    int d = 0;
    for (int e = 1; e < 3; ++e)
      if (std::abs(n[e]) > std::abs(n[d])) d = e;
    const double width = width_across(c, s, d, n[d] > 0 ? -1 : 1) * std::abs(n[d]) / norm(n);
    distance = thickness * (0.5 - thickness / (3 * std::max(thickness, width)));
  }
  Vec3 friction;
  for (int d = 0; d < 3; ++d) friction[d] = area / distance * std::max(0.0, 1 - n[d] * n[d] / (area * area));
  return friction;
}

}  // namespace

Viscosity::Viscosity(const FlowContext& context)
    : c_(context), friction_(make_face_field<float>(context.slots)), nu_(context.slots, 0.0), mass_(context.slots, 0.0), share_(context.slots, 0.0),
      pull_(context.slots, 0.0), pulled_(context.slots, 0), number_(context.slots, -1) {
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.cells.of(b)) {
      const double v = c_.domain.cavity_fraction[s];
      if (c_.domain.wall_area[s] <= 0 || v < sliver_fraction) continue;
      const Vec3 friction = v > 1 - 1e-12 ? aligned_friction(c_, s) : cut_friction(c_, s);
      for (int d = 0; d < 3; ++d) friction_[d][s] = static_cast<float>(friction[d]);
    }
  });
}

void Viscosity::clear(std::size_t block) {
  const auto first = static_cast<std::ptrdiff_t>(block * block_cells);
  for (Field<double>* f : {&nu_, &mass_, &share_, &pull_}) std::fill_n(f->begin() + first, block_cells, 0.0);
  std::fill_n(pulled_.begin() + first, block_cells, std::uint8_t{0});
  std::fill_n(number_.begin() + first, block_cells, -1);
}

void Viscosity::kinematic_viscosity(const CastingState& state) {
  const double cold = c_.alloy.liquidus();
  const double volume = c_.cell * c_.cell * c_.cell;
  const double at_liquidus = c_.alloy.viscosity(cold) / c_.density;
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.cells.of(b)) {
      if (state.metal[s] <= 0) { nu_[s] = 0; continue; }
      nu_[s] = at_liquidus;
      if (state.metal[s] < 1e-6 || state.enthalpy[s] <= 0) continue;
      const double t = c_.alloy.temperature(state.enthalpy[s] / (c_.density * volume * state.metal[s]));
      if (t > cold) nu_[s] = c_.alloy.viscosity(t) / c_.density;
    }
  });
}

/// Masses of the faces along d, and the list of those that are unknowns.
void Viscosity::find_unknowns(const CastingState& state, const Field<double>& drag, int d) {
  std::vector<std::vector<Slot>> found(c_.blocks.size());
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    for (const Slot s : c_.cells.of(c_.blocks[i])) {
      mass_[s] = share_[s] = 0;
      number_[s] = -1;
      if (c_.aperture[d][s] <= 0 || c_.inlet(d, s)) continue;
      const double m = face_mass(c_, state.metal, d, s);
      if (m < tiny_mass || std::isinf(c_.face_drag(drag, c_.low(s, d), s))) continue;
      mass_[s] = m;
      share_[s] = m / face_mass(c_, c_.domain.cavity_fraction, d, s);
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
      pull_[s] = -(p1 - p0) / (c_.density * c_.cell) - force.gradient(c_.face_centre(d, s))[d];  // the potential is quadratic
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
  double rubbing = 0;
  for (const Slot cell : {below, s})
    if (c_.inside(cell)) rubbing += 0.5 * friction_[d][cell] * nu_[cell] * state.metal[cell] / c_.domain.cavity_fraction[cell];
  system_.x[n] = state.velocity[d][s] + dt * pull_[s];
  system_.rhs[n] = mass_[s] * system_.x[n];
  CompactSystem::Row& row = system_.rows[n];
  row.diagonal = mass_[s] + scale * rubbing;
  for (int e = 0; e < 3; ++e) {
    const auto axis = static_cast<std::size_t>(e);
    const Slot beside = c_.low(s, e), above = c_.high(s, e);
    row.low[axis] = beside == no_slot ? -1 : number_[beside];
    row.high[axis] = above == no_slot ? -1 : number_[above];
    row.face[axis] = 0;
    if (row.low[axis] < 0) continue;
    const double area = e == d ? 0.5 * (c_.aperture[d][s] + c_.aperture[d][beside])
                               : 0.5 * (c_.aperture[e][s] + (below == no_slot ? 0 : c_.aperture[e][below]));
    const double nu = std::max(nu_[s], std::max(nu_[beside], below == no_slot ? 0 : nu_[below]));
    row.face[axis] = scale * nu * area * std::min(share_[s], share_[beside]);
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
  for (int d = 0; d < 3; ++d) {
    find_unknowns(state, drag, d);
    accelerations(state, force, d);
    assemble(state, dt, d);
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
