// sprue check: what it writes, and the rules that hang on process and finish.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "engine/app/mark_layout.h"
#include "engine/app/picture.h"
#include "program.h"

namespace sprue {
namespace {

using nlohmann::json;
using test::Outcome;
using test::Scratch;

const char* const square = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'><path id='face' fill='#808080' d='M0 0H20V20H0Z'/>"
                           "<path id='field' fill='#ff0000' d='M6 6H14V14H6Z'/><path id='slot' fill='#ff0000' d='M2 2H2.2V18H2Z'/></svg>";
const std::string design = "[design]\nfile = \"square.svg\"\nwidth = \"20 mm\"\nrim_width = \"0 mm\"\nroles = { \"#808080\" = \"metal\", \"#ff0000\" = \"recess\" }\n";

class Check : public testing::Test {
 protected:
  Check() { scratch.write("square.svg", square); }
  json checked(const std::string& more, const std::string& options = "") {
    const Outcome o = test::sprue_program(scratch, "check '" + scratch.write("pin.toml", design + more) + "' --json" + options);
    EXPECT_TRUE(o.code == 0 || o.code == 1) << o.err;
    return json::parse(o.out);
  }
  static const json* find(const json& document, const std::string& kind) {
    for (const json& f : document["findings"])
      if (f["kind"] == kind) return &f;
    return nullptr;
  }
  Scratch scratch{"check"};
};

// Each place that is marked carries the number of its finding in summary.json; nothing is written unless a folder is named.
TEST_F(Check, WritesAPictureThatMarksThePlaces) {
  const auto count = [&] { return std::distance(std::filesystem::directory_iterator(scratch / ""), {}); };
  checked("");
  const auto before = count();
  const std::string folder = (scratch / "out").string();
  const json document = checked("", " -o '" + folder + "'");
  EXPECT_EQ(count(), before + 1);
  EXPECT_EQ(json::parse(test::slurp(folder + "/summary.json")), document);
  const std::string svg = test::slurp(folder + "/check.svg");
  const json& slot = document["findings"][0];
  EXPECT_EQ(slot["kind"], "narrow-recess");
  EXPECT_EQ(slot["element"], "slot");
  EXPECT_NE(svg.find("width=\""), std::string::npos);
  char place[80];
  std::snprintf(place, sizeof place, "<g class=\"mark reject\"><path d=\"M%.3f %.3f", slot["where_mm"][0].get<double>(), -slot["where_mm"][1].get<double>());
  const std::size_t mark = svg.find(place);
  ASSERT_NE(mark, std::string::npos) << place;
  EXPECT_NE(svg.substr(mark, 600).find(">1</text>"), std::string::npos);
  EXPECT_EQ(test::sprue_program(scratch, "check '" + (scratch / "pin.toml").string() + "' -o '" + folder + "'").code, 2);  // not overwritten
}

// Numbers of places that crowd: none over another, none over a place; each as near to its place as there is room.
TEST_F(Check, NumbersDoNotOverlap) {
  std::vector<Vec2> places;
  for (int n = 0; n < 120; ++n) places.push_back({2e-3 * std::sin(n * 1.7), 1e-3 * std::cos(n * 2.3)});
  places.push_back(places.front());
  const double radius = 0.5e-3;
  const auto numbers = number_places(places, {}, radius);
  ASSERT_EQ(numbers.size(), places.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) EXPECT_GE(norm(numbers[i] - numbers[k]), 2 * radius);
    for (const Vec2 p : places) EXPECT_GE(norm(numbers[i] - p), radius);
    EXPECT_LT(norm(numbers[i] - places[i]), 20 * radius);  // 121 discs with their gaps fill a disc of 12 radii
  }
  EXPECT_LT(norm(number_places({{0, 0}}, {-1, 0}, radius)[0] - Vec2{1.7 * radius, 0}), 1e-9);  // away from the middle
}

// Vitreous enamel is fired from 750 degC up; zinc alloys melt at 381 (process.md D2). Resin enamel is baked far below.
TEST_F(Check, FiredEnamelOnZincIsRefused) {
  const std::string fired = "[[finish]]\nstep = \"enamel\"\nkind = \"fired\"\n";
  const json* f = nullptr;
  const json zinc = checked(fired);
  ASSERT_NE(f = find(zinc, "fired-enamel"), nullptr);
  EXPECT_EQ((*f)["severity"], "reject");
  EXPECT_NEAR((*f)["value"].get<double>(), 750, 1e-9);
  EXPECT_NEAR((*f)["limit"].get<double>(), 381, 1);
  const json brass = checked("[alloy]\nname = \"cuzn37\"\n[process]\nkind = \"investment\"\n" + fired);
  ASSERT_NE(f = find(brass, "fired-enamel"), nullptr);
  EXPECT_EQ((*f)["severity"], "warn");
  EXPECT_EQ(find(checked("[[finish]]\nstep = \"enamel\"\nkind = \"soft\"\n"), "fired-enamel"), nullptr);
  const auto fired_at = [&](double celsius) { return checked(fired + "[[finish]]\nstep = \"fire\"\ntemperature = \"" + std::to_string(celsius) + " degC\"\n"); };
  const double solidus = (*find(zinc, "fired-enamel"))["limit"].get<double>();
  EXPECT_NE(find(fired_at(solidus + 0.5), "fired-enamel"), nullptr);
  EXPECT_EQ(find(fired_at(solidus - 0.5), "fired-enamel"), nullptr);
}

// Soft enamel is filled after plating, so its recesses are plated open; hard enamel before. The slot of 0.2 mm is 0.5 mm deep: 2.5 of at most 1.
TEST_F(Check, RecessesThatArePlatedOpenMustNotBeDeep) {
  const std::string plate = "[[finish]]\nstep = \"plate\"\n", enamel = "[[finish]]\nstep = \"enamel\"\ncolour = \"#FF0000\"\n";
  const json first = checked(plate + enamel);
  const json* f = find(first, "plating-throw");
  ASSERT_NE(f, nullptr);
  EXPECT_EQ((*f)["severity"], "reject");
  EXPECT_NEAR((*f)["value"].get<double>(), 2.5, 0.02);
  EXPECT_EQ((*f)["element"], "slot");
  EXPECT_EQ(find(checked(enamel + plate), "plating-throw"), nullptr);
  EXPECT_EQ(find(checked(enamel), "plating-throw"), nullptr);
}

// Heights that an image gives are measured: what is left over the posts, of two greys of a level picture (docs/rules.md: 1 mm).
TEST_F(Check, FloorOverPostsOfAHeightImage) {
  for (const double floor : {0.97, 1.03}) {
    Picture grey(60, 40);
    const double share = 1 - (1.5 - floor) / 0.75;
    for (int n = 0; n < 60 * 40; ++n) grey.set(n % 60, n / 60, {share, share, share});
    scratch.write("grey.png", png(grey));
    const Outcome o = test::sprue_program(scratch, "check '" + scratch.write("relief.toml", "[design]\nfile = \"grey.png\"\nimage = \"height\"\nwidth = \"30 mm\"\n[part]\nplate = \"1.5 mm\"\nrelief_depth = \"0.75 mm\"\nposts = \"2\"\n") + "' --json");
    ASSERT_TRUE(o.code == 0 || o.code == 1) << o.err;
    const json document = json::parse(o.out);
    const json* f = find(document, "post-floor");
    ASSERT_EQ(f != nullptr, floor < 1) << o.out;
    if (f) { EXPECT_NEAR((*f)["value"].get<double>(), floor, 0.003); }   // 8 bits
  }
}

// A solid's own thickness is judged, whatever part.plate says: a block of 0.65 mm is a plate too thin to cast (0.7 mm), its floor in doubt.
TEST_F(Check, ThicknessOfASolid) {
  std::string stl = "solid block\n";
  const double corner[8][3] = {{0, 0, 0}, {12, 0, 0}, {12, 10, 0}, {0, 10, 0}, {0, 0, 0.65}, {12, 0, 0.65}, {12, 10, 0.65}, {0, 10, 0.65}};
  for (const auto& t : std::vector<std::array<int, 3>>{{0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}, {0, 1, 5}, {0, 5, 4}, {1, 2, 6}, {1, 6, 5}, {2, 3, 7}, {2, 7, 6}, {3, 0, 4}, {3, 4, 7}}) {
    stl += "facet normal 0 0 0\nouter loop\n";
    for (const int n : t) stl += "vertex " + std::to_string(corner[n][0]) + " " + std::to_string(corner[n][1]) + " " + std::to_string(corner[n][2]) + "\n";
    stl += "endloop\nendfacet\n";
  }
  const Outcome o = test::sprue_program(scratch, "check '" + scratch.write("block.stl", stl + "endsolid block\n") + "' --json");
  ASSERT_EQ(o.code, 1) << o.err;
  const json document = json::parse(o.out);
  for (const auto& [kind, severity] : {std::pair("plate-thickness", "reject"), std::pair("floor-thickness", "warn")}) {
    const json* f = find(document, kind);
    ASSERT_NE(f, nullptr) << kind;
    EXPECT_NEAR((*f)["value"].get<double>(), 0.65, 1e-6);
    EXPECT_EQ((*f)["severity"], severity);
  }
}

// An overhang can be asked for by a draft below 0 only, and is refused; upright walls are refused by moulds of metal.
TEST_F(Check, DraftByProcess) {
  const Outcome o = test::sprue_program(scratch, "check '" + scratch.write("pin.toml", design) + "' --set part.draft=-1deg");
  EXPECT_EQ(o.code, 2);
  EXPECT_NE(o.err.find("part.draft"), std::string::npos) << o.err;
  const std::string die = "[process]\nkind = \"pressure\"\n";
  const json upright = checked(die, " --set part.draft=0deg");
  ASSERT_NE(find(upright, "draft"), nullptr);
  EXPECT_EQ((*find(upright, "draft"))["severity"], "reject");
  EXPECT_EQ(find(checked(die), "draft"), nullptr);  // 3 deg by default
  EXPECT_EQ(find(checked("", " --set part.draft=0deg"), "draft"), nullptr);
}

}  // namespace
}  // namespace sprue
