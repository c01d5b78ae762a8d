#include "solvers/contact_line.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "solvers/height_function.h"
#include "tests/solvers/box_domain.h"

namespace sprue {
namespace {

constexpr int plate = 4, low = 4, high = 12;   // rows of the plate; columns of the line above it
constexpr double theta = 0.75 * std::numbers::pi;

// A plate along x with a line eight cells wide rising from it along y, metal up to `level` (cells), flat.
struct Mouth {
  Domain domain = test::box_domain(16, 14, 1, 1, {{FaceKind::wall, FaceKind::wall, FaceKind::wall, FaceKind::open, FaceKind::symmetry, FaceKind::symmetry}});
  Field<double> metal;

  explicit Mouth(double level) {
    const auto mould = [](const Index3& c) { return c.j >= plate && (c.i < low || c.i >= high); };
    metal.assign(domain.grid.flow_slots(), 0.0);
    for (Slot s = 0; s < metal.size(); ++s) {
      const Index3 c = domain.grid.cell_of(s);
      if (mould(c)) domain.cavity_fraction[s] = 0;
      for (int d = 0; d < 2; ++d)
        if (mould(c) || mould({c.i - (d == 0), c.j - (d == 1), c.k})) domain.aperture[d][s] = 0;
      if (domain.cavity_fraction[s] > 0) metal[s] = std::clamp(level - c.j, 0.0, 1.0);
    }
  }
  Slot in_line(int row) const { return domain.grid.find({low, row, 0}); }   // beside the wall
};

// Gibbs: metal that comes over the edge of a right angle recedes only at 90 degrees less than on the wall, metal that leaves over it
// advances at 90 degrees more. A cell further in the wall's own angles hold.
TEST(ContactLine, IsHeldAtAnEdge) {
  const Mouth mouth(plate + 0.5);
  const CellRooms rooms(mouth.domain);
  const auto at = [&](int row, int outward) { return angles_at_edge(mouth.domain, rooms, theta, mouth.in_line(row), {-1, 0, 0}, 1, outward); };
  EXPECT_DOUBLE_EQ(at(plate, 1).receding, theta - 0.5 * std::numbers::pi);
  EXPECT_DOUBLE_EQ(at(plate, 1).advancing, theta);
  EXPECT_DOUBLE_EQ(at(plate, -1).receding, theta);
  EXPECT_GT(at(plate, -1).advancing, 0.95 * std::numbers::pi);
  for (const int outward : {-1, 1}) {
    EXPECT_DOUBLE_EQ(at(plate + 1, outward).receding, theta);
    EXPECT_DOUBLE_EQ(at(plate + 1, outward).advancing, theta);
  }
}

// A flat surface at the mouth is at rest whatever the wall's angle (135 degrees in the line would ask for a meniscus of -2 cos(theta) / w);
// two cells further up the same surface is driven back. Curvature of flat columns is exact: the tolerance is rounding.
TEST(ContactLine, AFlatSurfaceRestsInAMouthAndNotInTheLine) {
  const auto beside_wall = [](const Mouth& mouth, int row) {
    const CellRooms rooms(mouth.domain);
    const std::vector<ContactAngles> angle{theta};
    return HeightFunctions(mouth.domain, rooms, mouth.metal, angle).curvature(mouth.in_line(row), {0, 1, 0});
  };
  const auto in_mouth = beside_wall(Mouth(plate + 0.5), plate), in_line = beside_wall(Mouth(plate + 2.5), plate + 2);
  ASSERT_TRUE(in_mouth && in_line);
  EXPECT_NEAR(*in_mouth, 0, 1e-12);
  EXPECT_GT(*in_line, -2 * std::cos(theta) / (high - low));
}

}  // namespace
}  // namespace sprue
