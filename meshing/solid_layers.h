/// A closed solid as prisms with sloping ends on a planar map, where each upright line meets it once.
///
/// Scheme:  neighbouring triangles in one plane (corners within `one_plane`) make one region; regions that face up and down are projected onto the plane and overlaid;
///          each face of the overlay stands from the plane under it to the plane over it. Upright walls are the edges in between: regions whose
///          projection is narrower than `upright_width` count as such, and the slivers they leave go to the region beside.
/// Refused: faces under which metal begins again (undercuts, hollows) wider than `undercut_width`, with their places: halves of a mould are such prisms too.
/// Cost:    one overlay of the regions' outlines.
#pragma once

#include "engine/core/triangle_mesh.h"
#include "meshing/planar_map.h"

namespace sprue {

constexpr double one_plane = 20e-9;         ///< m
constexpr double upright_width = 1e-6;      ///< m
constexpr double undercut_width = 5e-6;     ///< m, twice the area over the border
constexpr std::size_t most_solid_regions = 200000;

/// `mesh` closed, outwards (mesh_repair.h). `file` for messages. Throws InputError: undercuts, too many regions.
LayeredMap solid_layers(const TriangleMesh& mesh, const std::string& file);

}  // namespace sprue
