/// The numbers of a casting as they go into summary.json, taken from fields and record.
#pragma once

#include "engine/app/cast_run.h"
#include "engine/app/summary.h"

namespace sprue {

/// Errors of the balances, relative. Metal: what is in the cells against what came in; energy: metal and mould against what
/// came in and left.
struct Balances {
  double metal_error = 0, energy_error = 0;
  double metal_mm3 = 0, metal_in_mm3 = 0, energy_J = 0, energy_in_J = 0;
};
/// J in the mould above its temperature at the start.
double mould_heat(const Simulation& simulation, const CastingState& state);
Balances balances(const Simulation& simulation, const CastingState& state);

/// Adds grid, fill, solidification, porosity, balances, performance, guards, state hash, status and reached.
void add_casting(const Simulation& simulation, const CastRun& run, const std::vector<CavityPlacement>& placements,
                 const std::string& status, Summary& summary);

/// Adds which sector was cast and what the whole disc holds; for a disc with sectors.
void add_sector(const Simulation& simulation, const CastRun& run, const Tooling& tooling, Summary& summary);

/// history.csv: one line a step; inflow and heat from which balances can be recomputed.
void write_history(const Simulation& simulation, const Record& record, const std::filesystem::path& file);

}  // namespace sprue
