/// What many shots come to: when the cycle is steady and shots are good, what times it should have, what the mould suffers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/app/mould_cycle.h"
#include "engine/app/progress.h"
#include "engine/core/finding.h"

namespace sprue {

struct CycleReport {
  std::vector<CycleShot> shots;
  int steady_shot = 0, first_good_shot = 0;      ///< their numbers; 0 = none of the shots made
  int expected_steady = 0;                       ///< where none is steady: expected_steady_shot()
  std::optional<double> dwell, wait;             ///< advised, s: of the steady cycle in which both are chosen, or of the last shot where none is steady yet; empty = not reached
  bool stopped = false;                          ///< by a signal: not all shots were made
};

/// From which shot on the mould would change by less than `change` (K) a shot, if the change goes on falling by the share it fell by over the last four: a disc
/// warms through like 1 - exp(-t / tau). 0 = it does not fall, or there are too few shots.
int expected_steady_shot(const std::vector<CycleShot>& shots, double change);

/// All shots of the scene; where it gives dwell or wait, then as many more at most with both chosen, for the advice.
CycleReport run_cycle(const Simulation& simulation, const FilledMould& filled, Progress& progress);

/// One line a shot.
std::string cycle_csv(const CycleReport& report);
/// For summary.json, key `cycle`.
std::string cycle_json(const CycleReport& report, const Scene& scene);
/// For a person.
std::string cycle_text(const CycleReport& report, const Scene& scene);
/// Walls that castings solder to; rubber that does not last; a cycle that never has a good shot.
void cycle_findings(const CycleReport& report, const Scene& scene, std::vector<Finding>& findings);

}  // namespace sprue
