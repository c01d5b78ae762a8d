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
constexpr int widest_slot = 24;          // cells; beyond it the slot's width hardly matters

/// Wall vector without the mirror planes, units of a cell face.
Vec3 true_wall_vector(const Domain& domain, Slot s) {
  Vec3 n = domain.wall_vector(s);
  for (int d = 0; d < 3; ++d) {
    const Slot above = domain.grid.neighbour(s, d == 0, d == 1, d == 2);
    if (domain.kind[d][s] == FaceKind::symmetry && domain.aperture[d][s] == 0) n[d] += 1;
    if (above < domain.kind[d].size() && domain.kind[d][above] == FaceKind::symmetry && domain.aperture[d][above] == 0)
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
    if (c.aperture[d][face] <= 0) return c.domain.kind[d][face] == FaceKind::symmetry ? 2 * width : width;
    if (!c.inside(next)) return INFINITY;
    at = next;
  }
  return INFINITY;
}

bool is_wall(const FlowContext& c, int d, Slot face) {
  return face != no_slot && c.aperture[d][face] <= 0 && c.domain.kind[d][face] != FaceKind::symmetry;
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
      pull_(context.slots, 0.0), pulled_(context.slots, 0),
      inverse_(context.slots, 0.0), x_(context.slots, 0.0), r_(context.slots, 0.0), p_(context.slots, 0.0),
      q_(context.slots, 0.0) {
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      const double v = c_.domain.cavity_fraction[s];
      if (c_.domain.wall_area[s] <= 0 || v < sliver_fraction) continue;
      const Vec3 friction = v > 1 - 1e-12 ? aligned_friction(c_, s) : cut_friction(c_, s);
      for (int d = 0; d < 3; ++d) friction_[d][s] = static_cast<float>(friction[d]);
    }
  });
}

void Viscosity::clear(std::size_t block) {
  const auto first = static_cast<std::ptrdiff_t>(block * block_cells);
  for (Field<double>* f : {&nu_, &mass_, &share_, &pull_, &inverse_, &x_, &r_, &p_, &q_})
    std::fill_n(f->begin() + first, block_cells, 0.0);
  std::fill_n(pulled_.begin() + first, block_cells, std::uint8_t{0});
}

void Viscosity::kinematic_viscosity(const CastingState& state) {
  const double cold = c_.alloy.liquidus();
  const double volume = c_.cell * c_.cell * c_.cell;
  const double at_liquidus = c_.alloy.viscosity(cold) / c_.density;
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      if (state.metal[s] <= 0) { nu_[s] = 0; continue; }
      nu_[s] = at_liquidus;
      if (state.metal[s] < 1e-6 || state.enthalpy[s] <= 0) continue;
      const double t = c_.alloy.temperature(state.enthalpy[s] / (c_.density * volume * state.metal[s]));
      if (t > cold) nu_[s] = c_.alloy.viscosity(t) / c_.density;
    }
  });
}

void Viscosity::masses(const CastingState& state, const Field<double>& drag, int d) {
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      mass_[s] = share_[s] = 0;
      if (c_.aperture[d][s] <= 0 || c_.inlet(d, s)) continue;
      const double m = face_mass(c_, state.metal, d, s);
      if (m < tiny_mass || std::isinf(c_.face_drag(drag, c_.low(s, d), s))) continue;
      mass_[s] = m;
      share_[s] = m / face_mass(c_, c_.domain.cavity_fraction, d, s);
    }
  });
}

/// Acceleration by the last step's pressure and the potential between two cells that had a pressure; other faces with metal take
/// the mean of those beside them, twice (free fall stays uniform, rest stays 0).
void Viscosity::accelerations(const CastingState& state, const BodyForce& force, int d) {
  std::vector<std::vector<Slot>> found(c_.blocks.size());
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      pull_[s] = 0;
      pulled_[s] = 0;
      if (mass_[s] == 0) continue;
      const Slot below = c_.low(s, d);
      const double p0 = c_.inside(below) ? state.pressure[below] : 0, p1 = c_.inside(s) ? state.pressure[s] : 0;
      pulled_[s] = p0 != 0 && p1 != 0;
      if (!pulled_[s]) {
        found[i].push_back(s);
        continue;
      }
      const double rise = force.potential(c_.domain.grid.centre(s)) - force.potential(c_.domain.grid.centre(below));
      pull_[s] = -((p1 - p0) / c_.density + rise) / c_.cell;
    }
  });
  std::vector<Slot> open;
  for (const auto& part : found) open.insert(open.end(), part.begin(), part.end());
  for (std::uint8_t layer = 1; layer <= 2; ++layer) {
    for (const Slot s : open) {
      if (pulled_[s]) continue;
      double sum = 0;
      int count = 0;
      for (int n = 0; n < 6; ++n) {
        const Slot beside = c_.step(s, n / 2, n % 2 ? 1 : -1);
        if (beside == no_slot || pulled_[beside] == 0 || pulled_[beside] > layer) continue;
        sum += pull_[beside];
        ++count;
      }
      if (count == 0) continue;
      pull_[s] = sum / count;
      pulled_[s] = static_cast<std::uint8_t>(layer + 1);
    }
  }
}

void Viscosity::assemble(const CastingState& state, double dt, int d, LinearSystem& system) {
  const double scale = dt / (c_.cell * c_.cell);
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      system.diagonal[s] = system.rhs[s] = x_[s] = inverse_[s] = 0;
      for (int e = 0; e < 3; ++e) system.face[e][s] = 0;
      if (mass_[s] == 0) continue;
      const Slot below = c_.low(s, d);
      double rubbing = 0;
      for (const Slot cell : {below, s})
        if (c_.inside(cell))
          rubbing += 0.5 * friction_[d][cell] * nu_[cell] * state.metal[cell] / c_.domain.cavity_fraction[cell];
      system.diagonal[s] = mass_[s] + scale * rubbing;
      x_[s] = state.velocity[d][s] + dt * pull_[s];
      system.rhs[s] = mass_[s] * x_[s];
      for (int e = 0; e < 3; ++e) {
        const Slot beside = c_.low(s, e);
        if (beside == no_slot || mass_[beside] == 0) continue;
        const double area = e == d ? 0.5 * (c_.aperture[d][s] + c_.aperture[d][beside])
                                   : 0.5 * (c_.aperture[e][s] + (below == no_slot ? 0 : c_.aperture[e][below]));
        const double nu = std::max(nu_[s], std::max(nu_[beside], below == no_slot ? 0 : nu_[below]));
        system.face[e][s] = scale * nu * area * std::min(share_[s], share_[beside]);
      }
    }
  });
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      if (mass_[s] == 0) continue;
      double sum = system.diagonal[s];
      for (int e = 0; e < 3; ++e) {
        const Slot above = c_.high(s, e);
        sum += system.face[e][s] + (above == no_slot ? 0 : system.face[e][above]);
      }
      inverse_[s] = 1 / sum;
    }
  });
}

/// Conjugate gradients with the diagonal as preconditioner: dt nu / h^2 is small, a few iterations do.
SolveReport Viscosity::solve(const LinearSystem& system) {
  const auto sum = [&](auto&& f) {
    return parallel_sum(c_.blocks.size(), [&](std::size_t i) {
      double total = 0;
      const std::size_t begin = c_.blocks[i] * block_cells;
      for (std::size_t s = begin; s < begin + block_cells; ++s) total += f(s);
      return total;
    });
  };
  const auto each = [&](auto&& f) {
    parallel_for(c_.blocks.size(), [&](std::size_t i) {
      const std::size_t begin = c_.blocks[i] * block_cells;
      for (std::size_t s = begin; s < begin + block_cells; ++s) f(s);
    });
  };
  SolveReport report;
  const double scale = std::sqrt(sum([&](std::size_t s) { return system.rhs[s] * system.rhs[s] * inverse_[s]; }));
  apply(system, x_, q_);
  each([&](std::size_t s) {
    r_[s] = inverse_[s] > 0 ? system.rhs[s] - q_[s] : 0;
    p_[s] = inverse_[s] * r_[s];
  });
  double rz = sum([&](std::size_t s) { return r_[s] * r_[s] * inverse_[s]; });
  while (std::sqrt(rz) > tolerance * scale && report.iterations < most_iterations) {
    apply(system, p_, q_);
    const double step = rz / sum([&](std::size_t s) { return p_[s] * q_[s]; });
    each([&](std::size_t s) {
      x_[s] += step * p_[s];
      if (inverse_[s] > 0) r_[s] -= step * q_[s];
    });
    const double next = sum([&](std::size_t s) { return r_[s] * r_[s] * inverse_[s]; });
    each([&](std::size_t s) { p_[s] = inverse_[s] * r_[s] + (next / rz) * p_[s]; });
    rz = next;
    ++report.iterations;
  }
  report.residual = scale > 0 ? std::sqrt(rz) / scale : 0;
  report.converged = report.residual <= tolerance;
  return report;
}

SolveReport Viscosity::advance(CastingState& state, double dt, const BodyForce& force, const Field<double>& drag,
                               LinearSystem& system) {
  kinematic_viscosity(state);
  system.low_rank.clear();
  SolveReport worst;
  worst.converged = true;
  for (int d = 0; d < 3; ++d) {
    masses(state, drag, d);
    accelerations(state, force, d);
    assemble(state, dt, d, system);
    const SolveReport report = solve(system);
    worst.iterations = std::max(worst.iterations, report.iterations);
    worst.residual = std::max(worst.residual, report.residual);
    worst.converged = worst.converged && report.converged;
    parallel_for(c_.blocks.size(), [&](std::size_t i) {
      const std::size_t b = c_.blocks[i];
      for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s)
        if (mass_[s] > 0) state.velocity[d][s] = x_[s] - dt * pull_[s];
    });
  }
  return worst;
}

}  // namespace sprue
