/// Which face of a planar map lies under each sample of a regular raster.
#pragma once

#include "meshing/planar_map.h"

namespace sprue {

struct FaceRaster {
  Vec2 origin;      ///< sample (0, 0), m
  double step = 0;  ///< m
  int nx = 0, ny = 0;
  std::vector<int> face;  ///< x fastest; -1 where none of the chosen faces lies

  std::size_t index(int i, int j) const {
    return static_cast<std::size_t>(j) * static_cast<std::size_t>(nx) + static_cast<std::size_t>(i);
  }
  int at(Vec2 p) const;  ///< of the nearest sample; -1 outside
};

/// Samples `step` apart over the box of the chosen faces, with one sample's margin all round. Empty if none
/// is chosen.
FaceRaster raster_of_faces(const PlanarMap& map, const std::vector<char>& chosen, double step);

}  // namespace sprue
