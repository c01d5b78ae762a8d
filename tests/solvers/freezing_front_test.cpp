#include "solvers/freezing_front.h"

#include <gtest/gtest.h>

#include "tests/solvers/plain_alloy.h"

namespace sprue {
namespace {

/// The cell of 1 mm ahead of a plane front that has just frozen the one before: 600 K, `own` above; neighbours of its row `beside` above.
FreezingCell cell_ahead(const AlloyCurve::Plateau& p, double own, double beside) {
  FreezingCell cell;
  cell.mass = 7e-6;
  cell.enthalpy = p.enthalpy_liquid + p.capacity_liquid * own;
  const auto add = [&](double temperature) { cell.sides[cell.count++] = {1e-6, 0.5e-3 / 50, 1e-3, p.temperature + temperature, 0}; };
  add(-5);
  add(9);
  add(beside);
  add(beside);
  return cell;
}

// A third of the way to the next cell (straight profile from the face on) is where the front enters: at 3 K of 9. What the solver leaves between cells
// of one row must not keep it out, nor must the curvature of the profile; a neighbour that really lies nearer to the plateau comes first.
TEST(FreezingFront, APlaneFrontEntersARowOfCellsThatDifferByTheSolversRest) {
  const AlloyCurve alloy = test::plain_alloy({600, 1e5, 7000, 400, 400, 50, 50});
  const AlloyCurve::Plateau& p = alloy.plateau();
  const auto enters = [&](double own, double beside) {
    FreezingCell cell = cell_ahead(p, own, beside);
    return freezing_front(p, cell, 1e-3).inside;
  };
  EXPECT_TRUE(enters(2.9, 2.9));
  EXPECT_TRUE(enters(2.9, 2.899));
  EXPECT_FALSE(enters(2.9, 1.5));
  EXPECT_TRUE(enters(3.2, 3.2));
  EXPECT_FALSE(enters(5, 5));
}

}  // namespace
}  // namespace sprue
