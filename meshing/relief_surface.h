/// Surfaces of plane patches that are added to the tops of a part: domes, height images.
///
/// Scheme: the part's faces and the patches are overlaid; each face of the result has the sum of two planes as its top, so floors and raised metal keep their
///         distance. Flanks of drafted walls that end on nothing are drawn on below the back by what the surface lifts (DraftOptions::below) and cut where they
///         come down to the back: the upper edge stays as drawn, the wall leans as before, steepened or flattened by the surface's own slope alone.
/// Cost:   one overlay, a second one where flanks are cut.
#pragma once

#include <string>

#include "meshing/planar_map.h"

namespace sprue {

struct ReliefSurface {
  std::vector<PlanarShape> patches;  ///< that lie side by side over the whole part and the room its drafted walls take
  std::vector<Height> heights;       ///< one a patch, m
  double lowest = 0, highest = 0;    ///< m, over the part
  double error = 0;                  ///< m, largest distance in z from what the patches stand for
  std::string words;                 ///< a sentence on what it is, with its error
};

/// All are added. Bottoms must be level (asserted). What no patch covers keeps its height. Throws InputError where a mark in the back goes through.
LayeredMap with_surfaces(const LayeredMap& part, const std::vector<ReliefSurface>& surfaces);

}  // namespace sprue
