/// One DXF entity as curves in its own coordinates.
#pragma once

#include <string>
#include <vector>

#include "meshing/curves.h"
#include "meshing/dxf_document.h"

namespace sprue {

/// A run of pieces end to end.
struct DxfRun {
  std::vector<CurvePiece> pieces;
  bool closed = false;  ///< by itself; else its ends may meet those of others
};

struct DxfGeometry {
  std::vector<DxfRun> runs;
  bool area = false;      ///< a filled area (SOLID, HATCH) by even-odd, not a line
  double width = 0;       ///< of a line drawn with a width
  std::string dropped;    ///< why nothing of it is used; empty otherwise
};

/// Throws InputError where a number is none.
DxfGeometry geometry_of(const DxfDocument& document, const DxfEntity& entity);

/// From the entity's own coordinates to the drawing's (its extrusion direction is +z or -z). False: it stands askew.
bool own_frame(const DxfDocument& document, const DxfEntity& entity, Affine& frame);

/// The boundaries of a HATCH.
DxfGeometry hatch_geometry(const DxfDocument& document, const DxfEntity& entity);

/// Lines and arcs through the points; bulges may be fewer than points.
std::vector<CurvePiece> bulged(const std::vector<Vec2>& points, const std::vector<double>& bulges, bool closed);

}  // namespace sprue
