// An OpenVDB reader finds the same metal at the same places in metres.
#include "engine/core/vdb_file.h"

#include <gtest/gtest.h>
#include <openvdb/openvdb.h>

#include "tests/core/small_casting.h"

namespace sprue {
namespace {

TEST(VdbFile, KeepsMetalAndPlaces) {
  const Domain d = test::small_domain();
  const CastingState state = test::small_state(d);
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("sprue_" + std::to_string(::getpid()) + ".vdb");
  write_vdb(path, d, state, AlloyCurve(load_material("zamak3")));
  openvdb::initialize();
  openvdb::io::File file(path.string());
  file.open();
  const auto grid = openvdb::gridPtrCast<openvdb::FloatGrid>(file.readGrid("metal"));
  file.close();
  std::filesystem::remove(path);
  double sum = 0, expected = 0;
  for (auto it = grid->cbeginValueOn(); it; ++it) sum += *it;
  for (double m : state.metal) expected += m;
  EXPECT_NEAR(sum, expected, 1e-6 * expected);  // float32 values
  const Slot s = 517;
  const Vec3 c = d.grid.centre(s);
  const openvdb::Vec3d index = grid->worldToIndex({c.x, c.y, c.z});
  const openvdb::Coord at = openvdb::Coord::round(index);
  EXPECT_NEAR((index - at.asVec3d()).length(), 0, 1e-9);  // cell centres are voxel centres
  EXPECT_EQ(grid->tree().getValue(at), static_cast<float>(state.metal[s]));
}

}  // namespace
}  // namespace sprue
