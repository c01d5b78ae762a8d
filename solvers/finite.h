/// Looks for values that are not numbers, so that they stop a run where they arise and never spread.
#pragma once

#include <span>

#include "engine/core/field.h"

namespace sprue {

/// First slot of these blocks (ascending) whose value is infinite or not a number; no_slot if there is none.
Slot first_not_finite(std::span<const std::size_t> blocks, const Field<double>& values);

/// The same over a whole field.
Slot first_not_finite(const Field<double>& values);

}  // namespace sprue
