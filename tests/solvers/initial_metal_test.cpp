#include "solvers/initial_metal.h"

#include <gtest/gtest.h>

#include <numbers>

#include "solvers/chronicle.h"
#include "tests/solvers/channel_domain.h"
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

// In a cell cut by a wall the metal is what of its room lies within the body, whatever part of the whole cell that is: a ball of a radius of 1e4
// cells is the half-space of its tangent plane to a sagitta of 5e-3 cells (distance 10: 100 / 2e4), here in a channel with slanted walls.
TEST(InitialMetal, ACurvedBodyInCutCellsIsThatOfTheirRoom) {
  test::Channel channel;
  channel.angle = 0.4;
  channel.width = 6;
  channel.length = 24;
  const Domain domain = test::channel_domain(channel, 1.0);
  MetalBody ball, half;
  half.kind = MetalBody::Kind::half_space;
  half.normal = (1 / std::sqrt(5.0)) * Vec3{2, -1, 0};   // slanted against the walls
  half.temperature = ball.temperature = 700;
  ball.kind = MetalBody::Kind::sphere;
  ball.radius = 1e4;
  int cut_and_mixed = 0;
  for (const double x : {12.1, 13.3, 14.6}) {
    half.point = {x, 9.2, 0.5};
    ball.centre = half.point - ball.radius * half.normal;
    CastingState exact = make_casting_state(domain, 293.15), curved = exact;
    place_metal(domain, test::plain_alloy({}), {half}, exact);
    place_metal(domain, test::plain_alloy({}), {ball}, curved);
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
      const double v = domain.cavity_fraction[s];
      EXPECT_NEAR(curved.metal[s], exact.metal[s], 5e-3) << v;
      cut_and_mixed += v > 0.05 && v < 0.95 && exact.metal[s] > 0.05 * v && exact.metal[s] < 0.95 * v;
    }
  }
  EXPECT_GT(cut_and_mixed, 5);
}

}  // namespace
}  // namespace sprue
