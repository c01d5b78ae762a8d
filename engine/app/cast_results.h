/// What a finished run is turned into: findings and report. Shared by `cast` and `report`.
#pragma once

#include "engine/app/cast_numbers.h"

namespace sprue {

/// Findings of the design and of the fields.
std::vector<Finding> all_findings(const Simulation& simulation, const CastRun& run, const Stages& stages);

/// report.html in `folder`; with `pictures` its figures too, as picture-NAME.png.
void write_report(const Simulation& simulation, const CastRun& run, const Stages& stages, const std::string& summary_json,
                  const std::vector<Finding>& findings, const std::filesystem::path& folder, bool pictures = false);

/// Copies of the drawings in the results folder, so that `report` needs nothing else: "drawing", of further designs "drawing-2", ..., with their own extensions.
void keep_drawings(const Scene& scene, const std::filesystem::path& folder);
Scene with_kept_drawings(Scene scene, const std::filesystem::path& folder);   ///< reads those

}  // namespace sprue
