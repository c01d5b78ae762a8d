/// What a cast says on stdout when it ends: ten lines for a person; everything else is in the report and in summary.json.
#pragma once

#include <string>
#include <vector>

#include "engine/app/cast_run.h"
#include "engine/core/finding.h"

namespace sprue {

/// Verdict and what it means, the worst findings (one a kind and element), filling, freezing, balances, cost, where the report is. With `colour` the verdict and the severities are
/// coloured for a terminal.
std::string closing_text(const CastRun& run, const Simulation& simulation, const std::vector<Finding>& findings, const std::string& verdict, const std::string& report, bool colour);

}  // namespace sprue
