// Rules on what is given with its heights, height images and solids: each limit broken by 3 % and kept by 3 %, as drawn, mirrored and turned by 17 degrees.
// Limits stand here as docs/rules.md has them.
#include <gtest/gtest.h>
#include <png.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "meshing/part.h"
#include "meshing/rules.h"
#include "meshing/solid.h"
#include "meshing/solid_design.h"
#include "meshing/steep_walls.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3, degree = std::numbers::pi / 180;
constexpr Severity reject = Severity::reject, warn = Severity::warn;

/// Where a point of the drawing (mm, y up) comes to lie.
struct Turned {
  const char* name;
  double mirror, angle;
  Vec2 operator()(Vec2 p) const { return {std::cos(angle) * mirror * p.x - std::sin(angle) * p.y, std::sin(angle) * mirror * p.x + std::cos(angle) * p.y}; }
  Vec2 back(Vec2 p) const { return {mirror * (std::cos(angle) * p.x + std::sin(angle) * p.y), std::cos(angle) * p.y - std::sin(angle) * p.x}; }
};
const Turned turns[] = {{"AsDrawn", 1, 0}, {"Mirrored", -1, 0}, {"Turned", 1, 17 * degree}};

/// Share of white at a point of the drawing in mm; 16 bits, 14 x 14 mm at 80 um, opaque within the plate of 10 x 8 mm.
Design height_image(const std::string& name, const Turned& turn, const std::function<double(Vec2)>& share) {
  constexpr int n = 175;
  std::vector<std::uint16_t> pixels;
  for (int y = 0; y < n; ++y)
    for (int x = 0; x < n; ++x) {
      const Vec2 p = turn.back({0.08 * (x + 0.5 - 0.5 * n), 0.08 * (0.5 * n - y - 0.5)});
      pixels.push_back(static_cast<std::uint16_t>(std::lround(65535 * share(p))));
      pixels.push_back(std::abs(p.x) < 5 && std::abs(p.y) < 4 ? 65535 : 0);
    }
  const auto file = std::filesystem::path(testing::TempDir()) / ("sprue_thickness_" + name + ".png");
  std::FILE* out = std::fopen(file.c_str(), "wb");
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, out);
  png_set_IHDR(png, info, n, n, 16, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_pHYs(png, info, 12500, 12500, PNG_RESOLUTION_METER);
  png_write_info(png, info);
  png_set_swap(png);
  for (int y = 0; y < n; ++y) png_write_row(png, reinterpret_cast<png_const_bytep>(&pixels[static_cast<std::size_t>(2 * n * y)]));
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  std::fclose(out);
  DesignOptions options;
  options.height_image = true, options.relief_depth = 1.2 * mm, options.relief_tolerance = 2e-6;
  return read_design(file, options);
}

/// Upright prisms, turned, as a solid's file would give them.
Design solid(LayeredMap drawn, const Turned& turn) {
  if (turn.mirror < 0) {
    for (Vec2& v : drawn.map.vertices) v.x = -v.x;
    for (PlanarFace& face : drawn.map.faces)
      for (auto& loop : face.loops) std::reverse(loop.begin(), loop.end());
    for (Layer& layer : drawn.layers) layer.low.slope.x *= -1, layer.high.slope.x *= -1;
  }
  TriangleSoup soup;
  soup.mesh = extrude(turned(drawn, turn.angle));
  soup.unit = 1, soup.file = "solid";
  return solid_design(soup, {});
}

std::vector<Finding> found(const std::string& kind, const Design& design, const PartOptions& part = {}) {
  const LayeredMap body = make_part(design, part);
  RuleOptions rules;
  rules.part = part, rules.body = &body;
  std::vector<Finding> all, same;
  check_rules(design, rules, all);
  for (const Finding& f : all)
    if (f.kind == kind) same.push_back(f);
  return same;
}

class Thickness : public testing::TestWithParam<Turned> {};

/// `made(value)` has one finding just below each limit, at `place` (mm, as drawn) within `within`; none of that severity just above.
template <typename Make>
void expect_pairs(const char* kind, const std::vector<std::pair<double, Severity>>& limits, const Turned& turn, Vec2 place, double within, double value_within, Make made) {
  for (const auto& [limit, severity] : limits) {
    const auto broken = made(0.97 * limit);
    ASSERT_EQ(broken.size(), 1u) << limit;
    EXPECT_EQ(broken[0].kind, kind);
    EXPECT_EQ(broken[0].severity, severity) << limit;
    EXPECT_NEAR(broken[0].limit, limit, 1e-9);
    EXPECT_NEAR(broken[0].value, 0.97 * limit, value_within);
    EXPECT_LT(norm(Vec2{broken[0].where.x, broken[0].where.y} - mm * turn(place)), within * mm);
    for (const Finding& f : made(1.03 * limit)) EXPECT_LT(f.severity, severity) << f.evidence;
  }
  EXPECT_TRUE(made(1.03 * limits.back().first).empty());
}

// A basin of 2 mm in a height image; the relief's own error is 2 um at most.
TEST_P(Thickness, FloorOfAHeightImage) {
  const auto& turn = GetParam();
  const auto basin = [&](double floor) {
    return found("floor-thickness", height_image(std::string("floor") + turn.name, turn, [&](Vec2 p) { return std::abs(p.x - 2) < 1 && std::abs(p.y - 1) < 1 ? 1 - (1.5 - floor) / 1.2 : 1; }));
  };
  expect_pairs("floor-thickness", {{0.50, reject}, {0.70, warn}}, turn, {2, 1}, 1.45, 0.003, basin);
}

// The stamp counts: 0.2 mm of the floor.
TEST_P(Thickness, FloorOverAStamp) {
  const auto& turn = GetParam();
  const auto stamped = [&](double floor) {
    Design design = height_image(std::string("stamp") + turn.name, turn, [&](Vec2 p) { return p.x > 0 ? 1 - (1.5 - floor - 0.2) / 1.2 : 1; });
    Element stamp;
    stamp.role = Role::backstamp, stamp.shape.rings.emplace_back();
    for (const Vec2 p : rectangle(1, -1, 3, 1)) stamp.shape.rings[0].push_back(mm * turn(p));
    if (turn.mirror < 0) std::reverse(stamp.shape.rings[0].begin(), stamp.shape.rings[0].end());
    design.backstamp.push_back(stamp);
    return found("floor-thickness", design);
  };
  expect_pairs("floor-thickness", {{0.50, reject}, {0.70, warn}}, turn, {2, 0}, 1.45, 0.003, stamped);
}

// The plate of a height image is what its lightest place makes of it.
TEST_P(Thickness, PlateOfAHeightImage) {
  const auto& turn = GetParam();
  const auto grey = [&](double plate) { return found("plate-thickness", height_image(std::string("plate") + turn.name, turn, [&](Vec2 p) { return 1 - (1.5 - plate + 0.1 * std::abs(p.x) / 5) / 1.2; })); };
  expect_pairs("plate-thickness", {{0.70, reject}, {1.20, warn}}, turn, {0, 0}, 6.5, 0.003, grey);
}

LayeredMap pocket(double plate, double floor, double half = 5) {
  const Loop hole = rectangle(1 * mm, 0, 3 * mm, 2 * mm);
  return MapMaker{}.face({rectangle(-half * mm, -4 * mm, half * mm, 4 * mm), reversed(hole)}, filled(0, plate * mm)).face({hole}, filled(0, floor * mm)).result;
}

TEST_P(Thickness, FloorOfASolid) {
  const auto& turn = GetParam();
  expect_pairs("floor-thickness", {{0.50, reject}, {0.70, warn}}, turn, {2, 1}, 1.45, 1e-5, [&](double floor) { return found("floor-thickness", solid(pocket(1.5, floor), turn)); });
}

TEST_P(Thickness, PlateOfASolid) {
  const auto& turn = GetParam();
  expect_pairs("plate-thickness", {{0.70, reject}, {1.20, warn}}, turn, {0, 0}, 6.5, 1e-5, [&](double plate) { return found("plate-thickness", solid(pocket(plate, 0.6), turn)); });
  expect_pairs("plate-thickness", {{0.70, reject}, {1.50, warn}}, turn, {0, 0}, 21, 1e-5, [&](double plate) { return found("plate-thickness", solid(pocket(plate, 0.6, 20), turn)); });
}

// An edge that tapers to nothing counts from where a circle as wide as the limit fits on metal thinner than it: 45 degrees (tangent 1). Slopes of 0.97 and 1.03; the raster of 20 um may
// make circles smaller by a sample on each side, 6 % of 0.7 mm, so 10 % are kept.
TEST_P(Thickness, EdgesThatTaper) {
  const auto& turn = GetParam();
  const auto edge = [&](double slope) {
    const double run = 1.5 / slope;
    return solid(MapMaker{}
                     .face({rectangle(-5 * mm, -4 * mm, 2 * mm, 4 * mm)}, filled(0, 1.5 * mm))
                     .face({rectangle(2 * mm, -4 * mm, (2 + run) * mm, 4 * mm)}, sloping(0, Height::through({2 * mm, 0}, 1.5 * mm, {-slope, 0})))
                     .result,
                 turn);
  };
  EXPECT_EQ(found("floor-thickness", edge(0.9)).size(), 1u);
  EXPECT_TRUE(found("floor-thickness", edge(1.1)).empty());
}

// Walls of a solid that lean 3 % less and 3 % more than three quarters of the draft asked for.
TEST_P(Thickness, SteepWallsOfASolid) {
  const auto& turn = GetParam();
  const auto steep = [&](double lean) {
    const double run = 1.5 * std::tan(lean);
    const Design design = solid(drafted_block(5 * mm, 4 * mm, 1.5 * mm, run * mm, 0.1 * mm), turn);
    std::vector<Finding> findings;
    check_steep_walls(make_part(design, {}), 3 * degree, findings);
    return findings;
  };
  const double limit = 0.75 * 3 * degree;
  const auto area = [](const Finding& f) { return std::stod(f.evidence); };
  const auto broken = steep(0.97 * limit), kept = steep(1.03 * limit);   // the block's step is upright in both
  ASSERT_EQ(broken.size(), 1u);
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_NEAR(area(broken[0]) - area(kept[0]), 1.5 * (8 + 10 + 10), 0.02 * 42);   // mm2, the three walls that lean
}

INSTANTIATE_TEST_SUITE_P(All, Thickness, testing::ValuesIn(turns), [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace sprue
