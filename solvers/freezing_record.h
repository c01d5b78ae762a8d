/// What the record keeps of freezing: when a cell became solid, the gradient there and how fast it cooled.
#pragma once

#include <span>

#include "engine/core/materials.h"
#include "engine/core/record.h"
#include "solvers/heat_mesh.h"

namespace sprue {

/// The metal of a heat step; spans by metal number (HeatMesh::metal_index), `content_after` by unknown.
struct FrozenMetal {
  const HeatMesh& mesh;
  std::span<const double> mass;            ///< kg
  std::span<const double> content_before, content_after;   ///< J
  std::span<const double> temperature;     ///< K, after
};

/// Over a step of dt (s) that ends at `end` (s). Solidification is dated by linear interpolation within the step and unset where metal melts
/// again. Gradient (K/m): central differences of the new temperatures. Cooling rate (K/s): heat leaving the cell over the capacity of the solid.
void record_freezing(const Domain& domain, const AlloyCurve& alloy, const FrozenMetal& metal, double dt, double end, Record& record);

}  // namespace sprue
