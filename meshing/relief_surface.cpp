#include "meshing/relief_surface.h"

#include <cstdio>

#include "engine/core/error.h"
#include "meshing/upper_envelope.h"

namespace sprue {

namespace {

/// Faces of a part and patches of surfaces as shapes of one overlay; what is in neither only cuts.
class Sum {
 public:
  Sum(const LayeredMap& part, const std::vector<ReliefSurface>& surfaces) : part_(part) {
    for (std::size_t f = 0; f < part.layers.size(); ++f)
      if (part.layers[f].filled) face_of_.push_back(f), shapes_.push_back(shape_of(part.map, part.map.faces[f]));
    for (const ReliefSurface& s : surfaces) {
      shapes_.insert(shapes_.end(), s.patches.begin(), s.patches.end());
      heights_.insert(heights_.end(), s.heights.begin(), s.heights.end());
    }
  }

  LayeredMap made() {
    LayeredMap sum{overlay(shapes_), {}};
    std::vector<PlanarShape> cuts;
    for (const PlanarFace& face : sum.map.faces) {
      sum.layers.push_back(layer(face));
      const Height thickness = sum.layers.back().high - sum.layers.back().low;
      const HeightRange range = height_range(sum.map, face, thickness);
      if (sum.layers.back().filled && range.low < -same_sloping_height && range.high > same_sloping_height) cuts.push_back(part_over(sum.map, face, thickness));
    }
    if (!cuts.empty()) {
      shapes_.insert(shapes_.end(), cuts.begin(), cuts.end());
      sum = {overlay(shapes_), {}};
      for (const PlanarFace& face : sum.map.faces) sum.layers.push_back(layer(face));
    }
    for (std::size_t f = 0; f < sum.layers.size(); ++f) settle(sum.map, sum.map.faces[f], sum.layers[f]), sum.map.faces[f].covered_by.clear();
    return sum;
  }

 private:
  Layer layer(const PlanarFace& face) const {
    Layer layer;
    Height lift;
    for (const int shape : face.covered_by) {
      const auto n = static_cast<std::size_t>(shape);
      if (n < face_of_.size()) layer = part_.layers[face_of_[n]];
      else if (n < face_of_.size() + heights_.size()) lift = lift + heights_[n - face_of_.size()];
    }
    if (layer.filled) layer.high = layer.high + lift;
    SPRUE_ASSERT(layer.low.level());
    return layer;
  }
  /// Flanks under the back are gone.
  void settle(const PlanarMap& map, const PlanarFace& face, Layer& layer) const {
    if (!layer.filled || over(map, face, layer.high, layer.low)) return;
    if (layer.low.at > 0) {
      char text[32];
      std::snprintf(text, sizeof text, "%.4g mm", layer.low.at * 1e3);
      throw InputError("the backstamp goes through the part", "part.backstamp_depth", text, "less than the thinnest metal over it");
    }
    layer = Layer{};
  }

  const LayeredMap& part_;
  std::vector<PlanarShape> shapes_;    // of the part, of the surfaces, cuts
  std::vector<std::size_t> face_of_;   // of the part's shapes
  std::vector<Height> heights_;        // of the surfaces' shapes
};

}  // namespace

LayeredMap with_surfaces(const LayeredMap& part, const std::vector<ReliefSurface>& surfaces) { return surfaces.empty() ? part : Sum(part, surfaces).made(); }

}  // namespace sprue
