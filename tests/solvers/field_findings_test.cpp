// Findings read the right place, size and number from fields made by hand; a sound casting gives none.
#include "solvers/field_findings.h"

#include <gtest/gtest.h>

#include "tests/solvers/box_domain.h"

namespace sprue {
namespace {

constexpr double h = 1e-4;  // m

AlloyCurve zinc() {
  AlloyProperties p;
  p.liquidus = 660;
  p.solidus = 654;
  p.latent_heat = 110e3;
  p.specific_heat_solid = {{300, 420}};
  p.specific_heat_liquid = {{300, 510}};
  p.thermal_conductivity_solid = {{300, 113}};
  p.thermal_conductivity_liquid = {{300, 50}};
  p.density_solid = {{300, 6600}};
  p.density_liquid = {{300, 6300}};
  p.viscosity_liquid = {{300, 3e-3}};
  p.surface_tension = 0.78;
  return AlloyCurve(p);
}

/// A plate of 40 x 24 x 8 cells of 0.1 mm, filled and frozen; the part lies turned by 90 degrees about z and
/// moved.
struct Plate : ::testing::Test {
  Plate() : domain(test::box_domain(40, 24, 8, h)), alloy(zinc()) {
    const std::size_t n = domain.grid.flow_slots();
    state = make_casting_state(domain, 300);
    record = make_record(domain);
    state.shrinkage.assign(n, 0.0);
    for (Slot s = 0; s < n; ++s) {
      if (domain.cavity_fraction[s] == 0) continue;
      domain.cavity[s] = 1;
      state.metal[s] = 1;
      record.arrival[s] = 0.01f;
      record.arrival_temperature[s] = 680;
      record.solidification[s] = 5;
    }
    conditions.interfaces = {Interface{2.44, 2000}};
    conditions.gravity = {0, 0, -9.81};
    frames[0].to_tool = {0, -1, 0, 0.02, 1, 0, 0, 0.03, 0, 0, 1, 0, 0, 0, 0, 1};
  }
  std::vector<Finding> judge() {
    std::vector<Finding> list;
    field_findings(domain, state, record, conditions, alloy, frames, {"crest", "eye"}, list, finishing);
    return list;
  }
  template <class F>
  void box(Index3 low, Index3 high, F f) {
    for (int k = low.k; k < high.k; ++k)
      for (int j = low.j; j < high.j; ++j)
        for (int i = low.i; i < high.i; ++i) f(domain.grid.find({i, j, k}));
  }
  void empty(Slot s) {
    state.metal[s] = 0;
    record.arrival[s] = never;
    record.arrival_temperature[s] = never;
  }
  Domain domain;
  AlloyCurve alloy;
  CastingState state;
  Record record;
  CastingConditions conditions;
  std::vector<CavityFrame> frames{CavityFrame{}};
  Finishing finishing;
};

TEST_F(Plate, SoundCastingHasNoFindings) { EXPECT_TRUE(judge().empty()); }

TEST_F(Plate, MisrunIsOneFindingWithItsVolumeAndPlaceInThePartFrame) {
  box({30, 4, 0}, {40, 12, 8}, [&](Slot s) { empty(s); });
  const auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "misrun");
  EXPECT_EQ(list[0].severity, Severity::reject);  // 0.64 mm3 of 0.2 mm3
  EXPECT_NEAR(list[0].volume, 640e-12, 1e-18);
  EXPECT_NEAR(list[0].size, 1.0e-3, 1e-9);
  // centroid (3.5, 0.8, 0.4) mm of the tool; tool = (0.02 - y, 0.03 + x, z): part x = tool y - 0.03, part y =
  // 0.02 - tool x
  EXPECT_NEAR(list[0].where.x, 0.8e-3 - 0.03, h);
  EXPECT_NEAR(list[0].where.y, 0.02 - 3.5e-3, h);
  EXPECT_NEAR(list[0].where.z, 0.4e-3, h);
}

TEST_F(Plate, ClosedPocketIsTrappedGasAndAVentedOneIsNot) {
  GasPocket pocket;
  pocket.id = 7;
  pocket.pressure = 150e3;
  state.pockets = {pocket};
  box({10, 4, 0}, {16, 10, 8}, [&](Slot s) {
    empty(s);
    state.pocket[s] = 7;
  });
  auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "trapped-gas");
  EXPECT_NEAR(list[0].value, 0.288, 1e-12);  // mm3
  EXPECT_NE(list[0].evidence.find("150.0 kPa"), std::string::npos);
  state.pockets[0].vented = true;
  list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "misrun");
}

// A quarter of the plate (1,920 of 7,680 cells) is empty, 20 cells came in over the last 5 ms of filling: at 4,000 cells a second a front that
// stays liquid 4.9 s could fill all of it, one of 0.1 s 400 cells, 5.2 %. Frozen with the end of filling, or standing, it is a misrun alone. Exact
// but for solidification times in single precision.
TEST_F(Plate, CreepingFrontSaysWhatItWouldStillBring) {
  box({30, 0, 0}, {40, 24, 8}, [&](Slot s) { empty(s); });
  const auto history = [&](double last) {
    record.history.clear();
    for (const auto& [time, metal] : {std::pair{0.05, 5000.0}, {0.095, 5740.0}, {0.1, last}})
      record.history.push_back({.time = time, .metal = metal, .max_speed = 0.5});
    record.history.push_back({.time = 3, .metal = last});
  };
  const auto creeping = [&]() {
    double value = 0;
    for (const Finding& f : judge())
      if (f.kind == "creeping-front") value = f.value;
    return value;
  };
  history(5760);
  EXPECT_NEAR(creeping(), 25, 1e-9);
  box({29, 0, 0}, {30, 24, 8}, [&](Slot s) { record.solidification[s] = 0.2f; });
  EXPECT_NEAR(creeping(), 100 * 400.0 / 7680, 1e-5);
  box({29, 0, 0}, {30, 24, 8}, [&](Slot s) { record.solidification[s] = 0.1f; });
  EXPECT_EQ(creeping(), 0);
  box({29, 0, 0}, {30, 24, 8}, [&](Slot s) { record.solidification[s] = 5; });
  history(5740);
  EXPECT_EQ(creeping(), 0);
  // all was full when flow retired: what is empty now is contraction
  history(5760);
  ASSERT_GT(creeping(), 0);
  state.skin = domain.cavity_fraction;
  EXPECT_EQ(creeping(), 0);
}

// Metal that passed and left again fills nothing; metal that contraction drew away had been there.
TEST_F(Plate, GasThatCameBackIsFoundAndVoidsAreNot) {
  box({10, 4, 0}, {16, 10, 8}, [&](Slot s) { state.metal[s] = 0; });
  auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "misrun");
  EXPECT_NEAR(list[0].value, 0.288, 1e-12);  // mm3
  box({10, 4, 0}, {16, 10, 8}, [&](Slot s) { record.shrinkage_void[s] = 1; });
  for (const Finding& f : judge()) EXPECT_NE(f.kind, "misrun");
}

TEST_F(Plate, VanishedPocketIsJudgedByItsVolumeUnderTheMetalsPressure) {
  PocketEvent event;
  event.cavity = 1;
  event.pocket = {9, 1e-9, 300, 202650, 0.1e-9, 0, false, {1e-3, 1e-3, 4e-4}};
  record.pockets = {event};
  const auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_NEAR(list[0].value, 0.2, 1e-9);  // no head: back at outside pressure the gas takes twice the room
  EXPECT_EQ(list[0].severity, Severity::reject);
}

// A closed pocket of 0.08 mm3 is a pin hole, one of 0.288 mm3 a gas pocket (limit 0.1 mm3, process data E10).
TEST_F(Plate, SmallClosedPocketsArePinHoles) {
  GasPocket pocket;
  pocket.id = 7;
  pocket.pressure = 150e3;
  state.pockets = {pocket};
  const auto shut_in = [&](Slot s) { empty(s), state.pocket[s] = 7; };
  box({10, 4, 0}, {14, 9, 4}, shut_in);
  auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "pin-hole");
  EXPECT_EQ(list[0].severity, Severity::warn);
  box({10, 4, 0}, {14, 9, 6}, shut_in);   // 0.12 mm3
  list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "trapped-gas");
  EXPECT_EQ(list[0].severity, Severity::reject);
}

// The same places behind the back of the part are its posts: here the back is put 0.8 mm above the plate's lowest cells.
TEST_F(Plate, WhatIsMissingBehindTheBackIsAShortPost) {
  box({30, 4, 0}, {40, 12, 5}, [&](Slot s) { empty(s); });
  EXPECT_EQ(judge().at(0).kind, "misrun");
  frames[0].to_tool[11] = 0.8e-3;
  const auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "short-post");
  EXPECT_NEAR(list[0].where.z, 0.25e-3 - 0.8e-3, h);
}

// Metal that touches the wall at half solid leaves a mark of 1.2 x 0.8 mm; at 656 K (4 K below the liquidus of 660, but two thirds solid on a linear curve) too; at 660 K,
// or where fronts met, or away from walls, it does not.
TEST_F(Plate, WallReachedByColdMetalIsMarked) {
  const auto came_at = [&](float kelvin, int k) { box({20, 6, k}, {32, 14, k + 1}, [&](Slot s) { record.arrival_temperature[s] = kelvin; }); };
  came_at(657, 0);
  auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "cold-flow");
  EXPECT_NEAR(list[0].value, 657 - 273.15, 1e-3);
  EXPECT_NEAR(list[0].size, 1.2e-3, 1e-9);
  EXPECT_NE(list[0].evidence.find("0.96 mm2"), std::string::npos) << list[0].evidence;
  box({20, 6, 0}, {32, 14, 1}, [&](Slot s) { record.meeting_temperature[s] = 657; });
  for (const Finding& f : judge()) EXPECT_EQ(f.kind, "cold-shut");
  box({20, 6, 0}, {32, 14, 1}, [&](Slot s) { record.meeting_temperature[s] = never; });
  came_at(660, 0);
  EXPECT_TRUE(judge().empty());
  came_at(657, 4);
  EXPECT_TRUE(judge().empty());
}

TEST_F(Plate, ColdSeamIsFoundAndAHotOneIsNot) {
  box({20, 0, 0}, {21, 24, 8}, [&](Slot s) { record.meeting_temperature[s] = 670; });
  EXPECT_TRUE(judge().empty());
  box({20, 0, 0}, {21, 24, 8},
      [&](Slot s) { record.meeting_temperature[s] = 657; });  // half solid on a linear curve
  const auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "cold-shut");
  EXPECT_EQ(list[0].severity, Severity::reject);
  EXPECT_NEAR(list[0].size, 2.4e-3, 1e-9);
  EXPECT_NEAR(list[0].value, 657 - 273.15, 1e-3);
}

TEST_F(Plate, VoidNearTheFaceIsRejectedAndADeepOneWarns) {
  const auto hollow = [&](int k, float share) {
    box({10, 10, k}, {18, 18, k + 1}, [&](Slot s) { state.shrinkage[s] = record.shrinkage_void[s] = share; });
  };
  hollow(7, 0.5f);  // top layer: 0.032 mm3
  auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "shrinkage-void");
  EXPECT_NEAR(list[0].value, 0.032, 1e-6);
  EXPECT_EQ(list[0].severity, Severity::warn);  // under 0.1 mm3
  for (int k : {4, 5, 6}) hollow(k, 1.0f);
  EXPECT_EQ(judge()[0].severity, Severity::reject);
  frames[0].to_tool[10] =
      -1;  // the same place seen from the other side is deep: layers 4..7 lie 0.4 mm below the face at k = 0
  EXPECT_EQ(judge()[0].severity, Severity::warn);
}

// Depths under the faces that show: two full layers of 0.1 mm above the pore, one cell beside it; the back (z = 0) does not count.
TEST_F(Plate, PoresSayHowDeepTheyLie) {
  const auto hollow = [&](Index3 low, Index3 high) {
    box(low, high, [&](Slot s) { state.shrinkage[s] = record.shrinkage_void[s] = 1; });
  };
  hollow({10, 10, 4}, {14, 14, 6});
  hollow({10, 14, 4}, {14, 15, 6});   // goes on: the same pore
  hollow({38, 10, 0}, {39, 16, 4});   // another, beside the end of the plate
  const auto list = judge();
  ASSERT_EQ(list.size(), 2u) << "one a pore, not one a cell";
  EXPECT_NEAR(list[0].volume, 40e-12, 1e-18);
  EXPECT_NE(list[0].evidence.find("0.20 mm below the front (within the 0.3 mm"), std::string::npos) << list[0].evidence;
  EXPECT_NE(list[1].evidence.find("0.10 mm below the edge"), std::string::npos) << list[1].evidence;
}

// Gas of 10 MPa shut in at the temperature of the bake, 170 degC, a round pore of 0.12 mm in the middle of the seventh of eight layers: 0.15 mm of metal less its
// radius is 0.03 mm of skin. 0.75 (10 - 0.1) MPa (0.12 / 0.03)^2 = 119 MPa; the metal yields at 60 + 80 * 30 / 100 = 84 MPa.
TEST_F(Plate, GasUnderPressureBlistersInTheBake) {
  const double radius = 0.12e-3, kept = 4.0 / 3 * M_PI * radius * radius * radius;
  conditions.inlet.kind = DriveKind::plunger;
  conditions.inlet.intensified = 10e6 - conditions.gas.pressure;
  PocketEvent event;
  event.cavity = 1;
  event.pocket = {9, 1e-9, 443.15, 10e6, kept, 0, false, {1e-3, 1e-3, 6.5e-4}};
  record.pockets = {event};
  finishing.bakes = {{"enamel", 443.15, false}};
  finishing.yield_strength = {{293.15, 221e6}, {373.15, 140e6}, {473.15, 60e6}};
  auto list = judge();
  ASSERT_EQ(list.size(), 1u) << "0.007 mm3 of gas: listed only for what it does";
  EXPECT_EQ(list[0].kind, "blister");
  EXPECT_EQ(list[0].severity, Severity::reject);
  EXPECT_NEAR(list[0].value, 0.75 * (10 - 0.101325) * 16, 0.5);
  EXPECT_NEAR(list[0].limit, 60 + 0.8 * 30, 0.1);
  finishing.bakes.clear();
  EXPECT_TRUE(judge().empty());
}

// Gas of the atmosphere is below it again in any bake.
TEST_F(Plate, GasOfTheAtmosphereDoesNotBlister) {
  PocketEvent event;
  event.cavity = 1;
  event.pocket = {9, 1e-9, 600, 101325, 0.02e-9, 0, false, {1e-3, 1e-3, 4.5e-4}};
  record.pockets = {event};
  finishing.bakes = {{"enamel", 477.15, true}};
  finishing.yield_strength = {{293.15, 221e6}, {373.15, 140e6}, {473.15, 60e6}};
  const auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "pin-hole");
  EXPECT_NE(list[0].evidence.find("no blister"), std::string::npos) << list[0].evidence;
}

// One per cent of 8 x 8 x 8 cells: 0.00512 mm3 in pores, of a plate of 7.68 mm3; too little to be told. Of 40 x 24 x 8 cells: 0.0768 mm3, 1 % of the part.
TEST_F(Plate, PorosityBelowTheCellIsOneFinding) {
  const auto porous = [&](Index3 high) {
    box({0, 0, 0}, high, [&](Slot s) { state.shrinkage[s] = record.shrinkage_void[s] = 0.01f; });
  };
  porous({8, 8, 8});
  EXPECT_TRUE(judge().empty());
  porous({40, 24, 8});
  conditions.pores = {50e3, 20e-6};
  const auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "dispersed-porosity");
  EXPECT_EQ(list[0].severity, Severity::info);
  EXPECT_NEAR(list[0].value, 1, 1e-6);
  EXPECT_NE(list[0].evidence.find("falls to -28.0 kPa: gas of 50.0 kPa less 78.0 kPa"), std::string::npos) << "2 * 0.78 N/m / 20 um; " << list[0].evidence;
}

// 2 s for the last liquid, 1 s before it: 2 of 1. Everywhere else 0.18, as a eutectic that loses heat evenly.
TEST_F(Plate, SlowLastLiquidMayTear) {
  box({0, 0, 0}, {40, 24, 8}, [&](Slot s) { record.solid_40[s] = 1, record.solid_90[s] = 2, record.solid_99[s] = 2.18f; });
  EXPECT_TRUE(judge().empty());
  box({10, 10, 0}, {14, 14, 8}, [&](Slot s) { record.solid_99[s] = 4; });
  const auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "hot-tear");
  EXPECT_NEAR(list[0].value, 2, 1e-6);
  EXPECT_NEAR(list[0].volume, 128e-12, 1e-18);
}

TEST_F(Plate, UnfilledElementIsNamed) {
  box({0, 0, 6}, {10, 10, 8}, [&](Slot s) { domain.element[s] = 1; });
  box({0, 0, 6}, {4, 10, 8}, [&](Slot s) { empty(s); });
  const auto list = judge();
  ASSERT_EQ(list.size(), 2u);  // the region and the element
  EXPECT_EQ(list[1].kind, "unfilled-detail");
  EXPECT_EQ(list[1].element, "eye");
  EXPECT_NEAR(list[1].value, 40, 1e-9);  // per cent
  EXPECT_EQ(list[1].confidence.substr(0, 4), "high");
}

TEST_F(Plate, ThinLineIsJudgedByItsEntryPressure) {
  box({0, 0, 6}, {10, 10, 8}, [&](Slot s) {
    domain.element[s] = 0;
    domain.feature_width[s] = 0.3e-3f;
  });
  for (int j = 0; j < 24; ++j) {  // inlet on the side x = 4 mm, level with the line: no head by gravity
    const Slot s = domain.grid.find({40, j, 4});
    domain.kind[0][s] = FaceKind::inlet;
    domain.aperture[0][s] = 1;
  }
  conditions.inlet.head = 3000;
  conditions.inlet.temperature = 690;
  auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].element, "crest");
  EXPECT_NEAR(list[0].value, 2 * 0.78 * 0.7639 / 0.3e-3 / 1000, 0.01);  // 3.97 kPa: 2 sigma |cos 2.44| / w
  EXPECT_NEAR(list[0].limit, 3.0, 0.05);                                // the head, less 0.25 mm of zinc
  EXPECT_EQ(list[0].confidence.substr(0, 3), "low");
  conditions.inlet.head = 6000;
  EXPECT_TRUE(judge().empty());
}

TEST_F(Plate, HotSpotIsTheLastToFreezeOfACutOffPool) {
  box({10, 8, 0}, {22, 16, 8}, [&](Slot s) {
    record.cut_off[s] = 4;
    record.solidification[s] = 9;
  });
  record.solidification[domain.grid.find({15, 12, 3})] = 20;
  const auto list = judge();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].kind, "hot-spot");
  EXPECT_EQ(list[0].severity, Severity::warn);
  EXPECT_NEAR(list[0].value, 20, 1e-6);
  EXPECT_NEAR(list[0].where.y, 0.02 - 1.55e-3, 1e-9);
}

TEST_F(Plate, ManySmallPlacesBecomeOneFinding) {
  for (int n = 0; n < 20; ++n) box({2 * n, 4, 2}, {2 * n + 1, 9, 3}, [&](Slot s) { empty(s); });
  const auto list = judge();
  ASSERT_EQ(list.size(), 9u);
  EXPECT_NEAR(list.back().volume, 12 * 5e-12, 1e-18);
}

TEST(StaticHeadTest, RotatingToolHasTheParabolaOfAStillLiquid) {
  Domain domain = test::box_domain(8, 8, 8, 1e-3);
  for (int j = 0; j < 8; ++j)
    for (int i = 0; i < 8; ++i) {
      const Slot s = domain.grid.find({i, j, 8});
      domain.kind[2][s] = FaceKind::inlet;
      domain.aperture[2][s] = 1;
    }
  CastingConditions c;
  c.rotation.speed = 50;
  c.rotation.point = {4e-3, 4e-3, 0};
  c.inlet.head = 100;
  const StaticHead head(domain, c, 6000);
  const double up = head.at({4e-3, 4e-3, 8e-3}), out = head.at({44e-3, 4e-3, 8e-3}),
               below = head.at({4e-3, 4e-3, 0});
  EXPECT_NEAR(out - up, 0.5 * 6000 * 2500 * 0.04 * 0.04, 1e-6);  // rho w^2 r^2 / 2
  EXPECT_NEAR(below - up, 6000 * 9.81 * 8e-3, 1e-6);             // rho g z
}

}  // namespace
}  // namespace sprue
