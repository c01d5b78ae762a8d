/// What the record keeps of freezing: when a cell became solid, the gradient there and how fast it cooled.
#pragma once

#include <span>

#include "engine/core/materials.h"
#include "engine/core/record.h"

namespace sprue {

/// Contents of the metal (J per slot) before and after a step of dt (s) that ends at `end` (s). Solidification is dated by linear
/// interpolation within the step and unset where metal melts again. Gradient (K/m): central differences of the new temperatures.
/// Cooling rate (K/s): heat leaving the cell over the capacity of the solid. Returns the largest change of temperature (K) among
/// slots with at least `counted` metal (units of a cell).
double record_freezing(const Domain& domain, const AlloyCurve& alloy, double cell_mass, const Field<double>& metal,
                       std::span<const double> before, std::span<const double> after, double dt, double end, double counted,
                       Record& record);

}  // namespace sprue
