// From a drawing to faces with roles. Drawings are written here; sizes in millimetres in the comments.
#include "meshing/design.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "engine/core/error.h"
#include "meshing/rules.h"
#include "meshing/polygon.h"
#include "meshing/regions.h"
#include "tests/meshing/drawing_maker.h"

namespace sprue {
namespace {

using namespace test;

int count_findings(const Design& design, const std::string& kind) {
  int count = 0;
  for (const auto& f : design.findings) count += f.kind == kind;
  return count;
}

int pieces(const Design& design) {
  std::vector<char> metal;
  for (const Role role : design.role) metal.push_back(role == Role::metal || role == Role::recess);
  return outer_count(unite(rings_of(design.map, metal)));
}

/// Two recesses of 10 mm side by side, the right one drawn by `path`: rim 1 mm, divider 0.4 mm along their common 10 mm edge.
Design two_squares(const char* name, const std::string& path) {
  const auto file = page(name,
                         "<rect id='left' x='5' y='5' width='10' height='10' fill='#d02020'/>"
                         "<path id='right' d='" + path + "' fill='#2020d0'/>");
  DesignOptions options = own_size();
  options.roles = {{"#d02020", Role::recess}, {"right", Role::recess}};
  return read_design(file, options);
}

TEST(ReadSvg, TwoColoursGetADividerAndAFindingNamingBoth) {
  const Design design = two_squares("two", "M15 5H25V15H15Z");
  EXPECT_NEAR(design.width, 22 * mm, 1e-6);  // cairo's lattice: 40 mm / 4096 / 256 = 0.04 um, twice
  EXPECT_NEAR(design.height, 12 * mm, 1e-6);
  EXPECT_NEAR(area_of(design, Role::recess), (200 - 0.4 * 10) * mm2, 0.02 * mm2);
  // Everything together: the rectangle grown by 1 mm with round corners.
  EXPECT_NEAR(area_of(design, Role::recess) + area_of(design, Role::metal),
              (200 + 60 + std::numbers::pi) * mm2, 0.05 * mm2);
  ASSERT_EQ(count_findings(design, "touching-colours"), 1);
  EXPECT_NE(design.findings[0].evidence.find("left"), std::string::npos);
  EXPECT_NE(design.findings[0].evidence.find("right"), std::string::npos);
  EXPECT_NEAR(design.findings[0].size, 10 * mm, 1e-6);
  EXPECT_EQ(pieces(design), 1);
}

// As above, but the second square leaves a crack of up to 8 um, open below (so drawn, for example, in the flag of Canada): narrower than
// anything a mould can hold, so that the colours touch all along it.
TEST(ReadSvg, ColoursTouchAcrossACrack) {
  const Design design = two_squares("crack", "M15 5H25V15H15.008Z");
  EXPECT_NEAR(area_of(design, Role::recess), (200 - 0.4 * 10) * mm2, 0.1 * mm2);
  ASSERT_EQ(count_findings(design, "touching-colours"), 1);
  EXPECT_NEAR(design.findings[0].size, 10 * mm, 0.02 * mm);
  EXPECT_EQ(pieces(design), 1);
}

TEST(ReadSvg, LaterCoversEarlier) {
  const auto file = page("painter",
                         "<rect id='under' x='5' y='5' width='20' height='20' fill='#f0c040'/>"
                         "<rect id='over' x='10' y='10' width='10' height='10' fill='#40c0f0'/>");
  DesignOptions options = own_size();
  options.roles = {{"under", Role::metal}, {"over", Role::recess}};
  const Design design = read_design(file, options);
  EXPECT_NEAR(area_of(design, Role::recess), 100 * mm2, 0.001 * mm2);
  const Vec2 where = element(design, "over").where;
  EXPECT_NEAR(where.x, 0, 5 * mm);
  EXPECT_NEAR(where.y, 0, 5 * mm);
}

TEST(ReadSvg, YPointsUp) {
  const auto file = page("up",
                         "<rect x='0' y='0' width='20' height='20' fill='#f0c040'/>"
                         "<rect id='top' x='5' y='2' width='4' height='4' fill='#40c0f0'/>");
  const Design design = read_design(file, own_size());
  EXPECT_GT(element(design, "top").where.y, 0);
  EXPECT_LT(element(design, "top").where.x, 0);
}

TEST(ReadSvg, TransformsStylesUseStrokesAndFillRulesAsRendered) {
  // Area of each against its closed form; 0.1 % covers the flattening of curves at 2 um.
  const auto file = page(
      "features",
      "<style>.c{fill:#00ff00}</style><defs><g id='star'><rect width='4' height='2' "
      "fill='#0000ff'/></g></defs>"
      "<path id='ring' fill-rule='evenodd' fill='#ff0000' d='M1 1h8v8h-8z M3 3h4v4h-4z'/>"
      "<circle id='disc' class='c' cx='15' cy='5' r='3'/>"
      "<line id='bar' x1='22' y1='5' x2='32' y2='5' stroke='#ff00ff' stroke-width='2' "
      "stroke-linecap='round'/>"
      "<g transform='translate(5,20) rotate(30) scale(2)'><use xlink:href='#star'/></g>"
      "<ellipse id='hoop' cx='25' cy='20' rx='6' ry='6' fill='none' stroke='#00ffff' stroke-width='1'/>");
  const Design design = read_design(file, own_size());
  const auto shape_area = [&](const std::string& id) {
    const auto& e = element(design, id);
    return area(unite(e.shape.rings, e.shape.rule)) / mm2;
  };
  const double pi = std::numbers::pi;
  EXPECT_NEAR(shape_area("ring"), 48, 0.05);
  EXPECT_NEAR(shape_area("disc"), 9 * pi, 0.03);
  EXPECT_EQ(element(design, "disc").colour, "#00ff00");
  EXPECT_NEAR(shape_area("bar"), 20 + pi, 0.03);
  EXPECT_NEAR(shape_area("hoop"), pi * (6.5 * 6.5 - 5.5 * 5.5), 0.04);
  EXPECT_NEAR(shape_area("rect1"), 32, 0.04);
  EXPECT_EQ(pieces(design), 1);
}

TEST(ReadSvg, ThePageClips) {
  // Only the quarter of the disc that lies on the page is drawn.
  const auto file = page("clipped", "<circle id='quarter' cx='0' cy='0' r='20' fill='#c04040'/>");
  const Design design = read_design(file, own_size());
  const auto& shape = element(design, "quarter").shape;
  EXPECT_NEAR(area(unite(shape.rings, shape.rule)) / mm2, 100 * std::numbers::pi, 0.1);
}

TEST(ReadSvg, OneColourIsRaisedOnAGroundAndOnePieceOfTheWishedWidth) {
  const auto file = page("dots", "<circle cx='5' cy='5' r='2'/><circle cx='30' cy='25' r='3'/>");
  DesignOptions options;
  options.width = 25 * mm;
  const Design design = read_design(file, options);
  EXPECT_NEAR(design.width, 25 * mm, 0.01 * mm);
  EXPECT_EQ(pieces(design), 1);
  EXPECT_GT(area_of(design, Role::recess), 0);
  EXPECT_FALSE(design.guesses.empty());
}

// Three discs of one colour, 2.6 to 3.5 mm apart: the ground of 0.8 mm around them ends in cusps between two bulges, and so does its rim. No metal that is added is a spike:
// what of it a disc of 0.28 mm cannot reach (lines of 0.3 mm are preferred; 7 % for the chords of arcs) is nothing. What is drawn stays as drawn.
TEST(ReadSvg, TheRimHasNoSpikesBetweenBulges) {
  DesignOptions options = own_size();
  for (const double rim : {0.3, 0.6}) {
    options.rim_width = rim * mm;
    const Design design = read_design(page("bulges", "<circle id='a' cx='10' cy='10' r='1'/><circle id='b' cx='13.5' cy='10' r='1'/><circle id='c' cx='12' cy='12.2' r='1'/>"), options);
    std::vector<char> added, whole;
    for (std::size_t f = 0; f < design.role.size(); ++f) added.push_back(design.role[f] == Role::metal && design.element[f] == no_element), whole.push_back(design.role[f] != Role::cutout);
    const Rings metal = unite(rings_of(design.map, added)), outline = unite(rings_of(design.map, whole));
    const auto opened = [](const Rings& rings) { return grow(grow(rings, -0.14 * mm, 1e-7), 0.14 * mm, 1e-7); };
    EXPECT_NEAR(area(opened(metal)), area(metal), 0.001 * mm2);
    EXPECT_NEAR(area(opened(subtract({{{-0.03, -0.03}, {0.03, -0.03}, {0.03, 0.03}, {-0.03, 0.03}}}, outline))), 0.0036 - area(outline) - (4 - std::numbers::pi) * 0.14 * 0.14 * mm2, 0.001 * mm2);   // the mould around it, in a frame
    double drawn = 0;
    for (std::size_t f = 0; f < design.role.size(); ++f)
      if (design.element[f] != no_element) drawn += area(design.map, design.map.faces[f]);
    EXPECT_NEAR(drawn, 3 * std::numbers::pi * mm2, 6 * std::numbers::pi * mm * options.curve_tolerance);
    std::vector<Finding> findings;
    check_rules(design, {}, findings);
    for (const Finding& f : findings) EXPECT_FALSE(f.element.empty()) << f.evidence;
  }
}

// One colour said to be metal is what it is without a word; before, its ground came on top of the width.
TEST(ReadSvg, SayingTheGuessChangesNothing) {
  const auto file = page("said", "<circle cx='5' cy='5' r='2'/><circle cx='30' cy='25' r='3'/>");
  DesignOptions options;
  options.width = 25 * mm;
  const Design guessed = read_design(file, options);
  options.roles = {{"#000000", Role::metal}};
  const Design said = read_design(file, options);
  EXPECT_NEAR(said.width, 25 * mm, 0.01 * mm);
  EXPECT_EQ(area_of(said, Role::metal), area_of(guessed, Role::metal));
  EXPECT_EQ(area_of(said, Role::recess), area_of(guessed, Role::recess));
}

TEST(ReadSvg, CutoutsGoThroughAndDetachedPartsAreSaid) {
  const auto file = page("cut",
                         "<rect x='2' y='2' width='30' height='10' fill='#c0c040'/>"
                         "<rect id='gap' x='15' y='0' width='2' height='20' fill='#ffffff'/>");
  DesignOptions options = own_size();
  options.rim_width = 0;
  options.roles = {{"gap", Role::cutout}, {"#c0c040", Role::metal}};
  const Design design = read_design(file, options);
  EXPECT_EQ(pieces(design), 2);
  EXPECT_EQ(count_findings(design, "detached-part"), 1);
  EXPECT_NEAR(area_of(design, Role::metal), 280 * mm2, 0.01 * mm2);
}

TEST(ReadSvg, GradientsTakeTheirFirstStopAndFaintThingsAreDropped) {
  const auto file = page("gradient",
                         "<linearGradient id='g'><stop offset='0' stop-color='#804000'/><stop offset='1' "
                         "stop-color='#fff'/></linearGradient>"
                         "<rect id='a' x='1' y='1' width='10' height='10' fill='url(#g)'/>"
                         "<rect id='shade' x='5' y='5' width='3' height='3' fill='#000' fill-opacity='0.2'/>"
                         "<rect id='pic' x='5' y='15' width='3' height='3' fill='#123456' "
                         "filter='url(#none)'/><image id='photo' href='x.png'/>");
  const Design design = read_design(file, own_size());
  EXPECT_EQ(element(design, "a").colour, "#804000");
  EXPECT_EQ(element(design, "pic").colour, "#123456");
  std::string dropped;
  for (const auto& d : design.dropped) dropped += d.element + " ";
  EXPECT_NE(dropped.find("shade"), std::string::npos);
  EXPECT_NE(dropped.find("photo"), std::string::npos);
}

void expect_refused(const std::filesystem::path& file, const std::string& words,
                    const DesignOptions& options = own_size()) {
  try {
    read_design(file, options);
    ADD_FAILURE() << "accepted " << file;
  } catch (const InputError& e) {
    EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
  }
}

TEST(ReadSvg, RefusesWhatIsNoDrawing) {
  expect_refused("/nowhere/at/all.svg", "cannot read");
  expect_refused(drawing("empty", ""), "XML");
  expect_refused(drawing("html", "<html/>"), "root element");
  expect_refused(drawing("broken", "<svg><path"), "well-formed");
  expect_refused(page("nothing", ""), "nothing drawable");
  expect_refused(page("picture", "<image id='photo' href='x.png'/>"), "photo");
  expect_refused(page("invisible", "<path d='M0 0h5v5z' fill='none'/>"), "nothing drawable");
}

TEST(ReadSvg, RefusesEntitiesAndExplosions) {
  expect_refused(drawing("entity",
                         "<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><svg "
                         "xmlns='http://www.w3.org/2000/svg'>&b;</svg>"),
                 "entities");
  std::string lol = "<defs><rect id='u0' width='1' height='1'/>";
  for (int i = 1; i < 30; ++i) {
    const std::string u = "'#u" + std::to_string(i - 1) + "'";
    lol += "<g id='u" + std::to_string(i) + "'><use xlink:href=" + u + "/><use xlink:href=" + u + "/></g>";
  }
  expect_refused(page("laughs", lol + "</defs><use xlink:href='#u29'/>"), "drawn objects");
  expect_refused(page("cycle", "<g id='a'><use xlink:href='#a'/></g>"), "drawn objects");
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "<g>";
  for (int i = 0; i < 300; ++i) deep += "</g>";
  expect_refused(page("deep", deep), "nested");
}

TEST(ReadSvg, RefusesAMillionVerticesWithTheirCount) {
  std::string path = "<path d='M0 0";
  for (int i = 0; i < 250000; ++i)
    path += i % 2 ? "L" + std::to_string(i % 40) + " 9" : "L" + std::to_string(i % 37) + " 3";
  expect_refused(page("many", path + "z'/>"), "vertices");
}

TEST(ReadSvg, RefusesSizesThatAreNone) {
  const auto file = page("plain", "<rect width='9' height='9'/>");
  DesignOptions options;
  options.width = std::nan("");
  expect_refused(file, "width", options);
  options.width = -1;
  expect_refused(file, "width", options);
  options.width = 1.2 * mm;
  options.rim_width = 2 * mm;
  options.roles = {{"#000000", Role::recess}};
  expect_refused(file, "no room", options);
  options = {};
  options.roles = {{"#abcdef", Role::metal}};
  expect_refused(file, "#abcdef", options);
}

/// A drawing in layers: "left" (a plain group with an id) and an Inkscape layer "Cells" (id layer2) with a group inside.
std::filesystem::path layered(const char* name) {
  return page(name,
              "<defs><rect id='shared' width='4' height='4' fill='#00ff00'/></defs>"
              "<g id='left'><rect id='a' x='0' y='0' width='10' height='10' fill='#ff0000'/>"
              "<rect id='b' x='0' y='10' width='10' height='10' fill='#0000ff'/></g>"
              "<g xmlns:inkscape='http://www.inkscape.org/namespaces/inkscape' id='layer2' inkscape:groupmode='layer' inkscape:label='Cells'>"
              "<rect id='c' x='10' y='0' width='10' height='10' fill='#ff0000'/>"
              "<g id='inner'><rect id='d' x='10' y='10' width='10' height='10' fill='#0000ff'/></g>"
              "<use id='u' href='#shared' x='20' y='0'/></g>"
              "<rect id='after' x='20' y='10' width='10' height='10' fill='#00ff00'/>");
}

Design with_roles(const std::filesystem::path& file, std::map<std::string, Role> roles) {
  DesignOptions options = own_size();
  options.roles = std::move(roles);
  return read_design(file, options);
}

TEST(Layers, AreKnownByIdAndByLabelAndThroughUse) {
  const Design design = with_roles(layered("layers"), {});
  using Names = std::vector<std::string>;
  EXPECT_EQ(element(design, "a").layers, (Names{"left"}));
  EXPECT_EQ(element(design, "c").layers, (Names{"Cells", "layer2"}));
  EXPECT_EQ(element(design, "d").layers, (Names{"inner", "Cells", "layer2"}));
  EXPECT_EQ(element(design, "u").layers, (Names{"Cells", "layer2"}));
  EXPECT_EQ(element(design, "after").layers, Names{});
}

TEST(Layers, ContentOfSymbolsIsOnTheLayerOfTheirUse) {
  const Design design = with_roles(page("symbol",
      "<symbol id='s'><g id='part'><rect id='r' width='5' height='5' fill='#ff0000'/></g></symbol>"
      "<g id='one'><use href='#s'/></g><g id='two'><use href='#s' x='10'/></g><rect id='free' x='20' width='5' height='5' fill='#0000ff'/>"), {});
  using Names = std::vector<std::string>;
  EXPECT_EQ(element(design, "r").layers, (Names{"part", "one"}));
  EXPECT_EQ(element(design, "r-3").layers, (Names{"part", "two"}));
  EXPECT_EQ(element(design, "free").layers, Names{});
}

TEST(Layers, TheMostSpecificKeyWins) {
  const Design design = with_roles(layered("specific"), {{"#ff0000", Role::recess},                  // a
                                                         {"layer:left", Role::metal},                // b
                                                         {"layer:Cells/#FF0000", Role::hard_enamel},  // c
                                                         {"Cells", Role::soft_enamel},               // d
                                                         {"u", Role::cutout},
                                                         {"#0f0", Role::recess}});
  EXPECT_EQ(element(design, "a").role, Role::metal);  // layer before colour
  EXPECT_EQ(element(design, "b").role, Role::metal);
  EXPECT_EQ(element(design, "c").role, Role::hard_enamel);  // layer and colour before layer
  EXPECT_EQ(element(design, "d").role, Role::soft_enamel);
  EXPECT_EQ(element(design, "u").role, Role::cutout);  // element before layer
  EXPECT_EQ(element(design, "after").role, Role::recess);
  EXPECT_EQ(element(design, "c").colour, "#ff0000");
}

TEST(Layers, AKeyTheDrawingLacksNamesWhatThereIs) {
  const auto error = [](const char* key) -> std::string {
    try {
      with_roles(layered("lacking"), {{key, Role::metal}});
    } catch (const InputError& e) {
      return e.what();
    }
    return "";
  };
  for (const char* part : {"sprue_lacking", "layer:Cell", "did you mean \"layer:Cells\"", "#00ff00", "layer2"})
    EXPECT_NE(error("layer:Cell").find(part), std::string::npos) << error("layer:Cell");
  EXPECT_NE(error("layer:left/#ff0011").find("did you mean \"layer:left/#ff0000\""), std::string::npos) << error("layer:left/#ff0011");
  EXPECT_EQ(error("left"), "");
  EXPECT_EQ(error("#0000FF"), "");
}

TEST(Layers, BackstampAndPostsAreKeptForTheBack) {
  // Within a plate of 20 x 20 mm: a stamp of 4 x 1 mm and two posts of 2 mm across, 10 mm apart, one of them an outline.
  const auto file = page("back",
      "<rect id='plate' x='10' y='5' width='20' height='20' fill='#c0c0c0'/><rect id='cell' x='12' y='7' width='5' height='5' fill='#ff0000'/>"
      "<g id='stamp'><rect x='18' y='20' width='4' height='1' fill='#ff0000'/></g>"
      "<g id='posts'><circle cx='15' cy='15' r='1' fill='#000000'/><circle cx='25' cy='15' r='0.9' fill='none' stroke='#000000' stroke-width='0.2'/></g>");
  const Design with = with_roles(file, {{"plate", Role::metal}, {"cell", Role::soft_enamel}, {"layer:stamp", Role::backstamp}, {"posts", Role::post}});
  EXPECT_NEAR(area_of(with, Role::soft_enamel), 25 * mm2, 1e-3 * mm2);  // the stamp's red is none of the front's
  EXPECT_NEAR(with.width, 22 * mm, 1e-6);
  ASSERT_EQ(with.backstamp.size(), 1u);
  EXPECT_EQ(with.backstamp[0].colour, "#ff0000");
  EXPECT_NEAR(area(unite(with.backstamp[0].shape.rings)), 4 * mm2, 1e-3 * mm2);
  EXPECT_NEAR(with.backstamp[0].where.y, -5.5 * mm, 1e-6);
  ASSERT_EQ(with.posts.size(), 2u);
  EXPECT_NEAR(with.posts[0].centre.x, -5 * mm, 1e-6);  // cairo's lattice, see above
  EXPECT_NEAR(with.posts[1].centre.x, 5 * mm, 1e-6);
  EXPECT_NEAR(with.posts[1].centre.y, 0, 1e-6);
  std::string said;
  for (const auto& guess : with.guesses) said += guess;
  EXPECT_NE(said.find("2 post marks are on the back"), std::string::npos) << said;
  // cast: the same part without them, less the stamp, with two posts of 48 sides, where they are drawn
  Design without = with;
  without.backstamp.clear(), without.posts.clear();
  PartOptions options;
  const double post = 24 * 0.6 * 0.6 * std::sin(2 * std::numbers::pi / 48) * 8, stamp = 4 * 0.2;   // mm3
  EXPECT_NEAR((volume(make_part(with, options)) - volume(make_part(without, options))) * 1e9, 2 * post - stamp, 1e-3);
  options.back.stamp_depth = -0.2 * mm;
  EXPECT_NEAR((volume(make_part(with, options)) - volume(make_part(without, options))) * 1e9, 2 * post + stamp, 1e-3);
}

TEST(MakePart, MetalStandsOnTheBackAndRecessesLeaveAFloor) {
  const auto file = page("part",
                         "<rect id='m' x='0' y='0' width='20' height='20' fill='#f0c040'/>"
                         "<rect id='r' x='5' y='5' width='10' height='10' fill='#40c0f0'/>");
  DesignOptions options = own_size();
  options.rim_width = 0;
  options.roles = {{"m", Role::metal}, {"r", Role::recess}};
  const Design design = read_design(file, options);
  const LayeredMap part = make_part(design, {1.5 * mm, 0.5 * mm});
  EXPECT_NEAR(volume(part), (400 * 1.5 - 100 * 0.5) * 1e-9, 1e-13);
  EXPECT_NEAR(volume(make_master(part, 1.01)), 1.030301 * (400 * 1.5 - 100 * 0.5) * 1e-9, 1e-13);
  EXPECT_THROW(make_part(design, {1.5 * mm, 1.5 * mm}), InputError);
  EXPECT_THROW(make_part(design, {std::nan(""), 0.5 * mm}), InputError);
}

TEST(MakePart, HardEnamelHasItsOwnDepth) {
  const auto file = page("depths",
                         "<rect id='m' x='0' y='0' width='20' height='20' fill='#f0c040'/>"
                         "<rect id='soft' x='2' y='5' width='6' height='10' fill='#40c0f0'/>"
                         "<rect id='hard' x='12' y='5' width='5' height='10' fill='#c04040'/>");
  DesignOptions options = own_size();
  options.rim_width = 0;
  options.roles = {{"m", Role::metal}, {"soft", Role::soft_enamel}, {"hard", Role::hard_enamel}};
  const Design design = read_design(file, options);
  PartOptions part;
  part.hard_enamel_depth = 0.7 * mm;
  EXPECT_NEAR(volume(make_part(design, part)), (400 * 1.5 - 60 * 0.5 - 50 * 0.7) * 1e-9, 1e-13);
  const auto shallow = [&](double soft, double hard) {
    part.recess_depth = soft * mm, part.hard_enamel_depth = hard * mm;
    std::vector<Finding> findings;
    check_rules(design, {part}, findings);
    std::string severities;
    for (const Finding& f : findings)
      if (f.kind == "shallow-recess") severities += f.severity == Severity::reject ? "r" : "w";
    return severities;
  };
  EXPECT_EQ(shallow(0.36, 0.46), "");  // limits 0.25 and 0.35 mm, of hard enamel 0.35 and 0.45 mm (handbook values)
  EXPECT_EQ(shallow(0.34, 0.46), "w");
  EXPECT_EQ(shallow(0.36, 0.44), "w");
  EXPECT_EQ(shallow(0.24, 0.34), "rr");
  part.hard_enamel_depth = 1.5 * mm;
  EXPECT_THROW(make_part(design, part), InputError);
}

}  // namespace
}  // namespace sprue
