/// Watertight solids by construction from prisms on a planar map.
///
/// One constrained Delaunay triangulation of the map; per face a top and a bottom sheet; vertical walls split
/// at every height that occurs at a vertex, so no vertex lies inside an edge. Faces that touch at one corner
/// only are separated first (corner_touch.h), so that every edge has two triangles in any file format.
/// Heights closer than 1 nm are one height. Limit: prisms must not stand on each other along an edge (one's
/// top the other's bottom): that edge has four triangles.
#pragma once

#include <filesystem>

#include "engine/core/triangle_mesh.h"
#include "meshing/planar_map.h"

namespace sprue {

/// `top_elements`, if wanted: for each triangle the element whose top it is, no_element for walls and backs.
TriangleMesh extrude(const LayeredMap& solid, std::vector<std::int32_t>* top_elements = nullptr);

/// Makes heights closer than 1 nm equal; a prism left without height is filled no more.
void join_heights(std::vector<Layer>& layers);

double volume(const TriangleMesh& mesh);  ///< m3, by the divergence theorem
bool watertight(
    const TriangleMesh& mesh);  ///< every edge shared by exactly two triangles, in opposite senses

/// Binary STL in millimetres with real normals; written to a temporary name, then renamed. Single precision,
/// as the format has it: coordinates of a 230 mm disc are rounded to 8 nm. `name` goes into the header.
/// Throws InputError when the file cannot be written.
void write_stl(const TriangleMesh& mesh, const std::filesystem::path& file, const char* name);

}  // namespace sprue
