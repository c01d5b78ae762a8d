/// Where shipped scenes are: $SPRUE_SCENES, the build tree, or the installed place.
#pragma once

#include <filesystem>

namespace sprue {

/// Throws InputError when none of the places exists.
std::filesystem::path shipped_scenes();

}  // namespace sprue
