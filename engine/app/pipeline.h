/// The way from a scene to its mould: Scene -> Design -> Part -> Tooling, each stage a plain struct; and the conditions of the pour.
#pragma once

#include "engine/app/scene_materials.h"
#include "engine/core/finding.h"
#include "meshing/domain_builder.h"
#include "meshing/tooling.h"

namespace sprue {

/// The scene with every empty optional filled that a run needs; `notes` receives a sentence on each choice and its reason.
/// Throws InputError where a plate would be under three cells.
Scene resolved(Scene scene, const SceneMaterials& materials, std::vector<std::string>& notes);

/// Throws InputError where `cast` cannot do the process yet, with the reason.
void require_castable(const Scene& scene);

struct ShrinkChain {
  double cavity = 1;  ///< hot cavity over cold casting
  double master = 1;  ///< master over cold casting
};
ShrinkChain shrink_chain(const Scene& resolved_scene);

struct Stages {
  Design design;
  LayeredMap part;            ///< finished and cold
  LayeredMap master;          ///< the casting (the part with finishing allowance) scaled by the whole shrink chain
  std::vector<Post> posts;    ///< on its back
  double relief_error = 0;    ///< m, largest of dome and height image together, in height
  std::size_t relief_facets = 0;
  ShrinkChain shrink;
  Tooling tooling;            ///< at the pour: cavities are the part times ShrinkChain::cavity
  std::vector<Finding> findings;
};

/// Drawing and rules only; pairs of alloy and mould that do not go together are among the findings.
Stages checked_design(const Scene& resolved_scene, const SceneMaterials& materials);

/// All stages of a drawn scene. Throws InputError from any of them.
Stages tooled(const Scene& resolved_scene, const SceneMaterials& materials);

/// The cavity of a scene given by [[shape]].
LayeredMap shaped_cavity(const Scene& scene);

/// "wall", "symmetry", "inlet", "open" or "permeable" as a scene writes it.
FaceKind face_kind(const std::string& name);

/// Alike pieces of the disc of which one is cast: 4, 2 or 1.
int disc_sectors(const Scene& scene);

DesignOptions design_options(const Scene& scene);
double relief_depth(const Scene& scene);        ///< m, of a height image, also where the scene leaves it open
double hard_enamel_depth(const Scene& scene);   ///< m, also where the scene leaves it open
PartOptions part_options(const Scene& scene);
PartOptions casting_options(const Scene& resolved_scene);   ///< with what finishing takes (finishing.h)
DomainOptions domain_options(const Scene& resolved_scene);

CastingConditions conditions_from(const Scene& resolved_scene, const SceneMaterials& materials);

}  // namespace sprue
