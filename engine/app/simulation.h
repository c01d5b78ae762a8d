/// A scene made ready to run: materials, conditions, domain, and the casting on them.
#pragma once

#include <memory>

#include "engine/app/pipeline.h"
#include "engine/app/probes.h"
#include "solvers/casting.h"

namespace sprue {

struct Simulation {
  /// `stages` of a drawn scene; null for a scene of [[shape]]. The scene is resolved. Throws InputError.
  Simulation(const Scene& resolved_scene, const SceneMaterials& materials, const Stages* stages);
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  Scene scene;
  Material alloy_material;   ///< what `alloy` is made of, and properties that no solver needs
  AlloyCurve alloy;
  std::vector<MouldProperties> moulds;
  CastingConditions conditions;
  Domain domain;
  std::vector<Probe> probes;

  std::unique_ptr<Casting> start() const;  ///< from the scene's initial metal
  std::unique_ptr<Casting> resume(CastingState state, Record record) const;
};

/// Reads materials, resolves the scene and builds the simulation of a scene without a drawing.
std::unique_ptr<Simulation> simulation_of(const Scene& scene);

}  // namespace sprue
