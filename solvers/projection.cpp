#include "solvers/projection.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/parallel.h"
#include "solvers/curvature.h"

namespace sprue {

namespace {

constexpr double least_theta = 1e-4;
constexpr double full_theta = 0.5;           // of a cell full of metal: the surface is not nearer than its face
constexpr double resolved_phase = 0.6;       // omega dt up to which a pocket's oscillation counts as resolved
constexpr double explicit_limit = 3;         // omega^2 dt^2 that the explicit coupling may reach (unstable at 4)
constexpr int submerged_reach = 2;           // cells around that must all be pressure cells
constexpr double yield_per_step = 0.05;      // share of submerged gas that gives way in a step
constexpr double suction_courant = 0.1;      // cells by which suction may move resting metal in a step before its cell is released
constexpr double round_off_courant = 1e-14;  // divergence * dt / h that no solve need get below

}  // namespace

double pocket_frequency(double stiffness, double area, double metal, double density) {
  if (area <= 0 || metal <= 0) return 0;
  const double bubble = std::sqrt(4 * std::numbers::pi * area), column = area * area / metal;
  return std::sqrt(stiffness * std::min(bubble, column) / density);
}

struct Projection::Step {
  CastingState& state;
  double dt;
  const BodyForce& force;
  const VolumeOfFluid& surface;
  const Field<double>& curvature;
  const GasPockets& gas;
  const Field<double>& drag;
  double unit;  // dt / (rho h), m/s per Pa

  bool pressure(Slot s) const { return s != no_slot && surface.pressure_cell()[s] != 0; }
};

Projection::Projection(const FlowContext& context) : c_(context) {
  for (const Interface& interface : context.conditions.interfaces) angles_.push_back(interface.angles());
}

/// Distance from the pressure cell's centre to the surface along the axis, in cells.
double Projection::theta(const VolumeOfFluid& surface, Slot cell, Slot beyond, int axis, int outward) const {
  const auto at_plane_of = [&](Slot s, double& here, double& there) {
    const Plane& p = surface.plane()[s];
    const double n = axis == 0 ? p.nx : axis == 1 ? p.ny : p.nz;
    if (p.nx == 0 && p.ny == 0 && p.nz == 0) return false;
    const double at = s == cell ? 0 : -outward;   // the cell's centre seen from the plane's cell
    here = n * at - p.d;
    there = n * (at + outward) - p.d;
    return here <= 0 && there > 0;
  };
  // The cell's own plane first: its faces then agree on the surface beside the centre (a mean with the neighbours' planes drives
  // currents through faces with small theta). The plane beyond only where the own one does not cross.
  // A cell full of metal has no plane of its own: the surface lies beyond its face.
  double here = 0, there = 0;
  if (at_plane_of(cell, here, there)) return here / (here - there);
  const bool full = surface.plane()[cell].normal() == Vec3{};
  if (at_plane_of(beyond, here, there)) return std::max(full ? full_theta : 0.0, here / (here - there));
  if (full) return full_theta;
  const double inner = std::abs(surface.plane()[cell].d), outer = std::abs(surface.plane()[beyond].d);
  return inner + outer > 0 ? inner / (inner + outer) : 0.5;
}

/// sigma kappa at the crossing, from the mixed cells on both sides; between a full cell and an empty one that of the closure.
double Projection::tension(const Step& step, Slot cell, Slot beyond, double theta) const {
  const double sigma = c_.alloy.surface_tension();
  const bool here = step.curvature[cell] != 0, there = step.curvature[beyond] != 0;   // dust and cells without a plane have none
  if (here && there) return sigma * ((1 - theta) * step.curvature[cell] + theta * step.curvature[beyond]);
  if (here) return sigma * step.curvature[cell];
  return sigma * (there ? step.curvature[beyond] : closure_curvature(c_.domain, angles_, beyond));
}

bool Projection::make_rim_face(const Step& step, Slot cell, int axis, int outward, RimFace& f, int& clamped) const {
  const Slot beyond = c_.step(cell, axis, outward);
  const Slot face = outward < 0 ? cell : beyond;
  if (face == no_slot || c_.aperture[axis][face] <= 0 || step.pressure(beyond)) return false;
  const double drag = c_.face_drag(step.drag, cell, beyond) + c_.filter_drag(axis, face);
  if (std::isinf(drag)) return false;
  const double w = 1 / (1 + step.dt * drag);
  f = {cell, face, static_cast<std::int8_t>(axis), static_cast<std::int8_t>(outward), Kind::gas, -1,
       c_.aperture[axis][face] * w, 0, 0.5, 0};
  if (c_.inlet(axis, face)) {
    if (c_.law.shut) return false;
    f.kind = Kind::inlet;
    f.area = c_.aperture[axis][face];
    const bool sucked = c_.law.poured && step.state.pressure[cell] < 0;
    f.conductance = sucked ? 0 : f.area * c_.law.conductance;
    return true;
  }
  const bool closing = step.surface.pressure_cell()[cell] >= closing_cell;
  double p = 0;
  if (c_.rim(axis, face)) {
    f.kind = Kind::open;
  } else {
    f.theta = closing ? full_theta : theta(step.surface, cell, beyond, axis, outward);
    p = step.gas.gauge_pressure(step.state, beyond) + tension(step, cell, beyond, f.theta);
  }
  Vec3 crossing = c_.domain.grid.centre(cell);
  const Plane& own = step.surface.plane()[cell];
  if (closing && own.normal() != Vec3{}) crossing = crossing + (own.d * c_.cell) * own.normal();   // its surface lies beside, not on the way out
  else crossing[axis] += outward * f.theta * c_.cell;
  f.value = p + c_.density * step.force.potential(crossing);
  if (f.theta < least_theta) {
    f.theta = least_theta;
    ++clamped;
  }
  f.conductance = f.area * step.unit / f.theta;
  return true;
}

Vec3 Projection::inlet_face(const RimFace& f) const { return c_.face_centre(f.axis, f.face); }

std::vector<Projection::RimFace> Projection::rim_faces(const Step& step, int& clamped) const {
  std::vector<std::vector<RimFace>> found(c_.blocks.size());
  std::vector<int> clamps(c_.blocks.size(), 0);
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    RimFace face;
    for (const Slot s : c_.cells.of(b)) {
      if (!step.pressure(s)) continue;
      for (int d = 0; d < 3; ++d)
        for (int outward = -1; outward <= 1; outward += 2)
          if (make_rim_face(step, s, d, outward, face, clamps[i])) found[i].push_back(face);
    }
  });
  std::vector<RimFace> faces;
  for (const auto& part : found) faces.insert(faces.end(), part.begin(), part.end());
  for (const int n : clamps) clamped += n;
  for (RimFace& f : faces) {
    if (f.kind != Kind::gas) continue;
    const std::int32_t id = step.state.pocket[c_.step(f.cell, f.axis, f.outward)];
    const auto& pockets = step.state.pockets;
    const auto it = std::lower_bound(pockets.begin(), pockets.end(), id,
                                     [](const GasPocket& p, std::int32_t n) { return p.id < n; });
    if (it != pockets.end() && it->id == id && id > 0 && step.gas.stiffness(*it) != 0)
      f.pocket = static_cast<std::int32_t>(it - pockets.begin());
  }
  return faces;
}

/// Mean of the surface values: taken off everywhere so that rest is solved from a right-hand side of zero.
double Projection::reference(const Step& step, const std::vector<RimFace>& faces) const {
  double sum = 0, weight = 0;
  for (const RimFace& f : faces) {
    if (f.kind == Kind::inlet) continue;
    sum += f.conductance * f.value;
    weight += f.conductance;
  }
  if (weight > 0) return sum / weight;
  for (const RimFace& f : faces)
    if (f.kind == Kind::inlet)
      return c_.law.head + c_.density * step.force.potential(inlet_face(f));
  return 0;
}

std::vector<Projection::PocketTerm> Projection::pocket_terms(const Step& step,
                                                             const std::vector<RimFace>& faces) const {
  std::vector<PocketTerm> terms(step.state.pockets.size());
  std::vector<double> area(terms.size(), 0.0), response(terms.size(), 0.0);
  for (const RimFace& f : faces) {
    if (f.pocket < 0) continue;
    const auto k = static_cast<std::size_t>(f.pocket);
    terms[k].conductance += f.conductance;
    terms[k].flow += f.outward * f.area * step.state.velocity[f.axis][f.face];
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
      metal = face * c_.cell * parallel_sum(c_.blocks.size(), [&](std::size_t i) {
        double sum = 0;
        for (const Slot s : c_.cells.of(c_.blocks[i])) sum += step.state.metal[s];
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
    for (const Slot s : c_.cells.of(b)) {
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
    for (const Slot s : c_.cells.of(b)) {
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
    for (const Slot s : c_.cells.of(b))
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
    system.rhs[f.cell] += f.conductance * f.value - f.outward * f.area * step.state.velocity[f.axis][f.face];
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
    for (const Slot s : c_.cells.of(b))
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
    u = (f.area * u + f.outward * f.conductance * (q_[f.cell] - surface)) / aperture;
  }
  report.divergence = largest_divergence(step);
}

double Projection::largest_divergence(const Step& step) const {
  const auto& u = step.state.velocity;
  return parallel_max(c_.blocks.size(), 0.0, [&](std::size_t i) {
    double worst = 0;
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.cells.of(b)) {
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

std::vector<Slot> Projection::sucking(const CastingState& state, double dt, const VolumeOfFluid& surface, const GasPockets& gas) const {
  const double allowed = suction_courant * c_.density * (c_.cell / dt) * (c_.cell / dt);
  std::vector<std::vector<Slot>> found(c_.blocks.size());
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    for (const Slot s : c_.cells.of(c_.blocks[i]))
      if (surface.pressure_cell()[s] == filled_cell && c_.domain.cavity_fraction[s] >= soon_full && state.pressure[s] < gas.gauge_pressure(state, s) - allowed) found[i].push_back(s);
  });
  std::vector<Slot> cells;
  for (const auto& part : found) cells.insert(cells.end(), part.begin(), part.end());
  return cells;
}

ProjectionReport Projection::advance(CastingState& state, double dt, const BodyForce& force,
                                     const VolumeOfFluid& surface, const Field<double>& curvature,
                                     const GasPockets& gas, const Field<double>& drag, LinearSystem& system,
                                     MultigridSolver& solver) {
  const Step step{state, dt, force, surface, curvature, gas, drag, dt / (c_.density * c_.cell)};
  ProjectionReport report;
  std::vector<RimFace> faces = rim_faces(step, report.theta_clamped);
  const double zero = reference(step, faces);
  for (RimFace& f : faces) f.value -= zero;
  std::vector<PocketTerm> pockets = pocket_terms(step, faces);
  system.blocks = c_.blocks;
  assemble(step, system);
  add_rim(step, faces, pockets, zero, system);
  sink_.assign(c_.slots, 0.0);
  if (!faces.empty()) add_sinks(step, system);

  q_.assign(c_.slots, 0.0);
  const auto each_pressure_cell = [&](auto&& f) {
    parallel_for(c_.blocks.size(), [&](std::size_t i) {
      const std::size_t b = c_.blocks[i];
      for (const Slot s : c_.cells.of(b))
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
        for (const Slot s : c_.cells.of(c_.blocks[i]))
          if (!std::isfinite(q_[s])) return no_slot - s;
        return 0;
      }));
  if (report.failed != no_slot) return report;
  correct(step, faces, pockets, zero, system, report);
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.cells.of(b))
      state.pressure[s] = step.pressure(s) ? q_[s] - lift(s) : 0;
  });
  return report;
}

}  // namespace sprue
