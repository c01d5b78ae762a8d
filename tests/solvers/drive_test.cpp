#include "solvers/drive.h"

#include <gtest/gtest.h>

#include "solvers/flow_context.h"
#include "tests/solvers/coupled_step.h"

namespace sprue {
namespace {

using test::box_domain;
using test::liquid;
using test::Tank;

constexpr FaceKind wall = FaceKind::wall, open = FaceKind::open, mirror = FaceKind::symmetry, inlet = FaceKind::inlet;
constexpr double density = 6500, viscosity = 3e-3, gravity = 9.81;

CastingConditions weightless() {
  CastingConditions c;
  c.gravity = {0, 0, 0};
  return c;
}

double volume_in(const Tank& tank) { return tank.state.poured * tank.domain.cell_volume(); }

/// A channel along x, full of metal, fed at one end and open at the other.
struct Channel : Tank {
  Channel(int length, double h, const CastingConditions& c)
      : Tank(box_domain(length, 2, 2, h, {{inlet, open, mirror, mirror, mirror, mirror}, 0}), liquid(density, viscosity), c) {
    fill([](Slot) { return 1.0; });
    start();
  }
};

// A basin of ten times the inlet's area drains through a choke with K = 0.5 (Torricelli): sqrt(H) falls linearly in time. The metal in the
// channel (2 cells) is braked with the fall: p / (rho g H) = L A / (Ab H (1 + K)) = 0.4 %, half of it in the speed.
TEST(Drive, BasinDrainsByTorricelli) {
  const double h = 1e-3, head = 36e-3, area = 4 * h * h, basin = 10 * area, loss = 0.5;
  CastingConditions c = weightless();
  c.inlet.kind = DriveKind::basin;
  c.inlet.head = density * gravity * head;
  c.inlet.head_fall = density * gravity / basin;
  c.inlet.loss = loss;
  c.inlet.volume = 0.75 * basin * head;
  Channel tank(2, h, c);
  const double rate = area / (2 * basin) * std::sqrt(2 * gravity / (1 + loss));   // of sqrt(H)
  const double end = 0.5 * std::sqrt(head) / rate;                                // a quarter of the head is left
  const auto root = [&] { return std::sqrt(head - volume_in(tank) / basin); };
  double first = -1, first_root = 0;
  while (tank.state.time < 0.9 * end) {
    tank.step();
    if (tank.state.time < 0.02) continue;   // the metal is set in motion: L / u = 3 ms
    if (first < 0) first = tank.state.time, first_root = root();
    if (tank.state.time > 0.1) { ASSERT_NEAR((first_root - root()) / (tank.state.time - first) / rate, 1, 0.005) << tank.state.time; }
  }
  while (tank.state.time < 1.1 * end) tank.step();
  EXPECT_NEAR(volume_in(tank) / c.inlet.volume, 1, 2e-3) << "it stops within a step when the basin is empty";
  EXPECT_EQ(tank.report.inflow, 0);
}

// Steady flow from a held pressure through choke, filter and channel into the open: P = (1 + K) rho u^2 / 2 + a u + b u^2 (Bernoulli and
// Darcy-Forchheimer). Only the approach to it is left: it decays by e within rho L u / 2P = 0.5 ms.
TEST(Drive, FilterTakesItsPressure) {
  const double h = 1e-3, pressure = 3000, linear = 2000, square = 9000, loss = 0.3;
  for (const bool filtered : {false, true}) {
    CastingConditions c = weightless();
    c.inlet.kind = DriveKind::pressure;
    c.inlet.pressure.points = {{0, pressure}};
    c.inlet.loss = loss;
    if (filtered) c.filters = {{0, {3 * h, 0, 0}, {3.9 * h, 2 * h, 2 * h}, 2 * square / density, viscosity * 5e-3 / linear, 5e-3}};   // nearest plane: x = 3 h
    Channel tank(6, h, c);
    while (tank.state.time < 0.05) tank.step(2e-4);
    const double a = filtered ? linear : 0, b = (1 + loss) * density / 2 + (filtered ? square : 0);
    const double exact = (std::sqrt(a * a + 4 * b * pressure) - a) / (2 * b);
    EXPECT_NEAR(tank.report.inflow / (4 * h * h) / exact, 1, 1e-4) << filtered;
    if (!filtered) continue;
    const auto p = [&](int i) { return tank.state.pressure[tank.domain.grid.find({i, 0, 0})]; };
    EXPECT_NEAR(p(2) - p(3), linear * exact + square * exact * exact, 1e-3 * pressure);
    EXPECT_NEAR(p(1) - p(2), 0, 1e-3 * pressure);
  }
}

// The piston's metal goes in whole: volume = area * stroke, and the stroke is that of the two speeds, but for what the pressure of 3 cells of
// metal being accelerated takes off it (p / 2 P of the speed).
TEST(Drive, PlungerPushesItsStrokeIn) {
  const double h = 1e-3, piston = 40e-6, slow = 0.05, fast = 0.4, at = 1e-3;
  CastingConditions c = weightless();
  c.inlet.kind = DriveKind::plunger;
  c.inlet.head = 1e7;
  c.inlet.piston_area = piston;
  c.inlet.slow_speed = slow;
  c.inlet.fast_speed = fast;
  c.inlet.fast_stroke = at;
  c.inlet.volume = piston * 5e-3;
  Channel tank(3, h, c);
  const Drive drive(tank.domain, c, density);
  const double before = tank.total_metal();
  const double change = at / slow, end = change + 4e-3 / fast;
  double last_dt = 0;
  while (tank.state.time < end + 5e-4) {
    tank.step(1e-4);
    const double time = tank.state.time - tank.report_dt;   // metal goes in with the speed of the step before
    const double stroke = std::min(5e-3, time < change ? slow * time : at + fast * (time - change));
    ASSERT_NEAR(drive.stroke(tank.state), stroke, fast * 1.01e-4 + 1e-3 * stroke) << time;
    last_dt = tank.report_dt;
  }
  EXPECT_GT(last_dt, 0);
  EXPECT_NEAR(volume_in(tank), piston * drive.stroke(tank.state), 1e-15 * piston);
  EXPECT_NEAR(tank.state.poured, tank.state.metal_in, 1e-12 * tank.state.poured);
  EXPECT_NEAR(tank.total_metal() + tank.state.metal_out - tank.state.metal_in, before, 1e-12 * before);
  EXPECT_NEAR(drive.stroke(tank.state), 5e-3, fast * 1.01e-4) << "the sleeve is empty";
}

// A closed box: the plunger fills it, presses with its limit, and with the intensified pressure a delay after that.
TEST(Drive, PlungerIntensifiesAfterTheDelay) {
  const double h = 1e-3, limit = 2e6, intensified = 1e7, delay = 6e-3;
  CastingConditions c = weightless();
  c.inlet.kind = DriveKind::plunger;
  c.inlet.head = limit;
  c.inlet.piston_area = 40e-6;
  c.inlet.slow_speed = c.inlet.fast_speed = 0.2;
  c.inlet.intensified = intensified;
  c.inlet.intensification_delay = delay;
  Domain domain = box_domain(8, 4, 4, h, {{inlet, wall, mirror, mirror, mirror, mirror}, 0});
  Vent vent;
  for (int k = 0; k < 16; ++k) vent.cells.push_back(domain.grid.find({7, k % 4, k / 4}));
  vent.area = 16 * h * h;
  domain.vents.push_back(vent);
  Tank tank(std::move(domain), liquid(density, viscosity), c);
  tank.fill([&](Slot s) { return tank.domain.grid.cell_of(s).i < 4 ? 1.0 : 0.0; });
  tank.start();
  const Slot inner = tank.domain.grid.find({3, 1, 1});
  while (tank.state.answered_time < 0) {
    tank.step(5e-5);
    ASSERT_LT(tank.state.pressure[inner], limit + 1.1 * density * 8 * h * 0.2 / 5e-5) << "the impact of the column, stopped in one step";
    ASSERT_LT(tank.state.time, 0.05) << "the box takes 64 mm3 at 8 mm3/ms";
  }
  const double answered = tank.state.answered_time;
  EXPECT_GT(answered, 6e-3);
  while (tank.state.time < answered + 0.9 * delay) tank.step(5e-5);
  EXPECT_NEAR(tank.state.pressure[inner], limit, 1e-3 * limit);
  while (tank.state.time < answered + 2 * delay) tank.step(5e-5);
  EXPECT_NEAR(tank.state.pressure[inner], intensified, 1e-3 * intensified);
  EXPECT_NEAR(tank.total_metal(), 128, 0.2);
}

// Low-pressure casting: metal stands in a tube as high as the pressure below lifts it, level = P(t) / (rho g). Where the pressure turns from rising
// to falling the column goes on by its inertia: it swings by dv / omega, omega^2 = g / L (1.15 cells), and comes to rest by the inlet's loss.
TEST(Drive, LevelFollowsThePressure) {
  const double h = 2e-3, step = density * gravity * h;
  CastingConditions c;
  c.gravity = {0, 0, -gravity};
  c.inlet.kind = DriveKind::pressure;
  c.inlet.pressure.points = {{0, 0}, {2, 20 * step}, {3, 12 * step}};
  Tank tank(box_domain(1, 1, 24, h, {{mirror, mirror, mirror, mirror, inlet, open}, 0}), liquid(density, viscosity), c);
  tank.start();
  double rising = 0, turning = 0;
  while (tank.state.time < 5) {
    tank.step();
    const double off = std::abs(tank.total_metal() - c.inlet.pressure.at(tank.state.time) / step);
    if (tank.state.time < 0.5) continue;
    (tank.state.time < 2 ? rising : turning) = std::max(tank.state.time < 2 ? rising : turning, off);
  }
  EXPECT_LE(rising, 0.15) << "cells";
  EXPECT_NEAR(turning, (20 / 2.0 + 8) * std::sqrt(20 * h / gravity), 0.15);
  EXPECT_NEAR(tank.total_metal(), 12, 0.05);
}

// The pour starts when it is said to, to within nothing: the step ends there.
TEST(Drive, PourStartsInTime) {
  const double h = 1e-3, start = 0.0137;
  CastingConditions c = weightless();
  c.inlet = {4e-7, 2e3, 700};
  c.inlet.start_time = start;
  Tank tank(box_domain(6, 2, 2, h, {{inlet, open, mirror, mirror, mirror, mirror}, 0}), liquid(density, viscosity), c);
  tank.start();
  while (tank.state.time < start) {
    EXPECT_EQ(tank.total_metal(), 0);
    tank.step();
  }
  EXPECT_NEAR(tank.state.time, start, 1e-6 * start);
  while (tank.state.time < start + 0.03) tank.step();
  EXPECT_NEAR(volume_in(tank), 4e-7 * (tank.state.time - start), 1e-3 * 4e-7 * 0.03);
}

// Spin-up: speed linear in time, Euler force -domega/dt x r while it lasts, Coriolis as a turn by -2 omega dt with the mean speed of the step, and
// all of it the other way round in a disc that turns the other way.
TEST(Spin, RampsUpWithItsForces) {
  for (const double sense : {1.0, -1.0}) {
    CastingConditions c = weightless();
    c.rotation = {{0.01, 0, 0}, {0, 0, 1}, sense * 60, 0.5};
    const Vec3 x{0.04, 0.02, 0.3};
    const BodyForce during = body_force(c, 0.2, 0.01), after = body_force(c, 0.6, 0.01), across = body_force(c, 0.49, 0.02);
    EXPECT_NEAR(during.speed, sense * 60 * 0.21 / 0.5, 1e-12);
    EXPECT_NEAR(during.mean_speed, sense * 60 * 0.205 / 0.5, 1e-12);
    EXPECT_NEAR(during.acceleration, sense * 120, 1e-9);
    EXPECT_NEAR(across.acceleration, sense * 60, 1e-9) << "half of the step is after spin-up";
    EXPECT_EQ(after.acceleration, 0);
    EXPECT_EQ(after.speed, sense * 60);
    EXPECT_NEAR(norm(during.euler(x) - Vec3{sense * 120 * 0.02, -sense * 120 * 0.03, 0}), 0, 1e-9);
    EXPECT_NEAR(norm(after.gradient(x) - Vec3{-3600 * 0.03, -3600 * 0.02, 0}), 0, 1e-9) << "centrifugal, outwards";
    EXPECT_NEAR(after.turn[1][0], -std::sin(2 * sense * 60 * 0.01), 1e-12) << "an outward stream turns to the trailing side";
  }
}

// A closed radial channel, full, while the disc spins up: the pressure along it is that of the speed at that time, rho omega(t)^2 (r2^2 - r1^2) / 2, and
// nothing moves: the channel is one cell wide, its walls take the Euler force. (Without friction: the viscous predictor sees the change of the force
// in a step as a motion, which the pressure answers with 2 % at this step size.)
TEST(Spin, PressureFollowsTheSpeedWhileSpinningUp) {
  const double h = 1e-3, full = 60, time = 0.1;
  CastingConditions c = weightless();
  c.rotation = {{-0.02, 0.5 * h, 0}, {0, 0, 1}, full, time};
  c.inlet = {1e-6, 2e3, 700};
  Tank tank(box_domain(8, 1, 1, h, {{inlet, wall, wall, wall, mirror, mirror}, 0}), liquid(density, 1e-9), c);
  tank.fill([](Slot) { return 1.0; });
  tank.start();
  const Slot inner = tank.domain.grid.find({0, 0, 0}), outer = tank.domain.grid.find({7, 0, 0});
  const double r1 = 0.0205, r2 = 0.0275;
  while (tank.state.time < 1.5 * time) {
    tank.step(5e-3);
    const double omega = full * std::min(1.0, tank.state.time / time);
    ASSERT_NEAR(tank.state.pressure[outer] - tank.state.pressure[inner], 0.5 * density * omega * omega * (r2 * r2 - r1 * r1), 1e-6 * density);
  }
}

TEST(Curve, IsStraightBetweenPointsAndConstantBeyond) {
  const Curve curve{{{1, 10}, {2, 30}, {4, 0}}};
  for (const auto& [time, value] : {std::pair{0.0, 10.0}, {1.0, 10.0}, {1.5, 20.0}, {2.0, 30.0}, {3.0, 15.0}, {4.0, 0.0}, {9.0, 0.0}})
    EXPECT_DOUBLE_EQ(curve.at(time), value) << time;
  EXPECT_EQ(curve.largest(), 30);
}

}  // namespace
}  // namespace sprue
