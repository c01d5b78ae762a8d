/// The way from a scene to its mould: Scene -> Design -> Part -> Tooling, each stage a plain struct; and the conditions of the pour.
#pragma once

#include "engine/app/pins.h"
#include "meshing/domain_builder.h"
#include "meshing/tooling.h"

namespace sprue {

/// The scene with every empty optional filled that a run needs; `notes` receives a sentence on each choice and its reason.
/// Throws InputError where a plate would be under three cells.
Scene resolved(Scene scene, const SceneMaterials& materials, std::vector<std::string>& notes);

bool in_metal(const Scene& scene);   ///< a book mould or die

/// Throws InputError where `cast` cannot do the process yet, with the reason.
void require_castable(const Scene& scene);

struct ShrinkChain {
  double cavity = 1;  ///< hot cavity over cold casting
  double master = 1;  ///< master over cold casting, as mould_shrink has it
  Vec3 directions{1, 1, 1};  ///< the same along the circle, the radius and the thickness; in blocks along x, y, z
};
ShrinkChain shrink_chain(const Scene& resolved_scene);

struct Stages {
  std::vector<Pin> pins;      ///< one; on a disc with [[pin]] more
  ShrinkChain shrink;
  Tooling tooling;            ///< at the pour: cavities are the part times ShrinkChain::cavity
  std::vector<Finding> findings;

  /// Those of all designs, by Domain::element.
  std::vector<const Element*> elements() const;
};

/// Drawings, rules and parts only; pairs of alloy and mould that do not go together are among the findings.
Stages checked_design(const Scene& resolved_scene, const SceneMaterials& materials);

/// Master and tool of what checked_design gave. Throws InputError.
void add_tooling(const Scene& resolved_scene, const SceneMaterials& materials, Stages& stages);

/// Both. Throws InputError from any of them.
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
