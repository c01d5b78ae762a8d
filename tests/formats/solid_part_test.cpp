// Parts given as solids: STL and 3MF read, mended or refused with the place, brought into prisms with sloping ends.
#include "meshing/formats/solid_reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <numbers>

#include "engine/core/error.h"
#include "meshing/domain_builder.h"
#include "meshing/drafted_walls.h"
#include "meshing/formats/mesh_3mf.h"
#include "meshing/part.h"
#include "meshing/solid.h"
#include "meshing/solid_design.h"
#include "tests/meshing/closed_part.h"
#include "tests/meshing/map_maker.h"

namespace sprue {
namespace {

using namespace test;
namespace fs = std::filesystem;
constexpr double mm = 1e-3, degree = std::numbers::pi / 180;

fs::path in_temp(const std::string& name) { return fs::path(testing::TempDir()) / ("sprue_" + name); }

fs::path stl(const std::string& name, const TriangleMesh& mesh) {
  write_stl(mesh, in_temp(name), "test");
  return in_temp(name);
}

fs::path ascii_stl(const std::string& name, const TriangleMesh& mesh) {
  std::ofstream out(in_temp(name));
  out.precision(9);
  out << "solid test part\n";
  for (const auto& t : mesh.triangles) {
    out << "  facet normal 0 0 0\n    outer loop\n";
    for (const auto n : t) out << "      vertex " << 1e3 * mesh.vertices[n].x << " " << 1e3 * mesh.vertices[n].y << " " << 1e3 * mesh.vertices[n].z << "\n";
    out << "    endloop\n  endfacet\n";
  }
  out << "endsolid test part\n";
  return in_temp(name);
}

Design designed(const fs::path& file, const DesignOptions& options = {}) { return solid_design(read_solid(file), options); }

void expect_refused(const fs::path& file, const std::string& what, const DesignOptions& options = {}) {
  try {
    designed(file, options);
    ADD_FAILURE() << "read: " << what;
  } catch (const InputError& e) {
    EXPECT_NE(std::string(e.what()).find(what), std::string::npos) << e.what();
  }
}

std::string said(const Design& design) {
  std::string all;
  for (const auto& g : design.guesses) all += g + "\n";
  return all;
}

/// A ball of stacked rings, closed.
TriangleMesh ball(double radius, int rings, int sides) {
  TriangleMesh mesh;
  mesh.vertices.push_back({0, 0, -radius});
  for (int j = 1; j < rings; ++j)
    for (int i = 0; i < sides; ++i) {
      const double a = std::numbers::pi * j / rings, b = 2 * std::numbers::pi * i / sides;
      mesh.vertices.push_back({radius * std::sin(a) * std::cos(b), radius * std::sin(a) * std::sin(b), -radius * std::cos(a)});
    }
  mesh.vertices.push_back({0, 0, radius});
  const auto at = [&](int j, int i) { return static_cast<std::uint32_t>(1 + (j - 1) * sides + i % sides); };
  const auto top = static_cast<std::uint32_t>(mesh.vertices.size() - 1);
  for (int i = 0; i < sides; ++i) {
    mesh.triangles.push_back({0, at(1, i + 1), at(1, i)});
    for (int j = 1; j + 1 < rings; ++j) {
      mesh.triangles.push_back({at(j, i), at(j, i + 1), at(j + 1, i + 1)});
      mesh.triangles.push_back({at(j, i), at(j + 1, i + 1), at(j + 1, i)});
    }
    mesh.triangles.push_back({at(rings - 1, i), at(rings - 1, i + 1), top});
  }
  return mesh;
}

// A pin that was exported comes back: single precision of 12 mm is 0.5 nm a corner, so the volume to 1e-6; through binary and ASCII STL and 3MF alike, upright and drafted.
TEST(SolidPart, ExportedPinComesBack) {
  for (const double draft : {0.0, 5 * degree}) {
    const LayeredMap pin = with_drafted_tops(small_pin(), {draft, 0, 0, 0});
    const TriangleMesh mesh = extrude(pin);
    const auto file = in_temp("pin.3mf");
    write_3mf({{"pin", &mesh, 0, {}}}, {{"zamak3", {200, 200, 200}}}, file);
    for (const fs::path& from : {stl("pin.stl", mesh), ascii_stl("pin-ascii.stl", mesh), file}) {
      const Design design = designed(from);
      EXPECT_EQ(said(design).find("Repaired"), std::string::npos) << said(design);
      const LayeredMap part = make_part(design, {});
      EXPECT_NEAR(volume(part) / volume(pin), 1, 1e-6) << from;
      EXPECT_LT(part.map.faces.size(), 3 * pin.map.faces.size() + 60) << from;   // triangles in one plane are one face
      expect_closed(part);
    }
  }
}

// A ball has tops and bottoms that slope; its mesh's own volume is exact. Turned any way it is the same.
TEST(SolidPart, BallWithBothSidesCurved) {
  const TriangleMesh mesh = ball(5 * mm, 24, 48);
  const auto file = stl("ball.stl", mesh);
  for (const char* up : {"+z", "-z", "+x", "-x", "+y", "-y"}) {
    DesignOptions o;
    o.up = up, o.parting = 5 * mm;
    const LayeredMap part = make_part(designed(file, o), {});
    EXPECT_NEAR(volume(part) / volume(mesh), 1, 2e-6) << up;
    double low = 1, high = -1;
    for (const Vec3& v : extrude(part).vertices) low = std::min(low, v.z), high = std::max(high, v.z);
    EXPECT_NEAR(low, -5 * mm, 1e-6);
    EXPECT_NEAR(high, 5 * mm, 0.05 * mm);   // sideways its highest points are corners of sides
    expect_closed(part);
  }
}

// Of a wedge (higher at +x) each direction puts the right side up: the mean of the tops' centre.
TEST(SolidPart, UpIsWhatTheKeySays) {
  TriangleMesh wedge;   // 4 x 3 x 2 mm box, so that each direction has its own size
  for (const double z : {0.0, 2 * mm})
    for (const Vec2 p : rectangle(0, 0, 4 * mm, 3 * mm)) wedge.vertices.push_back({p.x, p.y, z == 0 ? 0 : z + 0.25 * p.x});
  wedge.triangles = {{0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}, {0, 1, 5}, {0, 5, 4}, {1, 2, 6}, {1, 6, 5}, {2, 3, 7}, {2, 7, 6}, {3, 0, 4}, {3, 4, 7}};
  const auto file = stl("wedge.stl", wedge);
  for (const auto& [up, x, y] : {std::tuple{"+z", 4.0, 3.0}, {"-z", 4.0, 3.0}, {"+x", 3.0, 3.0}, {"-x", 3.0, 3.0}, {"+y", 4.0, 3.0}, {"-y", 4.0, 3.0}}) {
    DesignOptions o;
    o.up = up;
    const Design design = designed(file, o);
    EXPECT_NEAR(design.width, x * mm, 1e-8) << up;
    EXPECT_NEAR(design.height, y * mm, 1e-8) << up;
    EXPECT_NEAR(volume(*design.solid), 4 * 3 * 2.5 * mm * mm * mm, 1e-15) << up;
    if (std::string(up) != "+z") continue;
    for (const Layer& l : design.solid->layers) EXPECT_NEAR(l.high.slope.x, l.filled ? 0.25 : 0, 1e-6);
  }
}

TEST(SolidPart, UnitsAndSizes) {
  const auto file = stl("unit.stl", ball(5 * mm, 8, 12));
  DesignOptions inch, metre, half;
  inch.unit = 0.0254, metre.unit = 1, half.unit = 1e-2;
  EXPECT_NEAR(designed(file, half).width, 100 * mm, 1e-6);
  EXPECT_NEAR(designed(file, inch).width, 254 * mm, 1e-6);
  expect_refused(file, "not that of a part to cast", metre);
  DesignOptions parted;
  parted.parting = 11 * mm;
  expect_refused(file, "parting plane", parted);
}

// What is mended is said, and the volume is that of the whole solid.
TEST(SolidPart, SmallDamageIsMended) {
  const TriangleMesh whole = extrude(with_drafted_tops(small_pin(), {5 * degree, 0, 0, 0}));
  const double right = volume(whole);
  const auto mended = [&](const std::string& name, const TriangleMesh& mesh, const std::string& words) {
    const Design design = designed(stl(name, mesh));
    EXPECT_NE(said(design).find(words), std::string::npos) << said(design);
    EXPECT_NEAR(volume(*design.solid) / right, 1, 2e-4) << name;
    expect_closed(*design.solid);
  };
  TriangleMesh flipped = whole, inside_out = whole, doubled = whole, flat = whole, apart = whole, pricked = whole;
  for (const std::size_t t : {3u, 10u, 11u}) std::swap(flipped.triangles[t][1], flipped.triangles[t][2]);
  mended("flipped.stl", flipped, "3 triangles faced the wrong way");
  for (auto& t : inside_out.triangles) std::swap(t[1], t[2]);
  mended("inside_out.stl", inside_out, "inside out");
  doubled.triangles.push_back(doubled.triangles[5]);
  mended("doubled.stl", doubled, "1 doubled triangle");
  flat.triangles.push_back({flat.triangles[0][0], flat.triangles[0][0], flat.triangles[0][1]});
  mended("flat.stl", flat, "1 triangle without area");
  const Vec3 corner = apart.vertices[apart.triangles[7][0]];
  apart.vertices.push_back(corner + Vec3{0.8e-6, 0, 0.5e-6});
  apart.triangles[7][0] = static_cast<std::uint32_t>(apart.vertices.size() - 1);
  mended("apart.stl", apart, "joined");
  for (std::size_t t = 0; t < pricked.triangles.size(); ++t) {   // the smallest one goes
    const auto size = [&](const auto& n) { return norm(pricked.vertices[n[1]] - pricked.vertices[n[0]]) + norm(pricked.vertices[n[2]] - pricked.vertices[n[1]]) + norm(pricked.vertices[n[0]] - pricked.vertices[n[2]]); };
    if (size(pricked.triangles[t]) < 1.5 * mm) {
      pricked.triangles.erase(pricked.triangles.begin() + static_cast<std::ptrdiff_t>(t));
      break;
    }
  }
  ASSERT_LT(pricked.triangles.size(), whole.triangles.size());
  mended("pricked.stl", pricked, "1 small hole filled");
}

/// Closed boxes askew: plates of 20 x 20 mm, leaning by 45 degrees, one over the other and `apart` from each other in z.
TriangleMesh leaning_plates(int count, double thickness, double apart) {
  TriangleMesh mesh;
  for (int k = 0; k < count; ++k) {
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    for (const double z : {k * apart, k * apart + thickness})
      for (const Vec2 p : rectangle(-10 * mm, -10 * mm, 10 * mm, 10 * mm)) mesh.vertices.push_back({p.x, p.y, p.x + z});
    for (const auto& t : std::vector<std::array<std::uint32_t, 3>>{{0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}, {0, 1, 5}, {0, 5, 4}, {1, 2, 6}, {1, 6, 5}, {2, 3, 7}, {2, 7, 6}, {3, 0, 4}, {3, 4, 7}})
      mesh.triangles.push_back({first + t[0], first + t[1], first + t[2]});
  }
  return mesh;
}

// Files whose search for crossings grows with the square of their triangles are refused in the time of ordinary ones: 4,000 plates side by side (hundreds of millions of pairs of boxes,
// none crosses), and plates that all pass through each other.
TEST(SolidPart, CrowdsOfTrianglesAreRefused) {
  expect_refused(stl("crowd.stl", leaning_plates(4000, 0.2e-5, 0.4e-5)), "too many triangles beside each other");
  TriangleMesh through = leaning_plates(300, 5e-3, 1e-5);
  expect_refused(stl("through.stl", through), "at least 1000 pairs");
}

// What cannot be mended is refused, with its place.
TEST(SolidPart, LargeDamageIsRefused) {
  TriangleMesh open = ball(5 * mm, 12, 24), two = open;
  open.triangles.erase(open.triangles.begin() + 3);
  expect_refused(stl("open.stl", open), "it has a hole");
  const auto count = static_cast<std::uint32_t>(two.vertices.size());
  for (const Vec3& v : ball(5 * mm, 12, 24).vertices) two.vertices.push_back(v + Vec3{3 * mm, 0.1 * mm, 0.2 * mm});
  for (const auto& t : ball(5 * mm, 12, 24).triangles) two.triangles.push_back({t[0] + count, t[1] + count, t[2] + count});
  expect_refused(stl("crossing.stl", two), "passes through itself");
  TriangleMesh flat;
  flat.vertices = {{0, 0, 0}, {5 * mm, 0, 0}, {0, 5 * mm, 0}};
  flat.triangles = {{0, 1, 2}, {0, 2, 1}};
  expect_refused(stl("no_volume.stl", flat), "no volume");
}

// A mushroom has none, not even on its side, where cap and stem lie beside each other; a C on its side has one arm over the other; a ball within a ball is a hollow.
TEST(SolidPart, UndercutsAreRefusedWithTheirPlaces) {
  const Loop cap = circle({0, 0}, 5 * mm, 48), stem = circle({0, 0}, 2 * mm, 48);
  const TriangleMesh mushroom = extrude(MapMaker{}.face({cap, reversed(stem)}, filled(2 * mm, 3 * mm)).face({stem}, filled(0, 3 * mm)).result);
  EXPECT_NO_THROW(designed(stl("mushroom.stl", mushroom)));   // each upright line meets it once: bottoms differ
  DesignOptions aside;
  aside.up = "+y";
  EXPECT_NO_THROW(designed(in_temp("mushroom.stl"), aside));
  const Loop c = {{0, 0}, {6 * mm, 0}, {6 * mm, 1 * mm}, {2 * mm, 1 * mm}, {2 * mm, 4 * mm}, {6 * mm, 4 * mm}, {6 * mm, 5 * mm}, {0, 5 * mm}};
  const auto file = stl("c.stl", extrude(MapMaker{}.face({c}, filled(0, 2 * mm)).result));
  EXPECT_NO_THROW(designed(file));
  expect_refused(file, "8 mm2 in plan, at", aside);   // 4 mm of arms, 2 mm thick
  TriangleMesh hollow = ball(5 * mm, 12, 24);
  const auto count = static_cast<std::uint32_t>(hollow.vertices.size());
  const TriangleMesh inner = ball(3 * mm, 12, 24);
  for (const Vec3& v : inner.vertices) hollow.vertices.push_back(v);
  for (const auto& t : inner.triangles) hollow.triangles.push_back({t[0] + count, t[2] + count, t[1] + count});
  expect_refused(stl("hollow.stl", hollow), "undercuts");
}

TEST(SolidPart, DamagedFilesAreRefused) {
  const auto file = stl("whole.stl", ball(5 * mm, 6, 8));
  std::ifstream in(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  const auto with = [&](const std::string& name, const std::string& content) {
    std::ofstream(in_temp(name), std::ios::binary) << content;
    return in_temp(name);
  };
  expect_refused(with("cut.stl", bytes.substr(0, 300)), "damaged STL");
  expect_refused(with("empty.stl", ""), "too short");
  expect_refused(with("none.stl", bytes.substr(0, 80) + std::string(4, '\0')), "no triangles");
  std::string nan = bytes;
  const float not_a_number = std::nanf("");
  std::memcpy(nan.data() + 84 + 50 * 2 + 12, &not_a_number, 4);
  expect_refused(with("nan.stl", nan), "not a finite number");
  expect_refused(with("words.stl", "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 zero\n"), "line 4");
  expect_refused(with("short.stl", "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nendloop\nendfacet\nendsolid\n"), "three corners");
  expect_refused(with("damaged.3mf", "PK\3\4 no more"), "damaged 3MF");
  expect_refused(in_temp("absent.stl"), "cannot read");
}

}  // namespace
}  // namespace sprue
