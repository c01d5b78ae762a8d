#include "solvers/heat.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "solvers/enthalpy_transport.h"
#include "solvers/heat_system.h"
#include "solvers/permeability.h"
#include "solvers/simd_row.h"

namespace sprue {

namespace {

constexpr int most_iterations = 25;          // Newton; steps of stable_dt take one or two
constexpr int free_iterations = 3;           // then the iterate moves one piece of the curve at a time
constexpr double careful = 1e-3;             // of the linear tolerance from then on: it must not be what keeps Newton from settling
constexpr double least_part = 1e-4;          // of a step, when it is split; what has not settled then is reported as mismatch
constexpr double solver_share = 0.5;         // of Newton's tolerance: what the linear solver may leave of it
constexpr int most_linear_iterations = 200;
constexpr double film = 0.01;                // of a cell's room: so little metal does not bar the way when it freezes

std::size_t at(Unknown u) { return static_cast<std::size_t>(u); }
using Row = simd::DoubleRow;

}  // namespace

Heat::Impl::Impl(const Domain& d, const CastingConditions& c, const Numerics& n, const AlloyCurve& a, std::vector<MouldProperties> m)
    : domain(d), cells(d), conditions(c), numerics(n), alloy(a), conduction(d, conditions, a, m), mesh(conduction.mesh()), rows(mesh),
      solver(mesh, conduction.matrix(), rows), stages(a), cell_mass(a.reference_density() * d.cell_volume()) {
  const std::size_t most = at(mesh.most());
  temperature.reset(new double[most]);
  next.reset(new double[most]);
  residual.reset(new float[most]);
  correction.reset(new float[most]);
  std::fill_n(temperature.get(), HeatMesh::row_length, 0.0);   // stand for every missing neighbour
  find_light_mould();
  if (conditions.bare_walls) conduction.expose_walls(*conditions.bare_walls);
}

double Heat::Impl::capacity(Unknown u) const {
  return mesh.is_metal(u) ? conduction.metal_mass(u) * alloy.solid_capacity() : conduction.mould_capacity(u);
}

/// Contents, temperatures and slopes of the state, for all unknowns.
void Heat::Impl::gather(const CastingState& state) {
  conduction.number_metal(state);
  for (std::vector<double>* v : {&start, &content, &slope, &before, &after}) v->resize(mesh.metal_size());
  extremes.resize(mesh.block_count());
  parallel_for(mesh.block_count(), [&](std::size_t b) {
    const HeatMesh::Range range = mesh.mould_in(static_cast<std::int32_t>(b));
    Row least = Row{} + 1e300, most = -least;
    for (std::size_t row = row_of(range.begin); row < row_of(range.end); ++row) {
      const simd::LaneMask held = simd::lanes(mesh.rows()[row].held);
      const Row t = simd::load<Row>(&state.mould_temperature[mesh.rows()[row].slot]);
      simd::store(temperature.get() + 8 * row, held ? t : Row{});
      least = held & (t < least) ? t : least;
      most = held & (t > most) ? t : most;
    }
    extremes[b] = {-simd::largest(-least), simd::largest(most)};
  });
  std::fill(temperature.get() + mesh.metal_begin(), temperature.get() + mesh.end(), 0.0);   // holes
  each_metal([&](Unknown u) {
    const Slot s = mesh.slot(u);
    const std::size_t m = mesh.metal_index(u);
    start[m] = state.enthalpy[s];
    const double mass = cell_mass * state.metal[s];
    const AlloyCurve::Point point = alloy.at(start[m] / mass);
    before[m] = temperature[at(u)] = point.temperature;
    slope[m] = mass * point.capacity;
    conduction.set_metal(u, mass, point.conductivity);
  });
  content = start;
}

void Heat::Impl::store(CastingState& state, double dt, HeatReport& report) {
  double out = 0;
  for (const Rim& rim : conduction.rims())
    if (rim.unknown > 0) out += dt * rim.conductance * (temperature[at(rim.unknown)] - rim.temperature);
  state.heat_out += out;
  struct Sum {
    double change = 0, turnover = 0, link = 0;
    Sum& operator+=(const Sum& o) { return change += o.change, turnover += o.turnover, link += o.link, *this; }
    void add(double heat) { change += heat, turnover += std::abs(heat); }
  };
  Sum sum = parallel_sum<Sum>(mesh.mould_blocks().size(), [&](std::size_t i) {
    const HeatMesh::Range range = mesh.mould_in(mesh.mould_blocks()[i]);
    Row change{}, turnover{};
    for (std::size_t row = row_of(range.begin); row < row_of(range.end); ++row) {
      double* kept = &state.mould_temperature[mesh.rows()[row].slot];
      const Row before = simd::load<Row>(kept), found = simd::load<Row>(next.get() + 8 * row), c = simd::load<Row>(conduction.mould_capacities(static_cast<Unknown>(row)));
      const Row warmed = before + dt * found / c, now = rows.touched(static_cast<Unknown>(8 * row)) ? found : c > 0 ? warmed : before;
      const simd::LaneMask held = simd::lanes(mesh.rows()[row].held);
      const Row heat = held ? (now - before) * c : Row{};
      change += heat;
      turnover += simd::magnitude(heat);
      simd::store(kept, held ? now : before);
    }
    return Sum{simd::sum(change), simd::sum(turnover), 0};
  });
  const HeatMatrix& matrix = conduction.matrix();
  sum += parallel_sum<Sum>(mesh.metal_blocks().size(), [&](std::size_t i) {
    Sum s;
    const HeatMesh::Range range = mesh.metal_in(mesh.metal_blocks()[i]);
    for (Unknown u = range.begin; u < range.end; ++u) {
      if (!mesh.held(u)) continue;
      const std::size_t m = mesh.metal_index(u);
      s.add(next[at(u)] - start[m]);
      if (matrix.link[m] > 0) s.link += dt * static_cast<double>(matrix.link[m]) * (temperature[at(u)] - temperature[at(matrix.twin[m])]);
      state.enthalpy[mesh.slot(u)] = next[at(u)];
    }
    return s;
  });
  exchanged += sum.turnover;
  report.energy_error = exchanged > 0 ? std::abs(sum.change + out) / exchanged : 0;
  report.to_mould += sum.link;
}

/// Newton for a step of dt from this state; false where it has not settled after most_iterations.
bool Heat::Impl::solve(const CastingState& state, double dt, HeatReport& report) {
  gather(state);
  conduction.choose_active(extremes, dt, quiet());
  conduction.metal(state, temperatures(), dt, thin_layer);
  report.widest_gap = std::max(report.widest_gap, conduction.widest_gap());
  report.metal_cells = mesh.count_metal();
  report.mould_cells = mesh.count_mould();
  bound();
  to_fronts();
  double whole = 0;   // right-hand side of the first correction: the later ones only mend it
  for (int iteration = 1;; ++iteration) {
    linearise(state, dt, iteration == 1);
    solver.prepare(conduction.stiffest_mould(dt), metal_stiffness());
    const double care = iteration > free_iterations ? careful : 1.0;
    const SolveReport linear = solver.solve(residual.get(), correction.get(), {care * numerics.heat_tolerance, care * solver_share * quiet(), light_capacity() / dt, whole},
                                            most_linear_iterations);
    whole = std::max(whole, solver.right_side());
    ++report.newton_iterations;
    report.solve.iterations += linear.iterations;
    report.solved_mould_cells = std::max(report.solved_mould_cells, rows.count_solved());
    report.solve.residual = std::max(report.solve.residual, linear.residual);
    report.solve.converged = report.solve.converged && linear.converged;
    fluxes_to_contents(state, dt);
    report.mismatch = mismatch();
    report.failed = !std::isfinite(report.mismatch) || !std::isfinite(linear.residual);
    if (report.failed) return false;
    if (report.mismatch <= quiet()) return true;
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
    record_freezing(stages, {mesh, conduction.masses(), start, {next.get(), at(mesh.end())}}, part, end - left, record);
    report.largest_change = most_of_metal(report.largest_change, [&](Unknown u) {
      const std::size_t m = mesh.metal_index(u);
      return conduction.metal_mass(u) < counted_metal * cell_mass ? 0.0 : std::abs(after[m] - before[m]);
    });
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
  im.conduction.metal(state, im.temperatures(), 0, thick_layer);
  temperature.assign(im.domain.grid.flow_slots(), 0.0);
  im.each_metal([&](Unknown u) { temperature[im.mesh.slot(u)] = im.conduction.centre_temperature(state, u, im.temperatures()); });
}

void Heat::drag(const CastingState& state, Field<double>& drag) const {
  const AlloyCurve& alloy = impl_->alloy;
  drag.resize(impl_->domain.grid.flow_slots());
  parallel_for(impl_->domain.grid.flow_blocks, [&](std::size_t b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      drag[s] = 0;
      if (state.metal[s] <= film * impl_->domain.cavity_fraction[s]) continue;
      const AlloyCurve::Point p = alloy.at(state.enthalpy[s] / (impl_->cell_mass * state.metal[s]));
      if (p.solid <= alloy.coherency_fraction()) continue;
      drag[s] = alloy.viscosity(p.temperature) / (alloy.reference_density() * permeability(alloy.arm_spacing(), p.solid));
    }
  });
}

}  // namespace sprue
