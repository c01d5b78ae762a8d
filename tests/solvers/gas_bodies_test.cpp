#include "solvers/gas_bodies.h"

#include <gtest/gtest.h>

#include "tests/solvers/box_domain.h"

namespace sprue {
namespace {

using test::box_domain;

// Walls of metal cut a box into rooms: the bodies of gas are the same whether blocks without metal take theirs from the empty cavity or all
// cells are looked at, and there are as many as rooms.
TEST(GasBodies, BlocksWithoutMetalKeepTheBodiesOfTheEmptyCavity) {
  const Domain domain = box_domain(40, 26, 12, 1e-3);
  CastingState state = make_casting_state(domain, 300);
  NearCells near(domain);
  GasBodies quick(domain), slow(domain);
  const CavityCells cavity(domain);
  const auto rooms = [&](const auto& metal) {
    for (const Slot s : cavity.all())
      if (domain.cavity_fraction[s] > 0) state.metal[s] = metal(domain.grid.cell_of(s));
    near.begin();
    for (const Slot s : cavity.all())
      if (state.metal[s] > 0) near.mark(s);
    near.spread();
    const int bodies = quick.label(state.metal, &near);
    EXPECT_EQ(slow.label(state.metal), bodies);
    EXPECT_EQ(quick.labels(), slow.labels());
    return bodies;
  };
  EXPECT_EQ(rooms([](const Index3&) { return 0.0; }), 1);
  EXPECT_EQ(rooms([](const Index3& c) { return c.i == 11 ? 1.0 : 0.0; }), 2);
  EXPECT_EQ(rooms([](const Index3& c) { return c.i == 11 || c.j == 9 ? 1.0 : 0.0; }), 4);
  EXPECT_EQ(rooms([](const Index3& c) { return c.i == 11 && c.j != 20 ? 1.0 : c.i == 11 ? 0.98 : 0.0; }), 2);   // a film joins nothing
  EXPECT_EQ(rooms([](const Index3& c) { return c.i == 11 && c.j != 20 ? 1.0 : 0.0; }), 1);
}

}  // namespace
}  // namespace sprue
