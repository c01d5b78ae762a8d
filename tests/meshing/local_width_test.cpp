// Local width: the diameter of the largest inscribed circle that covers a point. A raster of step s knows it
// to one step.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "meshing/planar_map.h"

namespace sprue {
namespace {

constexpr double mm = 1e-3;

LayeredMap filled(const std::vector<PlanarShape>& shapes, double high) {
  LayeredMap solid;
  solid.map = overlay(shapes);
  for (const auto& face : solid.map.faces) {
    Layer layer;
    layer.filled = !face.covered_by.empty();
    layer.high = high;
    solid.layers.push_back(layer);
  }
  return solid;
}

TEST(LocalWidth, OfABarIsItsWidthEverywhere) {
  for (const double angle : {0.0, 0.3, 17 * std::numbers::pi / 180}) {
    std::vector<Vec2> bar;
    for (const Vec2 p : {Vec2{-5 * mm, -0.4 * mm}, Vec2{5 * mm, -0.4 * mm}, Vec2{5 * mm, 0.4 * mm},
                         Vec2{-5 * mm, 0.4 * mm}}) {
      bar.push_back(
          {std::cos(angle) * p.x - std::sin(angle) * p.y, std::sin(angle) * p.x + std::cos(angle) * p.y});
    }
    const double step = 0.02 * mm;
    const WidthMap map = local_width(filled({{{bar}, FillRule::nonzero}}, mm), 0, step);
    for (const double x : {-3.0, -1.0, 0.0, 2.5}) {
      for (const double y : {-0.3, 0.0, 0.2}) {
        const Vec2 p{mm * (std::cos(angle) * x - std::sin(angle) * y),
                     mm * (std::sin(angle) * x + std::cos(angle) * y)};
        EXPECT_NEAR(map.at(p), 0.8 * mm, step);
      }
    }
    EXPECT_EQ(map.at({0, 2 * mm}), 0);
  }
}

TEST(LocalWidth, OfADiscIsItsDiameterAndOfItsHandleTheHandlesWidth) {
  std::vector<Vec2> disc;
  for (int i = 0; i < 256; ++i)
    disc.push_back(
        {2 * mm * std::cos(i * std::numbers::pi / 128), 2 * mm * std::sin(i * std::numbers::pi / 128)});
  const std::vector<Vec2> handle = {
      {0, -0.25 * mm}, {6 * mm, -0.25 * mm}, {6 * mm, 0.25 * mm}, {0, 0.25 * mm}};
  const double step = 0.025 * mm;
  const WidthMap map = local_width(filled({{{disc, handle}, FillRule::nonzero}}, mm), 0, step, 5 * mm);
  const WidthMap capped = local_width(filled({{{disc, handle}, FillRule::nonzero}}, mm), 0, step, 1 * mm);
  EXPECT_NEAR(capped.at({-1.5 * mm, 0.3 * mm}), 1 * mm, 1e-9);
  EXPECT_NEAR(capped.at({4 * mm, 0.1 * mm}), 0.5 * mm, step);
  EXPECT_NEAR(map.at({-1.5 * mm, 0.3 * mm}), 4 * mm, step);
  EXPECT_NEAR(map.at({4 * mm, 0.1 * mm}), 0.5 * mm, step);
  EXPECT_NEAR(map.at({0.2 * mm, 0}), 4 * mm, step);  // the handle's root lies within the disc's circle
}

TEST(LocalWidth, OnlySeesWhatStandsHigher) {
  const LayeredMap low = filled({{{{{0, 0}, {mm, 0}, {mm, mm}, {0, mm}}}, FillRule::nonzero}}, mm);
  EXPECT_EQ(local_width(low, mm, 0.05 * mm).at({0.5 * mm, 0.5 * mm}), 0);
  EXPECT_NEAR(local_width(low, 0.9 * mm, 0.05 * mm).at({0.5 * mm, 0.5 * mm}), mm, 0.05 * mm);
}

}  // namespace
}  // namespace sprue
