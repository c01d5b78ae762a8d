#include "engine/app/figure.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/app/html.h"

namespace sprue {

namespace {

constexpr double figure_width = 420, margin_left = 36, margin_bottom = 24, bar_height = 34, tallest = 400, room_for_number = 64;

std::string px(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", v);
  return text;
}

std::string text_at(double x, double y, const char* anchor, const std::string& text) {
  return "<text x=\"" + px(x) + "\" y=\"" + px(y) + "\" text-anchor=\"" + anchor + "\">" + escape(text) +
         "</text>";
}

std::string line(double x0, double y0, double x1, double y1) {
  return "<path d=\"M" + px(x0) + " " + px(y0) + "L" + px(x1) + " " + px(y1) + "\"/>";
}

Picture paint(const FieldMap& map, const Scale& scale, const MapStyle& figure) {
  Picture out(map.nx, map.ny);
  const double span = scale.high > scale.low ? scale.high - scale.low : 1;
  for (int y = 0; y < map.ny; ++y)
    for (int x = 0; x < map.nx; ++x) {
      const std::size_t i = static_cast<std::size_t>(map.ny - 1 - y) * static_cast<std::size_t>(map.nx) +
                            static_cast<std::size_t>(x);
      const bool below = figure.under && std::isfinite(figure.under->value[i]);
      const Rgb grey{0.62, 0.63, 0.66};
      const double ground = below ? std::clamp(double(figure.under->value[i]), 0.0, 1.0) * 0.55 : 0;
      if (!std::isfinite(map.value[i])) {
        if (below) out.set(x, y, grey, ground);
        continue;
      }
      const Rgb c = colour_of(scale.map, (double(map.value[i]) - scale.low) / span);
      const double a = figure.opacity ? std::clamp(double(figure.opacity->value[i]), 0.0, 1.0) : 1;
      const double whole = a + (1 - a) * ground;
      const auto mix = [&](double top, double low) {
        return whole > 0 ? (a * top + (1 - a) * ground * low) / whole : 0;
      };
      out.set(x, y, {mix(c.r, grey.r), mix(c.g, grey.g), mix(c.b, grey.b)}, whole);
    }
  return out;
}

std::string bar_parts(const Scale& scale, double x, double y, double width) {
  std::string out;
  constexpr int steps = 36;
  for (int n = 0; n < steps; ++n)
    out += "<rect class=\"cell\" x=\"" + px(x + n * width / steps) + "\" y=\"" + px(y) + "\" width=\"" +
           px(width / steps + 0.5) + "\" height=\"9\" fill=\"" +
           hex(colour_of(scale.map, (n + 0.5) / steps)) + "\"/>";
  const int parts = std::clamp(static_cast<int>(width / room_for_number), 1, 4);
  for (int n = 0; n <= parts; ++n) {
    const double v = scale.low + (scale.high - scale.low) * n / parts;
    const char* anchor = n == 0 ? "start" : n == parts ? "end" : "middle";
    out += text_at(x + width * n / parts, y + 21, anchor, number(v) + (n == parts ? " " + scale.unit : ""));
  }
  return out;
}

std::string axes(const FieldMap& map, double left, double top, double width, double height, bool labels) {
  const double wide = map.nx * map.step * 1e3, high = map.ny * map.step * 1e3;  // mm
  std::string lines = "<g class=\"axis\"><rect x=\"" + px(left) + "\" y=\"" + px(top) + "\" width=\"" +
                      px(width) + "\" height=\"" + px(height) + "\"/>";
  std::string words;
  const auto ticks = [&](double low, double length, double pixels, bool across) {
    const double step = tick_step(length, std::max(2, static_cast<int>(pixels / 60)));
    for (double v = std::ceil(low / step) * step; v <= low + length + 1e-9; v += step) {
      const double at = (v - low) / length * pixels;
      if (across) {
        lines += line(left + at, top + height, left + at, top + height + 4);
        words += text_at(left + at, top + height + 15, "middle", number(std::fabs(v) < 1e-9 ? 0 : v, 4));
      } else {
        lines += line(left - 4, top + height - at, left, top + height - at);
        words += text_at(left - 6, top + height - at + 4, "end", number(std::fabs(v) < 1e-9 ? 0 : v, 4));
      }
    }
  };
  ticks(map.x * 1e3, wide, width, true);
  ticks(map.y * 1e3, high, height, false);
  return lines + "</g>" + (labels ? words : "");
}

}  // namespace

double tick_step(double length, int count) {
  const double raw = length / std::max(1, count), power = std::pow(10, std::floor(std::log10(raw)));
  for (double m : {1.0, 2.0, 5.0})
    if (m * power >= raw) return m * power;
  return 10 * power;
}

Scale scale_of(const FieldMap& map, ColourMap colours, std::string unit) {
  if (map.empty()) return {colours, 0, 1, std::move(unit)};
  const double low = map.low(), high = map.high();
  return {colours, low, high > low ? high : low + std::max(1e-6, 1e-3 * std::fabs(low)), std::move(unit)};
}

std::string map_svg(const FieldMap& map, const Scale& scale, const MapStyle& figure, const std::string& alt) {
  if (map.nx == 0 || map.ny == 0) return "";
  double left = figure.small ? 3 : margin_left;
  const double low = figure.small ? 3 : margin_bottom;
  double width = figure_width - left - 8, height = width * map.ny * figure.stretch / map.nx;
  if (height > tallest) {
    left += 0.5 * width * (1 - tallest / height);
    width *= tallest / height;
    height = tallest;
  }
  const double top = 5, total = top + height + low + (figure.bar ? bar_height : 0);
  std::string svg = "<svg viewBox=\"0 0 " + px(figure_width) + " " + px(total) +
                    "\" role=\"img\" aria-label=\"" + escape(alt) + "\">";
  svg += "<image x=\"" + px(left) + "\" y=\"" + px(top) + "\" width=\"" + px(width) + "\" height=\"" +
         px(height) + "\" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"" +
         png_data_uri(paint(map, scale, figure)) + "\"/>";
  if (!figure.small) svg += axes(map, left, top, width, height, true);
  if (figure.bar) svg += bar_parts(scale, left, top + height + low + 4, width);
  return svg + "</svg>";
}

std::string figure_html(const Figure& f) {
  if (f.svg.empty() && f.picture.rgba.empty()) return "";
  std::string out = "<figure class=\"fig\">";
  if (!f.title.empty()) out += "<h4>" + escape(f.title) + "</h4>";
  out += !f.svg.empty() ? f.svg
                        : "<img src=\"" + png_data_uri(f.picture) + "\" width=\"" + std::to_string(f.picture.width) + "\" height=\"" + std::to_string(f.picture.height) + "\" alt=\"" +
                              escape(f.alt) + "\">";
  if (!f.caption.empty()) out += "<figcaption>" + escape(f.caption) + "</figcaption>";
  return out + "</figure>\n";
}

std::string figures_html(const std::vector<Figure>& figures) {
  std::string out;
  for (const Figure& f : figures) out += figure_html(f);
  return out;
}

std::string bar_svg(const Scale& scale, double width) {
  return "<svg class=\"bar\" viewBox=\"0 0 " + px(width + 16) + " 26\" role=\"img\" aria-label=\"" +
         escape("colour bar from " + number(scale.low) + " to " + number(scale.high) + " " + scale.unit) +
         "\">" + bar_parts(scale, 8, 1, width) + "</svg>";
}

}  // namespace sprue
