// The drawing sheet is one A3 page with the tool's own numbers, to the scale it states.
#include "meshing/formats/drawing_sheet.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "engine/core/error.h"
#include "meshing/formats/sheet_views.h"
#include "meshing/drafted_walls.h"
#include "meshing/part.h"
#include "meshing/section_cut.h"
#include "tests/app/program.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3;

// Through the middle of small_pin: outline of radius 6, the round recess (chord of a 24-gon at 0.3 mm off its centre), nothing else.
TEST(SectionCut, StripsAreThoseOfTheSolid) {
  const LayeredMap pin = small_pin();
  const auto strips = section_cut(pin, {-2 * mm, 0}, {0, 1});
  ASSERT_EQ(strips.size(), 3u);
  EXPECT_NEAR(strips[0].from, -std::sqrt(32) * mm, 0.013 * mm);   // sagitta of the 48-gon
  EXPECT_NEAR(strips[1].from, -1.4 * mm, 0.015 * mm);
  EXPECT_NEAR(strips[1].to, 2.0 * mm, 0.015 * mm);
  EXPECT_EQ(strips[1].highest(), 1.0 * mm);
  EXPECT_EQ(strips[0].highest(), 1.5 * mm);
  // the integral over parallel cuts is the volume (midpoint rule: second order, 1e-4 at 400 cuts through polygons)
  double sum = 0;
  const int cuts = 400;
  for (int n = 0; n < cuts; ++n)
    for (const CutStrip& s : section_cut(pin, {(-6 + 12 * (n + 0.5) / cuts) * mm, 0}, {0, 1})) sum += (s.to - s.from) * (s.high[0] - s.low[0]) * 12 * mm / cuts;
  EXPECT_NEAR(sum / volume(pin), 1, 3e-4);
}

// A block of 10 x 6 x 1.5 mm with walls at 45 degrees, cut across its middle: a trapezium, its flanks as triangles of 1.5 mm.
TEST(SectionCut, WallsThatLeanAreTrapezia) {
  const LayeredMap block = with_drafted_tops(MapMaker{}.face({rectangle(-5 * mm, -3 * mm, 5 * mm, 3 * mm)}, filled(0, 1.5 * mm)).result, {44.9 * std::numbers::pi / 180, 0, 0});
  const auto strips = section_cut(block, {0.1 * mm, 0}, {0, 1});
  ASSERT_EQ(strips.size(), 3u);
  const double w = 1.5 * mm * std::tan(44.9 * std::numbers::pi / 180);
  EXPECT_NEAR(strips[0].from, -3 * mm - w, 1e-12);
  EXPECT_NEAR(strips[0].high[0], 0, 1e-12);
  EXPECT_NEAR(strips[0].high[1], 1.5 * mm, 1e-12);
  EXPECT_TRUE(strips[1].level());
  EXPECT_NEAR(strips[2].high[0], 1.5 * mm, 1e-12);
  EXPECT_NEAR(strips[2].to, 3 * mm + w, 1e-12);
}

TEST(SheetScale, IsTheLargestStandardOneWithRoom) {
  EXPECT_EQ(standard_scale(0.2286, 0.2286, {120, 140}), 0.5);
  EXPECT_EQ(standard_scale(0.2286, 0.2286, {100, 140}), 0.4);
  EXPECT_EQ(standard_scale(0.029, 0.020, {70, 140}), 2);
  EXPECT_EQ(scale_text(0.4), "1:2.5");
  EXPECT_EQ(scale_text(5), "5:1");
}

class Sheet : public testing::Test {
 protected:
  Sheet() {
    SpinOptions options;
    options.cavities = 3;
    tooling = make_spin_disc(small_pin(), 1, options);
    sheet = {"a <pin> & more", {{"Alloy", "zamak3"}}, {{"Plate", "1.5 mm"}}, {{"", &pin}}, &tooling};
  }
  const Scratch scratch{"sheet"};
  const LayeredMap pin = small_pin();
  Tooling tooling;
  DrawingSheet sheet;
};

TEST_F(Sheet, IsOneA3PageInBothFormats) {
  write_drawing_sheet(sheet, scratch / "a.svg", scratch / "a.pdf");
  const std::string svg = slurp(scratch / "a.svg"), pdf = slurp(scratch / "a.pdf");
  EXPECT_NE(svg.find("width=\"420mm\""), std::string::npos);
  EXPECT_NE(svg.find("height=\"297mm\""), std::string::npos);
  EXPECT_NE(svg.find("</svg>"), std::string::npos);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_NE(pdf.find("/MediaBox [ 0 0 1190.5"), std::string::npos);
  EXPECT_NE(pdf.find("%%EOF"), std::string::npos);
  EXPECT_EQ(pdf.find("/Type /Page\n", pdf.find("/Type /Page\n") + 1), std::string::npos);   // one page
}

TEST_F(Sheet, SameToolSameBytes) {
  write_drawing_sheet(sheet, scratch / "a.svg", scratch / "a.pdf");
  const timespec pause{1, 100000000};
  nanosleep(&pause, nullptr);   // a clock in the file would show
  write_drawing_sheet(sheet, scratch / "b.svg", scratch / "b.pdf");
  EXPECT_TRUE(slurp(scratch / "a.svg") == slurp(scratch / "b.svg"));
  EXPECT_TRUE(slurp(scratch / "a.pdf") == slurp(scratch / "b.pdf"));
  EXPECT_THROW(write_drawing_sheet(sheet, "/nowhere/a.svg", scratch / "c.pdf"), InputError);
  EXPECT_FALSE(std::filesystem::exists(scratch / "c.pdf"));
}

}  // namespace
}  // namespace sprue
