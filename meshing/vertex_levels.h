/// The heights at which something begins or ends over each vertex of a solid's map: corners of its mesh and of its boundary representation.
///
/// Heights at a vertex that differ by less than same_sloping_height are one level where a sloping one is among them (the map moves vertices of steep walls);
/// a level one decides then. Neighbours that cross within their edge get a vertex there (split_crossed_edges): so on every edge one stands free of the other
/// all along, and walls follow from the levels at both ends alone.
#pragma once

#include "meshing/planar_map.h"

namespace sprue {

/// An edge of the map from the lower vertex number to the higher, with the faces on both sides.
struct FilledEdge {
  static constexpr std::int32_t nothing = -1;  ///< where not filled
  std::uint32_t from, to;
  std::int32_t left, right;
};

/// Edges once each that have a filled face on at least one side, ascending.
std::vector<FilledEdge> filled_edges(const LayeredMap& solid);

/// New vertices where tops or bottoms of neighbours cross within their common edge. Vertices from the number returned on are such.
std::uint32_t split_crossed_edges(LayeredMap& solid);

/// Levels at both ends of an edge.
using LevelPair = std::array<std::uint32_t, 2>;
struct EdgeEnds {
  LevelPair low, high;
};
/// What of `own` stands free below and above `other` along their edge: from the first to the second of each.
struct FreeWalls {
  EdgeEnds below, above;
};
FreeWalls free_walls(const EdgeEnds& own, const EdgeEnds& other);
inline bool empty(const EdgeEnds& wall) { return wall.low[0] >= wall.high[0] && wall.low[1] >= wall.high[1]; }

class VertexLevels {
 public:
  VertexLevels(const LayeredMap& solid, const std::vector<FilledEdge>& edges);
  const std::vector<double>& of(std::uint32_t vertex) const { return levels_[vertex]; }   ///< m, ascending
  std::uint32_t at(std::uint32_t vertex, const Height& end) const;                         ///< `end` of a filled face at that vertex
  EdgeEnds ends(std::uint32_t from, std::uint32_t to, const Layer& layer) const { return {{at(from, layer.low), at(to, layer.low)}, {at(from, layer.high), at(to, layer.high)}}; }

 private:
  struct Entry {
    double z;
    bool slopes;
    std::uint32_t level;
  };
  double value(std::uint32_t vertex, const Height& end) const { return end(solid_.map.vertices[vertex]); }
  void number(std::uint32_t vertex);

  const LayeredMap& solid_;
  std::vector<std::vector<Entry>> heights_;
  std::vector<std::vector<double>> levels_;
};

}  // namespace sprue
