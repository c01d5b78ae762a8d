#include "engine/app/cast_numbers.h"

#include <cmath>
#include <cstdio>
#include <thread>

#include "engine/app/freezing_numbers.h"
#include "engine/core/atomic_file.h"
#include "engine/core/parallel.h"
#include "solvers/chronicle.h"

namespace sprue {

namespace {

constexpr double mm3 = 1e9;
constexpr double mostly_filled = 0.98;  // of the parts

/// Last slot by a time field, and where it lies in its part.
void set_last(const Simulation& simulation, const Field<float>& when, const std::vector<CavityPlacement>& placements,
              const std::string& pointer, Summary& summary) {
  const Domain& domain = simulation.domain;
  Slot last = no_slot;
  for (Slot s = 0; s < when.size(); ++s)
    if (when[s] != never && domain.cavity[s] > 0 && (last == no_slot || when[s] > when[last])) last = s;
  if (last == no_slot) return;
  summary.set_count(pointer + "/cavity", domain.cavity[last]);
  summary.set_where(pointer + "/where_mm", in_part(placements, domain.cavity[last], domain.grid.centre(last)));
}

void add_pockets(const Record& record, const std::vector<CavityPlacement>& placements,
                 Summary& summary) {
  summary.set_json("/fill/gas_pockets", "[]");
  for (std::size_t i = 0; i < record.pockets.size(); ++i) {
    const PocketEvent& event = record.pockets[i];
    const std::string at = "/fill/gas_pockets/" + std::to_string(i);
    summary.set_json(at, "{}");
    summary.set_count(at + "/cavity", event.cavity);
    summary.set_where(at + "/where_mm", in_part(placements, event.cavity, event.pocket.where));
    summary.set(at + "/volume_mm3", event.pocket.volume * mm3);
    summary.set(at + "/pressure_kPa", event.pocket.pressure * 1e-3);
    summary.set(at + "/vented", event.pocket.vented);
    summary.set(at + "/time_s", event.time);
  }
}

/// Lines of each pocket's history, by its id.
void add_pocket_history(const Record& record, Summary& summary) {
  const char* const events[] = {"", "opened", "split_off", "merged", "vanished"};
  summary.set_json("/fill/gas_history", "[]");
  for (std::size_t i = 0; i < record.pocket_history.size(); ++i) {
    const PocketSample& s = record.pocket_history[i];
    const std::string at = "/fill/gas_history/" + std::to_string(i);
    summary.set_json(at, "{}");
    summary.set_count(at + "/pocket", s.pocket.id);
    summary.set(at + "/time_s", s.time);
    if (s.event != PocketChange::grown) summary.set(at + "/event", std::string(events[static_cast<std::size_t>(s.event)]));
    if (s.other != 0) summary.set_count(at + "/other", s.other);
    summary.set(at + "/volume_mm3", s.pocket.volume * mm3);
    summary.set(at + "/pressure_kPa", s.pocket.pressure * 1e-3);
    summary.set(at + "/mass_mg", s.pocket.mass * 1e6);
    summary.set(at + "/lost_mg", s.pocket.lost * 1e6);
    summary.set(at + "/vented", s.pocket.vented);
  }
}

/// Fragments that fly as parcels: now, and since the start. What was made is there now, was given back, or left through openings.
void add_parcels(const CastingState& state, double cell_volume, Summary& summary) {
  double metal = 0;
  std::int64_t stuck = 0;
  for (const Parcel& p : state.parcels) metal += p.metal, stuck += p.stuck;
  summary.set_count("/fill/parcels/count", static_cast<std::int64_t>(state.parcels.size()));
  summary.set_count("/fill/parcels/stuck", stuck);
  summary.set("/fill/parcels/volume_mm3", metal * cell_volume * mm3);
  summary.set_count("/fill/parcels/made", state.parcels_made);
  summary.set_count("/fill/parcels/returned", state.parcels_returned);
  summary.set("/fill/parcels/made_mm3", state.parcel_metal_made * cell_volume * mm3);
  summary.set("/fill/parcels/returned_mm3", state.parcel_metal_returned * cell_volume * mm3);
}

void add_porosity(const Simulation& simulation, const CastingState& state, const Record& record, Summary& summary) {
  const Domain& domain = simulation.domain;
  double parts = 0, feed = 0, most = 0, gas = 0;
  for (Slot s = 0; s < state.shrinkage.size(); ++s) {
    (domain.cavity[s] > 0 ? parts : feed) += state.shrinkage[s];
    if (domain.cavity[s] > 0) most = std::max(most, static_cast<double>(record.shrinkage_void[s]));
  }
  for (const PocketEvent& event : record.pockets)
    if (event.cavity > 0) gas += event.pocket.volume;
  summary.set("/porosity/shrinkage_mm3", parts * domain.cell_volume() * mm3);
  summary.set("/porosity/feed_shrinkage_mm3", feed * domain.cell_volume() * mm3);
  summary.set("/porosity/gas_mm3", gas * mm3);
  summary.set("/porosity/max_fraction", most);
}

void add_performance(const Simulation& simulation, const CastRun& run, Summary& summary) {
  const RunTotals& t = run.totals();
  const int asked = simulation.scene.run.threads;
  summary.set("/performance/wall_s", t.wall_s);
  summary.set("/performance/cpu_s", t.cpu_s);
  summary.set_count("/performance/threads", asked > 0 ? asked : static_cast<int>(std::thread::hardware_concurrency()));
  summary.set("/performance/busy_threads", t.wall_s > 0 ? t.cpu_s / t.wall_s : 0);
  summary.set("/performance/cell_steps", t.cell_steps);
  summary.set("/performance/cell_steps_per_cpu_s", t.cpu_s > 0 ? t.cell_steps / t.cpu_s : 0);
  summary.set("/performance/peak_rss_mb", peak_memory_mb());
  summary.set("/performance/stages/fill_s", t.fill_wall_s);
  summary.set("/performance/stages/freeze_s", t.freeze_wall_s);
  for (const auto& [name, seconds] : run.casting().seconds()) summary.set("/performance/operators_s/" + name, seconds);
}

std::string reached(const CastRun& run) {
  if (run.totals().fill_time <= 0) return "filling";
  if (run.totals().fill_fraction < mostly_filled) return "misrun";
  return run.casting().state().phase == Phase::done ? "solidified" : "filled";
}

/// Volume of all voids against what the metal has contracted by since flow retired, relative; 0 where nothing has.
double voids_error(const Simulation& simulation, const CastingState& state) {
  const AlloyCurve& alloy = simulation.alloy;
  const double mass = alloy.reference_density() * simulation.domain.cell_volume();
  double voids = 0, metal = 0, volume = 0;   // units of a cell
  for (Slot s = 0; s < state.shrinkage.size(); ++s) {
    voids += std::max(0.0, state.shrinkage[s]);
    if (state.metal[s] <= 0) continue;
    metal += state.metal[s];
    volume += state.metal[s] * alloy.reference_density() / alloy.density(std::max(state.enthalpy[s] / (state.metal[s] * mass), alloy.solidus_enthalpy()));
  }
  const double contraction = metal - volume / state.retired_volume;
  return contraction > 0 ? std::abs(voids / contraction - 1) : 0;
}

}  // namespace

double mould_heat(const Simulation& simulation, const CastingState& state) {
  const Domain& domain = simulation.domain;
  const double start = simulation.conditions.mould_temperature;
  return domain.cell_volume() * parallel_sum(domain.grid.block_count(), [&](std::size_t b) {
           double sum = 0;
           for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
             if (domain.mould_index[s] == no_mould) continue;
             const MouldProperties& m = simulation.moulds[domain.mould_index[s]];
             const double share = s < domain.grid.flow_slots() ? 1 - domain.cavity_fraction[s] : 1.0;
             sum += share * m.density * m.specific_heat * (state.mould_temperature[s] - start);
           }
           return sum;
         });
}

Balances balances(const Simulation& simulation, const CastingState& state) {
  Balances b;
  const double cell = simulation.domain.cell_volume();
  const double metal = total_metal(state), in = state.metal_in - state.metal_out;
  b.metal_mm3 = metal * cell * mm3;
  b.metal_in_mm3 = in * cell * mm3;
  b.metal_error = in > 0 ? std::abs(metal - in) / in : 0;
  b.energy_J = total_enthalpy(state) + mould_heat(simulation, state);
  b.energy_in_J = state.enthalpy_in - state.enthalpy_out - state.heat_out;
  const double scale = std::abs(state.enthalpy_in) + std::abs(state.heat_out);
  b.energy_error = scale > 0 ? std::abs(b.energy_J - b.energy_in_J) / scale : 0;
  return b;
}

void add_casting(const Simulation& simulation, const CastRun& run, const std::vector<CavityPlacement>& placements,
                 const std::string& status, Summary& summary) {
  const Domain& domain = simulation.domain;
  const CastingState& state = run.casting().state();
  const Record& record = run.casting().record();
  const RunTotals& t = run.totals();
  summary.set("/status", status);
  summary.set("/reached", reached(run));
  summary.set("/grid/cell_mm", domain.grid.cell * 1e3);
  summary.set_count("/grid/cells", static_cast<std::int64_t>(domain.grid.slots()));
  summary.set_count("/grid/cavity_cells", static_cast<std::int64_t>(cavity_cell_count(domain)));
  summary.set_count("/grid/blocks", static_cast<std::int64_t>(domain.grid.block_count()));
  summary.set("/grid/cavity_volume_mm3", cavity_volume(domain) * mm3);

  const Balances b = balances(simulation, state);
  const bool flowing = t.fill_time <= 0;
  summary.set("/fill/time_s", flowing ? state.time : t.fill_time);
  summary.set("/fill/fraction", flowing ? run.casting().fill_fraction() : t.fill_fraction);
  summary.set("/fill/shot_fraction", run.casting().shot_fraction());
  summary.set_count("/fill/steps", t.fill_steps);
  summary.set("/fill/max_velocity_m_s", t.max_speed);
  set_last(simulation, record.arrival, placements, "/fill/last_filled", summary);
  summary.set("/fill/metal_volume_error", b.metal_error);
  summary.set("/fill/gas_mass_error", t.gas_mass_error);
  summary.set("/fill/moved_by_fallback", t.moved_by_fallback / std::max(state.metal_in, 1e-300));
  summary.set("/fill/pressure_iterations", t.fill_steps > 0 ? static_cast<double>(t.pressure_iterations) / static_cast<double>(t.fill_steps) : 0);
  summary.set("/fill/worst_pressure_residual", t.worst_pressure_residual);
  add_parcels(state, domain.cell_volume(), summary);
  add_pockets(record, placements, summary);
  add_pocket_history(record, summary);

  summary.set("/solidification/time_s", state.phase == Phase::done ? state.time : NAN);
  summary.set_count("/solidification/steps", t.freeze_steps);
  set_last(simulation, record.solidification, placements, "/solidification/last_solid", summary);
  summary.set("/solidification/energy_error", b.energy_error);
  if (simulation.conditions.heat) add_freezing(simulation, record, placements, summary);
  add_porosity(simulation, state, record, summary);
  if (!simulation.probes.empty()) summary.set_json("/probes", probes_json(simulation.probes, run.probes(), record, freezing_results(simulation, record).grains));
  summary.set("/balances/metal", b.metal_error);
  summary.set("/balances/gas", t.gas_mass_error);
  summary.set("/balances/energy", b.energy_error);
  if (!state.shrinkage.empty()) summary.set("/balances/voids", voids_error(simulation, state));
  add_performance(simulation, run, summary);
  summary.set_json("/guards", "{}");
  for (const auto& [name, count] : run.casting().guards()) summary.set_count("/guards/" + name, count);
  for (const RangeExcess& e : run.ranges().excesses()) summary.set_count("/guards/metal outside the stated range of " + e.property, e.steps);
  summary.set("/provenance/state_hash", state_hash(state));
}

void add_sector(const Simulation& simulation, const CastRun& run, const Tooling& tooling, Summary& summary) {
  const double whole = tooling.sectors * simulation.domain.cell_volume();
  const double metal = total_metal(run.casting().state()) * whole;
  summary.set_count("/sector/of", tooling.sectors);
  summary.set("/sector/angle_deg", 360.0 / tooling.sectors);
  summary.set_count("/sector/cavities", static_cast<std::int64_t>(tooling.cast_cavities()));
  summary.set("/sector/disc/metal_mm3", metal * mm3);
  summary.set("/sector/disc/metal_g", metal * simulation.alloy.reference_density() * 1e3);
  summary.set("/sector/disc/cavity_volume_mm3", tooling.sectors * cavity_volume(simulation.domain) * mm3);
}

void write_history(const Simulation& simulation, const Record& record, const std::filesystem::path& file) {
  const double cell = simulation.domain.cell_volume() * mm3;
  std::string text = "time_s,metal_mm3,inflow_mm3,enthalpy_in_J,heat_out_J,max_speed_m_s,solid_fraction,shrinkage_mm3\n";
  char line[256];
  for (const HistorySample& h : record.history) {
    std::snprintf(line, sizeof line, "%.17g,%.17g,%.17g,%.17g,%.17g,%.6g,%.6g,%.9g\n", h.time, h.metal * cell, h.inflow * cell,
                  h.enthalpy_in, h.heat_out, h.max_speed, h.solid_fraction, h.shrinkage * cell);
    text += line;
  }
  write_text_file(file, text);
}

}  // namespace sprue
