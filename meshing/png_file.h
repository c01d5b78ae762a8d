/// A PNG file as pixels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sprue {

struct PngPicture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;  ///< 8 bits a channel, sRGB, rows from the top
  double pixel = 0;                ///< m per pixel by the file's pHYs chunk; 0 = not stated

  const std::uint8_t* at(int x, int y) const { return &rgba[4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x))]; }
};

constexpr std::size_t max_pixels = 16u << 20;

/// m per pixel by a file's pHYs chunk in pixels per metre, alike in both directions; 0 without one.
double png_pixel_size(const std::string& bytes);

/// Throws InputError: file missing or unreadable, larger than 16 MB, no PNG, damaged, more than 16 million pixels (before they
/// are unpacked).
PngPicture read_png(const std::filesystem::path& file);

}  // namespace sprue
