/// From prisms on a planar map to the domain: cavity fractions and face apertures from the exact plane
/// geometry.
///
/// Per grid square the area of each face of the map is summed edge by edge (signed coverage, as in a scan
/// converter with exact area), per grid line its length; times the overlap in z. No level set, no sampling.
/// Cost: proportional to edges times cells crossed, plus cells.
#pragma once

#include <array>
#include <string>

#include "engine/core/domain.h"
#include "meshing/planar_map.h"

namespace sprue {

struct DomainOptions {
  double cell = 0;        ///< m
  double mould_band = 0;  ///< m of mould kept around the cavity for heat; 0 = none
  std::array<FaceKind, 4> sides = {FaceKind::wall, FaceKind::wall, FaceKind::wall, FaceKind::wall};
  ///< -x +x -y +y: what closes the cavity where it meets the bounding box of the map
  std::string mould;  ///< material name
  Vec3 origin{};      ///< a cell corner lies here (so that cell planes fall on the relief's levels)
  const WidthMap* widths =
      nullptr;              ///< fills Domain::feature_width of cells whose centre lies above widths->above
  const WidthMap* feet = nullptr;  ///< of domed parts: height (m) above which those widths hold, on the same raster; null: widths->above
  double memory_limit = 0;  ///< bytes; 0 = 80 % of the machine's memory
};

/// Throws InputError, before allocating, with the estimate when the grid would not fit memory_limit; and when
/// an end of the cavity that is no wall (symmetry, inlet, open) does not lie on a cell plane. Nothing is kept
/// beyond such an end. Fractions and apertures within 2e-13 of 0 and 1 are put there; a cell with an open
/// face keeps V >= 2e-13.
Domain build_domain(const LayeredMap& cavity, const DomainOptions& options);

/// Wall area vector of every flow slot, in units of a cell face, from the cavity to the outside, summed over
/// the pieces of the boundary (symmetry planes, inlets' and openings' closed share included) and not over
/// apertures: what Domain::wall_vector is checked against. `area`, if given, receives the true area of the
/// walls alone.
Field<Vec3> wall_vectors(const LayeredMap& cavity, const DomainOptions& options, const BlockGrid& grid,
                         Field<double>* area = nullptr);

/// Bytes the whole run would need for that domain (upper estimate).
double estimate_memory(const LayeredMap& cavity, const DomainOptions& options);

}  // namespace sprue
