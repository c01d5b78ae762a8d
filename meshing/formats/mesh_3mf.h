/// 3MF: named bodies with units and colours in one file, as slicers and CAD read it (3MF core specification 1.2; lib3mf).
///
/// Each body keeps its own coordinates (mm); the build lays them out beside each other on z = 0
/// in the order given, because bodies of one build must not overlap. Coordinates are single precision with six
/// decimals, as lib3mf has them: those of a 230 mm disc are rounded to 8 nm. Same bodies, same bytes.
#pragma once

#include <filesystem>
#include <string>

#include "engine/core/triangle_mesh.h"

namespace sprue {

struct Paint3mf {
  std::string name;                          ///< of the material, like "zamak3"
  std::array<unsigned char, 3> colour{};     ///< sRGB
};

struct Body3mf {
  std::string name;
  const TriangleMesh* mesh = nullptr;        ///< m
  std::uint32_t paint = 0;                   ///< of the whole body: number in the list of paints
  std::vector<std::uint32_t> triangle_paint; ///< of each triangle; empty: `paint`
};

/// Written to a temporary name, then renamed. Bodies without triangles are left out. Throws InputError when the
/// file cannot be written. At most 65,535 bodies (asserted).
void write_3mf(const std::vector<Body3mf>& bodies, const std::vector<Paint3mf>& paints, const std::filesystem::path& file);

}  // namespace sprue
