// The domain is exact: fractions, apertures and walls of cut cells come from the plane geometry, whatever the
// angle.
#include "meshing/domain_builder.h"

#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3;

DomainOptions options(double cell) {
  DomainOptions o;
  o.cell = cell;
  o.mould = "silicone-htv";
  return o;
}

/// Largest difference between the walls as pieces of the boundary and as differences of apertures, in cell
/// faces.
double closing_error(const LayeredMap& cavity, const DomainOptions& o, const Domain& domain) {
  const Field<Vec3> walls = wall_vectors(cavity, o, domain.grid);
  double worst = 0;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    worst = std::max(worst, norm(walls[s] - domain.wall_vector(s)));
  return worst;
}

// A box whose walls lie on cell planes is made of full cells, closed all around, each wall counted once.
TEST(DomainBuilder, AlignedBoxIsFullCellsWithWallsOnTheirFaces) {
  const LayeredMap box = MapMaker{}.face({rectangle(0, 0, 4 * mm, 3 * mm)}, filled(0, 2 * mm)).result;
  const Domain domain = build_domain(box, options(1 * mm));
  EXPECT_EQ(cavity_cell_count(domain), 24u);
  const Slot corner = domain.grid.find({0, 0, 0});
  EXPECT_EQ(domain.cavity_fraction[corner], 1);
  EXPECT_EQ(domain.wall_area[corner], 3.0f);
  EXPECT_EQ(domain.aperture[0][corner], 0);
  EXPECT_EQ(domain.kind[0][corner], FaceKind::wall);
  const Slot beside = domain.grid.find({1, 0, 0});
  EXPECT_EQ(domain.aperture[0][beside], 1);
  EXPECT_EQ(domain.kind[0][beside], FaceKind::interior);
  EXPECT_EQ(domain.mould_index[corner], 0);
  EXPECT_EQ(domain.mould_index[domain.grid.find({1, 1, 0})], 0);
  double walls = 0;
  for (float a : domain.wall_area) walls += a;
  EXPECT_EQ(walls, 2 * (4 * 3 + 4 * 2 + 3 * 2));
}

// Sum of V is the volume of the prisms, and area vectors close in every cell: round-off only, also turned by
// 17 degrees and when lattice lines run along walls. Bars: 1e-12 of the volume (sums of thousands of terms of
// round-off), 1e-12 of a cell face.
TEST(DomainBuilder, VolumeIsExactAndAreaVectorsClose) {
  for (double degrees : {0.0, 17.0, 45.0, 90.0})
    for (double cell : {0.1 * mm, 0.35 * mm}) {
      const LayeredMap pin = turned(small_pin(), degrees * std::numbers::pi / 180);
      const Domain domain = build_domain(pin, options(cell));
      EXPECT_NEAR(cavity_volume(domain) / volume(pin), 1, 1e-12) << degrees;
      EXPECT_LE(closing_error(pin, options(cell), domain), 1e-12) << degrees;
    }
}

/// By hand: the block under its top and its three walls (prisms and two corner pyramids), less the roof, and the step.
double drafted_block_volume(double a, double b, double height, double run, double ridge) {
  const double x = a - run, y = b - run;
  const double top = (a + x) * 2 * y * height, left = height * run / 2 * 2 * y, sides = 2 * height * run / 2 * (a + x), corners = 2 * run * run * height / 3;
  return top + left + sides + corners - (a + x) * y * ridge + a * 2 * b * height / 2;
}

// The same with sloping tops and bottoms: fractions, apertures and walls are integrals of linear heights over pieces of plane, so nothing but round-off is
// allowed; cell planes that fall on the levels and others, drafts of 5 and 45 degrees, walls that run out to nothing, heights that cross within an edge.
TEST(DomainBuilder, SlopingEndsAreExactAndAreaVectorsClose) {
  for (double run : {0.13 * mm, 1.5 * mm}) {
    const double by_hand = drafted_block_volume(4 * mm, 3 * mm, 1.5 * mm, run, 0.6 * mm);
    for (double degrees : {0.0, 17.0, 45.0, 90.0})
      for (double cell : {0.1 * mm, 0.25 * mm, 0.35 * mm}) {
        const LayeredMap block = turned(drafted_block(4 * mm, 3 * mm, 1.5 * mm, run, 0.6 * mm), degrees * std::numbers::pi / 180);
        const Domain domain = build_domain(block, options(cell));
        EXPECT_NEAR(volume(block) / by_hand, 1, 1e-12);
        EXPECT_NEAR(cavity_volume(domain) / by_hand, 1, 1e-12) << degrees << " " << cell;
        EXPECT_LE(closing_error(block, options(cell), domain), 1e-12) << degrees << " " << cell;
        for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
          for (std::size_t d = 0; d < 3; ++d) ASSERT_TRUE(domain.aperture[d][s] >= 0 && domain.aperture[d][s] <= 1 && domain.cavity_fraction[s] <= 1);
      }
  }
}

// A cell cut by a wall at 17 degrees: V against the area of the square clipped by the half plane
// (Sutherland-Hodgman by hand).
TEST(DomainBuilder, CutCellsHoldTheClippedSquare) {
  const double angle = 17 * std::numbers::pi / 180, cell = 0.5 * mm;
  const LayeredMap block =
      turned(MapMaker{}.face({rectangle(-4 * mm, -4 * mm, 4 * mm, 0)}, filled(0, 1 * mm)).result, angle);
  const Domain domain = build_domain(block, options(cell));
  const Vec2 normal{-std::sin(angle), std::cos(angle)};
  int cut = 0;
  for (int i = -4; i < 4; ++i)
    for (int j = -4; j < 4; ++j) {
      const Loop square = rectangle(i * cell, j * cell, (i + 1) * cell, (j + 1) * cell);
      double area = 0;
      Loop clipped;
      for (std::size_t n = 0; n < 4; ++n) {
        const Vec2 p = square[n], q = square[(n + 1) % 4];
        const double a = dot(normal, p), b = dot(normal, q);
        if (a <= 0) clipped.push_back(p);
        if ((a < 0) != (b < 0)) clipped.push_back(p + (a / (a - b)) * (q - p));
      }
      for (std::size_t n = 0; n < clipped.size(); ++n)
        area += 0.5 * cross(clipped[n], clipped[(n + 1) % clipped.size()]);
      const double expected = area / (cell * cell);
      cut += expected > 0 && expected < 1;
      EXPECT_NEAR(domain.cavity_fraction[domain.grid.find({i, j, 1})], expected, 1e-12);
    }
  EXPECT_GT(cut, 8);
}

// The true wall area of a plate with a hole is perimeter x height + two sides; every wall counted once at any
// angle.
TEST(DomainBuilder, WallAreaIsThatOfTheSolid) {
  const Loop outer = rectangle(-3.03 * mm, -2 * mm, 3 * mm, 2.41 * mm),
             hole = circle({0.3 * mm, 0}, 1.2 * mm, 6);
  const LayeredMap plate = MapMaker{}.face({outer, reversed(hole)}, filled(0, 1.1 * mm)).result;
  const double top = 6.03 * 4.41 - 1.5 * std::sqrt(3.0) * 1.44, rim = 2 * (6.03 + 4.41) + 6 * 1.2;
  for (double degrees : {0.0, 17.0}) {
    const LayeredMap part = turned(plate, degrees * std::numbers::pi / 180);
    const DomainOptions o = options(0.3 * mm);
    const Domain domain = build_domain(part, o);
    Field<double> area;
    wall_vectors(part, o, domain.grid, &area);
    double exact = 0, stored = 0;
    for (double a : area) exact += a * 0.09;
    for (float a : domain.wall_area) stored += a * 0.09;
    EXPECT_NEAR(exact, 2 * top + rim * 1.1, 1e-10);
    EXPECT_NEAR(stored, exact, 1e-4);  // single precision
  }
}

// Two facing walls inside one cell (a fin thinner than a cell): the vector cancels, the true area does not.
TEST(DomainBuilder, ThinSlotKeepsBothWalls) {
  const LayeredMap slot =
      MapMaker{}.face({rectangle(0.2 * mm, 0, 0.5 * mm, 3 * mm)}, filled(0, 3 * mm)).result;
  const Domain domain = build_domain(slot, options(1 * mm));
  const Slot middle = domain.grid.find({0, 1, 1});
  EXPECT_NEAR(domain.cavity_fraction[middle], 0.3, 1e-13);
  EXPECT_NEAR(domain.aperture[1][middle], 0.3, 1e-13);
  EXPECT_EQ(norm(domain.wall_vector(middle)), 0);
  EXPECT_FLOAT_EQ(domain.wall_area[middle], 2.0f);
}

// Neighbouring prisms of different height open to each other over the height they share, also when the step
// lies on a cell plane.
TEST(DomainBuilder, StepOpensOverTheSharedHeight) {
  const LayeredMap step = MapMaker{}
                              .face({rectangle(0, 0, 2 * mm, 2 * mm)}, filled(0, 3 * mm))
                              .face({rectangle(2 * mm, 0, 4 * mm, 2 * mm)}, filled(0.25 * mm, 1.5 * mm))
                              .result;
  const Domain domain = build_domain(step, options(1 * mm));
  EXPECT_NEAR(domain.aperture[0][domain.grid.find({2, 0, 0})], 0.75, 1e-13);
  EXPECT_NEAR(domain.aperture[0][domain.grid.find({2, 0, 1})], 0.5, 1e-13);
  EXPECT_EQ(domain.aperture[0][domain.grid.find({2, 0, 2})], 0);
  EXPECT_EQ(domain.mould_index[domain.grid.find({1, 1, 2})], 0);
  EXPECT_LE(closing_error(step, options(1 * mm), domain), 1e-13);
}

// Inlets and openings keep their open share, symmetry planes close; nothing exists beyond them.
TEST(DomainBuilder, EndsCarryTheirKind) {
  Layer layer = filled(0, 4 * mm);
  layer.top = FaceKind::inlet;
  layer.cavity = 3, layer.element = 7;
  const LayeredMap bore = MapMaker{}.face({circle({0, 0}, 3 * mm, 64)}, layer).result;
  DomainOptions o = options(0.5 * mm);
  o.mould_band = 1 * mm;
  const Domain domain = build_domain(bore, o);
  double open = 0;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    if (domain.kind[2][s] == FaceKind::inlet) open += domain.aperture[2][s] * o.cell * o.cell;
  EXPECT_NEAR(open / (volume(bore) / (4 * mm)), 1, 1e-12);
  const Slot above = domain.grid.find({0, 0, 8}), top = domain.grid.find({0, 0, 7});
  EXPECT_EQ(domain.kind[2][above], FaceKind::inlet);
  EXPECT_EQ(domain.aperture[2][above], 1);
  EXPECT_EQ(domain.cavity_fraction[above], 0);
  EXPECT_EQ(domain.mould_index[above], no_mould);
  EXPECT_EQ(domain.mould_index[domain.grid.find({0, 0, -2})], 0);
  EXPECT_EQ(domain.cavity[top], 3);
  EXPECT_EQ(domain.element[top], 7);

  const LayeredMap box = MapMaker{}.face({rectangle(0, 0, 4 * mm, 3 * mm)}, filled(0, 2 * mm)).result;
  o.sides = {FaceKind::inlet, FaceKind::wall, FaceKind::symmetry, FaceKind::wall};
  const Domain channel = build_domain(box, o);
  const Slot corner = channel.grid.find({0, 0, 0});
  EXPECT_EQ(channel.kind[0][corner], FaceKind::inlet);
  EXPECT_EQ(channel.aperture[0][corner], 1);
  EXPECT_EQ(channel.kind[1][corner], FaceKind::symmetry);
  EXPECT_EQ(channel.aperture[1][corner], 0);
  EXPECT_EQ(channel.wall_area[corner], 1.0f);  // the bottom alone
  EXPECT_EQ(channel.mould_index[channel.grid.find({2, -1, 0})], no_mould);
  EXPECT_EQ(channel.mould_index[channel.grid.find({-1, 2, 0})], no_mould);
  EXPECT_EQ(channel.mould_index[channel.grid.find({2, 2, -1})], 0);
  EXPECT_EQ(channel.cavity_fraction[channel.grid.find({-1, 2, 0})], 0);
}

TEST(DomainBuilder, EndsOffTheCellPlanesAreRefused) {
  const LayeredMap box = MapMaker{}.face({rectangle(0, 0, 4.1 * mm, 3 * mm)}, filled(0, 2 * mm)).result;
  DomainOptions o = options(0.5 * mm);
  o.sides[1] = FaceKind::symmetry;
  try {
    build_domain(box, o);
    FAIL();
  } catch (const InputError& e) {
    EXPECT_NE(std::string(e.what()).find("no cell plane"), std::string::npos);
    EXPECT_NE(std::string(e.what()).find("side +x"), std::string::npos);
  }
}

// Mould has a slot above each of its cells, wherever its band ends in a block of eight: heat through its upper sides is stored there.
TEST(DomainBuilder, OuterFacesOfTheBandHaveSlots) {
  for (int band = 1; band <= 9; ++band) {
    DomainOptions o = options(1 * mm);
    o.mould_band = band * mm;
    const Domain domain = build_domain(MapMaker{}.face({rectangle(0, 0, 4 * mm, 3 * mm)}, filled(0, 2 * mm)).result, o);
    for (Slot s = 0; s < domain.grid.slots(); ++s) {
      if (domain.mould_index[s] == no_mould) continue;
      for (int d = 0; d < 3; ++d) EXPECT_NE(domain.grid.neighbour(s, d == 0, d == 1, d == 2), no_slot) << band << " cells, axis " << d;
    }
  }
}

// Every cavity cell has its 26 neighbours in flow blocks, and mould to the distance asked for.
TEST(DomainBuilder, GridCoversCavityAndBand) {
  DomainOptions o = options(0.4 * mm);
  o.mould_band = 2 * mm;
  const Domain domain = build_domain(turned(small_pin(), 0.3), o);
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    if (domain.cavity_fraction[s] == 0) continue;
    for (int n = 0; n < 27; ++n)
      ASSERT_LT(domain.grid.neighbour(s, n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1), domain.grid.flow_slots());
    const Index3 c = domain.grid.cell_of(s);
    for (int d = 0; d < 3; ++d)
      for (int side : {-5, 5}) {
        Index3 away = c;
        away[d] += side;
        const Slot m = domain.grid.find(away);
        ASSERT_NE(m, no_slot);
        const bool metal = m < domain.grid.flow_slots() && domain.cavity_fraction[m] == 1;
        ASSERT_TRUE(metal || domain.mould_index[m] == 0)
            << c.i << " " << c.j << " " << c.k << " axis " << d << side;
      }
  }
}

TEST(DomainBuilder, RefusesWhatMemoryCannotHold) {
  DomainOptions o = options(0.02 * mm);
  o.mould_band = 3 * mm;
  o.memory_limit = 1e9;
  try {
    build_domain(small_pin(), o);
    FAIL();
  } catch (const InputError& e) {
    const std::string text = e.what();
    EXPECT_NE(text.find("GB"), std::string::npos);
    EXPECT_NE(text.find("1.0 GB"), std::string::npos);
    EXPECT_NE(text.find("would fit"), std::string::npos);
    o.cell = std::stod(text.substr(text.find("a cell of ") + 10)) * mm;
    EXPECT_LE(estimate_memory(small_pin(), o), o.memory_limit);
  }
  EXPECT_THROW(build_domain(small_pin(), options(1e-9)), InputError);
}

// The estimate bounds what is built: slots counted at the stated bytes a slot. Of a band nothing counts beyond ends that are no walls.
TEST(DomainBuilder, EstimateIsAnUpperBound) {
  Layer layer = filled(0, 3 * mm);
  layer.top = layer.bottom = FaceKind::symmetry;
  const LayeredMap bar = MapMaker{}.face({rectangle(0, 0, 12 * mm, 3 * mm)}, layer).result;
  DomainOptions o = options(0.15 * mm);
  o.mould_band = 3 * mm;
  DomainOptions one_wall = o;
  one_wall.mould_band = 12 * mm;
  one_wall.sides = {FaceKind::wall, FaceKind::symmetry, FaceKind::symmetry, FaceKind::symmetry};
  for (const auto& [map, made] : {std::pair{small_pin(), o}, std::pair{bar, one_wall}}) {
    const Domain domain = build_domain(map, made);
    const double need = 600.0 * static_cast<double>(domain.grid.flow_slots()) +
                        200.0 * static_cast<double>(domain.grid.slots());
    EXPECT_GE(estimate_memory(map, made), need);
    EXPECT_LE(estimate_memory(map, made), 4 * need);
  }
}

}  // namespace
}  // namespace sprue
