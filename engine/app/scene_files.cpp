#include "engine/app/scene_files.h"

#include <cstdlib>

#include "engine/core/error.h"

namespace sprue {

std::filesystem::path shipped_scenes() {
  const char* named = std::getenv("SPRUE_SCENES");
  for (const std::filesystem::path& place : {std::filesystem::path(named ? named : ""), std::filesystem::path(SPRUE_SCENES_BUILD),
                                             std::filesystem::path(SPRUE_SCENES_INSTALLED)})
    if (!place.empty() && std::filesystem::is_directory(place)) return place;
  throw InputError("the shipped scenes are not found", "SPRUE_SCENES", named ? named : "", "set SPRUE_SCENES to the folder scenes/");
}

}  // namespace sprue
