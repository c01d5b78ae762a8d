// The page is whole, offline, and holds nothing a drawing's author could run.
#include "engine/app/report.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "engine/app/html.h"
#include "engine/app/page_assets.h"
#include "engine/app/report_tables.h"
#include "engine/core/error.h"
#include "tests/app/synthetic_casting.h"

namespace sprue {
namespace {

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++n;
  return n;
}

/// The page less the text of the script that it carries (tests/browser runs it).
std::string without_bundle(std::string page) {
  const std::size_t at = page.find(report_script());
  return at == std::string::npos ? page : page.erase(at, report_script().size());
}

TEST(Report, IsOneOfflinePageWithEverySection) {
  const test::SyntheticCasting casting;
  const std::string page = build_report(casting.data());
  for (const char* words :
       {"Findings", "The drawing", "Filling", "Arrival of the metal", "Temperature on arrival",
        "Solidification", "Shrinkage voids", "Section through", "Where fronts met", "state hash",
        "unfilled-detail", "limit 4", "Confidence low", "4.04"})
    EXPECT_NE(page.find(words), std::string::npos) << words;
  const std::string own = without_bundle(page);
  EXPECT_EQ(own.find("http:"), std::string::npos);
  EXPECT_EQ(own.find("https:"), std::string::npos);
  EXPECT_EQ(own.find("url("), std::string::npos);
  EXPECT_EQ(count(own, "<script"), 3u);   // two of data, one that runs
  EXPECT_NE(page.find("script-src 'sha256-" + std::string(report_script_hash()) + "'"), std::string::npos);
  EXPECT_EQ(count(page, "<svg"), count(page, "</svg>"));
  EXPECT_EQ(count(page, "<figure"), count(page, "</figure>"));
  EXPECT_EQ(count(own, "role=\"img\""), count(own, "role=\"img\" aria-label="));  // each picture says in words what it shows
}

TEST(Report, EscapesTextFromDrawingsAndScenes) {
  const test::SyntheticCasting casting;
  ReportData data = casting.data();
  data.scene_text = "name = \"</pre><script>alert(2)</script>\"";
  const std::string page = without_bundle(build_report(data));
  EXPECT_EQ(count(page, "<script"), 3u);
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_EQ(page.find("<img src=x"), std::string::npos);
  EXPECT_EQ(page.find("<b>sheet"), std::string::npos);
  EXPECT_NE(page.find("path&quot;&gt;&lt;img src=x"), std::string::npos);
}

TEST(Report, WorstFindingIsNumberOneInTableAndDrawing) {
  const test::SyntheticCasting casting;
  const auto order = ranked(casting.data().findings);
  EXPECT_EQ(order.front().kind, "unfilled-detail");
  const std::string page = build_report(casting.data());
  EXPECT_LT(page.find("unfilled-detail"), page.find("hot-spot"));
  const std::size_t mark = page.find("class=\"mark reject\"");
  ASSERT_NE(mark, std::string::npos);
  EXPECT_NE(page.substr(mark, 200).find("<circle cx=\"4.000\" cy=\"-6.000\""), std::string::npos);  // y up as drawn
}

TEST(Report, WorksWithNothingButASummary) {
  ReportData data;
  data.title = "bare";
  EXPECT_NE(build_report(data).find("No findings"), std::string::npos);
  data.summary_json = "{\"verdict\":";
  EXPECT_THROW(build_report(data), InputError);
}

// Without a browser: every figure is a PNG of a useful size, each with a name of its own, and none is one colour alone (which would deflate to nearly nothing).
TEST(Report, FiguresBecomeFiles) {
  const test::SyntheticCasting casting;
  std::set<std::string> names;
  for (const Figure& figure : report_figures(casting.data())) {
    EXPECT_TRUE(names.insert(figure.name).second) << figure.name;
    const std::string file = figure_png(figure);
    ASSERT_EQ(file.substr(0, 8), "\x89PNG\r\n\x1a\n") << figure.name;
    const auto size = [&](std::size_t at) { return static_cast<unsigned char>(file[at + 2]) * 256 + static_cast<unsigned char>(file[at + 3]); };   // big-endian, under 65,536
    EXPECT_GE(size(16), 400) << figure.name;
    EXPECT_GT(file.size(), 800u + static_cast<std::size_t>(size(16) * size(20)) / 1000) << figure.name;
  }
  for (const char* name : {"drawing", "filling-1", "arrival", "solidification", "voids", "section"}) EXPECT_TRUE(names.contains(name)) << name;
}

TEST(Report, ReadsFindingsBackFromTheSummary) {
  const auto list = read_findings(
      R"({"findings":[{"kind":"misrun","severity":"reject","cavity":2,"where_mm":[1,2,3],"element":"eye",
    "size_mm":1.5,"volume_mm3":0.4,"value":0.4,"limit":0.2,"unit":"mm3","evidence":"e","cause":"c","advice":"a","confidence":"high"}]})");
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].severity, Severity::reject);
  EXPECT_EQ(list[0].cavity, 2);
  EXPECT_DOUBLE_EQ(list[0].where.y, 2e-3);
  EXPECT_DOUBLE_EQ(list[0].volume, 0.4e-9);
  EXPECT_THROW(read_findings(R"({"findings":[3]})"), InputError);
}

TEST(Html, EscapesAndMendsBrokenText) {
  EXPECT_EQ(escape("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
  EXPECT_EQ(escape("é"), "é");
  EXPECT_EQ(escape("\xff\x01"), "\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(escape("\xc3"), "\xef\xbf\xbd");  // cut in the middle of a letter
}

TEST(Html, NamesUnitsFromKeys) {
  EXPECT_EQ(label_of_key("cavity_volume_mm3").name, "cavity volume");
  EXPECT_EQ(label_of_key("cavity_volume_mm3").unit, "mm³");
  EXPECT_EQ(label_of_key("max_velocity_m_s").unit, "m/s");
  EXPECT_EQ(label_of_key("steps").unit, "");
}

}  // namespace
}  // namespace sprue
