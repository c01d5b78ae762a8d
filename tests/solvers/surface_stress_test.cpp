#include "solvers/surface_stress.h"

#include <gtest/gtest.h>

#include "solvers/momentum.h"
#include "tests/solvers/coupled_step.h"

namespace sprue {
namespace {

using test::box_domain;
using test::liquid;

/// A free block of 4 x 4 x 1 full cells within 8 x 8 x 1; `velocity(d, x)` on every face that touches it, 0 elsewhere.
struct Block {
  static constexpr double h = 1e-3, nu = 1e-6, dt = 1e-3;
  template <class F>
  explicit Block(const F& velocity)
      : domain(box_domain(8, 8, 1, h)), curve(liquid(1000, 1e-3)), context(domain, {}, {}, curve), stress(context), state(make_casting_state(domain, 300)) {
    for (Slot s = 0; s < state.metal.size(); ++s) {
      const Index3 cell = domain.grid.cell_of(s);
      if (domain.cavity_fraction[s] > 0 && cell.i >= 2 && cell.i < 6 && cell.j >= 2 && cell.j < 6) state.metal[s] = 1;
    }
    context.activate(state);
    for (int d = 0; d < 2; ++d)
      for (Slot s = 0; s < state.metal.size(); ++s)
        if (domain.aperture[d][s] > 0 && face_mass(context, state.metal, d, s) > 0) state.velocity[d][s] = velocity(d, context.face_centre(d, s));
  }
  /// Change of momentum along an axis of the faces on its high side.
  double gained(int axis) {
    const Field<double> viscosity(context.slots, nu);
    const auto changes = stress.advance(state, viscosity, dt);
    double sum = 0;
    for (const auto& [s, change] : changes[static_cast<std::size_t>(axis)])
      if (context.face_centre(axis, s)[axis] > 4.2 * h) sum += change;
    return sum;
  }
  Domain domain;
  AlloyCurve curve;
  FlowContext context;
  SurfaceStress stress;
  CastingState state;
};

// A block that is stretched at a rate a is held by mu du/dx over its cross-section of four faces, besides what the viscous solve does; the
// surface itself takes nothing.
TEST(SurfaceStress, StretchedBlockIsHeldByItsNormalStress) {
  const double rate = 3;
  Block block([&](int d, const Vec3& x) { return (d == 0 ? rate : -rate) * (x[d] - 4 * Block::h); });
  const double expected = -4 * Block::nu * rate * Block::dt / Block::h;
  EXPECT_NEAR(block.gained(0), expected, 1e-9 * std::abs(expected));
  EXPECT_NEAR(block.gained(1), -expected, 1e-9 * std::abs(expected));
}

// A block that flies stays as it is: the gas around, which stands still, does not count.
TEST(SurfaceStress, FlyingBlockIsFreeOfStress) {
  Block block([](int d, const Vec3&) { return d == 0 ? 2.0 : -1.0; });
  EXPECT_EQ(block.gained(0), 0);
  EXPECT_EQ(block.gained(1), 0);
}

}  // namespace
}  // namespace sprue
