// Every process takes a drawing to a closed mould and begins to fill it from where it is poured.
#include <unistd.h>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/app/program.h"

namespace sprue {
namespace {

const char* const coin =
    "<svg xmlns='http://www.w3.org/2000/svg' width='10mm' height='10mm' viewBox='0 0 100 100'><circle id='disc' cx='50' cy='50' r='48' fill='#2060c0'/></svg>";

struct Mould {
  const char *process, *alloy, *mould;
};

class EveryProcess : public testing::TestWithParam<Mould> {};

// Each shipped pin has a mould in each process: watertight solids, named bodies in one 3MF, a picture and a sheet.
TEST_P(EveryProcess, BuildsEveryPin) {
  const Mould& m = GetParam();
  for (const std::string pin : {"kingfisher", "monstera", "summit", "tack-die", "assorted"}) {
    if (pin == "assorted" && std::string(m.process) != "spin") continue;
    const test::Scratch scratch(std::string("mould-") + m.process);
    const test::Outcome o = test::sprue_program(scratch, std::string("mould '" SPRUE_SOURCE_DIR "/scenes/") + pin + ".toml' -o '" + (scratch / "out").string() + "' --quiet --set output.step=no --process " + m.process +
                                                             " --alloy " + m.alloy + " --mould " + m.mould);
    ASSERT_TRUE(o.code == 0 || o.code == 1) << pin << ": " << o.err;
    const auto mould = nlohmann::json::parse(test::slurp(scratch / "out" / "summary.json"))["mould"];
    EXPECT_EQ(mould["parts"].size(), pin == "assorted" ? 11u : 5u);   // a part and a master a design
    for (const auto& part : mould["parts"]) EXPECT_TRUE(part["watertight"]) << pin << part.dump();
    for (const auto& file : mould["files"]) EXPECT_GT(std::filesystem::file_size(scratch / "out" / file.get<std::string>()), 500u) << pin << file;
  }
}

INSTANTIATE_TEST_SUITE_P(All, EveryProcess,
                         testing::Values(Mould{"spin", "zamak3", "htv-silicone"}, Mould{"gravity", "zamak3", "h13"}, Mould{"pressure", "zamak3", "h13"},
                                         Mould{"investment", "c85700", "investment"}, Mould{"rtv", "pewter", "rtv-silicone"}),
                         [](const auto& info) { return std::string(info.param.process); });

struct Pour {
  const char *process, *alloy, *mould, *end_time;
};

// Metal that came in is in the fields to 1e-10, gravity points down the mould, solids are watertight, the usual mould of the process is taken.
TEST(ProcessCast, EveryProcessBeginsToFill) {
  const Pour pours[] = {{"gravity", "zamak3", "h13", "0.01 s"}, {"pressure", "zamak3", "h13", "0.0004 s"}, {"investment", "c85700", "investment", "0.01 s"}, {"rtv", "pewter", "rtv-silicone", "0.01 s"}};
  for (const Pour& p : pours) {
    const test::Scratch scratch(std::string("process-") + p.process);
    const test::Outcome o = test::sprue_program(scratch, "cast '" + scratch.write("coin.svg", coin) + "' -o '" + (scratch / "out").string() + "' --quiet --width 8mm --cell 0.5mm --set mould.band=1mm --process " + p.process +
                                                             " --alloy " + p.alloy + " --set 'run.end_time=" + p.end_time + "' --set output.fields=false --set output.pictures=false");
    ASSERT_TRUE(o.code == 0 || o.code == 1) << p.process << ": " << o.err;
    const auto summary = nlohmann::json::parse(test::slurp(scratch / "out" / "summary.json"));
    EXPECT_EQ(summary["scene"]["mould"]["material"], p.mould);
    EXPECT_EQ(summary["scene"]["gravity"]["acceleration"][1], "-9.80665 m/s2") << summary["scene"]["gravity"].dump();
    for (const auto& part : summary["mould"]["parts"]) EXPECT_TRUE(part["watertight"]) << p.process << part.dump();
    EXPECT_LT(summary["balances"]["metal"], 1e-10) << p.process;
    const std::string history = test::slurp(scratch / "out" / "history.csv");
    const std::string last = history.substr(history.rfind('\n', history.size() - 2) + 1);
    EXPECT_GT(std::stod(last.substr(last.find(',') + 1)), 0) << p.process << ": no metal came in\n" << last;
  }
}

}  // namespace
}  // namespace sprue
