/// How the metal froze, as fields for ParaView and as numbers for summary.json: gradient, cooling rate, front speed, arm spacing, hot tearing.
#pragma once

#include "engine/app/simulation.h"
#include "engine/app/summary.h"
#include "engine/core/vti_file.h"
#include "solvers/hot_tear.h"
#include "solvers/microstructure.h"
#include "solvers/niyama.h"

namespace sprue {

struct FreezingResults {
  Microstructure grains;
  HotTear tear;
  NiyamaFields niyama;
};
FreezingResults freezing_results(const Simulation& simulation, const Record& record);

/// cooling_rate "K/s", gradient "K/m", front_speed "m/s", local_freezing_time "s", arm_spacing "um", clyne_davies "1", bridging_rate "1/s", niyama
/// "1" (dimensionless), niyama_porosity "1"; -1 where not known. The arguments must outlive the list.
std::vector<CellField> freezing_fields(const Record& record, const FreezingResults& results);

/// Adds /solidification/gradient_K_m, cooling_rate_K_s, front_speed_m_s, local_freezing_time_s, arm_spacing_um, hot_tear, and /porosity/niyama: of the parts, by cells at least half cavity.
void add_freezing(const Simulation& simulation, const Record& record, const std::vector<CavityPlacement>& placements, Summary& summary);

/// A place of the tool in the frame of its part.
Vec3 in_part(const std::vector<CavityPlacement>& placements, int cavity, Vec3 tool);

}  // namespace sprue
