// What is said of many shots, from shots made up for it.
#include "engine/app/cycle_report.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sprue {
namespace {

std::vector<CycleShot> shots_that_change(double first, double share, int count) {
  std::vector<CycleShot> shots(static_cast<std::size_t>(count));
  for (int n = 1; n <= count; ++n) {
    CycleShot& s = shots[static_cast<std::size_t>(n - 1)];
    s.number = n;
    s.change = n == 1 ? 0 : first * std::pow(share, n - 2);
  }
  return shots;
}

// Changes of 10 K that fall to 0.8 each shot are under 1 K from the twelfth change on (10 0.8^11 = 0.86): shot 13; told from 8 shots on, as from 12.
TEST(CycleReport, SteadyShotIsExpectedFromTheFallOfTheChange) {
  for (const int made : {6, 8, 12}) EXPECT_EQ(expected_steady_shot(shots_that_change(10, 0.8, made), 1), 13) << made;
  EXPECT_EQ(expected_steady_shot(shots_that_change(10, 0.8, 4), 1), 0);    // too few to tell
  EXPECT_EQ(expected_steady_shot(shots_that_change(10, 1.02, 12), 1), 0);  // it grows
}

}  // namespace
}  // namespace sprue
