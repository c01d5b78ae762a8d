#include "solvers/eddy_viscosity.h"

#include <gtest/gtest.h>

#include "tests/solvers/coupled_step.h"

namespace sprue {
namespace {

using Gradient = std::array<Vec3, 3>;

// Singular values 3, 2, 1: s3 (s1 - s2) (s2 - s3) / s1^2 = 1/9, whatever the frame.
TEST(EddyViscosity, RateOfKnownSingularValues) {
  EXPECT_NEAR(sigma_rate(Gradient{Vec3{3, 0, 0}, Vec3{0, -2, 0}, Vec3{0, 0, -1}}), 1.0 / 9, 1e-12);
  const double c = std::cos(0.4), s = std::sin(0.4);
  EXPECT_NEAR(sigma_rate(Gradient{Vec3{3 * c, 2 * s, 0}, Vec3{3 * s, -2 * c, 0}, Vec3{0, 0, -1}}), 1.0 / 9, 1e-12);
}

// Laminar by construction: shear, solid rotation, plane stagnation, round stagnation, dilation, any plane flow. Round-off of a
// cosine's argument beside a double root is of order 1e-8.
TEST(EddyViscosity, VanishesInLaminarFlows) {
  for (const Gradient& g : {Gradient{Vec3{0, 5, 0}, Vec3{}, Vec3{}}, Gradient{Vec3{0, -2, 0}, Vec3{2, 0, 0}, Vec3{}},
                            Gradient{Vec3{1, 0, 0}, Vec3{0, -1, 0}, Vec3{}}, Gradient{Vec3{2, 0, 0}, Vec3{0, -1, 0}, Vec3{0, 0, -1}},
                            Gradient{Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}}, Gradient{Vec3{1, 7, 0}, Vec3{-2, -1, 0}, Vec3{}}})
    EXPECT_LE(sigma_rate(g), 1e-7);
}

// In a full box with u = (3x, -2y, -z) s the gradient is resolved exactly away from the walls: nu_t = (1.35 h)^2 s / 9. Off unless asked for.
TEST(EddyViscosity, IsAddedWhereAskedFor) {
  const double h = 1e-3, rate = 100;
  const Domain domain = test::box_domain(8, 8, 8, h);
  const AlloyCurve curve = test::liquid(1000, 1e-3);
  for (const bool asked : {true, false}) {
    CastingConditions conditions;
    conditions.eddy_viscosity = asked;
    const FlowContext context(domain, conditions, {}, curve);
    CastingState state = make_casting_state(domain, 300);
    state.metal = domain.cavity_fraction;
    const double factor[3] = {3, -2, -1};
    for (int d = 0; d < 3; ++d)
      for (Slot s = 0; s < state.metal.size(); ++s)
        if (domain.aperture[d][s] > 0) state.velocity[d][s] = rate * factor[d] * context.face_centre(d, s)[d];
    Field<double> viscosity(domain.grid.flow_slots(), 1e-6);
    EddyViscosity(context).add(state, viscosity);
    const double expected = asked ? 1.35 * h * 1.35 * h * rate / 9 : 0;
    EXPECT_NEAR(viscosity[domain.grid.find({4, 4, 4})] - 1e-6, expected, 1e-9 * h * h * rate);
  }
}

}  // namespace
}  // namespace sprue
