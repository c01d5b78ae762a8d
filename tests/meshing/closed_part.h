/// What every part must be, whatever its shape.
#pragma once

#include <gtest/gtest.h>

#include "meshing/domain_builder.h"
#include "meshing/solid.h"

namespace sprue::test {

/// Its mesh is watertight and has its volume, and so have the cells it covers: 1e-6, what single precision files hold.
inline void expect_closed(const LayeredMap& part) {
  const TriangleMesh mesh = extrude(part);
  EXPECT_TRUE(watertight(mesh));
  EXPECT_NEAR(volume(mesh) / volume(part), 1, 1e-6);
  DomainOptions o;
  o.cell = 0.25e-3, o.mould = "silicone-htv";
  EXPECT_NEAR(cavity_volume(build_domain(part, o)) / volume(mesh), 1, 1e-6);
}

}  // namespace sprue::test
