// Solids are watertight by construction, keep the volume of their prisms, and two other programs agree.
#include "meshing/solid.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "meshing/corner_touch.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
constexpr double mm = 1e-3;

/// Squares of a chess board, black ones high, white ones low or empty: touches at every inner corner.
LayeredMap chess_board(int n, double white) {
  MapMaker maker;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      const double high = (i + j) % 2 ? white : 1.5 * mm;
      Layer layer = filled(0, high);
      layer.filled = high > 0;
      maker.face({rectangle(i * mm, j * mm, (i + 1) * mm, (j + 1) * mm)}, layer);
    }
  return maker.result;
}

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  char line[512];
  while (fgets(line, sizeof line, pipe)) text += line;
  pclose(pipe);
  return text;
}

// Relative to the volume: sums of some hundred terms of round-off.
TEST(Solid, VolumeIsThatOfThePrisms) {
  for (double angle : {0.0, 0.3}) {
    const LayeredMap pin = turned(small_pin(), angle);
    const TriangleMesh mesh = extrude(pin);
    EXPECT_TRUE(watertight(mesh));
    EXPECT_NEAR(volume(mesh) / volume(pin), 1, 1e-12);
  }
}

// Drafted walls, a roof in the back, a step whose upright wall two slopes cross within an edge: closed, with the volume of the map.
// Bar 1e-9: a micrometre of height at a vertex would be 1e-5.
TEST(Solid, SlopingEndsCloseAndKeepTheirVolume) {
  for (double degrees : {0.0, 17.0, 45.0})
    for (double run : {0.13 * mm, 1.5 * mm}) {
      const LayeredMap block = turned(drafted_block(4 * mm, 3 * mm, 1.5 * mm, run, 0.6 * mm), degrees * std::numbers::pi / 180);
      const TriangleMesh mesh = extrude(block);
      EXPECT_TRUE(watertight(mesh)) << degrees << " " << run;
      EXPECT_NEAR(volume(mesh) / volume(block), 1, 1e-9) << degrees << " " << run;
    }
}

TEST(Solid, OpenMeshIsNotWatertight) {
  TriangleMesh mesh = extrude(small_pin());
  mesh.triangles.pop_back();
  EXPECT_FALSE(watertight(mesh));
  EXPECT_FALSE(watertight(TriangleMesh{}));
}

// A hole, a step down and a floor above the back meet at shared vertices: walls are split at every height
// there.
TEST(Solid, StepsMeetWithoutVerticesInsideEdges) {
  LayeredMap stair = MapMaker{}
                         .face({rectangle(0, 0, 1 * mm, 1 * mm)}, filled(0, 3 * mm))
                         .face({rectangle(1 * mm, 0, 2 * mm, 1 * mm)}, filled(0.5 * mm, 2 * mm))
                         .face({rectangle(0, 1 * mm, 1 * mm, 2 * mm)}, filled(0.2 * mm, 1 * mm))
                         .face({rectangle(1 * mm, 1 * mm, 2 * mm, 2 * mm)}, filled(0.7 * mm, 2.5 * mm))
                         .result;
  EXPECT_NEAR(volume(extrude(stair)), (3 + 1.5 + 0.8 + 1.8) * 1e-9, 1e-14);
  EXPECT_EQ(separate_corner_touches(stair), 1);  // two opposite squares stand above the other two
  const TriangleMesh mesh = extrude(stair);
  EXPECT_TRUE(watertight(mesh));
  EXPECT_NEAR(volume(mesh) / volume(stair), 1, 1e-12);
}

// 49 corners, each taking a right triangle of legs r from two black squares, where the white layer takes the
// place.
TEST(CornerTouch, ChessBoardComesApart) {
  for (double white : {0.0, 0.4 * mm}) {
    LayeredMap board = chess_board(8, white);
    const double before = volume(board);
    EXPECT_EQ(separate_corner_touches(board), 49);
    const double lost = 49 * touch_radius * touch_radius * (1.5 * mm - white);
    EXPECT_NEAR(before - volume(board), lost, 1e-3 * lost);
    const TriangleMesh mesh = extrude(board);
    EXPECT_TRUE(watertight(mesh));
    EXPECT_NEAR(volume(mesh) / volume(board), 1, 1e-12);
    EXPECT_EQ(separate_corner_touches(board), 0);
  }
}

// Two squares that touch at one corner, nothing else around: the outside counts as empty.
TEST(CornerTouch, TwoSquares) {
  LayeredMap pair = MapMaker{}
                        .face({rectangle(0, 0, mm, mm)}, filled(0, mm))
                        .face({rectangle(mm, mm, 2 * mm, 2 * mm)}, filled(0, 2 * mm))
                        .result;
  EXPECT_EQ(separate_corner_touches(pair), 1);
  EXPECT_TRUE(watertight(extrude(pair)));
  EXPECT_NEAR(volume(pair), 3e-9 - 0.5 * touch_radius * touch_radius * 3 * mm, 1e-20);
}

// A wedge of 4e-5 rad (a gate's end that all but coincides with a part's side) touches a square by its tip. Cut across, its corners would be 0.08 nm from each other, one
// point in an STL file: it ends in one, and all vertices keep the map's resolution.
TEST(CornerTouch, NeedlesEndInOnePoint) {
  LayeredMap pair = MapMaker{}
                        .face({rectangle(0, 0, mm, mm)}, filled(0, mm))
                        .face({{{0, 0}, {-0.6 * mm, 0}, {-0.6 * mm, -24e-9}}}, filled(0, 2 * mm))
                        .result;
  EXPECT_EQ(separate_corner_touches(pair), 1);
  EXPECT_TRUE(watertight(extrude(pair)));
  const auto& points = pair.map.vertices;
  std::vector<char> used(points.size(), 0);
  for (const PlanarFace& face : pair.map.faces)
    for (const auto& loop : face.loops)
      for (const std::uint32_t v : loop) used[v] = 1;
  for (std::size_t a = 0; a < points.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      if (used[a] && used[b]) {
        EXPECT_GE(norm(points[a] - points[b]), map_resolution) << a << " and " << b;
      }
}

// The same with the needle empty, between two pieces of metal that touch at its tip: apart they would need a cut across the needle, so they stay in one.
TEST(CornerTouch, EmptyNeedlesEndBetweenJoinedMetal) {
  LayeredMap pair = MapMaker{}
                        .face({{{0, 0}, {-mm, -40e-9}, {-mm, -mm}, {mm, -mm}, {mm, 0}}}, filled(0, mm))
                        .face({{{0, 0}, {0, mm}, {-mm, mm}, {-mm, 0}}}, filled(0, 2 * mm))
                        .result;
  const double before = volume(pair);
  EXPECT_EQ(separate_corner_touches(pair), 1);
  EXPECT_EQ(separate_corner_touches(pair), 0);
  EXPECT_TRUE(watertight(extrude(pair)));
  EXPECT_NEAR(volume(pair), before, 2 * touch_radius * touch_radius * 2 * mm);
}

// admesh and prusa-slicer read the file back: no open edges, nothing to repair, the volume to single
// precision.
TEST(Solid, OtherProgramsFindTheStlWatertight) {
  const auto folder = std::filesystem::temp_directory_path() / "sprue-solid-test";
  std::filesystem::create_directories(folder);
  const bool admesh = std::system("command -v admesh >/dev/null") == 0;
  const bool slicer = std::system("command -v prusa-slicer >/dev/null") == 0;
  if (!admesh && !slicer) GTEST_SKIP() << "neither admesh nor prusa-slicer is installed";
  for (LayeredMap solid : {turned(small_pin(), 0.3), chess_board(6, 0), chess_board(6, 0.4 * mm)}) {
    separate_corner_touches(solid);
    const auto file = (folder / "solid.stl").string();
    write_stl(extrude(solid), file, "test");
    if (admesh) {
      const std::string text = output_of("admesh " + file + " 2>&1");
      EXPECT_NE(text.find("All facets connected.  No nearby check necessary."), std::string::npos) << text;
      EXPECT_NE(text.find("Degenerate facets     :     0"), std::string::npos) << text;
      EXPECT_NE(text.find("Normals fixed         :     0"), std::string::npos) << text;
      const double mm3 = std::stod(text.substr(text.find("Volume   :") + 10));
      EXPECT_NEAR(mm3 / (volume(solid) * 1e9), 1, 2e-6);
    }
    if (slicer) {
      const std::string text = output_of("prusa-slicer --info " + file + " 2>&1");
      EXPECT_NE(text.find("manifold = yes"), std::string::npos) << text;
      EXPECT_EQ(text.find("repaired"), std::string::npos) << text;
    }
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace sprue
