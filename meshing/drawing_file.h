/// Files of drawings: which are, and their bytes within the limit.
#pragma once

#include <filesystem>
#include <string>

namespace sprue {

/// The extension in lower case, with its dot.
std::string drawing_kind(const std::filesystem::path& file);

/// Whether the extension is that of a drawing (.svg, .dxf, .png).
bool is_drawing(const std::filesystem::path& file);

/// Whether the extension is that of a part given as a solid (.stl, .3mf).
bool is_solid_file(const std::filesystem::path& file);

/// Throws InputError: file missing or unreadable, larger than 16 MB.
std::string drawing_bytes(const std::filesystem::path& file);

}  // namespace sprue
