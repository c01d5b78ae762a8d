/// Where the shipped material files are.
#pragma once

#include <filesystem>
#include <string>

namespace sprue {

/// NAME.toml in $SPRUE_MATERIALS, else the build tree, else the installed place; empty where there is none.
std::filesystem::path material_file(const std::string& name);

}  // namespace sprue
