/// Sparse grids for OpenVDB tools: one .vdb with the cavity, the metal and its temperature.
#pragma once

#include <filesystem>

#include "engine/core/casting_state.h"
#include "engine/core/materials.h"

namespace sprue {

/// Float grids "cavity_fraction" (share of the cell), "metal" (share of the cell), "temperature" (K, of the
/// metal, where there is any) and "mould_temperature" (K); voxel centres are cell centres, transforms in
/// metres of the tool frame. Throws InputError when not writable.
void write_vdb(const std::filesystem::path& file, const Domain& domain, const CastingState& state,
               const AlloyCurve& alloy);

}  // namespace sprue
