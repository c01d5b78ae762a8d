#include "engine/app/design_picture.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/app/html.h"
#include "engine/app/mark_layout.h"
#include "meshing/box.h"

namespace sprue {

namespace {

constexpr Rgb metal_colour{0.745, 0.757, 0.784};
constexpr double detail = 0.01e-3;  // m: finer steps of an outline do not show

std::string coordinate(Vec2 p) {
  char text[48];
  std::snprintf(text, sizeof text, "%.3f %.3f", p.x * 1e3, -p.y * 1e3);
  return text;
}

std::string path_of(const PlanarMap& map, const PlanarFace& face) {
  std::string d;
  for (const auto& loop : face.loops) {
    Vec2 last{1e9, 1e9};
    char command = 'M';
    for (std::uint32_t v : loop) {
      const Vec2 p = map.vertices[v];
      if (norm(p - last) < detail) continue;
      d += command + coordinate(p);
      command = 'L';
      last = p;
    }
    if (command == 'L') d += "Z";
  }
  return d;
}

Rgb enamel_of(const Design& design, std::size_t face) {
  const std::int32_t e = design.element[face];
  if (e < 0 || static_cast<std::size_t>(e) >= design.elements.size()) return {0.5, 0.5, 0.5};
  return parse_hex(design.elements[static_cast<std::size_t>(e)].colour, {0.5, 0.5, 0.5});
}

struct MarkColours {
  const char *line, *fill;
};
MarkColours colours_of(Severity s) {
  if (s == Severity::reject) return {"#b3261e", "#ffdad6"};
  if (s == Severity::warn) return {"#9a6700", "#fff0c2"};
  return {"#31688e", "#dcecf7"};
}

std::string millimetres(double metres) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", metres * 1e3);
  return text;
}

std::string dot_svg(const Mark& m, double radius) {
  return "<circle class=\"mark " + std::string(to_string(m.severity)) + "\" cx=\"" + millimetres(m.where.x) + "\" cy=\"" + millimetres(-m.where.y) + "\" r=\"" + millimetres(0.2 * radius) + "\" fill=\"" +
         colours_of(m.severity).line + "\"/>";
}

std::string place_svg(const Mark& m, Vec2 number_at, double radius) {
  const MarkColours colours = colours_of(m.severity);
  const auto circle = [&](Vec2 at, double r, const char* fill) {
    return "<circle cx=\"" + millimetres(at.x) + "\" cy=\"" + millimetres(-at.y) + "\" r=\"" + millimetres(r) + "\" fill=\"" + fill + "\" stroke=\"" + colours.line + "\" stroke-width=\"" +
           millimetres(0.13 * radius) + "\"/>";
  };
  const double font = radius * (m.number < 10 ? 1.3 : m.number < 100 ? 1.1 : 0.85);
  return "<g class=\"mark " + std::string(to_string(m.severity)) + "\"><path d=\"M" + coordinate(m.where) + "L" + coordinate(number_at) + "\" stroke=\"" + colours.line + "\" stroke-width=\"" +
         millimetres(0.13 * radius) + "\"/>" + circle(m.where, 0.2 * radius, colours.line) + circle(number_at, radius, colours.fill) + "<text x=\"" + millimetres(number_at.x) + "\" y=\"" +
         millimetres(-number_at.y + 0.36 * font) + "\" text-anchor=\"middle\" style=\"font:600 " + millimetres(font) + "px system-ui,sans-serif;fill:#1d1f23\">" +
         std::to_string(m.number) + "</text></g>";
}

/// Radius of numbers: readable on the whole drawing, smaller where there are many.
double number_radius(const Design& design, std::size_t count) {
  return 0.026 * std::max(design.width, design.height) * std::clamp(std::sqrt(30.0 / static_cast<double>(std::max<std::size_t>(count, 1))), 0.5, 1.0);
}

}  // namespace

std::string design_svg(const Design& design, const std::vector<Mark>& all, const std::string& alt, bool own_file) {
  constexpr std::size_t crowd = 60;  // marks from which those of severity info are dots
  std::vector<Mark> marks, dots;
  for (const Mark& m : all) (all.size() > crowd && m.severity == Severity::info ? dots : marks).push_back(m);
  const double radius = number_radius(design, marks.size());
  std::vector<Vec2> places;
  for (const Mark& m : marks) places.push_back(m.where);
  const auto numbers = number_places(places, {}, radius);
  const double rim = 0.04 * design.width + 0.3e-3;
  Box box;
  for (const double sign : {-1.0, 1.0}) box.add({sign * (0.5 * design.width + rim), sign * (0.5 * design.height + rim)});
  for (const Vec2 p : numbers) box.add(p - Vec2{1.2 * radius, 1.2 * radius}), box.add(p + Vec2{1.2 * radius, 1.2 * radius});
  std::string svg = "<svg class=\"design\" viewBox=\"" + millimetres(box.low.x) + " " + millimetres(-box.high.y) + " " + millimetres(box.width()) + " " + millimetres(box.height()) + "\"";
  if (own_file) svg += " xmlns=\"http://www.w3.org/2000/svg\" width=\"" + millimetres(box.width()) + "mm\" height=\"" + millimetres(box.height()) + "mm\"";
  svg += " role=\"img\" aria-label=\"" + escape(alt) + "\">";
  if (own_file) svg += "<rect x=\"" + millimetres(box.low.x) + "\" y=\"" + millimetres(-box.high.y) + "\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>";
  for (std::size_t f = 0; f < design.map.faces.size(); ++f) {
    const Role role = design.role[f];
    if (role != Role::metal && !is_recess(role)) continue;
    svg += "<path fill-rule=\"evenodd\" fill=\"" + hex(role == Role::metal ? metal_colour : enamel_of(design, f)) + "\" d=\"" + path_of(design.map, design.map.faces[f]) + "\"/>";
  }
  for (const Mark& m : dots) svg += dot_svg(m, radius);
  for (std::size_t n = marks.size(); n-- > 0;) svg += place_svg(marks[n], numbers[n], radius);
  return svg + "</svg>" + (own_file ? "\n" : "");
}

std::vector<Mark> marks_of(const std::vector<Finding>& findings, const std::string& pin) {
  std::vector<Mark> marks;
  for (std::size_t n = 0; n < findings.size(); ++n) {
    const Finding& f = findings[n];
    if (f.pin != pin) continue;
    if (f.cavity > 0 || !f.element.empty() || norm(f.where) > 0) marks.push_back({static_cast<int>(n) + 1, f.severity, {f.where.x, f.where.y}});
  }
  return marks;
}

DesignColours::DesignColours(const Design& design, int samples) {
  step_ = std::max(design.width, design.height) / samples;
  x_ = -design.width / 2;
  y_ = -design.height / 2;
  nx_ = static_cast<int>(design.width / step_) + 1;
  ny_ = static_cast<int>(design.height / step_) + 1;
  face_.assign(static_cast<std::size_t>(nx_) * static_cast<std::size_t>(ny_), -1);
  for (std::size_t f = 0; f < design.map.faces.size() && colours_.size() < 32000; ++f) {
    if (!is_recess(design.role[f])) continue;
    std::vector<std::vector<double>> crossings(static_cast<std::size_t>(ny_));  // even-odd scan lines
    for (const auto& loop : design.map.faces[f].loops)
      for (std::size_t n = 0; n < loop.size(); ++n) {
        const Vec2 a = design.map.vertices[loop[n]], b = design.map.vertices[loop[(n + 1) % loop.size()]];
        const double low = std::min(a.y, b.y), high = std::max(a.y, b.y);
        const int first = std::max(0, static_cast<int>(std::ceil((low - y_) / step_ - 0.5)));
        for (int j = first; j < ny_; ++j) {
          const double y = y_ + (j + 0.5) * step_;
          if (y >= high) break;
          if (y >= low)
            crossings[static_cast<std::size_t>(j)].push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
        }
      }
    for (std::size_t j = 0; j < crossings.size(); ++j) {
      auto& row = crossings[j];
      std::sort(row.begin(), row.end());
      for (std::size_t n = 0; n + 1 < row.size(); n += 2)
        for (int i = std::max(0, static_cast<int>(std::ceil((row[n] - x_) / step_ - 0.5)));
             i < nx_ && x_ + (i + 0.5) * step_ < row[n + 1]; ++i)
          face_[j * static_cast<std::size_t>(nx_) + static_cast<std::size_t>(i)] =
              static_cast<std::int16_t>(colours_.size());
    }
    colours_.push_back(enamel_of(design, f));
  }
}

Rgb DesignColours::at(Vec2 p, Rgb metal) const {
  const int i = static_cast<int>(std::floor((p.x - x_) / step_)),
            j = static_cast<int>(std::floor((p.y - y_) / step_));
  if (i < 0 || j < 0 || i >= nx_ || j >= ny_) return metal;
  const std::int16_t f =
      face_[static_cast<std::size_t>(j) * static_cast<std::size_t>(nx_) + static_cast<std::size_t>(i)];
  return f < 0 ? metal : colours_[static_cast<std::size_t>(f)];
}

}  // namespace sprue
