/// The materials a scene names, with the properties it replaces.
#pragma once

#include "engine/app/scene.h"
#include "engine/core/interfaces.h"

namespace sprue {

struct SceneMaterials {
  Material alloy, mould;
  InterfaceProperties interface;
};

/// The mould material a process usually has.
/// Coating of a drawn scene's gravity die whose pair of alloy and mould has die lube in pressure dies and that names no coating.
inline const char* const gravity_wash = "ceramic wash";

std::string usual_mould(const std::string& process_kind);

/// Throws InputError for an unknown material, one of the wrong kind, or a custom one with properties missing.
SceneMaterials materials_of(const Scene& scene);

}  // namespace sprue
