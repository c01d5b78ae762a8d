// PNG pictures to faces with roles: areas against closed forms. Pictures are painted here with edges blurred as drawing programs do it.
#include <gtest/gtest.h>
#include <png.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "engine/core/error.h"
#include "meshing/picture_page.h"
#include "meshing/polygon.h"
#include "tests/meshing/drawing_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double pi = std::numbers::pi;

struct Paint {
  double r, g, b, a = 255;
};
using Scene = std::function<Paint(double x, double y)>;

/// The mean of 8 x 8 samples a pixel, x right, y down, in pixels.
std::filesystem::path painted(const std::string& name, int width, int height, const Scene& scene) {
  std::vector<std::uint8_t> rgba;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      double sum[4] = {};
      for (int s = 0; s < 64; ++s) {
        const Paint p = scene(x + (s % 8 + 0.5) / 8, y + (s / 8 + 0.5) / 8);
        const double channel[4] = {p.r * p.a, p.g * p.a, p.b * p.a, p.a};
        for (int k = 0; k < 4; ++k) sum[k] += channel[k];
      }
      for (int k = 0; k < 3; ++k) rgba.push_back(static_cast<std::uint8_t>(sum[3] > 0 ? std::lround(sum[k] / sum[3]) : 0));
      rgba.push_back(static_cast<std::uint8_t>(std::lround(sum[3] / 64)));
    }
  }
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGBA;
  const auto file = std::filesystem::path(testing::TempDir()) / ("sprue_" + name + ".png");
  EXPECT_TRUE(png_image_write_to_file(&image, file.c_str(), 0, rgba.data(), 0, nullptr));
  return file;
}

constexpr Paint white{255, 255, 255}, black{0, 0, 0}, red{208, 32, 32}, blue{32, 32, 208}, nothing{0, 0, 0, 0};

bool in_disc(double x, double y, double cx, double cy, double r) { return std::hypot(x - cx, y - cy) < r; }

double share(const Design& design, Role role) {
  double sum = 0, all = 0;
  for (std::size_t f = 0; f < design.role.size(); ++f) {
    const double size = area(design.map, design.map.faces[f]);
    all += design.role[f] == Role::cutout ? 0 : size;
    sum += design.role[f] == role ? size : 0;
  }
  return sum / all;
}

// A black ring of radii 180 and 120 px, filled red, on white paper. A boundary traced from pixels lies within a tenth of a pixel of the true one
// on average (Selinger 2003 fits half-pixel tolerances both ways): 0.1 / 120 * 2 = 0.2 % of the red disc.
TEST(ReadPng, ABlurredRingHasItsAreasAndOnlyItsTwoColours) {
  const auto file = painted("ring", 400, 400, [](double x, double y) { return in_disc(x, y, 200, 200, 120) ? red : in_disc(x, y, 200, 200, 180) ? black : white; });
  DesignOptions options = own_size();
  options.rim_width = 0;
  options.width = 36 * mm;  // a tenth of a millimetre a pixel
  options.roles = {{"#000000", Role::metal}, {"#d02020", Role::recess}};
  const Design design = read_design(file, options);
  ASSERT_EQ(design.elements.size(), 2u);
  EXPECT_EQ(design.elements[0].colour, "#000000");
  EXPECT_EQ(design.elements[1].colour, "#d02020");
  EXPECT_NEAR(area_of(design, Role::recess), 144 * pi * mm2, 0.002 * 144 * pi * mm2);
  EXPECT_NEAR(area_of(design, Role::metal), 180 * pi * mm2, 0.004 * 180 * pi * mm2);
  EXPECT_NEAR(design.height, 36 * mm, 0.05 * mm);
  EXPECT_NE(told(design).find("#ffffff, is taken as paper"), std::string::npos) << told(design);
  EXPECT_NE(told(design).find("traced in 2 colours"), std::string::npos) << told(design);
}

// Without a gap between two colours, straight and upright as drawn, transparent around.
TEST(ReadPng, ColoursThatMeetTouchAndTransparencyIsNothing) {
  const auto file = painted("flag", 300, 200, [](double x, double y) { return x < 30 || x > 270 || y < 20 || y > 180 ? nothing : y < 100 ? red : x < 150 ? blue : white; });
  DesignOptions options = own_size();
  options.rim_width = 0;
  options.divider_width = 0;
  options.width = 24 * mm;
  options.roles = {{"#d02020", Role::recess}, {"#2020d0", Role::metal}, {"#ffffff", Role::soft_enamel}};
  const Design design = read_design(file, options);
  EXPECT_NEAR(share(design, Role::recess), 0.5, 0.002);
  EXPECT_NEAR(share(design, Role::metal), 0.25, 0.002);
  EXPECT_NEAR(share(design, Role::soft_enamel), 0.25, 0.002);
  EXPECT_NEAR(design.width, 24 * mm, 0.05 * mm);
  EXPECT_NEAR(design.height, 16 * mm, 0.05 * mm);
  for (const Element& e : design.elements) {
    if (e.colour == "#d02020") {
      EXPECT_GT(e.where.y, 0) << "red is above";
    }
  }
}

TEST(ReadPng, WhatIsNoFlatDrawingIsRefused) {
  const auto refused = [](const std::filesystem::path& file) -> std::string {
    try {
      read_design(file, own_size());
    } catch (const InputError& e) {
      return e.what();
    }
    return "";
  };
  const auto noise = painted("noise", 40, 40, [](double x, double y) {
    const unsigned hash = (static_cast<unsigned>(x) * 7919 + static_cast<unsigned>(y) * 104729 + 1) * 2654435761u;
    return Paint{double(hash >> 24), double(hash >> 16 & 255), double(hash >> 8 & 255)};
  });
  EXPECT_NE(refused(painted("blank", 40, 40, [](double, double) { return white; })).find("nothing drawable"), std::string::npos);
  EXPECT_NE(refused(noise).find("no flat colours"), std::string::npos) << refused(noise);
  EXPECT_NE(refused(drawing("text", "<svg/>").replace_extension(".png")).find("cannot read"), std::string::npos);
  const auto cut = painted("cut", 60, 60, [](double x, double) { return x < 30 ? black : white; });
  std::filesystem::resize_file(cut, std::filesystem::file_size(cut) - 40);
  EXPECT_NE(refused(cut).find("PNG"), std::string::npos) << refused(cut);
}

}  // namespace
}  // namespace sprue
