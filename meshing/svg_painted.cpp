#include "meshing/svg_painted.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <pugixml.hpp>
#include <set>

#include "engine/core/error.h"
#include "meshing/cairo_svg.h"
#include "meshing/polygon.h"
#include "meshing/svg_document.h"

namespace sprue {

namespace {

constexpr double page_lattice = 1.0 / 65536;  // of a page unit, for strokes and clips

/// The recorded page read back in painter's order.
class Reader {
 public:
  Reader(const std::vector<SvgMarker>& markers, double tolerance, const std::filesystem::path& file, DrawingNotes& notes)
      : markers_(markers), tolerance_(tolerance), file_(file), notes_(notes) {}

  void index(const pugi::xml_node& node) {
    for (const auto& child : node.children()) {
      if (const auto id = child.attribute("id")) by_id_.emplace(id.value(), child);
      index(child);
    }
  }

  struct Around {
    Matrix matrix;
    double opacity = 1;
    const Rings* clip = nullptr;
  };

  void read(const pugi::xml_node& node, const Around& around, int depth = 0) {
    if (depth > 100) return;
    for (const auto& child : node.children()) {
      const char* tag = child.name();
      if (!std::strcmp(tag, "g")) {
        group(child, around, depth);
      } else if (!std::strcmp(tag, "use")) {
        use(child, around, depth);
      } else if (!std::strcmp(tag, "path") || !std::strcmp(tag, "rect")) {
        path(child, around);
      } else if (!std::strcmp(tag, "image")) {
        notes_.dropped.push_back({name(), "it could only be drawn as a picture, which has no outlines"});
      }
    }
  }

  void tell() {
    for (const auto& one : painted) met_.erase(one.element);
    for (const auto& one : notes_.dropped) met_.erase(one.element);
    for (const auto& id : met_) notes_.dropped.push_back({id, "it paints nothing on the page: it has no area, no paint or lies beside it"});
    if (open_.empty()) return;
    std::string names;
    std::size_t count = 0;
    for (const auto& id : open_)
      if (++count <= 8) names += (names.empty() ? "\"" : ", \"") + id + "\"";
    if (count > 8) names += " and " + std::to_string(count - 8) + " more";
    notes_.guesses.push_back("Paths left open are filled as if closed by a straight line: " + names + ".");
  }

  std::vector<PaintedShape> painted;
  std::size_t vertices = 0;

 private:
  Around transformed(const pugi::xml_node& node, Around around) const {
    around.matrix = around.matrix * matrix_of(node.attribute("transform").value());
    return around;
  }

  void group(const pugi::xml_node& node, const Around& outer, int depth) {
    Around around = transformed(node, outer);
    Rings clip;
    const auto entry = by_id_.find(reference_in(node.attribute("clip-path").value()));
    if (entry != by_id_.end()) {
      const bool evenodd = !std::strcmp(node.attribute("clip-rule").value(), "evenodd");
      for (const auto& child : entry->second.children()) {
        const auto rings = outline(child, around.matrix);
        clip.insert(clip.end(), rings.begin(), rings.end());
      }
      clip = unite(clip, evenodd ? FillRule::evenodd : FillRule::nonzero, page_lattice);
      if (around.clip) clip = intersect(clip, *around.clip, page_lattice);
      around.clip = &clip;
    }
    read(node, around, depth + 1);
  }

  void use(const pugi::xml_node& node, const Around& outer, int depth) {
    Around around = transformed(node, outer);
    around.matrix =
        around.matrix * Matrix{1, 0, 0, 1, node.attribute("x").as_double(), node.attribute("y").as_double()};
    const auto mask = by_id_.find(reference_in(node.attribute("mask").value()));
    if (mask != by_id_.end()) {
      const auto rect =
          mask->second.find_node([](const pugi::xml_node& n) { return !std::strcmp(n.name(), "rect"); });
      around.opacity *= number_of(style_of(rect), "fill-opacity", 1);
    }
    const auto target = by_id_.find(std::string(node.attribute("xlink:href").value()).erase(0, 1));
    if (target == by_id_.end()) return;
    if (std::strcmp(target->second.name(), "g") == 0) {
      group(target->second, around, depth + 1);
    } else {
      read(target->second, around, depth + 1);
    }
  }

  std::vector<Polyline> lines(const pugi::xml_node& node, double tolerance) const {
    if (!std::strcmp(node.name(), "rect")) {
      const double x = node.attribute("x").as_double(), y = node.attribute("y").as_double();
      const double w = node.attribute("width").as_double(), h = node.attribute("height").as_double();
      return {{{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}, true}};
    }
    return polylines(node.attribute("d").value(), tolerance);
  }

  Rings outline(const pugi::xml_node& node, const Matrix& around) const {
    const Matrix m = around * matrix_of(node.attribute("transform").value());
    Rings rings;
    for (auto& line : lines(node, tolerance_ / std::max(1e-9, m.scale()))) {
      if (line.points.size() < 3) continue;
      for (Vec2& p : line.points) p = m(p);
      rings.push_back(near_page(std::move(line.points)));
    }
    std::erase_if(rings, [](const auto& ring) { return ring.size() < 3; });
    return rings;
  }

  void path(const pugi::xml_node& node, const Around& around) {
    const auto style = style_of(node);
    const auto value = [&](const char* name) {
      const auto entry = style.find(name);
      return entry == style.end() ? std::string("none") : entry->second;
    };
    if (const auto fill = value("fill"); fill != "none") {
      const double opacity = number_of(style, "fill-opacity", 1);
      if (std::abs(opacity - marker_opacity) < 1e-4) {
        if (const int number = rgb_of(fill); number >= 0) pass(static_cast<std::size_t>(number), outline(node, around.matrix));
        return;
      }
      look_for_open_lines(node);
      const auto rule = value("fill-rule") == "evenodd" ? FillRule::evenodd : FillRule::nonzero;
      add(around, fill, opacity, false, {outline(node, around.matrix), rule});
    }
    if (const auto paint = value("stroke"); paint != "none") {
      add(around, paint, number_of(style, "stroke-opacity", 1), true,
          {stroke(node, style, around.matrix), FillRule::nonzero});
    }
  }

  /// A fill closes what the drawing leaves open.
  void look_for_open_lines(const pugi::xml_node& node) {
    if (std::strcmp(node.name(), "path") != 0) return;
    for (const auto& line : polylines(node.attribute("d").value(), HUGE_VAL))
      if (!line.closed && line.points.size() > 2 && line.points.front() != line.points.back()) open_.insert(name());
  }

  /// A marker: what follows belongs to its element.
  void pass(std::size_t number, const Rings& marked) {
    if (number >= markers_.size()) return;
    const SvgMarker& marker = markers_[number];
    text_up_ = {};
    if (marker.text_frame) {
      const Vec2 up = marked.empty() || marked[0].size() != 4 ? Vec2{} : marked[0][0] - marked[0][3];
      if (norm(up) > 0) text_up_ = (1 / norm(up)) * up;
      return;
    }
    if (marker.ends_use < 0) current_ = number;
    if (marker.ends_use < 0 && !marker.is_use) met_.insert(marker.id);
    if (marker.is_use) uses_.push_back(number);
    const auto begun = std::find(uses_.rbegin(), uses_.rend(), static_cast<std::size_t>(marker.ends_use));
    if (marker.ends_use >= 0 && begun != uses_.rend()) uses_.erase(begun.base() - 1, uses_.end());
  }

  /// Of the current element: its own groups, then those of each <use> that brought it here.
  std::vector<std::string> layers() const {
    if (current_ >= markers_.size()) return {};
    std::vector<std::string> all = markers_[current_].layers;
    for (auto use = uses_.rbegin(); use != uses_.rend(); ++use) {
      if (*use == current_) continue;
      const auto& more = markers_[*use].layers;
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  }

  /// Widened in the path's own frame (a skewed or unevenly scaled pen is no circle on the page), then brought
  /// to the page.
  Rings stroke(const pugi::xml_node& node, const std::map<std::string, std::string>& style,
               const Matrix& around) const {
    const Matrix m = around * matrix_of(node.attribute("transform").value());
    if (!(m.scale() > 0)) return {};
    Pen pen;
    pen.width = number_of(style, "stroke-width", 1);
    pen.miter_limit = number_of(style, "stroke-miterlimit", 4);
    const auto is = [&](const char* name, const char* text) {
      const auto entry = style.find(name);
      return entry != style.end() && entry->second == text;
    };
    pen.join = is("stroke-linejoin", "round")   ? Join::round
               : is("stroke-linejoin", "bevel") ? Join::bevel
                                                : Join::miter;
    pen.cap = is("stroke-linecap", "round")    ? Cap::round
              : is("stroke-linecap", "square") ? Cap::square
                                               : Cap::butt;
    if (const auto entry = style.find("stroke-dasharray"); entry != style.end()) {
      pen.dashes = numbers_of(entry->second.c_str());
      if (pen.dashes.size() % 2 == 1)
        pen.dashes.insert(pen.dashes.end(), pen.dashes.begin(), pen.dashes.end());
    }
    pen.dash_offset = number_of(style, "stroke-dashoffset", 0);
    if (!(pen.width > 0)) return {};
    const double tolerance = tolerance_ / m.scale();
    const std::vector<Polyline> drawn = lines(node, tolerance);
    refuse_far_lines(drawn, pen, m);
    Rings rings = widen(drawn, pen, tolerance, page_lattice / m.scale());
    for (auto& ring : rings) {
      for (Vec2& p : ring) p = m(p);
    }
    return rings;
  }

  void refuse_far_lines(const std::vector<Polyline>& drawn, const Pen& pen, const Matrix& m) const {
    const auto refuse = [&](const std::string& what, double value) {
      char text[60];
      std::snprintf(text, sizeof text, "%.4g times the page", value / page_units);
      throw InputError(what, file_.string() + ", element \"" + name() + "\"", text, "draw it within two pages of the page");
    };
    if (!(pen.width * m.scale() <= page_reach)) refuse("a line is too wide", pen.width * m.scale());
    for (const auto& line : drawn)
      for (const Vec2 p : line.points)
        if (const Vec2 q = m(p); too_far(q)) refuse("a line reaches too far beyond the page", std::max(std::abs(q.x), std::abs(q.y)));
  }

  /// The paint's own colour, or a gradient's first stop; empty if it cannot be metal or enamel.
  std::string colour_of(const std::string& paint, double& opacity) {
    int rgb = rgb_of(paint);
    std::string id = reference_in(paint);
    for (int links = 0; rgb < 0 && links < 5 && by_id_.contains(id); ++links) {
      const auto gradient = by_id_.at(id);
      if (const auto stop = gradient.child("stop")) {
        const auto style = style_of(stop);
        if (style.contains("stop-color")) rgb = rgb_of(style.at("stop-color"));
        opacity = number_of(style, "stop-opacity", 1);
        if (gradients_.insert(name()).second) {
          notes_.guesses.push_back("Element \"" + name() +
                                   "\" has a gradient: its first colour is taken for all of it.");
        }
      }
      id = std::string(gradient.attribute("xlink:href").value()).erase(0, 1);
    }
    if (rgb < 0) return "";
    char text[16];
    std::snprintf(text, sizeof text, "#%06x", static_cast<unsigned>(rgb) & 0xffffffu);
    return text;
  }

  std::string name() const { return current_ < markers_.size() ? markers_[current_].id : "drawing"; }

  void add(const Around& around, const std::string& paint, double opacity, bool stroke, PlanarShape shape) {
    const std::string colour = colour_of(paint, opacity);
    opacity *= around.opacity;
    if (colour.empty() || opacity < 0.5) {
      if (opacity > 0.02)
        notes_.dropped.push_back(
            {name(), "less than half opaque (or painted with a pattern): neither metal nor enamel"});
      return;
    }
    if (opacity < 0.99 && translucent_.insert(name()).second) {
      notes_.guesses.push_back("Element \"" + name() + "\" is translucent: it is taken as opaque.");
    }
    if (around.clip && !within(shape.rings, *around.clip))
      shape = {intersect(unite(shape.rings, shape.rule, page_lattice), *around.clip, page_lattice),
               FillRule::nonzero};
    if (shape.rings.empty()) return;
    for (const auto& ring : shape.rings) vertices += ring.size();
    painted.push_back({name(), colour, layers(), stroke, std::move(shape), text_up_});
  }

  /// Whether an upright rectangle as clip leaves all of the rings (most shapes lie within the page).
  static bool within(const Rings& rings, const Rings& clip) {
    if (clip.size() != 1 || clip[0].size() != 4) return false;
    const auto [left, right] = std::minmax({clip[0][0].x, clip[0][1].x, clip[0][2].x, clip[0][3].x});
    const auto [low, high] = std::minmax({clip[0][0].y, clip[0][1].y, clip[0][2].y, clip[0][3].y});
    for (const Vec2 p : clip[0]) {
      if ((p.x != left && p.x != right) || (p.y != low && p.y != high)) return false;
    }
    for (const auto& ring : rings) {
      for (const Vec2 p : ring) {
        if (p.x < left || p.x > right || p.y < low || p.y > high) return false;
      }
    }
    return true;
  }

  const std::vector<SvgMarker>& markers_;
  std::map<std::string, pugi::xml_node> by_id_;
  const double tolerance_;
  const std::filesystem::path& file_;
  DrawingNotes& notes_;
  std::size_t current_ = ~std::size_t{0};
  Vec2 text_up_;
  std::vector<std::size_t> uses_;  // markers of the <use> elements whose content is being painted
  std::set<std::string> gradients_, translucent_, open_;
  std::set<std::string> met_;  // elements whose marker was painted, but <use>
};

}  // namespace

std::vector<PaintedShape> painted_shapes(const SvgRendering& rendering, const std::vector<SvgMarker>& markers,
                                         double tolerance, const std::filesystem::path& file, DrawingNotes& notes) {
  SPRUE_ASSERT(tolerance > 0);
  pugi::xml_document document;
  SPRUE_ASSERT(document.load_buffer(rendering.text.data(), rendering.text.size()));
  Reader reader(markers, tolerance, file, notes);
  reader.index(document);
  // The surface does not write the clip by the page itself.
  const auto root = document.document_element();
  const double k = rendering.magnify;
  const double w = k * root.attribute("width").as_double(), h = k * root.attribute("height").as_double();
  const Rings page_edge = {{{0, 0}, {w, 0}, {w, h}, {0, h}}};
  reader.read(root, {{k, 0, 0, k, 0, 0}, 1, &page_edge});
  reader.tell();
  return std::move(reader.painted);
}

}  // namespace sprue
