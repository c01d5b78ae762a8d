#include "solvers/chronicle.h"

#include <gtest/gtest.h>

#include "tests/solvers/box_domain.h"
#include "tests/solvers/plain_alloy.h"

namespace sprue {
namespace {

/// Three rows of eight cells; metal now fills cell 4 of the middle row.
struct Meeting {
  Meeting() : domain(test::box_domain(8, 3, 1, 1e-3)), alloy(test::plain_alloy({})), state(make_casting_state(domain, 300)), record(make_record(domain)) {
    conditions.interfaces = {{2.44, 2000}};
    pour(4, 1, 315);
    state.time = 1;
  }
  Slot at(int i, int j = 1) const { return domain.grid.find({i, j, 0}); }
  void pour(int i, int j, double temperature) {
    state.metal[at(i, j)] = 1;
    state.enthalpy[at(i, j)] = alloy.reference_density() * domain.cell_volume() * alloy.enthalpy(temperature);
  }
  /// Metal came to cell (i, j) before; both its faces move along x with the velocity.
  void arrive(int i, int j, double temperature, double velocity) {
    pour(i, j, temperature);
    state.velocity[0][at(i, j)] = state.velocity[0][at(i + 1, j)] = velocity;
    record.arrival[at(i, j)] = 0.5f;
    record.arrival_temperature[at(i, j)] = static_cast<float>(temperature);
  }
  /// Metal of 320 K from the left and of 310 K from the right, two cells deep.
  void close_in() {
    for (const int i : {2, 3}) arrive(i, 1, 320, 1);
    for (const int i : {6, 5}) arrive(i, 1, 310, -1);
  }
  /// Tongues of the same, along the upper wall from the left, the lower one from the right: no line through the cell is two cells deep in both.
  void close_in_askew() {
    for (const int j : {2, 1}) arrive(3, j, 320, 1);
    for (const int j : {0, 1}) arrive(5, j, 310, -1);
  }
  float met() {
    const Heat heat(domain, conditions, Numerics{}, alloy, {{}});
    Chronicle(domain).write(state, heat, 1, record);
    return record.meeting_temperature[at(4)];
  }
  Domain domain;
  AlloyCurve alloy;
  CastingConditions conditions;
  CastingState state;
  Record record;
};

// Two fronts that close in on a cell meet there, at the temperature of the colder.
TEST(Chronicle, FrontsMeetAtTheColderTemperature) {
  Meeting meeting;
  meeting.close_in();
  EXPECT_FLOAT_EQ(meeting.met(), 310);
  EXPECT_FLOAT_EQ(meeting.record.arrival[meeting.at(4)], 1);
}

// Tongues that touch by their tips meet, unless they were one body before (a front that only closes a notch of its own), or one of them runs away.
TEST(Chronicle, TonguesMeetWhereTheyFirstTouch) {
  Meeting touch;
  touch.close_in_askew();
  EXPECT_FLOAT_EQ(touch.met(), 310);

  Meeting notch;
  notch.close_in_askew();
  notch.arrive(4, 2, 320, 0);
  EXPECT_EQ(notch.met(), never);

  Meeting chase;
  chase.close_in_askew();
  for (const int j : {0, 1}) chase.arrive(5, j, 310, 1);
  EXPECT_EQ(chase.met(), never);
}

// A cell that was full once and has been emptied since brings no front (and no temperature of nothing).
TEST(Chronicle, EmptiedCellsAreNoFront) {
  Meeting meeting;
  meeting.close_in();
  meeting.state.metal[meeting.at(5)] = meeting.state.enthalpy[meeting.at(5)] = 0;
  EXPECT_EQ(meeting.met(), never);
}

}  // namespace
}  // namespace sprue
