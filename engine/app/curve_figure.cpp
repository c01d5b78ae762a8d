#include "engine/app/curve_figure.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/app/figure.h"
#include "engine/app/html.h"

namespace sprue {

namespace {

constexpr double panel_width = 440, panel_height = 300, left = 70, right = 14, top = 26, bottom = 74, heading_height = 40;
constexpr std::size_t caption_letters = 78, caption_lines = 2;
const char* const colours[] = {"#1f5a93", "#c0562b", "#3c7f4f", "#7a4a8c"};

std::string px(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", v);
  return text;
}

std::string words(double x, double y, const char* anchor, const std::string& text, const char* more = "") {
  return "<text x=\"" + px(x) + "\" y=\"" + px(y) + "\" text-anchor=\"" + anchor + "\"" + more + ">" + escape(text) + "</text>\n";
}

/// From data to pixels of one panel.
struct Axes {
  double x0 = 0, x1 = 1, y0 = 0, y1 = 1, at_x = 0, at_y = 0;
  double x(double v) const { return at_x + left + (v - x0) / (x1 - x0) * (panel_width - left - right); }
  double y(double v) const { return at_y + panel_height - bottom - (v - y0) / (y1 - y0) * (panel_height - top - bottom); }
};

Axes axes_of(const CurvePanel& panel, double at_x, double at_y) {
  Axes a;
  a.at_x = at_x, a.at_y = at_y;
  a.x0 = a.y0 = 1e300, a.x1 = a.y1 = -1e300;
  const auto take = [&](double x, double y) {
    if (!std::isfinite(x) || !std::isfinite(y)) return;
    a.x0 = std::min(a.x0, x), a.x1 = std::max(a.x1, x), a.y0 = std::min(a.y0, y), a.y1 = std::max(a.y1, y);
  };
  for (const PlottedCurve& c : panel.curves)
    for (const auto& [x, y] : c.points) take(x, y);
  if (panel.band_high > 0 && !panel.curves.empty())
    for (const auto& [x, y] : panel.curves[0].points) take(x, y * panel.band_low), take(x, y * panel.band_high);
  if (a.x1 < a.x0) a.x0 = a.y0 = 0, a.x1 = a.y1 = 1;
  if (a.x1 == a.x0) a.x0 -= 1, a.x1 += 1;
  const double room = a.y1 > a.y0 ? 0.06 * (a.y1 - a.y0) : std::max(1e-12, 0.1 * std::fabs(a.y1));
  a.y0 -= room, a.y1 += room;
  return a;
}

std::string line_to(const Axes& a, const std::vector<std::pair<double, double>>& points, double factor, bool begin) {
  std::string path;
  for (const auto& [x, y] : points) {
    if (!std::isfinite(x) || !std::isfinite(y)) continue;
    path += (path.empty() && begin ? "M" : "L") + px(a.x(x)) + " " + px(a.y(y * factor));
  }
  return path;
}

std::string frame(const Axes& a) {
  const double x0 = a.x(a.x0), x1 = a.x(a.x1), y0 = a.y(a.y0), y1 = a.y(a.y1);
  std::string out = "<rect x=\"" + px(x0) + "\" y=\"" + px(y1) + "\" width=\"" + px(x1 - x0) + "\" height=\"" + px(y0 - y1) +
                    "\" fill=\"none\" stroke=\"#666\"/>\n";
  const auto ticks = [](double low, double high) {
    std::vector<double> at;
    const double step = tick_step(high - low, 5);
    for (double v = std::ceil(low / step) * step; v <= high + 1e-9 * step; v += step) at.push_back(std::fabs(v) < 1e-9 * step ? 0 : v);
    return at;
  };
  for (double v : ticks(a.x0, a.x1))
    out += "<path d=\"M" + px(a.x(v)) + " " + px(y0) + "v4\" stroke=\"#666\"/>" + words(a.x(v), y0 + 15, "middle", number(v, 6));
  for (double v : ticks(a.y0, a.y1))
    out += "<path d=\"M" + px(x0) + " " + px(a.y(v)) + "h-4\" stroke=\"#666\"/>" + words(x0 - 7, a.y(v) + 4, "end", number(v, 6));
  return out;
}

std::string caption(const Axes& a, const std::string& text) {
  std::string out;
  std::size_t begin = 0;
  for (std::size_t n = 0; n < caption_lines && begin < text.size(); ++n) {
    std::size_t end = std::min(text.size(), begin + caption_letters);
    if (end < text.size())
      if (const std::size_t space = text.rfind(' ', end); space != std::string::npos && space > begin) end = space;
    const bool cut = n + 1 == caption_lines && end < text.size();
    out += words(a.at_x + 14, a.at_y + panel_height - 18 + 12 * static_cast<double>(n), "start", text.substr(begin, end - begin) + (cut ? " ..." : ""), " class=\"source\"");
    begin = end + 1;
  }
  return out;
}

std::string panel_svg(const CurvePanel& panel, double at_x, double at_y) {
  const Axes a = axes_of(panel, at_x, at_y);
  std::string out = words(at_x + left, at_y + 18, "start", panel.title, " class=\"title\"") + frame(a);
  if (panel.band_high > 0 && !panel.curves.empty()) {
    std::vector<std::pair<double, double>> back(panel.curves[0].points.rbegin(), panel.curves[0].points.rend());
    out += "<path d=\"" + line_to(a, panel.curves[0].points, panel.band_low, true) + line_to(a, back, panel.band_high, false) +
           "Z\" fill=\"#1f5a93\" fill-opacity=\"0.13\" stroke=\"none\"/>\n";
  }
  double legend = at_y + top + 14;
  for (std::size_t n = 0; n < panel.curves.size(); ++n) {
    const PlottedCurve& c = panel.curves[n];
    const std::string colour = colours[n % std::size(colours)], dash = c.dashed ? " stroke-dasharray=\"5 3\"" : "";
    out += "<path d=\"" + line_to(a, c.points, 1, true) + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"1.6\"" + dash + "/>\n";
    if (c.name.empty()) continue;
    const double end = a.x(a.x1) - 8;
    out += "<path d=\"M" + px(end - 22) + " " + px(legend - 4) + "h22\" stroke=\"" + colour + "\" stroke-width=\"1.6\"" + dash + "/>" + words(end - 28, legend, "end", c.name);
    legend += 14;
  }
  out += words(0.5 * (a.x(a.x0) + a.x(a.x1)), at_y + panel_height - bottom + 31, "middle", panel.x_label);
  const std::string turned = " transform=\"rotate(-90 " + px(at_x + 14) + " " + px(at_y + 0.5 * (panel_height - bottom + top)) + ")\"";
  out += words(at_x + 14, at_y + 0.5 * (panel_height - bottom + top), "middle", panel.y_label, turned.c_str());
  return out + caption(a, panel.caption);
}

}  // namespace

std::string curve_sheet(const std::string& heading, const std::vector<CurvePanel>& panels) {
  const double rows = std::ceil(0.5 * static_cast<double>(panels.size())), width = 2 * panel_width + 20, height = heading_height + rows * (panel_height + 14) + 10;
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + px(width) + "\" height=\"" + px(height) + "\" viewBox=\"0 0 " + px(width) + " " + px(height) +
                    "\" font-family=\"sans-serif\" font-size=\"11\">\n<style>.title{font-weight:bold;font-size:12px}.source{fill:#555;font-size:9.5px}</style>\n"
                    "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n" +
                    words(14, 25, "start", heading, " font-size=\"16\" font-weight=\"bold\"");
  for (std::size_t n = 0; n < panels.size(); ++n)
    out += panel_svg(panels[n], static_cast<double>(n % 2) * (panel_width + 10), heading_height + static_cast<double>(n / 2) * (panel_height + 14));
  return out + "</svg>\n";
}

}  // namespace sprue
