// DXF files come back from another library's reader (libdime) with their units, layers, areas and circles.
#include "meshing/formats/templates.h"

#include <gtest/gtest.h>

#include <dime/Input.h>
#include <dime/Model.h>
#include <dime/entities/Circle.h>
#include <dime/entities/LWPolyline.h>
#include <dime/sections/HeaderSection.h>

#include <cmath>
#include <map>
#include <numbers>

#include "engine/core/error.h"
#include "meshing/block_mould.h"
#include "meshing/part.h"
#include "tests/app/program.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3, pi = std::numbers::pi;

struct ReadCircle {
  double x, y, radius;  // mm
};

struct ReadDxf {
  int units = -1;
  std::map<std::string, double> area;                  // mm2 of the closed polylines, clockwise ones negative, with their arcs
  std::map<std::string, std::vector<ReadCircle>> circles;
  std::map<std::string, int> polylines;
  int open = 0;
};

double area_of(const dimeLWPolyline& p) {
  const int n = p.getNumVertices();
  double twice = 0;
  for (int a = 0; a < n; ++a) {
    const int b = (a + 1) % n;
    const double ax = p.getXCoords()[a], ay = p.getYCoords()[a], bx = p.getXCoords()[b], by = p.getYCoords()[b];
    twice += ax * by - bx * ay;
    const double bulge = p.getBulges() ? p.getBulges()[a] : 0;
    if (bulge == 0) continue;
    const double angle = 4 * std::atan(bulge), r = std::hypot(bx - ax, by - ay) / (2 * std::sin(angle / 2));
    twice += r * r * (angle - std::sin(angle));  // the segment between chord and arc
  }
  return twice / 2;
}

bool take(const dimeState*, dimeEntity* entity, void* to) {
  ReadDxf& read = *static_cast<ReadDxf*>(to);
  const std::string layer = entity->getLayerName();
  if (entity->typeId() == dimeBase::dimeCircleType) {
    const auto& c = *static_cast<dimeCircle*>(entity);
    read.circles[layer].push_back({c.getCenter()[0], c.getCenter()[1], c.getRadius()});
  } else if (entity->typeId() == dimeBase::dimeLWPolylineType) {
    const auto& p = *static_cast<dimeLWPolyline*>(entity);
    
    read.open += !(p.getFlags() & 1);
    read.area[layer] += area_of(p);
    ++read.polylines[layer];
  }
  return true;
}

ReadDxf read(const std::filesystem::path& file) {
  ReadDxf result;
  dimeInput in;
  EXPECT_TRUE(in.setFile(file.c_str()));
  dimeModel model;
  EXPECT_TRUE(model.read(&in));
  const auto* header = static_cast<const dimeHeaderSection*>(model.findSection("HEADER"));
  int code = 70;
  dimeParam units;
  if (header && header->getVariable("$INSUNITS", &code, &units, 1) == 1) result.units = units.int16_data;
  model.traverseEntities(take, &result);
  return result;
}

double circle_area(const std::vector<ReadCircle>& circles) {
  double sum = 0;
  for (const ReadCircle& c : circles) sum += pi * c.radius * c.radius;
  return sum;
}

class Templates : public testing::Test {
 protected:
  Templates() {
    SpinOptions options;
    options.cavities = 3;
    tooling = make_spin_disc(make_master(small_pin(), enlarged_at_pour), enlarged_at_pour, options);
  }
  static constexpr double enlarged_at_pour = 1.006, enlarged = 1.004;
  const Scratch scratch{"dxf"};
  Tooling tooling;
};

// small_pin: a disc of 48 sides (13 um off its circle: a polygon) with a hole of 20 sides (14 um). Its area in the plan counts, three
// times, scaled by both shrinks. The file has 16 digits; libdime reads them as single precision: 6e-8 of a coordinate of 25 mm, at
// random over 200 corners, is under 1e-7 of the area.
TEST_F(Templates, MastersHaveTheAreaOfTheMap) {
  const LayeredMap part = small_pin();
  write_dxf(cavity_template({&part}, tooling, {enlarged, enlarged}), scratch / "c.dxf");
  const ReadDxf d = read(scratch / "c.dxf");
  EXPECT_EQ(d.units, 4);
  EXPECT_EQ(d.open, 0);
  double plan = 0;
  for (const PlanarFace& face : small_pin().map.faces) plan += area(small_pin().map, face);
  const double scale = enlarged_at_pour * enlarged;
  EXPECT_NEAR(d.area.at("MASTERS") / (3e6 * plan * scale * scale), 1, 1e-7);
  EXPECT_EQ(d.polylines.at("MASTERS"), 6);
  ASSERT_EQ(d.circles.at("DISC").size(), 1u);
  EXPECT_NEAR(d.circles.at("DISC")[0].radius, 114.3, 1e-5);
}

// Rubber that shrinks by other amounts along radius and circle: masters are laid further out by the radial factor and are wider by both.
TEST_F(Templates, MastersLieWhereTheirDirectionsTakeThem) {
  const LayeredMap part = small_pin();
  const DxfDrawing drawing = cavity_template({&part}, tooling, {1.01, 1.03});
  std::size_t n = 0;
  for (const CavityPlacement& p : tooling.placements) {
    const Vec2 centre{p.transform[3], p.transform[7]};
    EXPECT_NEAR(norm(drawing.texts.at(n).at - Vec2{0.6e-3, 0.6e-3} - 1.03 * centre), 0, 1e-12) << n;
    ++n;
  }
  write_dxf(drawing, scratch / "d.dxf");
  double plan = 0;
  for (const PlanarFace& face : part.map.faces) plan += area(part.map, face);
  EXPECT_NEAR(read(scratch / "d.dxf").area.at("MASTERS") / (3e6 * plan * enlarged_at_pour * enlarged_at_pour * 1.01 * 1.03), 1, 1e-7);
}

// Channels: width times length of each; circles where bores are, at the places the tool has them. Single precision of the reader:
// 4e-6 mm on coordinates of 115 mm, along 90 mm of each of nine vents.
TEST_F(Templates, ChannelsAndDrillingsAreThoseOfTheTool) {
  write_dxf(runner_template(tooling), scratch / "r.dxf");
  const ReadDxf d = read(scratch / "r.dxf");
  EXPECT_EQ(d.open, 0);
  double gates = 0, drilled = 0, grooves = 0;
  std::size_t holes = 0;
  for (const FeedPiece& f : tooling.feed)
    if (f.kind == FeedPiece::gate) gates += 1e6 * f.width * norm(f.to - f.from);
  for (const PlacedVent& v : tooling.vents) {
    if (v.drilled) ++holes, drilled += 1e6 * pi / 4 * v.width * v.width;
    else grooves += 1e6 * v.width * v.length;
  }
  ASSERT_GT(holes, 0u);
  EXPECT_NEAR(d.area.at("GATES"), gates, 1e-5);
  EXPECT_NEAR(d.area.at("VENTS"), grooves, 3e-3);
  EXPECT_EQ(d.circles.at("DRILLINGS").size(), holes);
  EXPECT_NEAR(circle_area(d.circles.at("DRILLINGS")), drilled, 1e-6);
  EXPECT_NEAR(d.circles.at("SPRUE").at(0).radius, 6, 1e-9);
  // a gate reaches from the runner into its part: the plan of all metal is less than the pieces one by one, more than the parts
  EXPECT_GT(1e6 * tooling.projected_area, d.area.at("GATES"));
}

// Keys are circles at their foot and top, a ring runner its two circles, ejectors circles as thick as they are.
TEST_F(Templates, FittingsAndRingsAreCircles) {
  SpinOptions o;
  o.cavities = 4;
  o.runners = SpinOptions::Runners::ring;
  const Tooling disc = make_spin_disc(small_pin(), 1, o);
  write_dxf(runner_template(disc), scratch / "ring.dxf");
  const ReadDxf d = read(scratch / "ring.dxf");
  EXPECT_EQ(d.circles.at("KEYS").size(), 2 * disc.keys.size());
  ASSERT_EQ(d.circles.at("RUNNERS").size(), 2u);
  EXPECT_NEAR(d.circles.at("RUNNERS")[1].radius - d.circles.at("RUNNERS")[0].radius, 1e3 * disc.gate_width, 1e-5);   // a runner is as wide as its gate
  BlockOptions die;
  die.kind = BlockOptions::Kind::pressure;
  die.fill_time = 0.02, die.gate_speed = 45;
  const Tooling block = make_block_mould(small_pin(), 1, die);
  write_dxf(runner_template(block), scratch / "die.dxf");
  const ReadDxf b = read(scratch / "die.dxf");
  ASSERT_EQ(b.circles.at("EJECTORS").size(), block.ejectors.size());
  EXPECT_NEAR(b.circles.at("EJECTORS")[0].radius, 0.5e3 * block.ejectors[0].diameter, 1e-5);
  EXPECT_EQ(b.circles.at("KEYS").size(), 2u);
}

// A round part keeps its circle, and an arc its bulge: the area is that of the true circle, not of its polygon (6e-4 less).
TEST_F(Templates, CirclesAreTrueCircles) {
  DxfDrawing drawing;
  drawing.layers = {{"A", 1}};
  drawing.add_ring("A", circle({1 * mm, 2 * mm}, 3 * mm, 100));
  Loop half;   // a D: half circle and a straight side
  for (int n = 0; n <= 50; ++n) half.push_back({5 * mm * std::cos(pi * n / 50), 5 * mm * std::sin(pi * n / 50)});
  DxfDrawing with_arc;
  with_arc.layers = {{"A", 1}};
  std::vector<Vec2> small;
  for (const Vec2 v : half) small.push_back(0.3 * v);
  with_arc.add_ring("A", small);
  write_dxf(drawing, scratch / "circle.dxf");
  write_dxf(with_arc, scratch / "arc.dxf");
  const ReadDxf c = read(scratch / "circle.dxf"), a = read(scratch / "arc.dxf");
  EXPECT_NEAR(circle_area(c.circles.at("A")), 9 * pi, 1e-9);
  EXPECT_NEAR(a.area.at("A"), pi * 2.25 / 2, 1e-9);
}

TEST_F(Templates, SameDrawingSameBytes) {
  write_dxf(runner_template(tooling), scratch / "a.dxf");
  write_dxf(runner_template(tooling), scratch / "b.dxf");
  EXPECT_TRUE(slurp(scratch / "a.dxf") == slurp(scratch / "b.dxf"));
  EXPECT_THROW(write_dxf(runner_template(tooling), "/nowhere/a.dxf"), InputError);
}

}  // namespace
}  // namespace sprue
