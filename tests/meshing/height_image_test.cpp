// Height images: depth of bits, region, the network's error, the part's volume, closed solids and domains.
#include <gtest/gtest.h>
#include <png.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "engine/core/error.h"
#include "meshing/domain_builder.h"
#include "meshing/height_network.h"
#include "meshing/part.h"
#include "meshing/solid.h"
#include "meshing/steep_walls.h"
#include "tests/meshing/closed_part.h"
#include "tests/meshing/drawing_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double um = 1e-6, degree = std::numbers::pi / 180;

struct Pixel {
  double share, alpha = 1;
};
using Painter = std::function<Pixel(int x, int y)>;

/// A PNG of grey and alpha with 8 or 16 bits as they stand, no gamma.
std::filesystem::path painted(const std::string& name, int width, int height, int bits, const Painter& painter) {
  const auto file = std::filesystem::path(testing::TempDir()) / ("sprue_" + name + ".png");
  std::FILE* out = std::fopen(file.c_str(), "wb");
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, out);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), bits, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  const double top = bits == 16 ? 65535 : 255;
  for (int y = 0; y < height; ++y) {
    std::vector<std::uint8_t> row;
    for (int x = 0; x < width; ++x) {
      const Pixel p = painter(x, y);
      for (const double value : {p.share, p.alpha}) {
        const auto v = static_cast<unsigned>(std::lround(value * top));
        if (bits == 16) row.push_back(static_cast<std::uint8_t>(v >> 8));
        row.push_back(static_cast<std::uint8_t>(v & 255));
      }
    }
    png_write_row(png, row.data());
  }
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  std::fclose(out);
  return file;
}

DesignOptions as_height(double width = 10 * mm, double depth = 0.8 * mm) {
  DesignOptions o;
  o.height_image = true, o.width = width, o.relief_depth = depth;
  return o;
}

PartOptions plate(double draft = 0) {
  PartOptions o;
  o.walls.draft = draft;
  return o;
}

double hills(double x, double y) { return 0.5 + 0.3 * std::sin(9 * x) * std::cos(7 * y) + 0.15 * std::sin(23 * x + 11 * y); }

// The mean of the pixels is the mean height of the plane pieces up to the network's own error, and up to the half pixel along the border, where the surface is flat
// instead of between two pixels (here under a tenth of the error: 2 % of the area with 5 um slope a pixel at most).
TEST(HeightImage, VolumeIsTheMeanOfThePixels) {
  const int n = 160;
  const auto file = painted("hills", n, n, 16, [&](int x, int y) { return Pixel{hills(double(x) / n, double(y) / n)}; });
  double mean = 0;
  for (int y = 0; y < n; ++y)
    for (int x = 0; x < n; ++x) mean += std::lround(65535 * hills(double(x) / n, double(y) / n)) / 65535.0 / n / n;
  for (const double tolerance : {20 * um, 5 * um}) {
    DesignOptions options = as_height();
    options.relief_tolerance = tolerance;
    const Design design = read_design(file, options);
    EXPECT_LE(design.relief->error, tolerance);
    EXPECT_GT(design.relief->error, 0.5 * tolerance);
    const LayeredMap part = make_part(design, plate());
    const double area = 100 * mm2;
    EXPECT_NEAR(volume(part), area * (1.5 * mm - (1 - mean) * 0.8 * mm), area * 1.1 * design.relief->error);
    expect_closed(part);
  }
}

// Every pixel lies within the stated error of the facet over it: sampled from the finished part, not from the network.
TEST(HeightImage, EveryPixelLiesWithinTheError) {
  const int n = 64;
  const auto share = [&](int x, int y) { return std::lround(65535 * hills(double(x) / n, double(y) / n)) / 65535.0; };
  const Design design = read_design(painted("sampled", n, n, 16, [&](int x, int y) { return Pixel{share(x, y)}; }), as_height());
  const LayeredMap part = make_part(design, plate());
  const auto inside = [&](const PlanarFace& face, Vec2 p) {
    bool in = false;
    for (const auto& loop : face.loops)
      for (std::size_t m = 0; m < loop.size(); ++m) {
        const Vec2 a = part.map.vertices[loop[m]], b = part.map.vertices[loop[(m + 1) % loop.size()]];
        if ((a.y <= p.y) != (b.y <= p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)) in = !in;
      }
    return in;
  };
  int found = 0;
  for (int y = 0; y < n; ++y)
    for (int x = 0; x < n; ++x) {
      const Vec2 p{(x + 0.5) * 10 * mm / n - 5 * mm + 1e-7, 5 * mm - (y + 0.5) * 10 * mm / n + 2.3e-7};   // not on an edge
      for (std::size_t f = 0; f < part.layers.size(); ++f) {
        if (!inside(part.map.faces[f], p)) continue;
        ++found;
        EXPECT_NEAR(part.layers[f].high(p), 1.5 * mm - (1 - share(x, y)) * 0.8 * mm, design.relief->error + 0.3 * um);   // so far aside
      }
    }
  EXPECT_EQ(found, n * n);
}

// A ramp of 16 bits is one plane; read at 8 bits it would be stairs of 3 um and take facets.
TEST(HeightImage, SixteenBitsAreKept) {
  const int n = 200;
  DesignOptions options = as_height();
  options.relief_tolerance = 0.1 * um;
  const auto ramp = [&](int x, int) { return Pixel{(x + 0.5) / n}; };
  const Design fine = read_design(painted("ramp16", n, n, 16, ramp), options), coarse = read_design(painted("ramp8", n, n, 8, ramp), options);
  EXPECT_LT(fine.relief->patches.size(), 40u);
  EXPECT_GT(coarse.relief->patches.size(), 400u);
}

// A transparent surround and a dark one give the same disc: its area within 0.5 % (tracing), height and wall as they stand inside, walls of 3 degrees down to the back.
TEST(HeightImage, RegionByAlphaOrThreshold) {
  const int n = 120;
  const double pi = std::numbers::pi, r = 50;
  const auto in = [&](int x, int y) { return std::hypot(x + 0.5 - 60, y + 0.5 - 60) < r; };
  const auto dome = [&](int x, int y) { return 0.4 + 0.5 * (1 - std::pow(std::hypot(x + 0.5 - 60, y + 0.5 - 60) / r, 2)); };
  DesignOptions by_alpha = as_height();
  by_alpha.relief_tolerance = 2 * um;   // facets lie inside what is convex: 0.1 % of the volume
  DesignOptions by_threshold = by_alpha;
  by_threshold.height_threshold = 0.2;
  const Design alpha = read_design(painted("alpha", n, n, 16, [&](int x, int y) { return in(x, y) ? Pixel{dome(x, y)} : Pixel{0.9, 0}; }), by_alpha);
  const Design dark = read_design(painted("dark", n, n, 16, [&](int x, int y) { return Pixel{in(x, y) ? dome(x, y) : 0.0}; }), by_threshold);
  // paraboloid: mean of 0.4 + 0.5 (1 - s) is 0.65
  const double disc = pi * 25 * mm2, upright = disc * (1.5 * mm - 0.35 * 0.8 * mm), border = 1.5 * mm - 0.6 * 0.8 * mm;
  for (const Design& design : {alpha, dark}) {
    EXPECT_NEAR(area_of(design, Role::metal) / disc, 1, 5e-3);
    for (const double draft : {0.0, 3 * degree}) {
      const LayeredMap part = make_part(design, plate(draft));
      const double flank = 2 * pi * 5 * mm * border * border / 2 * std::tan(draft) * (1 + border * std::tan(draft) / 3 / (5 * mm));
      EXPECT_NEAR(volume(part) / (upright + flank), 1, 5e-3) << draft;
      expect_closed(part);
    }
  }
}

// Black beside white: a wall of one pixel. In a mould with 3 degrees of draft a pixel of 20 um under a step of 0.8 mm (1.4 degrees) is too steep, one of 100 um is not.
TEST(HeightImage, StepsLeanOverOnePixel) {
  for (const int n : {100, 500}) {
    const Design design = read_design(painted("step", n, n, 8, [&](int x, int) { return Pixel{x < n / 2 ? 0.0 : 1.0}; }), as_height());
    EXPECT_LT(design.relief->patches.size(), 2u * static_cast<unsigned>(n));
    const LayeredMap part = make_part(design, plate(3 * degree));
    expect_closed(part);
    std::vector<Finding> findings;
    check_steep_walls(part, 3 * degree, findings);
    ASSERT_EQ(findings.size(), n == 500 ? 1u : 0u);
    if (n == 500) { EXPECT_NEAR(findings[0].value, std::atan(20.0 / 800) / degree, 0.01); }
  }
}

// More detail than the facets allow: the error that is left is said, and is that of the pixels.
TEST(HeightImage, TooMuchDetailSaysItsError) {
  const auto file = painted("noise", 64, 64, 8, [](int x, int y) { return Pixel{((x * 7919 + y * 104729) % 251) / 250.0}; });
  const ReliefSurface surface = height_network(read_height_image(file, 0), 0.1 * mm, 0.8 * mm, 10 * um, 1000);
  EXPECT_LE(surface.patches.size(), 1000u);
  EXPECT_GT(surface.error, 100 * um);
  EXPECT_LE(height_network(read_height_image(file, 0), 0.1 * mm, 0.8 * mm, 10 * um).error, 10 * um);
}

TEST(HeightImage, BadPicturesAreRefused) {
  const auto refused = [](const std::filesystem::path& file, const DesignOptions& options, const std::string& part) {
    try {
      read_design(file, options);
      ADD_FAILURE() << "read: " << part;
    } catch (const InputError& e) {
      EXPECT_NE(std::string(e.what()).find(part), std::string::npos) << e.what();
    }
  };
  const auto file = painted("good", 20, 20, 8, [](int, int) { return Pixel{0.5}; });
  DesignOptions high = as_height();
  high.height_threshold = 0.9;
  refused(file, high, "nothing of the height image");
  refused(painted("clear", 20, 20, 8, [](int, int) { return Pixel{0.5, 0}; }), as_height(), "transparent");
  std::ifstream in(file, std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(in)), {});
  const auto cut = std::filesystem::path(testing::TempDir()) / "sprue_cut.png";
  std::ofstream(cut, std::ios::binary) << whole.substr(0, whole.size() / 2);
  refused(cut, as_height(), "not a PNG");
  const auto grain = [](int x, int y) { return Pixel{(x * 7919u ^ y * 104729u) * 2654435761u >> 31 ? 1.0 : 0.0}; };   // 4.5 million sides of pixels
  DesignOptions half = as_height();
  half.height_threshold = 0.5;
  refused(painted("grain", 2100, 2100, 8, grain), half, "too ragged to trace");
  refused(drawing("no_png.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9mm' height='9mm'><rect width='9' height='9'/></svg>"), as_height(), "height image is a PNG");
}

}  // namespace
}  // namespace sprue
