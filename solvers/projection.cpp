#include "solvers/projection_step.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr double resolved_phase = 0.6;       // omega dt up to which a pocket's oscillation counts as resolved
constexpr double explicit_limit = 3;         // omega^2 dt^2 that the explicit coupling may reach (unstable at 4)
constexpr int submerged_reach = 2;           // cells around that must all be pressure cells
constexpr double yield_per_step = 0.05;      // share of submerged gas that gives way in a step
constexpr double round_off_courant = 1e-14;  // divergence * dt / h that no solve need get below

}  // namespace

double pocket_frequency(double stiffness, double area, double metal, double density) {
  if (area <= 0 || metal <= 0) return 0;
  const double bubble = std::sqrt(4 * std::numbers::pi * area), column = area * area / metal;
  return std::sqrt(stiffness * std::min(bubble, column) / density);
}

Projection::Projection(const FlowContext& context) : c_(context), q_(context.slots, 0.0), sink_(context.slots, 0.0) {
  for (const Interface& interface : context.conditions.interfaces) angles_.push_back(interface.angles());
}

std::vector<Projection::PocketTerm> Projection::pocket_terms(const Step& step,
                                                             const std::vector<RimFace>& faces) const {
  std::vector<PocketTerm> terms(step.state.pockets.size());
  std::vector<double> area(terms.size(), 0.0), response(terms.size(), 0.0);
  for (const RimFace& f : faces) {
    if (f.pocket < 0) continue;
    const auto k = static_cast<std::size_t>(f.pocket);
    terms[k].conductance += f.conductance;
    terms[k].flow += f.outward * f.area * f.velocity;
    terms[k].held += f.conductance * f.value;
    area[k] += c_.aperture[f.axis][f.face];
    response[k] += f.area * step.unit / std::max(f.theta, 0.5);
  }
  const double face = c_.cell * c_.cell;
  double metal = -1;
  for (std::size_t k = 0; k < terms.size(); ++k) {
    PocketTerm& t = terms[k];
    if (t.conductance <= 0) continue;
    if (metal < 0)
      metal = face * c_.cell * parallel_sum(c_.cavity_blocks.size(), [&](std::size_t i) {
        double sum = 0;
        for (const Slot s : c_.near.of(c_.cavity_blocks[i])) sum += step.state.metal[s];
        return sum;
      });
    const double stiffness = std::abs(step.gas.stiffness(step.state.pockets[k]));
    const double phase = pocket_frequency(stiffness, area[k] * face, metal, c_.density) * step.dt;
    const double fastest = stiffness * face * step.dt * response[k];   // omega^2 dt^2 of the stiffest mode
    const bool resolved = phase <= resolved_phase;
    const double weight = resolved ? std::max(0.0, 1 / explicit_limit - 1 / std::max(fastest, 1e-300)) : 0.5;
    t.damping = resolved ? 0 : 1;
    t.kappa = weight * stiffness * face * step.dt;
    t.explicit_rise = t.kappa / (1 + t.kappa * t.conductance) * (t.damping * t.flow - t.held);
  }
  return terms;
}

/// Rows of the pressure cells without the rim: faces between two of them, and what u* carries through all faces.
void Projection::assemble(const Step& step, LinearSystem& system) const {
  system.low_rank.clear();
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.near.of(b)) {
      system.diagonal[s] = system.rhs[s] = 0;
      for (int d = 0; d < 3; ++d) {
        system.face[d][s] = 0;
        const Slot below = c_.low(s, d);
        const double area = c_.aperture[d][s];
        if (area <= 0 || !step.pressure(s) || !step.pressure(below)) continue;
        const double drag = c_.face_drag(step.drag, below, s) + c_.filter_drag(d, s);
        if (!std::isinf(drag)) system.face[d][s] = area * step.unit / (1 + step.dt * drag);
      }
    }
  });
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.near.of(b)) {
      if (!step.pressure(s)) continue;
      for (int d = 0; d < 3; ++d) {
        const Slot above = c_.high(s, d);
        system.rhs[s] += system.face[d][s] / step.unit * step.state.velocity[d][s];
        if (above != no_slot) system.rhs[s] -= system.face[d][above] / step.unit * step.state.velocity[d][above];
      }
    }
  });
}

/// What the velocity before the projection carries into a cell, as a velocity through one cell face.
double Projection::inflow(const Step& step, Slot s) const {
  double sum = 0;
  for (int d = 0; d < 3; ++d) {
    const Slot above = c_.high(s, d);
    sum += c_.aperture[d][s] * step.state.velocity[d][s];
    if (above != no_slot) sum -= c_.aperture[d][above] * step.state.velocity[d][above];
  }
  return sum;
}

/// Volume that submerged gas yields in this step, as a velocity through one cell face; 0 where there is none.
double Projection::sink(const Step& step, Slot s) const {
  const double gas = c_.domain.cavity_fraction[s] - step.state.metal[s];
  if (const std::uint8_t kind = step.surface.pressure_cell()[s]; kind >= closing_cell) {
    const double fits = filled_in_a_step * std::max(0.0, gas) * c_.cell / step.dt;
    return kind == filled_cell ? fits : std::clamp(inflow(step, s), 0.0, fits);
  }
  if (gas <= 1e-9 || step.state.pressure[s] == 0) return 0;
  const double entry = 2 * c_.alloy.surface_tension() / c_.cell;
  if (step.state.pressure[s] <= step.gas.gauge_pressure(step.state, s) + entry) return 0;
  for (int k = -submerged_reach; k <= submerged_reach; ++k)
    for (int j = -submerged_reach; j <= submerged_reach; ++j)
      for (int i = -submerged_reach; i <= submerged_reach; ++i) {
        const Slot n = c_.domain.grid.neighbour(s, i, j, k);
        if (n < c_.slots && !step.pressure(n) && c_.domain.cavity_fraction[n] >= sliver_fraction) return 0;
      }
  return yield_per_step * gas * c_.cell / step.dt;
}

void Projection::add_sinks(const Step& step, LinearSystem& system) {
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.near.of(b))
      if (step.pressure(s)) {
        sink_[s] = sink(step, s);
        system.rhs[s] -= sink_[s];
      }
  });
}

void Projection::add_rim(const Step& step, const std::vector<RimFace>& faces, const std::vector<PocketTerm>& pockets,
                         double reference, LinearSystem& system) const {
  std::vector<LowRankTerm> terms(pockets.size());
  for (const RimFace& f : faces) {
    system.diagonal[f.cell] += f.conductance;
    if (f.kind == Kind::inlet) {
      const double still = reference - c_.density * step.force.potential(inlet_face(f));  // p where q = 0
      system.rhs[f.cell] += f.conductance > 0 ? f.conductance * (c_.law.head - still) : f.area * c_.law.free_speed;
      continue;
    }
    system.rhs[f.cell] += f.conductance * f.value - f.outward * f.area * f.velocity;
    if (f.pocket < 0) continue;
    const auto k = static_cast<std::size_t>(f.pocket);
    if (pockets[k].kappa <= 0) continue;
    system.rhs[f.cell] += f.conductance * pockets[k].explicit_rise;
    LowRankTerm& t = terms[k];
    t.beta = -pockets[k].kappa / (1 + pockets[k].kappa * pockets[k].conductance);
    if (!t.slots.empty() && t.slots.back() == f.cell) t.weights.back() += f.conductance;
    else t.slots.push_back(f.cell), t.weights.push_back(f.conductance);
  }
  for (LowRankTerm& t : terms)
    if (!t.slots.empty()) system.low_rank.push_back(std::move(t));
}

void Projection::correct(const Step& step, const std::vector<RimFace>& faces, std::vector<PocketTerm>& pockets,
                         double reference, const LinearSystem& system, ProjectionReport& report) {
  auto& velocity = step.state.velocity;
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.near.of(b))
      for (int d = 0; d < 3; ++d) {
        const Slot below = c_.low(s, d);
        if (c_.aperture[d][s] <= 0 || !step.pressure(s) || !step.pressure(below)) continue;
        const double w = system.face[d][s] / (c_.aperture[d][s] * step.unit);
        velocity[d][s] = w * (velocity[d][s] - step.unit * (q_[s] - q_[below]));
      }
  });
  std::vector<double> pushed(pockets.size(), 0.0);
  for (const RimFace& f : faces)
    if (f.pocket >= 0) pushed[static_cast<std::size_t>(f.pocket)] += f.conductance * q_[f.cell];
  for (std::size_t k = 0; k < pockets.size(); ++k) {
    PocketTerm& t = pockets[k];
    t.rise = t.explicit_rise + t.kappa / (1 + t.kappa * t.conductance) * pushed[k];
  }
  for (const RimFace& f : faces) {
    double& u = velocity[f.axis][f.face];
    const double aperture = c_.aperture[f.axis][f.face];
    if (f.kind == Kind::inlet) {
      const double p = q_[f.cell] + reference - c_.density * step.force.potential(inlet_face(f));
      u = -f.outward * (f.conductance > 0 ? c_.law.conductance * (c_.law.head - p) : c_.law.free_speed);
      continue;
    }
    const double surface = f.value + (f.pocket < 0 ? 0 : pockets[static_cast<std::size_t>(f.pocket)].rise);
    u = (f.area * f.velocity + f.outward * f.conductance * (q_[f.cell] - surface)) / aperture;
  }
  report.divergence = largest_divergence(step);
}

double Projection::largest_divergence(const Step& step) const {
  const auto& u = step.state.velocity;
  return parallel_max(c_.blocks.size(), 0.0, [&](std::size_t i) {
    double worst = 0;
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.near.of(b)) {
      if (!step.pressure(s)) continue;
      double sum = sink_[s];
      for (int d = 0; d < 3; ++d) {
        const Slot above = c_.high(s, d);
        sum -= c_.aperture[d][s] * u[d][s];
        if (above != no_slot) sum += c_.aperture[d][above] * u[d][above];
      }
      worst = std::max(worst, std::abs(sum));
    }
    return worst * step.dt / c_.cell;
  });
}

ProjectionReport Projection::advance(CastingState& state, double dt, const BodyForce& force,
                                     const VolumeOfFluid& surface, const Field<double>& curvature,
                                     const GasPockets& gas, const Field<double>& drag, LinearSystem& system,
                                     MultigridSolver& solver) {
  const Step step{state, dt, force, surface, curvature, gas, drag, dt / (c_.density * c_.cell)};
  ProjectionReport report;
  std::vector<RimFace> faces = rim_faces(step);
  const double zero = reference(step, faces);
  for (RimFace& f : faces) f.value -= zero;
  std::vector<PocketTerm> pockets = pocket_terms(step, faces);
  system.blocks = c_.blocks;
  assemble(step, system);
  add_rim(step, faces, pockets, zero, system);
  for (const Slot s : c_.near.all()) q_[s] = sink_[s] = 0;
  if (!faces.empty()) add_sinks(step, system);

  const auto each_pressure_cell = [&](auto&& f) {
    parallel_for(c_.blocks.size(), [&](std::size_t i) {
      const std::size_t b = c_.blocks[i];
      for (const Slot s : c_.near.of(b))
        if (step.pressure(s)) f(s);
    });
  };
  const auto lift = [&](Slot s) { return c_.density * force.potential(c_.domain.grid.centre(s)) - zero; };
  each_pressure_cell([&](Slot s) {
    if (state.pressure[s] != 0) q_[s] = state.pressure[s] + lift(s);
  });
  report.solve = solver.solve(system, q_, c_.numerics.pressure_tolerance, c_.numerics.pressure_iterations,
                              round_off_courant * c_.cell / dt);
  report.failed = static_cast<Slot>(
      no_slot - parallel_max<std::uint32_t>(c_.blocks.size(), 0u, [&](std::size_t i) -> std::uint32_t {
        for (const Slot s : c_.near.of(c_.blocks[i]))
          if (!std::isfinite(q_[s])) return no_slot - s;
        return 0;
      }));
  if (report.failed != no_slot) return report;
  correct(step, faces, pockets, zero, system, report);
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.near.of(b))
      state.pressure[s] = step.pressure(s) ? q_[s] - lift(s) : 0;
  });
  return report;
}

}  // namespace sprue
