// Design rules. A raster of local widths finds the places, the exact inscribed circle there decides: it
// touches the border at its nearest point and grows away from it until it touches the border again.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "meshing/design_findings.h"
#include "meshing/face_raster.h"
#include "meshing/part.h"
#include "meshing/regions.h"

namespace sprue {

namespace {

/// Inspection limits of pin makers (two independent ones for the lines and walls; single sources or handbook
/// values else).
struct Rule {
  const char* kind;
  double reject, warn;  ///< m, below
  const char *what, *cause, *advice, *confidence;
};
constexpr Rule thin_line = {"thin-line",
                            0.20e-3,
                            0.25e-3,
                            "raised metal line",
                            "A raised line this narrow fills badly and does not survive polishing.",
                            "Widen it to at least 0.30 mm, or leave it out.",
                            "medium: limits of three pin makers"};
constexpr Rule thin_wall = {"thin-wall",
                            0.25e-3,
                            0.30e-3,
                            "wall between two colours",
                            "A wall this narrow lets one enamel run into the other.",
                            "Widen it to at least 0.50 mm.",
                            "medium: limit of one pin maker"};
constexpr Rule narrow_recess = {"narrow-recess",
                                0.25e-3,
                                0.50e-3,
                                "recess",
                                "The mould's web that forms it is too slender, and enamel hardly enters.",
                                "Widen it to at least 0.60 mm, or make it metal.",
                                "medium: limits of two pin makers"};
constexpr Rule thin_plate = {"plate-thickness",
                             0.7e-3,
                             1.2e-3,
                             "plate",
                             "A plate this thin freezes before it fills, and bends.",
                             "Make it 1.2 mm to 2 mm thick.",
                             "medium: limits of two pin makers"};
constexpr Rule thin_floor = {"floor-thickness",
                             0.5e-3,
                             0.7e-3,
                             "floor under the recesses",
                             "Metal this thin below a recess misruns and shows the recess on the back.",
                             "Make the plate thicker or the recess shallower: 0.8 mm or more.",
                             "low: handbook value"};

constexpr Rule shallow_recess = {"shallow-recess",
                                 0.25e-3,
                                 0.35e-3,
                                 "depth of recesses for soft enamel",
                                 "Enamel this thin chips off its floor and looks pale.",
                                 "Make part.recess_depth 0.4 mm to 0.6 mm.",
                                 "low: handbook value"};
constexpr Rule shallow_hard_recess = {"shallow-recess",
                                      0.35e-3,
                                      0.45e-3,
                                      "depth of recesses for hard enamel",
                                      "Grinding takes 0.05 to 0.15 mm of it; what is left chips off and looks pale.",
                                      "Make part.hard_enamel_depth 0.5 mm to 0.7 mm.",
                                      "low: handbook value"};

void report(const Rule& rule, double value, Vec3 where, double extent, const std::string& element, int places,
            std::vector<Finding>& findings) {
  Finding f;
  f.kind = rule.kind;
  f.severity = value < rule.reject ? Severity::reject : Severity::warn;
  f.where = where;
  f.element = element;
  f.size = extent;
  f.value = value * 1e3;
  f.limit = (value < rule.reject ? rule.reject : rule.warn) * 1e3;
  f.unit = "mm";
  f.evidence = "The " + std::string(rule.what) + (element.empty() ? "" : " of \"" + element + "\"") +
               " measures " + millimetres(value) +
               (places > 1 ? " at its narrowest of " + std::to_string(places) + " places." : ".");
  f.cause = rule.cause;
  f.advice = rule.advice;
  f.confidence = rule.confidence;
  findings.push_back(std::move(f));
}

struct Segment {
  Vec2 a, b;
};

struct Nearest {
  double distance = std::numeric_limits<double>::infinity();
  Vec2 at;
};

Nearest nearest(const std::vector<Segment>& border, Vec2 p) {
  Nearest best;
  for (const Segment& s : border) {
    const Vec2 along = s.b - s.a;
    const Vec2 q = s.a + std::clamp(dot(p - s.a, along) / dot(along, along), 0.0, 1.0) * along;
    const double d = norm(p - q);
    if (d < best.distance) best = {d, q};
  }
  return best;
}

/// The largest circle inside that touches the border where p is nearest to it.
struct Circle {
  Vec2 touch, centre;
  double radius = 0;
};

Circle inscribed(const std::vector<Segment>& border, Vec2 p, double at_most) {
  const Nearest start = nearest(border, p);
  if (!(start.distance > 0)) return {p, p, 0};
  const Vec2 normal = (1 / start.distance) * (p - start.at);
  double inside = start.distance, outside = std::max(at_most, 2 * start.distance);
  for (int i = 0; i < 30; ++i) {
    const double r = 0.5 * (inside + outside);
    (nearest(border, start.at + r * normal).distance > r * (1 - 1e-6) ? inside : outside) = r;
  }
  return {start.at, start.at + inside * normal, inside};
}

/// A connected region of samples narrower than a limit.
struct Narrow {
  std::vector<Vec2> middle;  ///< samples of the median width (one circle's, mostly)
  double extent = 0;         ///< m, diagonal of its box
};

std::vector<Narrow> narrow_regions(const WidthMap& map, double limit) {
  std::vector<char> seen(map.width.size(), 0);
  std::vector<Narrow> out;
  std::vector<std::size_t> region;
  const auto nx = static_cast<std::size_t>(map.nx);
  for (std::size_t first = 0; first < seen.size(); ++first) {
    const auto narrow = [&](std::size_t s) {
      return !seen[s] && map.width[s] > 0 && static_cast<double>(map.width[s]) < limit;
    };
    if (!narrow(first)) continue;
    region = {first};
    seen[first] = 1;
    std::size_t low_i = nx, high_i = 0, low_j = seen.size(), high_j = 0;
    for (std::size_t k = 0; k < region.size(); ++k) {
      const std::size_t i = region[k] % nx, j = region[k] / nx;  // the margin of the raster is never narrow
      low_i = std::min(low_i, i), high_i = std::max(high_i, i);
      low_j = std::min(low_j, j), high_j = std::max(high_j, j);
      for (const std::size_t s : {region[k] - nx - 1, region[k] - nx, region[k] - nx + 1, region[k] - 1,
                                  region[k] + 1, region[k] + nx - 1, region[k] + nx, region[k] + nx + 1}) {
        if (!narrow(s)) continue;
        seen[s] = 1;
        region.push_back(s);
      }
    }
    const double extent = map.step * std::hypot(high_i - low_i, high_j - low_j);
    const auto median = region.begin() + static_cast<std::ptrdiff_t>(region.size() / 2);
    std::nth_element(region.begin(), median, region.end(), [&](std::size_t l, std::size_t r) {
      return std::pair(map.width[l], l) < std::pair(map.width[r], r);
    });
    Narrow& narrow_region = out.emplace_back();
    narrow_region.extent = extent;
    const float width = map.width[*median];
    std::erase_if(region, [&](std::size_t s) { return map.width[s] != width; });
    std::sort(region.begin(), region.end());
    for (std::size_t k = 0; k < region.size(); k += 1 + region.size() / 200) {
      narrow_region.middle.push_back({map.origin.x + static_cast<double>(region[k] % nx) * map.step,
                                      map.origin.y + static_cast<double>(region[k] / nx) * map.step});
    }
  }
  return out;
}

class WidthRules {
 public:
  WidthRules(const Design& design, double height, std::vector<Finding>& findings)
      : design_(design),
        height_(height),
        findings_(findings),
        step_(std::clamp(design.width / 1000, 20e-6, 50e-6)) {
    std::vector<char> all(design.map.faces.size(), 1);
    faces_ = raster_of_faces(design.map, all, step_);
  }

  /// Of metal, or of all recesses together.
  void check(bool recesses) {
    LayeredMap region;
    region.map = design_.map;
    region.layers.resize(design_.role.size());
    std::vector<char> chosen;
    for (std::size_t f = 0; f < design_.role.size(); ++f) {
      region.layers[f].filled = recesses ? is_recess(design_.role[f]) : design_.role[f] == Role::metal;
      region.layers[f].high = 1;
      chosen.push_back(region.layers[f].filled);
    }
    std::vector<Segment> border;
    for (const auto& ring : rings_of(design_.map, chosen)) {
      for (std::size_t i = 0; i < ring.size(); ++i) border.push_back({ring[i], ring[(i + 1) % ring.size()]});
    }
    const WidthMap widths = local_width(region, 0, step_, narrow_recess.warn + 4 * step_);
    std::map<std::pair<std::string, std::string>, Worst> worst;
    const std::array<double, 2> limits = recesses ? std::array{narrow_recess.reject, narrow_recess.warn}
                                                  : std::array{thin_line.reject, thin_wall.warn};
    for (const double limit : limits) {
      for (const Narrow& place : narrow_regions(widths, limit + step_)) {
        if (place.extent > 2 * limit)
          measure(place, recesses, border, limit == limits.back(), worst);  // shorter: a corner's tip
      }
    }
    for (const auto& [key, w] : worst) {
      report(*w.rule, w.value, {w.where.x, w.where.y, height_}, w.extent, key.second, w.places, findings_);
    }
  }

 private:
  struct Worst {
    const Rule* rule = nullptr;
    double value = 0, extent = 0;
    Vec2 where;
    int places = 0;
  };

  const Element* element_at(Vec2 p) const {
    const int face = faces_.at(p);
    if (face < 0 || design_.element[static_cast<std::size_t>(face)] == no_element) return nullptr;
    return &design_.elements[static_cast<std::size_t>(design_.element[static_cast<std::size_t>(face)])];
  }

  bool parts_two_colours(const Circle& circle) const {
    const Vec2 normal = (1 / circle.radius) * (circle.centre - circle.touch);
    const Element* one = element_at(circle.touch - (1.5 * step_) * normal);
    const Element* other = element_at(circle.touch + (2 * circle.radius + 1.5 * step_) * normal);
    return one && other && is_recess(one->role) && is_recess(other->role) &&
           one->colour != other->colour;
  }

  void measure(const Narrow& place, bool recess, const std::vector<Segment>& border, bool counts,
               std::map<std::pair<std::string, std::string>, Worst>& worst) const {
    Vec2 start = place.middle[0];  // well inside: a sample on the border itself would not know its side
    double depth = -1;
    for (const Vec2 p : place.middle) {
      const double d = nearest(border, p).distance;
      if (d > depth) depth = d, start = p;
    }
    if (depth < 0.25 * step_) return;  // the raster's own fringe along a curved border
    const Circle circle = inscribed(border, start, 1e-3);
    const Rule* rule = recess                      ? &narrow_recess
                       : parts_two_colours(circle) ? &thin_wall
                                                   : &thin_line;
    const double value = 2 * circle.radius;
    if (value >= rule->warn) return;
    const Element* element = element_at(circle.centre);
    Worst& w = worst[{rule->kind, element ? element->id : ""}];
    w.places += counts;
    if (w.rule && w.value <= value) return;
    w.rule = rule;
    w.value = value;
    w.extent = place.extent;
    w.where = circle.centre;
  }

  const Design& design_;
  const double height_;
  std::vector<Finding>& findings_;
  const double step_;
  FaceRaster faces_;
};

/// Too little depth for the enamel, of each kind that is there; at the first of its cells.
void check_depths(const Design& design, const PartOptions& options, std::vector<Finding>& findings) {
  for (const bool hard : {false, true}) {
    const Rule& rule = hard ? shallow_hard_recess : shallow_recess;
    for (std::size_t f = 0; f < design.role.size(); ++f) {
      if (!is_recess(design.role[f]) || (design.role[f] == Role::hard_enamel) != hard) continue;
      const double depth = options.depth(design.role[f]);
      const Vec2 p = point_inside(design.map, design.map.faces[f]);
      if (depth < rule.warn) report(rule, depth, {p.x, p.y, options.plate - depth}, 0, "", 1, findings);
      break;
    }
  }
}

}  // namespace

void check_rules(const Design& design, const PartOptions& options, std::vector<Finding>& findings) {
  if (options.plate < thin_plate.warn)
    report(thin_plate, options.plate, {0, 0, options.plate}, 0, "", 1, findings);
  double deepest = 0;
  for (const Role role : design.role) deepest = std::max(deepest, options.depth(role));
  const double floor = options.plate - deepest;
  if (deepest > 0 && floor < thin_floor.warn) report(thin_floor, floor, {0, 0, floor}, 0, "", 1, findings);
  check_depths(design, options, findings);
  WidthRules(design, options.plate, findings).check(false);
  WidthRules(design, options.plate - (deepest > 0 ? deepest : options.recess_depth), findings).check(true);
}

}  // namespace sprue
