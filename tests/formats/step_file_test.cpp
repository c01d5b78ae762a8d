// STEP files are read again by OpenCASCADE: valid solids, the volume of the prisms, planes as planes, circles as cylinders, Bezier curves as splines.
#include "meshing/formats/step_file.h"

#include <gtest/gtest.h>

#include <BRepAdaptor_Surface.hxx>
#include <BRepCheck_Analyzer.hxx>
#include <BRepGProp.hxx>
#include <GProp_GProps.hxx>
#include <Message.hxx>
#include <Message_Messenger.hxx>
#include <STEPControl_Reader.hxx>
#include <TopExp_Explorer.hxx>
#include <TopoDS.hxx>

#include <cmath>
#include <numbers>

#include "engine/core/error.h"
#include "meshing/curves.h"
#include "meshing/drafted_walls.h"
#include "meshing/part.h"
#include "meshing/tooling.h"
#include "tests/app/program.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3, pi = std::numbers::pi;

struct ReadBody {
  bool valid = false;
  double volume = 0;  // mm3
  int solids = 0, planes = 0, cylinders = 0, cones = 0, splines = 0, others = 0;
  double least_radius = HUGE_VAL, largest_radius = 0;  // mm, of cylinders
};

std::vector<ReadBody> read(const std::filesystem::path& file) {
  Message::DefaultMessenger()->ChangePrinters().Clear();
  STEPControl_Reader reader;
  EXPECT_EQ(reader.ReadFile(file.c_str()), IFSelect_RetDone);
  std::vector<ReadBody> bodies;
  for (int n = 1; n <= reader.NbRootsForTransfer(); ++n) {
    EXPECT_TRUE(reader.TransferRoot(n));
    const TopoDS_Shape shape = reader.Shape(reader.NbShapes());
    ReadBody b;
    b.valid = BRepCheck_Analyzer(shape).IsValid();
    GProp_GProps properties;
    BRepGProp::VolumeProperties(shape, properties, 1e-9);
    b.volume = properties.Mass();
    for (TopExp_Explorer it(shape, TopAbs_SOLID); it.More(); it.Next()) ++b.solids;
    for (TopExp_Explorer it(shape, TopAbs_FACE); it.More(); it.Next()) {
      const BRepAdaptor_Surface surface(TopoDS::Face(it.Current()));
      if (surface.GetType() == GeomAbs_Cylinder) {
        ++b.cylinders;
        b.least_radius = std::min(b.least_radius, surface.Cylinder().Radius());
        b.largest_radius = std::max(b.largest_radius, surface.Cylinder().Radius());
      } else {
        ++(surface.GetType() == GeomAbs_Plane ? b.planes : surface.GetType() == GeomAbs_Cone ? b.cones : surface.GetType() == GeomAbs_BSplineSurface ? b.splines : b.others);
      }
    }
    bodies.push_back(b);
  }
  return bodies;
}

ReadBody written_and_read(const LayeredMap& solid, const Scratch& scratch, StepReport* report = nullptr) {
  const StepReport r = write_step({{"body", &solid}}, scratch / "body.step");
  EXPECT_TRUE(r.written);
  if (report) *report = r;
  if (!r.written) return {};
  const auto bodies = read(scratch / "body.step");
  EXPECT_EQ(bodies.size(), 1u);
  return bodies.empty() ? ReadBody{} : bodies[0];
}

class Step : public testing::Test {
 protected:
  const Scratch scratch{"step"};
};

// small_pin: polygons too coarse to be circles, three heights, a step in the back, a hole. Only planes; numbers have 15 digits in the file.
TEST_F(Step, PlanarPartKeepsItsVolume) {
  const LayeredMap pin = small_pin();
  const ReadBody b = written_and_read(pin, scratch);
  EXPECT_TRUE(b.valid);
  EXPECT_EQ(b.solids, 1);
  EXPECT_EQ(b.cylinders + b.cones + b.splines + b.others, 0);
  // 3 tops, 3 bottoms, outline, round recess, hole; the square has walls above and below it
  EXPECT_EQ(b.planes, 3 + 3 + 48 + 24 + 20 + 4 * 2);
  EXPECT_EQ(static_cast<std::size_t>(b.planes), step_faces(pin));
  EXPECT_NEAR(b.volume / (1e9 * volume(pin)), 1, 1e-9);
}

// A disc of 3 mm with a bore of 1 mm, both flattened finely: two half cylinders each, with the radii of the circles, and the volume of the true
// solid, pi (9 - 1) 2, which the flattened one misses by 4e-4 and 6e-4 of it.
TEST_F(Step, CirclesAreCylindersOfTheirRadius) {
  const Loop outer = circle({1 * mm, 2 * mm}, 3 * mm, 128), bore = circle({1 * mm, 2 * mm}, 1 * mm, 100);
  const LayeredMap ring = MapMaker{}.face({outer, reversed(bore)}, filled(-0.5 * mm, 1.5 * mm)).result;
  const ReadBody b = written_and_read(ring, scratch);
  EXPECT_TRUE(b.valid);
  EXPECT_EQ(b.cylinders, 4);
  EXPECT_EQ(b.planes, 2);
  EXPECT_NEAR(b.largest_radius, 3, 1e-9);
  EXPECT_NEAR(b.least_radius, 1, 1e-9);
  EXPECT_NEAR(b.volume, 16 * pi, 1e-6);
  EXPECT_LT(1e9 * volume(ring), 16 * pi - 0.01);
}

// Recess and raised island in a disc, bounded by arcs over common corners, with clockwise ones too: the solid is closed, and its volume is that of
// the prisms within sagitta times outline times height.
TEST_F(Step, ArcsBetweenRegionsStayShared) {
  Loop moon;   // outer half circle, inner arc back
  for (int n = 0; n <= 60; ++n) moon.push_back({2 * mm * std::cos(pi * n / 60), 2 * mm * std::sin(pi * n / 60)});
  for (int n = 59; n > 0; --n) moon.push_back({2 * mm * std::cos(pi * n / 60), 0.8 * mm * std::sin(pi * n / 60)});
  const Loop rim = circle({0, 0.5 * mm}, 5 * mm, 200);
  const LayeredMap pin = MapMaker{}.face({rim, reversed(moon)}, filled(0, 1.5 * mm)).face({moon}, filled(0.2 * mm, 1 * mm)).result;
  const ReadBody b = written_and_read(pin, scratch);
  EXPECT_TRUE(b.valid);
  EXPECT_GT(b.cylinders, 4);
  const double outlines = 2 * pi * 5 + 2 * (pi * 2 + 5);   // mm
  EXPECT_NEAR(b.volume, 1e9 * volume(pin), 8.5e-3 * outlines * 1.5);
  EXPECT_LT(static_cast<double>(b.planes + b.cylinders + b.splines), 60);
}

/// Corners of the cubic's chords, both ends with them.
Loop chords(Vec2 a, Vec2 b, Vec2 c, Vec2 d) {
  Loop points{a};
  flatten_cubic(a, b, c, d, 2e-6, points);
  return points;
}

Loop joined(Loop one, const Loop& other) {
  one.insert(one.end(), other.begin() + 1, other.end());
  return one;
}

// A leaf of two cubics, 18 mm long, with its tips as corners: two walls, each one spline, and the area of the cubics themselves, by Green's theorem
// 3/20 sum of cross products for control points of which the first is the origin. Splines follow the vertices of the flattened curve within 2 um and miss
// that area by a hundredth of it at most (they err to both sides); the flattened leaf misses 2/3 of 2 um all along.
TEST_F(Step, BezierOutlinesAreSplines) {
  const Vec2 tip{18 * mm, 0}, a{4 * mm, -6 * mm}, b{12 * mm, -7 * mm}, c{12 * mm, 8 * mm}, d{3 * mm, 5 * mm};
  Loop leaf = joined(chords({}, a, b, tip), chords(tip, c, d, {}));
  leaf.pop_back();
  const auto under = [&](Vec2 p, Vec2 q, Vec2 end) { return (3 * cross(p, q) + 3 * cross(p, end) + 6 * cross(q, end)) / 20; };   // of a cubic from the origin
  const double area = 1e6 * (under(a, b, tip) - under(d, c, tip));
  const LayeredMap body = MapMaker{}.face({leaf}, filled(0, 2 * mm)).result;
  for (const double degrees : {0.0, 17.0}) {
    const ReadBody read = written_and_read(turned(body, degrees * pi / 180), scratch);
    EXPECT_TRUE(read.valid);
    EXPECT_EQ(read.planes, 2);
    EXPECT_GE(read.splines, 2);
    EXPECT_LE(read.splines, 4);
    EXPECT_EQ(read.cylinders + read.others, 0);
    EXPECT_NEAR(read.volume, 2 * area, 2 * 2e-5 * 40);
    EXPECT_LT(1e9 * volume(body), 2 * area - 2 * 5e-4 * 40);
  }
}

// Three regions of different heights that share a wavy border and its junctions, one with a hole of another curve: closed, one solid, the volume of the prisms
// within what curves may leave their chords by; and the same bytes each time.
TEST_F(Step, SplinesBetweenRegionsStayShared) {
  const Vec2 left{-8 * mm, 0}, middle{0.5 * mm, 0.2 * mm}, right{8 * mm, 0};
  const Loop west = chords(left, {-5 * mm, 4 * mm}, {-3 * mm, -3 * mm}, middle), east = chords(middle, {4 * mm, 3.4 * mm}, {5 * mm, -2 * mm}, right);
  Loop hole = joined(chords({-3 * mm, 4 * mm}, {-1 * mm, 3 * mm}, {2 * mm, 3 * mm}, {4 * mm, 4 * mm}), chords({4 * mm, 4 * mm}, {2 * mm, 4.6 * mm}, {-2 * mm, 6 * mm}, {-3 * mm, 4 * mm}));
  hole.pop_back();
  Loop north = joined(west, east), south = joined(Loop{left, {-8 * mm, -6 * mm}, {middle.x, -6 * mm}, middle}, reversed(west)), third = joined(Loop{middle, {middle.x, -6 * mm}, {8 * mm, -6 * mm}, right}, reversed(east));
  south.pop_back(), third.pop_back();
  north.push_back({8 * mm, 7 * mm}), north.push_back({-8 * mm, 7 * mm});
  const LayeredMap body = MapMaker{}.face({north, reversed(hole)}, filled(0, 2 * mm)).face({south}, filled(0, 1 * mm)).face({third}, filled(0.3 * mm, 1.4 * mm)).result;
  for (const double degrees : {0.0, 17.0}) {
    const LayeredMap there = turned(body, degrees * pi / 180);
    const ReadBody read = written_and_read(there, scratch);
    EXPECT_TRUE(read.valid);
    EXPECT_EQ(read.solids, 1);
    EXPECT_GE(read.splines, 5);
    EXPECT_LE(read.splines, 10);
    EXPECT_EQ(static_cast<std::size_t>(read.planes + read.cylinders + read.splines + read.others), step_faces(there));
    EXPECT_NEAR(read.volume, 1e9 * volume(body), 8e-3 * (20 * 1.3 + 15 * 2));
    const std::string text = slurp(scratch / "body.step");
    written_and_read(there, scratch);
    EXPECT_TRUE(text == slurp(scratch / "body.step"));
  }
}

// A straight border 2 um beyond one chord of a circle of 32 (4.8 um of sagitta): the arc would cross it. That arc is given up for its edges, and it alone: the other half
// of the circle and a bore beside it stay cylinders (a body whose borders cross would be written with planes only).
TEST_F(Step, BordersNearerThanTheToleranceDoNotCross) {
  const double radius = 1 * mm, chord = radius * std::cos(pi / 32), border = chord + 2e-6;
  Loop round;
  for (int n = 0; n < 32; ++n) round.push_back(radius * Vec2{std::sin(pi / 32 * (2 * n + 1)), -std::cos(pi / 32 * (2 * n + 1))});
  const Loop bore = circle({2 * mm, -2 * mm}, 0.5 * mm, 64);
  const LayeredMap body = MapMaker{}
                              .face({rectangle(-3 * mm, -3 * mm, 3 * mm, border), reversed(round), reversed(bore)}, filled(0, 1 * mm))
                              .face({round}, filled(0, 2 * mm))
                              .face({rectangle(-3 * mm, border, 3 * mm, 3 * mm)}, filled(0, 1.5 * mm))
                              .result;
  const ReadBody read = written_and_read(body, scratch);
  EXPECT_TRUE(read.valid);
  EXPECT_EQ(read.solids, 1);
  EXPECT_EQ(read.cylinders, 1 + 2);
  EXPECT_NEAR(read.volume, 1e9 * volume(body), 8.5e-3 * (pi + 2 * pi));
}

// The halves of a disc with two cavities: one solid each, and lower + upper + metal below the parting plane's other side fill the disc.
TEST_F(Step, HalvesOfADisc) {
  SpinOptions options;
  options.cavities = 2;
  options.disc_diameter = 120 * mm;
  const Tooling tooling = make_spin_disc(small_pin(), 1, options);
  const StepReport r = write_step({{"mould-upper", &tooling.upper}, {"mould-lower", &tooling.lower}}, scratch / "mould.step");
  ASSERT_TRUE(r.written);
  const auto bodies = read(scratch / "mould.step");
  ASSERT_EQ(bodies.size(), 2u);
  const LayeredMap* const halves[] = {&tooling.upper, &tooling.lower};
  for (std::size_t n = 0; n < 2; ++n) {
    EXPECT_TRUE(bodies[n].valid);
    EXPECT_GE(bodies[n].cylinders, 2);
    EXPECT_NEAR(bodies[n].largest_radius, 60, 6e-3);   // vents start on chords of the rim, not on its circle: flattening tolerance
    EXPECT_NEAR(bodies[n].volume / (1e9 * volume(*halves[n])), 1, 2e-4);   // 360 chords against the circle: 5.1e-5
  }
  const std::string text = slurp(scratch / "mould.step");
  for (const char* name : {"'mould-upper'", "'mould-lower'"}) EXPECT_NE(text.find(name), std::string::npos) << name;
}

// Two islands are two solids in one body.
TEST_F(Step, SeparatePiecesAreSeparateSolids) {
  const LayeredMap two = MapMaker{}.face({rectangle(0, 0, mm, mm)}, filled(0, mm)).face({rectangle(2 * mm, 0, 3 * mm, mm)}, filled(0, 2 * mm)).result;
  const ReadBody b = written_and_read(two, scratch);
  EXPECT_TRUE(b.valid);
  EXPECT_EQ(b.solids, 2);
  EXPECT_NEAR(b.volume, 3, 1e-9);
}

// Walls that lean: the frustum of a rectangle has top, four walls and a back in five pieces (one under each), and its volume by the
// prismatoid formula; numbers have 15 digits in the file.
TEST_F(Step, FrustumKeepsItsVolume) {
  const double h = 1.5 * mm, w = h * std::tan(5 * pi / 180);
  for (const double degrees : {0.0, 17.0}) {
    const LayeredMap block = turned(MapMaker{}.face({rectangle(-5 * mm, -3 * mm, 5 * mm, 3 * mm)}, filled(0, h)).result, degrees * pi / 180);
    const ReadBody b = written_and_read(with_drafted_tops(block, {5 * pi / 180, 0, 0}), scratch);
    EXPECT_TRUE(b.valid);
    EXPECT_EQ(b.planes, 1 + 4 + 5);
    EXPECT_EQ(b.cylinders + b.cones + b.splines + b.others, 0);
    EXPECT_NEAR(b.volume / (1e9 * h * (60 * mm * mm + 32 * mm * w / 2 + 4 * w * w / 3)), 1, 1e-9) << degrees;
  }
}

// A round block of 5 mm with a round recess of 2 mm, walls at 5 degrees: two half cones each and the volume of the true frusta, pi h (r^2 + r R + R^2) / 3, which
// the flattened solid misses by 4e-4 (circles of 128 and 100 sides). Bar 2e-5: corners of the lower polygons lie on the mitres, w (1 / cos(pi / n) - 1), off the
// cone's own lower circle: 4e-5 mm.
TEST_F(Step, DraftedCirclesAreCones) {
  const double draft = 5 * pi / 180;
  const Loop outer = circle({1 * mm, 2 * mm}, 5 * mm, 128), recess = circle({1 * mm, 2 * mm}, 2 * mm, 100);
  const LayeredMap flat = MapMaker{}.face({outer, reversed(recess)}, filled(0, 1.5 * mm)).face({recess}, filled(0, 1 * mm)).result;
  const LayeredMap pin = with_drafted_tops(flat, {draft, 0, 0});
  const auto frustum = [&](double r, double h, double sense) { const double low = r + sense * h * std::tan(draft); return pi * h / 3 * (r * r + r * low + low * low); };
  const double true_volume = frustum(5, 1.5, 1) - frustum(2, 0.5, -1);
  for (const double degrees : {0.0, 17.0}) {
    const ReadBody b = written_and_read(turned(pin, degrees * pi / 180), scratch);
    EXPECT_TRUE(b.valid);
    EXPECT_EQ(b.cones, 4);
    EXPECT_EQ(b.cylinders + b.splines + b.others, 0);
    EXPECT_NEAR(b.volume / true_volume, 1, 2e-5);
    EXPECT_GT(std::abs(1e9 * volume(pin) / true_volume - 1), 2e-4);
  }
}

// Drafted and filleted pins of straight edges too coarse for arcs, flanks of which meet over recesses and corners: the volume of the map within 1e-6, the bar of
// exported files.
TEST_F(Step, DraftedPartsKeepTheirVolume) {
  for (const double degrees : {0.0, 17.0})
    for (const double fillet : {0.0, 0.15 * mm}) {
      const LayeredMap pin = with_drafted_tops(turned(small_pin(), degrees * pi / 180), {3 * pi / 180, fillet, 0});
      const ReadBody b = written_and_read(pin, scratch);
      EXPECT_TRUE(b.valid) << degrees << " " << fillet;
      EXPECT_EQ(b.solids, 1);
      EXPECT_NEAR(b.volume / (1e9 * volume(pin)), 1, 1e-6) << degrees << " " << fillet;
    }
}

TEST_F(Step, HalvesOfADraftedPartKeepTheirVolume) {
  SpinOptions options;
  options.disc_diameter = 120 * mm;
  const Tooling tooling = make_spin_disc(with_drafted_tops(small_pin(), {3 * pi / 180, 0, 0}), 1, options);
  const StepReport r = write_step({{"mould-upper", &tooling.upper}}, scratch / "mould.step");
  ASSERT_TRUE(r.written);
  const auto bodies = read(scratch / "mould.step");
  ASSERT_EQ(bodies.size(), 1u);
  EXPECT_TRUE(bodies[0].valid);
  EXPECT_NEAR(bodies[0].volume / (1e9 * volume(tooling.upper)), 1, 2e-4);   // the rim's chords against its circle, as above
}

TEST_F(Step, SameSolidSameBytesAndErrorsAreSaid) {
  const LayeredMap pin = small_pin();
  for (const char* name : {"a.step", "b.step"}) write_step({{"part", &pin}}, scratch / name);
  std::string a = slurp(scratch / "a.step"), b = slurp(scratch / "b.step");
  ASSERT_FALSE(a.empty());
  b.replace(b.find("b.step"), 6, "a.step");
  EXPECT_TRUE(a == b);
  EXPECT_THROW(write_step({{"part", &pin}}, "/nowhere/a.step"), InputError);
}

}  // namespace
}  // namespace sprue
