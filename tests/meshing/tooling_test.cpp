// The disc closes around the part: halves, cavity, vents and bore make up the block; the feed reaches every
// part; files are watertight.
#include "meshing/tooling.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "engine/core/error.h"
#include "meshing/domain_builder.h"
#include "meshing/solid.h"
#include "meshing/tool_keys.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3;

double polygon_area(double radius, int sides) {
  return 0.5 * sides * radius * radius * std::sin(2 * std::numbers::pi / sides);
}

/// A coin of 20 mm with a raised outline and a square of recess: everything stands on the back.
LayeredMap coin() {
  const Loop outer = circle({0, 0}, 10 * mm, 72), inner = circle({0, 0}, 9.3 * mm, 72),
             square = rectangle(-3 * mm, -2 * mm, 3 * mm, 5 * mm);
  Layer bar = filled(0, 1.5 * mm);
  bar.element = 4;
  return MapMaker{}
      .face({outer, reversed(inner)}, filled(0, 1.5 * mm))
      .face({inner, reversed(square)}, filled(0, 1.0 * mm))
      .face({square}, bar)
      .result;
}

DomainOptions coarse() {
  DomainOptions o;
  o.cell = 0.4 * mm;
  return o;
}

/// Cavity volume that can be reached from the inlet through open faces.
double reachable(const Domain& domain) {
  std::vector<char> seen(domain.grid.flow_slots(), 0);
  std::vector<Slot> open;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    if (domain.kind[2][s] == FaceKind::inlet && domain.aperture[2][s] > 0) {
      const Slot below = domain.grid.neighbour(s, 0, 0, -1);
      if (!seen[below]) seen[below] = 1, open.push_back(below);
    }
  double volume = 0;
  while (!open.empty()) {
    const Slot s = open.back();
    open.pop_back();
    volume += domain.cavity_fraction[s] * domain.cell_volume();
    for (int d = 0; d < 3; ++d)
      for (int side : {-1, 1}) {
        const Slot n = domain.grid.neighbour(s, side * (d == 0), side * (d == 1), side * (d == 2));
        const Slot face = side < 0 ? s : n;
        if (n >= domain.grid.flow_slots() || domain.aperture[static_cast<std::size_t>(d)][face] <= 0 ||
            seen[n])
          continue;
        if (domain.cavity_fraction[n] > 0) seen[n] = 1, open.push_back(n);
      }
  }
  return volume;
}

// One sector of so many holds its share of the metal, lies on one side of the cuts (exactly: they are mirror planes of the grid), and its
// cavities are fed. 1e-6: edges may move by 20 nm in the overlay.
TEST(SpinDisc, OneSectorIsItsShareOfTheDisc) {
  for (const auto& [cavities, sectors] : {std::pair{2, 2}, {4, 4}, {6, 2}, {8, 4}}) {
    SpinOptions o;
    o.cavities = cavities;
    o.sectors = sectors;
    o.sprue_height = 6 * mm;
    const Tooling t = make_spin_disc(coin(), 1, o);
    EXPECT_NEAR(sectors * volume(t.sector) / volume(t.cavity), 1, 1e-6) << cavities;
    EXPECT_TRUE(find_unfed(t.sector).empty()) << cavities;
    EXPECT_EQ(t.cast_cavities(), static_cast<std::size_t>(cavities / sectors));
    double right = -1, low = 1;
    for (const Vec2 v : t.sector.map.vertices) right = std::max(right, v.x), low = std::min(low, v.y);
    EXPECT_NEAR(right, 0, 1e-15) << cavities;
    if (sectors == 4) { EXPECT_NEAR(low, 0, 1e-15) << cavities; }
    DomainOptions d = coarse();
    d.sides[1] = FaceKind::symmetry;
    if (sectors == 4) d.sides[2] = FaceKind::symmetry;
    Domain domain = build_domain(t.sector, d);
    place_vents(t, domain);
    EXPECT_NEAR(cavity_volume(domain) / volume(t.sector), 1, 1e-6) << cavities;
    EXPECT_NEAR(reachable(domain) / cavity_volume(domain), 1, 1e-6) << cavities;
    EXPECT_EQ(domain.vents.size() * static_cast<std::size_t>(sectors), t.vents.size()) << cavities;
    for (const Vent& vent : domain.vents) EXPECT_FALSE(vent.cells.empty()) << vent.name;
  }
}

// Block = upper + lower + cavity + rest of the bore + grooves. Bar: 1e-6 of the block; edges may move by 20
// nm in the overlay.
TEST(SpinDisc, HalvesCavityVentsAndBoreMakeUpTheBlock) {
  for (int cavities : {1, 2, 6}) {
    SpinOptions o;
    o.cavities = cavities;
    const Tooling t = make_spin_disc(coin(), 1, o);
    const double block = polygon_area(0.5 * o.disc_diameter, 360) * 2 * o.disc_thickness;
    const double bore = polygon_area(0.5 * o.sprue_diameter, 72) * (o.disc_thickness - o.sprue_height);
    double grooves = 0, holes = 0;
    for (const PlacedVent& v : t.vents) (v.drilled ? holes : grooves) += v.drilled ? polygon_area(0.5 * v.width, 36) * v.length : v.width * v.depth * v.length;
    double play = 0;   // between cones and hollows
    for (const LocatingKey& k : t.keys) play += key_volume(k, true) - key_volume(k, false);
    EXPECT_EQ(t.keys.size(), 4u);
    const double rest = block - volume(t.upper) - volume(t.lower) - volume(t.cavity) - bore - holes - play;
    EXPECT_EQ(t.vents.size(), 5u * static_cast<unsigned>(cavities));
    EXPECT_NEAR(rest, grooves, 0.02 * grooves);  // mouths lie on a curved outline
    EXPECT_NEAR(rest / block, grooves / block, 1e-6);
    EXPECT_NEAR(volume(extrude(t.upper)) / volume(t.upper), 1, 1e-9);
    EXPECT_TRUE(watertight(extrude(t.upper)) && watertight(extrude(t.lower)) &&
                watertight(extrude(t.cavity)));
  }
}

// Without vents nothing is left over.
TEST(SpinDisc, WithoutVentsTheBlockIsExact) {
  SpinOptions o;
  o.vents_per_cavity = 0, o.drilled_vents = 0;
  const LayeredMap pin =
      small_pin();  // one face stands above the parting plane: the lower half has an island there
  const Tooling t = make_spin_disc(pin, 1, o);
  const double block = polygon_area(0.5 * o.disc_diameter, 360) * 2 * o.disc_thickness;
  const double bore = polygon_area(0.5 * o.sprue_diameter, 72) * (o.disc_thickness - o.sprue_height);
  double play = 0;
  for (const LocatingKey& k : t.keys) play += key_volume(k, true) - key_volume(k, false);
  EXPECT_NEAR((volume(t.upper) + volume(t.lower) + volume(t.cavity) + bore + play) / block, 1, 1e-9);
  EXPECT_TRUE(watertight(extrude(t.lower)));
}

// From the inlet the metal can reach all of the cavity, and each part is there whole, numbered, with its
// elements.
TEST(SpinDisc, FeedReachesEveryPart) {
  for (int cavities : {1, 3}) {
    SpinOptions o;
    o.cavities = cavities;
    const Tooling t = make_spin_disc(coin(), 1, o);
    const Domain domain = build_domain(t.cavity, coarse());
    EXPECT_NEAR(reachable(domain) / volume(t.cavity), 1, 1e-9);
    EXPECT_NEAR(cavity_volume(domain) / volume(t.cavity), 1, 1e-11);
    for (int n = 1; n <= cavities; ++n) {
      double metal = 0, element = 0;
      for (std::size_t f = 0; f < t.cavity.layers.size(); ++f) {
        if (t.cavity.layers[f].cavity != n) continue;
        const double v = integral(t.cavity.map, t.cavity.map.faces[f], t.cavity.layers[f].high);
        metal += v;
        if (t.cavity.layers[f].element == 4) element += v;
      }
      EXPECT_NEAR(metal / volume(coin()), 1, 0.005);  // the gate bites 0.3 mm
      EXPECT_NEAR(element, 42 * 1.5e-9, 1e-14);
    }
  }
}

// The whole shot with its inlet, the part turned by 17 degrees: area vectors of every cell close to 1e-12 of
// a cell face.
TEST(SpinDisc, AreaVectorsOfTheShotClose) {
  SpinOptions o;
  o.turn = 17 * std::numbers::pi / 180;
  o.cavities = 2;
  const Tooling t = make_spin_disc(small_pin(), 1, o);
  const Domain domain = build_domain(t.cavity, coarse());
  const Field<Vec3> walls = wall_vectors(t.cavity, coarse(), domain.grid);
  double worst = 0;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    if (domain.cavity_fraction[s] > 0) worst = std::max(worst, norm(walls[s] - domain.wall_vector(s)));
  EXPECT_LE(worst, 1e-12);
  EXPECT_NEAR(cavity_volume(domain) / volume(t.cavity), 1, 1e-11);
}

// A pointed part and two separate legs: the gate finds metal, not the gap between the legs.
TEST(SpinDisc, GateGoesToMetal) {
  const LayeredMap legs = MapMaker{}
                              .face({{{-6 * mm, -8 * mm},
                                      {-2 * mm, -8 * mm},
                                      {-2 * mm, 0},
                                      {2 * mm, 0},
                                      {2 * mm, -8 * mm},
                                      {6 * mm, -8 * mm},
                                      {6 * mm, 8 * mm},
                                      {-6 * mm, 8 * mm}}},
                                    filled(0, 2 * mm))
                              .result;
  const LayeredMap wedge =
      MapMaker{}.face({{{0, -9 * mm}, {9 * mm, 6 * mm}, {-9 * mm, 6 * mm}}}, filled(0, 2 * mm)).result;
  for (const LayeredMap& part : {legs, wedge}) {
    const Tooling t = make_spin_disc(part, 1, {});
    const Domain domain = build_domain(t.cavity, coarse());
    EXPECT_NEAR(reachable(domain) / volume(t.cavity), 1, 1e-9);
  }
}

// A part in two pieces: the far one is named with its volume and element, the near one is fed.
TEST(SpinDisc, PiecesWithoutGateAreNamed) {
  Layer dot = filled(0, 1 * mm);
  dot.element = 9;
  const LayeredMap two = MapMaker{}
                             .face({rectangle(-5 * mm, -5 * mm, 5 * mm, 0)}, filled(0, 1.5 * mm))
                             .face({rectangle(-2 * mm, 1 * mm, 2 * mm, 3 * mm)}, dot)
                             .result;
  SpinOptions o;
  o.cavities = 2;
  const Tooling t = make_spin_disc(two, 1, o);
  ASSERT_EQ(t.unfed.size(), 2u);
  for (std::size_t n = 0; n < 2; ++n) {
    EXPECT_EQ(t.unfed[n].cavity, static_cast<int>(n) + 1);
    EXPECT_EQ(t.unfed[n].element, 9);
    EXPECT_NEAR(t.unfed[n].volume, 8e-9, 1e-15);
  }
  EXPECT_TRUE(make_spin_disc(coin(), 1, o).unfed.empty());
}

// The placement carries a point of the part into the tool: the part's lowest point faces the axis, heights
// are scaled.
TEST(SpinDisc, PlacementsCarryThePart) {
  SpinOptions o;
  o.cavities = 4;
  o.radius = 60 * mm;
  const Tooling t = make_spin_disc(coin(), 1.01, o);
  ASSERT_EQ(t.placements.size(), 4u);
  const auto& m = t.placements[1].transform;  // a quarter turn on from +y: at -x
  EXPECT_NEAR(m[3], -60 * mm, 1e-15);
  EXPECT_NEAR(m[7], 0, 1e-15);
  EXPECT_NEAR(m[1], -1.01, 1e-15);  // up in the drawing points outwards
  EXPECT_NEAR(m[4], 1.01, 1e-15);
  EXPECT_EQ(m[10], 1.01);
}

TEST(SpinDisc, TooManyCavitiesNameHowManyFit) {
  SpinOptions o;
  o.cavities = 60;
  try {
    make_spin_disc(coin(), 1, o);
    FAIL();
  } catch (const InputError& e) {
    const std::string message = e.what();
    ASSERT_NE(message.find("would fit"), std::string::npos) << message;
    const int most = std::stoi(e.remedy);
    EXPECT_GT(most, 6);
    o.cavities = most;
    EXPECT_NO_THROW(make_spin_disc(coin(), 1, o));
    o.cavities = most + 1;
    EXPECT_THROW(make_spin_disc(coin(), 1, o), InputError);
  }
  o.cavities = 1;
  o.disc_diameter = 40 * mm;
  try {
    make_spin_disc(coin(), 1, o);
    FAIL();
  } catch (const InputError& e) {
    EXPECT_NE(e.remedy.find("not even one"), std::string::npos);
  }
}

TEST(SpinDisc, ChosenSizesAreStated) {
  const Tooling t = make_spin_disc(coin(), 1, {});
  const auto value = [&](const std::string& key) {
    for (const Choice& c : t.defaults)
      if (c.key == key) return c.value;
    return std::string("not stated");
  };
  EXPECT_EQ(value("mould.gate_width"), "6.00 mm");
  EXPECT_EQ(value("mould.gate_depth"), "1.00 mm");
  EXPECT_EQ(value("mould.runner_width"), "6.00 mm");
  EXPECT_EQ(value("mould.runner_depth"), "3.00 mm");
  EXPECT_EQ(value("mould.radius").substr(0, 2), "26");
  EXPECT_EQ(value("mould.rim_wall"), "8.00 mm");
}

// The cavity is moved out to where the spin presses the metal well enough, but not out of the disc, and the reason is given.
TEST(SpinDisc, RadiusFollowsThePressure) {
  SpinOptions o;
  o.pressed_radius = 50 * mm;
  const Tooling t = make_spin_disc(coin(), 1, o);
  EXPECT_NEAR(t.placements[0].transform[7], 50 * mm, 1e-9);   // y of the part's origin in the tool
  const auto reason = [](const Tooling& tool) { return std::find_if(tool.defaults.begin(), tool.defaults.end(), [](const Choice& c) { return c.key == "mould.radius"; })->text(); };
  EXPECT_NE(reason(t).find("50.00 mm: the least at which"), std::string::npos) << reason(t);
  o.pressed_radius = 1;
  const Tooling far = make_spin_disc(coin(), 1, o);
  const double rim = 0.5 * o.disc_diameter - 8 * mm;          // rubber left at the rim
  EXPECT_NEAR(far.placements[0].transform[7] + 10 * mm, rim, 0.01 * mm);
  EXPECT_NE(reason(far).find("as far out as the disc allows"), std::string::npos) << reason(far);
}

// Each mouth finds cells of its own cavity at the parting plane, across its width; their area is that of the
// grooves.
TEST(SpinDisc, VentsOpenIntoCavityCells) {
  SpinOptions o;
  o.cavities = 2;
  const Tooling t = make_spin_disc(coin(), 1, o);
  Domain domain = build_domain(t.cavity, coarse());
  place_vents(t, domain);
  ASSERT_EQ(domain.vents.size(), 10u);
  std::set<std::string> names;
  for (std::size_t n = 0; n < domain.vents.size(); ++n) {
    const Vent& v = domain.vents[n];
    names.insert(v.name);
    if (t.vents[n].drilled) {
      EXPECT_NEAR(v.area, 0.25 * std::numbers::pi * o.drilled_vent_diameter * o.drilled_vent_diameter, 1e-15);
      ASSERT_GE(v.cells.size(), 1u);
      const double radius = norm(t.vents[n].mouth), cavity_radius = norm(Vec2{t.placements[0].transform[3], t.placements[0].transform[7]});
      EXPECT_LT(radius, cavity_radius) << "on the axis side of the part";
      for (Slot s : v.cells) EXPECT_EQ(domain.cavity[s], v.cavity);
      continue;
    }
    EXPECT_NEAR(v.area, o.vent_width * o.vent_depth, 1e-18);
    EXPECT_GE(v.cells.size(), 2u);
    EXPECT_LE(v.cells.size(), 5u);
    for (Slot s : v.cells) {
      EXPECT_EQ(domain.cavity[s], v.cavity);
      EXPECT_GE(domain.cavity_fraction[s], 0.2);
      EXPECT_EQ(domain.grid.cell_of(s).k, 0);
      EXPECT_LT(norm(domain.grid.centre(s) - v.where), 3 * domain.grid.cell);
    }
  }
  EXPECT_EQ(names.size(), 10u);
}

// Other programs read the halves as whole solids.
TEST(SpinDisc, OtherProgramsFindTheHalvesWatertight) {
  const bool admesh = std::system("command -v admesh >/dev/null") == 0;
  const bool slicer = std::system("command -v prusa-slicer >/dev/null") == 0;
  if (!admesh || !slicer) GTEST_SKIP() << "admesh or prusa-slicer is not installed";
  const auto folder = std::filesystem::temp_directory_path() / "sprue-tooling-test";
  std::filesystem::create_directories(folder);
  const auto file = (folder / "half.stl").string();
  for (int cavities : {1, 6}) {
    SpinOptions o;
    o.cavities = cavities;
    const Tooling t = make_spin_disc(turned(coin(), 0.3), 1, o);
    for (const LayeredMap* half : {&t.upper, &t.lower, &t.cavity}) {
      write_stl(extrude(*half), file, "half");
      EXPECT_EQ(std::system(("admesh " + file +
                             " | grep -q 'Total disconnected facets        :     0                   0'")
                                .c_str()),
                0);
      EXPECT_EQ(std::system(("admesh " + file + " | grep -q 'Degenerate facets     :     0'").c_str()), 0);
      EXPECT_EQ(std::system(("prusa-slicer --info " + file + " | grep -q 'manifold = yes'").c_str()), 0);
    }
  }
  std::filesystem::remove_all(folder);
}

// A post in the lower half has a hole from its tip to the outside: the lower half lacks post and hole, the vent lies at the tip and its cells are the post's lowest. The
// hole is 0.6 of the post's 1.2 mm, although 0.8 mm are asked for.
TEST(SpinDisc, PostsAreVentedAtTheirTips) {
  LayeredMap pin = MapMaker{}.face({circle({}, 8 * mm, 96), reversed(circle({3 * mm, 0}, 0.6 * mm, 48))}, filled(0, 1.5 * mm)).face({circle({3 * mm, 0}, 0.6 * mm, 48)}, filled(-6 * mm, 1.5 * mm)).result;
  SpinOptions o;
  o.keys.count = 0, o.turn = 0.5, o.drilled_vents = 1;
  o.posts = {{{3 * mm, 0}, -6 * mm, 1.2 * mm}};
  const Tooling t = make_spin_disc(pin, 1, o);
  const auto vent = std::find_if(t.vents.begin(), t.vents.end(), [](const PlacedVent& v) { return v.top < 0; });
  ASSERT_NE(vent, t.vents.end());
  EXPECT_NEAR(vent->width, 0.72 * mm, 1e-15);
  EXPECT_NEAR(vent->length, 19 * mm, 1e-15);
  const auto& m = t.placements.front().transform;
  EXPECT_NEAR(vent->mouth.x, m[0] * 3 * mm + m[3], 1e-12);
  EXPECT_NEAR(vent->mouth.y, m[4] * 3 * mm + m[7], 1e-12);
  const double disc = polygon_area(0.5 * o.disc_diameter, 360) * o.disc_thickness, post = polygon_area(0.6 * mm, 48) * 6 * mm, hole = polygon_area(0.36 * mm, 36) * 19 * mm,
               other = polygon_area(0.4 * mm, 36) * o.disc_thickness;
  EXPECT_NEAR((disc - volume(t.lower)) / (post + hole + other), 1, 1e-5);   // edges may move by 20 nm
  EXPECT_TRUE(watertight(extrude(t.lower)));
  DomainOptions d = coarse();
  d.cell = 0.5 * mm;
  Domain domain = build_domain(t.cavity, d);
  place_vents(t, domain);
  for (const Vent& v : domain.vents)
    for (const Slot s : v.cells) EXPECT_NEAR(domain.grid.centre(s).z, v.where.z < 0 ? -5.75 * mm : 0.25 * mm, 1e-9);
}

// A post as long as the lower half is thick would be an open hole in it: refused, with or without other holes; 1 % shorter is a post.
TEST(SpinDisc, PostsEndInsideTheHalf) {
  for (const int drilled : {0, 1}) {
    SpinOptions o;
    o.drilled_vents = drilled;
    for (const double length : {1.0, 0.99}) {
      const double tip = -length * o.disc_thickness;
      const LayeredMap pin = MapMaker{}.face({circle({}, 8 * mm, 96), reversed(circle({3 * mm, 0}, 0.6 * mm, 48))}, filled(0, 1.5 * mm)).face({circle({3 * mm, 0}, 0.6 * mm, 48)}, filled(tip, 1.5 * mm)).result;
      o.posts = {{{3 * mm, 0}, tip, 1.2 * mm}};
      if (length == 1) EXPECT_THROW(make_spin_disc(pin, 1, o), InputError);
      else EXPECT_TRUE(watertight(extrude(make_spin_disc(pin, 1, o).lower)));
    }
  }
}

}  // namespace
}  // namespace sprue
