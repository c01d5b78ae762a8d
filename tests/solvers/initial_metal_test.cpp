#include "solvers/initial_metal.h"

#include <gtest/gtest.h>

#include <numbers>

#include "solvers/chronicle.h"
#include "tests/solvers/box_domain.h"
#include "tests/solvers/plain_alloy.h"

namespace sprue {
namespace {

double placed(const Domain& domain, const MetalBody& body) {
  CastingState state = make_casting_state(domain, 293.15);
  place_metal(domain, test::plain_alloy({}), {body}, state);
  return total_metal(state);
}

// Area of a disc less a slot of half-width a from its lower rim to the height c above its centre: pi r^2 - 2 a c - the part of the disc
// with |x| < a below the centre, a sqrt(r^2 - a^2) + r^2 asin(a / r). Exact fractions: round-off of some hundred cells.
TEST(InitialMetal, SlottedDiscIsExact) {
  const Domain domain = test::box_domain(20, 20, 1, 1.0);
  MetalBody body;
  body.kind = MetalBody::Kind::cylinder;
  body.centre = {9.7, 10.3, 0};
  body.radius = 7.31;
  body.temperature = 700;
  const double r = body.radius, a = 1.27, c = 2.4;
  EXPECT_NEAR(placed(domain, body), std::numbers::pi * r * r, 1e-10);
  body.notches.push_back({{body.centre.x - a, -1, -1}, {body.centre.x + a, body.centre.y + c, 2}});
  const double slot = 2 * a * c + a * std::sqrt(r * r - a * a) + r * r * std::asin(a / r);
  EXPECT_NEAR(placed(domain, body), std::numbers::pi * r * r - slot, 1e-10);
}

// A half-space below the slanted plane x + 2 y + 4 z = 22 in a box of 4 x 4 x 8, less a notch on one side of it: the plane's height over a
// point is (22 - x - 2 y) / 4, so that the metal is 16 times its mean, 4, and the notch 2 x 4 x 1 lies whole below it.
TEST(InitialMetal, HalfSpaceLessABoxIsExact) {
  const Domain domain = test::box_domain(4, 4, 8, 1.0);
  MetalBody body;
  body.kind = MetalBody::Kind::half_space;
  body.point = {22, 0, 0};
  body.normal = (1 / std::sqrt(21.0)) * Vec3{1, 2, 4};
  body.temperature = 700;
  EXPECT_NEAR(placed(domain, body), 64, 1e-11);
  body.notches.push_back({{0.25, 0, 0.5}, {2.25, 4, 1.5}});
  EXPECT_NEAR(placed(domain, body), 56, 1e-11);
}

}  // namespace
}  // namespace sprue
