// Each limit of each rule: a drawing that breaks it by 3 % and its twin 3 % inside, both as drawn, mirrored and turned by 17 degrees. Limits stand here as makers
// state them (docs/rules.md), not as the program has them. Places and elements of what is found are those of what was drawn wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <set>

#include "drawing_maker.h"
#include "meshing/rule_table.h"
#include "meshing/rules.h"

namespace sprue {
namespace {

using test::mm;

std::string text(double v) { return std::to_string(100 * v); }   // units of 10 um: letters are rounded to 1/64 of a unit
const char* const metal = "#d0a030";
const char* const blue = "#3060a0";
const char* const red = "#a03030";
const char* const green = "#30a030";   // hard enamel
const char* const white = "#ffffff";   // cut out
const char* const cyan = "#00ffff";    // backstamp
const char* const black = "#000000";   // post

std::string box(const std::string& id, double x, double y, double width, double height, const std::string& colour) {
  return "<rect id='" + id + "' x='" + text(x) + "' y='" + text(y) + "' width='" + text(width) + "' height='" + text(height) + "' fill='" + colour + "'/>";
}
std::string plate(double width = 12, double height = 8) { return box("plate", -width / 2, -height / 2, width, height, metal); }
std::string field() { return box("field", -5, -3, 10, 6, blue); }
std::string disc(const std::string& id, double x, double y, double radius, const std::string& colour) {
  return "<circle id='" + id + "' cx='" + text(x) + "' cy='" + text(y) + "' r='" + text(radius) + "' fill='" + colour + "'/>";
}
/// A recess 5 mm long that opens from its tip at (-2.5, 0) by so many degrees.
std::string wedge(const std::string& id, double opening) {
  const double half = 5 * std::tan(opening / 2 * std::numbers::pi / 180);
  return "<polygon id='" + id + "' fill='" + blue + "' points='" + text(-2.5) + "," + text(0) + " " + text(2.5) + "," + text(-half) + " " + text(2.5) + "," + text(half) + "'/>";
}
/// 3 x 2 mm with its lower left corner at (x, y), rounded by `radius` there and by 0.4 mm elsewhere.
std::string rounded(const std::string& id, double x, double y, double radius, const std::string& colour) {
  const auto arc = [](double r, double to_x, double to_y) { return " A" + text(r) + " " + text(r) + " 0 0 1 " + text(to_x) + " " + text(to_y); };
  const auto line = [](double to_x, double to_y) { return " L" + text(to_x) + " " + text(to_y); };
  return "<path id='" + id + "' fill='" + colour + "' d='M" + text(x + radius) + " " + text(y) + line(x + 2.6, y) + arc(0.4, x + 3, y + 0.4) + line(x + 3, y + 1.6) + arc(0.4, x + 2.6, y + 2) +
         line(x + 0.4, y + 2) + arc(0.4, x, y + 1.6) + line(x, y + radius) + arc(radius, x + radius, y) + " Z'/>";
}

struct Place {
  Vec2 from, to;         ///< mm, as drawn (y down): the finding lies on the way between them ...
  double within = 0.05;  ///< ... within so many mm
};

struct Case {
  std::string name, kind;
  std::vector<std::pair<double, Severity>> limits;  ///< as makers state them, in the finding's unit
  std::function<std::string(double)> draw;
  std::string element;
  std::function<Place(double)> place;
  std::function<void(double, RuleOptions&)> set = [](double, RuleOptions&) {};
  bool at_most = false;
  double value_within = 0.004;  ///< share of the value: chords of curves and cairo's lattice
};

constexpr Severity reject = Severity::reject, warn = Severity::warn, info = Severity::info;

std::function<Place(double)> at(Place p) {
  return [p](double) { return p; };
}
std::function<std::string(double)> always(const std::string& drawing) {
  return [drawing](double) { return drawing; };
}

/// Height of an H for each unit of font size.
double capital() {
  static const double ratio = [] {
    DesignOptions options;
    options.rim_width = 0;
    const auto file = test::drawing("rule_capital", "<svg xmlns='http://www.w3.org/2000/svg' width='10mm' height='10mm' viewBox='0 0 1000 1000'><text id='t' x='100' y='500' font-size='400'>H</text></svg>");
    const Design design = read_design(file, options);
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const auto& ring : design.elements.at(0).shape.rings)
      for (const Vec2 p : ring) low = std::min(low, p.y), high = std::max(high, p.y);
    return (high - low) / (4 * mm);
  }();
  return ratio;
}

std::vector<Case> plan_cases() {
  const auto slot = at({{2, -2}, {2, 2}, 0.15});
  return {
      {"Line", "thin-line", {{0.20, reject}, {0.25, warn}}, [](double v) { return plate() + field() + box("bar", 2, -2, v, 4, metal); }, "bar", [](double v) { return Place{{2 + v / 2, -2}, {2 + v / 2, 2}}; }},
      {"Wall", "thin-wall", {{0.25, reject}, {0.30, warn}}, [](double v) { return plate() + field() + box("wall", 2, -3, v, 6, metal) + box("red", 2 + v, -3, 3 - v, 6, red); }, "wall",
       [](double v) { return Place{{2 + v / 2, -3}, {2 + v / 2, 3}}; }},
      {"Recess", "narrow-recess", {{0.25, reject}, {0.50, warn}}, [](double v) { return plate() + box("slot", 2 - v / 2, -2, v, 4, blue); }, "slot", slot},
      {"Tip", "acute-tip", {{28, warn}}, [](double v) { return plate() + wedge("wedge", v); }, "wedge", at({{-2.5, 0}, {-2.5, 0}}), {}, false, 0.01},
      {"Cell", "small-cell", {{0.15, reject}, {0.30, warn}}, [](double v) { return plate() + box("cell", 2, 1, std::sqrt(v), std::sqrt(v), blue); }, "cell",
       [](double v) { return Place{{2 + std::sqrt(v) / 2, 1 + std::sqrt(v) / 2}, {2 + std::sqrt(v) / 2, 1 + std::sqrt(v) / 2}, 0.25}; }},
      {"Island", "small-island", {{0.20, reject}, {0.45, warn}}, [](double v) { return plate() + field() + disc("dot", 1.5, -1, v / 2, metal); }, "dot", at({{1.5, -1}, {1.5, -1}, 0.1})},
      {"Cutout", "narrow-cutout", {{0.80, reject}, {1.00, warn}}, [](double v) { return plate() + box("slit", 2 - v / 2, -2, v, 4, white); }, "slit", slot},
      {"Hole", "narrow-cutout", {{0.80, reject}, {1.00, warn}}, [](double v) { return plate() + disc("hole", -2, 1, v / 2, white); }, "hole", at({{-2, 1}, {-2, 1}, 0.1}), {}, false, 0.01},
      {"Web", "narrow-web", {{0.60, reject}, {0.80, warn}}, [](double v) { return plate() + box("left", -v / 2 - 2, -1.5, 2, 3, white) + box("right", v / 2, -1.5, 2, 3, white); }, "plate", at({{0, -1.5}, {0, 1.5}})},
      {"Edge", "narrow-web", {{0.60, reject}, {0.80, warn}}, [](double v) { return plate() + box("window", 6 - v - 2, -1.5, 2, 3, white); }, "plate",
       [](double v) { return Place{{6 - v / 2, -1.5}, {6 - v / 2, 1.5}}; }},
      {"InsideCorner", "sharp-corner", {{0.10, warn}}, [](double v) { return plate() + rounded("cell", -1, -1, v, blue); }, "cell", at({{-1, -1}, {-1, -1}, 0.1}), {}, false, 0.02},
      {"OutsideCorner", "sharp-edge", {{0.10, info}}, [](double v) { return plate() + field() + rounded("patch", -1, -1, v, metal); }, "patch", at({{-1, -1}, {-1, -1}, 0.1}), {}, false, 0.02},
      {"CornerOfACutout", "sharp-corner", {{0.10, warn}}, [](double v) { return plate() + rounded("window", -1, -1, v, white); }, "plate", at({{-1, -1}, {-1, -1}, 0.1}), {}, false, 0.02},
      {"Text", "small-text", {{0.80, reject}, {1.20, warn}},
       [](double v) { return plate() + field() + "<text id='word' x='" + text(1) + "' y='" + text(1) + "' font-size='" + text(v / capital()) + "' fill='" + metal + "'>HE</text>"; }, "word",
       at({{1, 1}, {3, 0}, 0.8}), {}, false, 0.02},
      {"Plating", "plating-throw", {{1.0, reject}, {0.5, warn}}, [](double v) { return plate() + box("groove", -2, 2 - 0.5 / v / 2, 4, 0.5 / v, blue); }, "groove", at({{-2, 2}, {2, 2}}),
       [](double, RuleOptions& o) { o.open_plated = {blue}; }, true},
  };
}

std::vector<Case> height_cases() {
  const std::string soft = plate() + box("cell", 0, -1, 2, 2, blue), hard = plate() + box("cell", 0, -1, 2, 2, green);
  const auto cell = at({{1, 0}, {1, 0}, 1.5}), anywhere = at({{0, 0}, {0, 0}, 22});
  return {
      {"SoftDepth", "shallow-recess", {{0.25, reject}, {0.35, warn}}, always(soft), "cell", cell, [](double v, RuleOptions& o) { o.part.recess_depth = v * mm; }},
      {"HardDepth", "shallow-recess", {{0.35, reject}, {0.45, warn}}, always(hard), "cell", cell, [](double v, RuleOptions& o) { o.part.hard_enamel_depth = v * mm; }},
      {"FiredDepth", "shallow-recess", {{0.30, reject}}, always(soft), "cell", cell, [](double v, RuleOptions& o) { o.part.recess_depth = v * mm, o.fired = {blue}; }},
      {"Floor", "floor-thickness", {{0.50, reject}, {0.70, warn}}, always(soft), "cell", cell, [](double v, RuleOptions& o) { o.part.recess_depth = (1.5 - v) * mm; }},
      {"FiredFloor", "floor-thickness", {{0.50, reject}, {0.80, warn}}, always(soft), "cell", cell, [](double v, RuleOptions& o) { o.part.recess_depth = (1.5 - v) * mm, o.fired = {blue}; }},
      {"Plate", "plate-thickness", {{0.70, reject}, {1.20, warn}}, always(soft), "", anywhere, [](double v, RuleOptions& o) { o.part.plate = v * mm; }},
      {"LargePlate", "plate-thickness", {{0.70, reject}, {1.50, warn}}, always(plate(40, 8) + box("cell", 0, -1, 2, 2, blue)), "", anywhere, [](double v, RuleOptions& o) { o.part.plate = v * mm; }},
      {"Draft", "draft", {{2, warn}}, always(soft), "", [=](double) { return Place{{-6, 4}, {6, -4}, 5}; },
       [](double v, RuleOptions& o) { o.rigid_mould = true, o.part.walls.draft = v * std::numbers::pi / 180; }},
  };
}

std::string post(const std::string& id, double x, double y) { return disc(id, x, y, 0.6, black); }

std::vector<Case> back_cases() {
  const std::string stamped = plate() + box("stamp", -1, -1, 2, 2, cyan);
  const auto stamp = at({{0, 0}, {0, 0}, 1.5});
  const auto deep = [](double v, RuleOptions& o) { o.part.back.stamp_depth = v * mm; };
  return {
      {"PostAtTheEdge", "post-edge", {{2.5, warn}}, [](double v) { return plate(24, 12) + post("pin", 3, 6 - v - 0.6) + post("other", -8, 0); }, "pin", [](double v) { return Place{{3, 6 - v - 0.6}, {3, 6 - v - 0.6}}; }},
      {"FloorOverAPost", "post-floor", {{1.0, warn}}, always(plate(20, 12) + box("cell", -2, -2, 4, 4, blue) + post("pin", 0, 0)), "pin", at({{0, 0}, {0, 0}}),
       [](double v, RuleOptions& o) { o.part.recess_depth = (1.5 - v) * mm; }},
      {"PostsTooNear", "post-spacing", {{12, warn}}, [](double v) { return plate(28, 12) + post("a", -v / 2, 0) + post("b", v / 2, 0); }, "a", at({{0, 0}, {0, 0}})},
      {"PostsTooFar", "post-spacing", {{18, warn}}, [](double v) { return plate(28, 12) + post("a", -v / 2, 0) + post("b", v / 2, 0); }, "a", at({{0, 0}, {0, 0}}), {}, true},
      {"OnePost", "single-post", {{38, reject}, {30, warn}}, [](double v) { return plate(std::sqrt(v * v - 64), 8) + post("pin", 1, 0); }, "pin", at({{1, 0}, {1, 0}}), {}, true},
      {"StampLine", "backstamp-line", {{0.20, reject}}, [](double v) { return plate() + box("stamp", 2 - v / 2, -2, v, 4, cyan); }, "stamp", at({{2, -2}, {2, 2}})},
      {"StampShallow", "backstamp-depth", {{0.10, reject}, {0.15, warn}}, always(stamped), "", stamp, deep},
      {"StampDeep", "backstamp-depth", {{0.30, warn}}, always(stamped), "", stamp, deep, true},
  };
}

std::vector<Case> all_cases() {
  std::vector<Case> all;
  for (const auto& some : {plan_cases(), height_cases(), back_cases()}) all.insert(all.end(), some.begin(), some.end());
  return all;
}

struct Turned {
  const char* name;
  const char* svg;
  Vec2 x, y;  ///< where the axes of the drawing (y down) go in the part frame (y up)
};
const double c17 = std::cos(17 * std::numbers::pi / 180), s17 = std::sin(17 * std::numbers::pi / 180);
const Turned turns[] = {{"AsDrawn", "scale(1)", {1, 0}, {0, -1}}, {"Mirrored", "scale(-1 1)", {-1, 0}, {0, -1}}, {"Turned", "rotate(17)", {c17, -s17}, {-s17, -c17}}};

Design drawn(const std::string& name, const std::string& content, const Turned& turn) {
  const auto file = test::drawing("rule_pair_" + name, "<svg xmlns='http://www.w3.org/2000/svg' width='60mm' height='60mm' viewBox='-3000 -3000 6000 6000'><g transform='" + std::string(turn.svg) + "'>" +
                                                           content + "</g></svg>");
  DesignOptions options;
  options.rim_width = options.divider_width = 0;
  for (const auto& [colour, role] : std::map<std::string, Role>{{metal, Role::metal}, {blue, Role::recess}, {red, Role::recess}, {green, Role::hard_enamel}, {white, Role::cutout}, {cyan, Role::backstamp}, {black, Role::post}})
    if (content.find(colour) != std::string::npos) options.roles[colour] = role;
  return read_design(file, options);
}

std::vector<Finding> findings_of(const Design& design, const RuleOptions& rules) {
  std::vector<Finding> findings = design.findings;
  check_rules(design, rules, findings);
  check_back(upright_part(design, rules.part), part_posts(design, rules.part), backstamp_of(design), rules.part.back, findings);
  return findings;
}

std::vector<Finding> found(const Case& one, double value, const Turned& turn) {
  RuleOptions rules;
  if (one.set) one.set(value, rules);
  std::vector<Finding> same;
  for (const Finding& f : findings_of(drawn(one.name, one.draw(value), turn), rules))
    if (f.kind == one.kind && (f.element == one.element || f.kind.rfind("sharp", 0) != 0)) same.push_back(f);  // squares have sharp corners too
  return same;
}

std::vector<Finding> of_kind(const std::string& kind, const std::string& content, const Turned& turn, const RuleOptions& rules = {}) {
  std::vector<Finding> same;
  for (const Finding& f : findings_of(drawn(kind, content, turn), rules))
    if (f.kind == kind) same.push_back(f);
  return same;
}

Vec2 moved(Vec2 p, const Turned& turn) { return mm * (p.x * turn.x + p.y * turn.y); }

class RulePair : public testing::TestWithParam<std::tuple<Case, Turned>> {};

TEST_P(RulePair, OneBreaksTheLimitItsTwinDoesNot) {
  const auto& [one, turn] = GetParam();
  for (const auto& [limit, severity] : one.limits) {
    const double beyond = one.at_most ? 1.03 * limit : 0.97 * limit, inside = one.at_most ? 0.97 * limit : 1.03 * limit;
    const auto broken = found(one, beyond, turn);
    ASSERT_EQ(broken.size(), 1u) << limit;
    const Finding& f = broken[0];
    EXPECT_EQ(f.element, one.element);
    EXPECT_EQ(f.severity, severity) << limit;
    EXPECT_NEAR(f.limit, limit, 1e-9);
    EXPECT_NEAR(f.value, beyond, one.value_within * beyond);
    const Place place = one.place(beyond);
    const Vec2 from = moved(place.from, turn), along = moved(place.to, turn) - from, p{f.where.x, f.where.y};
    const double share = norm(along) > 0 ? std::clamp(dot(p - from, along) / dot(along, along), 0.0, 1.0) : 0;
    EXPECT_LT(norm(p - from - share * along), place.within * mm) << "at (" << p.x / mm << ", " << p.y / mm << ") mm";
    for (const std::string& sentence : {f.evidence, f.cause, f.advice, f.confidence, f.source}) EXPECT_FALSE(sentence.empty());
    const auto twin = found(one, inside, turn);
    for (const Finding& t : twin) EXPECT_LT(t.severity, severity) << limit << ": " << t.evidence;
    if (limit == one.limits.back().first) {
      EXPECT_TRUE(twin.empty()) << limit;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, RulePair, testing::Combine(testing::ValuesIn(all_cases()), testing::ValuesIn(turns)),
                         [](const auto& info) { return std::get<0>(info.param).name + std::get<1>(info.param).name; });

class Turnedly : public testing::TestWithParam<Turned> {};

// Gaps under 0.02 mm in which nothing is drawn are cracks of a drawing, no metal: the colours touch. (Metal drawn between them is a thin wall, however thin.) Colours that
// touch along less than 0.05 mm are not told.
TEST_P(Turnedly, ColoursTouchOverAGapNobodyDrew) {
  const auto pair = [](double gap) { return box("sea", -5, -2, 5 - gap / 2, 4, blue) + box("sun", gap / 2, -2, 5 - gap / 2, 4, red); };
  for (const std::string& drawing : {plate() + pair(0), pair(0), pair(0.97 * 0.02)}) {
    const auto broken = of_kind("touching-colours", drawing, GetParam());
    ASSERT_EQ(broken.size(), 1u) << drawing;
    EXPECT_EQ(broken[0].element, "sea");
    EXPECT_NEAR(broken[0].size, 4 * mm, 0.01 * mm);
    const Vec2 axis = moved({0, 1}, GetParam()), p{broken[0].where.x, broken[0].where.y};
    EXPECT_LT(std::abs(cross(axis, p)) / norm(axis), 0.02 * mm);
  }
  EXPECT_TRUE(of_kind("touching-colours", pair(1.03 * 0.02), GetParam()).empty());
  EXPECT_TRUE(of_kind("touching-colours", plate() + pair(0.97 * 0.02), GetParam()).empty());
  EXPECT_EQ(of_kind("thin-wall", plate() + pair(0.97 * 0.02), GetParam()).size(), 1u);
  const auto corners = [](double along) { return plate() + box("sea", -2, -2, 2, 2, blue) + box("sun", 0, -along, 2, 2, red); };
  EXPECT_EQ(of_kind("touching-colours", corners(1.03 * 0.05), GetParam()).size(), 1u);
  EXPECT_TRUE(of_kind("touching-colours", corners(0.97 * 0.05), GetParam()).empty());
}

// What is thinner than 0.02 mm on the mean is left out, and said.
TEST_P(Turnedly, AHairIsLeftOut) {
  const auto hair = [](double width) { return plate() + box("hair", 1, -2, width, 4, blue); };
  const double least = 0.02 * (1 + 0.02 / 4);
  const auto left_out = of_kind("dropped-element", hair(0.97 * least), GetParam());
  ASSERT_EQ(left_out.size(), 1u);
  EXPECT_EQ(left_out[0].element, "hair");
  EXPECT_LT(norm(Vec2{left_out[0].where.x, left_out[0].where.y} - moved({1, 0}, GetParam())), 2.1 * mm);
  EXPECT_TRUE(of_kind("dropped-element", hair(1.03 * least), GetParam()).empty());
}

// A tip is no slot, whatever its opening; what stays narrow is: a slot that tapers by a third, a neck between two wide places, a slit as long as its cell.
TEST_P(Turnedly, TipsAndSlotsAreToldApart) {
  for (const double opening : {6.0, 12.0, 20.0}) {
    const auto tips = of_kind("acute-tip", plate() + wedge("wedge", opening), GetParam());
    ASSERT_EQ(tips.size(), 1u) << opening;
    EXPECT_NEAR(tips[0].value, opening, 0.02 * opening);
    EXPECT_EQ(of_kind("narrow-recess", plate() + wedge("wedge", opening), GetParam()).size(), opening < 12 ? 1u : 0u) << opening;   // 6 deg: 0.52 mm at its wide end, a sliver of a cell
  }
  const auto quad = [](double left, double right) {
    return "<polygon id='slot' fill='" + std::string(blue) + "' points='" + text(-2) + "," + text(-left / 2) + " " + text(2) + "," + text(-right / 2) + " " + text(2) + "," + text(right / 2) + " " + text(-2) + "," + text(left / 2) + "'/>";
  };
  const auto neck = box("a", -3, -1, 2, 2, blue) + box("slot", -1, -0.15, 2, 0.3, blue) + box("b", 1, -1, 2, 2, blue);
  for (const std::string& drawing : {quad(0.3, 0.45), quad(0.3, 0.3), neck, quad(0.4, 0.4) + box("room", 2, -1, 2, 2, blue)}) {
    EXPECT_EQ(of_kind("narrow-recess", plate() + drawing, GetParam()).size(), 1u) << drawing;
    EXPECT_TRUE(of_kind("acute-tip", plate() + drawing, GetParam()).empty()) << drawing;
  }
}

// A cut that ends 0.02 mm beyond the plate's edge, and one that ends 0.02 mm before it (a web far too narrow, but one piece).
TEST_P(Turnedly, ACutAcrossDetachesThePart) {
  const auto cut = [](double height) { return plate() + box("cut", 2, -4.5, 1, 0.5 + height, white); };
  const auto broken = of_kind("detached-part", cut(8.02), GetParam());
  ASSERT_EQ(broken.size(), 1u);
  EXPECT_EQ(broken[0].severity, reject);
  EXPECT_LT(norm(Vec2{broken[0].where.x, broken[0].where.y} - moved({4.5, 0}, GetParam())), 4 * mm);  // in the smaller piece of 3 by 8 mm
  EXPECT_TRUE(of_kind("detached-part", cut(7.98), GetParam()).empty());
}

// A stamp that reaches 5 um under a recess of 2 mm, and one that ends 5 um before it. The limit is 0: lattices move borders by 0.1 um.
TEST_P(Turnedly, ARecessOppositeTheBackstamp) {
  const auto stamped = [](double right) { return plate() + box("cell", 0, -2, 4, 4, blue) + box("stamp", right - 2, -1, 2, 2, cyan); };
  const auto broken = of_kind("backstamp-opposite", stamped(0.005), GetParam());
  ASSERT_EQ(broken.size(), 1u);
  EXPECT_EQ(broken[0].severity, warn);
  EXPECT_NEAR(broken[0].value, 0.01, 0.0005);  // mm2
  EXPECT_LT(norm(Vec2{broken[0].where.x, broken[0].where.y} - moved({0, 0}, GetParam())), 1.1 * mm);
  EXPECT_TRUE(of_kind("backstamp-opposite", stamped(-0.005), GetParam()).empty());
  RuleOptions rules;
  for (const auto& [floor, severity] : {std::pair(0.97 * 0.5, reject), std::pair(1.03 * 0.5, warn)}) {
    rules.part.plate = (floor + 0.7) * mm;  // recess 0.5 mm, stamp 0.2 mm
    EXPECT_EQ(of_kind("backstamp-opposite", stamped(0.1), GetParam(), rules).at(0).severity, severity);
  }
}

// A post over the edge is rejected, one just within it only warned of.
TEST_P(Turnedly, APostOverTheEdge) {
  const auto beside = [](double v) { return plate(24, 12) + post("pin", 3, 6 - v - 0.6) + post("other", -8, 0); };
  for (const double v : {-0.03, 0.03}) {
    const auto broken = of_kind("post-edge", beside(v), GetParam());
    ASSERT_EQ(broken.size(), 1u);
    EXPECT_EQ(broken[0].element, "pin");
    EXPECT_NEAR(broken[0].value, v, 0.001);
    EXPECT_EQ(broken[0].severity, v < 0 ? reject : warn);
  }
}

// From 38 mm across a pin wants 1.5 mm of plate: by its largest extent, however it lies.
TEST_P(Turnedly, LargerPinsWantThickerPlates) {
  RuleOptions rules;
  rules.part.plate = 1.3 * mm;
  EXPECT_EQ(of_kind("plate-thickness", plate(std::sqrt(38.5 * 38.5 - 64), 8), GetParam(), rules).size(), 1u);
  EXPECT_TRUE(of_kind("plate-thickness", plate(std::sqrt(37.5 * 37.5 - 64), 8), GetParam(), rules).empty());
}

TEST_P(Turnedly, ARigidMouldNeedsDraftRubberDoesNot) {
  RuleOptions rules;
  rules.rigid_mould = true;
  const auto broken = of_kind("draft", plate(), GetParam(), rules);
  ASSERT_EQ(broken.size(), 1u);
  EXPECT_EQ(broken[0].severity, reject);  // 0 deg
  rules.part.walls.draft = 0.05 * std::numbers::pi / 180;
  EXPECT_EQ(of_kind("draft", plate(), GetParam(), rules).at(0).severity, warn);
  rules.rigid_mould = false;
  EXPECT_TRUE(of_kind("draft", plate(), GetParam(), rules).empty());
}

// Nine square holes in one element: nine times four corners are one finding.
TEST_P(Turnedly, CornersAreCountedNotRepeated) {
  std::string squares = plate() + "<path id='squares' fill='" + blue + "' d='";
  for (int n = 0; n < 9; ++n) squares += "M" + text(-5 + n) + " -60 h60 v120 h-60 Z ";
  const auto corners = of_kind("sharp-corner", squares + "'/>", GetParam());
  ASSERT_EQ(corners.size(), 1u);
  EXPECT_EQ(corners[0].element, "squares");
  EXPECT_NE(corners[0].evidence.find("36 places"), std::string::npos) << corners[0].evidence;
}

// Every limit of the table has its pair above: here by its own test, or as a case.
TEST(RulePairs, EveryLimitHasOne) {
  const std::set<std::pair<std::string, double>> own_tests{{"draft", 0}, {"post-edge", 0}, {"backstamp-opposite", 0}, {"touching-colours", 0.30}, {"detached-part", 1}};
  for (const Rule* rule : pin_rules())
    for (const auto& [limit, severity] : {std::pair(rule->reject, reject), std::pair(rule->warn, rule->doubtful)}) {
      if (std::isnan(limit) || own_tests.contains({rule->kind, limit})) continue;
      const auto cases = all_cases();
      EXPECT_TRUE(std::any_of(cases.begin(), cases.end(), [&, limit = limit, severity = severity](const Case& one) {
        return one.kind == rule->kind && one.at_most == rule->at_most && std::count(one.limits.begin(), one.limits.end(), std::pair(limit, severity)) > 0;
      })) << rule->kind << ", " << rule->measured << ", " << limit;
    }
}

INSTANTIATE_TEST_SUITE_P(All, Turnedly, testing::ValuesIn(turns), [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace sprue
