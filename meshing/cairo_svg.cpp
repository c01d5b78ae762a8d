#include "meshing/cairo_svg.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "meshing/curves.h"

namespace sprue {

namespace {

/// Numbers one after the other out of cairo's text: "12.5 -3,4".
class Numbers {
 public:
  explicit Numbers(const char* text) : at_(text), end_(text + std::strlen(text)) {}
  bool next(double& value) {
    while (at_ < end_ && (*at_ == ' ' || *at_ == ',')) ++at_;
    const auto result = std::from_chars(at_, end_, value);
    if (result.ec != std::errc()) return false;
    at_ = result.ptr;
    return true;
  }
  bool next(Vec2& p) { return next(p.x) && next(p.y); }
  char command() {
    while (at_ < end_ && (*at_ == ' ' || *at_ == ',')) ++at_;
    return at_ < end_ ? *at_++ : '\0';
  }

 private:
  const char *at_, *end_;
};

/// The part of a ring on one side of the line where coordinate `axis` is `limit` (Sutherland and Hodgman 1974): edges along that line may
/// lie on each other, which no fill rule minds.
std::vector<Vec2> cut(const std::vector<Vec2>& ring, double Vec2::*axis, double limit, bool keep_above) {
  std::vector<Vec2> kept;
  const auto inside = [&](Vec2 p) { return keep_above ? p.*axis >= limit : p.*axis <= limit; };
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Vec2 a = ring[i], b = ring[(i + 1) % ring.size()];
    if (inside(a)) kept.push_back(a);
    if (inside(a) == inside(b)) continue;
    const double t = (limit - a.*axis) / (b.*axis - a.*axis);
    Vec2 p = a + t * (b - a);
    p.*axis = limit;
    kept.push_back(p);
  }
  return kept;
}

}  // namespace

Matrix matrix_of(const char* text) {
  Matrix m;
  if (std::strncmp(text, "matrix(", 7) == 0) {
    Numbers n(text + 7);
    if (n.next(m.a) && n.next(m.b) && n.next(m.c) && n.next(m.d) && n.next(m.e) && n.next(m.f)) return m;
  }
  return Matrix();
}

std::vector<Polyline> polylines(const char* data, double tolerance) {
  std::vector<Polyline> lines;
  Numbers n(data);
  Vec2 p, q, r;
  for (char c = n.command(); c != '\0'; c = n.command()) {
    if (c == 'M' && n.next(p)) {
      lines.push_back({{p}, false});
    } else if (lines.empty()) {
      break;
    } else if (c == 'L' && n.next(p)) {
      lines.back().points.push_back(p);
    } else if (c == 'C' && n.next(p) && n.next(q) && n.next(r)) {
      flatten_cubic(lines.back().points.back(), p, q, r, tolerance, lines.back().points);
    } else if (c == 'Z') {
      lines.back().closed = true;
    }
  }
  for (Polyline& line : lines) {
    auto& points = line.points;
    points.erase(std::unique(points.begin(), points.end()), points.end());
    if (line.closed && points.size() > 1 && points.front() == points.back()) points.pop_back();
  }
  // cairo repeats the starting point after each Z as a move of its own
  std::erase_if(lines, [](const Polyline& line) { return !line.closed && line.points.size() < 2; });
  return lines;
}

std::map<std::string, std::string> style_of(const pugi::xml_node& node) {
  std::map<std::string, std::string> style;
  std::string text = node.attribute("style").value();
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(';', at), text.size()), colon = text.find(':', at);
    if (colon < end) {
      const auto name = text.find_first_not_of(' ', at);
      style[text.substr(name, colon - name)] = text.substr(colon + 1, end - colon - 1);
    }
    at = end + 1;
  }
  return style;
}

double number_of(const std::map<std::string, std::string>& style, const char* name, double otherwise) {
  const auto entry = style.find(name);
  double value = otherwise;
  if (entry != style.end() && !Numbers(entry->second.c_str()).next(value)) value = otherwise;
  return value;
}

int rgb_of(const std::string& text) {
  if (text.rfind("rgb(", 0) != 0) return -1;
  int rgb = 0;
  const char* at = text.c_str() + 4;
  for (int k = 0; k < 3; ++k) {
    double percent = 0;
    const auto result = std::from_chars(at, text.c_str() + text.size(), percent);
    if (result.ec != std::errc()) return -1;
    rgb = rgb * 256 + static_cast<int>(std::lround(std::clamp(percent, 0.0, 100.0) * 2.55));
    at = std::strpbrk(result.ptr, "0123456789,)");
    while (at && (*at == ',' || *at == '%')) ++at;
    if (!at) return -1;
  }
  return rgb;
}

std::string reference_in(const std::string& text) {
  const auto from = text.find("url(#");
  return from == std::string::npos ? "" : text.substr(from + 5, text.find(')', from) - from - 5);
}

std::vector<double> numbers_of(const char* text) {
  std::vector<double> values;
  Numbers n(text);
  for (double value; n.next(value);) values.push_back(value);
  return values;
}

bool too_far(Vec2 p) { return !(p.x >= -page_reach && p.x <= page_units + page_reach && p.y >= -page_reach && p.y <= page_units + page_reach); }

std::vector<Vec2> near_page(std::vector<Vec2> ring) {
  if (std::none_of(ring.begin(), ring.end(), too_far)) return ring;
  std::erase_if(ring, [](Vec2 p) { return !(std::isfinite(p.x) && std::isfinite(p.y)); });
  for (const auto axis : {&Vec2::x, &Vec2::y}) ring = cut(cut(ring, axis, -page_reach, true), axis, page_units + page_reach, false);
  return ring;
}

}  // namespace sprue
