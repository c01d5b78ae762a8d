#include "solvers/casting.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "engine/core/stopwatch.h"
#include "solvers/chronicle.h"
#include "solvers/connected_regions.h"
#include "solvers/curvature.h"
#include "solvers/drive.h"
#include "solvers/finite.h"
#include "solvers/flow_context.h"
#include "solvers/parcels.h"

namespace sprue {

namespace {

bool has_inlet(const Domain& domain) {
  for (const auto& kinds : domain.kind)
    if (std::find(kinds.begin(), kinds.end(), FaceKind::inlet) != kinds.end()) return true;
  return false;
}

/// Twice the fall over the cavity's extent by the strongest pull in it, s; 0 without any.
double run_out_time(const Domain& domain, const CavityCells& cells, const CastingConditions& conditions) {
  const BodyForce force = body_force(conditions, conditions.rotation.spin_up_time, 0);
  Vec3 low{1e300, 1e300, 1e300}, high{-1e300, -1e300, -1e300};
  double pull = 0;
  for (const Slot s : cells.all()) {
    const Vec3 x = domain.grid.centre(s);
    for (int d = 0; d < 3; ++d) low[d] = std::min(low[d], x[d]), high[d] = std::max(high[d], x[d]);
    pull = std::max(pull, norm(force.gradient(x)));
  }
  return pull > 0 ? 2 * std::sqrt(2 * norm(high - low) / pull) : 0.0;
}

/// What had to be guarded in a step, by name; shown to the user.
void count_guards(const StepReport& report, std::map<std::string, std::int64_t>& guards) {
  const auto count = [&](const char* name, std::int64_t times) {
    if (times > 0) guards[name] += times;
  };
  count("cells corrected by pass-through", report.advection.corrected_cells);
  count("steps with volume moved by the fallback", report.advection.moved_by_fallback > 0);
  count("pressure solve short of its tolerance", report.flow.pressure.iterations > 0 && !report.flow.pressure.converged);
  count("heat solve short of its tolerance", report.heat.solve.iterations > 0 && !report.heat.solve.converged);
  count("feeding's pressure solve short of its tolerance", !report.feeding.darcy.converged);
  count("feeding's open pores not settled", !report.feeding.darcy.settled);
  count("heat step not settled in Newton", report.heat.newton_iterations > 0 && report.heat.mismatch > 0.1);
  count("face speeds cut to what pressure can give", report.flow.speeds_cut);
  count("cells left overfilled by the projection", report.flow.left_overfilled);
  count("curvature clamped", report.curvature.clamped);
  count("curvature not resolved", report.curvature.unresolved);
  count("gas pockets merged", report.gas.merged);
  count("gas pockets split", report.gas.split);
}

}  // namespace

struct Casting::Impl {
  const Domain& domain;
  CastingConditions conditions;
  Numerics numerics;
  const AlloyCurve& alloy;
  CastingState state;
  Record record;

  VolumeOfFluid surface;
  Flow flow;
  GasPockets gas;
  Heat heat;
  Feeding feeding;
  Parcels parcels;
  Chronicle chronicle;
  Drive drive;

  double cavity_cells;               // volume of the cavity, units of a cell
  bool fed;                          // has an inlet: ends when full or stopped, and frozen
  CavityCells cells;
  double part_cells = 0;             // of the parts alone
  bool has_parts;                    // ends when these are solid; sprue and runners may still be mush, as when a disc is opened
  double run_out;                    // s that metal needs to run through the cavity when no more comes behind it
  double wall_prediction;            // s, by which the surface is predicted near walls (surface_curvature)
  std::vector<ContactAngles> angles; // by mould
  Field<double> metal_before, curvature, drag;
  MetalFluxes fluxes;
  std::map<std::string, std::int64_t> guards;
  Stopwatch clock;
  StepReport last;
  bool failed = false;

  Impl(const Domain& d, const CastingConditions& c, const Numerics& n, const AlloyCurve& a,
       std::vector<MouldProperties> moulds, CastingState s, Record r);

  double choose_dt(StepReport& report) const;
  bool sound(const char* name, const Field<double>& values, StepReport& report) const;   // in the blocks where metal moves
  bool sound_heat(StepReport& report) const;
  void remember_metal();
  void fill(StepReport& report);
  void freeze(StepReport& report);
  void retire_flow();
  bool front_stopped();
  double filled() const;   // share of the parts' volume, of everything where there are none
  struct Frozen {
    double metal = 0, solid = 0;
    std::size_t unfinished = 0;
    Frozen& operator+=(const Frozen& o) { return metal += o.metal, solid += o.solid, unfinished += o.unfinished, *this; }
  };
  Frozen frozen() const;
  bool all_frozen() const;
};

Casting::Impl::Impl(const Domain& d, const CastingConditions& c, const Numerics& n, const AlloyCurve& a,
                    std::vector<MouldProperties> moulds, CastingState s, Record r)
    : domain(d), conditions(c), numerics(n), alloy(a), state(std::move(s)), record(std::move(r)),
      surface(d), flow(d, c, n, a), gas(d, c.gas), heat(d, c, n, a, std::move(moulds)), feeding(d, c, a), parcels(d, c),
      chronicle(d), drive(d, c, a.reference_density()), cavity_cells(cavity_volume(d) / d.cell_volume()), fed(has_inlet(d)), cells(d),
      has_parts(std::any_of(d.cavity.begin(), d.cavity.end(), [](auto cavity) { return cavity > 0; })) {
  run_out = run_out_time(d, cells, c);
  for (const Slot s : cells.all())
    if (d.cavity[s] > 0) part_cells += d.cavity_fraction[s];
  const double tension = alloy.surface_tension(), h = d.grid.cell;
  wall_prediction = tension > 0 ? 0.6 * std::sqrt(alloy.reference_density() * h * h * h / tension) : 0.0;
  for (const Interface& interface : conditions.interfaces) angles.push_back(interface.angles());
  curvature.assign(d.grid.flow_slots(), 0.0);
  drag.assign(d.grid.flow_slots(), 0.0);
  if (state.step == 0) {
    state.phase = conditions.flow ? Phase::filling : Phase::freezing;
    if (conditions.flow) gas.initialise(state);
    state.progress_metal = total_metal(state);
    if (state.phase == Phase::freezing && conditions.feeding) feeding.begin(state);
  }
  if (state.phase == Phase::filling) surface.reconstruct(state);
}

double Casting::Impl::choose_dt(StepReport& report) const {
  double dt = state.phase == Phase::filling ? flow.stable_dt(state, surface, &report.limited_by)
                                            : heat.stable_dt(state);
  if (state.phase != Phase::filling) report.limited_by = "temperature";
  if (state.last_dt > 0 && dt > 1.25 * state.last_dt) {
    dt = 1.25 * state.last_dt;
    report.limited_by = "growth";
  }
  if (state.time + dt >= conditions.end_time) {
    dt = conditions.end_time - state.time;
    report.limited_by = "end time";
  }
  return dt;
}

/// Whether all values are numbers; else who made them and where the first is goes into the report.
bool Casting::Impl::sound(const char* name, const Field<double>& values, StepReport& report) const {
  if (report.failed_operator == nullptr)
    if (const Slot first = first_not_finite(fluxes.blocks, values); first != no_slot) {
      report.failed_operator = name;
      report.failed_cell = first;
    }
  return report.failed_operator == nullptr;
}

bool Casting::Impl::sound_heat(StepReport& report) const {
  report.failed_cell = first_not_finite(state.enthalpy);
  if (report.failed_cell == no_slot) report.failed_cell = first_not_finite(state.mould_temperature);
  if (report.failed_cell != no_slot || report.heat.failed) report.failed_operator = "heat";
  return report.failed_operator == nullptr;
}

/// metal_before, which is 0 beyond the cells near metal. Once after each reconstruct().
void Casting::Impl::remember_metal() {
  if (metal_before.size() != state.metal.size()) {
    metal_before = state.metal;
    return;
  }
  for (const Slot s : surface.near().dropped()) metal_before[s] = 0;
  for (const Slot s : surface.near().all()) metal_before[s] = state.metal[s];
}

/// One step while metal flows.
void Casting::Impl::fill(StepReport& report) {
  parcels.take(state, surface.pressure_cell(), [&](Slot s) { return conditions.heat && heat.solid_fraction(state, s) > alloy.coherency_fraction(); }, &surface.near());
  clock.lap("parcels");
  remember_metal();
  report.advection = surface.advance(state, report.dt, fluxes);
  clock.lap("advection");
  if (!sound("advection", state.metal, report)) return;
  flow.carry_momentum(state, metal_before, fluxes);
  if (conditions.heat) heat.carry_enthalpy(state, metal_before, fluxes);
  clock.lap("transport");
  report.failed_cell = parcels.fly(state, report.dt);
  if (report.failed_cell != no_slot) report.failed_operator = "parcels";
  clock.lap("parcels");
  if (!sound("transport of heat", state.enthalpy, report)) return;
  surface.reconstruct(state, report.dt);
  clock.lap("surface");
  report.gas = gas.advance(state, report.dt, record, &surface.near());
  clock.lap("gas");
  report.curvature = surface_curvature(domain, state, surface, angles, wall_prediction, curvature, true);
  clock.lap("curvature");
  if (!sound("curvature", curvature, report)) return;
  if (conditions.heat) heat.drag(state, drag);
  report.flow = flow.advance(state, report.dt, surface, curvature, gas, drag);
  clock.lap("flow");
  report.failed_operator = report.flow.failed_operator;
  report.failed_cell = report.flow.failed_cell;
  if (report.failed_operator != nullptr) return;
  state.heat_lag += report.dt;
  if (conditions.heat && state.heat_lag >= std::min(numerics.heat_interval, state.heat_step)) {   // heat_step 0: not known before the first solve
    report.heat = heat.advance(state, state.heat_lag, record, state.time + report.dt);
    state.heat_lag = 0;
    sound_heat(report);
  }
  clock.lap("heat");
}

/// One step after flow has retired: heat and quasi-static feeding.
void Casting::Impl::freeze(StepReport& report) {
  report.heat = heat.advance(state, report.dt, record);
  clock.lap("heat");
  if (!sound_heat(report)) return;
  if (conditions.feeding) report.feeding = feeding.advance(state, record, report.dt);
  clock.lap("feeding");
}

bool Casting::Impl::front_stopped() {
  if (!fed || conditions.through_flow) return false;  // a tank without a feed is watched to its end time
  const double metal = record.history.back().metal, full = 1 - numerics.stall_progress;   // what is left then could not count as progress
  if (has_parts ? metal >= (full - 1e-6) * part_cells && filled() >= full : metal / cavity_cells >= full) return true;
  if (std::abs(metal - state.progress_metal) >= numerics.stall_progress * cavity_cells) {
    state.progress_metal = metal;
    state.progress_time = state.time;
  }
  if (state.time < drive.settled(state)) {  // what pushes harder later may move a front that stands now
    state.progress_time = state.time;
    return false;
  }
  const double pump_time = cavity_cells * domain.cell_volume() / drive.usual_rate();
  const double by_itself = drive.law(state, state.time).shut ? run_out : 0;
  return state.time - state.progress_time > std::max({numerics.stall_time, numerics.stall_share * pump_time, by_itself});
}

double Casting::Impl::filled() const {
  if (!has_parts) return total_metal(state) / cavity_cells;
  struct Sum {
    double metal = 0, room = 0;
    Sum& operator+=(const Sum& o) { return metal += o.metal, room += o.room, *this; }
  };
  const Sum sum = parallel_sum<Sum>(domain.grid.flow_blocks, [&](std::size_t b) {
    Sum part;
    for (const Slot s : cells.of(b))
      if (domain.cavity[s] > 0) part += {state.metal[s], domain.cavity_fraction[s]};
    return part;
  });
  return sum.metal / sum.room;
}

void Casting::Impl::retire_flow() {
  if (conditions.heat && state.heat_lag > 0) heat.advance(state, state.heat_lag, record, state.time);
  state.heat_lag = 0;
  parcels.settle(state);
  for (int d = 0; d < 3; ++d) std::fill(state.velocity[d].begin(), state.velocity[d].end(), 0.0);
  chronicle.trapped_pockets(state, record);
  state.phase = conditions.heat ? Phase::freezing : Phase::done;
  if (state.phase == Phase::freezing && conditions.feeding) feeding.begin(state);
  state.last_dt = 0;
}

/// Metal of the parts (of everything where there are no parts) and how much of it is solid, units of a cell. A cell with the last of
/// its liquid counts as liquid altogether in `unfinished`.
Casting::Impl::Frozen Casting::Impl::frozen() const {
  return parallel_sum<Frozen>(domain.grid.flow_blocks, [&](std::size_t b) {
    Frozen sum;
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      if (state.metal[s] <= 1e-9 || (has_parts && domain.cavity[s] <= 0)) continue;
      const double solid = heat.solid_fraction(state, s);
      sum += {state.metal[s], state.metal[s] * solid, solid < 1 ? 1u : 0u};
    }
    return sum;
  });
}

/// Metal left hanging in gas, in touch with no wall, is cooled by nothing: it does not count.
bool Casting::Impl::all_frozen() const {
  constexpr double nearly = 0.99, some_metal = 1e-9;
  const Frozen sum = frozen();
  if (sum.unfinished == 0 || sum.solid < nearly * sum.metal) return sum.unfinished == 0;
  std::vector<std::int32_t> label;
  const int bodies = label_regions(domain, cells.all(), [&](Slot s) { return state.metal[s] > some_metal; }, label);
  std::vector<std::uint8_t> touches(static_cast<std::size_t>(bodies) + 1, 0);
  for (const Slot s : cells.all())
    if (domain.wall_area[s] > 0) touches[static_cast<std::size_t>(label[s])] = 1;
  return std::none_of(cells.all().begin(), cells.all().end(), [&](Slot s) {
    return label[s] != 0 && touches[static_cast<std::size_t>(label[s])] && (!has_parts || domain.cavity[s] > 0) && heat.solid_fraction(state, s) < 1;
  });
}

Casting::Casting(const Domain& domain, const CastingConditions& conditions, const Numerics& numerics,
                 const AlloyCurve& alloy, std::vector<MouldProperties> moulds, CastingState state, Record record)
    : impl_(std::make_unique<Impl>(domain, conditions, numerics, alloy, std::move(moulds), std::move(state),
                                   std::move(record))) {}
Casting::~Casting() = default;

StepReport Casting::step() {
  Impl& im = *impl_;
  StepReport& report = im.last = {};
  im.clock.start();
  report.dt = im.choose_dt(report);
  im.clock.lap("time step");
  if (report.dt > 0 && std::isfinite(report.dt)) im.state.phase == Phase::filling ? im.fill(report) : im.freeze(report);
  else report.failed_operator = "time step";
  im.failed = report.failed_operator != nullptr;
  if (im.failed) return report;
  im.state.time += report.dt;
  ++im.state.step;
  im.state.last_dt = report.dt;
  im.chronicle.write(im.state, im.heat, report.flow.metal_speed, im.record, im.surface.near().all());
  count_guards(report, im.guards);
  im.clock.lap("record");
  if (im.state.phase == Phase::filling && im.front_stopped()) im.retire_flow();
  else if (im.state.phase == Phase::freezing && im.fed && im.all_frozen())
    im.state.phase = Phase::done;
  return report;
}

bool Casting::finished() const {
  return impl_->failed || impl_->state.phase == Phase::done || impl_->state.time >= impl_->conditions.end_time;
}

bool Casting::failed() const { return impl_->failed; }
const StepReport& Casting::last() const { return impl_->last; }
const Domain& Casting::domain() const { return impl_->domain; }
const CastingState& Casting::state() const { return impl_->state; }
const Record& Casting::record() const { return impl_->record; }
const Heat& Casting::heat() const { return impl_->heat; }
const VolumeOfFluid& Casting::surface() const { return impl_->surface; }
const std::map<std::string, std::int64_t>& Casting::guards() const { return impl_->guards; }
std::map<std::string, double> Casting::seconds() const {
  std::map<std::string, double> all = impl_->clock.seconds();
  for (const auto& [part, seconds] : impl_->flow.clock().seconds()) all["flow, " + part] = seconds;
  return all;
}
double Casting::frozen_fraction() const {
  const Impl::Frozen f = impl_->frozen();
  return f.metal > 0 ? f.solid / f.metal : 0;
}
double Casting::fill_fraction() const { return impl_->filled(); }
double Casting::shot_fraction() const { return total_metal(impl_->state) / impl_->cavity_cells; }

}  // namespace sprue
