// DXF drawings to faces with roles, against closed forms. Drawings are written here, in millimetres where nothing else is said.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numbers>
#include <sstream>

#include "engine/core/error.h"
#include "meshing/box.h"
#include "meshing/design.h"
#include "meshing/polygon.h"
#include "meshing/regions.h"

namespace sprue {
namespace {

constexpr double mm = 1e-3, mm2 = 1e-6, pi = std::numbers::pi;

/// Group codes and values in turn: group(10, 1.5, 20, 3).
template <class... Rest>
std::string group() { return ""; }
template <class Value, class... Rest>
std::string group(int code, const Value& value, const Rest&... rest) {
  std::ostringstream text;
  text.precision(17);
  text << code << '\n' << value << '\n';
  if constexpr (sizeof...(rest) > 0) text << group(rest...);
  return text.str();
}

std::string section(const std::string& name, const std::string& inside) { return group(0, "SECTION", 2, name) + inside + group(0, "ENDSEC"); }
std::string units(int insunits) { return section("HEADER", group(9, "$INSUNITS", 70, insunits)); }
std::string entities(const std::string& inside) { return section("ENTITIES", inside) + group(0, "EOF"); }
std::string in_millimetres(const std::string& inside) { return units(4) + entities(inside); }

std::string line(double x0, double y0, double x1, double y1) { return group(0, "LINE", 10, x0, 20, y0, 11, x1, 21, y1); }
std::string circle(double x, double y, double r) { return group(0, "CIRCLE", 10, x, 20, y, 40, r); }
std::string rectangle(double x, double y, double w, double h) {
  return group(0, "LWPOLYLINE", 90, 4, 70, 1, 10, x, 20, y, 10, x + w, 20, y, 10, x + w, 20, y + h, 10, x, 20, y + h);
}
/// Puts groups behind an entity: its layer, its colour.
std::string with(const std::string& entity, const std::string& groups) { return entity + groups; }
std::string rgb(int colour) { return group(420, colour); }

std::filesystem::path drawing(const std::string& name, const std::string& content) {
  const auto file = std::filesystem::path(testing::TempDir()) / ("sprue_" + name);
  std::ofstream(file) << content;
  return file;
}

DesignOptions plain() {
  DesignOptions options;
  options.rim_width = 0;
  return options;
}

Design read(const std::string& name, const std::string& content, const DesignOptions& options = plain()) {
  return read_design(drawing(name + ".dxf", content), options);
}

double area_of(const Design& design, Role role) {
  double sum = 0;
  for (std::size_t f = 0; f < design.role.size(); ++f)
    if (design.role[f] == role) sum += area(design.map, design.map.faces[f]);
  return sum / mm2;
}

double area_of(const Element& e) { return area(unite(e.shape.rings, e.shape.rule)) / mm2; }

double area_of_all(const Design& design) {
  double sum = 0;
  for (const auto& e : design.elements) sum += area_of(e);
  return sum;
}

std::string told(const Design& design) {
  std::string all;
  for (const auto& d : design.dropped) all += d.element + ": " + d.reason + "\n";
  for (const auto& g : design.guesses) all += g + "\n";
  return all;
}

void expect_told(const Design& design, const std::string& words) { EXPECT_NE(told(design).find(words), std::string::npos) << words << " is not in\n" << told(design); }

/// Chords of 2 um over an outline: the area between is at most 2/3 of that times its length; 40 um2 a mm covers cairo's lattice too.
double within(double outline) { return 0.002 * outline + 1e-4; }

// A plate with a round hole, a disc of enamel and a slot: the same in both formats.
TEST(ReadDxf, TheSameDrawingAsSvgHasTheSameAreas) {
  const auto svg = drawing("same.svg",
      "<svg xmlns='http://www.w3.org/2000/svg' width='40mm' height='30mm' viewBox='0 0 40 30'>"
      "<path fill='#808080' fill-rule='evenodd' d='M2 3H38V27H2Z M8 12a3 3 0 1 0 0.0001 0z'/>"
      "<circle cx='25' cy='12' r='6' fill='#d02020'/>"
      "<path d='M12 22h8a2 2 0 0 1 0 4h-8a2 2 0 0 1 0-4z' fill='#2020d0'/></svg>");
  const std::string slot = group(0, "LWPOLYLINE", 8, "cells", 90, 4, 70, 1, 10, 12, 20, 4, 10, 20, 20, 4, 42, 1, 10, 20, 20, 8, 10, 12, 20, 8, 42, 1);
  const auto dxf = drawing("same.dxf", in_millimetres(
      with(rectangle(2, 3, 36, 24), rgb(0x808080)) + with(circle(8, 15, 3), rgb(0x808080)) +
      with(circle(25, 18, 6), group(8, "cells") + rgb(0xd02020)) + slot + rgb(0x2020d0)));
  DesignOptions options = plain();
  options.width = 0;
  options.roles = {{"#808080", Role::metal}, {"#d02020", Role::recess}, {"#2020d0", Role::recess}};
  const Design a = read_design(svg, options), b = read_design(dxf, options);
  EXPECT_NEAR(a.width, b.width, 1e-6);
  EXPECT_NEAR(a.height, b.height, 1e-6);
  const double cells = pi * 36 + 32 + 4 * pi, outline = 12 * pi + 16 + 4 * pi;
  EXPECT_NEAR(area_of(b, Role::recess), cells, within(outline));
  EXPECT_NEAR(area_of(a, Role::recess), area_of(b, Role::recess), 2 * within(outline));
  EXPECT_NEAR(area_of(a, Role::metal), area_of(b, Role::metal), 2 * within(outline + 120 + 6 * pi));
  EXPECT_NEAR(area_of(b, Role::metal), 36 * 24 - cells, within(outline + 120));  // the hole is closed by the plate
  ASSERT_EQ(a.elements.size(), b.elements.size());
  EXPECT_NEAR(area_of(a.elements[0]), 36 * 24 - 9 * pi, within(120 + 6 * pi));
  EXPECT_NEAR(area_of(b.elements[0]), 36 * 24 - 9 * pi, within(120 + 6 * pi));
}

TEST(ReadDxf, BulgesAreArcs) {
  // A half circle outwards, one inwards, and a three-quarter circle (bulge = tan(270 deg / 4)) over a chord of sqrt(2) r.
  const auto polyline = [](double bulge) { return in_millimetres(group(0, "LWPOLYLINE", 90, 4, 70, 1, 10, 0, 20, 0, 10, 10, 20, 0, 42, bulge, 10, 10, 20, 10, 10, 0, 20, 10)); };
  EXPECT_NEAR(area_of_all(read("out", polyline(1))), 100 + 12.5 * pi, within(50));
  EXPECT_NEAR(area_of_all(read("in", polyline(-1))), 100 - 12.5 * pi, within(50));
  const double r = 10 / std::sqrt(2.0);
  EXPECT_NEAR(area_of_all(read("most", polyline(std::tan(3 * pi / 8)))), 100 + r * r * (0.75 * pi + 0.5), within(70));
  // The older entity with its vertices apart.
  const std::string old = group(0, "POLYLINE", 66, 1, 70, 1, 0, "VERTEX", 10, 0, 20, 0, 42, 1, 0, "VERTEX", 10, 10, 20, 0, 42, 1, 0, "SEQEND");
  EXPECT_NEAR(area_of_all(read("old", in_millimetres(old))), 25 * pi, within(10 * pi));
}

TEST(ReadDxf, SplinesFollowTheirKnotsAndWeights) {
  // The unit circle as a rational spline of degree 2 (Piegl & Tiller, 1997, figure 7.16), here of radius 7.
  std::string nurbs = group(0, "SPLINE", 70, 11, 71, 2, 72, 12, 73, 9);
  for (const double k : {0.0, 0.0, 0.0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 1.0, 1.0, 1.0}) nurbs += group(40, k);
  const double corner = std::sqrt(0.5);
  for (const double w : {1.0, corner, 1.0, corner, 1.0, corner, 1.0, corner, 1.0}) nurbs += group(41, w);
  const double x[] = {7, 7, 0, -7, -7, -7, 0, 7, 7}, y[] = {0, 7, 7, 7, 0, -7, -7, -7, 0};
  for (int i = 0; i < 9; ++i) nurbs += group(10, x[i], 20, y[i]);
  EXPECT_NEAR(area_of_all(read("nurbs", in_millimetres(nurbs))), 49 * pi, within(14 * pi));
  // One cubic Bezier span (0,0) (0,h) (w,h) (w,0): 18 w h B(3, 3) = 3/5 w h above its chord.
  const std::string bezier = group(0, "SPLINE", 71, 3, 40, 0, 40, 0, 40, 0, 40, 0, 40, 1, 40, 1, 40, 1, 40, 1, 10, 0, 20, 0, 10, 0, 20, 8, 10, 10, 20, 8, 10, 10, 20, 0);
  EXPECT_NEAR(area_of_all(read("bezier", in_millimetres(bezier + line(10, 0, 0, 0)))), 48, within(35));
}

TEST(ReadDxf, EllipsesWholeCutAndSeenFromBelow) {
  // Axes 8 and 3, the longer along (3, 4) / 5.
  const auto ellipse = [](double from, double to, double extrusion) { return group(0, "ELLIPSE", 10, 1, 20, 2, 11, 4.8, 21, 6.4, 40, 0.375, 41, from, 42, to, 230, extrusion); };
  EXPECT_NEAR(area_of_all(read("whole", in_millimetres(ellipse(0, 2 * pi, 1)))), 24 * pi, within(37));
  // A quarter from the end of the longer axis to that of the shorter one, closed over the centre.
  const auto quarter = [&](double sense) {
    return in_millimetres(ellipse(0, pi / 2, sense) + line(1, 2, 5.8, 8.4) + line(1, 2, 1 - sense * 2.4, 2 + sense * 1.8));
  };
  EXPECT_NEAR(area_of_all(read("quarter", quarter(1))), 6 * pi, within(20));
  EXPECT_NEAR(area_of_all(read("below", quarter(-1))), 6 * pi, within(20));  // runs the other way round
}

TEST(ReadDxf, ArcsSeenFromBelowAreMirrored) {
  // The half circle of angles 90 to 270 deg about (-6, 5), on the left of its chord: seen from below it lies about (6, 5), on the right.
  const std::string arc = group(0, "ARC", 10, -6, 20, 5, 40, 4, 50, 90, 51, 270, 230, -1);
  const Design design = read("mirrored", in_millimetres(arc + line(6, 1, 6, 9) + rectangle(20, 0, 10, 10)));
  EXPECT_NEAR(area_of_all(design), 100 + 8 * pi, within(60));
  Box drawn;
  for (const Element& e : design.elements) drawn.add(e.shape.rings);
  EXPECT_NEAR(drawn.width(), 24 * mm, 1e-6);  // from the chord at x = 6 to 30
}

TEST(ReadDxf, ArraysOfBlocksTurnWithTheirInsertion) {
  // Two rows and three columns of a square of 2 mm about its base point, 5 and 4 mm apart, turned by 30 deg, stretched twofold along x.
  const std::string blocks = section("BLOCKS", group(0, "BLOCK", 2, "cell", 10, 101, 20, 51) + rectangle(100, 50, 2, 2) + group(0, "ENDBLK"));
  const std::string insert = group(0, "INSERT", 2, "cell", 8, "cells", 62, 1, 10, 10, 20, 20, 41, 2, 50, 30, 70, 3, 71, 2, 44, 5, 45, 4);
  DesignOptions options = plain();
  options.roles = {{"layer:cells", Role::recess}, {"layer:0", Role::metal}};
  const Design design = read("array", units(4) + blocks + entities(rectangle(0, 10, 40, 30) + insert), options);
  ASSERT_EQ(design.elements.size(), 7u);
  const double c = std::cos(pi / 6), s = std::sin(pi / 6);
  for (int row = 0; row < 2; ++row) {
    for (int column = 0; column < 3; ++column) {
      const Vec2 centre{10 + 5 * column * c - 4 * row * s - 20, 20 + 5 * column * s + 4 * row * c - 25};  // the plate's middle is (20, 25)
      const bool there = std::any_of(design.elements.begin(), design.elements.end(), [&](const Element& e) { return norm(e.where - mm * centre) < 1.5 * mm && std::abs(area_of(e) - 8) < 1e-3; });
      EXPECT_TRUE(there) << row << ", " << column << " at " << centre.x << ", " << centre.y;
    }
  }
  EXPECT_NEAR(area_of(design, Role::recess), 48, 0.01);
}

TEST(ReadDxf, LayerZeroOfABlockIsThatOfItsInsertionAndColourComesByLayerOrBlock) {
  const std::string tables = section("TABLES", group(0, "TABLE", 2, "LAYER", 0, "LAYER", 2, "rim", 62, 3, 0, "LAYER", 2, "cells", 62, 5, 0, "LAYER", 2, "aside", 62, -1, 0, "ENDTAB"));
  const std::string blocks = section("BLOCKS", group(0, "BLOCK", 2, "b") + with(rectangle(0, 0, 3, 3), group(8, "0", 62, 0)) + with(rectangle(5, 0, 3, 3), group(8, "rim")) + group(0, "ENDBLK"));
  const std::string drawn = with(rectangle(-5, -5, 30, 20), group(8, "rim")) + with(circle(0, 0, 1), group(8, "aside")) + group(0, "INSERT", 2, "b", 8, "cells", 62, 1);
  const Design design = read("layers", units(4) + tables + blocks + entities(drawn));
  using Names = std::vector<std::string>;
  ASSERT_EQ(design.elements.size(), 2u);
  EXPECT_EQ(design.elements[0].colour, "#00ff00");  // the plate, with the square on the same layer as a hole in it
  EXPECT_EQ(design.elements[0].layers, Names{"rim"});
  EXPECT_NEAR(area_of(design.elements[0]), 591, 1e-3);
  EXPECT_EQ(design.elements[1].colour, "#ff0000");
  EXPECT_EQ(design.elements[1].layers, Names{"cells"});
  expect_told(design, "its layer is off or frozen (layer \"aside\")");
}

TEST(ReadDxf, UnitsGiveTheSize) {
  const auto width = [](const std::string& head) { return read("units", head + entities(rectangle(0, 0, 12, 8))).width; };
  EXPECT_NEAR(width(units(1)), 12 * 25.4 * mm, 1e-7);
  EXPECT_NEAR(width(units(4)), 12 * mm, 1e-8);
  EXPECT_NEAR(width(units(5)), 120 * mm, 1e-7);
  EXPECT_NEAR(width(""), 12 * mm, 1e-8);
  expect_told(read("inches", units(1) + entities(rectangle(0, 0, 1.5, 1))), "38.1 mm x 25.4 mm (in inches, as the file states)");
  expect_told(read("unstated", entities(rectangle(0, 0, 9, 9))), "1 unit taken as 1 mm, as the file states none");
  DesignOptions options = plain();
  options.width = 30 * mm;
  EXPECT_NEAR(read("wished", units(1) + entities(rectangle(0, 0, 2, 1)), options).height, 15 * mm, 1e-8);
}

TEST(ReadDxf, LooseLinesAreJoinedInAnyOrderWithinTheTolerance) {
  // A square of 10 mm whose last corner gapes by 40 um; its lines run either way, one of them is drawn twice.
  const auto square = [](double gap) {
    return in_millimetres(line(0, 10, 0, 0) + line(10, 0, 10, 10) + line(0, 0, 10, 0) + line(gap, 10, 10, 10) + line(10, 10, 10, 0));
  };
  const Design closed = read("closed", square(0.04));
  EXPECT_NEAR(area_of_all(closed), 100, 0.5 * 0.04 * 10 + 1e-3);
  expect_told(closed, "1 line that lies on another counts once");
  const auto gaping = drawing("gaping.dxf", square(0.06));
  try {
    read_design(gaping, plain());
    ADD_FAILURE() << "a gap of 60 um was closed";
  } catch (const InputError& e) {
    for (const char* part : {"open contour of 4 lines", "layer \"0\"", "(0.06, 10)", "(0, 10)", "0.06 units", "design.join_tolerance"})
      EXPECT_NE(std::string(e.what()).find(part), std::string::npos) << part << " is not in " << e.what();
  }
  DesignOptions wide = plain();
  wide.join_tolerance = 0.1 * mm;
  EXPECT_NEAR(area_of_all(read_design(gaping, wide)), 100, 0.4);
  DesignOptions none = plain();
  none.join_tolerance = 0;
  EXPECT_NEAR(area_of_all(read("exact", square(0), none)), 100, 1e-3);
}

// Two lines of 10 mm at a right angle under a pen of 0.4 mm: two stadia less what they share (three quarters of the disc at the corner, and a square of half the pen),
// 7.96 + 0.05 pi mm2; drawn in inches too, and twice as wide where the drawing is made twice as large. Closed contours stay areas. Chords of 2 um cost 2 um times two thirds of the arcs' 1.3 mm, and 6 um of the width.
TEST(ReadDxf, APenDrawsOpenLines) {
  DesignOptions pen = plain();
  pen.pen_width = 0.4 * mm;
  const double area = 7.96 + 0.05 * pi;
  const auto angle = [](double unit) { return line(0, 0, 10 / unit, 0) + line(0, 10 / unit, 0, 0); };
  const Design design = read("pen", in_millimetres(angle(1)), pen);
  EXPECT_NEAR(area_of_all(design), area, 4e-3);
  expect_told(design, "1 open line is drawn with a pen of 0.4 units of the file");
  EXPECT_NEAR(area_of_all(read("pen_inch", units(1) + entities(angle(25.4)), pen)), area, 4e-3);
  pen.width = 20.8 * mm;
  EXPECT_NEAR(area_of_all(read("pen_wide", in_millimetres(angle(1)), pen)), 4 * area, 4e-2);
  pen.width = 0;
  const Design both = read("pen_both", in_millimetres(rectangle(-5, -5, 20, 20) + line(0, 0, 10, 0)), pen);
  EXPECT_NEAR(area_of_all(both), 400 + 4 + 0.04 * pi, 4e-3);   // the areas of its elements
  EXPECT_EQ(both.elements.size(), 2u);
}

TEST(ReadDxf, HatchesHaveIslandsAndLinesOfAWidthAreBars) {
  const std::string hatch = group(0, "HATCH", 91, 2, 92, 2, 72, 1, 73, 1, 93, 2, 10, 0, 20, 0, 42, 1, 10, 20, 20, 0, 42, 1, 97, 0,  // a disc of r 10
                                  92, 1, 93, 4, 72, 1, 10, 8, 20, -2, 11, 12, 21, -2, 72, 1, 10, 12, 20, -2, 11, 12, 21, 2, 72, 1, 10, 12, 20, 2, 11, 8, 21, 2, 72, 1, 10, 8, 20, 2, 11, 8, 21, -2, 97, 0);
  EXPECT_NEAR(area_of_all(read("hatch", in_millimetres(hatch))), 100 * pi - 16, within(80));
  const std::string bar = group(0, "LWPOLYLINE", 90, 2, 70, 0, 43, 2, 10, 0, 20, 0, 10, 15, 20, 0);
  EXPECT_NEAR(area_of_all(read("bar", in_millimetres(bar))), 30, 1e-3);
}

TEST(ReadDxf, WhatIsNoMetalIsToldWithItsReason) {
  const Design design = read("told", in_millimetres(rectangle(0, 0, 20, 10) + group(0, "TEXT", 5, "2F", 1, "hello", 10, 1, 20, 1, 40, 2) + group(0, "DIMENSION", 8, "notes") +
                                                    group(0, "DIMENSION", 8, "notes") + group(0, "WOMBAT") + with(circle(3, 3, 1), group(67, 1))));
  for (const char* part : {"text-2F: text has no outlines", "a note on the drawing", "(and 1 more of its kind on layer \"notes\")", "entities of this kind are not read", "on the sheet of paper"})
    expect_told(design, part);
}

/// The error of a damaged file, empty if it is read.
std::string error_of(const std::string& content) {
  try {
    read("damaged", content);
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

TEST(ReadDxf, DamagedFilesAreRefusedWithTheirPlace) {
  const std::string whole = in_millimetres(circle(0, 0, 5));
  const auto expect_refused = [](const std::string& content, const std::string& words) {
    EXPECT_NE(error_of(content).find(words), std::string::npos) << words << " is not in '" << error_of(content) << "'";
  };
  expect_refused("", "sprue_damaged.dxf:0");
  expect_refused(whole.substr(0, whole.size() - 6), "ends before its EOF");
  expect_refused(in_millimetres(group(0, "CIRCLE", 10, "0", 20, "0", 40, "five")), "sprue_damaged.dxf:22");  // the line of the value
  expect_refused(in_millimetres(group(0, "CIRCLE", 10, "nan", 20, "0", 40, "5")), "not finite");
  expect_refused(in_millimetres(group(0, "CIRCLE", 10, "1e300", 20, "0", 40, "5")), "beyond 1e12");
  expect_refused("zero\nSECTION\n", "group code");
  expect_refused("AutoCAD Binary DXF\r\n", "binary");
  expect_refused("AC1015 and so on", "binary");
  expect_refused(in_millimetres(""), "nothing drawable");
  expect_refused(in_millimetres(group(0, "INSERT", 2, "nowhere")), "inserts a block the file does not have");
  expect_refused(in_millimetres(group(0, "SPLINE", 71, 3, 40, 0, 40, 1, 10, 0, 20, 0)), "fewer control points");
  const std::string square = rectangle(0, 0, 1, 1);
  expect_refused(section("BLOCKS", group(0, "BLOCK", 2, "a") + square + group(0, "INSERT", 2, "a", 0, "ENDBLK")) + entities(group(0, "INSERT", 2, "a")), "contains itself");
  expect_refused(section("BLOCKS", group(0, "BLOCK", 2, "a") + square + group(0, "ENDBLK")) + entities(group(0, "INSERT", 2, "a", 70, 30000, 71, 30000)), "20000 drawn objects");
  expect_refused(section("BLOCKS", group(0, "BLOCK", 2, "a") + square) + entities(""), "block without its end");
  std::string chain;
  for (int i = 0; i < 500; ++i) chain += group(0, "BLOCK", 2, i, 0, "INSERT", 2, i + 1, 0, "ENDBLK");
  expect_refused(section("BLOCKS", chain) + entities(group(0, "INSERT", 2, 0)), "nested too deeply");
}

}  // namespace
}  // namespace sprue
