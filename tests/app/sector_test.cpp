// A symmetric disc cast as one sector: what it says of itself, and that it takes its share of the pour.
#include <unistd.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/program.h"

namespace sprue {
namespace {

using nlohmann::json;

json cast(const test::Scratch& scratch, const std::string& more) {
  const std::string drawing = scratch.write(
      "square.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'><path id='face' fill='#333' d='M2 2H18V18H2Z'/></svg>");
  const test::Outcome o = test::sprue_program(
      scratch, "cast '" + drawing + "' -o '" + (scratch / "run").string() +
                   "' --force --width 6mm --cell 0.5mm --set mould.band=0mm --set run.heat=false --set run.feeding=false --set mould.radius=18mm "
                   "--set mould.sprue_diameter=8mm --set mould.cavities=4 --set run.end_time=0.0006s --quiet --json " + more);
  EXPECT_TRUE(o.code == 0 || o.code == 1) << o.err;
  return json::parse(o.out, nullptr, false);
}

// A quarter of a disc of four takes a quarter of the pour: after the same time the whole disc holds as much metal as the disc cast whole. The
// stream is still in the open and enters at the pump's rate, so only the edges differ, which the overlay moves by up to 20 nm: 1e-5.
TEST(Sector, TakesItsShareOfThePour) {
  const test::Scratch scratch("sector");
  const json quarter = cast(scratch, "--set mould.sector=true"), whole = cast(scratch, "");
  EXPECT_FALSE(whole.contains("sector"));
  ASSERT_TRUE(quarter.contains("sector"));
  EXPECT_EQ(quarter["sector"]["of"], 4);
  EXPECT_EQ(quarter["sector"]["angle_deg"], 90);
  EXPECT_EQ(quarter["sector"]["cavities"], 1);
  EXPECT_EQ(quarter["mould"]["cavities"].size(), 4u) << "the tool is the whole disc";
  EXPECT_NEAR(quarter["mould"]["cavity_volume_mm3"].get<double>() / whole["mould"]["cavity_volume_mm3"].get<double>(), 1, 1e-5);
  EXPECT_NEAR(quarter["sector"]["disc"]["cavity_volume_mm3"].get<double>() / whole["grid"]["cavity_volume_mm3"].get<double>(), 1, 1e-5);
  const double all = whole["fill"]["shot_fraction"].get<double>() * whole["grid"]["cavity_volume_mm3"].get<double>();
  ASSERT_GT(all, 3);
  EXPECT_NEAR(quarter["sector"]["disc"]["metal_mm3"].get<double>() / all, 1, 1e-5);
  EXPECT_LE(quarter["balances"]["metal"], 1e-10);
  bool said = false;
  for (const json& f : quarter["findings"]) said = said || f["evidence"].get<std::string>().find("One sector of 4 was cast, with 1 of 4 cavities") == 0;
  EXPECT_TRUE(said);
}

}  // namespace
}  // namespace sprue
