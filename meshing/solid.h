/// Watertight solids by construction from prisms on a planar map.
///
/// One constrained Delaunay triangulation of the map; per face a top and a bottom sheet; vertical walls split at every height that
/// occurs at a vertex. Faces that touch at one corner only get separate vertices there, so that every edge has two triangles.
#pragma once

#include <filesystem>

#include "engine/core/triangle_mesh.h"
#include "meshing/planar_map.h"

namespace sprue {

TriangleMesh extrude(const LayeredMap& solid);

double volume(const TriangleMesh& mesh);      ///< m3, by the divergence theorem
bool watertight(const TriangleMesh& mesh);    ///< every edge shared by exactly two triangles, in opposite senses

/// Binary STL in millimetres with real normals; written to a temporary name, then renamed.
void write_stl(const TriangleMesh& mesh, const std::filesystem::path& file, const char* name);

}  // namespace sprue
