/// The faces, edges and corners of a solid of prisms, as a boundary representation needs them: shared, with arcs as arcs.
///
/// Faces of the map with the same heights become one region; borders between regions are cut at their junctions and corners into pieces, straight or
/// arcs (arc_fit.h). Each region gives a top and a bottom, each piece a wall where one side stands free of the other.
#pragma once

#include "meshing/arc_fit.h"
#include "meshing/planar_map.h"

namespace sprue {

struct BrepPlan {
  static constexpr std::int32_t nothing = -1;

  struct Piece {                                 ///< of a border
    std::uint32_t from = 0, to = 0;              ///< corners
    CurveRun run;                                ///< its arc, if it is one
    std::int32_t left = nothing, right = nothing;  ///< regions
  };
  struct Step {                                  ///< of a loop
    std::uint32_t piece = 0;
    bool forward = true;
  };
  struct Region {
    double low = 0, high = 0;                    ///< m
    std::int32_t body = 0;                       ///< regions joined by walls or over an edge are one body
    std::vector<std::vector<Step>> loops;        ///< region on the left, seen from above: the outer one counter-clockwise
  };
  struct Wall {
    std::uint32_t piece = 0;
    bool left = true;                            ///< whose wall it is
    double low = 0, high = 0;                    ///< m
  };

  std::vector<Vec2> corners;                     ///< m
  std::vector<std::vector<double>> heights;      ///< of each corner: every height of the regions around it, ascending
  std::vector<Piece> pieces;
  std::vector<Region> regions;
  std::vector<Wall> walls;
  std::int32_t bodies = 0;

  std::size_t faces() const { return 2 * regions.size() + walls.size(); }
};

/// With `arcs` false every edge of the map that is not in line with the next one is a wall of its own. Touching corners are separated (corner_touch.h).
BrepPlan brep_plan(const LayeredMap& solid, bool arcs = true, const ArcTolerance& tolerance = {});

}  // namespace sprue
