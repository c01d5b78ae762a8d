/// STL (binary and ASCII) and 3MF files as triangles.
///
/// A 3MF's build items are put together as its components and transforms say (lib3mf); its unit is the file's. Single precision, as both formats are written.
#pragma once

#include <filesystem>

#include "meshing/triangle_soup.h"

namespace sprue {

/// Throws InputError: file missing or unreadable, larger than 64 MB (a 3MF also unpacked: 512 MB), damaged, more than `most_solid_triangles`, none, a coordinate that is
/// no finite number.
TriangleSoup read_solid(const std::filesystem::path& file);

constexpr std::size_t most_solid_triangles = 1000000;   ///< of a file

}  // namespace sprue
