/// Looks for values that are not numbers, so that they stop a run where they arise and never spread.
#pragma once

#include "engine/core/cavity_cells.h"

namespace sprue {

/// First of these cells whose value is infinite or not a number; no_slot if there is none.
Slot first_not_finite(const CavityCells& cells, const Field<double>& values);

/// The same over a whole field.
Slot first_not_finite(const Field<double>& values);

}  // namespace sprue
