/// A drawing to the end of its part: what the design makes of any shapes is a closed solid of the volume that its regions and heights say.
#pragma once

#include <cmath>

#include "meshing/part.h"
#include "meshing/solid.h"
#include "tests/fuzz/fuzz.h"

namespace sprue::fuzz {

inline void expect_closed(const LayeredMap& part) {
  const TriangleMesh mesh = extrude(part);
  SPRUE_ASSERT(watertight(mesh));
  // The two sums run over the same doubles; heights within 1 nm are made one (solid.h).
  SPRUE_ASSERT(std::abs(volume(mesh) - volume(part)) <= 1e-6 * volume(part));
}

inline void make_part(const std::filesystem::path& file) {
  DesignOptions options;
  options.width = 10e-3;
  options.curve_tolerance = 50e-6;  // few vertices, many files a second
  expect_closed(sprue::make_part(read_design(file, options), PartOptions{}));
}

}  // namespace sprue::fuzz
