#include "solvers/chronicle.h"

#include <gtest/gtest.h>

#include "tests/solvers/box_domain.h"
#include "tests/solvers/plain_alloy.h"

namespace sprue {
namespace {

/// A row of eight cells; metal of 320 K from the left and of 310 K from the right has arrived beside cell 4, which now fills.
struct Meeting {
  Meeting() : domain(test::box_domain(8, 1, 1, 1e-3)), alloy(test::plain_alloy({})), state(make_casting_state(domain, 300)), record(make_record(domain)) {
    conditions.interfaces = {{2.44, 2000}};
    for (const int i : {2, 3}) arrive(i, 320, 1);
    for (const int i : {5, 6}) arrive(i, 310, -1);
    pour(4, 315);
    state.velocity[0][at(4)] = 1;
    state.velocity[0][at(7)] = -1;
    state.time = 1;
  }
  Slot at(int i) const { return domain.grid.find({i, 0, 0}); }
  void pour(int i, double temperature) {
    state.metal[at(i)] = 1;
    state.enthalpy[at(i)] = alloy.reference_density() * domain.cell_volume() * alloy.enthalpy(temperature);
  }
  void arrive(int i, double temperature, double velocity) {
    pour(i, temperature);
    state.velocity[0][at(i)] = velocity;
    record.arrival[at(i)] = 0.5f;
    record.arrival_temperature[at(i)] = static_cast<float>(temperature);
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
  EXPECT_FLOAT_EQ(meeting.met(), 310);
  EXPECT_FLOAT_EQ(meeting.record.arrival[meeting.at(4)], 1);
}

// A cell that was full once and has been emptied since brings no front (and no temperature of nothing).
TEST(Chronicle, EmptiedCellsAreNoFront) {
  Meeting meeting;
  meeting.state.metal[meeting.at(5)] = meeting.state.enthalpy[meeting.at(5)] = 0;
  EXPECT_EQ(meeting.met(), never);
}

}  // namespace
}  // namespace sprue
