#include "engine/app/cast_run.h"

#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "engine/core/atomic_file.h"
#include "engine/core/checkpoint.h"
#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "engine/core/vti_file.h"
#include "engine/app/failure_text.h"
#include "engine/app/film_picture.h"
#include "engine/app/freezing_numbers.h"
#include "engine/app/interrupt.h"
#include "engine/app/results_folder.h"
#include "engine/app/scene_schema.h"
#include "solvers/drive.h"

namespace sprue {

namespace {

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string bytes_of(const RunTotals& totals) {
  return {reinterpret_cast<const char*>(&totals), sizeof totals};
}

/// A scene as saved, without what does not change the casting, only how far and how it is computed and what is written of it.
std::string scene_identity(const std::string& text, const std::filesystem::path& file) {
  Scene scene = parse_scene(text, file.string());
  scene.run.threads = 0;
  scene.run.end_time.reset();
  scene.output = Scene().output;
  scene.run.checkpoint_interval = Scene().run.checkpoint_interval;
  scene.run.memory_limit.reset();
  scene.run.step_budget = Scene().run.step_budget;
  return to_toml(scene);
}

/// Time that filling has yet to take at least, s: to the end time, or what the pump needs. Freezing ends by itself: not known, 0.
double time_left(const Simulation& simulation, const CastingState& state) {
  if (state.phase != Phase::filling) return 0;
  const CastingConditions& c = simulation.conditions;
  const double room = cavity_volume(simulation.domain) - simulation.domain.cell_volume() * state.metal_in;
  const double rate = Drive(simulation.domain, c, simulation.alloy.reference_density()).usual_rate();
  return rate > 0 ? std::clamp(room / rate, 0.0, c.end_time - state.time) : c.end_time - state.time;
}

}  // namespace

bool collapsed(double dt, double first_dt, double steps_taken, double time_left, double budget) {
  constexpr double least_share = 1e-6;
  return dt < least_share * first_dt || steps_taken + time_left / dt > budget;
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_memory_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

CastRun::CastRun(const Simulation& simulation, const std::filesystem::path& folder, bool resume)
    : simulation_(simulation), folder_(folder), recorder_(simulation.domain, simulation.alloy),
      ranges_(simulation.domain, simulation.alloy), probes_(simulation.probes) {
  if (resume) {
    load();
  } else {
    casting_ = simulation.start();
    probes_.sample(*casting_);
    if (casting_->state().phase != Phase::filling) keep_filled();
  }
}

/// For the shots that follow.
void CastRun::keep_filled() {
  if (simulation_.scene.cycle.shots > 1) filled_ = filled_mould(simulation_, casting_->state());
}

/// Everything as in the checkpoint.
void CastRun::load() {
  const std::filesystem::path file = folder_ / "checkpoint.h5";
  Checkpoint saved = read_checkpoint(file);
  require_domain(saved, simulation_.domain, file);
  if (scene_identity(saved.scene, file) != scene_identity(to_toml(simulation_.scene), file))
    throw InputError("the checkpoint was written by another scene", file.string(), "",
                     "resume with the scene and options of the first run (log.txt holds them)");
  const std::string& totals = saved.attachments["totals"];
  if (totals.size() != sizeof totals_)
    throw InputError("the checkpoint lacks the run's totals", file.string(), "", "start again with --force");
  std::memcpy(&totals_, totals.data(), sizeof totals_);
  recorder_.restore(load_snapshots(saved.attachments["snapshots"], file.string()), file.string());
  probes_.restore(saved.attachments["probes"], file.string());
  if (simulation_.scene.cycle.shots > 1 && saved.state.phase != Phase::filling)
    filled_ = FilledMould::restore(saved.attachments["filled"], simulation_.domain, file.string());
  casting_ = simulation_.resume(std::move(saved.state), std::move(saved.record));
  saved_ = true;
}

void CastRun::save() {
  Checkpoint checkpoint;
  checkpoint.scene = to_toml(simulation_.scene);
  checkpoint.domain = domain_hash(simulation_.domain);
  checkpoint.state = casting_->state();
  checkpoint.record = casting_->record();
  checkpoint.attachments = {{"totals", bytes_of(totals_)}, {"snapshots", save_snapshots(recorder_.snapshots())}, {"probes", probes_.save()}};
  if (!filled_.metal.empty()) checkpoint.attachments["filled"] = filled_.save();
  write_checkpoint(folder_ / "checkpoint.h5", checkpoint);
  saved_ = true;
}

void CastRun::write_fields() {
  if (!simulation_.scene.output.fields) return;
  const CastingState& state = casting_->state();
  const bool ended = state.phase == Phase::done || casting_->finished();
  const std::string name = ended ? "fields-end.vti" : "fields-filled.vti";
  std::vector<CellField> fields = casting_fields(simulation_.domain, state, casting_->record(), simulation_.alloy);
  const FreezingResults froze = freezing_results(simulation_, casting_->record());
  if (ended) std::ranges::copy(freezing_fields(casting_->record(), froze), std::back_inserter(fields));
  write_vti(folder_ / name, simulation_.domain.grid, FieldBox::all_blocks, state.time, fields);
  field_files_.emplace_back(state.time, name);
  write_pvd(folder_ / "fields.pvd", field_files_);
}

double active_cells(const Domain& domain, const CastingState& state, const StepReport& report) {
  double cells = parallel_sum(domain.grid.flow_blocks, [&](std::size_t b) {
    double n = 0;
    for (std::size_t s = b * block_cells; s < (b + 1) * block_cells; ++s) n += state.metal[s] > 0;
    return n;
  });
  if (report.heat.newton_iterations > 0) cells += static_cast<double>(report.heat.mould_cells);
  return cells;
}

/// The casting as it was after its last good step, computed again: the same steps give the same bits.
void CastRun::go_back(Progress& progress) {
  const std::int64_t good = casting_->state().step;
  progress.stage("back to the last good step");
  if (saved_) {
    Checkpoint last = read_checkpoint(folder_ / "checkpoint.h5");
    casting_ = simulation_.resume(std::move(last.state), std::move(last.record));
  } else {
    casting_ = simulation_.start();
  }
  while (casting_->state().step < good && !casting_->finished()) casting_->step();
}

bool CastRun::out_of_time(const StepReport& report) const {
  const bool asked = std::strcmp(report.limited_by, "end time") != 0;   // the last step is as short as it must be
  return asked && collapsed(report.dt, totals_.first_dt, static_cast<double>(totals_.fill_steps + totals_.freeze_steps),
                            time_left(simulation_, casting_->state()), simulation_.scene.run.step_budget);
}

/// When flow has retired.
void CastRun::note_phase_change() {
  totals_.fill_time = casting_->state().time;
  totals_.fill_fraction = casting_->fill_fraction();
  totals_.first_dt = 0;
  keep_filled();
  recorder_.finish(casting_->state(), totals_.fill_fraction);
  write_fields();
}

void CastRun::step(Progress& progress) {
  const bool filling = casting_->state().phase == Phase::filling;
  const StepReport report = casting_->step();
  if (casting_->failed()) {
    failure_ = failure_text(*casting_);
    return go_back(progress);
  }
  probes_.sample(*casting_);
  totals_.cell_steps += active_cells(simulation_.domain, casting_->state(), report);
  totals_.max_speed = std::max(totals_.max_speed, report.flow.metal_speed);
  totals_.gas_mass_error = std::max(totals_.gas_mass_error, report.gas.mass_error);
  totals_.moved_by_fallback += report.advection.moved_by_fallback;
  totals_.worst_pressure_residual = std::max(totals_.worst_pressure_residual, report.flow.pressure.residual);
  totals_.pressure_iterations += report.flow.pressure.iterations;
  if (report.heat.newton_iterations > 0) ranges_.watch(casting_->state());
  ++(filling ? totals_.fill_steps : totals_.freeze_steps);
  if (filling && recorder_.consider(casting_->state(), casting_->fill_fraction()))
    write_text_file(folder_ / ResultsFolder::live_picture, png(film_picture(snapshots().back(), simulation_.domain, simulation_.alloy.solidus(), simulation_.conditions.inlet.temperature)));
  if (filling && casting_->state().phase != Phase::filling) return note_phase_change();
  if (totals_.first_dt == 0) totals_.first_dt = report.dt;
  if (!out_of_time(report)) return;
  char text[256];
  std::snprintf(text, sizeof text, "the time step has collapsed at %.6g s: %.3g s, asked for by %s (first step %.3g s, budget %.0f steps)",
                casting_->state().time, report.dt, report.limited_by, totals_.first_dt, simulation_.scene.run.step_budget);
  failure_ = text;
}

namespace {

double metal_grams(const Casting& casting, const Simulation& simulation) {
  const CastingState& state = casting.state();
  return 1e3 * simulation.alloy.reference_density() * simulation.domain.cell_volume() * (state.metal_in - state.metal_out);
}

}  // namespace

CastRun::End CastRun::run(Progress& progress) {
  const InterruptGuard guard;
  double wall = wall_seconds(), cpu = cpu_seconds(), saved = wall;
  progress.stage(casting_->state().phase == Phase::filling ? "fill" : "freeze");
  while (!casting_->finished() && failure_.empty()) {
    const bool filling = casting_->state().phase == Phase::filling;
    step(progress);
    if (filling && casting_->state().phase != Phase::filling) progress.stage("freeze");
    const double now = wall_seconds(), used = cpu_seconds();
    (filling ? totals_.fill_wall_s : totals_.freeze_wall_s) += now - wall;
    totals_.wall_s += now - wall;
    totals_.cpu_s += used - cpu;
    wall = now;
    cpu = used;
    progress.update({filling ? casting_->shot_fraction() : casting_->frozen_fraction(), casting_->state().time, metal_grams(*casting_, simulation_)});
    if (interrupted() || now - saved > simulation_.scene.run.checkpoint_interval) {
      save();
      saved = now;
    }
    if (interrupted()) return End::interrupted;
  }
  save();
  if (!failure_.empty()) return End::failed;
  write_fields();
  return End::finished;
}

}  // namespace sprue
