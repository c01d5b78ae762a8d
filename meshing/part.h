/// Heights per role make a relief; the relief is the part. Part frame: z = 0 at the back.
#pragma once

#include "meshing/back.h"
#include "meshing/design.h"
#include "meshing/drafted_walls.h"
#include "meshing/relief_surface.h"

namespace sprue {

struct PartOptions {
  double plate = 1.5e-3;         ///< m, back to the top of raised metal
  double recess_depth = 0.5e-3;  ///< m, below the top of raised metal
  double hard_enamel_depth = 0.6e-3;  ///< m, the same for hard enamel
  DraftOptions walls{};          ///< upright as they stand here
  BackOptions back{};
  double dome = 0;               ///< m, rise of a spherical cap over the plate (dome.h); 0 = flat
  double relief_tolerance = 10e-6;  ///< m, largest error of the plane facets of domes
  double raised = 0;             ///< m, what a body given as such is raised by for finishing; of drawings plate and depths hold it already

  bool operator==(const PartOptions&) const = default;
  double depth(Role role) const { return role == Role::hard_enamel ? hard_enamel_depth : is_recess(role) ? recess_depth : 0; }
};

/// Metal regions 0..plate, recesses 0..plate less their depth, nothing in cutouts; walls upright, back flat.
/// Throws InputError: a plate or a depth that leaves no floor.
LayeredMap upright_part(const Design& design, const PartOptions& options);

/// What the drawing has for the back: its backstamp's areas.
std::vector<PlanarShape> backstamp_of(const Design& design);

/// Where posts stand: where they are drawn, else, if asked for, where there is room for them (back.h).
std::vector<Post> part_posts(const Design& design, const PartOptions& options);

/// What is added to the tops: the dome, the height image; empty where there is neither.
std::vector<ReliefSurface> part_surfaces(const Design& design, const PartOptions& options);

/// Part: upright_part with its posts and backstamp (back.h); then the walls lean (drafted_walls.h), then dome and height image (relief_surface.h). Posts grow by
/// nothing.
LayeredMap make_part(const Design& design, const PartOptions& options);

/// Casting scaled about the origin by `scale` (> 0; for a master: shrink chain).
LayeredMap make_master(const LayeredMap& casting, double scale);

/// The same with a scale along each axis of the cavity (x across, y outwards, z), in which the part lies turned by `turn` (rad).
LayeredMap make_master(const LayeredMap& casting, Vec3 scale, double turn);

}  // namespace sprue
