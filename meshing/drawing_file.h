/// The bytes of a drawing, within the limit.
#pragma once

#include <filesystem>
#include <string>

namespace sprue {

/// Throws InputError: file missing or unreadable, larger than 16 MB.
std::string drawing_bytes(const std::filesystem::path& file);

}  // namespace sprue
