/// What a finished run is turned into: findings and report. Shared by `cast` and `report`.
#pragma once

#include "engine/app/cast_numbers.h"

namespace sprue {

/// Findings of the design and of the fields.
std::vector<Finding> all_findings(const Simulation& simulation, const CastRun& run, const Stages& stages);

/// report.html in `folder`.
void write_report(const Simulation& simulation, const CastRun& run, const Stages& stages, const std::string& summary_json,
                  const std::vector<Finding>& findings, const std::filesystem::path& folder);

/// A copy of the drawing in the results folder, so that `report` needs nothing else. kept_drawing() is its path, with the drawing's own extension.
void keep_drawing(const Scene& scene, const std::filesystem::path& folder);
std::filesystem::path kept_drawing(const Scene& scene, const std::filesystem::path& folder);

}  // namespace sprue
