// Pictures are what they claim: PNGs a decoder reads, maps that get lighter all the way, renderings in the
// right place and size.
#include "engine/app/picture.h"

#include <gtest/gtest.h>
#include <png.h>

#include <cmath>

#include "engine/app/design_picture.h"
#include "engine/app/figure.h"
#include "engine/app/render.h"
#include "engine/core/error.h"
#include "tests/app/synthetic_casting.h"

namespace sprue {
namespace {

TEST(Picture, PngIsReadBackPixelForPixel) {
  Picture p(3, 2);
  p.set(2, 1, {1, 0.5, 0}, 1);
  p.set(5, 5, {1, 1, 1});  // outside: nothing happens
  const std::string bytes = png(p);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  ASSERT_TRUE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()));
  image.format = PNG_FORMAT_RGBA;
  std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(image));
  ASSERT_TRUE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr));
  EXPECT_EQ(pixels, p.rgba);
}

TEST(Picture, Base64MatchesTheStandardsVectors) {  // RFC 4648, section 10
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

double lightness(Rgb c) {  // CIE L* of sRGB
  const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
  const double y = 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
  return y > 0.008856 ? 116 * std::cbrt(y) - 16 : 903.3 * y;
}

TEST(ColourMap, LightnessRisesAllTheWay) {  // what makes a map readable without colour
  for (ColourMap map : {ColourMap::viridis, ColourMap::inferno})
    for (int n = 0; n < 50; ++n)
      EXPECT_GT(lightness(colour_of(map, (n + 1) / 50.0)), lightness(colour_of(map, n / 50.0)));
}

TEST(Render, SquareCoversItsShareOfThePictureAndTheNearerSurfaceWins) {
  TriangleMesh m;
  for (double z : {0.0, 0.5e-3}) {
    const auto n = static_cast<std::uint32_t>(m.vertices.size());
    const double half = z > 0 ? 0.5e-3 : 1e-3;
    m.vertices.insert(m.vertices.end(),
                      {{-half, -half, z}, {half, -half, z}, {half, half, z}, {-half, half, z}});
    m.triangles.push_back({n, n + 1, n + 2});
    m.triangles.push_back({n, n + 2, n + 3});
  }
  View view{0, M_PI / 2, {}, 2e-3, 100, 100};
  const Picture p = render(
      m, view,
      [](Vec3 at, Vec3) {
        return at.z > 0.25e-3 ? Rgb{0, 1, 0} : Rgb{1, 0, 0};
      },
      0);
  double covered = 0, near = 0;
  for (std::size_t i = 0; i < p.rgba.size(); i += 4) {
    covered += p.rgba[i + 3] / 255.0;
    near += p.rgba[i + 3] > 0 && p.rgba[i + 1] > p.rgba[i];
  }
  EXPECT_NEAR(covered, 2500, 60);  // a quarter of the picture, edges smoothed
  EXPECT_GE(near, 576);            // 25 pixels a side, the outermost ones covered by half: 24 to 26 count
  EXPECT_LE(near, 676);
}

TEST(DesignColours, FindTheRecessUnderAPoint) {
  const test::SyntheticCasting c;
  const DesignColours colours(c.design);
  const Rgb metal{0.5, 0.5, 0.5};
  EXPECT_EQ(hex(colours.at({8e-3, 0}, metal)), "#1565c0");
  EXPECT_EQ(hex(colours.at({0, -8e-3}, metal)), "#1565c0");
  EXPECT_EQ(hex(colours.at({0, 0}, metal)), hex(metal));
  EXPECT_EQ(hex(colours.at({11e-3, 0}, metal)), hex(metal));
  EXPECT_EQ(hex(colours.at({1, 1}, metal)), hex(metal));
}

TEST(FieldMap, PlanAndSectionPutValuesWhereTheCellsAre) {
  const test::SyntheticCasting c;
  const PlanGrid grid = plan_grid(c.domain);
  const FieldMap map =
      plan_map(c.domain, grid, Across::largest, [&](Slot s) { return c.domain.grid.centre(s).z; });
  const auto at = [&](double x, double y) {
    return map.value[static_cast<std::size_t>((y - map.y) / map.step) * static_cast<std::size_t>(map.nx) +
                     static_cast<std::size_t>((x - map.x) / map.step)];
  };
  EXPECT_NEAR(at(0.1e-3, 0.1e-3), 1.375e-3, 1e-9);  // centre of the top cell of the plate
  EXPECT_NEAR(at(8e-3, 0.1e-3), 0.875e-3, 1e-9);    // and of the recess
  EXPECT_TRUE(std::isnan(map.value.front()));
  const FieldMap across = section_map(c.domain, grid, 0.1e-3, 0, [&](Slot s) {
    return s < c.state.metal.size() && c.state.metal[s] > 0 ? 1.0 : NAN;
  });
  double filled = 0;
  for (float v : across.value) filled += std::isfinite(v);
  EXPECT_EQ(filled, 2 * (24 * 6 + 16 * 4 +
                         10 * 6));  // per side: core 6 mm, recess 4 mm, rim 2.5 mm at 0.25 mm a cell
}

TEST(Snapshots, SurviveSavingAndRefuseDamage) {
  const test::SyntheticCasting c;
  const std::string bytes = save_snapshots(c.snapshots);
  const auto back = load_snapshots(bytes, "checkpoint.h5");
  ASSERT_EQ(back.size(), c.snapshots.size());
  EXPECT_EQ(back[2].fill, c.snapshots[2].fill);
  EXPECT_EQ(back[2].temperature, c.snapshots[2].temperature);
  EXPECT_EQ(back[2].time, c.snapshots[2].time);
  for (std::size_t keep : {std::size_t{0}, std::size_t{9}, bytes.size() / 2, bytes.size() - 1})
    EXPECT_THROW(load_snapshots(bytes.substr(0, keep), "checkpoint.h5"), InputError);
}

TEST(Snapshots, OneIsTakenAsEachShareIsPassed) {
  const test::SyntheticCasting c;
  const AlloyCurve zamak(load_material("zamak3"));
  SnapshotRecorder recorder(c.domain, zamak, {0.25, 0.5, 0.75});
  for (double share : {0.1, 0.3, 0.4, 0.8, 0.9}) {
    CastingState state = c.state;
    for (double& m : state.metal) m *= share;
    recorder.consider(state, share);
  }
  EXPECT_EQ(recorder.snapshots().size(), 2u);  // 0.3, and 0.8 for both that were passed
  recorder.finish(c.state, 0.95);
  EXPECT_EQ(recorder.snapshots().size(), 3u);
}

TEST(Figure, TicksAreRound) {
  EXPECT_DOUBLE_EQ(tick_step(25, 5), 5);
  EXPECT_DOUBLE_EQ(tick_step(38, 5), 10);
  EXPECT_NEAR(tick_step(1.5, 5), 0.5, 1e-12);
}

}  // namespace
}  // namespace sprue
