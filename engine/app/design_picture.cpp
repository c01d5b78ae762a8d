#include "engine/app/design_picture.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/app/html.h"

namespace sprue {

namespace {

constexpr Rgb metal_colour{0.745, 0.757, 0.784};
constexpr double detail = 0.01e-3;  // m: finer steps of an outline do not show

std::string coordinate(Vec2 p) {
  char text[48];
  std::snprintf(text, sizeof text, "%.2f %.2f", p.x * 1e3, -p.y * 1e3);
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

const char* mark_class(Severity s) {
  return s == Severity::reject ? "reject" : s == Severity::warn ? "warn" : "info";
}

std::string mark_svg(const Mark& m, double scale) {
  char text[256];
  const double x = m.where.x * 1e3, y = -m.where.y * 1e3;
  std::snprintf(text, sizeof text,
                "<g class=\"mark %s\"><circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\"/><text x=\"%.2f\" "
                "y=\"%.2f\" font-size=\"%.2f\">%d</text></g>",
                mark_class(m.severity), x, y, 0.9 * scale, x, y + 0.42 * scale, 1.15 * scale, m.number);
  return text;
}

}  // namespace

std::string design_svg(const Design& design, const std::vector<Mark>& marks, const std::string& alt) {
  const double w = design.width * 1e3, h = design.height * 1e3, rim = 0.04 * w + 0.3;
  char view[128];
  std::snprintf(view, sizeof view, "%.2f %.2f %.2f %.2f", -w / 2 - rim, -h / 2 - rim, w + 2 * rim,
                h + 2 * rim);
  std::string svg = "<svg class=\"design\" viewBox=\"" + std::string(view) + "\" role=\"img\" aria-label=\"" +
                    escape(alt) + "\">";
  for (std::size_t f = 0; f < design.map.faces.size(); ++f) {
    const Role role = design.role[f];
    if (role != Role::metal && !is_recess(role)) continue;
    svg += "<path fill-rule=\"evenodd\" fill=\"" +
           hex(role == Role::metal ? metal_colour : enamel_of(design, f)) + "\" d=\"" +
           path_of(design.map, design.map.faces[f]) + "\"/>";
  }
  for (auto m = marks.rbegin(); m != marks.rend(); ++m) svg += mark_svg(*m, w / 28);
  return svg + "</svg>";
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
