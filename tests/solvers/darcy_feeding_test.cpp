// Mush fed through its arms: pores open where Darcy's law leaves no pressure.
#include "solvers/darcy_feeding.h"

#include <gtest/gtest.h>

#include <cmath>

#include "solvers/feeding.h"
#include "tests/solvers/slab_domain.h"

namespace sprue {
namespace {

constexpr double cell = 0.5e-3;

std::vector<Slot> cavity_slots(const Domain& domain) {
  std::vector<Slot> cells;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    if (domain.cavity_fraction[s] > 0) cells.push_back(s);
  return cells;
}

/// A row of mush of one resistance beside an open pool of one cell at its high end, each cell with the same demand.
struct Row {
  explicit Row(int cells) : domain(test::slab_domain({.mould = 0, .metal = cells, .cell = cell})), slots(cavity_slots(domain)) {
    const std::size_t n = domain.grid.flow_slots();
    for (Field<double>* f : {&network.resistance, &network.demand, &network.weight}) f->assign(n, 0.0);
    network.pool.assign(n, 0);
    std::sort(slots.begin(), slots.end());
    for (const Slot s : slots) network.resistance[s] = resistance, network.demand[s] = demand;
    for (const Slot s : slots)
      if (domain.grid.cell_of(s).i == cells - 1) network.pool[s] = 1;
    network.pools = {{.open = true, .pressure = 1e5, .top = 0}};
  }
  double resistance = 2e8, demand = 1e-4;
  Domain domain;
  std::vector<Slot> slots;
  LiquidNetwork network;
};

// Steady flow to a uniform sink q (m3/m3/s) over a length L from a source: the pressure falls by q R x (L - x / 2) at x from the source, R = mu / K;
// half a cell more where it starts at a cell's centre. With N = 10 cells of mush and u = q h R h: u N^2 / 2 at the centre of the last, exactly
// sum of (N - n + 1) over n = 1..N steps. Linear solver 1e-6 of the demand.
TEST(DarcyFeeding, PressureFallsAsTheSquareOfTheLength) {
  Row row(11);
  const double dt = 0.1, q = row.demand / dt, unit = q * row.resistance * cell * cell;
  DarcyFeeding darcy(row.domain);
  const DarcyReport report = darcy.solve(row.network, row.slots, dt, -1e9);
  EXPECT_TRUE(report.settled);
  EXPECT_EQ(report.held, 0);
  for (const Slot s : row.slots) {
    const int from = 10 - row.domain.grid.cell_of(s).i;   // cells from the pool
    EXPECT_NEAR(row.network.pressure[s], 1e5 - unit * (10 * from - from * (from - 1) / 2), 1e-4 * unit * 50) << from;
    EXPECT_NEAR(row.network.fed[s], row.demand, 1e-15);
  }
  EXPECT_NEAR(row.network.pools[0].drawn, 11 * row.demand, 1e-4 * row.demand);
}

// Where that pressure would fall below the threshold of opening, cells are held at it and take what comes: the length fed is that at which pressure
// and flow reach zero together, unit m^2 / 2 = dP (m cells): all beyond is void, all before is fed. One cell of grain.
TEST(DarcyFeeding, PoresOpenBeyondTheLengthThatPressureCanFeed) {
  Row row(41);
  const double dt = 0.1, unit = row.demand / dt * row.resistance * cell * cell, fed_cells = 16;
  DarcyFeeding darcy(row.domain);
  const DarcyReport report = darcy.solve(row.network, row.slots, dt, 1e5 - unit * fed_cells * fed_cells / 2);
  EXPECT_TRUE(report.settled);
  double fed = 0;
  for (const Slot s : row.slots) {
    if (row.network.pool[s] > 0) continue;
    const int from = 40 - row.domain.grid.cell_of(s).i;
    if (from < fed_cells - 1) {
      EXPECT_NEAR(row.network.fed[s], row.demand, 1e-15) << from;
    }
    if (from > fed_cells + 1) {
      EXPECT_NEAR(row.network.fed[s], 0, 1e-4 * row.demand) << from;
    }
    fed += row.network.fed[s] / row.demand;
  }
  EXPECT_NEAR(fed, fed_cells, 1);
}

// A pool without gas is fed through the mush beside it as long as that gives the pressure; then its top opens. Here mush of ten cells between an open
// pool and a closed one of five: at a small resistance the closed pool draws nothing from itself, at a large one nearly all of its own demand.
TEST(DarcyFeeding, AClosedPoolIsFedThroughMushOrOpensItself) {
  for (const bool tight : {false, true}) {
    Row row(16);
    for (const Slot s : row.slots) {
      const int i = row.domain.grid.cell_of(s).i;
      if (i < 5) row.network.pool[s] = 2, row.network.resistance[s] = 1e6;
      else if (tight && i < 15) row.network.resistance[s] = 1e13;
    }
    row.network.pools.push_back({.open = false, .pressure = 0, .top = 0});
    DarcyFeeding darcy(row.domain);
    const DarcyReport report = darcy.solve(row.network, row.slots, 0.1, 0);
    EXPECT_TRUE(report.settled);
    EXPECT_TRUE(report.converged);
    if (tight) {
      EXPECT_NEAR(row.network.pools[1].drawn, 5 * row.demand, 0.01 * row.demand);
    } else {
      EXPECT_EQ(row.network.pools[1].drawn, 0);
    }
  }
}

// Directional freezing at the speed R in a gradient G, one open end: metal freezes with the solid fraction linear in temperature. In the steady state
// liquid flows to what shrinks up to the fraction f* where pores open; all that freezes behind it is void. Reference: Darcy's law by quadrature,
//   dP = mu R (dT / G) 180 / lambda2^2 integral_0^f* of q(f) f^2 / (1 - f)^3 df,  q(f) = shrinkage between f and f* of a unit of volume.
// 80 cells in the mush (40 give 3.1 % too much) and steps of a quarter of a cell: 3 %, the bar of the reference ladder.
TEST(DarcyFeeding, PorosityOfASlabFrozenInAGradient) {
  constexpr double solidus = 600, liquidus = 700, gradient = 1e4, speed = 1e-2, h = 0.125e-3, dense = 1050, thin = 1000;
  AlloyProperties a;
  a.solidus = solidus;
  a.liquidus = liquidus;
  a.latent_heat = 1e5;
  a.specific_heat_solid = a.specific_heat_liquid = {{300, 1000}};
  a.thermal_conductivity_solid = a.thermal_conductivity_liquid = {{300, 10}};
  a.density_solid = {{300, dense}};
  a.density_liquid = {{300, thin}};
  a.viscosity_liquid = {{300, 1.3e-3}};
  a.dendrite_arm_spacing = 5e-6;
  a.coherency_fraction = 0.02;
  a.feeding_limit_fraction = 0.02;
  const AlloyCurve alloy(a);
  Domain domain = test::slab_domain({.mould = 0, .metal = 240, .cell = h});
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    if (domain.cavity_fraction[s] > 0 && domain.grid.cell_of(s).i == 239) domain.kind[0][domain.grid.above(0, s)] = FaceKind::permeable;
  CastingConditions conditions;
  conditions.gravity = {-1e-6, 0, 0};   // liquid is drawn from the open end
  CastingState state = make_casting_state(domain, 300);
  Record record = make_record(domain);
  Feeding feeding(domain, conditions, alloy);
  const double mass = domain.cell_volume() * thin, dt = 0.25 * h / speed;
  const auto set = [&](double time) {
    for (Slot s = 0; s < state.metal.size(); ++s)
      if (domain.cavity_fraction[s] > 0)
        state.enthalpy[s] = state.metal[s] * mass * alloy.enthalpy(solidus + gradient * (domain.grid.centre(s).x - speed * time) + 50);
  };
  for (Slot s = 0; s < state.metal.size(); ++s) state.metal[s] = domain.cavity_fraction[s];
  set(-1);
  feeding.begin(state);
  for (int step = 0; step < 640; ++step) {
    set(step * dt);
    const FeedingReport report = feeding.advance(state, record, dt);
    EXPECT_TRUE(report.darcy.settled && report.darcy.converged);
  }
  double porosity = 0, cells = 0;
  for (Slot s = 0; s < state.metal.size(); ++s)
    if (domain.cavity_fraction[s] > 0 && domain.grid.cell_of(s).i >= 80 && domain.grid.cell_of(s).i < 112) porosity += state.shrinkage[s], cells += 1;
  porosity /= cells;

  const auto volume = [&](double f) { return (1 - f) / thin + f / dense; };
  const double change = 1 / thin - 1 / dense;
  const auto pressure_drop = [&](double critical) {
    constexpr int points = 20000;
    double sum = 0, q = 0;
    for (int i = points; i-- > 0;) {
      const double f = (i + 0.5) / points * critical, df = critical / points;
      q += 0.5 * df * change / volume(f);
      sum += q * f * f / std::pow(1 - f, 3) * df;
      q += 0.5 * df * change / volume(f);
    }
    return 1.3e-3 * speed * (liquidus - solidus) / gradient * 180 / 25e-12 * sum;
  };
  double low = 0, high = 0.99999;
  for (int i = 0; i < 60; ++i) (pressure_drop(0.5 * (low + high)) < conditions.gas.pressure ? low : high) = 0.5 * (low + high);
  const double exact = (1 - low) * change / volume(low);
  EXPECT_GT(exact, 0.002);
  EXPECT_NEAR(porosity / exact, 1, 0.03) << "critical fraction " << low << " porosity " << exact;
}

}  // namespace
}  // namespace sprue
