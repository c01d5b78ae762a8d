// Many shots and thermocouples through the program: a coin whose mould is full at the start, two short shots.
#include <unistd.h>

#include <gtest/gtest.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "tests/app/program.h"

namespace sprue {
namespace {

const char* const coin =
    "<svg xmlns='http://www.w3.org/2000/svg' width='10mm' height='10mm' viewBox='0 0 100 100'><circle id='disc' cx='50' cy='50' r='48' fill='#2060c0'/></svg>";
const char* const scene = R"([design]
file = "coin.svg"
width = "8 mm"
[resolution]
cell = "0.5 mm"
[mould]
band = "1.5 mm"
sprue_diameter = "6 mm"
sprue_height = "6 mm"
[[initial]]
kind = "half-space"
point = ["0 mm", "0 mm", "1 m"]
normal = [0, 0, 1]
[run]
flow = false
feeding = false
end_time = "0.1 s"
[output]
fields = false
pictures = false
[cycle]
shots = 2
dwell = "0.3 s"
open = "0.1 s"
wait = "0 s"
close = "0 s"
longest = "0.3 s"
[[probe]]
name = "core"
place = ["0 mm", "0 mm", "0.6 mm"]
cavity = 1
)";

// A line a shot in cycle.csv, `cycle` and `probes` in the summary, the same said to a person, and the platens that were assumed noted.
TEST(CycleCast, IsMadeAndWritten) {
  const test::Scratch scratch("cycle");
  scratch.write("coin.svg", coin);
  const test::Outcome o = test::sprue_program(scratch, "cast '" + scratch.write("pin.toml", scene) + "' -o '" + (scratch / "out").string() + "' --quiet");
  ASSERT_TRUE(o.code == 0 || o.code == 1) << o.err;
  EXPECT_NE(o.out.find("2 shots, the last of 0 s"), std::string::npos) << o.out;
  const std::string table = test::slurp(scratch / "out" / "cycle.csv");
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 3);
  const auto summary = nlohmann::json::parse(test::slurp(scratch / "out" / "summary.json"));
  EXPECT_EQ(summary["cycle"]["shots"], 2);
  EXPECT_LT(summary["cycle"]["energy_error"], 1e-10);
  EXPECT_NEAR(summary["cycle"]["length_s"], 0.4, 1e-9);
  ASSERT_EQ(summary["probes"].size(), 1u);
  EXPECT_EQ(summary["probes"][0]["medium"], "metal");
  EXPECT_NEAR(summary["probes"][0]["highest_degC"], 430, 0.1);   // the usual pour temperature of zamak3
  EXPECT_EQ(test::slurp(scratch / "out" / "probes.csv").substr(0, 17), "time_s,core_degC\n");
  EXPECT_NE(test::slurp(scratch / "out" / "log.txt").find("kind = \"platen\""), std::string::npos);
}

}  // namespace
}  // namespace sprue
