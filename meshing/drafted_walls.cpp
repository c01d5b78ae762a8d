#include "meshing/drafted_walls.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <unordered_map>

#include "engine/core/error.h"
#include "meshing/upper_envelope.h"

namespace sprue {

namespace {

constexpr double sharpest_mitre = 0.75 * std::numbers::pi;  // rad of turn: a corner of 45 degrees
constexpr int fillet_facets = 3;
constexpr double room_for_bisectors = 0.9;  // of an edge, taken by the bisectors at both ends

/// A stretch of a flank: between two distances from the edge the height falls from `high` by `fall` a metre.
struct Facet {
  double from, to;
  double high, fall;
};

/// Draft from `high` down to `low`, then the fillet where it ends on metal.
std::vector<Facet> leaning(double high, double low, bool ends_on_metal, const DraftOptions& o) {
  const double lean = std::tan(o.draft), fall = 1 / lean, width = (high - low) * lean;
  const double radius = ends_on_metal ? std::min(o.fillet, 0.5 * (high - low)) : 0;
  if (radius <= 0) return width > 0 ? std::vector<Facet>{{0, width, high, fall}} : std::vector<Facet>{};
  // tangent lines to the circle that touches wall and floor, at evenly spaced angles; they meet between their points of contact
  const double wall = std::numbers::pi / 2 - o.draft;  // steepness of the wall, from the floor
  const double centre = width + radius * std::tan(wall / 2), level = low + radius;
  std::vector<Facet> out;
  if (width > 0) out.push_back({0, 0, high, fall});
  for (int n = 1; n <= fillet_facets; ++n) {
    const double steep = wall * (fillet_facets - n + 0.5) / fillet_facets;
    const double touch = centre - radius * std::sin(steep), z = level - radius * std::cos(steep);
    out.push_back({0, 0, z + touch * std::tan(steep), std::tan(steep)});
  }
  for (std::size_t n = 0; n + 1 < out.size(); ++n) {
    out[n].to = (out[n].high - out[n + 1].high) / (out[n].fall - out[n + 1].fall);
    out[n + 1].from = out[n].to;
  }
  out.back().to = (out.back().high - low) / out.back().fall;
  return out;
}

/// From the edge outwards: the level ledge of what is grown, then the leaning wall.
std::vector<Facet> facets(double high, double low, bool ends_on_metal, const DraftOptions& o) {
  std::vector<Facet> flank = leaning(high, low, ends_on_metal, o);
  for (Facet& f : flank) f.from += o.grow, f.to += o.grow, f.high += o.grow * f.fall;
  if (o.grow > 0) flank.insert(flank.begin(), {0, o.grow, high, 0});
  return flank;
}

/// Boundary half edge of the region over a level: region on its left.
struct Rim {
  std::uint32_t from, to;
  std::int32_t owner, beyond;  // faces; `beyond` may be -1
  Vec2 along, out;             // unit vectors
  double length;
  std::size_t next = 0;
  double turn = 0;             // rad at `to`: > 0 where the region is convex
  bool roomy = false;          // bisectors at both ends leave some of every offset
};

/// What stands on the plane, with heights measured upwards (or, of bottoms, downwards).
struct Side {
  const LayeredMap& solid;
  bool bottoms;
  double below = 0;   // m, as in the options
  double top(std::int32_t face) const {
    if (face < 0 || !solid.layers[static_cast<std::size_t>(face)].filled) return below > 0 ? -below : 0;
    const Layer& layer = solid.layers[static_cast<std::size_t>(face)];
    SPRUE_ASSERT((bottoms ? layer.low : layer.high).level());
    return bottoms ? -layer.low.at : layer.high.at;
  }
  bool metal(std::int32_t face) const { return face >= 0 && solid.layers[static_cast<std::size_t>(face)].filled; }
};

using HalfEdges = std::unordered_map<std::uint64_t, std::int32_t>;
std::uint64_t key(std::uint32_t a, std::uint32_t b) { return (std::uint64_t{a} << 32) | b; }

HalfEdges half_edges(const PlanarMap& map) {
  HalfEdges faces;
  for (std::size_t f = 0; f < map.faces.size(); ++f)
    for (const auto& loop : map.faces[f].loops)
      for (std::size_t n = 0; n < loop.size(); ++n) faces.emplace(key(loop[n], loop[(n + 1) % loop.size()]), static_cast<std::int32_t>(f));
  return faces;
}

double angle_between(Vec2 a, Vec2 b) {  // from a to b counter-clockwise, (0, 2 pi]
  const double angle = std::atan2(cross(a, b), dot(a, b));
  return angle > 0 ? angle : angle + 2 * std::numbers::pi;
}

/// The way on at `to`: the first rim counter-clockwise from where we came, over what is no metal of this level.
void link(std::vector<Rim>& rims) {
  std::unordered_multimap<std::uint32_t, std::size_t> starting;
  for (std::size_t n = 0; n < rims.size(); ++n) starting.emplace(rims[n].from, n);
  for (Rim& rim : rims) {
    double least = HUGE_VAL;
    const auto [begin, end] = starting.equal_range(rim.to);
    for (auto it = begin; it != end; ++it) {
      const double angle = angle_between(-1.0 * rim.along, rims[it->second].along);
      if (angle < least) least = angle, rim.next = it->second;
    }
    SPRUE_ASSERT(std::isfinite(least));
    rim.turn = least - std::numbers::pi;
  }
}

/// Boundary of the region whose tops reach `level`.
std::vector<Rim> rims_of(const Side& side, const HalfEdges& faces, double level, double widest) {
  const PlanarMap& map = side.solid.map;
  std::vector<Rim> rims;
  for (std::size_t f = 0; f < map.faces.size(); ++f) {
    const auto face = static_cast<std::int32_t>(f);
    if (!side.metal(face) || side.top(face) < level) continue;
    for (const auto& loop : map.faces[f].loops)
      for (std::size_t n = 0; n < loop.size(); ++n) {
        const std::uint32_t a = loop[n], b = loop[(n + 1) % loop.size()];
        const auto it = faces.find(key(b, a));
        const std::int32_t beyond = it == faces.end() ? -1 : it->second;
        if (side.metal(beyond) && side.top(beyond) >= level) continue;
        const Vec2 d = map.vertices[b] - map.vertices[a];
        const double length = norm(d);
        const Vec2 along = (1 / length) * d;
        rims.push_back({a, b, face, beyond, along, {along.y, -along.x}, length});
      }
  }
  link(rims);
  std::vector<double> taken(rims.size(), 0.0);
  for (std::size_t n = 0; n < rims.size(); ++n)
    if (rims[n].turn < 0) taken[n] += std::tan(-rims[n].turn / 2) * widest, taken[rims[n].next] += std::tan(-rims[n].turn / 2) * widest;
  for (std::size_t n = 0; n < rims.size(); ++n) rims[n].roomy = taken[n] < room_for_bisectors * rims[n].length;
  return rims;
}

Vec2 mitre(Vec2 m, Vec2 n) { return (1 / (1 + dot(m, n))) * (m + n); }

/// Directions of the flank's end at the corner between two rims, per metre of distance: (end of the first, start of the second), and what lies between.
struct Corner {
  Vec2 first, second;
  std::vector<Vec2> normals;  ///< of bevels at a sharp corner
};

Corner corner(const Rim& a, const Rim& b) {
  if (a.turn > sharpest_mitre) {
    const int bevels = static_cast<int>(std::ceil(a.turn / (std::numbers::pi / 2)));
    Corner c;
    std::vector<Vec2> normals;
    for (int n = 0; n <= bevels; ++n) {
      const double angle = a.turn * n / bevels;
      normals.push_back({std::cos(angle) * a.out.x - std::sin(angle) * a.out.y, std::sin(angle) * a.out.x + std::cos(angle) * a.out.y});
    }
    c.first = mitre(normals[0], normals[1]), c.second = mitre(normals[normals.size() - 2], normals.back());
    c.normals.assign(normals.begin() + 1, normals.end() - 1);
    return c;
  }
  if (a.turn >= 0 || (a.roomy && b.roomy)) return {mitre(a.out, b.out), mitre(a.out, b.out), {}};
  return {a.out, b.out, {}};
}

/// Shapes of the overlay and the layers they stand for.
struct Drawing {
  std::vector<PlanarShape> shapes;
  std::vector<std::optional<Height>> tops;
  std::vector<Layer> layers;
  std::size_t solids = 0;   ///< the first ones are the faces of the given solid
};

class Flanks {
 public:
  Flanks(const Side& side, const DraftOptions& options, Drawing& drawing) : side_(side), options_(options), drawing_(drawing) {}

  void add(const std::vector<Rim>& rims, double level) {
    std::vector<Corner> corners;   // at the end of each rim
    for (const Rim& rim : rims) corners.push_back(corner(rim, rims[rim.next]));
    std::vector<std::size_t> before(rims.size());
    for (std::size_t n = 0; n < rims.size(); ++n) before[rims[n].next] = n;
    for (std::size_t n = 0; n < rims.size(); ++n) {
      const Rim& rim = rims[n];
      if (side_.top(rim.owner) > level) continue;   // its own level draws it
      const auto flank = facets(level, side_.top(rim.beyond), side_.metal(rim.beyond), options_);
      const Vec2 a = side_.solid.map.vertices[rim.from], b = side_.solid.map.vertices[rim.to];
      for (const Facet& f : flank) add_facet(rim, a, corners[before[n]].second, b, corners[n].first, rim.out, f);
      bevel(rim, b, corners[n], rims[rim.next].out, flank);
    }
  }

 private:
  void bevel(const Rim& rim, Vec2 tip, const Corner& c, Vec2 last, const std::vector<Facet>& flank) {
    for (std::size_t n = 0; n < c.normals.size(); ++n) {
      const Vec2 here = c.normals[n], start = n == 0 ? c.first : mitre(c.normals[n - 1], here), end = mitre(here, n + 1 < c.normals.size() ? c.normals[n + 1] : last);
      for (const Facet& f : flank) add_facet(rim, tip, start, tip, end, here, f);
    }
  }
  /// The piece between two distances of a flank that runs from a to b, its ends leaving along `start` and `end`.
  void add_facet(const Rim& rim, Vec2 a, Vec2 start, Vec2 b, Vec2 end, Vec2 out, const Facet& f) {
    std::vector<Vec2> ring{a + f.from * start, a + f.to * start, b + f.to * end, b + f.from * end};
    ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
    if (ring.front() == ring.back()) ring.pop_back();
    if (ring.size() < 3) return;
    drawing_.shapes.push_back({{std::move(ring)}, FillRule::nonzero});
    const Height top = Height::through(a, f.high, (-f.fall) * out);
    drawing_.tops.push_back(top);
    Layer layer = side_.solid.layers[static_cast<std::size_t>(rim.owner)];
    (side_.bottoms ? layer.low : layer.high) = side_.bottoms ? -1.0 * top : top;
    drawing_.layers.push_back(layer);
  }

  const Side& side_;
  const DraftOptions& options_;
  Drawing& drawing_;
};

Drawing draw(const Side& side, const DraftOptions& options) {
  Drawing drawing;
  std::vector<double> levels;
  const LayeredMap& solid = side.solid;
  for (std::size_t f = 0; f < solid.layers.size(); ++f) {
    if (!solid.layers[f].filled) continue;
    PlanarShape shape{{}, FillRule::evenodd};
    for (const auto& loop : solid.map.faces[f].loops) {
      shape.rings.emplace_back();
      for (std::uint32_t v : loop) shape.rings.back().push_back(solid.map.vertices[v]);
    }
    drawing.shapes.push_back(std::move(shape));
    drawing.tops.push_back(Height(side.top(static_cast<std::int32_t>(f))));
    drawing.layers.push_back(solid.layers[f]);
    levels.push_back(side.top(static_cast<std::int32_t>(f)));
  }
  drawing.solids = drawing.shapes.size();
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  const double lowest = std::min(side.top(-1), levels.empty() ? 0.0 : levels.front());
  const HalfEdges faces = half_edges(solid.map);
  Flanks flanks(side, options, drawing);
  for (double level : levels) {
    if (!(level > lowest)) continue;
    const double widest = options.grow + (level - lowest) * std::tan(options.draft) + options.fillet;
    flanks.add(rims_of(side, faces, level, widest), level);
  }
  return drawing;
}

LayeredMap drafted(const Side& side, const DraftOptions& options) {
  SPRUE_ASSERT(options.draft >= 0 && options.draft < std::numbers::pi / 4 && options.fillet >= 0 && options.grow >= 0);
  if (options.draft == 0 && options.fillet == 0 && options.grow == 0) return side.solid;
  const Drawing drawing = draw(side, options);
  LayeredMap out;
  out.map = overlay_with_crossings(drawing.shapes, drawing.tops);
  for (PlanarFace& face : out.map.faces) {
    Layer layer;
    Height best, kept(0);
    bool inside = false;
    for (int shape : face.covered_by) {
      const auto n = static_cast<std::size_t>(shape);
      if (n < drawing.solids) inside = true, kept = side.bottoms ? drawing.layers[n].high : drawing.layers[n].low;
      if (!layer.filled || over(out.map, face, *drawing.tops[n], best)) layer = drawing.layers[n], best = *drawing.tops[n];
    }
    if (layer.filled) (side.bottoms ? layer.high : layer.low) = inside ? kept : Height(0);
    out.layers.push_back(layer);
    face.covered_by.clear();
  }
  return out;
}

}  // namespace

LayeredMap with_drafted_tops(const LayeredMap& solid, const DraftOptions& options) { return drafted({solid, false, options.below}, options); }
LayeredMap with_drafted_bottoms(const LayeredMap& solid, const DraftOptions& options) { return drafted({solid, true}, options); }

}  // namespace sprue
