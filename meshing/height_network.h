/// Triangulated network for a height image: few facets, a stated largest error.
///
/// Scheme: greedy insertion (Garland and Heckbert, "Fast Polygonal Approximation of Terrains and Height Fields", CMU-CS-95-181, 1995): a Delaunay triangulation of
///         some of the pixels' centres, to which the pixel farthest (in height) from its triangle's plane is added until none is farther than the tolerance, or
///         there are as many facets as allowed. So a step between two pixels becomes a wall that leans over one pixel.
/// Beyond: outside the part the height of the nearest pixel inside goes on, kept to the tolerance for a few pixels, so that leaning walls start from it.
/// Facets: worst first walks along a straight step pixel by pixel: up to two facets for each pixel of its length.
/// Cost:   each new corner looks again at the pixels of the facets around it, about n log n for n pixels.
#pragma once

#include "meshing/height_image.h"
#include "meshing/relief_surface.h"

namespace sprue {

constexpr std::size_t most_network_facets = 20000;

/// Over the whole picture and half its size beyond. Pixels are `pixel` (m) wide, the picture's middle lies at the origin, x right, y up; white is height 0, black
/// -depth (m, > 0). `tolerance` > 0, m. error is what is left: over the tolerance where the facets did not suffice.
ReliefSurface height_network(const HeightImage& image, double pixel, double depth, double tolerance, std::size_t most_facets = most_network_facets);

}  // namespace sprue
