// check, mould and materials as a user runs them.
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/app/cast_results.h"
#include "tests/app/program.h"

namespace sprue {
namespace {

using nlohmann::json;
using test::Outcome;
using test::Scratch;

// A grey square of 20 x 20 units with a red recess of 8 x 8 in its middle: as 20 mm wide, the areas are known exactly.
const char* const square_with_recess =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'><path id='face' fill='#808080' d='M0 0H20V20H0Z'/>"
    "<path id='field' fill='#ff0000' d='M6 6H14V14H6Z'/></svg>";
const char* const settings =
    " --width 20mm --set design.roles.#808080=metal --set design.roles.#ff0000=recess --set design.rim_width=0mm --set part.plate=1.5mm"
    " --set part.recess_depth=0.5mm";

class CommandLine : public testing::Test {
 protected:
  Scratch scratch{"command-line"};
  const std::string drawing = scratch.write("square.svg", square_with_recess);
};

TEST_F(CommandLine, CheckPrintsOneDocumentWithTheExactAreas) {
  const Outcome o = test::sprue_program(scratch, "check '" + drawing + "' --json" + settings);
  ASSERT_EQ(o.code, 0) << o.err;
  const json d = json::parse(o.out);
  EXPECT_EQ(d["schema"], "sprue.check/1");
  EXPECT_NEAR(d["design"]["width_mm"].get<double>(), 20, 1e-6);
  EXPECT_NEAR(d["design"]["area_mm2"]["metal"].get<double>(), 400 - 64, 1e-3);  // map_resolution 20 nm along 112 mm of edge
  EXPECT_NEAR(d["design"]["area_mm2"]["recess"].get<double>(), 64, 1e-3);
  EXPECT_NEAR(d["part"]["volume_mm3"].get<double>(), 336 * 1.5 + 64 * 1.0, 2e-3);
  EXPECT_EQ(d["scene"]["design"]["width"], "20 mm");
  for (const char* key : {"element_count", "dropped"}) EXPECT_TRUE(d["design"].contains(key)) << key;
  for (const char* key : {"mass_g", "area_mm2", "bbox_mm", "posts"}) EXPECT_TRUE(d["part"].contains(key)) << key;
}

// The same square as a DXF in millimetres, colours as the SVG has them.
TEST_F(CommandLine, ADxfIsADrawingToo) {
  const auto polyline = [](const char* rgb, const char* low, const char* high) {
    return std::string("0\nLWPOLYLINE\n420\n") + rgb + "\n90\n4\n70\n1\n10\n" + low + "\n20\n" + low + "\n10\n" + high + "\n20\n" + low + "\n10\n" + high + "\n20\n" + high +
           "\n10\n" + low + "\n20\n" + high + "\n";
  };
  const std::string dxf = scratch.write("square.DXF", "0\nSECTION\n2\nENTITIES\n" + polyline("8421504", "0", "20") + polyline("16711680", "6", "14") + "0\nENDSEC\n0\nEOF\n");
  const Outcome o = test::sprue_program(scratch, "mould '" + dxf + "' --json --quiet -o '" + (scratch / "dxf").string() + "'" + settings + " --set design.join_tolerance=0.02mm");
  ASSERT_EQ(o.code, 0) << o.err;
  const json d = json::parse(o.out);
  EXPECT_NEAR(d["part"]["volume_mm3"].get<double>(), 336 * 1.5 + 64 * 1.0, 2e-3);
  EXPECT_EQ(d["scene"]["design"]["join_tolerance"], "0.02 mm");
  for (const json& part : d["mould"]["parts"]) EXPECT_TRUE(part["watertight"].get<bool>()) << part["file"];
  Scene scene;
  scene.design.file = dxf;
  EXPECT_EQ(std::filesystem::path(with_kept_drawings(scene, scratch / "dxf").design.file).filename(), "drawing.DXF");  // read again by its own reader
  const Outcome other = test::sprue_program(scratch, "check '" + scratch.write("square.dwg", "AC1015") + "'");
  EXPECT_EQ(other.code, 2);
  EXPECT_NE(other.err.find(".dxf"), std::string::npos) << other.err;
}

// Two designs on one disc: a part, a master and a check of each, cavities that say whose they are, findings that name the design, a metal volume that is the sum of
// the parts' (upright, so exact; 2e-3 mm3 by chords). A triangle beside a square with a line of 0.1 mm, which only the square's findings may name.
TEST_F(CommandLine, DesignsShareADisc) {
  const std::string triangle = "<svg xmlns='http://www.w3.org/2000/svg' width='10mm' height='10mm' viewBox='0 0 10 10'><path id='corner' d='M0 0H10V10Z' fill='#808080'/></svg>";
  scratch.write("fine.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='10mm' height='10mm' viewBox='0 0 10 10'><rect width='10' height='10' fill='#808080'/>"
                            "<rect x='2' y='2' width='2.95' height='6' fill='#f00'/><rect x='5.05' y='2' width='2.95' height='6' fill='#f00'/></svg>");
  scratch.write("tri.svg", triangle);
  const std::string scene = scratch.write("disc.toml", "[design]\nfile = \"tri.svg\"\nwidth = \"10 mm\"\nrim_width = \"0 mm\"\nroles = {\"#808080\" = \"metal\"}\n[mould]\ncavities = 3\n"
                                                       "[[pin]]\nfile = \"fine.svg\"\ncavities = 2\n[pin.roles]\n\"#808080\" = \"metal\"\n\"#ff0000\" = \"recess\"\n");
  const Outcome o = test::sprue_program(scratch, "mould '" + scene + "' --json --quiet -o '" + (scratch / "disc").string() + "'");
  ASSERT_EQ(o.code, 1) << o.err;
  const json d = json::parse(o.out);
  ASSERT_EQ(d["pins"].size(), 2u);
  EXPECT_NEAR(d["pins"][0]["part"]["volume_mm3"].get<double>(), 50 * 1.5, 2e-3);
  EXPECT_NEAR(d["pins"][1]["part"]["volume_mm3"].get<double>(), 100 * 1.5 - 2 * 2.95 * 6 * 0.5, 2e-3);
  EXPECT_EQ(d["design"], d["pins"][0]["design"]);
  std::map<std::string, int> cavities;
  for (const json& cavity : d["mould"]["cavities"]) ++cavities[cavity["pin"]];
  EXPECT_EQ(cavities, (std::map<std::string, int>{{"tri", 3}, {"fine", 2}}));
  for (const char* file : {"part-tri.stl", "part-fine.stl", "master-tri.stl", "master-fine.stl"}) EXPECT_TRUE(std::filesystem::exists(scratch / "disc" / file)) << file;
  int thin = 0;
  for (const json& f : d["findings"])
    if (f["kind"] == "thin-line") {
      ++thin;
      EXPECT_EQ(f["pin"], "fine") << f.dump();
    }
  EXPECT_GT(thin, 0);
  EXPECT_EQ(test::sprue_program(scratch, "check '" + scene + "' -o '" + (scratch / "check").string() + "'").code, 1);
  EXPECT_TRUE(std::filesystem::exists(scratch / "check" / "check-tri.svg") && std::filesystem::exists(scratch / "check" / "check-fine.svg"));
}

// A serial differs from cavity to cavity, on a disc and in blocks, and is cut out of the back: each part lacks its number's area times 0.2 mm, so all volumes differ,
// and the shot holds them all. The page shows the design once.
TEST_F(CommandLine, SerialsDifferFromCavityToCavity) {
  const std::string plain = scratch.write("plain.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='12mm' height='12mm' viewBox='0 0 12 12'><rect width='12' height='12' fill='#808080'/></svg>");
  for (const std::string process : {"spin", "rtv"}) {
    const Outcome o = test::sprue_program(scratch, "mould '" + plain + "' --json --quiet --force -o '" + (scratch / "serial").string() + "' --process " + process + " --width 12mm --set design.rim_width=0mm --set 'design.roles.#808080=metal'" +
                                                       " --set mould.cavities=3 --set 'part.backstamp=No {nn}' --set part.serial_start=7 --set output.step=no --set mould.vents_per_cavity=0 --set mould.keys=0");
    ASSERT_TRUE(o.code == 0 || o.code == 1) << o.err;
    const json d = json::parse(o.out);
    ASSERT_EQ(d["pins"].size(), 3u) << process;
    std::set<double> volumes;
    for (const json& pin : d["pins"]) {
      volumes.insert(pin["part"]["volume_mm3"].get<double>());
      EXPECT_LT(pin["part"]["volume_mm3"], 144 * 1.5 - 0.2);
      EXPECT_GT(pin["part"]["volume_mm3"], 144 * 1.5 - 3);
    }
    EXPECT_EQ(volumes.size(), 3u) << process;
    std::set<std::string> serials;
    for (const json& cavity : d["mould"]["cavities"]) serials.insert(cavity["serial"].get<std::string>());
    EXPECT_EQ(serials, (std::set<std::string>{"7", "8", "9"})) << process;
    for (const char* file : {"part-7.stl", "master-8.stl", "part-9.stl"}) EXPECT_TRUE(std::filesystem::exists(scratch / "serial" / file)) << process << file;
    for (const json& part : d["mould"]["parts"]) EXPECT_TRUE(part["watertight"]) << part.dump();
  }
}

// Elements of further designs keep their names in what the casting finds: of two coins whose metal is cut off early each lacks metal, and each is named by its own
// drawing. The page is built again from the folder alone.
TEST_F(CommandLine, FindingsNameTheDesignOfTheirCavity) {
  const auto coin = [](const char* id) { return "<svg xmlns='http://www.w3.org/2000/svg' width='8mm' height='8mm' viewBox='0 0 8 8'><circle id='" + std::string(id) + "' cx='4' cy='4' r='4' fill='#808080'/></svg>"; };
  scratch.write("heads.svg", coin("eagle")), scratch.write("tails.svg", coin("wreath"));
  const std::string scene = scratch.write("coins.toml", "[design]\nfile = \"heads.svg\"\nwidth = \"8 mm\"\n[[pin]]\nfile = \"tails.svg\"\n[resolution]\ncell = \"0.5 mm\"\n[mould]\nband = \"1 mm\"\n");
  const Outcome o = test::sprue_program(scratch, "cast '" + scene + "' --json --quiet -o '" + (scratch / "coins").string() + "' --set run.end_time=0.001s --set output.fields=false");
  ASSERT_EQ(o.code, 1) << o.err;
  const json d = json::parse(o.out);
  std::map<std::string, std::string> named;
  for (const json& f : d["findings"])
    if (f["kind"] == "unfilled-detail") named[f["pin"]] = f["element"];
  EXPECT_EQ(named, (std::map<std::string, std::string>{{"heads", "eagle"}, {"tails", "wreath"}})) << d["findings"].dump(1);
  std::filesystem::remove(scratch / "heads.svg"), std::filesystem::remove(scratch / "tails.svg");
  EXPECT_EQ(test::sprue_program(scratch, "report '" + (scratch / "coins").string() + "'").code, 0);
  EXPECT_NE(test::slurp(scratch / "coins" / "report.html").find("wreath"), std::string::npos);
}

TEST_F(CommandLine, CheckRefusesBrassInSilicone) {
  const Outcome o = test::sprue_program(scratch, "check '" + drawing + "' --json --alloy c85700" + settings);
  EXPECT_EQ(o.code, 1) << o.err;
  const json d = json::parse(o.out);
  EXPECT_EQ(d["verdict"], "reject");
  bool found = false;
  for (const json& f : d["findings"]) found = found || (f["kind"] == "alloy-mould" && f["severity"] == "reject");
  EXPECT_TRUE(found);
}

TEST_F(CommandLine, MouldWritesWatertightSolidsOfTheRightVolume) {
  const auto folder = scratch / "mould";
  const Outcome o = test::sprue_program(scratch, "mould '" + drawing + "' --json --quiet -o '" + folder.string() + "'" + settings);
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.err, "");
  const json d = json::parse(o.out);
  EXPECT_EQ(d["schema"], "sprue.mould/1");
  EXPECT_EQ(json::parse(test::slurp(folder / "summary.json")), d);
  ASSERT_EQ(d["mould"]["parts"].size(), 5u);
  for (const json& part : d["mould"]["parts"]) {
    EXPECT_TRUE(part["watertight"].get<bool>()) << part["file"];
    EXPECT_TRUE(std::filesystem::exists(folder / part["file"].get<std::string>()));
  }
  for (const json& file : d["mould"]["files"]) EXPECT_GT(std::filesystem::file_size(folder / file.get<std::string>()), 0u) << file;
  EXPECT_EQ(d["mould"]["files"].size(), 7u);   // 3MF, STEP, the picture, two templates, the sheet twice
  const double part = d["part"]["volume_mm3"], solid = d["mould"]["parts"][0]["volume_mm3"];
  EXPECT_NEAR(solid / part, 1, 1e-9);
  const double scale = 1 + d["mould"]["shrink_allowance"].get<double>(), master = d["mould"]["parts"][1]["volume_mm3"];
  EXPECT_NEAR(master / part, std::pow(scale, 3), 1e-6);
  EXPECT_EQ(d["mould"]["cavities"][0]["transform"].size(), 16u);
  EXPECT_FALSE(std::filesystem::exists(folder.string() + ".partial"));
  // the resolved scene in the log is a scene again, and gives the same tooling
  const std::string again = scratch.write("again.toml", test::slurp(folder / "log.txt"));
  const Outcome second = test::sprue_program(scratch, "mould '" + again + "' --json --quiet -o '" + (scratch / "second").string() + "'");
  ASSERT_EQ(second.code, 0) << second.err;
  EXPECT_EQ(json::parse(second.out)["mould"], d["mould"]);
}

// A polish of 0.1 mm and a plating of 0.02 mm leave 0.08 mm a face to be cast on: tops higher, edges further out, the floor of the recess where it was
// (process.md D: line in the mould = finished line + 2 polish - 2 plating). The finished part keeps the drawing's sizes; the order of the steps is kept.
TEST_F(CommandLine, FinishingMakesTheMasterLarger) {
  const std::string steps = "[[finish]]\nstep = \"polish\"\nthickness = \"0.1 mm\"\n[[finish]]\nstep = \"enamel\"\n[[finish]]\nstep = \"plate\"\n";
  const std::string scene = scratch.write("finished.toml", "[design]\nfile = \"square.svg\"\n" + steps);
  const Outcome o = test::sprue_program(scratch, "mould '" + scene + "' --json --quiet -o '" + (scratch / "finished").string() + "'" + settings);
  ASSERT_EQ(o.code, 0) << o.err;
  const json d = json::parse(o.out);
  const double s = 1 + d["mould"]["shrink_allowance"].get<double>(), outer = 20 + 2 * 0.08, inner = 8 - 2 * 0.08;
  EXPECT_NEAR(d["mould"]["parts"][0]["volume_mm3"].get<double>(), 336 * 1.5 + 64 * 1.0, 2e-3);
  EXPECT_NEAR(d["mould"]["parts"][1]["volume_mm3"].get<double>() / (s * s * s * ((outer * outer - inner * inner) * 1.58 + inner * inner * 1.0)), 1, 1e-5);
  EXPECT_EQ(d["scene"]["finish"][0]["step"], "polish");
  EXPECT_EQ(d["scene"]["finish"][2]["thickness"], "0.02 mm");
}

// A plate of 30 x 20 mm with a small recess in its corner has room for two posts 15 mm apart about its middle; they are cylinders of 48 sides, 8 mm long, on the part, and the lower half has their
// holes. 3 degrees of draft make everything wider downwards from its upper edge: frusta.
TEST_F(CommandLine, PostsStandOnTheBack) {
  const std::string plate = scratch.write("plate.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 30 20'><path fill='#808080' d='M0 0H30V20H0Z'/><path fill='#ff0000' d='M1 1H3V3H1Z'/></svg>");
  const double pi = std::acos(-1.0), r = 0.6, h = 8, lean = std::tan(3 * pi / 180), w = h * lean, d = 1.5 * lean;
  const auto down = [](double a, double p, double q, double height, double width) { return height * (a + p * width / 2 + q * width * width / 3); };
  for (const bool leaning : {false, true}) {
    const auto folder = scratch / (leaning ? "leaning" : "upright");
    const Outcome o = test::sprue_program(scratch, "mould '" + plate + "' --json --quiet --width 30mm --set design.rim_width=0mm --set design.roles.#808080=metal --set design.roles.#ff0000=recess --set part.plate=1.5mm --set part.recess_depth=0.5mm --set part.posts=auto" +
                                                       (leaning ? " --set 'part.draft=3 deg'" : "") + " -o '" + folder.string() + "'");
    ASSERT_EQ(o.code, 0) << o.err;
    const json found = json::parse(o.out);
    ASSERT_EQ(found["part"]["posts"].size(), 2u);
    EXPECT_NEAR(found["part"]["posts"][1]["where_mm"][0].get<double>() - found["part"]["posts"][0]["where_mm"][0].get<double>(), 15, 1e-6);
    const double post = leaning ? down(24 * r * r * std::sin(2 * pi / 48), 96 * r * std::sin(pi / 48), 48 * std::tan(pi / 48), h, w) : h * 24 * r * r * std::sin(2 * pi / 48);
    const double body = leaning ? down(600, 100, 4, 1.5, d) - down(4, -8, 4, 0.5, 0.5 * lean) : 900 - 2;
    EXPECT_NEAR(found["part"]["volume_mm3"].get<double>() / (body + 2 * post), 1, 1e-6);
    EXPECT_NEAR(found["mould"]["parts"][0]["volume_mm3"].get<double>() / (body + 2 * post), 1, 1e-6);
    const double lower = found["mould"]["rubber"][1]["volume_mm3"], master = std::pow(1 + found["mould"]["shrink_allowance"].get<double>(), 3);
    EXPECT_NEAR(lower, std::acos(-1.0) / 4 * 228.6 * 228.6 * 25 - master * 2 * post, 1e-3);
    for (const json& part : found["mould"]["parts"]) EXPECT_TRUE(part["watertight"].get<bool>()) << part["file"];
  }
}

// Each half of the disc (9 inch, 25 mm) less the master that lies in the upper one, times the density of HTV silicone (1250 kg/m3).
TEST_F(CommandLine, MouldSaysTheRubber) {
  const Outcome o = test::sprue_program(scratch, "mould '" + drawing + "' --json --quiet -o '" + (scratch / "rubber").string() + "'" + settings);
  ASSERT_EQ(o.code, 0) << o.err;
  const json mould = json::parse(o.out)["mould"];
  const double half = std::acos(-1.0) / 4 * 228.6 * 228.6 * 25, master = mould["parts"][1]["volume_mm3"];
  ASSERT_EQ(mould["rubber"].size(), 2u);
  EXPECT_NEAR(mould["rubber"][0]["volume_mm3"].get<double>(), half - master, 1e-3);
  EXPECT_NEAR(mould["rubber"][1]["volume_mm3"].get<double>(), half, 1e-3);
  EXPECT_NEAR(mould["rubber_volume_mm3"].get<double>(), 2 * half - master, 1e-3);
  EXPECT_NEAR(mould["rubber_mass_g"].get<double>(), 1.25e-3 * (2 * half - master), 1e-3);
  // the shrink allowance lies in its interval, which the materials' own intervals make wider than nothing
  const double allowance = mould["shrink_allowance"], low = mould["shrink_allowance_interval"][0], high = mould["shrink_allowance_interval"][1];
  EXPECT_LT(low, allowance);
  EXPECT_GT(high, allowance);
  const Outcome none = test::sprue_program(scratch, "mould '" + drawing + "' --json --quiet --set output.step=no --set mould.casting_shrink=0.006 --set mould.mould_shrink=0.01 -o '" + (scratch / "set").string() + "'" + settings);
  const json set = json::parse(none.out)["mould"];
  EXPECT_EQ(set["files"].size(), 6u);
  EXPECT_EQ(set["shrink_allowance_interval"][0], set["shrink_allowance_interval"][1]);
}

TEST_F(CommandLine, AnExistingResultNeedsForce) {
  const std::string command = "mould '" + drawing + "' --quiet -o '" + (scratch / "mould").string() + "'" + settings;
  EXPECT_EQ(test::sprue_program(scratch, command).code, 0);
  EXPECT_EQ(test::sprue_program(scratch, command).code, 2);
  EXPECT_EQ(test::sprue_program(scratch, command + " --force").code, 0);
}

TEST_F(CommandLine, MaterialsListShowAndCheck) {
  const Outcome listed = test::sprue_program(scratch, "materials");
  EXPECT_EQ(listed.code, 0);
  EXPECT_NE(listed.out.find("zamak3"), std::string::npos);
  const Outcome shown = test::sprue_program(scratch, "materials show zamak3 --json");
  EXPECT_EQ(shown.code, 0);
  EXPECT_EQ(json::parse(shown.out)["materials"][0]["name"], "zamak3");
  EXPECT_EQ(test::sprue_program(scratch, "materials check '" SPRUE_SOURCE_DIR "/engine/core/materials/h13.toml'").code, 0);
  const json za8 = json::parse(test::sprue_program(scratch, "materials show za8 --json").out)["materials"][0];
  EXPECT_NE(za8["freezing"].get<std::string>().find("scaled to the published 375.0 degC to 404.0 degC"), std::string::npos) << za8["freezing"];
  EXPECT_GE(za8["contacts"].size(), 9u);
  EXPECT_EQ(test::sprue_program(scratch, "materials check '" + drawing + "'").code, 2);
}

// Every curve of every alloy is drawn: one path of data a curve, both bounds in one panel, and the sheet is XML that names its source.
TEST_F(CommandLine, MaterialsPlotAndFreeze) {
  const auto sheet = scratch / "za12.svg";
  EXPECT_EQ(test::sprue_program(scratch, "materials show za12 --plot '" + sheet.string() + "'").code, 0);
  std::ifstream in(sheet);
  const std::string svg((std::istreambuf_iterator<char>(in)), {});
  for (const char* part : {"<svg", "</svg>", "solid_fraction", "lever rule", "Scheil", "viscosity_liquid", "enthalpy", "an Mey 1993"}) EXPECT_NE(svg.find(part), std::string::npos) << part;
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(test::sprue_program(scratch, "materials list --plot x.svg").code, 2);

  // What freeze prints for a shipped alloy is what its file holds.
  const Outcome frozen = test::sprue_program(scratch, "materials freeze cuzn37");
  EXPECT_EQ(frozen.code, 0);
  std::ifstream shipped(SPRUE_SOURCE_DIR "/engine/core/materials/cuzn37.toml");
  const std::string text((std::istreambuf_iterator<char>(shipped)), {});
  for (const char* property : {"[properties.solid_fraction]\n", "[properties.latent_heat_share]\n", "[properties.solid_fraction_lever]\n"}) {
    const auto table = [&](const std::string& all) {
      const std::size_t begin = all.find(property);
      return begin == std::string::npos ? std::string("none") : all.substr(begin, all.find("\n", begin + std::string(property).size()) - begin);
    };
    EXPECT_EQ(table(frozen.out), table(text));
  }
  EXPECT_EQ(test::sprue_program(scratch, "materials freeze h13").code, 2);
  EXPECT_EQ(test::sprue_program(scratch, "materials freeze Zn-5Mg").code, 2);
}

TEST_F(CommandLine, MaterialsCheckListsEveryFault) {
  const std::string file = scratch.write("bad.toml", [] {
    std::ifstream in(SPRUE_SOURCE_DIR "/engine/core/materials/zamak3.toml");
    std::string text((std::istreambuf_iterator<char>(in)), {});
    for (const auto& [from, to] : {std::pair<std::string, std::string>("value = 381", "value = 391"), {"[480, 2.917]]", "[460, 3]]"}}) text.replace(text.find(from), from.size(), to);
    return text;
  }());
  const Outcome o = test::sprue_program(scratch, "materials check '" + file + "' --json");
  EXPECT_EQ(o.code, 2);
  const json faults = json::parse(o.out)["faults"];
  ASSERT_EQ(faults.size(), 4u) << o.out;   // the solidus, two tables of the solid that end below it, the viscosity
  EXPECT_NE(faults[0]["where"].get<std::string>().find("property solidus"), std::string::npos);
  EXPECT_EQ(faults[0]["value"], "391 degC");
  EXPECT_NE(faults.back()["where"].get<std::string>().find("property viscosity_liquid"), std::string::npos);
  EXPECT_EQ(std::count(o.err.begin(), o.err.end(), '\n'), 4) << o.err;
}

// Brass in a metal die is warned of its fume; the pour of the check decides.
TEST_F(CommandLine, CheckWarnsOfZincFume) {
  const auto kinds = [&](const std::string& more) {
    std::set<std::string> found;
    const json document = json::parse(test::sprue_program(scratch, "check '" + drawing + "' --json --alloy cuzn40 --mould h13 --process gravity" + settings + more).out);
    for (const json& f : document["findings"]) found.insert(f["kind"]);
    return found;
  };
  EXPECT_TRUE(kinds("").count("zinc-fume"));
  EXPECT_FALSE(kinds(" --set alloy.pour_temperature=930degC").count("zinc-fume"));
}

}  // namespace
}  // namespace sprue
