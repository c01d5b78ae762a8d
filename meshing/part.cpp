#include "meshing/part.h"

#include <cmath>
#include <cstdio>

#include "engine/core/error.h"

namespace sprue {

namespace {

std::string millimetres(double metres) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g mm", metres * 1e3);
  return text;
}

}  // namespace

LayeredMap make_part(const Design& design, const PartOptions& options) {
  if (!(std::isfinite(options.plate) && options.plate > 0 && options.plate < 0.1)) {
    throw InputError("the plate must be thicker than nothing and thinner than 100 mm", "plate",
                     millimetres(options.plate), "1.2 mm to 2 mm suit a pin");
  }
  if (!(options.recess_depth > 0 && options.recess_depth < options.plate)) {
    throw InputError("a recess must leave a floor in the plate", "recess_depth",
                     millimetres(options.recess_depth),
                     "give a depth between nothing and the plate's " + millimetres(options.plate));
  }
  LayeredMap part;
  part.map = design.map;
  for (std::size_t f = 0; f < design.map.faces.size(); ++f) {
    Layer layer;
    layer.filled = design.role[f] == Role::metal || is_recess(design.role[f]);
    layer.high = design.role[f] == Role::metal ? options.plate : options.plate - options.recess_depth;
    if (!layer.filled) layer.high = 0;
    layer.element = design.element[f];
    part.layers.push_back(layer);
  }
  return part;
}

LayeredMap make_master(const LayeredMap& part, double scale, double allowance) {
  SPRUE_ASSERT(scale > 0 && std::isfinite(scale) && std::isfinite(allowance));
  LayeredMap master = part;
  for (Vec2& p : master.map.vertices) p = scale * p;
  for (Layer& layer : master.layers) {
    layer.low *= scale;
    layer.high = layer.high * scale + (layer.filled ? allowance : 0);
  }
  return master;
}

}  // namespace sprue
