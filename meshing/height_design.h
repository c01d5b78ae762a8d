/// A height image as a design: its outline is one metal region, its relief a network of facets (height_network.h).
///
/// The outline of what is opaque (or not darker than the threshold) is traced as pictures are (trace.h); a picture without transparency is its whole rectangle.
#pragma once

#include "meshing/design.h"

namespace sprue {

/// Throws InputError: see read_height_image; no PNG; more outline than a drawing may have.
Design read_height_design(const std::filesystem::path& file, const DesignOptions& options);

}  // namespace sprue
