/// What the maker receives: the solids to cut, vulcanise or print, each as STL, all of them in one 3MF, part and halves as STEP; templates
/// as DXF; a dimensioned drawing sheet; a picture of part and halves; how much rubber the halves take.
#pragma once

#include "engine/app/tool_forces.h"

namespace sprue {

/// A solid written as a file.
struct SolidFile {
  std::string file;
  double volume = 0;          ///< m3
  std::size_t triangles = 0;
  bool watertight = false;
};

/// Rubber laid or poured around the masters for one half, before anything is cut into it.
struct RubberFill {
  std::string half;           ///< "mould-upper", "mould-lower"
  double volume = 0;          ///< m3, of the cured rubber: frame less masters
  double mass = 0;            ///< kg
};

struct MakerFiles {
  std::vector<SolidFile> solids;      ///< part.stl, master.stl (of several designs part-NAME.stl ...), shot.stl, mould-upper.stl, mould-lower.stl, in mm
  std::vector<std::string> others;    ///< names of the other files
  std::vector<RubberFill> rubber;     ///< of spin and rtv moulds
  std::array<double, 2> shrink_interval{};  ///< of ShrinkChain::master - 1, where the materials state intervals; else the value twice
  ToolForces forces;
  std::vector<std::string> notes;     ///< sentences for the user: rubber to pour, why a file was left out
};

/// Writes them into `folder`, each whole or not at all. Throws InputError when one cannot be written.
MakerFiles write_maker_files(const Scene& resolved_scene, const Stages& stages, const SceneMaterials& materials, const std::filesystem::path& folder);

/// Frame of the disc less the masters that lie in it, at the size they are laid; none for moulds that are cut.
std::vector<RubberFill> rubber_fills(const Scene& resolved_scene, const Stages& stages, const SceneMaterials& materials);

/// Least and largest shrink allowance of the master that the materials' intervals allow; a value set in the scene has none.
std::array<double, 2> shrink_interval(const Scene& resolved_scene, const SceneMaterials& materials);

}  // namespace sprue
