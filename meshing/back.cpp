#include "meshing/back.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <optional>

#include "engine/core/error.h"
#include "meshing/face_raster.h"
#include "meshing/regions.h"
#include "meshing/rule_table.h"
#include "meshing/upper_envelope.h"

namespace sprue {

namespace {

constexpr double edge_room = rule::post_edge.warn * 1e-3, least_apart = rule::post_spacing.warn * 1e-3, most_apart = rule::post_spread.warn * 1e-3, best_apart = 15e-3;  // m
constexpr double step = 0.25e-3, post_off_stamp = 0.5e-3;  // m; the distance is a shop default
constexpr int post_sides = 48;

std::vector<Vec2> circle(Vec2 centre, double radius) {
  std::vector<Vec2> ring;
  for (int n = 0; n < post_sides; ++n) {
    const double a = 2 * std::numbers::pi * n / post_sides;
    ring.push_back(centre + radius * Vec2{std::cos(a), std::sin(a)});
  }
  return ring;
}

std::vector<char> filled_faces(const LayeredMap& part) {
  std::vector<char> filled;
  for (const Layer& layer : part.layers) filled.push_back(layer.filled);
  return filled;
}

/// Samples whose surroundings are metal, and free of what is kept off.
class Room {
 public:
  Room(const LayeredMap& part, const std::vector<PlanarShape>& keep_off, double to_edge, double to_stamp)
      : metal_(raster_of_faces(part.map, filled_faces(part), step)), free_(metal_.face.size(), 0) {
    const PlanarMap stamps = keep_off.empty() ? PlanarMap{} : overlay(keep_off);
    std::vector<char> covered;
    for (const PlanarFace& face : stamps.faces) covered.push_back(!face.covered_by.empty());
    const FaceRaster stamp = keep_off.empty() ? FaceRaster{} : raster_of_faces(stamps, covered, step);
    const auto near = [&](double radius, Vec2 p, auto&& bad) {
      const int reach = static_cast<int>(std::ceil(radius / step));
      for (int j = -reach; j <= reach; ++j)
        for (int i = -reach; i <= reach; ++i)
          if ((i * i + j * j) * step * step <= radius * radius && bad(p + step * Vec2{double(i), double(j)})) return true;
      return false;
    };
    for (int j = 0; j < metal_.ny; ++j)
      for (int i = 0; i < metal_.nx; ++i) {
        const Vec2 p = at(i, j);
        if (metal_.face[metal_.index(i, j)] < 0) continue;
        middle_ = middle_ + p, ++samples_;
        free_[metal_.index(i, j)] = !near(to_edge + step, p, [&](Vec2 q) { return metal_.at(q) < 0; }) &&
                                    (keep_off.empty() || !near(to_stamp + step, p, [&](Vec2 q) { return stamp.at(q) >= 0; }));
      }
    if (samples_ > 0) middle_ = (1.0 / samples_) * middle_;
  }

  /// The free pair nearest to the middle, of all distances apart the best first.
  std::vector<Vec2> pair() const {
    for (const double apart : {best_apart, 14e-3, 16e-3, 13e-3, 17e-3, least_apart, most_apart}) {
      const int between = static_cast<int>(std::lround(apart / step));
      std::optional<std::array<int, 2>> best;
      double least = HUGE_VAL;
      for (int j = 0; j < metal_.ny; ++j)
        for (int i = 0; i + between < metal_.nx; ++i) {
          if (!free_[metal_.index(i, j)] || !free_[metal_.index(i + between, j)]) continue;
          const double off = norm(0.5 * (at(i, j) + at(i + between, j)) - middle_);
          if (off < least - 1e-9) least = off, best = {i, j};
        }
      if (best) return {at((*best)[0], (*best)[1]), at((*best)[0] + between, (*best)[1])};
    }
    return {};
  }
  std::vector<Vec2> single() const {
    std::vector<Vec2> best;
    double least = HUGE_VAL;
    for (int j = 0; j < metal_.ny; ++j)
      for (int i = 0; i < metal_.nx; ++i)
        if (free_[metal_.index(i, j)] && norm(at(i, j) - middle_) < least - 1e-9) least = norm(at(i, j) - middle_), best = {at(i, j)};
    return best;
  }

 private:
  Vec2 at(int i, int j) const { return metal_.origin + step * Vec2{double(i), double(j)}; }
  FaceRaster metal_;
  std::vector<char> free_;
  Vec2 middle_;
  int samples_ = 0;
};

struct Segment {
  Vec2 a, b;
};

/// Edges between metal and nothing.
std::vector<Segment> silhouette(const LayeredMap& part) {
  std::vector<std::array<std::uint32_t, 2>> all;
  for (std::size_t f = 0; f < part.layers.size(); ++f)
    if (part.layers[f].filled)
      for (const auto& loop : part.map.faces[f].loops)
        for (std::size_t n = 0; n < loop.size(); ++n) all.push_back({loop[n], loop[(n + 1) % loop.size()]});
  std::sort(all.begin(), all.end());
  std::vector<Segment> edges;
  for (const auto& e : all)
    if (!std::binary_search(all.begin(), all.end(), std::array{e[1], e[0]})) edges.push_back({part.map.vertices[e[0]], part.map.vertices[e[1]]});
  return edges;
}

double distance(const std::vector<Segment>& edges, Vec2 p) {
  double least = HUGE_VAL;
  for (const Segment& s : edges) {
    const Vec2 along = s.b - s.a;
    least = std::min(least, norm(p - s.a - std::clamp(dot(p - s.a, along) / dot(along, along), 0.0, 1.0) * along));
  }
  return least;
}

/// The largest extent in any direction, within 0.02 % (a direction each degree).
double widest(const std::vector<Segment>& edges) {
  double most = 0;
  for (int n = 0; n < 180; ++n) {
    const Vec2 d{std::cos(std::numbers::pi * n / 180), std::sin(std::numbers::pi * n / 180)};
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const Segment& e : edges) low = std::min(low, dot(e.a, d)), high = std::max(high, dot(e.a, d));
    most = std::max(most, high - low);
  }
  return most;
}

std::string in_mm(double metres) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f mm", 1e3 * metres);
  return text;
}

/// Recesses opposite the stamp: how much of it, at the largest piece; rejected where the floor between is too thin for any.
void check_opposite(const LayeredMap& whole, std::vector<Finding>& findings) {
  double top = 0, opposite = 0, largest = 0, floor = HUGE_VAL;
  Vec2 where;
  for (const Layer& layer : whole.layers)
    if (layer.filled) top = std::max(top, layer.high.at);
  for (std::size_t f = 0; f < whole.layers.size(); ++f) {
    const Layer& layer = whole.layers[f];
    if (!layer.filled || layer.low == Height(0) || layer.high.at > top - 1e-9) continue;
    const double size = area(whole.map, whole.map.faces[f]);
    opposite += size, floor = std::min(floor, layer.high.at - layer.low.at);
    if (size > largest) largest = size, where = point_inside(whole.map, whole.map.faces[f]);
  }
  if (!rule::stamp_opposite.broken(opposite * 1e6)) return;
  Finding f = finding_of(rule::stamp_opposite, {opposite * 1e6, {where.x, where.y, 0}, ""});
  if (rule::floor.beyond(floor * 1e3, rule::floor.reject)) f.severity = Severity::reject;
  f.evidence += " The floor between is " + in_mm(floor) + ".";
  f.advice = "Put the stamp under raised metal.";
  findings.push_back(std::move(f));
}

}  // namespace

std::vector<Post> place_posts(const LayeredMap& part, int count, const BackOptions& options, const std::vector<PlanarShape>& keep_off) {
  SPRUE_ASSERT(count == BackOptions::by_rule || (count >= 0 && count <= 2));
  if (count == 0) return {};
  const double radius = 0.5 * options.post_diameter;
  const Room room(part, keep_off, edge_room + radius, post_off_stamp + radius);
  std::vector<Vec2> places = count == 1 ? std::vector<Vec2>{} : room.pair();
  if (places.empty()) places = room.single();
  std::vector<Post> posts;
  for (const Vec2 p : places) posts.push_back({p, ""});
  return posts;
}

LayeredMap with_back(const LayeredMap& part, const std::vector<Post>& posts, const std::vector<PlanarShape>& stamp, const BackOptions& options) {
  if (posts.empty() && stamp.empty()) return part;
  std::vector<PlanarShape> shapes;
  std::vector<std::size_t> face_of;
  for (std::size_t f = 0; f < part.layers.size(); ++f) {
    if (!part.layers[f].filled) continue;
    SPRUE_ASSERT(part.layers[f].low == Height(0));
    shapes.push_back(shape_of(part.map, part.map.faces[f]));
    face_of.push_back(f);
  }
  const std::size_t first_stamp = shapes.size(), first_post = first_stamp + stamp.size();
  shapes.insert(shapes.end(), stamp.begin(), stamp.end());
  for (const Post& post : posts) shapes.push_back({{circle(post.where, 0.5 * options.post_diameter)}, FillRule::nonzero});
  LayeredMap whole;
  whole.map = overlay(shapes);
  for (PlanarFace& face : whole.map.faces) {
    Layer layer;
    bool stamped = false, post = false;
    for (const int shape : face.covered_by) {
      const auto n = static_cast<std::size_t>(shape);
      if (n < first_stamp) layer = part.layers[face_of[n]];
      stamped |= n >= first_stamp && n < first_post, post |= n >= first_post;
    }
    if (layer.filled && stamped) layer.low = options.stamp_depth;
    if (layer.filled && post) layer.low = -options.post_height;
    if (layer.filled && !(height_range(whole.map, face, layer.high - layer.low).low > 0))
      throw InputError("the backstamp goes through the part", "part.backstamp_depth", in_mm(options.stamp_depth), "less than the floor of " + in_mm(layer.high.at));
    whole.layers.push_back(layer);
    face.covered_by.clear();
  }
  return whole;
}

void check_back(const LayeredMap& part, const std::vector<Post>& posts, const std::vector<PlanarShape>& stamp, const BackOptions& options, std::vector<Finding>& findings) {
  const double radius = 0.5 * options.post_diameter;
  const std::vector<Segment> edges = posts.empty() ? std::vector<Segment>{} : silhouette(part);
  const FaceRaster faces = posts.empty() ? FaceRaster{} : raster_of_faces(part.map, filled_faces(part), step);
  RuleBreaks breaks;
  for (const Post& post : posts) {
    const Vec3 at{post.where.x, post.where.y, 0};
    const int face = faces.at(post.where);
    breaks.add(rule::post_edge, {1e3 * (face < 0 ? 0 : distance(edges, post.where) - radius), at, post.element});
    if (face >= 0) breaks.add(rule::post_floor, {1e3 * part.layers[static_cast<std::size_t>(face)].high(post.where), at, post.element});
  }
  if (posts.size() == 1) breaks.add(rule::single_post, {1e3 * widest(edges), {posts[0].where.x, posts[0].where.y, 0}, posts[0].element});
  if (posts.size() == 2) {
    const double apart = norm(posts[1].where - posts[0].where);
    const Vec2 middle = 0.5 * (posts[0].where + posts[1].where);
    for (const Rule* rule : {&rule::post_spacing, &rule::post_spread}) breaks.add(*rule, {1e3 * apart, {middle.x, middle.y, 0}, posts[0].element});
  }
  if (!stamp.empty()) {
    Vec2 first = stamp[0].rings.at(0).at(0);
    for (const Rule* rule : {&rule::stamp_depth, &rule::stamp_deep}) breaks.add(*rule, {1e3 * std::abs(options.stamp_depth), {first.x, first.y, 0}, ""});
  }
  breaks.report(findings);
  const bool level = std::all_of(part.layers.begin(), part.layers.end(), [](const Layer& l) { return !l.filled || l.high.level(); });
  if (!stamp.empty() && options.stamp_depth > 0 && level) check_opposite(with_back(part, {}, stamp, options), findings);
}

}  // namespace sprue
