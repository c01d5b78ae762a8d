#include "solvers/near_cells.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "tests/solvers/box_domain.h"

namespace sprue {
namespace {

using test::box_domain;

std::vector<std::size_t> all_blocks(const Domain& domain) {
  std::vector<std::size_t> blocks(domain.grid.flow_blocks);
  for (std::size_t b = 0; b < blocks.size(); ++b) blocks[b] = b;
  return blocks;
}

/// Cells of the cavity within near_rings of a cell that is not 0, found the long way.
std::vector<Slot> expected(const Domain& domain, const Field<double>& values) {
  std::vector<Slot> cells;
  const CavityCells cavity(domain);
  for (const Slot s : cavity.all()) {
    bool near = false;
    for (int k = -near_rings; k <= near_rings && !near; ++k)
      for (int j = -near_rings; j <= near_rings && !near; ++j)
        for (int i = -near_rings; i <= near_rings && !near; ++i) {
          const Slot n = domain.grid.neighbour(s, i, j, k);
          near = n < values.size() && values[n] != 0;
        }
    if (near) cells.push_back(s);
  }
  return cells;
}

// Marks at corners, faces and the middle of blocks spread as a search around each cell finds them, and what is left behind is dropped.
TEST(NearCells, SpreadAsFarAsTheirRingsAcrossBlocks) {
  const Domain domain = box_domain(29, 22, 25, 1e-3);
  NearCells near(domain);
  const CavityCells cavity(domain);
  const auto cells = cavity.all();
  EXPECT_EQ(near.all().size(), cells.size());
  Field<double> values(domain.grid.flow_slots(), 0.0);
  std::vector<Slot> before(near.all().begin(), near.all().end());
  std::srand(7);
  for (int trial = 0; trial < 12; ++trial) {
    std::fill(values.begin(), values.end(), 0.0);
    for (int mark = 0; mark < 1 + trial % 4; ++mark) values[cells[static_cast<std::size_t>(std::rand()) % cells.size()]] = -1;
    near.begin();
    near.mark(values, all_blocks(domain));
    near.spread();
    const std::vector<Slot> wanted = expected(domain, values);
    EXPECT_EQ(std::vector<Slot>(near.all().begin(), near.all().end()), wanted);
    std::vector<Slot> left, listed;
    std::set_difference(before.begin(), before.end(), wanted.begin(), wanted.end(), std::back_inserter(left));
    EXPECT_EQ(near.dropped(), left);
    for (const std::size_t b : near.blocks()) listed.insert(listed.end(), near.of(b).begin(), near.of(b).end());
    EXPECT_EQ(listed, wanted);
    before = wanted;
  }
}

}  // namespace
}  // namespace sprue
