// Fragments below a cell: what is taken out of the field, how it flies, and that nothing is lost on the way.
#include "solvers/parcels.h"

#include <gtest/gtest.h>

#include "engine/core/parallel.h"
#include "solvers/casting.h"
#include "solvers/chronicle.h"
#include "solvers/flow_context.h"
#include "tests/solvers/coupled_step.h"

namespace sprue {
namespace {

using test::box_domain;
using test::Tank;

constexpr FaceKind wall = FaceKind::wall, open = FaceKind::open, mirror = FaceKind::symmetry;
constexpr double h = 1e-3;

CastingConditions weightless() {
  CastingConditions c;
  c.gravity = {};
  return c;
}

bool flowing(Slot) { return false; }

/// Sum of mass times velocity over faces and parcels, units of a cell times m/s.
Vec3 momentum(const Domain& domain, const CastingState& state) {
  Vec3 sum;
  for (Slot s = 0; s < state.metal.size(); ++s)
    for (int d = 0; d < 3; ++d) {
      if (domain.aperture[d][s] <= 0) continue;
      const Slot below = domain.grid.below(d, s);
      sum[d] += 0.5 * (state.metal[s] + (below < state.metal.size() ? state.metal[below] : 0)) * state.velocity[d][s];
    }
  for (const Parcel& p : state.parcels) sum += p.metal * p.velocity;
  return sum;
}

/// A pool three cells deep in a box, everything at uniform velocity u.
struct Pool {
  Tank tank;
  Parcels parcels;
  explicit Pool(CastingConditions c = weightless(), test::BoxOptions sides = {})
      : tank(box_domain(12, 12, 16, h, sides), test::liquid(1000, 1e-3), c), parcels(tank.domain, c) {
    tank.fill_below({0, 0, 1}, 3.2 * h);
  }
  Slot at(int i, int j, int k) const { return tank.domain.grid.find({i, j, k}); }
  void put(int i, int j, int k, double metal, Vec3 u = {}) {
    const Slot s = at(i, j, k);
    tank.state.metal[s] = metal;
    tank.state.enthalpy[s] = 5 * metal;
    for (int d = 0; d < 3; ++d)
      for (const Slot f : {s, tank.domain.grid.above(d, s)})
        if (tank.domain.aperture[d][f] > 0) tank.state.velocity[d][f] = u[d];
  }
  void take() {
    tank.start();
    parcels.take(tank.state, tank.surface.pressure_cell(), flowing);
  }
};

// A speck over the pool becomes a parcel with its volume, heat, centre of mass and momentum: sums of a few terms, so 1e-14.
TEST(Parcels, FragmentBelowACellIsTakenWhole) {
  Pool p;
  p.put(4, 5, 9, 0.3, {1, -2, 3});
  p.put(5, 5, 9, 0.1, {1, -2, 3});
  const double metal = total_metal(p.tank.state), heat = total_enthalpy(p.tank.state);
  const Vec3 before = momentum(p.tank.domain, p.tank.state);
  p.take();
  ASSERT_EQ(p.tank.state.parcels.size(), 1u);
  const Parcel& parcel = p.tank.state.parcels[0];
  EXPECT_NEAR(parcel.metal, 0.4, 1e-15);
  EXPECT_NEAR(parcel.position.x, (4.5 * 0.3 + 5.5 * 0.1) / 0.4 * h, 1e-15);
  EXPECT_NEAR(norm(parcel.velocity - Vec3{1, -2, 3}), 0, 1e-14);
  EXPECT_EQ(p.tank.state.metal[p.at(4, 5, 9)], 0);
  EXPECT_NEAR(total_metal(p.tank.state) / metal, 1, 1e-14);
  EXPECT_NEAR(total_enthalpy(p.tank.state) / heat, 1, 1e-14);
  EXPECT_NEAR(norm(momentum(p.tank.domain, p.tank.state) - before), 0, 1e-14);
  EXPECT_EQ(p.tank.state.parcels_made, 1);
}

// What has a pressure cell, hangs on a body, is a film of a cell or more, or does not flow any more stays in the field.
TEST(Parcels, DropsFilmsAndWhatHangsOnTheBodyStay) {
  Pool p;
  p.put(4, 5, 9, 0.6);                                             // over half full: has a pressure
  p.put(8, 8, 3, 0.3), p.put(8, 8, 4, 0.2), p.put(8, 8, 5, 0.01);  // a thread on the pool
  for (int i = 0; i < 12; ++i) p.put(0, i, 12, 0.1);               // a film along a wall, 1.2 cells
  for (int k = 3; k < 14; ++k) p.put(11, 11, k, 0.05);             // a film up the corner, part of the pool
  p.put(4, 5, 13, 0.2);                                            // frozen
  p.tank.start();
  p.parcels.take(p.tank.state, p.tank.surface.pressure_cell(), [&](Slot s) { return s == p.at(4, 5, 13); });
  EXPECT_TRUE(p.tank.state.parcels.empty());
}

// A parcel that falls into the pool gives it volume, heat and momentum: the sums stay to round-off.
TEST(Parcels, LandsInThePoolWithAllItHas) {
  Pool p;
  p.put(4, 5, 6, 0.4, {2, -1, -30});
  p.take();
  const double metal = total_metal(p.tank.state), heat = total_enthalpy(p.tank.state);
  const Vec3 before = momentum(p.tank.domain, p.tank.state);
  for (int n = 0; n < 20 && !p.tank.state.parcels.empty(); ++n) p.parcels.fly(p.tank.state, 2e-5);
  EXPECT_TRUE(p.tank.state.parcels.empty());
  EXPECT_EQ(p.tank.state.parcels_returned, 1);
  EXPECT_NEAR(p.tank.state.parcel_metal_returned, 0.4, 1e-15);
  EXPECT_NEAR(total_metal(p.tank.state) / metal, 1, 1e-14);
  EXPECT_NEAR(total_enthalpy(p.tank.state) / heat, 1, 1e-14);
  EXPECT_LE(norm(momentum(p.tank.domain, p.tank.state) - before), 1e-14 * norm(before));
  for (Slot s = 0; s < p.tank.state.metal.size(); ++s) EXPECT_LE(p.tank.state.metal[s], p.tank.domain.cavity_fraction[s]);
}

// At a wall it sticks and stays, at rest, until metal comes to its cell; then it goes into the field and is not taken again.
TEST(Parcels, SticksAtAWallUntilMetalComes) {
  Pool p;
  p.put(10, 5, 9, 0.3, {50, 0, 0});
  p.take();
  for (int n = 0; n < 10; ++n) {
    p.parcels.fly(p.tank.state, 1e-4);
    p.parcels.take(p.tank.state, p.tank.surface.pressure_cell(), flowing);
  }
  ASSERT_EQ(p.tank.state.parcels.size(), 1u);
  EXPECT_TRUE(p.tank.state.parcels[0].stuck);
  EXPECT_EQ(p.tank.state.parcels[0].velocity, Vec3{});
  EXPECT_NEAR(p.tank.state.parcels[0].position.x, 11.5 * h, 0.51 * h);
  p.tank.fill_below({0, 0, 1}, 9.4 * h);   // the pool has risen
  p.tank.surface.reconstruct(p.tank.state);
  for (int n = 0; n < 3; ++n) {
    p.parcels.take(p.tank.state, p.tank.surface.pressure_cell(), flowing);
    p.parcels.fly(p.tank.state, 1e-4);
  }
  EXPECT_TRUE(p.tank.state.parcels.empty());
  EXPECT_EQ(p.tank.state.parcels_made, 1);
}

// Mirrors reflect it, openings let it out and count it.
TEST(Parcels, MirrorsReflectAndOpeningsCount) {
  Pool p(weightless(), {{mirror, open, wall, wall, wall, wall}, 0});
  p.put(2, 5, 9, 0.3, {-40, 0, 0});
  p.take();
  p.parcels.fly(p.tank.state, 1e-4);       // 2.5 cells to the mirror, 4 cells of way
  ASSERT_EQ(p.tank.state.parcels.size(), 1u);
  EXPECT_NEAR(p.tank.state.parcels[0].velocity.x, 40, 1e-12);
  p.parcels.fly(p.tank.state, 1e-3);
  EXPECT_TRUE(p.tank.state.parcels.empty());
  EXPECT_NEAR(p.tank.state.metal_out, 0.3, 1e-15);
  EXPECT_NEAR(p.tank.state.enthalpy_out, 1.5, 1e-14);
  EXPECT_EQ(p.tank.state.parcels_returned, 0);
}

// Let go at rest in a turning tool at the radius R, a body flies straight on in space: r = R sqrt(1 + w^2 t^2), and its angle in the
// tool is atan(w t) - w t; exact, so 1e-12 whatever the steps.
TEST(Parcels, LetGoInATurningToolFliesStraight) {
  CastingConditions c = weightless();
  c.gravity = {0, 0, -9.81};
  const double omega = 60, radius = 0.08;
  c.rotation = {{0.01, -0.02, 0}, {0, 0, 1}, omega, 0};
  Vec3 x{0.01 + radius, -0.02, 0.3}, u{};
  double time = 0.3, t = 0;
  for (const double dt : {1e-4, 7e-3, 2e-2, 3e-5}) {
    const FreeFlight flight(c, time + t, dt, x, u);
    x = flight.place(dt), u = flight.velocity(dt);
    t += dt;
  }
  const Vec3 r = x - c.rotation.point;
  EXPECT_NEAR(std::hypot(r.x, r.y), radius * std::sqrt(1 + std::pow(omega * t, 2)), 1e-12);
  EXPECT_NEAR(std::atan2(r.y, r.x), std::atan(omega * t) - omega * t, 1e-12);
  EXPECT_NEAR(x.z, 0.3 - 0.5 * 9.81 * t * t, 1e-14);
}

// While the tool spins up about a tilted axis: against the equation of motion in the frame of the tool, x'' = g + w^2 r - 2 w x v - w' x r,
// integrated with small steps of fourth order, forces as the flow has them (body_force).
TEST(Parcels, FlightKeepsTheEquationOfMotionWhileSpinningUp) {
  CastingConditions c;
  c.gravity = {0, 0, -9.81};
  c.rotation = {{0.01, 0.02, 0}, {0, 0.6, 0.8}, 30, 0.5};
  const Vec3 x0{0.09, 0.01, 0.02}, u0{0.5, -1, 2};
  const double time = 0.1, span = 0.05;
  const FreeFlight flight(c, time, span, x0, u0);
  const double alpha = c.rotation.speed / c.rotation.spin_up_time;
  const auto pull = [&](double t, const Vec3& x, const Vec3& u) {
    const BodyForce f = body_force(c, time + t, 0);
    return -f.gradient(x) - (2 * f.speed) * cross(f.axis, u) - alpha * cross(f.axis, x - f.point);
  };
  Vec3 x = x0, u = u0;
  const int steps = 2000;
  const double dt = span / steps;
  for (int n = 0; n < steps; ++n) {
    const double t = n * dt;
    const Vec3 a1 = pull(t, x, u), u2 = u + 0.5 * dt * a1, a2 = pull(t + dt / 2, x + 0.5 * dt * u, u2), u3 = u + 0.5 * dt * a2,
               a3 = pull(t + dt / 2, x + 0.5 * dt * u2, u3), u4 = u + dt * a3, a4 = pull(t + dt, x + dt * u3, u4);
    x += (dt / 6) * (u + 2 * u2 + 2 * u3 + u4);
    u += (dt / 6) * (a1 + 2 * a2 + 2 * a3 + a4);
  }
  EXPECT_NEAR(norm(flight.place(span) - x), 0, 1e-10);
  EXPECT_NEAR(norm(flight.velocity(span) - u), 0, 1e-8);
}

// A fragment at 10 km/s, in the field or as a parcel, asks for no shorter step than the pool alone.
TEST(Parcels, NeverSetTheTimeStep) {
  Pool p;
  p.tank.start();
  const double alone = p.tank.flow.stable_dt(p.tank.state, p.tank.surface, nullptr);
  p.put(4, 5, 9, 0.3, {1e4, 0, 0});
  p.tank.surface.reconstruct(p.tank.state);
  EXPECT_EQ(p.tank.flow.stable_dt(p.tank.state, p.tank.surface, nullptr), alone);
  p.parcels.take(p.tank.state, p.tank.surface.pressure_cell(), flowing);
  ASSERT_EQ(p.tank.state.parcels.size(), 1u);
  EXPECT_EQ(p.tank.flow.stable_dt(p.tank.state, p.tank.surface, nullptr), alone);
}

/// A splash: specks of metal in all directions over a sloshing pool, and gravity.
CastingState splash(const Domain& domain) {
  CastingState state = make_casting_state(domain, 300);
  for (Slot s = 0; s < state.metal.size(); ++s) {
    const Index3 c = domain.grid.cell_of(s);
    if (domain.cavity_fraction[s] <= 0) continue;
    if (c.k < 4) state.metal[s] = 1;
    else if (c.i % 3 == 1 && c.j % 3 == 1 && c.k % 3 == 1) state.metal[s] = 0.1 + 0.003 * (c.i + 2 * c.j);
    for (int d = 0; d < 3; ++d)
      if (domain.aperture[d][s] > 0) state.velocity[d][s] = 2 * std::sin(1.0 + 3 * c.i + 7 * c.j + 11 * c.k + 5 * d) * (c.k >= 4);
  }
  state.metal_in = total_metal(state);
  return state;
}

// The same bits after a pause (a new casting from the state) and for any number of threads, and no metal lost.
TEST(Parcels, ResumeBitForBitOnAnyNumberOfThreads) {
  const Domain domain = box_domain(16, 16, 16, h);
  const AlloyCurve alloy = test::liquid(1000, 1e-3, 0.07);
  CastingConditions c;
  c.heat = c.feeding = false;
  c.interfaces = {{}};
  c.end_time = 1;
  const MouldProperties mould{0.2, 1000, 1000, 1000};
  const auto run = [&](int threads, int pause) {
    const ThreadLimit limit(threads);
    Casting first(domain, c, {}, alloy, {mould}, splash(domain), make_record(domain));
    for (int n = 0; n < pause; ++n) first.step();
    Casting second(domain, c, {}, alloy, {mould}, first.state(), first.record());
    for (int n = pause; n < 30; ++n) second.step();
    return second.state();
  };
  const CastingState whole = run(1, 30);   // no pause
  EXPECT_GT(whole.parcels_made, 10);
  EXPECT_GT(whole.parcels_returned, 0);
  EXPECT_FALSE(whole.parcels.empty());
  EXPECT_NEAR(total_metal(whole) / whole.metal_in, 1, 1e-13);
  EXPECT_EQ(state_hash(run(1, 13)), state_hash(whole));
  EXPECT_EQ(state_hash(run(2, 21)), state_hash(whole));
}

// A parcel with a velocity that is not a number, or so fast that its place is none, is found before it moves, with its cell.
TEST(Parcels, WhatIsNotFiniteIsFound) {
  for (const double speed : {std::nan(""), 1e308}) {
    Pool p;
    p.put(4, 5, 9, 0.3, {1, 0, 0});
    p.take();
    ASSERT_EQ(p.tank.state.parcels.size(), 1u);
    p.tank.state.parcels[0].velocity.y = speed;
    EXPECT_EQ(p.parcels.fly(p.tank.state, 1e3), p.at(4, 5, 9));
    EXPECT_EQ(p.tank.state.parcels[0].position.z, 9.5 * h);
  }
}

// Fast beyond any grid it still ends at the wall in its way.
TEST(Parcels, TheFastestEndsAtAWall) {
  Pool p;
  p.put(4, 5, 9, 0.3, {1, 0, 0});
  p.take();
  p.tank.state.parcels[0].velocity = {0, 1e30, 0};
  EXPECT_EQ(p.parcels.fly(p.tank.state, 1e-3), no_slot);
  EXPECT_TRUE(p.tank.state.parcels[0].stuck);
  EXPECT_NEAR(p.tank.state.parcels[0].position.x, 4.5 * h, 1e-12);
}

// When flow retires all of it goes back into the field, also where it hung in the gas.
TEST(Parcels, SettleIntoTheField) {
  Pool p;
  p.put(4, 5, 9, 0.3, {0, 0, 50});
  p.put(8, 8, 13, 0.2);
  p.take();
  ASSERT_EQ(p.tank.state.parcels.size(), 2u);
  const double metal = total_metal(p.tank.state), heat = total_enthalpy(p.tank.state);
  p.parcels.settle(p.tank.state);
  EXPECT_TRUE(p.tank.state.parcels.empty());
  EXPECT_NEAR(p.tank.total_metal() / metal, 1, 1e-14);
  EXPECT_NEAR(total_enthalpy(p.tank.state) / heat, 1, 1e-14);
}

}  // namespace
}  // namespace sprue
