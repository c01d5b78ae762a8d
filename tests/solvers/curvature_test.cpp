#include "solvers/curvature.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numbers>

#include "engine/core/parallel.h"
#include "tests/solvers/ball.h"
#include "tests/solvers/channel_domain.h"
#include "tests/solvers/coupled_step.h"

namespace sprue {
namespace {

using test::box_domain;
using test::Channel;

constexpr double pi = std::numbers::pi;

struct Errors {
  double mean = 0, largest = 0;
};

// Relative error of the curvature of a sphere over some placements against the grid.
Errors sphere_errors(double diameter, int placements) {
  const int n = static_cast<int>(diameter) + 8;
  const Domain domain = box_domain(n, n, n, 1.0);
  VolumeOfFluid surface(domain);
  Errors errors;
  std::size_t cells = 0;
  for (int p = 0; p < placements; ++p) {
    CastingState state = make_casting_state(domain, 300);
    const Vec3 centre{0.5 * n + 0.31 * p, 0.5 * n - 0.17 * p + 0.1, 0.5 * n + 0.23 * p - 0.2};
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
      if (domain.cavity_fraction[s] > 0)
        state.metal[s] = std::clamp(
            test::ball_volume(domain.grid.centre(s) - Vec3{0.5, 0.5, 0.5}, 1, centre, 0.5 * diameter, 3), 0.0, 1.0);
    surface.reconstruct(state);
    Field<double> curvature;
    const CurvatureReport report = surface_curvature(domain, state, surface, {}, 0, curvature);
    EXPECT_EQ(report.clamped + report.unresolved, 0);
    for (const Slot s : surface.mixed_cells()) {
      const double e = std::fabs(curvature[s] * diameter / 4 - 1);
      errors.mean += e;
      errors.largest = std::max(errors.largest, e);
      ++cells;
    }
  }
  errors.mean /= static_cast<double>(cells);
  return errors;
}

// Sphere of exact volume fractions (validation B2). Height functions in Basilisk: mean 3.5e-2, max 0.19 at 12.8 cells per diameter,
// 6.2e-3 and 9.8e-2 at 25.6; the bar is mean 6e-3, max 8e-2 at 25.6. Twice what is
// reached is allowed (1.8e-3, 6e-3 at 12.8, mostly by the fit; 3e-4, 1.2e-2 at 25.6: columns of cells that a surface facing (1, 1, 1) only touches).
TEST(Curvature, SphereIsWithinTheBar) {
  const Errors coarse = sphere_errors(12.8, 3), fine = sphere_errors(25.6, 1);
  RecordProperty("mean_12.8", std::to_string(coarse.mean));
  RecordProperty("max_12.8", std::to_string(coarse.largest));
  RecordProperty("mean_25.6", std::to_string(fine.mean));
  RecordProperty("max_25.6", std::to_string(fine.largest));
  EXPECT_LT(coarse.mean, 4e-3);
  EXPECT_LT(coarse.largest, 1.5e-2);
  EXPECT_LT(fine.mean, 6e-4);
  EXPECT_LT(fine.largest, 2.5e-2);
}

// Circular meniscus of contact angle theta across a channel: room on the metal side, exact in slices along the channel's width.
double meniscus_area(const Channel& c, const Index3& cell, double theta, double tip) {
  constexpr int slices = 40;
  const double full = test::channel_area(c, cell.i, cell.j);
  if (full <= 0) return 0;
  const double radius = 0.5 * c.width / std::fabs(std::cos(theta)), sign = std::cos(theta) < 0 ? 1 : -1;
  const Vec2 a{c.axis().x, c.axis().y}, w{c.across().x, c.across().y}, o{c.start().x, c.start().y};
  double sum = 0;
  for (int i = 0; i < slices; ++i) {
    const double low = c.width * (static_cast<double>(i) / slices - 0.5), high = low + c.width / slices;
    const double t = 0.5 * (low + high);
    const double front = tip - sign * (radius - std::sqrt(radius * radius - t * t));
    const double x = cell.i, y = cell.j;
    test::Polygon p{{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}};
    p = test::clip(test::clip(p, w, dot(w, o) + high), Vec2{-w.x, -w.y}, -dot(w, o) - low);
    if (!p.empty()) sum += test::area(test::clip(p, a, dot(a, o) + front));
  }
  return std::clamp(sum, 0.0, full);
}

// Mean and worst of kappa / (-2 cos(theta) / w) over the cells of the meniscus, for several places of the tip.
Errors meniscus_errors(double degrees, double width, double theta) {
  Channel channel;
  channel.angle = degrees * pi / 180;
  channel.width = width;
  channel.length = 16;
  channel.depth = 2;
  const Domain domain = test::channel_domain(channel, 1.0);
  VolumeOfFluid surface(domain);
  const double exact = -2 * std::cos(theta) / width;
  Errors errors;
  constexpr int places = 5;
  for (int p = 0; p < places; ++p) {
    CastingState state = make_casting_state(domain, 300);
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
      if (domain.cavity_fraction[s] >= sliver_fraction)
        state.metal[s] = std::min(domain.cavity_fraction[s], meniscus_area(channel, domain.grid.cell_of(s), theta, 9 + 0.23 * p));
    surface.reconstruct(state);
    Field<double> curvature;
    surface_curvature(domain, state, surface, {theta}, 0, curvature);
    double sum = 0, area = 0;
    for (const Slot s : surface.mixed_cells()) {
      const Plane& plane = surface.plane()[s];
      const double facet = room_section(surface.rooms().at(s), plane.normal(), plane.d).area;
      sum += facet * curvature[s];
      area += facet;
    }
    const double e = std::fabs(sum / area / exact - 1);
    errors.mean += e / places;
    errors.largest = std::max(errors.largest, e);
  }
  return errors;
}

// The mean curvature of the meniscus in a slot sets its entry pressure. Six cells wide, 135 degrees, aligned and turned walls: 0.3 %
// reached; four cells wide 2.2 % (2-D prototype at its worst: 3 % and 6 %).
TEST(Curvature, MeniscusInSlotFollowsTheContactAngle) {
  for (const double degrees : {0.0, 30.0, 45.0}) {
    const Errors e = meniscus_errors(degrees, 6, 135 * pi / 180);
    EXPECT_LT(e.largest, 0.01) << degrees;
    RecordProperty("w6_" + std::to_string(static_cast<int>(degrees)), std::to_string(e.largest));
  }
  for (const double degrees : {0.0, 30.0}) {
    const Errors e = meniscus_errors(degrees, 4, 135 * pi / 180);
    EXPECT_LT(e.largest, 0.04) << degrees;
    RecordProperty("w4_" + std::to_string(static_cast<int>(degrees)), std::to_string(e.largest));
  }
}

// A wall that is told a wrong angle must show: the same meniscus of 135 degrees with 90 degrees asked for loses curvature.
TEST(Curvature, WrongContactAngleIsSeen) {
  Channel channel;
  channel.width = 6;
  channel.length = 16;
  const Domain domain = test::channel_domain(channel, 1.0);
  VolumeOfFluid surface(domain);
  CastingState state = make_casting_state(domain, 300);
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    if (domain.cavity_fraction[s] >= sliver_fraction)
      state.metal[s] = std::min(domain.cavity_fraction[s], meniscus_area(channel, domain.grid.cell_of(s), 0.75 * pi, 9));
  surface.reconstruct(state);
  Field<double> right, wrong;
  surface_curvature(domain, state, surface, {0.75 * pi}, 0, right);
  surface_curvature(domain, state, surface, {0.5 * pi}, 0, wrong);
  double largest = 0;
  for (const Slot s : surface.mixed_cells()) largest = std::max(largest, right[s] - wrong[s]);
  EXPECT_GT(largest, 0.1);
}

// Under four cells a feature's own width sets the curvature, whatever the facets say.
TEST(Curvature, NarrowFeatureTakesTheMeniscusOfItsWidth) {
  Domain domain = box_domain(12, 3, 8, 0.25e-3);
  domain.feature_width.assign(domain.grid.flow_slots(), 0.7e-3f);
  VolumeOfFluid surface(domain);
  CastingState state = make_casting_state(domain, 300);
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    if (domain.cavity_fraction[s] > 0) state.metal[s] = std::clamp(5.3 - domain.grid.cell_of(s).i, 0.0, 1.0);
  surface.reconstruct(state);
  Field<double> curvature;
  const double theta = 2.44;
  const CurvatureReport report = surface_curvature(domain, state, surface, {theta}, 0, curvature);
  EXPECT_EQ(report.sub_grid, static_cast<int>(surface.mixed_cells().size()));
  for (const Slot s : surface.mixed_cells()) EXPECT_NEAR(curvature[s], -2 * std::cos(theta) / 0.7e-3, 1e-2);
}

// A line under four cells wide that starts on the face of a full cell: metal under less than its entry pressure stays out of it, though
// no cell has a surface yet; under more it enters. Head of 20 cells of 0.25 mm under g; the line two cells wide.
TEST(Curvature, MetalStaysOutOfANarrowLineBeforeItHasEntered) {
  constexpr double h = 0.25e-3, width = 0.5e-3, sigma = 0.78, rho = 6170, theta = 2.44;
  const double entry = -2 * sigma * std::cos(theta) / width;
  for (const double share : {0.5, 2.0}) {
    CastingConditions conditions;
    conditions.interfaces = {Interface{theta, 2000}};
    conditions.gravity = {-share * entry / (rho * 20 * h), 0, 0};
    test::BoxOptions options;
    options.sides.fill(FaceKind::symmetry);
    options.sides[1] = FaceKind::open;
    test::Tank tank(box_domain(32, 2, 2, h, options), test::liquid(rho, 0.01, sigma), conditions);
    tank.contact_angle = {theta};
    tank.domain.feature_width.assign(tank.domain.grid.flow_slots(), 0.0f);
    for (Slot s = 0; s < tank.domain.grid.flow_slots(); ++s) {
      const int i = tank.domain.grid.cell_of(s).i;
      if (i < 8) tank.domain.feature_width[s] = static_cast<float>(width);   // open below is the line; its gas is at rest
      if (tank.domain.cavity_fraction[s] > 0) tank.state.metal[s] = i >= 8 && i < 28 ? 1 : 0;
    }
    tank.start();
    for (int step = 0; step < 20; ++step) tank.step();
    double inside = 0;
    for (Slot s = 0; s < tank.domain.grid.flow_slots(); ++s)
      if (tank.domain.grid.cell_of(s).i < 8) inside += tank.state.metal[s];
    double fastest = 0;
    for (const double u : tank.state.velocity[0]) fastest = std::max(fastest, std::abs(u));
    if (share < 1) {   // at rest: the edge holds the meniscus, it does not drive the metal off
      EXPECT_LT(inside, 1e-6);
      EXPECT_LT(fastest, 1e-9);
    } else {
      EXPECT_GT(inside, 0.2);
    }
  }
}

// One thread or two: the same bits, contact lines included.
TEST(Curvature, ThreadsDoNotChangeBits) {
  Field<double> curvature[2];
  for (int threads = 1; threads <= 2; ++threads) {
    const ThreadLimit limit(threads);
    const Domain domain = box_domain(40, 24, 12, 1.0);
    VolumeOfFluid surface(domain);
    CastingState state = make_casting_state(domain, 300);
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
      if (domain.cavity_fraction[s] > 0)
        state.metal[s] = std::clamp(test::ball_volume(domain.grid.centre(s) - Vec3{0.5, 0.5, 0.5}, 1, {20, 12, 2}, 9.4, 2), 0.0, 1.0);
    surface.reconstruct(state);
    surface_curvature(domain, state, surface, {2.44}, 0, curvature[threads - 1]);
  }
  EXPECT_EQ(curvature[0], curvature[1]);
}

}  // namespace
}  // namespace sprue
