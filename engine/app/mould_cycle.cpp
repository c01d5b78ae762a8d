#include "engine/app/mould_cycle.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>

#include "engine/app/cast_numbers.h"
#include "engine/app/rubber_life.h"
#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "solvers/chronicle.h"

namespace sprue {

namespace {

constexpr double counted_share = 0.01;   // of the parts' metal that may lag behind: drops left in gas are cooled by nothing
constexpr double some_metal = 1e-9;      // of a cell
constexpr double most_growth = 1.25;     // of a step, as in Casting
constexpr double least_growth = 0.3;
constexpr double first_rest = 0.1;       // of the time heat takes through a cell of mould: first step without metal

/// Something that falls: the moment at which it passes a level.
struct Watch {
  std::function<double()> measure;
  double level;
  bool stops = false;    // the advance ends there
  double passed = -1;    // s since the watch began; -1 = not yet
  double time = 0, value = 0;
  bool open() const { return passed < 0; }
};

void begin(Watch& watch) {
  watch.value = watch.measure();
  if (watch.value <= watch.level) watch.passed = watch.time;
}

}  // namespace

struct MouldCycle::Impl {
  const Simulation& simulation;
  const Domain& domain;
  const AlloyCurve& alloy;
  Scene::Cycle settings;
  FilledMould filled;
  CastingState state;
  Record record;
  CavityCells cells;
  bool has_parts;
  struct Wall {
    Slot slot;
    double area, used;   // used: of the rubber's life, in this shot
  };
  std::vector<Wall> walls;              // of the parts
  Field<double> mould_before, before_step, metal_before;
  int shots = 0;
  double clock = 0, hottest = 0, closed;   // closed: K of the walls as the mould was last closed

  Impl(const Simulation& s, FilledMould f);
  bool counted(Slot s) const { return state.metal[s] > some_metal && (!has_parts || domain.cavity[s] > 0); }
  double specific_enthalpy(Slot s) const { return state.enthalpy[s] / (alloy.reference_density() * domain.cell_volume() * state.metal[s]); }
  double liquid_share() const;
  double warm_metal() const;
  double mean_surface() const;
  double largest_change(const Field<double>& before) const;
  double suggested(Heat& heat, bool metal, double last) const;
  void keep();
  void go_back();
  double advance(double longest, const std::optional<BareWalls>& outside, std::vector<Watch*> watches);
  void note_walls(double dt);
  void fill(CycleShot& shot);
  void dwell(CycleShot& shot);
  void open(CycleShot& shot);
  CycleShot shot();
};

MouldCycle::Impl::Impl(const Simulation& s, FilledMould f)
    : simulation(s), domain(s.domain), alloy(s.alloy), settings(s.scene.cycle), filled(std::move(f)),
      state(make_casting_state(s.domain, s.conditions.mould_temperature)), record(make_record(s.domain)), cells(s.domain),
      has_parts(std::any_of(s.domain.cavity.begin(), s.domain.cavity.end(), [](auto cavity) { return cavity > 0; })) {
  SPRUE_ASSERT(settings.eject_temperature && settings.close_temperature && settings.good_temperature);
  state.phase = Phase::freezing;
  closed = s.conditions.mould_temperature;
  const double face = domain.grid.cell * domain.grid.cell;
  for (const Slot c : cells.all())
    if (domain.wall_area[c] > 0 && domain.mould_index[c] != no_mould && (!has_parts || domain.cavity[c] > 0)) walls.push_back({c, domain.wall_area[c] * face, 0});
}

double MouldCycle::Impl::liquid_share() const {
  double metal = 0, liquid = 0;
  for (const Slot s : cells.all())
    if (counted(s)) {
      metal += state.metal[s];
      liquid += state.metal[s] * (1 - alloy.solid_fraction(specific_enthalpy(s)));
    }
  return metal > 0 ? liquid / metal : 0;
}

/// K that all but counted_share of the parts' metal is under.
double MouldCycle::Impl::warm_metal() const {
  std::vector<std::pair<double, double>> warm;
  double metal = 0, seen = 0;
  for (const Slot s : cells.all())
    if (counted(s)) {
      warm.emplace_back(alloy.temperature(specific_enthalpy(s)), state.metal[s]);
      metal += state.metal[s];
    }
  std::sort(warm.begin(), warm.end(), std::greater<>());
  for (const auto& [temperature, amount] : warm)
    if ((seen += amount) > counted_share * metal) return temperature;
  return 0;
}

double MouldCycle::Impl::mean_surface() const {
  double sum = 0, area = 0;
  for (const Wall& w : walls) {
    sum += w.area * state.mould_temperature[w.slot];
    area += w.area;
  }
  return area > 0 ? sum / area : 0;
}

double MouldCycle::Impl::largest_change(const Field<double>& before) const {
  return parallel_max(domain.grid.block_count(), 0.0, [&](std::size_t b) {
    double most = 0;
    for (std::size_t s = b * block_cells; s < (b + 1) * block_cells; ++s) most = std::max(most, std::abs(state.mould_temperature[s] - before[s]));
    return most;
  });
}

/// s: as the metal allows; without metal so that the mould changes by the same number of degrees.
double MouldCycle::Impl::suggested(Heat& heat, bool metal, double last) const {
  if (metal) return last > 0 ? std::min(most_growth * last, heat.stable_dt(state)) : heat.stable_dt(state);
  if (last == 0) {
    double quickest = 1e300;
    for (const MouldProperties& m : simulation.moulds)
      quickest = std::min(quickest, domain.grid.cell * domain.grid.cell * m.density * m.specific_heat / m.conductivity);
    return first_rest * quickest;
  }
  const double change = largest_change(before_step), target = simulation.scene.numerics.heat_temperature_step;
  return last * (change > 0 ? std::clamp(target / change, least_growth, most_growth) : most_growth);
}

void MouldCycle::Impl::keep() {
  before_step = state.mould_temperature;
  metal_before = state.enthalpy;
}

void MouldCycle::Impl::go_back() {
  state.mould_temperature = before_step;
  state.enthalpy = metal_before;
}

void MouldCycle::Impl::note_walls(double dt) {
  const bool ages = settings.ageing == "silicone";
  for (Wall& w : walls) {
    const double t = state.mould_temperature[w.slot];
    hottest = std::max(hottest, t);
    if (ages) w.used += dt / silicone_life(t);
  }
}

/// Conduction for `longest` seconds, or until a watch that stops has passed; returns how long. Watches must have begun; one that stops comes first.
double MouldCycle::Impl::advance(double longest, const std::optional<BareWalls>& outside, std::vector<Watch*> watches) {
  for (const Watch* w : watches)
    if (w->stops && !w->open()) return 0;
  CastingConditions conditions = simulation.conditions;
  conditions.bare_walls = outside;
  Heat heat(domain, conditions, simulation.scene.numerics, alloy, simulation.moulds);
  const bool metal = total_metal(state) > 0;
  state.heat_step = 0;
  double passed = 0, dt = 0;
  bool stopped = false;
  while (passed < longest && !stopped) {
    dt = suggested(heat, metal, dt);
    double step = longest - passed <= dt * (1 + 1e-9) ? longest - passed : dt;
    const double heat_out = state.heat_out;
    keep();
    heat.advance(state, step, record, state.time + step);
    for (Watch* w : watches) {
      if (!w->open()) continue;
      const double value = w->measure();
      const double share = value <= w->level ? (w->value - w->level) / (w->value - value) : 1;
      if (w->stops && share < 1) {   // the step again, up to there
        go_back();
        state.heat_out = heat_out;
        step *= share;
        if (step > 0) heat.advance(state, step, record, state.time + step);
        stopped = true;
      }
      if (value <= w->level) w->passed = w->time + (stopped ? step : share * step);
      w->value = value;
    }
    for (Watch* w : watches) w->time += step;
    note_walls(step);
    state.time += step;
    passed += step;
  }
  clock += passed;
  return passed;
}

/// The mould for as long as filling takes, then the filled state.
void MouldCycle::Impl::fill(CycleShot& shot) {
  advance(filled.time, std::nullopt, {});
  const double before = mould_heat(simulation, state);
  for (Slot s = 0; s < state.mould_temperature.size(); ++s) state.mould_temperature[s] += filled.warmed[s];
  shot.heat_of_filling = mould_heat(simulation, state) - before;
  state.metal = filled.metal;
  state.enthalpy = filled.enthalpy;
  shot.heat_brought = total_enthalpy(state) + shot.heat_of_filling;
}

void MouldCycle::Impl::dwell(CycleShot& shot) {
  Watch frozen{[&] { return liquid_share(); }, counted_share};
  Watch ejectable{[&] { return warm_metal(); }, *settings.eject_temperature, !settings.dwell};
  begin(frozen);
  begin(ejectable);
  shot.dwell = advance(settings.dwell.value_or(settings.longest), std::nullopt, {&ejectable, &frozen});
  shot.frozen = frozen.passed;
  shot.ejectable = ejectable.passed;
  shot.metal_opened = warm_metal();
  shot.heat_taken = total_enthalpy(state);
  std::fill(state.metal.begin(), state.metal.end(), 0.0);
  std::fill(state.enthalpy.begin(), state.enthalpy.end(), 0.0);
}

void MouldCycle::Impl::open(CycleShot& shot) {
  const BareWalls air{settings.open_coefficient, settings.open_emissivity, settings.air_temperature};
  const BareWalls sprayed{settings.spray_coefficient, settings.open_emissivity, settings.spray_temperature};
  Watch closable{[&] { return mean_surface(); }, *settings.close_temperature};
  begin(closable);
  advance(settings.open, air, {&closable});
  advance(settings.spray, sprayed, {&closable});
  if (mean_surface() > closable.level) closable.passed = -1;   // warm again from within since it had passed
  closable.stops = !settings.wait;
  shot.wait = advance(settings.wait.value_or(settings.longest), air, {&closable});
  shot.closable = closable.passed;
  closed = mean_surface();
  advance(settings.close, std::nullopt, {});
}

CycleShot MouldCycle::Impl::shot() {
  CycleShot shot;
  shot.number = ++shots;
  shot.start = clock;
  shot.surface_before = mean_surface();
  if (!mould_before.empty()) shot.change = largest_change(mould_before);
  mould_before = state.mould_temperature;
  const double kept = mould_heat(simulation, state), lost = state.heat_out;
  const double slack = simulation.scene.numerics.heat_temperature_step;   // a chosen wait ends within it
  const bool in_limits = shot.surface_before >= *settings.good_temperature && closed <= *settings.close_temperature + slack;
  hottest = shot.surface_before;
  for (Wall& w : walls) w.used = 0;
  fill(shot);
  dwell(shot);
  open(shot);
  shot.length = clock - shot.start;
  shot.surface_hottest = hottest;
  for (const Wall& w : walls) shot.life_used = std::max(shot.life_used, w.used);
  shot.heat_lost = state.heat_out - lost;
  shot.heat_kept = mould_heat(simulation, state) - kept;
  shot.energy_error = std::abs(shot.heat_brought - shot.heat_taken - shot.heat_lost - shot.heat_kept) / shot.heat_brought;
  shot.good = in_limits && shot.ejectable >= 0;
  return shot;
}

MouldCycle::MouldCycle(const Simulation& simulation, FilledMould filled) : impl_(std::make_unique<Impl>(simulation, std::move(filled))) {}
MouldCycle::~MouldCycle() = default;
CycleShot MouldCycle::shot() { return impl_->shot(); }
void MouldCycle::choose_times() {
  impl_->settings.dwell.reset();
  impl_->settings.wait.reset();
}
const CastingState& MouldCycle::state() const { return impl_->state; }

FilledMould filled_mould(const Simulation& simulation, const CastingState& state) {
  FilledMould filled{state.metal, state.enthalpy, state.mould_temperature, state.time};
  for (double& t : filled.warmed) t -= simulation.conditions.mould_temperature;
  return filled;
}

std::string FilledMould::save() const {
  std::string bytes(reinterpret_cast<const char*>(&time), sizeof time);
  for (const Field<double>* field : {&metal, &enthalpy, &warmed}) bytes.append(reinterpret_cast<const char*>(field->data()), field->size() * sizeof(double));
  return bytes;
}

FilledMould FilledMould::restore(const std::string& bytes, const Domain& domain, const std::string& where) {
  const std::size_t flow = domain.grid.flow_slots(), all = domain.grid.slots();
  if (bytes.size() != sizeof(double) * (1 + 2 * flow + all))
    throw InputError("the checkpoint lacks the filled mould that further shots start from", where, "", "start again with --force");
  FilledMould filled{Field<double>(flow), Field<double>(flow), Field<double>(all), 0};
  const char* from = bytes.data();
  std::memcpy(&filled.time, from, sizeof filled.time);
  from += sizeof filled.time;
  for (Field<double>* field : {&filled.metal, &filled.enthalpy, &filled.warmed}) {
    std::memcpy(field->data(), from, field->size() * sizeof(double));
    from += field->size() * sizeof(double);
  }
  return filled;
}

}  // namespace sprue
