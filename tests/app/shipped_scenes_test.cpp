// The scenes that are shipped: what is simulated is what is exported.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <numbers>

#include "engine/app/simulation.h"
#include "meshing/solid.h"

namespace sprue {
namespace {

std::vector<std::filesystem::path> shipped() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(SPRUE_SOURCE_DIR "/scenes"))
    if (entry.path().extension() == ".toml") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

class ShippedScene : public testing::TestWithParam<std::filesystem::path> {};

// Sum of cavity fractions against the volume of the exported solid (triangles, divergence theorem): 1e-6 of it, what the file's
// coordinates can hold. Area vectors of each cell, walls summed piece by piece against differences of apertures: 1e-12 of a cell face, round-off
// of a few hundred terms. As drawn, and with the part turned by 17 degrees, where no wall lies along the lattice.
TEST_P(ShippedScene, DomainIsTheExportedCavity) {
  Scene scene = load_scene(GetParam());
  scene.mould.band = 0.6e-3;  // enough of the mould to have the cut cells
  const SceneMaterials materials = materials_of(scene);
  for (const double degrees : {0.0, 17.0}) {
    scene.mould.turn = degrees * std::numbers::pi / 180;
    std::vector<std::string> notes;
    const Scene whole = resolved(scene, materials, notes);
    const Stages stages = tooled(whole, materials);
    const Simulation simulation(whole, materials, &stages);
    const Domain& domain = simulation.domain;
    EXPECT_NEAR(cavity_volume(domain) / volume(extrude(stages.tooling.cavity)), 1, 1e-6) << degrees;
    const Field<Vec3> walls = wall_vectors(stages.tooling.cavity, domain_options(whole), domain.grid);
    double worst = 0;
    std::size_t cut = 0;
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
      if (domain.cavity_fraction[s] <= 0) continue;
      worst = std::max(worst, norm(walls[s] - domain.wall_vector(s)));
      cut += domain.cavity_fraction[s] < 1;
    }
    EXPECT_LE(worst, 1e-12) << degrees;
    EXPECT_GT(cut, 1000u) << degrees;  // the claim is about cut cells
  }
}

INSTANTIATE_TEST_SUITE_P(All, ShippedScene, testing::ValuesIn(shipped()),
                         [](const auto& scene) {
                           std::string name = scene.param.stem().string();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace sprue
