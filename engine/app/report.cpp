#include "engine/app/report.h"

#include "engine/app/html.h"
#include "engine/app/page_assets.h"
#include "engine/app/report_pictures.h"
#include "engine/app/report_style.h"
#include "engine/app/report_tables.h"
#include "engine/app/viewer_data.h"

namespace sprue {

namespace {

std::string section(const std::string& title, const std::string& body) {
  return body.empty() ? "" : "<section><h2>" + title + "</h2>\n" + body + "</section>\n";
}

std::string grid_of(const std::vector<Figure>& figures, const char* kind) {
  const std::string html = figures_html(figures);
  return html.empty() ? "" : "<div class=\"" + std::string(kind) + "\">" + html + "</div>\n";
}

std::string verdict_pill(const std::string& verdict) {
  if (verdict.empty()) return "";
  const std::string kind = verdict == "pass" || verdict == "warn" || verdict == "reject" ? verdict : "info";
  return "<span class=\"big pill " + kind + "\">" + escape(verdict) + "</span>";
}

std::string hero(const ReportData& data, const Headline& h) {
  std::string numbers;
  for (const auto& n : h.numbers)
    numbers +=
        "<div><span>" + n.label + "</span><span><b>" + n.value + "</b><i>" + n.unit + "</i></span></div>";
  const std::string part = data.pins.empty() ? "" : figure_html(part_figure(data.pins.front(), data.metal));
  return "<p class=\"sentence\">" + escape(h.sentence) + "</p><div class=\"hero\">" + part +
         "<div class=\"numbers\">" + numbers + "</div></div>\n";
}

std::string all_parts(const ReportData& data) {
  std::string parts;
  for (const ReportPin& pin : data.pins) parts += figure_html(part_figure(pin, data.metal));
  return "<div class=\"pair\">" + parts + "</div>\n";
}

const char* const film_player =
    "<div id=\"film\" class=\"fig film\" hidden><canvas role=\"img\" aria-label=\"film of the filling, seen from above\"></canvas>"
    "<div class=\"row\"><button type=\"button\">Play</button><input type=\"range\" min=\"0\" step=\"1\" aria-label=\"time of the filling\"><output></output></div>"
    "<div class=\"bar\"><div class=\"scale\"></div><div class=\"ends\"><span class=\"low\"></span><span class=\"high\"></span></div></div></div>\n";

const char* const viewer_frame =
    "<div id=\"viewer\" class=\"viewer\" hidden><div class=\"view\"><canvas tabindex=\"0\" role=\"img\" aria-label=\"the mould and its metal in three dimensions. Arrow keys turn, plus and "
    "minus come nearer and go away, o opens the mould, r resets the view\"></canvas><div class=\"marks\"></div><div class=\"readout\" aria-live=\"polite\" hidden></div></div><div class=\"panel\"></div>"
    "<p class=\"trouble\" role=\"alert\" hidden></p><p class=\"legend\">Drag turns, the right button shifts, the wheel comes nearer. Click the metal for its values and cooling curve. Metal through time "
    "is by first arrival. <span class=\"loss\"></span></p></div>\n";

/// The data of the page's script and the script; nothing where there is nothing to draw.
std::string scripts(const ViewerData& viewer) {
  if (viewer.head.empty()) return "";
  return "<script type=\"application/json\" id=\"viewer-head\">" + without_tags(viewer.head) + "</script>\n<script type=\"text/plain\" id=\"viewer-arrays\">" + viewer.arrays +
         "</script>\n<script>" + std::string(report_script()) + "</script>\n";
}

}  // namespace

std::string build_report(const ReportData& data) {
  const std::vector<Finding> findings = ranked(data.findings);
  const ViewerData viewer = viewer_data(data, findings);
  const Headline h = headline(data.summary_json, findings);
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'sha256-" +
      std::string(report_script_hash()) +
      "'\">"
      "<title>" +
      escape(data.title) + " · Sprue</title><style>" + report_style + "</style></head><body><main>\n";
  page +=
      "<header><h1>" + escape(data.title) + "</h1>" + verdict_pill(h.verdict) + "</header>\n" + hero(data, h);
  page += section("Findings", findings_table(findings));
  const std::string drawings = figures_html(drawing_figures(data, findings));
  page += section(data.pins.size() > 1 ? "The drawings" : "The drawing", drawings.empty() ? "" : "<div class=\"drawing\">" + drawings + "</div>");
  if (data.pins.size() > 1) page += section("The pins", all_parts(data));
  page += section("In three dimensions", viewer.head.empty() || !data.shot ? "" : viewer_frame);
  page += section("The mould", grid_of(mould_figures(data), "pair"));
  page += section("Filling", (data.snapshots.empty() ? "" : film_player) + grid_of(filling_figures(data), "stages"));
  page += section("What happened where", grid_of(map_figures(data), "maps"));
  page += section("Numbers", summary_tables(data.summary_json));
  if (!data.scene_text.empty())
    page += "<details><summary>The scene as resolved</summary><pre>" + escape(data.scene_text) +
            "</pre></details>\n";
  return page + scripts(viewer) +
         "<footer>Made by Sprue. Places are in the part's frame: x right, y up as drawn, z = 0 at the back. "
         "Maps of the metal are in the tool's frame, "
         "axes in millimetres. Findings are predictions: each says how far to trust "
         "it.</footer>\n</main></body></html>\n";
}

std::vector<Figure> report_figures(const ReportData& data) {
  std::vector<Figure> all;
  for (const ReportPin& pin : data.pins) all.push_back(part_figure(pin, data.metal));
  for (const auto& figures : {drawing_figures(data, ranked(data.findings)), mould_figures(data), filling_figures(data), map_figures(data)}) all.insert(all.end(), figures.begin(), figures.end());
  std::erase_if(all, [](const Figure& f) { return f.svg.empty() && f.picture.rgba.empty(); });
  return all;
}

}  // namespace sprue
