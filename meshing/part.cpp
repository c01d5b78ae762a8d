#include "meshing/part.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/core/error.h"
#include "meshing/dome.h"

namespace sprue {

namespace {

std::string millimetres(double metres) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g mm", metres * 1e3);
  return text;
}

void check_depth(double depth, const char* key, double plate) {
  if (depth > 0 && depth < plate) return;
  throw InputError("a recess must leave a floor in the plate", key, millimetres(depth),
                   "give a depth between nothing and the plate's " + millimetres(plate));
}

}  // namespace

LayeredMap upright_part(const Design& design, const PartOptions& options) {
  if (!(std::isfinite(options.plate) && options.plate > 0 && options.plate < 0.1)) {
    throw InputError("the plate must be thicker than nothing and thinner than 100 mm", "plate",
                     millimetres(options.plate), "1.2 mm to 2 mm suit a pin");
  }
  const bool hard = std::count(design.role.begin(), design.role.end(), Role::hard_enamel) > 0;
  check_depth(options.recess_depth, "recess_depth", options.plate);
  if (hard) check_depth(options.hard_enamel_depth, "hard_enamel_depth", options.plate);
  LayeredMap part;
  part.map = design.map;
  for (std::size_t f = 0; f < design.map.faces.size(); ++f) {
    Layer layer;
    layer.filled = design.role[f] == Role::metal || is_recess(design.role[f]);
    layer.high = options.plate - options.depth(design.role[f]);
    if (!layer.filled) layer.high = 0;
    layer.element = design.element[f];
    part.layers.push_back(layer);
  }
  return part;
}

std::vector<PlanarShape> backstamp_of(const Design& design) {
  std::vector<PlanarShape> shapes;
  for (const Element& e : design.backstamp) shapes.push_back(e.shape);
  return shapes;
}

std::vector<Post> part_posts(const Design& design, const PartOptions& options) {
  std::vector<Post> drawn;
  for (const PostMark& mark : design.posts) drawn.push_back({mark.centre, mark.drawn.id});
  if (!drawn.empty() || options.back.posts == 0 || design.solid) return drawn;
  return place_posts(upright_part(design, options), options.back.posts, options.back, backstamp_of(design));
}

std::vector<ReliefSurface> part_surfaces(const Design& design, const PartOptions& options) {
  std::vector<ReliefSurface> surfaces;
  if (design.solid) return surfaces;
  if (options.dome > 0) {
    const double margin = options.walls.grow + (options.plate + options.dome) * std::tan(options.walls.draft);
    surfaces.push_back(dome(circumscribed_circle(upright_part(design, options)), options.dome, options.relief_tolerance, margin));
  }
  if (design.relief) surfaces.push_back(*design.relief);
  return surfaces;
}

LayeredMap make_part(const Design& design, const PartOptions& options) {
  if (design.solid) {
    LayeredMap part = *design.solid;
    for (Layer& layer : part.layers)
      if (layer.filled) layer.high.at += options.raised;
    return part;
  }
  const std::vector<Post> posts = part_posts(design, options);
  const std::vector<ReliefSurface> surfaces = part_surfaces(design, options);
  DraftOptions walls = options.walls;
  for (const ReliefSurface& surface : surfaces) walls.below += std::max(0.0, surface.highest);
  const LayeredMap flat = with_drafted_tops(with_back(upright_part(design, options), posts, backstamp_of(design), options.back), walls);
  const LayeredMap part = with_surfaces(flat, surfaces);
  if (posts.empty() && design.backstamp.empty()) return part;
  DraftOptions back = options.walls;
  back.grow = 0;
  return with_drafted_bottoms(part, back);
}

LayeredMap make_master(const LayeredMap& casting, double scale) {
  SPRUE_ASSERT(scale > 0 && std::isfinite(scale));
  LayeredMap master = casting;
  for (Vec2& p : master.map.vertices) p = scale * p;
  for (Layer& layer : master.layers) layer.low.at *= scale, layer.high.at *= scale;   // slopes stay
  return master;
}

LayeredMap make_master(const LayeredMap& casting, Vec3 scale, double turn) {
  if (scale.x == scale.y && scale.y == scale.z) return make_master(casting, scale.x);
  SPRUE_ASSERT(scale.x > 0 && scale.y > 0 && scale.z > 0);
  const double c = std::cos(turn), s = std::sin(turn);
  const auto stretched = [&](Vec2 p, double along_x, double along_y) {   // symmetric, so its inverse is that of the factors
    const Vec2 q{along_x * (c * p.x - s * p.y), along_y * (s * p.x + c * p.y)};
    return Vec2{c * q.x + s * q.y, c * q.y - s * q.x};
  };
  LayeredMap master = casting;
  for (Vec2& p : master.map.vertices) p = stretched(p, scale.x, scale.y);
  for (Layer& layer : master.layers)
    for (Height* h : {&layer.low, &layer.high}) h->at *= scale.z, h->slope = scale.z * stretched(h->slope, 1 / scale.x, 1 / scale.y);
  return master;
}

}  // namespace sprue
