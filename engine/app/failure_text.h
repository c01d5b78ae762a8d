/// What to say of a casting that failed.
#pragma once

#include <string>

#include "solvers/casting.h"

namespace sprue {

/// Operator, step, time, cell and the operator that asked for the step, of a casting that failed() in its last step.
std::string failure_text(const Casting& casting);

}  // namespace sprue
