#include "engine/app/probes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "engine/app/simulation.h"
#include "engine/core/error.h"

namespace sprue {
namespace {

// Metal at 600 degC from x = 0 to 8 mm, mould at 200 degC around it, cells of 1 mm.
const char* const block = R"(
[[shape]]
centre = ["4 mm", "4 mm", "0 mm"]
size = ["8 mm", "8 mm", "0 mm"]
high = "8 mm"
[resolution]
cell = "1 mm"
[mould]
material = "custom"
temperature = "200 degC"
band = "10 mm"
properties = { thermal_conductivity = "400 W/m/K", density = "8000 kg/m3", specific_heat = "400 J/kg/K", metal_contact_limit = "1500 degC" }
[interface]
contact_angle = "120 deg"
heat_transfer_coefficient = "5000 W/m2/K"
[[initial]]
kind = "half-space"
point = ["1 m", "0 mm", "0 mm"]
normal = [1, 0, 0]
temperature = "600 degC"
[alloy]
name = "zamak3"
[run]
flow = false
feeding = false
end_time = "1 s"
)";

std::unique_ptr<Simulation> block_with(const std::string& more) { return simulation_of(parse_scene(block + more, "block.toml")); }

std::string error_of(const std::string& more) {
  try {
    block_with(more);
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

// At the start a probe reads what the scene says of its place, beside a wall too: only cells that hold what its own holds are weighed.
TEST(Probes, ReadMetalAndMouldOfTheirOwnCell) {
  const auto made = block_with("[[probe]]\nname = \"wall\"\nplace = [\"0.1 mm\", \"4 mm\", \"4 mm\"]\n[[probe]]\nplace = [\"-0.1 mm\", \"4 mm\", \"4 mm\"]\n");
  const auto casting = made->start();
  ASSERT_EQ(made->probes.size(), 2u);
  EXPECT_NEAR(reading(made->probes[0], *casting), 873.15, 1e-6);   // inverse of the enthalpy table: round-off
  EXPECT_NEAR(reading(made->probes[1], *casting), 473.15, 1e-9);
  EXPECT_EQ(made->probes[1].name, "probe-1");
}

// Between the centres of two cells a reading lies on the straight line between theirs.
TEST(Probes, AreLinearBetweenCells) {
  const auto made = block_with(
      "[[probe]]\nname = \"a\"\nplace = [\"1.5 mm\", \"4.5 mm\", \"4.5 mm\"]\n[[probe]]\nname = \"b\"\nplace = [\"2.5 mm\", \"4.5 mm\", \"4.5 mm\"]\n"
      "[[probe]]\nname = \"c\"\nplace = [\"1.75 mm\", \"4.5 mm\", \"4.5 mm\"]\n");
  const auto casting = made->start();
  for (int i = 0; i < 5; ++i) casting->step();
  const double a = reading(made->probes[0], *casting), b = reading(made->probes[1], *casting);
  ASSERT_NE(a, b);
  EXPECT_NEAR(reading(made->probes[2], *casting), 0.75 * a + 0.25 * b, 1e-9 * a);
}

// Curves survive a checkpoint, and a table holds one line a sample and one column a probe.
TEST(Probes, CurvesAreKeptAndWritten) {
  const auto made = block_with("[[probe]]\nname = \"core\"\nplace = [\"4 mm\", \"4 mm\", \"4 mm\"]\n");
  const auto casting = made->start();
  ProbeCurves curves(made->probes);
  curves.sample(*casting);
  casting->step();
  curves.sample(*casting);
  ProbeCurves again(made->probes);
  again.restore(curves.save(), "here");
  EXPECT_EQ(again.csv(), curves.csv());
  EXPECT_EQ(curves.csv().substr(0, 24), "time_s,core_degC\n0,600\n" + curves.csv().substr(23, 1));
  EXPECT_NEAR(curves.highest(0), 873.15, 1e-6);
  EXPECT_THROW(again.restore("odd", "here"), InputError);
}

TEST(Probes, BadPlacesAndNamesAreRefused) {
  EXPECT_NE(error_of("[[probe]]\nplace = [\"1 m\", \"0 mm\", \"0 mm\"]\n").find("neither in the cavity nor in mould"), std::string::npos);
  EXPECT_NE(error_of("[[probe]]\nname = \"a\"\nplace = [\"4 mm\", \"4 mm\", \"4 mm\"]\n[[probe]]\nname = \"a\"\nplace = [\"4 mm\", \"4 mm\", \"4 mm\"]\n").find("one name"), std::string::npos);
  EXPECT_NE(error_of("[[probe]]\nname = \"a,b\"\nplace = [\"4 mm\", \"4 mm\", \"4 mm\"]\n").find("table"), std::string::npos);
  EXPECT_NE(error_of("[[probe]]\nplace = [\"4 mm\", \"4 mm\", \"4 mm\"]\ncavity = 2\n").find("no such cavity"), std::string::npos);
}

/// J of metal and mould above the water's temperature (K).
double excess(const Simulation& simulation, const CastingState& state, double water) {
  const Domain& d = simulation.domain;
  double sum = 0;
  for (Slot s = 0; s < d.grid.slots(); ++s) {
    if (d.mould_index[s] == no_mould) continue;
    const double share = s < d.grid.flow_slots() ? 1 - d.cavity_fraction[s] : 1.0;
    sum += share * d.cell_volume() * simulation.moulds[0].density * simulation.moulds[0].specific_heat * (state.mould_temperature[s] - water);
  }
  for (Slot s = 0; s < d.grid.flow_slots(); ++s)
    sum += state.enthalpy[s] - state.metal[s] * d.cell_volume() * simulation.alloy.reference_density() * simulation.alloy.enthalpy(water);
  return sum;
}

// A block that conducts well, cooled by the water of one bore alone, is a lump: its excess falls as exp(-h A t / C), A the bore's wall. 4 mm in
// cells of 1 mm; Biot number h L / k = 0.005. 2 % for that, for the points that measure the bore (1 %), for the heat capacity of the metal between 150
// and 200 degC; the 200 steps cost 0.05 % (one step of 200 s: 9 %).
TEST(Channels, WaterCoolsALumpAsItsWallSays) {
  const auto made = block_with(
      "[[channel]]\nfrom = [\"-10 mm\", \"4 mm\", \"-5 mm\"]\nto = [\"18 mm\", \"4 mm\", \"-5 mm\"]\ndiameter = \"4 mm\"\ntemperature = \"150 degC\"\n"
      "heat_transfer_coefficient = \"200 W/m2/K\"\n");
  Scene scene = made->scene;
  scene.initials[0].temperature = 473.15;
  const auto cold = simulation_of(scene);
  CastingState state = cold->start()->state();
  const double start = excess(*cold, state, 423.15), capacity = start / 50;
  Heat heat(cold->domain, cold->conditions, Numerics{}, cold->alloy, cold->moulds);
  Record record = make_record(cold->domain);
  for (int i = 0; i < 200; ++i) heat.advance(state, 1, record);
  const double wall = std::numbers::pi * 4e-3 * 28e-3, exact = -200 * wall * 200 / capacity;
  EXPECT_LT(exact, -0.1);
  EXPECT_NEAR(std::log(excess(*cold, state, 423.15) / start) / exact, 1, 0.02);
}

TEST(Channels, AChannelThroughTheCavityOrNowhereIsRefused) {
  const auto channel = [](const char* z) {
    return std::string("[[channel]]\nfrom = [\"-10 mm\", \"4 mm\", \"") + z + "\"]\nto = [\"18 mm\", \"4 mm\", \"" + z + "\"]\ndiameter = \"4 mm\"\n";
  };
  EXPECT_NE(error_of(channel("4 mm")).find("runs into the cavity"), std::string::npos);
  EXPECT_NE(error_of(channel("-1 m")).find("no cell of the mould"), std::string::npos);
}

}  // namespace
}  // namespace sprue
