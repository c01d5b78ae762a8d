// What becomes of filters, masks, patterns, text and links of an SVG drawing, and that it is said.
#include <gtest/gtest.h>

#include "meshing/polygon.h"
#include "tests/meshing/drawing_maker.h"

namespace sprue {
namespace {

using namespace test;

// Nothing that a renderer would show is left out or changed in silence.
TEST(ReadSvg, EveryConsequenceIsTold) {
  const auto file = page("told",
                         "<?xml-stylesheet href='other.css'?><style>@import 'more.css'; .b{filter:blur(2px)}</style>"
                         "<pattern id='dots' width='2' height='2'><circle r='1'/></pattern><script>1</script>"
                         "<rect id='plain' x='1' y='1' width='9' height='9' fill='#804000'><animate attributeName='x'/></rect>"
                         "<rect id='blurred' x='12' y='1' width='9' height='9' fill='#804000' style='filter: blur(3px)'/>"
                         "<g id='mixed' style='mix-blend-mode:multiply'><rect id='inner' x='23' y='1' width='9' height='9' fill='#804000'/></g>"
                         "<rect id='dotted' x='1' y='12' width='9' height='9' fill='url(#dots)'/>"
                         "<use id='away' href='other.svg#a'/>"
                         "<text id='word' x='12' y='28' font-size='8' font-family='No Such Face, sans-serif'>H</text>"
                         "<text id='mono' x='24' y='28' font-size='8' font-family='DejaVu Sans'>I</text>");
  const Design design = read_design(file, own_size());
  const std::string all = told(design);
  for (const char* part : {"\"blurred\", \"mixed\" are drawn plain", "blend modes of a style sheet", "Style sheets outside the file", "Scripts are left out", "Animations are left out",
                           "dotted: it is painted with a pattern", "away: it refers to another file", "Text \"word\" asks for the font \"No Such Face, sans-serif\"",
                           "Text \"mono\" is drawn as outlines in the font \"DejaVu Sans\""})
    EXPECT_NE(all.find(part), std::string::npos) << part << " is not in\n" << all;
  // The I of DejaVu Sans is a bar of 202 x 1493 of 2048 units an em (fonts-dejavu-core 2.37); FreeType rounds outlines to 1/64 of the file's unit.
  const double em = 8.0 / 2048, wide = 202 * em, high = 1493 * em;
  EXPECT_NEAR(area(unite(element(design, "mono").shape.rings, FillRule::nonzero)) / mm2, wide * high, (wide + high) / 64);
  for (const char* drawn : {"plain", "blurred", "inner", "word", "mono"}) EXPECT_FALSE(element(design, drawn).shape.rings.empty()) << drawn;
}

// CSS may write a letter as an escape and names in capitals (CSS Syntax 3, 4.3.7; CSS 2.1, 4.1.3): a blend mode so hidden made the renderer draw pixels of the whole page.
TEST(ReadSvg, EffectsAreFoundBehindEscapesAndCapitals) {
  for (const char* name : {"mix-ble\\nd-mode", "mix-ble\\6e d-mode", "mix-ble\\00006e d-mode", "MIX-Blend-mode", "mix\\-blend-mode"})
    for (const bool sheet : {false, true}) {
      const std::string css = std::string(name) + ":multiply";
      const Design design = read_design(page("hidden", (sheet ? "<style>.m{" + css + "}</style><g class='m'>" : "<g style='" + css + "'>") +
                                                           "<rect id='r' x='0' y='0' width='10' height='10' fill='#804000'/></g>"), own_size());
      EXPECT_NEAR(area(unite(element(design, "r").shape.rings, FillRule::nonzero)) / mm2, 100, 0.01) << css;
      EXPECT_NE(told(design).find("lend modes"), std::string::npos) << css;
    }
}

TEST(ReadSvg, LightMasksAreClipsAndDarkOnesAreNot) {
  const auto masked = [](const char* name, const char* paint) {
    return read_design(page(name, "<mask id='m'><rect x='0' y='0' width='5' height='5' fill='" + std::string(paint) + "'/></mask>"
                                  "<rect id='r' x='0' y='0' width='10' height='10' fill='#804000' mask='url(#m)'/>"), own_size());
  };
  const auto shown = [](const Design& design) { return area(unite(element(design, "r").shape.rings, FillRule::nonzero)) / mm2; };
  EXPECT_NEAR(shown(masked("light", "white")), 25, 0.01);
  const Design dark = masked("dark", "#000");
  EXPECT_NEAR(shown(dark), 100, 0.01);
  EXPECT_NE(told(dark).find("m: a mask of more than plain light shapes: what it acts on is drawn whole"), std::string::npos);
}

}  // namespace
}  // namespace sprue
