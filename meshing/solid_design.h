/// A part given as a solid (STL, 3MF), as a design: mended (mesh_repair.h), turned, set down, and brought into prisms with sloping ends (solid_layers.h).
///
/// Frame: DesignOptions::up becomes +z, the middle of the outline's box (0, 0), the lowest point -DesignOptions::parting.
/// Size:  the file's own, by its unit; 1 mm a unit where it states none (STL).
#pragma once

#include "meshing/design.h"
#include "meshing/triangle_soup.h"

namespace sprue {

/// Design::solid is set; map and roles are the outline, all metal. Throws InputError: see mesh_repair.h and solid_layers.h.
Design solid_design(const TriangleSoup& soup, const DesignOptions& options);

/// m, volume over plan area, before anything is mended; 0 where there is none.
double mean_thickness(const TriangleSoup& soup, const DesignOptions& options);

}  // namespace sprue
