#include "engine/core/cavity_cells.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/core/small_casting.h"

namespace sprue {
namespace {

// Every slot that the metal can be in or pass through is visited once, in order; no other is.
TEST(CavityCells, AreTheSlotsWithRoomOrAnOpenFace) {
  Domain domain = test::small_domain();
  for (Slot s = 0; s < domain.grid.flow_slots(); s += 3) {   // every third without room, every sixth of all with an open face only
    domain.cavity_fraction[s] = 0;
    if (s % 6 == 0) domain.aperture[static_cast<int>(s / 6 % 3)][s] = 0.5;
  }
  const CavityCells cells(domain);
  std::vector<Slot> expected;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    if (domain.cavity_fraction[s] > 0 || domain.aperture[0][s] > 0 || domain.aperture[1][s] > 0 || domain.aperture[2][s] > 0)
      expected.push_back(s);
  ASSERT_FALSE(expected.empty());
  EXPECT_EQ(std::vector<Slot>(cells.all().begin(), cells.all().end()), expected);
  std::vector<Slot> by_block;
  for (std::size_t b = 0; b < domain.grid.flow_blocks; ++b) by_block.insert(by_block.end(), cells.of(b).begin(), cells.of(b).end());
  EXPECT_EQ(by_block, expected);
}

}  // namespace
}  // namespace sprue
