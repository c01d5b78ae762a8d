/// What a run would need of the machine, told before anything large is allocated.
#pragma once

#include "meshing/domain_builder.h"

namespace sprue {

/// Throws InputError with the estimate, the limit and a cell that would fit when estimate_memory() exceeds
/// the limit.
void require_memory(const LayeredMap& cavity, const DomainOptions& options);

}  // namespace sprue
