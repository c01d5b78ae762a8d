// sprue check: what it writes, and the rules that hang on process and finish.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "engine/app/mark_layout.h"
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
