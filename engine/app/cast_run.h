/// One casting run from start (or a checkpoint) to its end: progress, interruption, checkpoints, snapshots, fields on the way.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/app/mould_cycle.h"
#include "engine/app/progress.h"
#include "engine/app/simulation.h"
#include "engine/app/snapshot.h"
#include "engine/core/range_guard.h"

namespace sprue {

/// What is summed over a run; kept in the checkpoint, so that a resumed run reports the whole.
struct RunTotals {
  double wall_s = 0, cpu_s = 0, cell_steps = 0;
  double fill_wall_s = 0, freeze_wall_s = 0;
  double max_speed = 0, gas_mass_error = 0, moved_by_fallback = 0, worst_pressure_residual = 0;
  std::int64_t fill_steps = 0, freeze_steps = 0, pressure_iterations = 0;
  double fill_time = 0;        ///< s simulated when flow retired; 0 while filling
  double fill_fraction = 0;    ///< then
  double first_dt = 0;         ///< s, of the first step of the present phase
};

/// The time step has collapsed, so the run would not end in a useful time: it is under a millionth of the phase's first, or the steps taken
/// and those that time_left (s; 0 where not known) asks for are more than `budget`.
bool collapsed(double dt, double first_dt, double steps_taken, double time_left, double budget);

class CastRun {
 public:
  /// Starts, or resumes from folder/checkpoint.h5. Throws InputError (damaged checkpoint, other scene).
  CastRun(const Simulation& simulation, const std::filesystem::path& folder, bool resume);

  /// Steps until finished, interrupted or failed. Writes checkpoints every scene.run.checkpoint_interval of wall time and at the end. After
  /// a step with a value that is not finite the checkpoint is that of the last good step, computed again from the one before.
  enum class End { finished, interrupted, failed };
  End run(Progress& progress);

  const Casting& casting() const { return *casting_; }
  const RunTotals& totals() const { return totals_; }
  const std::vector<Snapshot>& snapshots() const { return recorder_.snapshots(); }
  const ProbeCurves& probes() const { return probes_; }
  const FilledMould& filled() const { return filled_; }    ///< as flow left it; empty for a scene of one shot
  const std::string& failure() const { return failure_; }  ///< what failed, after End::failed
  const RangeGuard& ranges() const { return ranges_; }     ///< where metal left the ranges of its data, since start or resume
  const std::vector<std::pair<double, std::string>>& field_files() const { return field_files_; }

 private:
  void load();
  void step(Progress& progress);
  void note_phase_change();
  void keep_filled();
  bool out_of_time(const StepReport& report) const;
  void go_back(Progress& progress);
  void save();
  void write_fields();

  const Simulation& simulation_;
  std::filesystem::path folder_;
  std::unique_ptr<Casting> casting_;
  SnapshotRecorder recorder_;
  RangeGuard ranges_;
  ProbeCurves probes_;
  FilledMould filled_;
  RunTotals totals_;
  std::vector<std::pair<double, std::string>> field_files_;
  std::string failure_;
  bool saved_ = false;         // the folder holds a checkpoint of this run
};

/// Cells whose metal or heat a step updated.
double active_cells(const Domain& domain, const CastingState& state, const StepReport& report);

double cpu_seconds();      ///< of this process
double peak_memory_mb();   ///< of this process

}  // namespace sprue
