#include "solvers/heat.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "solvers/enthalpy_transport.h"
#include "solvers/freezing_record.h"
#include "solvers/heat_system.h"
#include "solvers/permeability.h"

namespace sprue {

namespace {

constexpr int most_iterations = 25;          // Newton; steps of stable_dt take one or two
constexpr int free_iterations = 3;           // then the iterate moves one piece of the curve at a time
constexpr double careful = 1e-3;             // of the linear tolerance from then on: it must not be what keeps Newton from settling
constexpr double least_part = 1e-4;          // of a step, when it is split; what has not settled then is reported as mismatch
constexpr int most_linear_iterations = 200;
constexpr double newton_tolerance = 1e-3;    // of heat_temperature_step, K
constexpr double plateau_stiffness = 1e7;    // capacity on a plateau, in units of the solid's
constexpr double bound_margin = 1;           // K
constexpr double light = 0.05;               // of a full cell's capacity
constexpr double thin_layer = 0.005;         // of a cell: least layer between wall and front

}  // namespace

Heat::Impl::Impl(const Domain& d, const CastingConditions& c, const Numerics& n, const AlloyCurve& a, std::vector<MouldProperties> m)
    : domain(d), cells(d), conditions(c), numerics(n), alloy(a), conduction(d, c.interfaces, a, m), system(conduction.topology()),
      solver(conduction.topology()), flow(d.grid.flow_slots()), unknowns(conduction.topology().slots()),
      cell_mass(a.reference_density() * d.cell_volume()) {
  system.link.assign(unknowns, 0.0);
  conduction.mould(system);
}

double Heat::Impl::capacity(Slot u) const {
  if (u >= flow) return conduction.mould_capacity(u - static_cast<Slot>(flow));
  return conduction.metal_mass(u) * alloy.solid_capacity();
}

/// Contents and temperatures of the state, for all unknowns.
void Heat::Impl::gather(const CastingState& state) {
  if (start.empty())   // not before heat is asked for: flow alone needs none of it
    for (std::vector<double>* v : {&start, &content, &temperature, &slope, &solved, &next, &net, &correction}) v->assign(unknowns, 0.0);
  parallel_for(unknowns / block_cells, [&](std::size_t b) {
    for (std::size_t u = b * block_cells; u < (b + 1) * block_cells; ++u) {
      if (u >= flow) {
        start[u] = temperature[u] = state.mould_temperature[u - flow];
      } else {
        start[u] = state.enthalpy[u];
        temperature[u] = state.metal[u] > 0 ? alloy.temperature(state.enthalpy[u] / (cell_mass * state.metal[u])) : 0;
      }
    }
  });
  content = start;
}

/// Slopes, diagonal and right-hand side of the Newton correction about the iterate.
void Heat::Impl::linearise(double dt) {
  conduction.flow(system, temperature, net);
  parallel_for(unknowns / block_cells, [&](std::size_t b) {
    for (std::size_t u = b * block_cells; u < (b + 1) * block_cells; ++u) {
      double change = start[u] - content[u];
      if (u >= flow) {
        slope[u] = conduction.mould_capacity(static_cast<Slot>(u - flow));
        change *= slope[u];
      } else if (is_metal(u)) {
        const double mass = conduction.metal_mass(static_cast<Slot>(u));
        slope[u] = mass * front_temperature(alloy, conduction.fronts()[u], content[u] / mass).capacity;
      } else {
        slope[u] = change = net[u] = 0;
      }
      system.rhs[u] = change / dt + net[u];
      const double stiff = std::isinf(slope[u]) ? plateau_stiffness * capacity(static_cast<Slot>(u)) : slope[u];
      system.diagonal[u] = stiff / dt;
    }
  });
  for (const Rim& rim : conduction.rims()) system.diagonal[rim.unknown] += rim.conductance;
}

/// New contents from the fluxes of the solved temperatures.
void Heat::Impl::fluxes_to_contents(double dt) {
  parallel_for(unknowns / block_cells, [&](std::size_t b) {
    for (std::size_t u = b * block_cells; u < (b + 1) * block_cells; ++u) solved[u] = temperature[u] + correction[u];
  });
  conduction.flow(system, solved, net);
  parallel_for(unknowns / block_cells, [&](std::size_t b) {
    for (std::size_t u = b * block_cells; u < (b + 1) * block_cells; ++u) {
      if (u < flow) next[u] = start[u] + dt * net[u];
      else next[u] = slope[u] > 0 ? start[u] + dt * net[u] / slope[u] : solved[u];
    }
  });
  settle_light_slots(dt);
}

/// In slots of little or no capacity the residual of the linear solve would decide the temperature: they take that of the
/// solution, and what is left of their balance goes to the heaviest neighbour. From light to heavy, so that it ends in a heavy one.
void Heat::Impl::settle_light_slots(double dt) {
  const double full = light * cell_mass * alloy.solid_capacity();
  std::vector<std::vector<std::pair<double, Slot>>> found(unknowns / block_cells);
  parallel_for(found.size(), [&](std::size_t b) {
    for (Slot u = static_cast<Slot>(b * block_cells); u < (b + 1) * block_cells; ++u) {
      const double c = capacity(u);
      const bool unknown = u < flow ? c > 0 : c > 0 || system.link[u] > 0 || net[u] != 0;
      if (unknown && c < full && !std::isinf(slope[u])) found[b].push_back({c, u});
    }
  });
  std::vector<std::pair<double, Slot>> list;
  for (const auto& f : found) list.insert(list.end(), f.begin(), f.end());
  std::sort(list.begin(), list.end());
  const auto give = [&](Slot to, double heat) { next[to] += to < flow ? heat : heat / slope[to]; };
  for (const auto& [c, u] : list) {
    Slot heaviest = no_slot;
    double most = c;
    const auto look = [&](Slot n, double conductance) {
      if (conductance <= 0) return;
      const double other = capacity(n);
      if (other > most) most = other, heaviest = n;
    };
    for (int d = 0; d < 3; ++d) {
      if (system.face[static_cast<std::size_t>(d)][u] > 0) look(conduction.across(u, d, 0), 1);
      const Slot high = conduction.across(u, d, 1);
      if (high != no_slot) look(high, system.face[static_cast<std::size_t>(d)][high]);
    }
    look(u < flow ? u + static_cast<Slot>(flow) : u - static_cast<Slot>(flow), system.link[u]);
    if (heaviest == no_slot) continue;
    if (u < flow) {
      const double right = content[u] + slope[u] * correction[u];
      give(heaviest, next[u] - right);
      next[u] = right;
    } else if (slope[u] > 0) {
      give(heaviest, (next[u] - solved[u]) * slope[u]);
      next[u] = solved[u];
    } else {
      give(heaviest, dt * net[u]);
    }
  }
}

/// Largest difference between the temperatures solved and those of the contents their fluxes lead to, K.
double Heat::Impl::mismatch() const {
  return parallel_max(unknowns / block_cells, 0.0, [&](std::size_t b) {
    double worst = 0;
    for (std::size_t u = b * block_cells; u < (b + 1) * block_cells; ++u) {
      if (u >= flow) {
        worst = std::max(worst, std::abs(next[u] - solved[u]));
      } else if (is_metal(u)) {
        const double mass = conduction.metal_mass(static_cast<Slot>(u));
        if (mass < counted_metal * cell_mass) continue;
        const double t = front_temperature(alloy, conduction.fronts()[u], next[u] / mass).temperature;
        worst = std::max(worst, std::abs(t - solved[u]));
      }
    }
    return worst;
  });
}

/// The range no temperature can leave in this step.
void Heat::Impl::bound() {
  const auto largest = [&](double sign) {
    return parallel_max(unknowns / block_cells, -1e300, [&](std::size_t b) {
      double most = -1e300;
      for (std::size_t u = b * block_cells; u < (b + 1) * block_cells; ++u)
        if (u >= flow || is_metal(u)) most = std::max(most, sign * temperature[u]);
      return most;
    });
  };
  coldest = -largest(-1);
  hottest = largest(1);
  for (const Rim& rim : conduction.rims()) {
    coldest = std::min(coldest, rim.temperature);
    hottest = std::max(hottest, rim.temperature);
  }
}

/// Temperatures of the iterate's metal from its contents.
void Heat::Impl::to_curve() {
  parallel_for(flow / block_cells, [&](std::size_t b) {
    for (std::size_t u = b * block_cells; u < (b + 1) * block_cells; ++u) {
      if (!is_metal(u)) continue;
      const double mass = conduction.metal_mass(static_cast<Slot>(u));
      temperature[u] = front_temperature(alloy, conduction.fronts()[u], content[u] / mass).temperature;
    }
  });
}

/// `to`, but not beyond the piece of curve next to that of `from`: of that the middle. A piece jumped over both ways is a cycle.
double Heat::Impl::next_piece(const FrontRange& range, double from, double to) const {
  const AlloyCurve::Point here = front_temperature(alloy, range, from);
  if (to >= here.low && to <= here.high) return to;
  const double edge = 1e-9 * alloy.latent_heat();
  const AlloyCurve::Point beside = front_temperature(alloy, range, to > here.high ? here.high + edge : here.low - edge);
  return to > beside.high || to < beside.low ? 0.5 * (beside.low + beside.high) : to;
}

/// The iterate moves by the correction along its tangents, but not out of the range of the step: where a tangent leads
/// out of it, only the segment of the curve it points to matters.
void Heat::Impl::move_iterate(bool one_piece) {
  parallel_for(unknowns / block_cells, [&](std::size_t b) {
    for (std::size_t u = b * block_cells; u < (b + 1) * block_cells; ++u) {
      if (u >= flow) {
        content[u] = temperature[u] += correction[u];
      } else if (is_metal(u)) {
        const double stiff = std::isinf(slope[u]) ? plateau_stiffness * capacity(static_cast<Slot>(u)) : slope[u];
        const double mass = conduction.metal_mass(static_cast<Slot>(u));
        const double from = content[u] / mass, to = from + stiff * correction[u] / mass;
        content[u] = mass * (one_piece ? next_piece(conduction.fronts()[u], from, to) : to);
        const double t = front_temperature(alloy, conduction.fronts()[u], content[u] / mass).temperature;
        if (t < coldest - bound_margin || t > hottest + bound_margin)
          content[u] = mass * alloy.enthalpy(std::clamp(t, coldest - bound_margin, hottest + bound_margin));
      }
    }
  });
  to_curve();
}

void Heat::Impl::store(CastingState& state, double dt, HeatReport& report) {
  const std::size_t blocks = unknowns / block_cells;
  double out = 0;
  for (const Rim& rim : conduction.rims()) out += dt * rim.conductance * (solved[rim.unknown] - rim.temperature);
  state.heat_out += out;
  struct Sum {
    double change = 0, turnover = 0, link = 0;
    Sum& operator+=(const Sum& o) { return change += o.change, turnover += o.turnover, link += o.link, *this; }
  };
  const Sum sum = parallel_sum<Sum>(blocks, [&](std::size_t b) {
    Sum s;
    for (std::size_t u = b * block_cells; u < (b + 1) * block_cells; ++u) {
      const bool metal = u < flow;
      if (metal && !is_metal(u)) continue;
      const double change = (next[u] - start[u]) * (metal ? 1.0 : slope[u]);
      s.change += change;
      s.turnover += std::abs(change);
      if (metal) s.link += dt * system.link[u] * (solved[u] - solved[u + flow]);
    }
    return s;
  });
  exchanged += sum.turnover;
  report.energy_error = exchanged > 0 ? std::abs(sum.change + out) / exchanged : 0;
  report.to_mould += sum.link;
  parallel_for(blocks, [&](std::size_t b) {
    for (std::size_t u = b * block_cells; u < (b + 1) * block_cells; ++u) {
      if (u >= flow) state.mould_temperature[u - flow] = next[u];
      else if (is_metal(u)) state.enthalpy[u] = next[u];
    }
  });
}

/// Newton for a step of dt from this state; false where it has not settled after most_iterations.
bool Heat::Impl::solve(const CastingState& state, double dt, HeatReport& report) {
  gather(state);
  conduction.metal(state, temperature, dt, thin_layer, system);
  bound();
  to_curve();
  for (int iteration = 1;; ++iteration) {
    linearise(dt);
    std::fill(correction.begin(), correction.end(), 0.0);
    const double tolerance = numerics.heat_tolerance * (iteration > free_iterations ? careful : 1.0);
    const SolveReport linear = solver.solve(system, correction, tolerance, most_linear_iterations);
    ++report.newton_iterations;
    report.solve.iterations += linear.iterations;
    report.solve.residual = std::max(report.solve.residual, linear.residual);
    report.solve.converged = report.solve.converged && linear.converged;
    fluxes_to_contents(dt);
    report.mismatch = mismatch();
    report.failed = !std::isfinite(report.mismatch) || !std::isfinite(linear.residual);
    if (report.failed) return false;
    if (report.mismatch <= newton_tolerance * numerics.heat_temperature_step) return true;
    if (iteration == most_iterations) return false;
    move_iterate(iteration >= free_iterations);
  }
}

HeatReport Heat::Impl::advance(CastingState& state, double dt, Record& record, double end_time) {
  SPRUE_ASSERT(dt > 0 && std::isfinite(dt));
  HeatReport report;
  report.solve.converged = true;
  const double end = end_time >= 0 ? end_time : state.time + dt;
  double left = dt, part = dt, haste_of_parts = 0;
  while (left > 0) {
    part = std::min(part, left);
    const bool settled = solve(state, part, report);
    if (report.failed) return report;
    if (!settled && part > least_part * dt) {
      part *= 0.25;
      continue;
    }
    left -= part;
    ++report.parts;
    const double change = record_freezing(domain, alloy, cell_mass, state.metal, start, next, part, end - left, counted_metal, record);
    report.largest_change = std::max(report.largest_change, change);
    haste_of_parts = std::max(haste_of_parts, haste(part));
    store(state, part, report);
    part *= 2;
  }
  state.heat_step = haste_of_parts > 0 ? std::min(longest_step, 1 / haste_of_parts) : longest_step;
  return report;
}

Heat::Heat(const Domain& domain, const CastingConditions& conditions, const Numerics& numerics, const AlloyCurve& alloy,
           std::vector<MouldProperties> moulds)
    : impl_(std::make_unique<Impl>(domain, conditions, numerics, alloy, std::move(moulds))) {}
Heat::~Heat() = default;

void Heat::carry_enthalpy(CastingState& state, const Field<double>& metal_before, const MetalFluxes& fluxes) {
  sprue::carry_enthalpy(impl_->domain, impl_->cells, impl_->alloy.reference_density(), impl_->alloy.enthalpy(impl_->conditions.inlet.temperature),
                        metal_before, fluxes, state);
}

double Heat::stable_dt(const CastingState& state) const { return impl_->stable_dt(state); }

HeatReport Heat::advance(CastingState& state, double dt, Record& record, double end_time) {
  return impl_->advance(state, dt, record, end_time);
}

double Heat::metal_temperature(const CastingState& state, Slot s) const {
  return state.metal[s] > 0 ? impl_->alloy.temperature(state.enthalpy[s] / (impl_->cell_mass * state.metal[s])) : 0;
}

double Heat::solid_fraction(const CastingState& state, Slot s) const {
  return state.metal[s] > 0 ? impl_->alloy.solid_fraction(state.enthalpy[s] / (impl_->cell_mass * state.metal[s])) : 0;
}

void Heat::centre_temperature(const CastingState& state, Field<double>& temperature) const {
  Impl& im = *impl_;
  im.gather(state);
  im.conduction.metal(state, im.temperature, 0, thick_layer, im.system);
  temperature.assign(im.flow, 0.0);
  parallel_for(im.flow / block_cells, [&](std::size_t b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s)
      if (im.is_metal(s)) temperature[s] = im.conduction.centre_temperature(state, s, im.temperature, im.system);
  });
}

void Heat::drag(const CastingState& state, Field<double>& drag) const {
  const AlloyCurve& alloy = impl_->alloy;
  drag.resize(impl_->flow);
  parallel_for(impl_->flow / block_cells, [&](std::size_t b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      drag[s] = 0;
      if (state.metal[s] <= 0) continue;
      const AlloyCurve::Point p = alloy.at(state.enthalpy[s] / (impl_->cell_mass * state.metal[s]));
      if (p.solid <= alloy.coherency_fraction()) continue;
      drag[s] = alloy.viscosity(p.temperature) / (alloy.reference_density() * permeability(alloy.arm_spacing(), p.solid));
    }
  });
}

}  // namespace sprue
