#include "solvers/solved_rows.h"

#include <gtest/gtest.h>

#include <cmath>

#include "solvers/heat.h"
#include "tests/solvers/box_domain.h"
#include "tests/solvers/plain_alloy.h"

namespace sprue {
namespace {

// A correction goes through faces: what is solved for are the rows of the cells at most `reach` steps through faces from a seed, across blocks too; a seed of a
// lower level goes its share of the way.
TEST(SolvedRows, AreThoseWithinReachOfTheSeeds) {
  const Domain domain = test::box_domain(2, 2, 2, 1e-3, {.mould_cells = 18});
  Field<std::uint8_t> has_mould(domain.grid.slots(), 0);
  for (Slot s = 0; s < domain.grid.slots(); ++s) has_mould[s] = domain.mould_index[s] != no_mould;
  HeatMesh mesh(domain, has_mould);
  mesh.number_metal(Field<double>(domain.grid.flow_slots(), 0.0), 0);
  mesh.choose_all();
  SolvedRows rows(mesh);
  const Index3 far{-7, 9, -1}, near{10, -9, 8};
  const auto seed = [&](const Index3& c, int level) {
    for (Unknown u = HeatMesh::row_length; u < mesh.metal_begin(); ++u)
      if (mesh.held(u) && mesh.cell_of(u) == c) rows.seed(u - u % HeatMesh::row_length, level, 1u << (u % HeatMesh::row_length));
  };
  const auto steps = [](const Index3& a, const Index3& b) { return std::abs(a.i - b.i) + std::abs(a.j - b.j) + std::abs(a.k - b.k); };
  for (const int reach : {0, 1, 3, 9}) {
    rows.clear_seeds();
    seed(far, SolvedRows::levels);
    seed(near, 1);
    rows.choose(reach);
    std::vector<char> solved(static_cast<std::size_t>(mesh.metal_begin()) / 8, 0);
    for (Unknown u = HeatMesh::row_length; u < mesh.metal_begin(); ++u)
      if (mesh.held(u) && (steps(mesh.cell_of(u), far) <= reach || steps(mesh.cell_of(u), near) <= (reach + SolvedRows::levels - 1) / SolvedRows::levels))
        solved[static_cast<std::size_t>(u) / 8] = 1;
    std::size_t count = 0;
    for (Unknown u = HeatMesh::row_length; u < mesh.metal_begin(); u += HeatMesh::row_length) {
      const auto row = static_cast<std::size_t>(u) / 8;
      bool beside = solved[row];
      for (const std::int32_t n : mesh.rows()[row].near) beside = beside || (n > 0 && solved[static_cast<std::size_t>(n)]);
      EXPECT_EQ(rows.solved(u), solved[row] != 0) << reach << " cells, row " << row;
      EXPECT_EQ(rows.touched(u), beside) << reach << " cells, row " << row;
      count += solved[row] != 0;
    }
    std::size_t in_runs = 0;
    for (const HeatMesh::Range run : rows.solved_runs()) in_runs += static_cast<std::size_t>(run.end - run.begin) / 8;
    EXPECT_EQ(in_runs, count);
    EXPECT_GT(count, 1u);
  }
}

// A cube of 2 mm in 10 mm of rubber: after a hundred steps of 10 ms heat has gone sqrt(alpha t) = 0.4 mm; most of the rubber hardly changes and is not solved for. Its
// content still follows from the fluxes, so all the energy is there (round-off of the sums), and no temperature has left its range by more than the solver's
// tolerance, 2e-3 K.
TEST(SolvedRows, CalmMouldKeepsTheEnergy) {
  const Domain domain = test::box_domain(4, 4, 4, 0.5e-3, {.mould_cells = 20});
  const AlloyCurve alloy = test::plain_alloy({300, 1e5, 2400, 1000, 1000, 150, 150});
  const MouldProperties rubber{0.2, 1100, 1300, 0};
  CastingConditions conditions;
  conditions.interfaces = {{2.44, 2000}};
  CastingState state = make_casting_state(domain, 300);
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    state.metal[s] = domain.cavity_fraction[s];
    state.enthalpy[s] = state.metal[s] * alloy.reference_density() * domain.cell_volume() * alloy.enthalpy(700);
  }
  const auto energy = [&] {   // against the start of the mould
    double sum = 0;
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s) sum += state.enthalpy[s];
    for (Slot s = 0; s < domain.grid.slots(); ++s)
      if (domain.mould_index[s] != no_mould && (s >= domain.grid.flow_slots() || domain.cavity_fraction[s] == 0))
        sum += domain.cell_volume() * rubber.density * rubber.specific_heat * (state.mould_temperature[s] - 300);
    return sum;
  };
  Record record = make_record(domain);
  Heat heat(domain, conditions, Numerics{}, alloy, {rubber});
  const double before = energy();
  HeatReport report;
  for (int step = 0; step < 100; ++step) {
    report = heat.advance(state, 0.01, record);
    state.time += 0.01;
  }
  EXPECT_NEAR(energy() / before, 1, 1e-13);
  EXPECT_GT(report.solved_mould_cells, 0u);
  EXPECT_LT(report.solved_mould_cells, report.mould_cells / 2);
  for (Slot s = 0; s < domain.grid.slots(); ++s) {
    if (domain.mould_index[s] == no_mould) continue;
    EXPECT_GE(state.mould_temperature[s], 300 - 2e-3);
    EXPECT_LE(state.mould_temperature[s], 700);
  }
}

}  // namespace
}  // namespace sprue
