/// The faces, edges and corners of a solid of prisms, as a boundary representation needs them: shared, with arcs as arcs.
///
/// Faces of the map with the same top and bottom (planes, level or not; or flanks on a common cone, cone_flanks.h) become one region; borders between regions are cut at their junctions and corners into pieces, straight or,
/// along level regions, arcs (arc_fit.h) and splines (spline_fit.h), along cones arcs. Each region gives a top and a bottom, each piece a wall where one side stands free of the other.
#pragma once

#include "meshing/cone_flanks.h"
#include "meshing/spline_fit.h"
#include "meshing/vertex_levels.h"

namespace sprue {

struct BrepPlan {
  static constexpr std::int32_t nothing = -1;

  struct Piece {                                 ///< of a border
    std::uint32_t from = 0, to = 0;              ///< corners
    CurveRun run;                                ///< its arc or spline, if it is one
    std::int32_t left = nothing, right = nothing;  ///< regions
    EdgeEnds left_ends{}, right_ends{};          ///< levels (numbers into `heights`) of the regions' bottoms and tops at both corners
  };
  struct Step {                                  ///< of a loop
    std::uint32_t piece = 0;
    bool forward = true;
  };
  struct Region {
    Height low, high;
    std::int32_t cone = nothing;                 ///< its top or bottom is one of `cones`: its heights are those of one facet then
    std::int32_t body = 0;                       ///< regions joined by walls or over an edge are one body
    std::vector<std::vector<Step>> loops;        ///< region on the left, seen from above: the outer one counter-clockwise
  };
  struct Wall {
    std::uint32_t piece = 0;
    bool left = true;                            ///< whose wall it is
    EdgeEnds ends{};                             ///< levels at the piece's corners
  };

  std::vector<Vec2> corners;                     ///< m
  std::vector<std::vector<double>> heights;      ///< of each corner: every level of the regions around it, ascending
  std::vector<Piece> pieces;
  std::vector<Region> regions;
  std::vector<Wall> walls;
  std::vector<ConeFlank> cones;
  std::int32_t bodies = 0;

  std::size_t faces() const;
  bool runs_out(const Region& region) const;   ///< its top is its bottom at all corners: it has no faces
  std::vector<double> off_planes() const;      ///< of each corner, how far its levels and the ends of arcs there are from tops and bottoms that slope, at right angles to them, m
  const EdgeEnds& ends(const Step& step) const { return step.forward ? pieces[step.piece].left_ends : pieces[step.piece].right_ends; }
  double height(const Piece& piece, bool end, std::uint32_t level) const { return heights[end ? piece.to : piece.from][level]; }
};

/// What edges may become. With `none` every edge of the map that is not in line with the next one is a wall of its own.
enum class BrepCurves { none, arcs, splines };

/// Touching corners are separated (corner_touch.h).
BrepPlan brep_plan(const LayeredMap& solid, BrepCurves allowed = BrepCurves::splines);

}  // namespace sprue
